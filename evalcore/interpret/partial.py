"""Partial evaluation: what is left of a program once most is known (N. D. Jones, 1993).

Whatever is settled is worked out once; what is open is left as it stands. A node is worked out as a
whole or not at all, and of a sum or a product only what stands leftmost: terms are never taken out
of their order, so what is left comes to the very bits that the whole program comes to.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import takewhile
from typing import Any

from evalcore.interpret.plan import ALL_WORKED_OUT, Leaves, Plan, Planner, Types
from evalcore.interpret.trace import Trace
from evalcore.language import nodes
from evalcore.language.operations import OPERATIONS
from evalcore.request.situation import Key, Situation


def rest(
    outputs: Sequence[nodes.Node],
    types: Types,
    situation: Situation,
    leaves: Leaves = ALL_WORKED_OUT,
    keep: Container[str] = (),
    relations: Sequence[nodes.Node] = (),
) -> Plan:
    """The plan of what is left of these outputs; see `plan`.

    It is run in the same situation, or in one where what has no value here is said, or assumed.
    """
    return _Rest(types, leaves, keep, situation).plan(outputs, relations)


class _Rest(Planner):
    """Puts into the plan what depends on something open, and the values of everything else."""

    def __init__(
        self, types: Types, leaves: Leaves, keep: Container[str], situation: Situation
    ) -> None:
        super().__init__(types, leaves, keep)
        self.situation, self.trace = situation, Trace(situation, named=())
        self.open: set[nodes.Node] = {
            node for node, field in leaves.items() if situation.values.get(field.name) is None
        }
        self.varying: set[nodes.Node] = set()  # from record to record

    def place(
        self, node: nodes.Node, parts: Sequence[nodes.Node], below: Sequence[nodes.Node]
    ) -> nodes.Node:
        settled = node
        if self.is_varying(node, parts):
            self.varying.add(node)
        if self.is_open(node, parts):
            self.open.add(node)
            found = self.simpler(node, below) or super().place(node, parts, below)
            if isinstance(node, nodes.Decide) or not below or not all(map(_is_literal, below)):
                return found
            settled = found  # by what its parts came to
        elif node in self.varying:
            return super().place(node, parts, below)
        value = self.trace[settled]
        if isinstance(value, nodes.Value):
            return self.one(nodes.Literal(value), (), None)
        return super().place(node, parts, below)

    def is_varying(self, node: nodes.Node, parts: Sequence[nodes.Node]) -> bool:
        if isinstance(node, nodes.RecordField):
            return True
        return not isinstance(node, nodes.Aggregate) and not self.varying.isdisjoint(parts)

    def is_open(self, node: nodes.Node, parts: Sequence[nodes.Node]) -> bool:
        values = self.situation.values
        match node:
            case nodes.FieldRef(name=name) | nodes.Opaque(key=name):
                return values.get(name) is None
            case nodes.RecordField():
                return any(self.situation.value(key) is None for key in self.cells(node))
            case nodes.Known(operands=operands) | nodes.IsWithheld(operands=operands):
                keys = (key for each in operands for key in self.keys(each))
                return not self.situation.known.keys().isdisjoint(keys)
            case _:
                return not self.open.isdisjoint(parts)

    def keys(self, operand: nodes.FieldRef | nodes.RecordField) -> Sequence[Key]:
        return [operand.name] if isinstance(operand, nodes.FieldRef) else self.cells(operand)

    def cells(self, node: nodes.RecordField) -> Sequence[Key]:
        listed = self.situation.values.get(node.records) or ()
        return [(node.records, place, node.name) for place in range(len(listed))]

    def simpler(self, node: nodes.Node, below: Sequence[nodes.Node]) -> nodes.Node | None:
        """What is left of an open node of which some parts are known, where that is another one."""
        match node:
            case nodes.And() | nodes.Or():
                return self.logic(node, below)
            case nodes.Known() if any(map(_is_literal, below)):
                return self.one(nodes.Literal(value=True), (), None)
            case nodes.IsWithheld():
                left: Any = tuple(each for each in below if not _is_literal(each))
                return self.one(nodes.IsWithheld(left, node.name), left, None)
            case nodes.If():
                condition, then, otherwise = below
                if isinstance(condition, nodes.Literal):
                    return then if condition.value else otherwise
            case nodes.Apply("+" | "*" as operation):
                first: list[Any] = [nodes.constant(each) for each in takewhile(_is_literal, below)]
                if len(first) > 1:
                    value, _ = OPERATIONS[operation].result(first)
                    args = (self.one(nodes.Literal(value), (), None), *below[len(first) :])
                    return self.one(nodes.Apply(operation, args), args, self.given.get(node))
            case _:
                pass
        return None

    def logic(self, node: nodes.And | nodes.Or, below: Sequence[nodes.Node]) -> nodes.Node:
        """Without what is known: that decides it, or says nothing."""
        absorbing = isinstance(node, nodes.Or)
        for each in below:
            if isinstance(each, nodes.Literal) and each.value is absorbing:
                return each
        left = [each for each in below if not _is_literal(each)] or below[:1]
        return self.one(type(node)(tuple(left)), left, self.given.get(node))


def _is_literal(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Literal)
