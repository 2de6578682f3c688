"""Sameness: which nodes say the same, however they are written, named or turned round.

Comparisons are told apart by what they compare and not by which side stands left; `or` is the
negation of an `and` of negations. So a layout of a ruleset changes nothing that is counted.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from evalcore.language import nodes

Key = tuple[int, bool]  # the number of what is said, and whether the node says its negation
_NEGATED = {"!=": "==", ">": "<=", ">=": "<"}


class Sameness:
    """Numbers what nodes say; each node is looked at once."""

    def __init__(self) -> None:
        self.numbers: dict[Hashable, int] = {}
        self.keys: dict[nodes.Node, Key] = {}

    def of(self, root: nodes.Node) -> Key:
        """What a node says: nodes with equal numbers say the same, or the one the other's negation.

        Which number it is depends on what was asked before.
        """
        for node, below in nodes.walk_with_children(root, known=self.keys):
            self.keys[node] = self._key(node, [self.keys[each] for each in below])
        return self.keys[root]

    def _number(self, *parts: Hashable) -> int:
        return self.numbers.setdefault(parts, len(self.numbers))

    def _key(self, node: nodes.Node, below: Sequence[Key]) -> Key:
        match node:
            case nodes.Named() | nodes.Narrowed():
                return below[0]
            case nodes.Not():
                return below[0][0], not below[0][1]
            case nodes.And() | nodes.Or():
                return self._junction(below, turned=isinstance(node, nodes.Or))
            case nodes.Compare(operator=operator):
                return self._compared(operator, below)
            case nodes.Literal(value=value):
                return self._number("literal", type(value).__name__, repr(value)), False
            case nodes.FieldRef(name=name) | nodes.Opaque(key=name):
                return self._number("field", name), False
            case nodes.RecordField(name=name, records=records):
                return self._number("cell", records, name), False
            case nodes.AsOf():
                return self._number("as_of"), False
            case nodes.Known() | nodes.IsWithheld():
                return self._number(type(node).__name__, *sorted(below)), False
            case nodes.Apply("in", _, (members,)):
                return self._number("in", below[0], frozenset(members)), False
            case nodes.Apply(operation, _, data):
                return self._number("apply", operation, _plain(data), *below), False
            case nodes.Aggregate(function="all_of"):
                inner = below[1][0], not below[1][1]
                return self._number("records", "any_of", below[0], inner), True
            case nodes.Aggregate(function=function):
                return self._number("records", function, *below), False
            case nodes.Decide(cases=cases, default=default):
                values = tuple(value for value, _ in cases)
                return self._number("decide", values, default, *below), False
            case nodes.Rows(table=table):
                return self._number("rows", id(table), *below), False
            case nodes.FirstRow(which=which) | nodes.AllRows(which=which):
                return self._number(type(node).__name__, which, *below), False
            case _:
                return self._number(type(node).__name__, *below), False

    def _junction(self, below: Sequence[Key], *, turned: bool) -> Key:
        """An `and`; an `or` is the negation of one."""
        parts = {(number, inverted is not turned) for number, inverted in below}
        if len(parts) == 1:
            number, inverted = parts.pop()
            return number, inverted is not turned
        return self._number("and", *sorted(parts)), turned

    def _compared(self, operator: nodes.Comparison, below: Sequence[Key]) -> Key:
        left, right = below
        inverted = operator in _NEGATED
        sign: Any = _NEGATED.get(operator, operator)
        if left > right:
            left, right = right, left
            if sign != "==":  # a < b is the negation of b <= a
                sign, inverted = ("<=" if sign == "<" else "<"), not inverted
        return self._number(sign, left, right), inverted


def _plain(data: Any) -> Hashable:
    """What an operation is told, as something that can be looked up."""
    if isinstance(data, list | tuple):
        return tuple(map(_plain, data))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return data if isinstance(data, Hashable) else repr(data)
