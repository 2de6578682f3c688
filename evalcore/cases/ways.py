"""Ways: all the ways in which the conditions of one clause may come out, as bits of whole numbers.

What the clause comes to is known for each of them, so nothing depends on how it is written. There
are three for each condition, true, false and unknown, so only clauses of a few have them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import attrs

from evalcore.cases.logic import Fixed, Join, Joined, Leaf, Question, Truth

MOST_CONDITIONS = 9
TRUE, FALSE, UNKNOWN = 1, 2, 4
ANY = TRUE | FALSE | UNKNOWN
MASK: dict[Truth, int] = {True: TRUE, False: FALSE, None: UNKNOWN}

Bits = int  # of ways
Sides = tuple[Bits, Bits, Bits]  # the ways in which something is true, false, unknown


@attrs.frozen(eq=False, slots=False)
class Ways:
    """The ways of one clause: condition n comes to outcome `way // 3**n % 3`."""

    question: Question

    @cached_property
    def steps(self) -> dict[int, int]:
        """How far apart two ways are that differ in one outcome of a condition, by its place."""
        return {place: 3**n for n, place in enumerate(self.question.conditions)}

    @cached_property
    def every(self) -> Bits:
        """All of them."""
        return int((1 << 3 ** len(self.steps)) - 1)

    @cached_property
    def sides(self) -> dict[int, Sides]:
        """The ways in which each condition is true, false, unknown."""
        found: dict[int, Sides] = {}
        for place, step in self.steps.items():
            block, again = (1 << step) - 1, self.every // ((1 << 3 * step) - 1)
            true, false, unknown = (again * (block << n * step) for n in range(3))
            found[place] = true, false, unknown
        return found

    @cached_property
    def speaks(self) -> Sides:
        """The ways in which the clause is true, false, unknown."""
        found: list[Sides] = []
        for step in self.question.steps:
            match step:
                case Leaf(place, inverted):
                    true, false, unknown = self.sides[place]
                    found.append((false, true, unknown) if inverted else (true, false, unknown))
                case Fixed(value):
                    found.append((self.every, 0, 0) if value else (0, self.every, 0))
                case Joined(how, parts):
                    found.append(self._joined(how, [found[each] for each in parts]))
        return found[-1]

    def _joined(self, how: Join, parts: Sequence[Sides]) -> Sides:
        match how:
            case "not":
                true, false, unknown = parts[0]
                return false, true, unknown
            case "if":
                test, then, other = parts
                true, false = (test[0] & then[n] | test[1] & other[n] for n in range(2))
                return true, false, self.every & ~(true | false)
            case _:
                absorbing = 1 if how == "and" else 0
                some, all_ = 0, self.every
                for each in parts:
                    some |= each[absorbing]
                    all_ &= each[1 - absorbing]
                ends = (all_, some) if absorbing else (some, all_)
                return (*ends, self.every & ~(some | all_))

    def left(self, masks: Sequence[int]) -> Bits:
        """The ways that are left where each condition may come to what its mask says."""
        found = self.every
        for place, sides in self.sides.items():
            mask = masks[place]
            if mask != ANY:
                found &= sum(side for n, side in enumerate(sides) if mask >> n & 1)
        return found

    def reaches(self, masks: Sequence[int]) -> int:
        """What the clause may come to, as a mask."""
        left = self.left(masks)
        return sum(1 << n for n, side in enumerate(self.speaks) if left & side)

    def turning(self, place: int) -> Bits:
        """The ways in which a condition, true or false, turns the clause by itself."""
        step, (true, false, _) = self.steps[place], self.sides[place]
        speaks, silent, _ = self.speaks
        up = (speaks & true) & ((silent & false) >> step)
        down = (silent & true) & ((speaks & false) >> step)
        found = up | down
        return found | found << step
