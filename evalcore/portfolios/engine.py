"""Engines: few requests are enumerated, many are left to a solver; both answer in exact fractions.

Which one is asked depends on how many requests there are and on nothing else.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from fractions import Fraction

import attrs

from evalcore.portfolios import enumerating
from evalcore.portfolios.enumerating import FEW
from evalcore.portfolios.model import TIE, Demand, Problem, Row, Selection
from evalcore.portfolios.solving import NODES, Found, Limits, forbid, solve

QUERIES = 200  # that putting ties in order may cost
_NOBODY = Row(Demand("out", ""), {})


@attrs.frozen
class Best:
    """The best selection and its value; None where none is allowed, or none was found.

    Where it is not `proved`, `bound` is what a better one could be worth at most (None: unknown).
    """

    value: Fraction | None
    chosen: Selection | None
    proved: bool = True
    bound: Fraction | None = None

    @property
    def impossible(self) -> bool:
        """Whether it is certain that nothing is allowed."""
        return self.chosen is None and self.proved

    @property
    def gap(self) -> float | None:
        """By what part of its value a better one could be better; None where that is unknown."""
        if self.proved:
            return 0.0 if self.value is not None else None
        if self.bound is None or self.value is None:
            return None
        return float((self.bound - self.value) / max(abs(self.value), TIE))


@attrs.frozen
class Ties:
    """Selections that are as good as the best, in the order of their ids.

    They are all that there are where they are `complete`.
    """

    listed: tuple[Selection, ...]
    complete: bool = True


@attrs.frozen
class Engine:
    """Finds best selections. `until` is when to stop, by the monotonic clock; None is never.

    `few` is up to how many requests it enumerates.
    """

    until: float | None = None
    nodes: int = NODES
    few: int = FEW

    @classmethod
    def within(cls, seconds: float | None) -> Engine:
        """One that stops after so many seconds."""
        return cls(None if seconds is None else time.monotonic() + seconds)

    def best(self, problem: Problem) -> Best:
        """The best selection. Raises `InputError` where a solver is needed and not there."""
        if len(problem.ids) <= self.few:
            found = enumerating.best(problem)
            return Best(None, None) if found is None else Best(*found)
        return self._exactly(problem, self._solve(problem))

    def is_possible(self, problem: Problem) -> bool | None:
        """Whether a selection is allowed at all; None where that was not found out."""
        found = self.best(problem.worth(()))
        return True if found.chosen is not None else False if found.proved else None

    def ties(self, problem: Problem, best: Best, most: int) -> Ties:
        """Up to so many selections that are as good as the best, the best one among them."""
        if best.value is None or best.chosen is None:
            return Ties(())
        if len(problem.ids) <= self.few and not problem.waits:
            found = enumerating.ties(problem, best.value, most + 1)
            return Ties(tuple(found[:most]), complete=len(found) <= most)
        pool, complete = self._others(problem, best, most)
        if complete:
            return Ties(tuple(sorted(pool))[:most])
        if problem.waits:
            return Ties(tuple(sorted(pool))[:most], complete=False)
        queries = _Queries(self, problem, best.value - TIE, set(pool))
        listed: list[Selection] = []
        for each in queries.in_order():
            listed.append(each)
            if len(listed) == most:
                break
        more = sorted(queries.pool.difference(listed))
        return Ties((*listed, *more)[:most], complete=False)

    def improved(self, problem: Problem, best: Best) -> Best:
        """The best again, by the second opinion that a search for others as good is."""
        if not best.proved or best.value is None or best.chosen is None:
            return best
        if len(problem.ids) <= self.few:
            return best
        row = forbid(_NOBODY, problem.requests(best.chosen), problem.count)
        other = self._exactly(problem, self._solve(problem.under(row)))
        if other.value is not None and other.value > best.value:
            return other
        return best

    def _others(self, problem: Problem, best: Best, most: int) -> tuple[list[Selection], bool]:
        """Selections as good as the best, one after the other, and whether these are all.

        Of requests alone: when they begin is told by `planned`.
        """
        assert best.value is not None and best.chosen is not None  # noqa: S101, PT018
        pool, rows = [problem.requests(best.chosen)], list[Row]()
        while len(pool) <= most:
            rows.append(forbid(_NOBODY, pool[-1], problem.count))
            found = self.best(problem.under(*rows))
            if found.value is None or found.chosen is None or found.value < best.value - TIE:
                return pool, found.proved
            pool.append(problem.requests(found.chosen))
        return pool, False

    def planned(self, problem: Problem, requests: Selection) -> Selection:
        """The same requests where they begin as early as they can; the first ids before others."""
        if not problem.waits:
            return requests
        held = [_fix(n, chosen=n in requests) for n in range(problem.count)]
        latest = max(each.periods for each in problem.waits)
        values = [Fraction(0)] * problem.count
        values += [
            -Fraction(each.periods) * (1 + Fraction(problem.count - each.place, 1000 * latest))
            for each in problem.waits
        ]
        found = self.best(problem.under(*held).worth(values))
        return requests if found.chosen is None else found.chosen

    def _solve(self, problem: Problem) -> Found:
        return solve(problem, Limits(self.nodes, self.until))

    def _exactly(self, problem: Problem, found: Found) -> Best:
        bound = None
        if found.bound is not None and math.isfinite(found.bound):
            bound = Fraction(found.bound)
        if found.chosen is None:
            return Best(None, None, found.proved, bound)
        value = problem.value(found.chosen)
        return Best(value, found.chosen, found.proved, bound)


@attrs.frozen
class _Queries:
    """Selections worth so much in the order of their ids, by asking whether there are any.

    The answers are limited in number: a slate may have thousands of equally good selections.
    """

    engine: Engine
    problem: Problem
    least: Fraction
    pool: set[Selection]
    asked: list[int] = attrs.field(factory=list[int])

    def in_order(self) -> Iterator[Selection]:
        yield from self._below((), 0)

    def _below(self, chosen: Selection, start: int) -> Iterator[Selection]:
        """Those that begin with these, and choose nobody else before a place."""
        if self.problem.value(chosen) >= self.least and self.problem.allows(chosen):
            yield chosen
        for place in range(start, len(self.problem.ids)):
            if self._any(chosen, place):
                yield from self._below((*chosen, place), place + 1)
            if len(self.asked) >= QUERIES:
                return

    def _any(self, chosen: Selection, place: int) -> bool:
        """Whether any of them chooses this one next."""
        head = (*chosen, place)
        if any(each[: len(head)] == head for each in self.pool):
            return True
        if len(self.asked) >= QUERIES:
            return False
        self.asked.append(place)
        inside = set(head)
        rows = [_fix(n, chosen=n in inside) for n in range(place + 1)]
        found = self.engine.best(self.problem.under(*rows))
        if found.chosen is None or found.value is None or found.value < self.least:
            return False
        self.pool.add(found.chosen)
        return True


def _fix(place: int, *, chosen: bool) -> Row:
    end = Fraction(int(chosen))
    return Row(_NOBODY.demand, {place: Fraction(1)}, end, end)
