"""Seeds: the values of all nodes of a program at once, for traces of many initiatives.

A trace that walks the graph works out what the generated function knows already. So the values are
given to it; it walks on only where there is none, to say why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalcore.interpret.plan import Types
from evalcore.interpret.python import Compiled, compile_program
from evalcore.interpret.trace import NO_SEEDS, Below, Seeded
from evalcore.language import nodes
from evalcore.request.situation import Situation

FEW = 12  # traces before code for them is worth its time
_OWN = nodes.Decide | nodes.DecidedBy | nodes.Rows  # which has a value while fields are missing


class Seeds:
    """The values of what is below some nodes, wherever it is about no record."""

    def __init__(self, roots: Sequence[nodes.Node], types: Types) -> None:
        self._roots = roots
        self._types = types
        self._waiting = FEW
        self._places: Mapping[nodes.Node, int] = {}
        self._below: Below = {}
        self._run: Compiled | None = None

    def of(self, situation: Situation) -> Seeded:
        """Each value that there is; nothing for the first few, or where it makes no difference."""
        run = self._run
        if run is None:
            self._waiting -= 1
            if self._waiting > 0:
                return NO_SEEDS
            found = [*_worth(self._roots)]
            self._places = {node: place for place, node in enumerate(found)}
            self._below = {node: nodes.children(node) for node in found}
            run = self._run = compile_program(found, self._types)
        known = run(situation.values, situation.withheld, situation.as_of)
        return self._places, self._below, known


def _worth(roots: Sequence[nodes.Node]) -> tuple[nodes.Node, ...]:
    """What is below, but nothing about a record, no decision, and not which rows fit."""
    local: set[nodes.Node] = set()
    found: list[nodes.Node] = []
    for node, below in nodes.walk_with_children(*roots):
        if isinstance(node, nodes.RecordField) or (
            not isinstance(node, nodes.Aggregate) and not local.isdisjoint(below)
        ):
            local.add(node)
        elif not isinstance(node, _OWN):
            found.append(node)
    return tuple(found)
