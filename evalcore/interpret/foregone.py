"""Foregone: what a comparison comes to whatever is filled in, wherever both sides have a value.

By how its sides are made, and by the ranges that their fields are declared with: those of a
request are bounded while it is read. What goes by steps never meets what lies between two of them;
the least of some is at most each of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from evalcore.interpret.linear import Sum, difference, total
from evalcore.language import nodes
from evalcore.language.comparing import TOLERANCE, is_exact, moved_by
from evalcore.language.types import Type

Types = Mapping[nodes.Node, Type]
DEEPEST = 6  # levels of choices and of least and greatest that are looked into
MOST_PAIRS = 500  # of parts of two sides that are held against one another, to see which is more
MOST_APART = 20_000  # of them, to see that none are equal
_ROUNDING = 2.0**-46  # of what is added up to a sum, at most
_NEAR = 1e5  # up to here, so many steps of a rounded factor are far from the tolerance
_EXACT = 2.0**40  # up to here, what rounding adds to a sum is far below the tolerance


def foregone(node: nodes.Compare, types: Types) -> bool | None:
    """Whether the comparison always holds, or never; None where that is open."""
    left, right = _plain(node.left, types), _plain(node.right, types)
    if left is right:
        return node.operator != "<"
    if not types[left].is_number:
        return None
    always = _by_their_difference(node, types)
    if always is not None:
        return always
    always = _by_their_signs(node, left, right, types)
    if always is not None:
        return always
    if node.operator == "==":
        return False if _missed(left, right, types) else None
    if node.operator == "<=":
        return True if _at_most(left, right, types) else None
    return False if _at_most(right, left, types) else None


def _by_their_signs(
    node: nodes.Compare, left: nodes.Node, right: nodes.Node, types: Types
) -> bool | None:
    """What it comes to where a side takes from one number what that one never exceeds."""
    (least, most), (low, high) = _signed(left, types), _signed(right, types)
    if least > high + TOLERANCE:
        return False
    if most < low - TOLERANCE:
        return node.operator != "=="
    if node.operator == "<=" and most <= low:
        return True
    return False if node.operator == "<" and least >= high else None


def _signed(node: nodes.Node, types: Types) -> tuple[float, float]:
    """Between which numbers it lies."""
    low, high = types[node].low, types[node].high
    match node:
        case nodes.Apply("-", (first, second)) if low < 0 < high:
            if _at_most(first, second, types):
                return low, 0.0
            return (0.0 if _at_most(second, first, types) else low), high
        case _:
            return low, high


def _missed(left: nodes.Node, right: nodes.Node, types: Types) -> bool:
    """Whether two sides are never equal; of what is one of several, none of them."""
    found: dict[tuple[nodes.Node, nodes.Node, int], bool] = {}  # parts may be shared

    def apart(left: nodes.Node, right: nodes.Node, depth: int) -> bool:
        key = (left, right, depth)
        if key not in found:
            found[key] = len(found) < MOST_APART and look(left, right, depth)
        return found[key]

    def look(left: nodes.Node, right: nodes.Node, depth: int) -> bool:
        one, other = types[left], types[right]
        if one.low > other.high + TOLERANCE or one.high < other.low - TOLERANCE:
            return True
        if _by_steps(left, right, types) or _no_power(left, right, types):
            return True
        for node, held in ((left, right), (right, left)):
            parts = _parts(node) if depth < DEEPEST else None
            if parts and all(apart(each, held, depth + 1) for each in parts[1]):
                return True
        return False

    return apart(left, right, 0)


def _by_their_difference(node: nodes.Compare, types: Types) -> bool | None:
    """What it comes to by all that both sides may differ by, which rounding does not blur."""
    found = difference(node.left, node.right)
    size = _size(found, types)
    if not found.terms or not size < _EXACT:
        return None
    exact = is_exact(types[node.left], types[node.right])
    least, most = _ends(found, types)
    blur = 0.0 if exact and least == most else size * _ROUNDING
    if node.operator == "==":
        slack = 0.0 if exact else TOLERANCE
        if least > slack + blur or most < -slack - blur:
            return False
        return True if -slack + blur <= least and most <= slack - blur else None
    edge = 0.0 if exact else moved_by(node.operator)
    if least == most and blur == 0:
        return least < edge or (node.operator == "<=" and least == edge)
    if most < edge - blur:
        return True
    return False if least > edge + blur else None


def _ends(found: Sum, types: Types) -> tuple[float, float]:
    """The least and the most that a sum comes to."""
    least = most = found.constant
    for term, factor in found.terms.values():
        kind = types[term]
        ends = (factor * kind.low, factor * kind.high) if factor else (0.0, 0.0)
        least, most = least + min(ends), most + max(ends)
    return least, most


def may_miss(node: nodes.Node, other: nodes.Node, types: Types, depth: int = 0) -> bool:
    """Whether a choice has a branch that is never equal to the other side."""
    if isinstance(node, nodes.If) and depth < DEEPEST:
        branches = (node.then, node.otherwise)
        return any(may_miss(each, other, types, depth + 1) for each in branches)
    return depth > 0 and _by_steps(node, other, types)


def _by_steps(left: nodes.Node, right: nodes.Node, types: Types) -> bool:
    """Whether two sides are never equal: their difference goes by steps that pass over 0."""
    found, step = difference(left, right), Fraction(0)
    for term, factor in found.terms.values():
        if not types[term].whole:
            return False
        if factor:
            step = _common(step, Fraction(repr(abs(factor))))
    if not step:
        return False
    factors = [abs(factor) for _, factor in found.terms.values()]
    alone = len(factors) == 1 and [*found.sizes.values()] == factors
    size, blur = _size(found, types), 0.0
    if not alone and size < _EXACT:
        blur = size * _ROUNDING
    elif not alone:
        # What takes itself away may be rounded; sums of whole numbers only, to whole ones.
        if not all(each.is_whole or not each.terms for each in (total(left), total(right))):
            return False
        step = Fraction(1)
    rounded = any(not factor.is_integer() for factor in factors)
    if rounded and not abs(found.constant) < _NEAR:
        return False  # where factors such as a third are rounded, so are many times that
    off = found.constant % float(step)
    return min(off, float(step) - off) > 2 * TOLERANCE + blur


def _no_power(left: nodes.Node, right: nodes.Node, types: Types) -> bool:
    """Whether a whole number times itself is held against what is no such power."""
    match left, right:
        case nodes.Apply("*", (first, *others)), nodes.Literal(value=float(value)):
            pass
        case _:
            return False
    if not types[first].whole or any(each is not first for each in others) or not others:
        return False
    if not abs(value) < _EXACT:
        return False
    times, near = len(others) + 1, round(abs(value) ** (1 / (len(others) + 1)))
    powers = [sign * root**times for root in (near - 1, near, near + 1) for sign in (1, -1)]
    return all(abs(each - value) > 2 * TOLERANCE for each in powers)


def _size(found: Sum, types: Types) -> float:
    """The most that is added up on the way to a sum."""
    terms = ((found.sizes[key], types[term]) for key, (term, _) in found.terms.items())
    return found.fixed + sum(size * max(abs(kind.low), abs(kind.high)) for size, kind in terms)


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The greatest number that both are whole multiples of."""
    above = math.gcd(one.numerator * other.denominator, other.numerator * one.denominator)
    return Fraction(above, one.denominator * other.denominator)


def _at_most(less: nodes.Node, more: nodes.Node, types: Types) -> bool:
    """Whether one side never exceeds the other, by how both are made."""
    waiting = [MOST_PAIRS]

    def held(less: nodes.Node, more: nodes.Node, depth: int) -> bool:
        less, more = _plain(less, types), _plain(more, types)
        waiting[0] -= 1
        if less is more:
            return True
        if depth > DEEPEST or waiting[0] < 0:
            return False
        sized = more.args[0] if isinstance(more, nodes.Apply) and more.operation == "abs" else None
        if sized is not None and held(less, sized, depth + 1):
            return True
        for node, parts in ((less, _parts(less)), (more, _parts(more))):
            if parts is None:
                continue
            pairs = [(each, more) if node is less else (less, each) for each in parts[1]]
            every = parts[0] == "either" or (parts[0] == "greatest") is (node is less)
            found = (held(*pair, depth + 1) for pair in pairs)
            if all(found) if every else any(found):
                return True
        return False

    return held(less, more, 0)


def _parts(node: nodes.Node) -> tuple[str, tuple[nodes.Node, ...]] | None:
    match node:
        case nodes.Apply("min", args):
            return "least", args
        case nodes.Apply("max", args):
            return "greatest", args
        case nodes.If(then=then, otherwise=otherwise):
            return "either", (then, otherwise)
        case _:
            return None


def _plain(node: nodes.Node, types: Types) -> nodes.Node:
    """The same without a size that is its own."""
    while isinstance(node, nodes.Apply) and node.operation == "abs":
        if not types[node.args[0]].low >= 0:
            break
        node = node.args[0]
    return node
