"""Rows: what every tabular report says about an evaluation; how it looks is up to each format."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from evalcore.errors import listing
from evalcore.evaluation import Evaluation
from evalcore.evaluator import Evaluator


@attrs.frozen
class Listing:
    """Evaluations to be shown: in the order given, with places where they are a ranking."""

    evaluator: Evaluator
    evaluations: tuple[Evaluation, ...]
    ranking: bool = False

    @property
    def decided(self) -> list[tuple[int, Evaluation]]:
        """The decided, each with its place from 1."""
        found = [each for each in self.evaluations if each.decided]
        return list(enumerate(found, start=1))

    @property
    def undecided(self) -> list[Evaluation]:
        """Those for which several verdicts are possible."""
        return [each for each in self.evaluations if not each.decided]

    @property
    def heading(self) -> str:
        """One line on what this is: ruleset, version, date, how many."""
        ruleset = self.evaluator.ruleset
        dates = {each.as_of for each in self.evaluations if each.as_of is not None}
        as_of = f", as of {dates.pop().isoformat()}" if len(dates) == 1 else ""
        count = len(self.evaluations)
        what = f"{count} initiative{'' if count == 1 else 's'}"
        return f"{ruleset.name} {ruleset.version}: {what}{as_of}"


def has_total(listing: Listing) -> bool:
    """Whether the ruleset has a total at all."""
    return listing.evaluator.graph.total is not None


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
    criteria = [f"score.{each}" for each in criteria_ids(listing)]
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


def criteria_ids(listing: Listing) -> Sequence[str]:
    """The ids of the criteria, in the order of the ruleset."""
    return [each.id for each in listing.evaluator.graph.criteria]
