"""Figures: how totals and scores are shown to people, as numbers or as percentages.

Programs, and formulas in the tree of why, have the numbers as they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import attrs

from evalcore.language.comparing import TOLERANCE
from evalcore.request.spelling import percent, rounded

NONE = "-"
NOT_KNOWN = "not known"
LARGE = 1e12  # an end beyond it is that of a field without a range, and says nothing


@attrs.frozen
class Figures:
    """How a ruleset wants its totals and its scores to be shown: one of `WAYS` each."""

    total: str = "number"
    scores: str = "number"

    def total_in_table(self, value: float | None) -> str:
        """A total in a column of totals: each with as many decimals as the others."""
        return _in_table(value, self.total)

    def total_range_in_table(self, ends: tuple[float, float] | None) -> str:
        """Between which totals one lies, in such a column: see `between`."""
        return between(ends, self.total, spell=_in_table)

    def score_in_table(self, value: float | None) -> str:
        """A score, or what one adds to the total, in a column of those."""
        return _in_table(value, self.scores)


def in_words(value: float, way: str = "number", decimals: int | None = 2) -> str:
    """A number in one of the ways, with so many decimals; None: what somebody wrote, with all."""
    if way == "percent":
        return percent(value, None if decimals is None else decimals - 2)
    return rounded(value) if decimals is None else rounded(value, decimals)


def between(
    ends: tuple[float, float] | None,
    way: str = "number",
    decimals: int = 2,
    spell: Callable[[float, str], str] | None = None,
) -> str:
    """Between which numbers something lies: `0.2 to 0.4`, `at least 3`, `not known`.

    The ends are rounded outwards: nothing lies outside of what is said.
    """
    if ends is None:
        return "no value"
    low, high = outwards(*ends, way, decimals, spell)
    if low and high:
        return low if low == high else f"{low} to {high}"
    return f"at least {low}" if low else f"at most {high}" if high else NOT_KNOWN


def outwards(
    low: float,
    high: float,
    way: str = "number",
    decimals: int = 2,
    spell: Callable[[float, str], str] | None = None,
) -> tuple[str, str]:
    """The ends of a range, rounded outwards; empty for one that is beyond all numbers in use.

    `spell` says how a number is shown, where that is not `in_words`.
    """
    ends = (_outward(low, decimals, math.floor), _outward(high, decimals, math.ceil))
    first, last = (
        "" if abs(each) > LARGE else spell(each, way) if spell else in_words(each, way, decimals)
        for each in ends
    )
    return first, last


def _outward(end: float, decimals: int, step: Callable[[float], int]) -> float:
    """A number with so many decimals that is the same, or lies further out."""
    if abs(end) > LARGE:
        return end
    nearest, size = round(end, decimals), 10.0**decimals
    return 0.0 + (nearest if abs(nearest - end) <= TOLERANCE else step(end * size) / size)


def _in_table(value: float | None, way: str) -> str:
    if value is None:
        return NONE
    return f"{100 * value:,.0f}%" if way == "percent" else f"{value:,.2f}"
