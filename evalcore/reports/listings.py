"""Listings as blocks: a ranking, or every score of each initiative, for whatever writes blocks."""

from __future__ import annotations

from collections.abc import Iterator

from evalcore.judge.evaluation import Evaluation
from evalcore.judge.listing import Listing
from evalcore.reports import blocks
from evalcore.reports.blocks import Block, Grid, Heading
from evalcore.reports.rows import name, reason, score


def as_markdown(listing: Listing) -> str:
    """A heading, the table of the decided, and one of the undecided."""
    return blocks.as_markdown(listing_blocks(listing))


def listing_blocks(listing: Listing) -> tuple[Block, ...]:
    """A heading, and the tables under it."""
    tables = _places(listing) if listing.ranking else iter([_scores(listing)])
    return (Heading(listing.heading, level=1), *tables)


def _places(listing: Listing) -> Iterator[Block]:
    """The decided with their places; the undecided, with all that they wait for, have none."""
    total = ["Total"] if listing.has_total else []
    if listing.decided:
        head = ("#", "Request", "Verdict", *total, "Why")
        rows = tuple(
            (str(place), name(each), each.verdict or "", *_total(listing, each), reason(each))
            for place, each in listing.decided
        )
        yield Grid("", head, rows, right=(0, 3)[: 1 + len(total)])
    if listing.undecided:
        undecided = tuple(
            (name(each), each.verdict or "-", *_total(listing, each), reason(each, most=99))
            for each in listing.undecided
        )
        yield Heading("Undecided")
        yield Grid("", ("Request", "For now", *total, "Why"), undecided, right=(2,)[: len(total)])


def _scores(listing: Listing) -> Grid:
    ids = listing.criteria
    rows = tuple(
        (
            name(each),
            (each.verdict or "-") + ("" if each.decided else " (undecided)"),
            *_total(listing, each),
            *(score(result.score) for result in each.criteria),
            reason(each, most=99),
        )
        for each in listing.evaluations
    )
    numbers = [*(["Total"] if listing.has_total else []), *ids]
    head = ("Request", "Verdict", *numbers, "Why")
    return Grid("", head, rows, right=tuple(range(2, 2 + len(numbers))))


def _total(listing: Listing, evaluation: Evaluation) -> list[str]:
    return [score(evaluation.total)] if listing.has_total else []
