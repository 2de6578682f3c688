"""What is robust of a selection, as a document: who is in all that may be best, and in some."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from evalcore.portfolios.choice import Choice
from evalcore.portfolios.drawn import Drawn
from evalcore.portfolios.ends import Ends
from evalcore.portfolios.robust import Robust
from evalcore.reports.document import Document, Grid, Heading, Line, Notes, Paragraph, Part
from evalcore.reports.portfolio import heading
from evalcore.reports.rows import named
from evalcore.reports.tables import Row, Table
from evalcore.request.spelling import percent
from evalcore.written.errors import listing, plural


def robust_document(choice: Choice, found: Robust) -> Document:
    """The core index of each candidate, and what it says."""
    return Document(_parts(choice, found), heading(choice))


def robust_table(choice: Choice, found: Robust) -> Table:
    """A row for each candidate: the ends of its core index, and whether it is chosen today."""
    titles = {each.id: each.title for each in choice.demands.candidates.all}
    chosen = {each.id for each in choice.chosen}
    heads: tuple[str, ...] = ("id", "title", "core.low", "core.high", "chosen")
    if found.anyhow is None:
        rows: list[Row] = [
            (key, titles[key], *map(float, ends), key in chosen) for key, ends in found.core.items()
        ]
        return Table("core", heads, rows)
    heads = (*heads, "core_anyhow.low", "core_anyhow.high")
    rows = []
    for key in sorted({**found.core, **found.anyhow}):
        core = map(float, found.core[key]) if key in found.core else (None, None)
        anyhow = map(float, found.anyhow[key]) if key in found.anyhow else (None, None)
        rows.append((key, titles[key], *core, key in chosen, *anyhow))
    return Table("core", heads, rows)


def drawn_table(choice: Choice, found: Drawn) -> Table:
    """A row for each candidate: the share of the draws in which it is chosen."""
    titles = {each.id: each.title for each in choice.demands.candidates.all}
    chosen = {each.id for each in choice.chosen}
    rows = [(key, titles[key], found.share(key), key in chosen) for key in found.counts]
    return Table("draws", ("id", "title", "chosen_in", "chosen"), rows)


def _parts(choice: Choice, found: Robust) -> Iterator[Part]:
    yield Heading(heading(choice), level=1)
    yield Paragraph(_summary(found), strong=True)
    titles = {each.id: each.title for each in choice.demands.candidates.all}
    chosen = {each.id for each in choice.chosen}
    told = {**found.core, **(found.anyhow or {})}
    rows: list[tuple[Line, ...]] = []
    for key in sorted(told, key=lambda key: (-sum(told[key]), key)):
        indexes = [_index(found.core.get(key))]
        if found.anyhow is not None:
            indexes.append(_index(told[key]))
        today = "yes" if key in chosen else "no"
        rows.append((named(key, titles[key]), *indexes, today, _means(*told[key])))
    more = () if found.anyhow is None else ("Anyhow",)
    heads = ("Request", "Core", *more, "Chosen", "What that says")
    yield Grid("", heads, tuple(rows), range(1, 2 + len(more)), "hang", (0, len(heads) - 1))
    yield Notes(tuple(_notes(found)))


def _notes(found: Robust) -> Iterator[str]:
    yield "Core: the share of the selections that none dominates which hold it."
    if found.anyhow is not None:
        yield "Core takes what they need for what is likely; anyhow, it may come out anywhere."
    left = [each.id for each in found.left_open if each.id not in (found.anyhow or {})]
    if left:
        yield f"Left out, as it is open what they take or are worth: {listing(left)}."
    unsaid = [key for key in found.unsaid if key not in left]
    if unsaid:
        yield f"Not chosen before it is said what they take: {listing(unsaid)}."


def _index(ends: Ends | None) -> str:
    """A core index, in percent; empty where there is none."""
    if ends is None:
        return ""
    low, high = (percent(float(each), 0) for each in ends)
    return low if low == high else f"{low} to {high}"


def _summary(found: Robust) -> str:
    if found.non_dominated is None:
        return "There are too many candidates to look at all selections: the ends hold for sure."
    if not found.non_dominated:
        return "No selection meets all that is demanded."
    if found.non_dominated == 1:
        return "One selection is at least as good as every other, whatever turns out."
    count = plural(found.non_dominated, "selection")
    return f"{count} may be best, depending on what turns out; none of them dominates another."


def drawn_document(choice: Choice, found: Drawn) -> Document:
    """In which share of the draws each candidate is chosen."""
    return Document(_drawn(choice, found), heading(choice))


def _drawn(choice: Choice, found: Drawn) -> Iterator[Part]:
    yield Heading(heading(choice), level=1)
    yield Paragraph(f"{found.draws:,} draws, seed {found.seed}.")
    titles = {each.id: each.title for each in choice.demands.candidates.all}
    chosen = {each.id for each in choice.chosen}
    ordered = sorted(found.counts, key=lambda key: (-found.counts[key], key))
    rows: list[tuple[Line, ...]] = [
        (
            named(key, titles[key]),
            percent(found.share(key), 0),
            "yes" if key in chosen else "no",
        )
        for key in ordered
    ]
    heads = ("Request", "Drawn", "Chosen")
    yield Grid("", heads, tuple(rows), (1,), "hang", (0,))
    notes = ["Drawn: the share of the draws in which it is chosen."]
    if found.failed:
        notes.append(f"In {plural(found.failed, 'draw')} no selection was found.")
    yield Notes(tuple(notes))


def _means(low: Fraction, high: Fraction) -> str:
    if low == 1:
        return "take it, whatever else is learnt"
    if high == 0:
        return "leave it, whatever else is learnt"
    if low == 0 or high == 1:
        return "not settled"
    return "ask about it first: what is learnt decides"
