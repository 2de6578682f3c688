"""Ranges: between which bounds a node lies, given the bounds of its parts.

Plain interval arithmetic (R. E. Moore, 1966): always wide enough, often wider than need be, as
each part is taken to vary by itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce
from operator import add

import attrs

from evalcore.language.nodes import TOLERANCE, And, Node, Not
from evalcore.language.types import Type, flag, number


def logic(node: Node, below: Sequence[Type]) -> Type:
    """The type of `not`, `and`, `or`."""
    nullable = any(each.nullable for each in below)
    if isinstance(node, Not):
        return flag(1 - below[0].high, 1 - below[0].low, nullable=nullable)
    lows, highs = [each.low for each in below], [each.high for each in below]
    if isinstance(node, And):
        never = [each for each in below if each.high == 0 and not each.nullable]
        return flag(min(lows), min(highs), nullable=nullable and not never)
    always = [each for each in below if each.low == 1 and not each.nullable]
    return flag(max(lows), max(highs), nullable=nullable and not always)


def compare(operator: str, left: Type, right: Type) -> Type:
    """The type of a comparison: always, never or sometimes true."""
    nullable = left.nullable or right.nullable
    if not left.is_number:
        return flag(nullable=nullable)
    surely_less = left.high < right.low - TOLERANCE
    surely_more = left.low > right.high + TOLERANCE
    same = left.low == left.high == right.low == right.high
    always, never = {
        "<": (surely_less, surely_more or left.low >= right.high),
        "<=": (surely_less or left.high <= right.low, surely_more),
        ">": (surely_more, surely_less or left.high <= right.low),
        ">=": (surely_more or left.low >= right.high, surely_less),
        "==": (same, surely_less or surely_more),
        "!=": (surely_less or surely_more, same),
    }[operator]
    return flag(float(always), float(not never), nullable=nullable)


def arithmetic(operator: str, below: Sequence[Type]) -> Type:
    """The bounds of a sum, difference, product or quotient. The unit is up to the caller."""
    joined = {"+": _plus, "-": _minus, "*": _times, "/": _over}[operator]
    return reduce(joined, below)


def _plus(left: Type, right: Type) -> Type:
    return _number(left, right, left.low + right.low, left.high + right.high)


def _minus(left: Type, right: Type) -> Type:
    return _number(left, right, left.low - right.high, left.high - right.low)


def _times(left: Type, right: Type) -> Type:
    corners = [_product(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    return _number(left, right, min(corners), max(corners))


def _product(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def _over(left: Type, right: Type) -> Type:
    """A divisor within the tolerance of 0 counts as 0, so a quotient has bounds in any case."""
    corners: list[float] = []
    if right.low < -TOLERANCE:
        ends = (right.low, min(right.high, -TOLERANCE))
        corners += [a / b for a in (left.low, left.high) for b in ends]
    if right.high > TOLERANCE:
        ends = (max(right.low, TOLERANCE), right.high)
        corners += [a / b for a in (left.low, left.high) for b in ends]
    zero = right.low <= TOLERANCE and right.high >= -TOLERANCE
    result = _number(left, right, min(corners), max(corners))
    return attrs.evolve(result, whole=False, nullable=result.nullable or zero)


def _number(left: Type, right: Type, low: float, high: float) -> Type:
    whole = left.whole and right.whole
    return number(low, high, whole=whole, nullable=left.nullable or right.nullable)


def branches(condition: Type, then: Type, otherwise: Type) -> Type:
    """Either branch, or only the one that is ever taken."""
    nullable = condition.nullable or then.nullable or otherwise.nullable
    if condition.low == 1:
        return then.or_null(nullable)
    if condition.high == 0:
        return otherwise.or_null(nullable)
    choices = None
    if then.choices is not None and otherwise.choices is not None:
        choices = tuple(dict.fromkeys((*then.choices, *otherwise.choices)))
    low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
    whole = then.whole and otherwise.whole
    return attrs.evolve(then, low=low, high=high, whole=whole, choices=choices, nullable=nullable)


def linear(below: Sequence[Type]) -> Type:
    """(x - worst) / (best - worst)."""
    x, worst, best = below
    return arithmetic("/", (_minus(x, worst), _minus(best, worst)))


def apply(function: str, below: Sequence[Type]) -> Type:
    """The bounds of the strict functions of numbers. The unit is up to the caller."""
    first = below[0]
    lows, highs = [each.low for each in below], [each.high for each in below]
    nullable = any(each.nullable for each in below)
    whole = all(each.whole for each in below)
    match function:
        case "abs":
            crosses = first.low <= 0 <= first.high
            low = 0.0 if crosses else min(abs(first.low), abs(first.high))
            result = number(low, max(abs(first.low), abs(first.high)), whole=whole)
        case "sqrt":
            low, high = (math.sqrt(max(0.0, bound)) for bound in (first.low, first.high))
            result = number(low, high)
            nullable = nullable or first.low < -TOLERANCE
        case "round":
            digits = int(below[1].low)
            result = number(round(first.low, digits), round(first.high, digits), whole=digits == 0)
        case "min":
            result = number(min(lows), min(highs), whole=whole)
        case "max":
            result = number(max(lows), max(highs), whole=whole)
        case "mean":
            count = len(below)
            result = number(reduce(add, lows) / count, reduce(add, highs) / count)
        case "geometric_mean":
            low, high = (_root(bounds) for bounds in (lows, highs))
            result = number(low, high)
            nullable = nullable or min(lows) < -TOLERANCE
        case "clamp":
            low = min(max(first.low, lows[1]), lows[2])
            high = max(min(first.high, highs[2]), highs[1])
            result = number(low, high, whole=whole)
        case _:
            raise NotImplementedError(function)
    return result.or_null(nullable)


def _root(bounds: Sequence[float]) -> float:
    product = math.prod(bounds) if min(bounds) > 0 else 0.0
    return product if product > 1e300 else product ** (1 / len(bounds))
