"""Conflicts: the fewest demands that contradict each other.

Few demands that cannot be met together are found by leaving one out after the other (a deletion
filter: Chinneck and Dravnieks, 1991). That there are none with fewer is shown by hitting sets
(Ignatiev, Previti, Liffiton and Marques-Silva, 2015): whatever contradicts itself holds at least
one of the demands that a selection breaks, for every selection.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import attrs

from evalcore.portfolios.engine import Engine
from evalcore.portfolios.model import PLAN, Demand, Problem

MOST_ROUNDS = 100  # of selections that are asked for, to show that no fewer demands do
MOST_STEPS = 20_000  # of looking for the fewest that hit what selections break


@attrs.frozen
class Conflict:
    """Demands that cannot all be met, and could be without any one of them.

    Where it is `smallest`, no fewer demands contradict each other. Without demands it was not found
    out that nothing is allowed.
    """

    demands: tuple[Demand, ...] = ()
    smallest: bool = True


def conflict_of(engine: Engine, problem: Problem) -> Conflict:
    """The fewest demands that contradict each other; where some are as few, wishes before rules."""
    kept = sorted(problem.demands, key=_reluctance)
    if engine.is_possible(problem) is not False:
        return Conflict()
    for demand in tuple(kept):
        fewer = [each for each in kept if each != demand]
        if engine.is_possible(problem.only(fewer)) is False:
            kept = fewer
    fewest, proved = _fewest(engine, problem, kept) if len(kept) > 1 else (kept, True)
    order = {each: place for place, each in enumerate(problem.demands)}
    return Conflict(tuple(sorted(fewest, key=order.__getitem__)), proved)


def _fewest(
    engine: Engine, problem: Problem, known: Sequence[Demand]
) -> tuple[Sequence[Demand], bool]:
    """The fewest demands that contradict each other, and whether that is proved."""
    likely = sorted(problem.demands, key=_reluctance, reverse=True)
    broken: list[frozenset[Demand]] = []  # of one selection each
    for _ in range(MOST_ROUNDS):
        try:
            tried = _hitting(broken, likely, len(known) - 1)
        except _TooMany:
            return known, False
        if tried is None:
            return known, True
        possible = engine.is_possible(problem.only(tried))
        if possible is False:
            return tried, True
        if possible is None:
            return known, False
        broken.append(_broken(engine, problem, tried))
        if not broken[-1]:
            return known, False
    return known, False


def _broken(engine: Engine, problem: Problem, met: Sequence[Demand]) -> frozenset[Demand]:
    """Demands that a selection breaks which meets these, and as many others as can be.

    None where none was found within the limits.
    """
    rest = [each for each in problem.demands if each not in met]
    if len(problem.ids) <= engine.few:
        wanted = list(met)
        for demand in rest:
            if engine.is_possible(problem.only([*wanted, demand])):
                wanted.append(demand)
        return frozenset(problem.demands).difference(wanted)
    chosen = engine.best(_giving_up(problem, met, rest)).chosen
    if chosen is None:
        return frozenset()
    kept = [each for each in chosen if each < len(problem.ids)]
    return frozenset(row.demand for row in problem.broken(kept)).difference(met)


def _giving_up(problem: Problem, met: Sequence[Demand], rest: Sequence[Demand]) -> Problem:
    """The problem of giving up as few of the rest as can be: each has a column of its own."""
    count = len(problem.ids)
    column = {demand: count + n for n, demand in enumerate(rest)}
    rows = [each for each in problem.rows if each.demand in (*met, PLAN)]
    for row in problem.rows:
        if row.demand not in column:
            continue
        given = column[row.demand]
        if row.high is not None:
            most = sum((term for term in row.terms.values() if term > 0), Fraction(0))
            terms = {**row.terms, given: min(row.high - most, Fraction(0))}
            rows.append(attrs.evolve(row, terms=terms, low=None))
        if row.low is not None:
            least = sum((term for term in row.terms.values() if term < 0), Fraction(0))
            terms = {**row.terms, given: max(row.low - least, Fraction(0))}
            rows.append(attrs.evolve(row, terms=terms, high=None))
    ids = (*problem.ids, *map(str, rest))
    return Problem(ids, (Fraction(0),) * count + (Fraction(-1),) * len(rest), tuple(rows))


class _TooMany(Exception):  # noqa: N818 - it is no error
    """More steps than are taken."""


def _hitting(
    sets: Sequence[frozenset[Demand]], order: Sequence[Demand], most: int
) -> tuple[Demand, ...] | None:
    """The fewest demands of which every set holds one, up to so many; None where more are needed.

    Raises `_TooMany` where that takes too long.
    """
    place = {each: n for n, each in enumerate(order)}
    steps = iter(range(MOST_STEPS))
    for size in range(most + 1):
        found = next(_of_size(sets, place, size, steps), None)
        if found is not None:
            return found
    return None


def _of_size(
    sets: Sequence[frozenset[Demand]],
    place: Mapping[Demand, int],
    size: int,
    steps: Iterator[int],
) -> Iterator[tuple[Demand, ...]]:
    if next(steps, None) is None:
        raise _TooMany
    if not sets:
        yield ()
    if not sets or not size or _apart(sets) > size:
        return
    least = min(sets, key=len)
    for demand in sorted(least, key=place.__getitem__):
        rest = [each for each in sets if demand not in each]
        for others in _of_size(rest, place, size - 1, steps):
            yield (demand, *others)


def _apart(sets: Sequence[frozenset[Demand]]) -> int:
    """So many sets, at least, have nothing in common: each needs a demand of its own."""
    seen: set[Demand] = set()
    count = 0
    for each in sorted(sets, key=len):
        if seen.isdisjoint(each):
            seen |= each
            count += 1
    return count


def _reluctance(demand: Demand) -> tuple[int, str]:
    """What is given up first, where there is a choice of what to name."""
    order = {"share": 0, "relation": 1, "out": 2, "capacity": 3, "in": 4}
    return order[demand.kind], demand.name
