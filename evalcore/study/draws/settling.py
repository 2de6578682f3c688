"""Settling: the verdict of a whole range of draws at once, where fields are missing besides.

A draw in which something is missing needs bounds, which cost as much as a hundred evaluations. So
a box around many draws is looked at: one verdict for all of it, or several for each point of it,
and none of its draws needs a look of its own. How many are looked at is counted, never timed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence

import attrs

from evalcore.judge.possible import Space, possible
from evalcore.request.situation import Key
from evalcore.study.draws.shares import UNDECIDED

MOST_BOXES = 1000  # around draws of estimates, for one initiative
MOST_PIECES = 200  # of the range of a weighted mean, and as many single means, for one initiative


def state_of(space: Space) -> int:
    """The place of the one verdict that is possible, else `UNDECIDED`."""
    found = possible(space).verdicts
    return space.graph.ruleset.verdicts.index(found[0]) if len(found) == 1 else UNDECIDED


def state_within(space: Space, *, sharp: bool = True) -> int | None:
    """The state of all that a situation leaves open on purpose; None where it differs in there.

    What is missing there besides counts as missing. `sharp` takes as many passes of bounds as any
    evaluation does, else a few. None also where that is not clear.
    """
    graph, whole = space.graph, space.situation
    found = space.verdicts(whole)
    if len(found) == 1:
        return graph.ruleset.verdicts.index(min(found))
    others = [key for key in space.missing if not whole.known.get(key)]
    if not others:
        return None
    if _surely_several(space, others):
        return UNDECIDED
    closer = state_of(space) if sharp else UNDECIDED
    return None if closer == UNDECIDED else closer


def _surely_several(space: Space, others: Collection[Key]) -> bool:
    """Whether two ways of filling in the other fields give two verdicts, each all over the rest."""
    proved = set[str]()
    for point in space.points(others):
        cases, held = space.look(point)
        verdicts = space.graph.verdicts_of(cases)
        if len(verdicts) == 1 and held:
            proved |= verdicts
        if len(proved) > 1:
            return True
    return False


def settle(space: Space, keys: Sequence[Key], points: Sequence[Sequence[float]]) -> list[int]:
    """The state of each point, which has a value for each of the keys; they are open in `space`.

    Halves the box around all points along its widest side until each box has one state, those of
    most points first. What is left after `MOST_BOXES` of them counts as undecided.
    """
    states = [UNDECIDED] * len(points)
    waiting: deque[list[int]] = deque([list(range(len(points)))] if points else [])
    widths = [(max(each) - min(each)) or 1.0 for each in zip(*points, strict=True)]
    for looked in range(MOST_BOXES):
        if not waiting:
            break
        group = waiting.popleft()
        sides = list(zip(*(points[each] for each in group), strict=True))
        ends = [(min(side), max(side)) for side in sides]
        sharp = looked == 0 or all(low == high for low, high in ends)
        state = state_within(space.assume(dict(zip(keys, ends, strict=True))), sharp=sharp)
        if state is not None:
            for each in group:
                states[each] = state
            continue
        spans = [(high - low) / width for (low, high), width in zip(ends, widths, strict=True)]
        if any(spans):
            side = sides[spans.index(max(spans))]
            ordered = [each for _, each in sorted(zip(side, group, strict=True))]
            middle = len(ordered) // 2
            waiting += [ordered[:middle], ordered[middle:]]
    return states


@attrs.frozen
class Pieces:
    """The states along one number: from each edge up to the next, the last one up to the end.

    `OPEN` stands for a piece whose points have to be looked at one by one.
    """

    edges: tuple[float, ...]
    states: tuple[int, ...]


OPEN = -2
NARROWEST = 2.0**-11  # few of ten thousand draws lie within it


def pieces(space: Space, key: Key, low: float, high: float) -> Pieces:
    """The states from low to high of one key, which is open in `space`.

    Halves the range until each piece has one state or is narrow, the widest pieces first.
    """
    found: list[tuple[float, int]] = []
    waiting = deque([(low, high)])
    looked = 0
    while waiting:
        left, right = waiting.popleft()
        looked += 1
        within = looked <= MOST_PIECES
        box = space.assume({key: (left, right)})
        state = state_within(box, sharp=looked == 1) if within else None
        if state is None and within and right - left > NARROWEST:
            middle = left + (right - left) / 2
            waiting += [(left, middle), (middle, right)]
        else:
            found.append((left, OPEN if state is None else state))
    found.sort()
    kept = [each for n, each in enumerate(found) if n == 0 or each[1] != found[n - 1][1]]
    return Pieces(tuple(edge for edge, _ in kept), tuple(state for _, state in kept))
