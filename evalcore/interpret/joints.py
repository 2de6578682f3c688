"""Joints: what several conditions say at once, in whatever order and however they are negated.

By De Morgan an `or` of conditions is false just where all of them are, and so is an `and` of their
negations true. Both are undefined, and unknown, in the same requests, so that one node is enough.
"""

from __future__ import annotations

from collections.abc import Sequence

from evalcore.language.nodes import And, Node, Not, Or

Held = frozenset[tuple[Node, bool]]  # conditions, and whether each of them holds
MOST = 12  # conditions within conditions that are looked into as one


def held_by(joint: type[And | Or], conditions: Sequence[Node]) -> Held:
    """What came out how wherever an `and` of these is true, or an `or` of them false."""
    return Held().union(*(all_held(each, holds=joint is And) for each in conditions))


def all_held(condition: Node, *, holds: bool) -> Held:
    """Conditions that came out so just where this one did; itself where they are many."""
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
            return frozenset({(condition, holds)})
    return frozenset(found)
