"""Settling: from values that a search found to those that are named to a reader.

Numbers become short ones, of cells filled in none is left that could do without; each as small as
the others let it be.
"""

from __future__ import annotations

import attrs

from evalcore.study.changes.levers import Lever, Option
from evalcore.study.changes.probe import Open, Probe
from evalcore.study.changes.records import fewer
from evalcore.study.changes.search import Limits, Settings, search
from evalcore.study.changes.thresholds import named

LOOKS = 4000  # of one number, with the others held
NEARLY = 0.97  # of its distance: a round number that could be nearer by less than that stays


@attrs.frozen
class Settled:
    """The value of one lever. `above` is a threshold that does not belong to what holds.

    `anything` says that whatever is said leads to the verdict, not only this value.
    """

    lever: Lever
    option: Option
    above: float | None = None
    anything: bool = False


def settle(probe: Probe, settings: Settings) -> tuple[Settled, ...]:
    """The values to be named."""
    chosen = dict(settings)
    settled: dict[Lever, Settled] = {}
    for lever, option in sorted(settings, key=lambda each: each[1].stepped):
        above: float | None = None
        if lever.moves:
            if len(chosen) > 1:
                chosen[lever] = _nearer(probe, chosen, lever)
            if option.stepped and chosen[lever].distance > NEARLY * option.distance:
                chosen[lever] = option
            else:
                chosen[lever], above = _short(probe, chosen, lever)
        elif lever.field.kind.row.is_list:
            chosen[lever] = _fewest(probe, chosen, lever)
        settled[lever] = Settled(lever, chosen[lever], above)
    return tuple(
        attrs.evolve(settled[each], anything=_anything(probe, chosen, each)) for each in chosen
    )


def _nearer(probe: Probe, chosen: dict[Lever, Option], lever: Lever) -> Option:
    """The smallest move of one lever, the others held."""
    root = tuple((e, Open(anything=True) if e is lever else chosen[e]) for e in chosen)
    found = search(probe, [root], Limits(1, LOOKS, LOOKS), exact=True).found
    nearer = dict(found[0].settings)[lever] if found else chosen[lever]
    return min(nearer, chosen[lever], key=lambda each: each.distance)


def _short(probe: Probe, chosen: dict[Lever, Option], lever: Lever) -> tuple[Option, float | None]:
    def holds(number: float) -> bool:
        inside = lever.low <= number <= lever.high
        changed = {**chosen, lever: lever.option(number)}
        return inside and probe.holds(tuple(changed.items()))

    number = lever.number(chosen[lever])
    short = named(number, lever.anchor, lever.width, holds, whole=lever.whole)
    return lever.option(short.value), short.above


def _fewest(probe: Probe, chosen: dict[Lever, Option], lever: Lever) -> Option:
    """As few cells filled in as the others allow."""
    best = chosen[lever]
    waiting = fewer(lever, best)
    while waiting:
        tried = waiting.pop(0)
        if probe.holds(tuple({**chosen, lever: tried}.items())):
            best, waiting = tried, fewer(lever, tried)
    return best


def _anything(probe: Probe, chosen: dict[Lever, Option], lever: Lever) -> bool:
    if lever.field.kind.row.is_list:
        return lever.free
    if lever.before is not None:
        return False
    return probe.surely([(e, Open(anything=True) if e is lever else chosen[e]) for e in chosen])
