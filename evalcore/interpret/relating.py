"""Relating: which ends a relation between fields gives each of them by the others.

Of a condition that is linear in fields, such as `yes + no <= present`, each field is bounded by
what the others leave over. Other conditions bound no field by itself. A side that is worked out,
as `yes + no` is, is bounded by the other side as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalcore.interpret.linear import difference
from evalcore.interpret.spans import may_be_undefined
from evalcore.language import nodes
from evalcore.language.comparing import TOLERANCE, is_exact
from evalcore.language.types import Type
from evalcore.request.fields import Kind

Types = Mapping[nodes.Node, Type]


def bounded_by(relation: nodes.Node, types: Types) -> Iterator[nodes.Narrowed]:
    """The ends that a condition gives the fields in it wherever it holds."""
    match relation:
        case nodes.Named(body=body):
            yield from bounded_by(body, types)
        case nodes.And(operands=operands):
            for each in operands:
                yield from bounded_by(each, types)
        case nodes.Compare(operator=operator) if operator != "!=":
            if not any(map(may_be_undefined, nodes.walk(relation))):
                yield from _compared(relation, types)
        case _:
            pass


def sides_bounded_by(relation: nodes.Node, types: Types) -> Iterator[nodes.Narrowed]:
    """The ends that a condition gives what is worked out on one side of it, where that is asked."""
    match relation:
        case nodes.Named(body=body):
            yield from sides_bounded_by(body, types)
        case nodes.And(operands=operands):
            for each in operands:
                yield from sides_bounded_by(each, types)
        case nodes.Compare(left=left, right=right, operator=operator) if operator != "!=":
            if not types[left].is_number or any(map(may_be_undefined, nodes.walk(relation))):
                return
            slack = 0.0 if is_exact(types[left], types[right]) else 2 * TOLERANCE
            rising, falling = operator in (">", ">=", "=="), operator in ("<", "<=", "==")
            for side, other, ends in (
                (left, right, (rising, falling)),
                (right, left, (falling, rising)),
            ):
                if isinstance(side, nodes.Apply):
                    yield from (nodes.Narrowed(side, other, low, slack) for low in _sides(*ends))
        case _:
            pass


def _compared(node: nodes.Compare, types: Types) -> Iterator[nodes.Narrowed]:
    rising = node.operator in (">", ">=", "==")  # the left side is at least the right one
    falling = node.operator in ("<", "<=", "==")
    if types[node.left].kind is Kind.DATE:
        for side, other, is_lower in ((node.left, node.right, 0), (node.right, node.left, 1)):
            if isinstance(side, nodes.FieldRef):
                ends = (rising, falling) if not is_lower else (falling, rising)
                yield from (nodes.Narrowed(side, other, low, 0.0) for low in _sides(*ends))
        return
    if not types[node.left].is_number:
        return
    sum_ = difference(node.left, node.right)
    exact = is_exact(types[node.left], types[node.right]) and sum_.is_whole
    for name, (field, factor) in sum_.terms.items():
        if not isinstance(field, nodes.FieldRef) or factor == 0:
            continue
        end: list[nodes.Node] = [nodes.Literal(-sum_.constant / factor)]
        for key, (term, times) in sum_.terms.items():
            if key != name and times != 0:
                share = -times / factor
                scaled = nodes.Apply("*", (nodes.Literal(share), term))
                end.append(term if share == 1 else scaled)
        low, high = (rising, falling) if factor > 0 else (falling, rising)
        slack = 0.0 if exact else 2 * TOLERANCE / abs(factor)
        whole = nodes.Apply("+", tuple(end)) if len(end) > 1 else end[0]
        yield from (nodes.Narrowed(field, whole, side, slack) for side in _sides(low, high))


def _sides(low: bool, high: bool) -> Iterator[bool]:  # noqa: FBT001 - which of two there are
    if low:
        yield True
    if high:
        yield False
