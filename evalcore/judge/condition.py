"""Conditions: a formula that is asked of initiatives, beside their ruleset: `cost_k > 100`.

It can name whatever the formulas of the ruleset can: fields, also those that no rule reads,
parameters, measures, scores and the total. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from evalcore.interpret.python import Compiled, compile_program
from evalcore.judge.evaluator import Evaluator
from evalcore.language.bind import Scope, bind
from evalcore.language.check import check
from evalcore.language.functions import Function
from evalcore.language.nodes import AsOf, FieldRef, Named, Node, Opaque, walk
from evalcore.language.syntax import parse
from evalcore.language.types import Type
from evalcore.request.fields import Field, Kind
from evalcore.request.initiative import Initiative
from evalcore.rules.compiler import node_of
from evalcore.rules.graph import Graph
from evalcore.written.errors import Complaint, InputError, listing

EXPECTED = "a condition, such as cost_k > 100"


@attrs.frozen
class Condition:
    """A condition that is ready to be asked. `fields` are those that it reads."""

    text: str
    fields: Mapping[str, Field]
    reads_date: bool
    run: Compiled = attrs.field(repr=False)

    def holds(self, initiative: Initiative, as_of: date | None = None) -> bool | None:
        """Whether it holds; None where that depends on what is unknown, or is undefined.

        The initiative must have been read against the fields of the condition.
        """
        given = initiative.situation
        found: bool | None = self.run(given.values, given.withheld, as_of)[0]
        return found


@attrs.frozen
class Selected:
    """The initiatives of which a condition holds, and of how many it could not be told."""

    initiatives: tuple[Initiative, ...]
    unknown: int
    of: int


def condition_of(evaluator: Evaluator, text: str) -> Condition:
    """The condition that a formula stands for, in the names of the evaluator's ruleset.

    Raises `InputError` with everything that is wrong with it, each with its place in the text.
    """
    graph = evaluator.graph
    types: dict[Node, Type] = dict(graph.types)
    scope = Scope(graph.declared, _names(graph, types), evaluator.plugins.functions())
    return _compiled(text, scope, types)


def condition_on(
    fields: Mapping[str, Field], functions: Mapping[str, Function], text: str
) -> Condition:
    """The same over fields alone, whatever ruleset reads them."""
    return _compiled(text, Scope(fields, {}, functions), {})


def _compiled(text: str, scope: Scope, types: dict[Node, Type]) -> Condition:
    found: list[Complaint] = []
    node = bind(parse(text), scope, found)
    if found:
        raise InputError(found)
    kind = check(node, scope.fields, types, found)
    below = [*walk(node)]
    asked = dict.fromkeys(each.name for each in below if isinstance(each, Opaque))
    if asked:
        problem = f"{listing([*asked])} runs Python of its own, once a request is evaluated"
        found.append(Complaint(problem, "what the request says"))
    if kind.kind not in (Kind.FLAG, None):
        found.append(Complaint(f"this is {kind.described}", EXPECTED))
    if found:
        raise InputError(found)
    read = dict.fromkeys(each.name for each in below if isinstance(each, FieldRef))
    return Condition(
        text,
        {name: scope.fields[name] for name in read},
        any(isinstance(each, AsOf) for each in below),
        compile_program([node], types),
    )


def select(
    condition: Condition, initiatives: Iterable[Initiative], as_of: date | None = None
) -> Selected:
    """The initiatives of which a condition holds; what is unknown is not selected."""
    given = list(initiatives)
    answers = [condition.holds(each, as_of) for each in given]
    kept = (each for each, holds in zip(given, answers, strict=True) if holds)
    return Selected(tuple(kept), answers.count(None), len(given))


def _names(graph: Graph, types: dict[Node, Type]) -> dict[str, Node]:
    """What stands for something in formulas, beside the fields."""
    found: dict[str, Node] = {}
    for name, each in graph.ruleset.parameters.items():
        found[name] = Named(name, node_of(each), "parameter")
        check(found[name], graph.declared, types, [])
    found |= graph.measures
    found |= {each.id: each.score for each in graph.criteria}
    return found if graph.total is None else {**found, "total": graph.total}
