"""Thresholds: the number to name where a search has found from where on a verdict holds.

Computed numbers count as equal within 1e-9, so that 1.999999999 may pass where 2 is meant, and a
third has no end: what is named is a short decimal that was tried.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import attrs

CLOSE = 2e-7  # of the change, or a tenth of that of the width: as near is the same number
OPEN = 0.5  # of that: how near the end must be of a range that it does not belong to
ROUGH = 1e-3  # of the change: what a number without an end may be rounded by
LONGEST = 6  # digits of a number that somebody will have meant


@attrs.frozen
class Named:
    """The number to name. `above` is the end of the range where it does not belong to it itself."""

    value: float
    above: float | None = None


def named(
    found: float, anchor: float, width: float, holds: Callable[[float], bool], *, whole: bool
) -> Named:
    """The shortest number that holds, beginning at `found`, which is the nearest to `anchor`."""
    if whole or found == anchor:
        return Named(found)
    up = found > anchor
    change = abs(found - anchor)
    close = max(CLOSE * change, CLOSE / 10 * width)
    length = len(str(int(abs(found)))) if abs(found) >= 1 else 0
    for decimals in range(max(LONGEST - length, 0) + 1):
        outer, inner = _rounded(found, decimals, up=up), _rounded(found, decimals, up=not up)
        if abs(outer - found) <= close and holds(outer):
            return Named(outer)
        if abs(inner - found) > close:
            continue
        if holds(inner):
            return Named(inner)
        few = decimals == 0 or decimals + length < LONGEST
        if few and abs(inner - found) <= OPEN * close:
            return _beyond(inner, change, width, holds, up=up) or Named(found)
    for decimals in range(13):
        outer = _rounded(found, decimals, up=up)
        if abs(outer - found) <= ROUGH * change and holds(outer):
            return Named(outer)
    return Named(found)


def shortest(start: float, end: float) -> float:
    """The number with the fewest decimals between two, or the second one."""
    low, high = sorted((start, end))
    for decimals in range(13):
        inside = _rounded(low, decimals, up=True)
        if inside <= high:
            return inside
    return end


def _beyond(
    end: float, change: float, width: float, holds: Callable[[float], bool], *, up: bool
) -> Named | None:
    """A number a little beyond an end that does not belong to the range itself."""
    size = max(abs(end), change, width / 4) / 100
    step = 10.0 ** math.floor(math.log10(size))
    for _ in range(6):
        tried = float(f"{end + (step if up else -step):.12g}")
        if holds(tried):
            return Named(tried, end)
        step /= 10
    return None


def _rounded(number: float, decimals: int, *, up: bool) -> float:
    scaled = number * 10.0**decimals
    if abs(scaled) >= 2.0**53:
        return number
    rounded = math.ceil(scaled) if up else math.floor(scaled)
    return float(f"{rounded}e-{decimals}") + 0.0
