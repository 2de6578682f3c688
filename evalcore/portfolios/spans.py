"""Spans: what selections may take and be worth, where that is not one number, and who dominates.

A selection may be allowed where some outcome lets it be. One dominates another where it is allowed
whenever the other one is, worth at least as much in every scenario, and more in some. Every amount
may lie anywhere between its ends by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm

import attrs

from evalcore.portfolios.model import TIE, Demand, Problem, Row, Selection

NOTHING = Fraction(0)


@attrs.frozen
class Worth:
    """Between which ends a request is worth, at each corner of the weights."""

    low: tuple[Fraction, ...]
    high: tuple[Fraction, ...]


@attrs.frozen
class Span:
    """A row whose terms lie between two ends."""

    demand: Demand
    least: Mapping[int, Fraction]
    most: Mapping[int, Fraction]
    low: Fraction | None
    high: Fraction | None

    def ends(self, places: Iterable[int]) -> tuple[Fraction, Fraction]:
        """Between what the sum of the terms of these lies."""
        inside = tuple(places)
        least = sum((self.least.get(each, NOTHING) for each in inside), NOTHING)
        return least, sum((self.most.get(each, NOTHING) for each in inside), NOTHING)

    def may_hold(self, chosen: Iterable[int]) -> bool:
        """Whether some outcome lets a selection keep it."""
        least, most = self.ends(chosen)
        return (self.high is None or least <= self.high) and (self.low is None or most >= self.low)

    def follows(self, one: set[int], other: set[int]) -> bool:
        """Whether one selection keeps it whenever the other one does."""
        shared = self.ends(one & other)
        more, less = self.ends(one - other), self.ends(other - one)
        if self.high is not None and min(shared[1], self.high - less[0]) + more[1] > self.high:
            return False
        return self.low is None or max(shared[0], self.low - less[1]) + more[0] >= self.low


@attrs.frozen
class Spans:
    """Requests by their ids in order, what each may be worth, and the rows."""

    ids: tuple[str, ...]
    worths: Sequence[Worth]
    rows: tuple[Span, ...]

    @classmethod
    def of(cls, least: Problem, most: Problem, worths: Sequence[Worth]) -> Spans:
        """The problems where everybody takes least, and most: the same rows with other terms."""
        rows: list[Span] = []
        for one, other in zip(least.rows, most.rows, strict=True):
            keys = sorted({*one.terms, *other.terms})
            pairs = [(n, one.terms.get(n, NOTHING), other.terms.get(n, NOTHING)) for n in keys]
            lows = {n: min(first, last) for n, first, last in pairs}
            highs = {n: max(first, last) for n, first, last in pairs}
            rows.append(Span(one.demand, lows, highs, one.low, one.high))
        return cls(least.ids, worths, tuple(rows))

    @property
    def corners(self) -> range:
        """The corners of the weights."""
        return range(len(self.worths[0].low) if self.worths else 0)

    @property
    def are_exact(self) -> bool:
        """Whether what everybody takes is one number."""
        return all(each.least == each.most for each in self.rows)

    @property
    def hopeful(self) -> tuple[Row, ...]:
        """Rows that every selection keeps which may be allowed."""
        rows: list[Row] = []
        for each in self.rows:
            if each.least == each.most:
                rows.append(Row(each.demand, each.least, each.low, each.high))
                continue
            if each.high is not None:
                rows.append(Row(each.demand, each.least, high=each.high))
            if each.low is not None:
                rows.append(Row(each.demand, each.most, low=each.low))
        return tuple(rows)

    def gain(self, more: Iterable[int], less: Iterable[int], corner: int) -> tuple[Fraction, ...]:
        """Between what it lies how much more those are worth than these."""
        ours, theirs = [self.worths[n] for n in more], [self.worths[n] for n in less]
        low = sum((e.low[corner] for e in ours), -sum((e.high[corner] for e in theirs), NOTHING))
        high = sum((e.high[corner] for e in ours), -sum((e.low[corner] for e in theirs), NOTHING))
        return low, high

    def is_worth_more(self, more: Sequence[int], less: Sequence[int]) -> bool:
        """Whether those are worth at least as much as these in every scenario, more in some."""
        better = False
        for corner in self.corners:
            low, high = self.gain(more, less, corner)
            if low < -TIE:
                return False
            better = better or high > TIE
        return better

    def dominates(self, one: Selection, other: Selection) -> bool:
        """Whether one is allowed whenever the other is, and worth more."""
        first, last = set(one), set(other)
        if not self.is_worth_more(sorted(first - last), sorted(last - first)):
            return False
        return all(each.follows(first, last) for each in self.rows)

    def non_dominated(self) -> list[Selection]:
        """All that may be allowed and that none dominates, in the order of their ids.

        Looks at every selection: for few requests.
        """
        table = _Table.of(self)
        count = len(self.ids)
        masks = [*filter(table.may_allow, range(1 << count))]
        # Whoever dominates is worth more in the sum over all scenarios, and comes before.
        masks.sort(key=table.middle.__getitem__, reverse=True)
        kept: list[int] = []
        for mask in masks:
            for place, other in enumerate(kept):
                if table.dominates(other, mask):
                    kept.insert(0, kept.pop(place))  # likely to do so again
                    break
            else:
                kept.append(mask)
        return sorted(tuple(n for n in range(count) if mask >> n & 1) for mask in kept)


# Of a row: what every subset takes at least and at most, and the ends.
_Sums = tuple[Sequence[int], Sequence[int], int | None, int | None]


@attrs.frozen
class _Table:
    """Sums over every selection, by its mask, in whole numbers."""

    lows: Sequence[Sequence[int]]  # by corner
    highs: Sequence[Sequence[int]]
    tie: int
    rows: Sequence[_Sums]
    open: Sequence[_Sums]  # those whose terms are not numbers; the others are kept by all
    middle: Sequence[int]

    @classmethod
    def of(cls, spans: Spans) -> _Table:
        worths = spans.worths
        scale = lcm(*(end.denominator for each in worths for end in (*each.low, *each.high)))
        lows = [_sums([int(e.low[c] * scale) for e in worths]) for c in spans.corners]
        highs = [_sums([int(e.high[c] * scale) for e in worths]) for c in spans.corners]
        rows = [cls.row(each, len(worths)) for each in spans.rows]
        middle = [sum(each) for each in zip(*lows, *highs, strict=True)] or [0]
        open_ = [sums for sums, e in zip(rows, spans.rows, strict=True) if e.least != e.most]
        return cls(lows, highs, scale // TIE.denominator, rows, open_, middle)

    @staticmethod
    def row(span: Span, count: int) -> _Sums:
        ends = [each for each in (span.low, span.high) if each is not None]
        numbers = (*span.least.values(), *span.most.values(), *ends)
        scale = lcm(*(each.denominator for each in numbers))
        least = _sums([int(span.least.get(n, NOTHING) * scale) for n in range(count)])
        most = least
        if span.least != span.most:
            most = _sums([int(span.most.get(n, NOTHING) * scale) for n in range(count)])
        low = None if span.low is None else int(span.low * scale)
        return least, most, low, None if span.high is None else int(span.high * scale)

    def may_allow(self, mask: int) -> bool:
        """Whether some outcome lets a selection be allowed."""
        for least, most, low, high in self.rows:
            if high is not None and least[mask] > high:
                return False
            if low is not None and most[mask] < low:
                return False
        return True

    def dominates(self, one: int, other: int) -> bool:
        """As `Spans.dominates`."""
        more, less = one & ~other, other & ~one
        better = False
        for low, high in zip(self.lows, self.highs, strict=True):
            if low[more] - high[less] < -self.tie:
                return False
            better = better or high[more] - low[less] > self.tie
        if not better:
            return False
        shared = one & other
        for least, most, low_end, high_end in self.open:
            if high_end is not None:
                taken = min(most[shared], high_end - least[less])
                if taken + most[more] > high_end:
                    return False
            if low_end is not None:
                taken = max(least[shared], low_end - most[less])
                if taken + least[more] < low_end:
                    return False
        return True


def _sums(terms: Sequence[int]) -> list[int]:
    """The sum over every subset, by its mask."""
    found = [0]
    for term in terms:
        found += [term + each for each in found]
    return found
