"""PERT: the distribution of a number that is given as low, likely and high."""

from __future__ import annotations

from random import Random

import attrs

LAMBDA = 4.0  # how much more the likely value weighs than an end, in the mean


@attrs.frozen
class Pert:
    """The beta-PERT distribution through `low <= likely <= high`.

    A beta distribution between low and high whose mode is likely, with the mean
    `(low + 4 likely + high) / 6` (Malcolm, Roseboom, Clark and Fazar, 1959, Operations Research 7;
    in this form: Vose, 2008, Risk Analysis). Where low equals high there is only that value.
    """

    low: float
    likely: float
    high: float

    @property
    def shapes(self) -> tuple[float, float]:
        """Both shapes of the beta distribution, each from 1 to 5, together 6."""
        rise = self._rise
        return 1 + LAMBDA * rise, 1 + LAMBDA * (1 - rise)

    @property
    def mean(self) -> float:
        """The expected value."""
        return (self.low + LAMBDA * self.likely + self.high) / (LAMBDA + 2)

    @property
    def variance(self) -> float:
        """The expected squared distance from the mean."""
        return (self.mean - self.low) * (self.high - self.mean) / (LAMBDA + 3)

    def draws(self, random: Random, count: int) -> list[float]:
        """So many values, one after the other; `random` is asked for nothing but `random()`.

        By rejection (von Neumann, 1951) under a level line through the mode, one in five accepted
        at worst. So a value is what `random` gave, stretched: no logarithm or root that machines
        round differently is in it.
        """
        low, high, width = self.low, self.high, self.high - self.low
        if width <= 0:
            return [self.likely] * count
        rise = self._rise
        fall = 1 - rise
        up, down = LAMBDA * rise, LAMBDA * fall
        uniform = random.random
        found: list[float] = []
        while len(found) < count:
            x, height = uniform(), uniform()
            left = (x / rise) ** up if rise else 1.0
            if height <= left * (((1 - x) / fall) ** down if fall else 1.0):
                found.append(min(low + width * x, high))
        return found

    @property
    def _rise(self) -> float:
        """Where between low and high the mode is, from 0 to 1."""
        width = self.high - self.low
        return (self.likely - self.low) / width if width > 0 else 0.5
