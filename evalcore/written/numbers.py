"""Numbers: what counts as one, and how large it may be."""

from __future__ import annotations

from typing import TypeGuard

LARGEST = float(2**53)  # beyond it, float64 no longer tells whole numbers apart


def is_number(value: object) -> TypeGuard[float]:
    """Whether it is a number that any reader of numbers takes: finite, and not too large."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) <= LARGEST  # false for NaN
