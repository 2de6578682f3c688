"""The search: the smallest change first, over ranges of values that are cut where it pays.

Best first (P. E. Hart, N. J. Nilsson and B. Raphael, 1968): what is looked at next is the range
whose nearest value is the smallest change of all; a range in which the verdict is out of reach is
left at once, by bounds. The first value that leads to the verdict is therefore the smallest one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import count, product

import attrs

from evalcore.study.changes.levers import Lever, Option
from evalcore.study.changes.probe import Open, Probe, Put
from evalcore.study.changes.thresholds import shortest

Group = tuple[str, ...]  # the fields of a change; each group is found once
Settings = tuple[tuple[Lever, Option], ...]

NARROW = 2.0**-36  # of a number or its width: ranges this narrow are not cut
HALVES = 30  # of a range between two numbers
BETWEEN = 2_000  # looks between two round numbers
COARSE = 2.0**-6  # of a number or its width: near enough to choose between pairs
FINE = 2.0**-12  # of the same: ranges this narrow are not cut where pairs are chosen


@attrs.frozen
class Found:
    """The smallest change of a group of fields."""

    distance: float
    settings: Settings


@attrs.frozen
class Result:
    """What was found, smallest first; not `complete` where the search ended at its limit."""

    found: tuple[Found, ...]
    complete: bool


@attrs.frozen
class Limits:
    """How many changes to find, and how often to ask: in all, and for one group of fields."""

    most: int
    looks: int
    each: int


def search(
    probe: Probe, roots: Iterable[tuple[Put, ...]], limits: Limits, *, exact: bool
) -> Result:
    """The smallest changes, one for each group of fields.

    Each root is what changes together. `exact` finds numbers to their last bit; without it they
    are near, and the first of two numbers moves in steps.
    """
    heap: list[tuple[float, int, Group, tuple[Put, ...]]] = []
    order = count()
    found: dict[Group, Found] = {}
    spent: Counter[Group] = Counter()
    last = probe.looks + limits.looks

    def push(group: Group, region: tuple[Put, ...]) -> None:
        distance = sum(_nearest(lever, part) for lever, part in region)
        heappush(heap, (distance, next(order), group, region))

    partial: set[Group] = set()  # of which only some values are tried
    for root in roots:
        group = tuple(lever.name for lever, _ in root)
        if any(lever.partial for lever, _ in root):
            partial.add(group)
        push(group, root)
    while heap and len(found) < limits.most and probe.looks < last:
        distance, _, group, region = heappop(heap)
        if group in found or spent[group] >= limits.each:
            continue
        before = probe.looks
        settings = _settings(region)
        is_open = any(isinstance(part, Open) for _, part in region)
        if not is_open or probe.may(region):
            if settings is not None and probe.holds(settings):
                found[group] = Found(distance, settings)
            elif is_open:
                for part in _parts(probe, region, exact=exact):
                    push(group, part)
        spent[group] += probe.looks - before
    ended = probe.looks >= last and len(found) < limits.most and bool(heap)
    beyond = any(n >= limits.each for group, n in spent.items() if group not in found)
    sampled = len(found) < limits.most and not partial <= found.keys()
    return Result(tuple(found.values()), complete=not (ended or beyond or sampled))


def _parts(probe: Probe, region: tuple[Put, ...], *, exact: bool) -> Iterable[tuple[Put, ...]]:
    """What a region consists of, or what stands for it where that is near enough."""
    far = None if exact else _far(region)
    return [far] if far is not None and probe.holds(far) else _smaller(region, exact=exact)


def by_steps(probe: Probe, levers: Iterable[Lever], known: Iterable[Found]) -> list[Found]:
    """For numbers that a search ended without: the nearest round one that leads there, if any."""
    there = {lever.name for each in known for lever, _ in each.settings}
    found: dict[str, Found] = {}
    for lever in levers:
        if lever.name in there or lever.options:
            continue
        sides = (_by_steps(probe, lever, up=up) for up in (True, False))
        reached = [each for each in (found.get(lever.name), *sides) if each is not None]
        if reached:
            found[lever.name] = min(reached, key=lambda each: each.distance)
    return list(found.values())


def _by_steps(probe: Probe, lever: Lever, *, up: bool) -> Found | None:
    """The nearest on one side: between the first round number that leads there and the last not."""
    last = lever.anchor
    for number in lever.grid(up=up):
        option = lever.option(number)
        if probe.holds(((lever, option),)):
            if probe.is_blind(lever):
                return _by_halves(probe, lever, last, number)
            root = ((lever, Open(last, number)),)
            nearer = search(probe, [root], Limits(1, BETWEEN, BETWEEN), exact=True).found
            return nearer[0] if nearer else Found(option.distance, ((lever, option),))
        last = number
    return None


def _by_halves(probe: Probe, lever: Lever, fails: float, holds: float) -> Found:
    """A number that leads there, next to one that does not, where no bounds help."""
    for _ in range(HALVES):
        middle = fails + (holds - fails) / 2
        middle = float(math.floor(middle)) if lever.whole else middle
        if middle in (fails, holds):
            break
        if probe.holds(((lever, lever.option(middle)),)):
            holds = middle
        else:
            fails = middle
    option = lever.option(holds)
    return Found(option.distance, ((lever, option),))


def _nearest(lever: Lever, part: Option | Open) -> float:
    if isinstance(part, Option):
        return part.distance
    if part.anything:
        return lever.options[0].distance if lever.options else lever.distance(lever.anchor)
    return lever.distance(part.start)


def _settings(region: Sequence[Put], *, far: bool = False) -> Settings | None:
    """The nearest values in a region, or its far end; None where it is not cut into ranges yet."""
    settings: list[tuple[Lever, Option]] = []
    for lever, part in region:
        if isinstance(part, Option):
            settings.append((lever, part))
        elif part.anything:
            return None
        else:
            settings.append((lever, lever.option(part.end if far else part.start)))
    return tuple(settings)


def _far(region: Sequence[Put]) -> Settings | None:
    """The far end of a region with one range, where that is near enough to be its nearest."""
    for lever, part in region:
        if isinstance(part, Open):
            near = COARSE * max(lever.width, abs(part.end - lever.anchor))
            if abs(part.end - part.start) > near:
                return None
    return _settings(region, far=True)


def _smaller(region: tuple[Put, ...], *, exact: bool) -> Iterator[tuple[Put, ...]]:
    """A region in parts: first what each lever can be, then the range that is left in halves."""
    ranges = [(n, lever, p) for n, (lever, p) in enumerate(region) if isinstance(p, Open)]
    if any(part.anything for _, _, part in ranges):
        yield from product(*(_sides(*each) for each in region))
        return
    for place, lever, part in ranges:
        several = len(ranges) > 1
        pieces = _steps(lever, part) if several else _halves(lever, part, exact=exact)
        for piece in pieces:
            yield (*region[:place], (lever, piece), *region[place + 1 :])


def _sides(lever: Lever, part: Option | Open) -> list[Put]:
    if isinstance(part, Option) or not part.anything:
        return [(lever, part)]
    if lever.options:
        return [(lever, each) for each in lever.options]
    least = 1.0 if lever.whole and lever.before is not None else 0.0
    up, down = lever.anchor + least, lever.anchor - least
    sides = [Open(up, lever.high)] if up <= lever.high else []
    if down >= lever.low and not (lever.before is None and lever.anchor == lever.low):
        sides.append(Open(down, lever.low))
    return [(lever, each) for each in sides]


def _steps(lever: Lever, part: Open) -> Iterator[Option]:
    for number in lever.grid(up=part.end > part.start):
        yield lever.option(number, stepped=True)


def _halves(lever: Lever, part: Open, *, exact: bool) -> list[Open | Option]:
    """The range in two; its far end alone where it is too narrow to be cut."""
    start, end = part.start, part.end
    if start == end:
        return []
    near, far = abs(start - lever.anchor), abs(end - lever.anchor)
    if lever.whole:
        middle = float(math.floor(_middle(near, far, 1.0)))
    else:
        least = NARROW if exact else FINE
        if far - near <= least * max(abs(start), abs(end), lever.width):
            return [lever.option(shortest(start, end)), lever.option(end)]
        middle = _middle(near, far, lever.width * 2.0**-10)
    sign = 1 if end > start else -1
    cut = lever.anchor + sign * middle
    if lever.whole:
        return [Open(start, cut), *([Open(cut + sign, end)] if cut != end else [])]
    return [] if cut in (start, end) else [Open(start, cut), Open(cut, end)]


def _middle(near: float, far: float, unit: float) -> float:
    """Where to cut: half way, or at a middle order of magnitude."""
    if far > 16 * max(near, unit):
        return math.sqrt(max(near, unit) * far)
    return near + (far - near) / 2
