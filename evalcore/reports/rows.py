"""Rows: what every tabular report says about an evaluation; how it looks is up to each format."""

from __future__ import annotations

from evalcore.judge.evaluation import Evaluation
from evalcore.judge.listing import Listing
from evalcore.written.errors import listing


def printable(text: str) -> str:
    """The text without characters that steer a terminal or break a line."""
    return "".join(char if char.isprintable() else " " for char in text)


def name(evaluation: Evaluation) -> str:
    """How a reader recognises an initiative: its id and title."""
    if evaluation.title == evaluation.id:
        return evaluation.id
    return f"{evaluation.id} {evaluation.title}"


def reason(evaluation: Evaluation, most: int = 3) -> str:
    """Why, in one phrase: what decided, or which verdicts are possible and what they depend on.

    Names at most so many of the fields that are missing.
    """
    if evaluation.decided or not evaluation.missing:
        return evaluation.decided_by.because
    fields = [each.field for each in evaluation.missing]
    rest = [f"{len(fields) - most} more"] if len(fields) > most else []
    return f"{possible(evaluation)}: depends on {listing([*fields[:most], *rest])}"


def possible(evaluation: Evaluation) -> str:
    """The verdicts that are still possible, best first."""
    return listing(evaluation.possible, "or")


def score(value: float | None, decimals: int = 2) -> str:
    """A total or a score for a reader; `-` where there is none or it is unknown."""
    return "-" if value is None else f"{value:.{decimals}f}"


def columns(listing: Listing) -> list[str]:
    """The columns of the reports that programs read (CSV)."""
    criteria = [f"score.{each}" for each in listing.criteria]
    places = ["rank"] if listing.ranking else []
    fixed = ["id", "title", "verdict", "decided", "possible", "total"]
    return [*places, *fixed, *criteria, "decided_by", "clause", "because", "missing"]


def cells(listing: Listing) -> list[list[str]]:
    """One row for each evaluation, under `columns`; floats are not rounded."""
    places = {each.id: str(place) for place, each in listing.decided}
    return [
        [
            *([places.get(each.id, "")] if listing.ranking else []),
            each.id,
            each.title,
            each.verdict or "",
            "true" if each.decided else "false",
            "; ".join(each.possible),
            _exact(each.total),
            *(_exact(result.score) for result in each.criteria),
            each.decided_by.id or each.decided_by.kind,
            each.decided_by.clause or "",
            each.decided_by.because,
            "; ".join(missing.field for missing in each.missing),
        ]
        for each in listing.evaluations
    ]


def _exact(value: float | None) -> str:
    return "" if value is None else repr(value)
