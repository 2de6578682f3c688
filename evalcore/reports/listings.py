"""Listings as documents: a ranking, or every score of each initiative."""

from __future__ import annotations

from collections.abc import Iterator

from evalcore.judge.evaluation import Evaluation
from evalcore.judge.listing import Listing
from evalcore.reports.document import Cell, Document, Grid, Heading, Part
from evalcore.reports.rows import name, reason, score, verdict

OPEN = "What is missing may still change the verdict."


def listing_document(listing: Listing, *, brief: bool = False) -> Document:
    """A heading, and the tables under it; a `brief` one is for a window, where room is scarce."""
    tables = _places(listing, brief=brief) if listing.ranking else _scores(listing, brief=brief)
    return Document((Heading(listing.heading, level=1), *tables), listing.heading)


def _places(listing: Listing, *, brief: bool) -> Iterator[Part]:
    """The decided with their places; the undecided, with what they wait for, have none."""
    totals = ["Total"] if listing.has_total else []
    right, texts = (0, 3)[: 1 + len(totals)], (1, 3 + len(totals))

    def row(place: str, each: Evaluation) -> tuple[Cell, ...]:
        return place, name(each), verdict(each), *_total(listing, each), reason(each, brief=brief)

    decided = tuple(row(str(place), each) for place, each in listing.decided)
    waiting = tuple(row("", each) for each in listing.undecided)
    head = ("", "Request", "For now", *totals, "Why")
    if decided:
        first = ("#", "Request", "Verdict", *totals, "Why")
        yield Grid("", first, decided, right, "hang", texts, alike=(head, *waiting))
    if waiting and brief:  # the empty column keeps both tables in line
        yield Heading(f"Undecided: {len(waiting)}. {OPEN}")
        yield Grid("", head, waiting, right, "hang", texts, alike=decided)
    elif waiting:
        yield Heading("Undecided")
        yield Grid("", head[1:], tuple(row[1:] for row in waiting), (2,)[: len(totals)])


def _scores(listing: Listing, *, brief: bool) -> Iterator[Part]:
    """Every score. What does not fit goes: first the reasons, then the criteria's names."""
    if brief and not listing.evaluations:
        return
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            name(each),
            verdict(each, " ?" if brief else " (undecided)"),
            *_total(listing, each),
            *(score(result.score) for result in each.criteria),
            reason(each, brief=brief),
        )
        for each in listing.evaluations
    )
    before = ("Request", "Verdict", *(["Total"] if listing.has_total else []))
    last = len(before) + len(listing.criteria)
    unsure = brief and listing.undecided
    yield Grid(
        "",
        (*before, *listing.criteria, "Why"),
        rows,
        right=range(2, last),
        fit="hang",
        texts=(0, last),
        names=range(len(before), last),
        left_out="more criteria do not fit here: see --format csv",
        spare=True,
        notes=(f"? undecided: {OPEN[0].lower()}{OPEN[1:-1]} (see explain)",) if unsure else (),
    )


def _total(listing: Listing, evaluation: Evaluation) -> list[str]:
    return [score(evaluation.total)] if listing.has_total else []
