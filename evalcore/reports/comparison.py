"""The comparison of rulesets as a document and as CSV; its JSON is its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalcore.judge.comparison import Agreement, Camp, Compared, Comparison
from evalcore.reports.document import (
    Cell,
    Document,
    Grid,
    Heading,
    Item,
    Outline,
    Paragraph,
    Part,
    Toned,
)
from evalcore.reports.rows import name, score, verdict
from evalcore.written.csv_text import spell_csv
from evalcore.written.errors import plural

COUNTED = (
    "Counted are the initiatives that both rulesets decide: what is undecided is no judgement. "
    "kappa is Cohen's (1960): 1 is full agreement, 0 what chance alone would give. "
    "There is no kappa (-) where chance alone explains full agreement, or where nothing counts."
)


def comparison_document(comparison: Comparison, *, brief: bool = False) -> Document:
    """The verdicts side by side, the clauses where the rulesets part, and their agreement.

    A `brief` one is for a window: verdicts are short there, and explained.
    """
    return Document(_parts(comparison, brief=brief), heading(comparison))


def _parts(comparison: Comparison, *, brief: bool) -> Iterator[Part]:
    yield Heading(heading(comparison), level=1)
    yield _side_by_side(comparison, brief=brief)
    parted = [each for each in comparison.initiatives if each.parted]
    if parted:
        yield Heading("Where they part")
    for each in parted:
        yield Outline((Item(Toned(_called(each), "strong"), tuple(map(_camp, each.camps))),))
    yield Heading("Agreement")
    yield _agreement(comparison.agreements)
    yield Paragraph(COUNTED)


def _side_by_side(comparison: Comparison, *, brief: bool) -> Grid:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (_called(each), *(verdict(o.evaluation, " ?", short=brief) for o in each.opinions))
        for each in comparison.initiatives
    )
    return Grid(
        "",
        ("Request", *comparison.labels),
        rows,
        fit="cut",
        texts=(0,),
        names=range(1, 1 + len(comparison.labels)),
        notes=_notes(comparison) if brief else (),
    )


def _notes(comparison: Comparison) -> tuple[str, ...]:
    """What the short forms in the table mean, where they occur."""
    opinions = [opinion for each in comparison.initiatives for opinion in each.opinions]
    said = [o.terms.verdict(o.verdict) for o in opinions if o.verdict is not None]
    notes = [*dict.fromkeys(f"{v.short}: {v.label}" for v in said if v.short != v.label)]
    if any(not opinion.decided for opinion in opinions):
        notes.append("?: undecided, what is missing may still change the verdict")
    return ("; ".join(notes),) if notes else ()


def _camp(camp: Camp) -> Item:
    """Who says what and why, or with each ruleset's own reason below."""
    if len({opinion.because for opinion in camp.opinions}) == 1:
        return Item(camp.words)
    return Item(camp.head, tuple(Item(f"{o.ruleset}: {o.because}") for o in camp.opinions))


def _agreement(agreements: Sequence[Agreement]) -> Grid:
    rows = tuple(
        (*each.rulesets, f"{each.equal} of {each.compared}", score(each.kappa))
        for each in agreements
    )
    return Grid("", ("Ruleset", "and", "Equal", "kappa"), rows, right=(2, 3), fit="cut")


def as_csv(comparison: Comparison) -> str:
    """One row for each initiative: verdict and clause by ruleset, and the words."""
    heads = [f"{part}.{label}" for label in comparison.labels for part in ("verdict", "clause")]
    rows: list[list[str]] = []
    for each in comparison.initiatives:
        cells = [c for o in each.opinions for c in (o.verdict or "", o.clause)]
        parted = "true" if each.parted else "false"
        rows.append([each.id, each.title, parted, *cells, each.words])
    return spell_csv(["id", "title", "parted", *heads, "words"], rows)


def heading(comparison: Comparison) -> str:
    """One line on what this is: how many rulesets and initiatives, on which date."""
    what = plural(len(comparison.initiatives), "initiative")
    as_of = "" if comparison.as_of is None else f", as of {comparison.as_of.isoformat()}"
    return f"{what} by {len(comparison.labels)} rulesets{as_of}"


def _called(each: Compared) -> str:
    return name(each.opinions[0].evaluation)
