"""Kernel: the few things that an engine supplies, and what plain Python supplies.

An operation is defined once, over a kernel and operands that take `+ - * /` and comparisons of
their own: floats here, pieces of text where code is written, columns elsewhere. So whatever runs
an operation runs the same definition.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol, TypeVar

from evalcore.language.anniversaries import years

T = TypeVar("T")

FAR = 2.0**52  # from there on every float is whole


class Kernel(Protocol):
    """What an engine has to supply beside the operators of its operands.

    The types are those of plain Python; an engine's operands stand for them.
    """

    def choose(self, condition: bool, then: T, otherwise: T) -> T:  # noqa: FBT001
        """`then` where the condition holds, else `otherwise`."""
        ...

    def either(self, *conditions: bool) -> bool:
        """Whether one of the conditions holds."""
        ...

    def between(self, x: float, low: float, high: float) -> bool:
        """Whether `x` lies from `low` to `high`."""
        ...

    def least(self, *values: float) -> float:
        """The smallest, the first of equal ones."""
        ...

    def greatest(self, *values: float) -> float:
        """The largest, the first of equal ones."""
        ...

    def ordered(self, *values: float) -> Sequence[float]:
        """The values, the smallest first."""
        ...

    def root(self, x: float) -> float:
        """The square root, rounded correctly."""
        ...

    def power(self, x: float, exponent: float) -> float:
        """A power, within 2**-50 of the exact one."""
        ...

    def nearest(self, x: float) -> float:
        """The whole number that is nearest, half to even."""
        ...

    def days(self, start: date, end: date) -> float:
        """How many days lie from one date to another."""
        ...

    def years(self, start: date, end: date) -> float:
        """How many years, whole at anniversaries: see `anniversaries.years`."""
        ...

    def holds(self, held: Collection[str], text: str) -> bool:
        """Whether a set holds a text."""
        ...

    def size(self, held: Collection[str]) -> float:
        """How many texts a set holds."""
        ...


class Plain:
    """The kernel of plain Python: operands are floats, texts, dates and collections of texts."""

    @staticmethod
    def choose(condition: bool, then: T, otherwise: T) -> T:  # noqa: FBT001, D102
        return then if condition else otherwise

    @staticmethod
    def either(*conditions: bool) -> bool:  # noqa: D102
        return any(conditions)

    @staticmethod
    def between(x: float, low: float, high: float) -> bool:  # noqa: D102
        return low <= x <= high

    @staticmethod
    def least(*values: float) -> float:  # noqa: D102
        return min(values)

    @staticmethod
    def greatest(*values: float) -> float:  # noqa: D102
        return max(values)

    @staticmethod
    def ordered(*values: float) -> list[float]:  # noqa: D102
        return sorted(values)

    @staticmethod
    def root(x: float) -> float:  # noqa: D102
        return math.sqrt(x)

    @staticmethod
    def power(x: float, exponent: float) -> float:  # noqa: D102
        return float(x**exponent)

    @staticmethod
    def nearest(x: float) -> float:  # noqa: D102
        return float(round(x)) if abs(x) < FAR else x

    @staticmethod
    def days(start: date, end: date) -> float:  # noqa: D102
        return float((end - start).days)

    @staticmethod
    def years(start: date, end: date) -> float:  # noqa: D102
        return years(start, end)

    @staticmethod
    def holds(held: Collection[str], text: str) -> bool:  # noqa: D102
        return text in held

    @staticmethod
    def size(held: Collection[str]) -> float:  # noqa: D102
        return float(len(held))


PLAIN: Kernel = Plain()
