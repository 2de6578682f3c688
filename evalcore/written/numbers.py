"""Numbers: what counts as one, how large it may be, and what those of libraries are."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, TypeGuard, cast
from uuid import UUID

LARGEST = float(2**53)  # beyond it, float64 no longer tells whole numbers apart


def is_number(value: object) -> TypeGuard[float]:
    """Whether it is a number that any reader of numbers takes: finite, and not too large."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) <= LARGEST  # false for NaN


_MOST = int(LARGEST)
_OWN = frozenset({str, int, float, bool, type(None), dict, list, tuple, date})


def plain(value: object) -> object:
    """What a scalar of a library is in plain Python; anything else as it is.

    A `Decimal` is the float that is nearest, a `UUID` its text; a scalar of NumPy is a number, a
    flag, a text or a day. What none of them is exactly (NaN, a time of day) stays to be refused.
    """
    if type(value) in _OWN:
        return value
    if isinstance(value, Decimal):
        return float(value) if value.is_finite() and -_MOST <= value <= _MOST else value
    if isinstance(value, UUID):
        return str(value)
    kind: Any = type(value)
    if kind.__module__ == "numpy" and getattr(value, "shape", None) == ():
        return _of_numpy(cast("Any", value))
    return value


def _of_numpy(value: Any) -> object:
    """By what it says of itself: nobody has to have NumPy."""
    sort = value.dtype.kind
    if sort == "M":  # a day, with a time of day that may say nothing
        day, _, time = str(value).partition("T")
        with suppress(ValueError):
            return date.fromisoformat(day) if not time.strip("0:.") else value
        return value
    found = value.item() if sort in "biufU" else value
    return float(found) if sort == "f" and not isinstance(found, float) else found
