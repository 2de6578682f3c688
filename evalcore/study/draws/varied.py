"""Varied: the graph of a ruleset in which the weighted mean is read like a field.

For one initiative all scores are given, so whatever the weights are, only this one number changes.
"""

from __future__ import annotations

from evalcore.request.fields import Field, Kind
from evalcore.rules.graph import Graph
from evalcore.rules.mean import MEAN
from evalcore.written.errors import Complaint, InputError


def varied(graph: Graph) -> Graph:
    """The graph with the field `weighted_mean` (0 to 1) instead of the weighted mean.

    Raises `InputError` where the total takes no weighted mean, or that of a single criterion:
    there are no weights to draw.
    """
    if graph.mean is None or len(graph.criteria) == 1:
        problem = f"the ruleset {graph.ruleset.name} has no weights to draw: {_why(graph)}"
        raise InputError(Complaint(problem, "a total from the weighted mean of several criteria"))
    return graph.opened({graph.mean: Field(MEAN, Kind.NUMBER, minimum=0, maximum=1)})


def _why(graph: Graph) -> str:
    if not graph.criteria:
        return "it has no criteria"
    if len(graph.criteria) == 1:
        return f"it has the one criterion {graph.criteria[0].id}"
    return "its total is a formula without weighted_mean"
