"""Canonical form: a graph as plain data, alike for all that decide alike; a digest is of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import attrs

from evalcore.language.nodes import Node, walk
from evalcore.request.fields import Field
from evalcore.request.units import canonical
from evalcore.rules.ruleset import Parameter

if TYPE_CHECKING:
    from evalcore.rules.graph import Graph


def canonical_form(graph: Graph) -> dict[str, Any]:
    """Everything that decides, as plain data: what a digest is of."""
    scores = [each.score for each in graph.criteria]
    total = [] if graph.total is None else [graph.total]
    measures = [node for _, node in sorted(graph.measures.items(), key=lambda each: each[0])]
    held = sorted(graph.relations, key=lambda each: each.id)
    nodes = [*scores, *total, *(c.speaks for _, c in graph.steps), *measures]
    nodes = list(walk(*nodes, *(each.holds for each in held)))
    number = {node: index for index, node in enumerate(nodes)}
    ruleset = graph.ruleset
    return {
        "format": 2,
        "verdicts": ruleset.verdicts,
        "when_undecided": ruleset.when_undecided,
        "default": ruleset.default.verdict,
        "parameters": {k: [_by_date(p), p.unit] for k, p in ruleset.parameters.items()},
        "fields": {name: _of_field(field) for name, field in graph.fields.items()},
        "nodes": [as_data(node, number) for node in nodes],
        "measures": {name: number[node] for name, node in graph.measures.items()},
        "criteria": [
            [each.id, each.policy, each.weight and float(each.weight), number[each.score]]
            for each in graph.criteria
        ],
        "total": None if graph.total is None else number[graph.total],
        "relations": [[each.id, number[each.holds], each.warns] for each in held],
        "rules": [
            [
                rule.id,
                rule.kind,
                rule.policy,
                [[c.name, number[c.speaks], c.verdict] for c in rule.clauses],
            ]
            for rule in graph.rules
        ],
    }


def _by_date(parameter: Parameter) -> Any:
    if not parameter.steps:
        return float(parameter.value)
    return [[str(day), float(value)] for day, value in parameter.steps]


def _of_field(field: Field) -> list[Any]:
    record = {name: _of_field(inner) for name, inner in field.record.items()}
    ends = [field.minimum, field.maximum]
    bounds = [None if bound is None else float(bound) for bound in ends]
    choices = None if field.choices is None else sorted(field.choices)
    return [str(field.kind), canonical(field.unit), *bounds, field.whole, choices, record]


_UNCOUNTED = ("at", "call", "origin")  # where it stands, and what its version stands for


def as_data(node: Node, number: Mapping[Node, int]) -> list[Any]:
    """A node as plain data, its children by number; its place in the text does not count."""
    names = [name for name in attrs.fields_dict(type(node)) if name not in _UNCOUNTED]
    return [type(node).__name__, *(_of_value(getattr(node, name), number) for name in names)]


def _of_value(value: object, number: Mapping[Node, int]) -> Any:
    if isinstance(value, Node):
        return [number[value]]
    if isinstance(value, tuple):
        return [_of_value(each, number) for each in cast("Sequence[object]", value)]
    return value if value is None or isinstance(value, bool | float | str) else str(value)
