"""Ranges: between which bounds a node lies, given the bounds of its parts.

Plain interval arithmetic (R. E. Moore, 1966): always wide enough, often wider than need be, as
each part is taken to vary by itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce
from typing import Any

import attrs

from evalcore.language import intervals
from evalcore.language.comparing import TOLERANCE
from evalcore.language.nodes import And, Apply, Node, Not
from evalcore.language.operation import Operation
from evalcore.language.types import Type, flag

MOST_RECORDS = 1e6  # in one list, for the bounds of what is counted or added up


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


def applied(node: Apply, row: Operation[Any], below: Sequence[Type]) -> tuple[float, float, bool]:
    """The bounds of an operation, and whether it may be undefined."""
    lows, highs = [each.low for each in below], [each.high for each in below]
    match node.operation:
        case "*":
            return (*reduce(_times, zip(lows, highs, strict=True)), False)
        case "/":
            ends = (-math.inf, math.inf)
            return intervals.quotient(lows[0], highs[0], lows[1], highs[1], ends)
        case "lookup":
            table, default = node.data
            values = [number for _, number in table]
            listed = {text for text, _ in table}.issuperset(below[0].choices or (None,))
            if default is not None:  # also where every choice is listed: the list may grow
                return min(*values, default), max(*values, default), False
            return min(values), max(values), not listed
        case "overlap":
            (weights,) = node.data
            choices = below[0].choices
            may = [text for text, _ in weights] if choices is None else choices
            return (*intervals.held((), may, weights), False)
        case "weighted_mean":  # of weights that are known, what it means tells more
            half = len(lows) // 2
            return min(lows[:half]), max(highs[:half]), not any(lows[half:])
        case "count":
            choices = below[0].choices
            return 0.0, MOST_RECORDS if choices is None else float(len(choices)), False
        case _ if row.takes == "dates":
            return (*row.limits, False)
        case _:
            rule = row.undefined
            spans = [] if rule is None else rule.of([*zip(lows, highs, strict=True)])
            doubtful = rule is not None and any(rule.may_be(*each) for each in spans)
            return (*row.range(lows, highs, node.data), doubtful)


def _times(left: tuple[float, float], right: tuple[float, float]) -> tuple[float, float]:
    """As `intervals.product`, where ends may be infinite: nothing of that is still nothing."""
    corners = [0.0 if a == 0 or b == 0 else a * b for a in left for b in right]
    return min(corners), max(corners)
