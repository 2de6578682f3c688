"""Fillings: ways of filling in what is missing, looked for where they speak against a verdict.

A verdict is certain only where every filling leads to it. One that does not is often the answer
for a whole range of values, and then rules it out without a closer look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

import attrs

from evalcore.interpret.domains import samples
from evalcore.judge.possible import Space
from evalcore.language.types import Type
from evalcore.request.situation import Key, Situation
from evalcore.rules.graph import Graph

SIZES = (0.0, 1.0, 10.0, 100.0, 1000.0, 10_000.0)  # of numbers, beside the ends of their ranges
SHARES = (0.25, 0.75)  # of a range, beside its ends and its middle
ALL = 150  # combinations of which every one is tried
ROUNDS = 2  # over all that is missing, before a filling is given up


@attrs.frozen
class Filling:
    """Ranges for what is missing, and lists where there are none yet."""

    ranges: Mapping[Key, Any] = attrs.field(factory=dict[Key, Any])
    lists: Mapping[Key, Any] = attrs.field(factory=dict[Key, Any])

    def of(self, situation: Situation) -> Situation:
        """The situation with this filled in."""
        return (situation.put(self.lists) if self.lists else situation).assume(self.ranges)

    def with_(self, key: Key, value: Any, *, listed: bool) -> Filling:
        """The same with one more thing filled in."""
        if listed:
            return Filling(self.ranges, {**self.lists, key: value})
        return Filling({**self.ranges, key: value}, self.lists)


def against(
    space: Space, keys: Sequence[Key], others: Callable[[Filling], int | None], turn: int
) -> Filling | None:
    """A filling that speaks against a verdict, or None where none was found.

    `others` tells how many other verdicts a filling leaves possible, None where only those are.
    Of few missing fields all combinations are tried; of many, one after the other, each with what
    leaves the most others possible, the first of equal ones at another place each `turn`.
    """
    tried = {key: list(_choices(space, key)) for key in keys}
    tried = {key: [*c[turn % len(c) :], *c[: turn % len(c)]] for key, c in tried.items() if c}
    if prod(map(len, tried.values())) <= ALL:
        for values in product(*tried.values()):
            filling = Filling()
            for key, (value, listed) in zip(tried, values, strict=True):
                filling = filling.with_(key, value, listed=listed)
            if others(filling) is None:
                return filling
        return None
    filling = Filling()
    for key in [*tried] * ROUNDS:
        most, best = -1, filling
        for value, listed in tried[key]:
            another = filling.with_(key, value, listed=listed)
            count = others(another)
            if count is None:
                return another
            if count > most:
                most, best = count, another
        filling = best
    return None


def _choices(space: Space, key: Key) -> Iterator[tuple[Any, bool]]:
    """What may be filled in for one missing field, and whether it is a list of records."""
    if not space.is_list(key):
        for each in _samples(space.kind(key), space.range(key, space.situation)):
            yield each, False
    elif isinstance(key, str) and key not in space.graph.probed:
        yield (), True
        for one in _one_record(space.graph, key):
            yield one, True


def _samples(kind: Type, domain: Any) -> list[Any]:
    found = samples(kind, domain)
    if not kind.is_number:
        return found
    low, high = domain
    numbers = [*SIZES, *(low + share * (high - low) for share in SHARES)]
    inside = [n for n in numbers if low < n < high and (n.is_integer() or not kind.whole)]
    return list(dict.fromkeys([*found, *((n, n) for n in inside)]))


def _one_record(graph: Graph, name: str) -> Iterator[tuple[dict[str, Any], ...]]:
    """A list of one record: without anything in it, and with something in each cell."""
    fields = graph.fields[name].record
    yield (dict.fromkeys(fields),)
    yield ({each: field.kind.row.filler(field) for each, field in fields.items()},)
