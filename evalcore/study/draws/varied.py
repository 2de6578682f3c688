"""Varied: the graph of a ruleset in which the weighted mean is a field like any other.

For one initiative all scores are given, so whatever the weights are, only this one number changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import attrs

from evalcore.language.nodes import Apply, Decide, FieldRef, Literal, Node, walk
from evalcore.request.fields import Field, Kind
from evalcore.rules.graph import Clause, Graph, RuleNode
from evalcore.rules.mean import MEAN
from evalcore.written.errors import Complaint, InputError


def varied(graph: Graph) -> Graph:
    """The graph with the field `weighted_mean` (0 to 1) instead of the weighted mean.

    Raises `InputError` where the total takes no weighted mean, or that of a single criterion:
    there are no weights to draw.
    """
    mean = _mean(graph)
    if mean is None or len(graph.criteria) == 1:
        problem = f"the ruleset {graph.ruleset.name} has no weights to draw: {_why(graph)}"
        raise InputError(Complaint(problem, "a total from the weighted mean of several criteria"))
    made: dict[Node, Node] = {}
    types = dict(graph.types)
    for node in walk(*graph.outputs[:-1]):
        made[node] = FieldRef(MEAN) if node is mean else _rebuilt(node, made)
        types[made[node]] = graph.types[node]
    return attrs.evolve(
        graph,
        declared={**graph.declared, MEAN: Field(MEAN, Kind.NUMBER, minimum=0, maximum=1)},
        measures={name: made[node] for name, node in graph.measures.items()},
        criteria=tuple(attrs.evolve(each, score=made[each.score]) for each in graph.criteria),
        total=None if graph.total is None else made[graph.total],
        rules=tuple(_rule(each, made) for each in graph.rules),
        verdict=made[graph.verdict],
        types=types,
    )


def _why(graph: Graph) -> str:
    if not graph.criteria:
        return "it has no criteria"
    if len(graph.criteria) == 1:
        return f"it has the one criterion {graph.criteria[0].id}"
    return "its total is a formula without weighted_mean"


def _mean(graph: Graph) -> Node | None:
    """The node of the weighted mean: the scores times their shares, which no formula spells."""
    products = [(each.score, each.share) for each in graph.criteria]
    if graph.total is None or not products or any(share is None for _, share in products):
        return None
    for node in walk(graph.total):
        if isinstance(node, Apply) and node.at is None:
            parts = node.args if len(products) > 1 else (node,)
            if [_product(each) for each in parts] == products:
                return node
    return None


def _product(node: Node) -> tuple[Node, float] | None:
    match node:
        case Apply("*", (score, Literal(value=float(share)))):
            return score, share
        case _:
            return None


def _rule(rule: RuleNode, made: Mapping[Node, Node]) -> RuleNode:
    clauses = tuple(_clause(each, made) for each in rule.clauses)
    return attrs.evolve(rule, clauses=clauses, holds=tuple(made[each] for each in rule.holds))


def _clause(clause: Clause, made: Mapping[Node, Node]) -> Clause:
    return attrs.evolve(clause, speaks=made[clause.speaks])


def _rebuilt(node: Node, made: Mapping[Node, Node]) -> Node:
    """The same node over what its parts were made to; itself where nothing below it changed."""
    changes: dict[str, Any] = {}
    for name in attrs.fields_dict(type(node)):
        value = getattr(node, name)
        if isinstance(value, Node):
            new: Any = made[value]
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            new = tuple(made[each] for each in cast("tuple[Node, ...]", value))
        elif name == "cases" and isinstance(node, Decide):
            new = tuple((verdict, made[each]) for verdict, each in node.cases)
        else:
            continue
        if new != value:
            changes[name] = new
    return attrs.evolve(node, **changes) if changes else node
