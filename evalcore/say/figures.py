"""Figures: how totals and scores are shown to people, as numbers or as percentages.

Programs, and formulas in the tree of why, have the numbers as they are.
"""

from __future__ import annotations

import attrs

from evalcore.request.spelling import percent, rounded

NONE = "-"


@attrs.frozen
class Figures:
    """How a ruleset wants its totals and its scores to be shown: one of `WAYS` each."""

    total: str = "number"
    scores: str = "number"

    def total_in_table(self, value: float | None) -> str:
        """A total in a column of totals: each with as many decimals as the others."""
        return _in_table(value, self.total)

    def score_in_table(self, value: float | None) -> str:
        """A score, or what one adds to the total, in a column of those."""
        return _in_table(value, self.scores)


def in_words(value: float, way: str = "number", decimals: int | None = 2) -> str:
    """A number in one of the ways, with so many decimals; None: what somebody wrote, with all."""
    if way == "percent":
        return percent(value, None if decimals is None else decimals - 2)
    return rounded(value) if decimals is None else rounded(value, decimals)


def between(ends: tuple[float, float] | None, way: str = "number") -> str:
    """Between which numbers something lies: `0.2 to 0.4`."""
    return "no value" if ends is None else f"{in_words(ends[0], way)} to {in_words(ends[1], way)}"


def _in_table(value: float | None, way: str) -> str:
    if value is None:
        return NONE
    return f"{100 * value:,.0f}%" if way == "percent" else f"{value:,.2f}"
