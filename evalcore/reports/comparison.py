"""The comparison of rulesets as a document and as a table; its JSON is its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalcore.judge.comparison import Agreement, Camp, Comparison, Opinion
from evalcore.judge.view import UNDECIDED
from evalcore.reports.document import (
    Document,
    Grid,
    Heading,
    Item,
    Line,
    Outline,
    Paragraph,
    Part,
    Toned,
    plain,
)
from evalcore.reports.rows import beside, called, named, verdict
from evalcore.reports.tables import Row, Table
from evalcore.say.terms import Terms
from evalcore.written.errors import listing, plural

REQUEST, GAP = 22, 2  # columns that a request needs, and those between two columns
MOST_IDS = 12  # that are named in one row; the others are counted
COUNTED = (
    "Counted are the initiatives that both rulesets decide: what is undecided is no judgement. "
    "kappa is Cohen's (1960): 1 is full agreement, 0 what chance alone would give. "
    "There is no kappa (-) where chance alone explains full agreement, or where nothing counts."
)


def comparison_document(comparison: Comparison, *, width: int | None = None) -> Document:
    """The verdicts side by side, the clauses where the rulesets part, and their agreement.

    Within a width, verdicts are short where they do not fit otherwise: one spelling a page.
    """
    short = width is not None and not _fits(comparison, width)
    return Document(_parts(comparison, short=short), heading(comparison))


def _fits(comparison: Comparison, width: int) -> bool:
    """Whether the requests have room beside verdicts that are written out."""
    columns = zip(*([*each.opinions] for each in comparison.initiatives), strict=True)
    taken = 0
    for label, opinions in zip(comparison.labels, columns, strict=False):
        words = [*label.replace("_", " ").split(), *(plain(_verdict(each)) for each in opinions)]
        taken += max(map(len, words)) + GAP
    return taken + REQUEST <= width


def _parts(comparison: Comparison, *, short: bool) -> Iterator[Part]:
    yield Heading(heading(comparison), level=1, close=True)
    yield from beside(each.graph for each in comparison.evaluators)
    parted = [each for each in comparison.whole if each.parted]
    yield Paragraph(_head(comparison, len(parted)))
    yield _side_by_side(comparison, short=short)
    if len(comparison.labels) == 2:
        yield from _moves(comparison, short=short)
    if parted:
        yield Heading("Where they part")
    for each in parted:
        camps = tuple(_camp(camp, short=short) for camp in each.camps)
        yield Outline((Item(Toned(called(each.id, each.title), "strong"), camps),))
    yield Heading("Agreement")
    yield _agreement(comparison.agreements)
    yield Paragraph(COUNTED)


def _head(comparison: Comparison, parted: int) -> str:
    """On how many they part, and whether only those are shown."""
    whole, shown = len(comparison.whole), len(comparison.initiatives)
    said = f"They part on {parted} of {whole}." if parted else "They part on none."
    return f"{said} Only those are shown." if shown < whole and parted else said


def _side_by_side(comparison: Comparison, *, short: bool) -> Grid:
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (named(each.id, each.title), *(_verdict(o, short=short) for o in each.opinions))
        for each in comparison.initiatives
    )
    return Grid(
        "",
        ("Request", *comparison.labels),
        rows,
        fit="wide",
        texts=(0,),
        names=range(1, 1 + len(comparison.labels)),
        notes=_notes(comparison, short=short),
    )


def _verdict(opinion: Opinion, *, short: bool = False) -> Toned:
    return verdict(opinion.evaluation, " ?", short=short)


def _notes(comparison: Comparison, *, short: bool) -> tuple[str, ...]:
    """What the short forms and marks in the table mean, where they occur."""
    opinions = [opinion for each in comparison.initiatives for opinion in each.opinions]
    said = [o.terms.verdict(o.verdict) for o in opinions if o.verdict is not None] * short
    notes = [*dict.fromkeys(f"{v.short}: {v.label}" for v in said if v.short != v.label)]
    if any(not opinion.decided for opinion in opinions):
        notes.append("?: undecided, what is missing may still change the verdict")
    return ("; ".join(notes),) if notes else ()


def _moves(comparison: Comparison, *, short: bool) -> Iterator[Part]:
    """Of which requests one ruleset says this, and the other one that."""
    (pair,) = comparison.agreements
    if not pair.moves:
        return
    terms = [each.ruleset.terms for each in comparison.evaluators]

    def said(name: str, of: Terms) -> str:
        if name == UNDECIDED:
            return name
        found = of.verdict(name)
        return found.short if short else found.label

    rows = tuple(
        (
            said(move.before, terms[0]),
            said(move.after, terms[1]),
            str(len(move.ids)),
            listing(move.ids, most=MOST_IDS),
        )
        for move in pair.moves
    )
    yield Heading(f"From {pair.rulesets[0]} to {pair.rulesets[1]}")
    yield Grid("", ("From", "To", "Requests", "Which"), rows, (2,), "hang", texts=(3,))


def _camp(camp: Camp, *, short: bool) -> Item:
    """Who says what and why, or with each ruleset's own reason below."""
    said = f"{camp.short if short else camp.label}{'' if camp.opinions[0].decided else ' ?'}"
    names = listing(camp.rulesets)
    reasons = {opinion.because for opinion in camp.opinions}
    if len(reasons) == 1:
        return Item(f"{said} by {names}: {reasons.pop()}")
    parts = tuple(Item(f"{o.ruleset}: {o.because}") for o in camp.opinions)
    return Item(f"{said} by {names}", parts)


def _agreement(agreements: Sequence[Agreement]) -> Grid:
    rows = tuple(
        (*each.rulesets, f"{each.equal} of {each.compared}", _kappa(each.kappa))
        for each in agreements
    )
    return Grid("", ("Ruleset", "and", "Equal", "kappa"), rows, right=(2, 3), fit="wide")


def _kappa(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def comparison_table(comparison: Comparison) -> Table:
    """One row for each initiative: verdict and clause by ruleset, and the words."""
    heads = [f"{part}.{label}" for label in comparison.labels for part in ("verdict", "clause")]
    rows: list[Row] = []
    for each in comparison.initiatives:
        cells = [c for o in each.opinions for c in (o.verdict, o.clause)]
        rows.append([each.id, each.title, each.parted, *cells, each.words])
    return Table("verdicts", ("id", "title", "parted", *heads, "words"), rows)


def heading(comparison: Comparison) -> str:
    """One line on what this is: how many rulesets and initiatives, on which date."""
    what = plural(len(comparison.whole), "initiative")
    as_of = "" if comparison.as_of is None else f", as of {comparison.as_of.isoformat()}"
    return f"{what} by {len(comparison.labels)} rulesets{as_of}"
