"""Listings as documents: a ranking, or every score of each initiative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from evalcore.judge.evaluation import judged
from evalcore.judge.listing import Listing
from evalcore.judge.record import Evaluation
from evalcore.judge.view import UNDECIDED, View
from evalcore.reports.columns import Column, columns_of
from evalcore.reports.document import Document, Grid, Heading, Line, Paragraph, Part
from evalcore.reports.rows import beside, figures_of, named, reason, verdict
from evalcore.request.values import FieldValue
from evalcore.say.terms import Terms
from evalcore.written.errors import listing as listed
from evalcore.written.errors import plural

OPEN = "What is missing may still change the verdict."
LEFT_OUT = "more, for which there is no room here: see --format csv"
BEFORE = 3  # columns before the total of a ranking: place, request, verdict


def listing_document(
    listing: Listing, *, brief: bool = False, terms: Terms | None = None
) -> Document:
    """A heading with counts, and the tables under it; a `brief` one is for a window.

    There are tables for each group, where the view asks for groups. Verdicts are called as the
    ruleset calls them in tables, or else by `terms`.
    """
    return Document(_parts(listing, terms or listing.ruleset.terms, brief=brief), listing.heading)


def _parts(listing: Listing, terms: Terms, *, brief: bool) -> Iterator[Part]:
    yield Heading(listing.heading, level=1, close=True)
    yield from beside([listing.graph])
    lines = head(listing, terms)
    if lines:
        yield Paragraph(" ".join(lines))
    if listing.view.group_by is None:
        yield from _tables(listing, terms, brief=brief)
        return
    column = Column(listing.view.group_by, listing.graph.declared[listing.view.group_by])
    for value, group in listing.groups:
        yield Heading(f"{_group(column, value)}: {counts(group, terms)}")
        yield from _tables(group, terms, brief=brief, level=3, alike=listing)


def head(listing: Listing, terms: Terms) -> list[str]:
    """What to know before the tables: how many there are of each verdict, and what is shown."""
    view, shown, whole = listing.view, len(listing.evaluations), len(listing.whole)
    lines = [f"{counts(listing, terms)}."] if whole else []
    if view.where:
        lines.append(selected(view, whole))
    if shown < whole:
        lines.append(f"Shown: {shown} of {whole}{_which(listing, terms)}.")
    return lines


def selected(view: View, whole: int) -> str:
    """How many a condition has selected, and of how many it could not be told."""
    line = f"{whole} of {plural(view.given, 'initiative')} where {view.where}"
    if view.unknown:
        so = "it is" if view.unknown == 1 else "they are"
        line += f"; for {view.unknown} more that is unknown, so {so} left out"
    return f"{line}."


def _which(listing: Listing, terms: Terms) -> str:
    """Which ones are shown: `, the first 3 with go or hold`."""
    view = listing.view
    each = " of each group" if view.group_by else ""
    first = "" if view.top is None else f", the first {view.top}{each}"
    labels = [name if name == UNDECIDED else terms.label(name) for name in view.only]
    return f"{first}{'' if first else ','} with {listed(labels, 'or')}" if labels else first


def counts(listing: Listing, terms: Terms) -> str:
    """`2 go, 1 hold, 3 undecided`: how often there is each verdict, the best first."""
    return ", ".join(
        f"{count} {name if name == UNDECIDED else terms.label(name)}"
        for name, count in listing.counts.items()
    )


def _group(column: Column, value: FieldValue) -> str:
    """A group by what makes it: `department sales`, `department not said`."""
    if value is None:
        return f"{column.name} not said"
    return f"{column.name} {column.spell(value)}{f' {column.unit}' if column.unit else ''}"


def _tables(
    listing: Listing, terms: Terms, *, brief: bool, level: int = 2, alike: Listing | None = None
) -> Iterator[Part]:
    """The tables of a listing, with columns as wide as those of another one that has it all."""
    if listing.ranking:
        yield from _places(listing, alike or listing, terms, brief=brief, level=level)
    elif listing.evaluations or not brief:
        yield _scores(listing, alike or listing, terms, brief=brief)


def _places(
    listing: Listing, alike: Listing, terms: Terms, *, brief: bool, level: int
) -> Iterator[Part]:
    """The decided with their places; the undecided, with what they wait for, have none."""
    columns = columns_of(listing)

    def row(place: str, each: Evaluation) -> tuple[Line, ...]:
        shown = (column.words(each) for column in columns)
        why = reason(each, brief=brief, terms=terms)
        said = verdict(each, terms=terms)
        return place, _named(each), said, *_total(listing, each), *shown, why

    heads = _heads(listing, columns)
    first, later = (("#", "Request", "Verdict", *heads), ("", "Request", "For now", *heads))
    decided = tuple(row(str(place), each) for place, each in listing.decided)
    waiting = tuple(row("", each) for each in listing.undecided)
    every = (*decided, *waiting)
    if alike is not listing:
        every = (
            *(row(str(place), each) for place, each in alike.decided),
            *(row("", each) for each in alike.undecided),
        )
    if decided:
        yield _ranked(listing, columns, first, decided, (later, *every))
    open_ = f"Undecided: {len(waiting)}. {OPEN}" if brief else "Undecided"
    if waiting:  # in a window, the empty column keeps both tables in line
        yield Heading(open_, level)
        grid = _ranked(listing, columns, later, waiting, (first, *every))
        yield grid if brief else _without_first(grid)


def _ranked(
    listing: Listing,
    columns: Sequence[Column],
    heads: tuple[str, ...],
    rows: tuple[tuple[Line, ...], ...],
    alike: tuple[tuple[Line, ...], ...],
) -> Grid:
    first = BEFORE + listing.has_total  # of the columns that are shown beside
    last = first + len(columns)
    numbers = [first + n for n, column in enumerate(columns) if column.is_number]
    texts = [first + n for n, column in enumerate(columns) if not column.is_number]
    return Grid(
        "",
        heads,
        rows,
        right=(0, *range(BEFORE, first), *numbers),
        fit="hang",
        texts=(1, *texts, last),
        names=range(first, last),
        left_out=LEFT_OUT,
        spare=bool(columns),
        alike=alike,
        notes=_units(columns),
    )


def _without_first(grid: Grid) -> Grid:
    return attrs.evolve(
        grid,
        head=grid.head[1:],
        rows=tuple(row[1:] for row in grid.rows),
        right=[n - 1 for n in grid.right if n],
        texts=[n - 1 for n in grid.texts],
        names=[n - 1 for n in grid.names],
        alike=(),
    )


def _scores(listing: Listing, alike: Listing, terms: Terms, *, brief: bool) -> Grid:
    """Every score. What does not fit goes: first the reasons, then the criteria's names."""
    columns = columns_of(listing)
    rows = tuple(
        _scored(listing, columns, each, terms, brief=brief) for each in listing.evaluations
    )
    heads = _heads(listing, columns)[:-1]
    beside = 2 + listing.has_total
    before = 2 + len(heads)
    last = before + len(listing.criteria)
    numbers = [beside + n for n, column in enumerate(columns) if column.is_number]
    texts = [beside + n for n, column in enumerate(columns) if not column.is_number]
    unsure = brief and listing.undecided
    open_ = f"? undecided: {OPEN[0].lower()}{OPEN[1:-1]} (see explain)"
    return Grid(
        "",
        ("Request", "Verdict", *heads, *listing.criteria, "Why"),
        rows,
        right=(*range(2, beside), *numbers, *range(before, last)),
        fit="hang",
        texts=(0, *texts, last),
        names=range(beside, last),
        left_out=LEFT_OUT,
        spare=True,
        alike=tuple(
            _scored(alike, columns, each, terms, brief=brief) for each in alike.evaluations
        ),
        notes=(*_units(columns), *([open_] if unsure else [])),
    )


def _scored(
    listing: Listing, columns: Sequence[Column], each: Evaluation, terms: Terms, *, brief: bool
) -> tuple[Line, ...]:
    score = figures_of(each).score_in_table
    return (
        _named(each),
        verdict(each, " ?" if brief else " (undecided)", terms=terms),
        *_total(listing, each),
        *(column.words(each) for column in columns),
        *map(score, judged(each).scores),
        reason(each, brief=brief, terms=terms),
    )


def _heads(listing: Listing, columns: Sequence[Column]) -> tuple[str, ...]:
    total = ["Total"] if listing.has_total else []
    return (*total, *(each.name for each in columns), "Why")


def _units(columns: Sequence[Column]) -> tuple[str, ...]:
    """In which units the columns are that are shown beside."""
    units = [f"{each.name} in {each.unit}" for each in columns if each.unit]
    return (", ".join(units),) if units else ()


def _named(each: Evaluation) -> Line:
    return named(each.id, each.title)


def _total(listing: Listing, each: Evaluation) -> list[str]:
    return [figures_of(each).total_in_table(each.total)] if listing.has_total else []
