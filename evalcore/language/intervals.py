"""Intervals: the bounds of what no direction tells, both before a request is read and while.

Every bound is worked out by the very operations, in the very order, in which the value itself is
worked out. Rounding to nearest never turns two numbers round (a <= b gives a + c <= b + c in
float64 too), so no bound needs slack, and a value that is known has equal bounds.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import add

from evalcore.language.comparing import TOLERANCE

_ROUNDED = 2.0**-50
Span = tuple[float, float, bool]  # low, high, and whether it may be undefined
Texts = Collection[str] | None  # what a text may be; None is any text


def product(low: float, high: float, left: float, right: float) -> tuple[float, float]:
    """The bounds of a product of two numbers of any sign."""
    corners = (low * left, low * right, high * left, high * right)
    return min(corners), max(corners)


def quotient(
    low: float, high: float, left: float, right: float, widest: tuple[float, float]
) -> Span:
    """The bounds of a division; `widest` where the divisor is always 0.

    A divisor within the tolerance of 0 counts as 0: the quotient is undefined there.
    """
    if left > TOLERANCE or right < -TOLERANCE:
        corners = (low / left, low / right, high / left, high / right)
        return min(corners), max(corners), False
    found: list[float] = []
    if left < -TOLERANCE:
        found += [low / left, high / left, low / -TOLERANCE, high / -TOLERANCE]
    if right > TOLERANCE:
        found += [low / right, high / right, low / TOLERANCE, high / TOLERANCE]
    return (min(found), max(found), True) if found else (*widest, True)


def listed(
    texts: Texts, table: Mapping[str, float], default: float | None, widest: tuple[float, float]
) -> Span:
    """The bounds of a lookup; a text that is not listed is undefined, where there is no default."""
    if texts is not None and len(texts) == 1:  # most are known
        (text,) = texts
        value = table.get(text, default)
        return (*widest, True) if value is None else (value, value, False)
    if texts is None:
        values = [*table.values(), *([] if default is None else [default])]
        return min(values), max(values), default is None
    found = [table.get(each, default) for each in texts]
    values = [each for each in found if each is not None]
    if not values:
        return (*widest, True)
    return min(values), max(values), len(values) < len(found)


def held(
    must: Collection[str], may: Collection[str], weights: Sequence[tuple[str, float]]
) -> tuple[float, float]:
    """The bounds of an overlap with a set that holds all of `must` and some of `may`."""
    low = high = 0.0
    for text, weight in weights:
        sure = text in must
        if sure or (text in may and weight < 0):
            low += weight
        else:
            low += 0.0
        if sure or (text in may and weight > 0):
            high += weight
        else:
            high += 0.0
    return low, high


def same_text(left: Texts, right: Texts) -> tuple[bool, bool]:
    """Whether two texts can be equal, and whether they can differ."""
    if left is None or right is None:
        return True, True
    shared = set(left).intersection(right)
    return bool(shared), not (len(left) == len(right) == len(shared) == 1)


def either_text(left: Texts, right: Texts) -> Texts:
    """What a text may be that is one or the other."""
    return None if left is None or right is None else {*left, *right}


def same_number(low: float, high: float, member: float) -> tuple[bool, bool]:
    """Whether a number can be, and can be other than, a member of a list."""
    above, below = low - member, high - member
    outside = above < -TOLERANCE or below > TOLERANCE
    return above <= TOLERANCE and below >= -TOLERANCE, outside


def among(low: float, high: float, members: Sequence[float]) -> tuple[bool, bool]:
    """Whether a number can be among the members of a list, and whether it can be none of them."""
    found = [same_number(low, high, each) for each in members]
    return any(can for can, _ in found), all(other for _, other in found)


def narrowed(low: float, high: float, operator: str, bound: float) -> tuple[float, float]:
    """The interval of those numbers that stand so to a bound, as floats compare."""
    match operator:
        case ">=":
            return max(low, bound), high
        case ">":
            return max(low, math.nextafter(bound, math.inf)), high
        case "<=":
            return low, min(high, bound)
        case _:
            return low, min(high, math.nextafter(bound, -math.inf))


def share(low: float, high: float, count: int) -> Span:
    """The bounds of a share; of no records it is undefined."""
    return (low / count, high / count, False) if count else (0.0, 1.0, True)


def weighed(
    lows: Sequence[float],
    light: Sequence[float],
    highs: Sequence[float],
    heavy: Sequence[float],
    doubts: Sequence[bool],
    widest: tuple[float, float],
) -> Span:
    """The bounds of a weighted mean over a box of weights from `light` to `heavy`, none below 0.

    It is lowest where the lowest scores weigh as much as they may, and all others as little: at one
    of as many corners as there are scores, in the order of the scores.
    """
    if _added(heavy) <= TOLERANCE:
        return (*widest, True)
    undefined = _added(light) <= TOLERANCE or any(
        d and h for d, h in zip(doubts, heavy, strict=True)
    )
    low = min(_corners([*zip(lows, light, heavy, strict=True)]))
    turned = [*zip((-each for each in highs), light, heavy, strict=True)]
    high = -min(_corners(turned))
    # Shares of other weights are rounded elsewhere; where the weights are known, none are.
    slack = 0.0 if [*light] == [*heavy] else _ROUNDED * len(lows) * max(map(abs, (*lows, *highs)))
    return low - slack, high + slack, undefined


def _corners(scores: Sequence[tuple[float, float, float]]) -> Iterator[float]:
    for last, *_ in scores:
        weights = [most if score <= last else least for score, least, most in scores]
        whole = _added(weights)
        if whole > TOLERANCE:
            pairs = zip(scores, weights, strict=True)
            yield _added(score * (w / whole) for (score, *_), w in pairs if w)


def _added(numbers: Iterable[float]) -> float:
    """One after the other, as every interpretation adds: `sum` is more exact since CPython 3.12."""
    return reduce(add, numbers, 0.0)
