"""Narrowing: what is known of nodes once a condition has been passed over.

A case of a decision that is passed over did not hold, or was undefined. So the condition itself,
and whatever it was put together from where that tells, is settled in everything asked after it;
and the node that it compares with a constant has a narrower range wherever it is asked about
directly. Whatever else was worked out from that node keeps its range. This is said of nodes, not
of code, so that every engine and every layout of a ruleset comes to the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import attrs

from evalcore.interpret.plan import Plan
from evalcore.language.comparing import TOLERANCE, moved_by
from evalcore.language.nodes import And, Apply, Compare, Literal, Node, Not, Or
from evalcore.request.fields import Kind

Bound = float | date | None


@attrs.frozen
class Settled:
    """A condition is true, or false, wherever it has a value."""

    truth: bool


@attrs.frozen
class Within:
    """A number or a date lies within these ends, both included; None is open."""

    low: Bound = None
    high: Bound = None


@attrs.frozen
class Apart:
    """A number or a date does not lie between these ends, both included.

    Where it goes by a `step`, an end that is one of them moves on by that.
    """

    low: Any
    high: Any
    step: Any = None


@attrs.frozen
class Beside:
    """A number or a date lies where another node lets it.

    `low` and `high` say what is added to that one's ends to have its own; None where they say
    nothing. `apart` says instead that both differ by more than `slack`; a `step` as of `Apart`.
    """

    other: Node
    low: float | None = None
    high: float | None = None
    apart: bool = False
    slack: float = 0.0
    step: Any = None


@attrs.frozen
class Among:
    """A text is one of these, or where `inside` is false none of them."""

    texts: frozenset[str]
    inside: bool


@attrs.frozen
class Holding:
    """A set holds a text, or does not."""

    text: str
    inside: bool


Fact = Settled | Within | Apart | Beside | Among | Holding


def told(program: Plan, condition: Node, *, holds: bool) -> Iterator[tuple[Node, Fact]]:
    """What it tells of which nodes that a condition came out so, where it had a value."""
    waiting: list[tuple[Node, bool]] = [(condition, holds)]
    seen: set[tuple[Node, bool]] = set()
    while waiting:
        node, true = waiting.pop()
        if (node, true) in seen:
            continue
        seen.add((node, true))
        yield node, Settled(true)
        match node:
            case Not(operand=operand):
                waiting.append((operand, not true))
            case And(operands=operands) | Or(operands=operands):
                if isinstance(node, And) is true:
                    waiting += [(each, true) for each in reversed(operands)]
            case Compare(right=Literal(value=value)):
                fact = _compared(program, node, value, true=true)
                if fact is not None:
                    yield node.left, fact
            case Compare(left=left, right=right):
                yield from _beside(program, node, left, right, true=true)
            case Apply("in", (item,), (members,)) if not program.types[item].is_number:
                yield item, Among(frozenset(members), true)
            case Apply("in", (item,), (members,)) if not true:
                yield from ((item, _beside_member(program, item, each)) for each in members)
            case Apply("has", (held,), (member,)):
                yield held, Holding(member, true)
            case _:
                pass


def _beside_member(program: Plan, item: Node, member: float) -> Apart:
    """A number is not this one of a list."""
    if program.types[item].whole and member.is_integer():
        return Apart(member, member, 1.0)
    return Apart(member - TOLERANCE, member + TOLERANCE)


def hole(program: Plan, one: tuple[Node, Fact], other: tuple[Node, Fact]) -> Apart | None:
    """What a node is apart from where it is one or the other; None where they leave no hole."""
    if one[0] is not other[0]:
        return None
    match one[1], other[1]:
        case (Within(None, below), Within(above, None)) | (
            Within(above, None),
            Within(None, below),
        ):
            pass
        case _:
            return None
    if isinstance(below, date) and isinstance(above, date):
        if below >= above:
            return None
        day = timedelta(days=1)
        first, last = below + day, above - day
        return Apart(first, last, day if first == last else None) if first <= last else None
    if not isinstance(below, float) or not isinstance(above, float) or below >= above:
        return None
    if program.types[one[0]].whole:
        low, high = below + 1.0, above - 1.0
        return Apart(low, high, 1.0 if low == high else None) if low <= high else None
    return Apart(math.nextafter(below, math.inf), math.nextafter(above, -math.inf))


def _compared(program: Plan, node: Compare, value: Any, *, true: bool) -> Fact | None:
    kind = program.types[node.left]
    if kind.kind in (Kind.TEXT, Kind.CHOICE):
        return Among(frozenset({value}), true)
    if kind.kind is Kind.DATE:
        return _of_date(node, value, true=true)
    if not kind.is_number:
        return None
    exact = program.is_exact(node)
    if node.operator == "==":
        slack = 0.0 if exact else TOLERANCE
        if true:
            return Within(value - slack, value + slack)
        return Apart(value - slack, value + slack, 1.0 if kind.whole and exact else None)
    bound: float = value if exact else value + moved_by(node.operator)
    open_end = (node.operator == "<") is true  # the bound itself does not belong to it
    if kind.whole:
        if true:
            return Within(high=math.ceil(bound) - 1.0 if open_end else float(math.floor(bound)))
        return Within(low=math.floor(bound) + 1.0 if open_end else float(math.ceil(bound)))
    if open_end:
        bound = math.nextafter(bound, -math.inf if true else math.inf)
    return Within(high=bound) if true else Within(low=bound)


def _beside(
    program: Plan, node: Compare, left: Node, right: Node, *, true: bool
) -> Iterator[tuple[Node, Fact]]:
    """What two sides tell of one another, neither of which is a constant."""
    kinds, exact = [program.types[each] for each in (left, right)], program.is_exact(node)
    days = all(each.kind is Kind.DATE for each in kinds)
    if not days and not all(each.is_number for each in kinds):
        return
    slack = 0.0 if exact else TOLERANCE
    whole = exact and all(each.whole for each in kinds)
    step = timedelta(days=1) if days else 1.0 if whole else None
    if node.operator == "==":
        for each, other in ((left, right), (right, left)):
            if true:
                yield each, Beside(other, -slack, slack)
            else:
                yield each, Beside(other, apart=True, slack=slack, step=step)
        return
    strict = (node.operator == "<") is true
    less, more = (left, right) if true else (right, left)
    gap = -1.0 if strict and whole else 0.0 if strict else slack
    yield less, Beside(more, high=gap)
    yield more, Beside(less, low=-gap)


def _of_date(node: Compare, value: date, *, true: bool) -> Fact | None:
    if node.operator == "==":
        inside = date.min < value < date.max
        day = timedelta(days=1) if inside else None
        return Within(value, value) if true else Apart(value, value, day)
    if (node.operator == "<") is true:
        day = timedelta(days=1)
        edge = date.min if true else date.max
        if value == edge:
            return None
        value = value - day if true else value + day
    return Within(high=value) if true else Within(low=value)
