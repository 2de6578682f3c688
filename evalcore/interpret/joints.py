"""Joints: what several conditions say at once, in whatever order and however they are negated.

By De Morgan an `or` of conditions is false just where all of them are, and so is an `and` of their
negations true. Both are undefined, and unknown, in the same requests, so that one node is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from evalcore.language.nodes import And, Compare, Node, Not, Or

Sides = tuple[Node, Node]
Held = frozenset[tuple[Node, bool]]  # conditions, and whether each of them holds
MOST = 12  # conditions within conditions that are looked into as one


def held_by(joint: type[And | Or], conditions: Sequence[Node]) -> Held:
    """What came out how wherever an `and` of these is true, or an `or` of them false."""
    return Held().union(*(all_held(each, holds=joint is And) for each in conditions))


def all_held(condition: Node, *, holds: bool) -> Held:
    """Conditions that came out so just where this one did; itself where they are many."""
    return frozenset(each_held(condition, holds=holds))


def each_held(condition: Node, *, holds: bool) -> list[tuple[Node, bool]]:
    """The same as they are written."""
    found: dict[tuple[Node, bool], None] = {}
    waiting = [(condition, holds)]
    while waiting:
        node, true = waiting.pop()
        match node:
            case Not(operand=operand):
                waiting.append((operand, not true))
            case And(operands=operands) | Or(operands=operands) if isinstance(node, And) is true:
                waiting += [(each, true) for each in reversed(operands)]
            case _:
                found[node, true] = None
        if len(found) + len(waiting) > MOST:
            return [(condition, holds)]
    return list(found)


class Equal(Protocol):
    """Makes the condition that two sides are equal, or are not."""

    def __call__(self, sides: Sides, *, holds: bool) -> Node: ...  # noqa: D102


def met(joint: type[And | Or], conditions: Sequence[Node], equal: Equal) -> Iterator[Node]:
    """The same conditions, but that two ends that meet are one comparison by `==`."""
    found = _meeting(joint, conditions)
    for node in conditions:
        if node not in found:
            yield node
        elif (sides := found[node]) is not None:
            yield equal(sides, holds=joint is And)


def _meeting(joint: type[And | Or], conditions: Sequence[Node]) -> Mapping[Node, Sides | None]:
    """The conditions that leave one value alone, as `x >= 3 and x <= 3`, by the first of each two.

    The second has nothing. Of an `or` it is those that leave one out, as `x < 3 or x > 3`.
    """
    found: dict[Node, Sides | None] = {}
    ends: dict[tuple[Sides, bool], Node] = {}
    for each in conditions:
        inner, plain = (each.operand, False) if isinstance(each, Not) else (each, True)
        if not isinstance(inner, Compare) or inner.operator not in ("<", "<="):
            continue
        if (inner.operator == "<=") is not (plain is (joint is And)):
            continue  # it does not include what it is held against
        sides = (inner.left, inner.right)
        ends[sides, plain] = each
        other = ends.get((sides, not plain))
        if other is not None and other not in found and each not in found:
            found |= {other: sides, each: None}
    return found
