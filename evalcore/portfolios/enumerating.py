"""Enumeration: the best selections of few requests, exactly, by depth-first search.

Everything is in whole numbers. Every branch that cannot hold a better selection, or none that is
allowed, is cut. All rows are looked at in one step: their sums lie side by side in one whole
number, each in a field of its own with a guard bit that falls where a row is broken.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction

import attrs

from evalcore.portfolios.model import TIE, Problem, Selection

FEW = 20  # requests that are enumerated; for more there is a solver
_MANY = 2000  # ties that are gathered before they are looked for in order
_SLACK = 1e-6  # of a bound in floats: only what is clearly worse is cut


def best(problem: Problem) -> tuple[Fraction, Selection] | None:
    """What the best selection is worth, and one that is; None where none is allowed."""
    search = Search.of(problem, by_density=True)
    found = search.best()
    if found is None:
        return None
    value, chosen = found
    return Fraction(value, search.scale), search.places(chosen)


def ties(problem: Problem, best_value: Fraction, most: int) -> list[Selection]:
    """Up to so many selections that are as good as the best, in the order of their ids."""
    least = best_value - TIE
    search = Search.of(problem, by_density=True)
    found: list[Selection] = []
    for chosen in search.all_from(least):
        found.append(search.places(chosen))
        if len(found) > _MANY:
            break
    else:
        return sorted(found)[:most]
    ordered = Search.of(problem, by_density=False)
    listed: list[Selection] = []
    for chosen in ordered.in_order(least):
        listed.append(ordered.places(chosen))
        if len(listed) == most:
            break
    return listed


@attrs.frozen
class Search:
    """Requests in the order in which they are looked at, and all that a step needs.

    `steps` has what each adds to the packed sums, `rooms[d]` what is left to the first d of them
    whatever is chosen of the others, and `rests[d]` what those others are worth at most. `loads`
    and `filled` are for a bound by a single row that stands for all: see `_surrogate`.
    """

    order: Sequence[int]
    values: Sequence[int]
    scale: int
    steps: Sequence[int]
    rooms: Sequence[int]
    guard: int
    rests: Sequence[int]
    loads: Sequence[float]
    loaded: Sequence[float]
    gained: Sequence[float]
    capacity: float

    @classmethod
    def of(cls, problem: Problem, *, by_density: bool) -> Search:
        """The search in a problem: the best of what there is for it first, or in order of ids."""
        values, scale = problem.scaled_values
        rows = [row for each in problem.rows for row in _upper(each.whole)]
        loads, capacity = _surrogate(rows, len(values))
        order = list(range(len(values)))
        if by_density:
            order.sort(key=lambda n: (-(values[n] / (loads[n] + 1e-12)), n))
        steps, rooms, guard = _packed(rows, order)
        rests, loaded, gained = [0], [0.0], [0.0]
        for place in reversed(order):
            rests.append(rests[-1] + max(values[place], 0))
        for place in order:
            positive = values[place] > 0
            loaded.append(loaded[-1] + (loads[place] if positive else 0.0))
            gained.append(gained[-1] + max(values[place], 0))
        return cls(
            order, [values[n] for n in order], scale, steps, rooms, guard, rests[::-1],
            [loads[n] for n in order], loaded, gained, capacity if by_density else float("inf"),
        )  # fmt: skip

    def places(self, chosen: Sequence[int]) -> Selection:
        """The places of what was chosen at these depths."""
        return tuple(sorted(self.order[each] for each in chosen))

    def best(self) -> tuple[int, Selection] | None:
        """The value of the best selection, and at which depths it chooses; None without any."""
        found: tuple[int, Selection] | None = None
        for chosen, value in self._walk(None):
            if found is None or value > found[0]:
                found = value, chosen
        return found

    def all_from(self, least: Fraction) -> Iterator[Selection]:
        """All that are worth so much; in no particular order."""
        for chosen, _ in self._walk(_ceiling(least * self.scale)):
            yield chosen

    def _walk(self, least: int | None) -> Iterator[tuple[Selection, int]]:
        """Allowed selections: all worth at least so much, or else each better than all before."""
        steps, rooms, guard, values, rests = (
            self.steps, self.rooms, self.guard, self.values, self.rests
        )  # fmt: skip
        last, improving = len(steps), least is None
        waiting: list[tuple[int, int, int, float, Selection]] = [(0, 0, 0, 0.0, ())]
        while waiting:
            depth, total, value, load, chosen = waiting.pop()
            if (rooms[depth] - total) & guard != guard:
                continue
            if least is not None:
                if value + rests[depth] < least:
                    continue
                bound = value + self._gain(depth, load)
                if bound + abs(bound) * _SLACK + _SLACK < least:
                    continue
            if depth == last:
                yield chosen, value
                if improving:
                    least = value + 1
                continue
            waiting.append((depth + 1, total, value, load, chosen))
            more = load + self.loads[depth]
            value, total = value + values[depth], total + steps[depth]
            waiting.append((depth + 1, total, value, more, (*chosen, depth)))

    def _gain(self, depth: int, load: float) -> float:
        """What the rest can add at most, by the one row that stands for all (Dantzig, 1957)."""
        room = self.capacity - load + self.loaded[depth]
        if room == float("inf"):
            return self.rests[depth]
        end = min(bisect_right(self.loaded, room), len(self.loaded)) - 1
        end = max(end, depth)
        gain = self.gained[end] - self.gained[depth]
        if end < len(self.loads) and self.loads[end] > 0:
            gain += max(room - self.loaded[end], 0.0) * max(self.values[end], 0) / self.loads[end]
        return gain

    def in_order(self, least: Fraction) -> Iterator[Selection]:
        """All that are worth so much, in the order of their ids; those looked at must be in it."""
        lowest = _ceiling(least * self.scale)
        last = len(self.steps)

        def visit(depth: int, total: int, value: int, chosen: Selection) -> Iterator[Selection]:
            if value >= lowest and (self.rooms[last] - total) & self.guard == self.guard:
                yield chosen  # and none of the others
            for each in range(depth, last):
                now, worth = total + self.steps[each], value + self.values[each]
                if worth + self.rests[each + 1] < lowest:
                    if value + self.rests[each] < lowest:
                        return
                    continue
                if (self.rooms[each + 1] - now) & self.guard == self.guard:
                    yield from visit(each + 1, now, worth, (*chosen, each))

        yield from visit(0, 0, 0, ())


def _ceiling(number: Fraction) -> int:
    return -(-number.numerator // number.denominator)


def _upper(whole: tuple[object, int | None, int | None]) -> Iterator[tuple[dict[int, int], int]]:
    """A row as rows that have an upper end alone."""
    terms: dict[int, int] = dict(whole[0])  # type: ignore[call-overload]
    _, low, high = whole
    if high is not None:
        yield terms, high
    if low is not None:
        yield {place: -each for place, each in terms.items()}, -low


def _packed(
    rows: Sequence[tuple[dict[int, int], int]], order: Sequence[int]
) -> tuple[list[int], list[int], int]:
    """What each request adds, what room there is at each depth, and the guard bits."""
    steps, rooms, guard, shift = [0] * len(order), [0] * (len(order) + 1), 0, 0
    for terms, high in rows:
        width = (sum(map(abs, terms.values())) + abs(high)).bit_length() + 2
        guard |= 1 << (shift + width - 1)
        least = 0  # what those that come later add at least
        for depth in range(len(order), -1, -1):
            if depth < len(order):
                term = terms.get(order[depth], 0)
                steps[depth] += term << shift
                least += min(term, 0)
            rooms[depth] += (high - least + (1 << (width - 1))) << shift
        shift += width
    return steps, rooms, guard


def _surrogate(rows: Sequence[tuple[dict[int, int], int]], count: int) -> tuple[list[float], float]:
    """One row that stands for all with nothing below 0: each request's part of what there is."""
    loads, capacity = [0.0] * count, 0.0
    for terms, high in rows:
        if high > 0 and terms and min(terms.values()) >= 0:
            for place, term in terms.items():
                loads[place] += term / high
            capacity += 1.0
    return loads, capacity or float("inf")
