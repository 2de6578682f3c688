"""Sameness: which nodes say the same, however they are written, named or turned round.

Comparisons are told apart by what they compare and not by which side stands left; `or` is the
negation of an `and` of negations. So a layout of a ruleset changes nothing that is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from evalcore.language import nodes

Key = tuple[str, bool]  # the mark of what is said, and whether the node says its negation
_UNORDERED = ("min", "max")  # to the last bit, whatever the order of what they are given
_NEGATED = {"!=": "==", ">": "<=", ">=": "<"}


class Sameness:
    """Marks what nodes say; each node is looked at once."""

    def __init__(self) -> None:
        self.keys: dict[nodes.Node, Key] = {}
        self.joined: dict[str, frozenset[Key]] = {}  # the parts of each `and`

    def of(self, root: nodes.Node) -> Key:
        """What a node says: nodes with equal marks say the same, or the one the other's negation.

        Whatever else a ruleset holds, the same has the same mark.
        """
        for node, below in nodes.walk_with_children(root, known=self.keys):
            self.keys[node] = self._key(node, [self.keys[each] for each in below])
        return self.keys[root]

    def _mark(self, *parts: object) -> str:
        return blake2b(repr(parts).encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()

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
                return self._mark("literal", type(value).__name__, repr(value)), False
            case nodes.FieldRef(name=name) | nodes.Opaque(key=name):
                return self._mark("field", name), False
            case nodes.RecordField(name=name, records=records):
                return self._mark("cell", records, name), False
            case nodes.AsOf():
                return self._mark("as_of"), False
            case nodes.Known() | nodes.IsWithheld():
                return self._mark(type(node).__name__, *sorted(below)), False
            case nodes.Apply("in", _, (members,)):
                return self._mark("in", below[0], sorted(set(members), key=repr)), False
            case nodes.Apply(operation, args, data):
                if operation in _UNORDERED or (operation in ("+", "*") and len(args) == 2):
                    below = sorted(below)
                return self._mark("apply", operation, data, *below), False
            case nodes.Aggregate(function="all_of"):
                inner = below[1][0], not below[1][1]
                return self._mark("records", "any_of", below[0], inner), True
            case nodes.Aggregate(function=function):
                return self._mark("records", function, *below), False
            case nodes.Decide(cases=cases, default=default):
                values = tuple(value for value, _ in cases)
                return self._mark("decide", values, default, *below), False
            case nodes.Rows(table=table):
                return self._mark("rows", table.name, *below), False
            case nodes.FirstRow(which=which) | nodes.AllRows(which=which):
                return self._mark(type(node).__name__, which, *below), False
            case _:
                return self._mark(type(node).__name__, *below), False

    def _junction(self, below: Sequence[Key], *, turned: bool) -> Key:
        """An `and`, with those in it; an `or` is the negation of one."""
        parts: set[Key] = set()
        for mark, inverted in below:
            key = mark, inverted is not turned
            parts |= {key} if key[1] else self.joined.get(mark, {key})
        if len(parts) == 1:
            mark, inverted = parts.pop()
            return mark, inverted is not turned
        found = self._mark("and", *sorted(parts))
        self.joined[found] = frozenset(parts)
        return found, turned

    def _compared(self, operator: nodes.Comparison, below: Sequence[Key]) -> Key:
        left, right = below
        inverted = operator in _NEGATED
        sign: Any = _NEGATED.get(operator, operator)
        if left > right:
            left, right = right, left
            if sign != "==":  # a < b is the negation of b <= a
                sign, inverted = ("<=" if sign == "<" else "<"), not inverted
        return self._mark(sign, left, right), inverted
