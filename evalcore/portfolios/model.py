"""The model: which selections are allowed, and what each is worth, in exact fractions.

A selection is a set of requests. Every demand on it becomes rows: linear conditions over whether
each request is chosen. Who finds the best selection is the business of `enumerating` and `solving`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from typing import Literal

import attrs

Kind = Literal["in", "out", "capacity", "relation", "share", "plan"]
Selection = tuple[int, ...]  # the places of those chosen, rising

TIE = Fraction(1, 10**9)  # what is no further from the best than this is as good
_DIGITS = ".15g"  # as many as every float64 keeps


def decimal(number: float) -> Fraction:
    """The decimal that a number prints, exactly: 0.1 is one tenth, and so is 0.1 + 1e-17."""
    return Fraction(format(number, _DIGITS))


@attrs.frozen
class Demand:
    """Something that every selection has to meet, by its kind and name: `capacity my_hours`."""

    kind: Kind
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


PLAN = Demand("plan", "")  # of rows that hold whatever is demanded: one begins once


@attrs.frozen
class Row:
    """Between `low` and `high` lies the sum of the terms of those chosen; None is no end.

    `terms` has what each request adds, by its place. `period` is that of a capacity.
    """

    demand: Demand
    terms: Mapping[int, Fraction]
    low: Fraction | None = None
    high: Fraction | None = None
    period: int = 0

    def total(self, chosen: Iterable[int]) -> Fraction:
        """What those chosen come to."""
        return sum((self.terms[each] for each in chosen if each in self.terms), Fraction(0))

    def holds(self, chosen: Iterable[int]) -> bool:
        """Whether a selection keeps it."""
        total = self.total(chosen)
        return (self.low is None or total >= self.low) and (self.high is None or total <= self.high)

    @cached_property
    def whole(self) -> tuple[Mapping[int, int], int | None, int | None]:
        """The same in whole numbers, as small as they can be."""
        ends = [each for each in (self.low, self.high) if each is not None]
        scale = lcm(*(each.denominator for each in (*self.terms.values(), *ends)))
        terms = {place: int(each * scale) for place, each in self.terms.items() if each}
        common = gcd(*terms.values()) or 1
        low = None if self.low is None else -(-int(self.low * scale) // common)
        high = None if self.high is None else int(self.high * scale) // common
        return {place: each // common for place, each in terms.items()}, low, high


@attrs.frozen
class Wait:
    """That the request at a place begins so many periods later."""

    place: int
    periods: int


@attrs.frozen(eq=False, slots=False)
class Problem:
    """Requests to choose among, by their ids in order, what each is worth, and the rows.

    After the requests come places for when they begin, one for each of the `waits`.
    """

    ids: tuple[str, ...]
    values: tuple[Fraction, ...]
    rows: tuple[Row, ...]
    waits: tuple[Wait, ...] = ()

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The place of each request."""
        return {key: place for place, key in enumerate(self.ids)}

    @property
    def count(self) -> int:
        """How many requests there are."""
        return len(self.ids) - len(self.waits)

    def requests(self, chosen: Iterable[int]) -> Selection:
        """Those of a selection that are requests."""
        return tuple(each for each in chosen if each < self.count)

    def named(self, chosen: Iterable[int]) -> list[str]:
        """The ids of the requests of a selection."""
        return [self.ids[each] for each in self.requests(chosen)]

    def begins(self, chosen: Iterable[int]) -> Mapping[int, int]:
        """How many periods later those of a selection begin that do."""
        waits = (self.waits[each - self.count] for each in chosen if each >= self.count)
        return {each.place: each.periods for each in waits}

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """Every demand, each once."""
        demands = (each.demand for each in self.rows if each.demand.kind != "plan")
        return tuple(dict.fromkeys(demands))

    def value(self, chosen: Iterable[int]) -> Fraction:
        """What a selection is worth."""
        return sum((self.values[each] for each in chosen), Fraction(0))

    def allows(self, chosen: Collection[int]) -> bool:
        """Whether a selection keeps every row."""
        return all(each.holds(chosen) for each in self.rows)

    def broken(self, chosen: Collection[int]) -> tuple[Row, ...]:
        """The rows that a selection does not keep."""
        return tuple(each for each in self.rows if not each.holds(chosen))

    def under(self, *rows: Row) -> Problem:
        """The same with more rows."""
        return self.with_rows((*self.rows, *rows))

    def with_rows(self, rows: Iterable[Row]) -> Problem:
        """The same with these rows."""
        return Problem(self.ids, self.values, tuple(rows), self.waits)

    def worth(self, values: Iterable[Fraction]) -> Problem:
        """The same where the requests are worth this; when they begin adds nothing."""
        own = tuple(values)
        more = (Fraction(0),) * (len(self.ids) - len(own))
        return Problem(self.ids, (*own, *more), self.rows, self.waits)

    def only(self, demands: Collection[Demand]) -> Problem:
        """The same with these demands alone."""
        kept = (*demands, PLAN)
        return self.with_rows(each for each in self.rows if each.demand in kept)

    def forced(self, place: int, *, chosen: bool) -> Problem:
        """The same where one request is chosen, or is not."""
        return self.under(fixed(self.ids[place], place, chosen=chosen))

    @cached_property
    def scaled_values(self) -> tuple[Sequence[int], int]:
        """The values in whole numbers, and by what they were multiplied."""
        scale = lcm(*(each.denominator for each in self.values)) if self.values else 1
        return [int(each * scale) for each in self.values], scale


def fixed(key: str, place: int | None, *, chosen: bool) -> Row:
    """The row that a request is chosen, or is not; no selection chooses what has no place."""
    one = Fraction(1)
    terms = {} if place is None else {place: one}
    if chosen:
        return Row(Demand("in", key), terms, low=one)
    return Row(Demand("out", key), terms, high=Fraction(0))
