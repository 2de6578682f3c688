"""A ruleset as JavaScript: its functions, and what there is to know to read and to report.

The text of `engine` defines the global `evalcore`; it touches no document. What stands in a
ruleset's description is read by `scripts/evaluating.js` and `scripts/reading.js`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from evalcore.interpret.javascript import KEPT, inputs, values_function
from evalcore.interpret.javascript_bounds import bounds_function
from evalcore.interpret.javascript_text import literal
from evalcore.interpret.plan import LISTS, Plan, plan
from evalcore.judge.evaluator import Evaluator
from evalcore.language.nodes import Node, Opaque, walk
from evalcore.request.fields import Field
from evalcore.rules.graph import Graph, RuleNode
from evalcore.say.plans import Plans, plans_of
from evalcore.written.blank import ERRORS
from evalcore.written.errors import Complaint, InputError

_RUNTIME = ("interpret", "javascript_runtime.js")
OFFERED = "load, evaluate, InputError, describe, idOf, flattened, numbersOf, prepare, spellDay"
_ENGINE = ("texts.js", "reading.js", "relations.js", "evaluating.js")


def engine(evaluators: Sequence[Evaluator]) -> str:
    """The script that evaluates requests by these rulesets; see docs/page.md."""
    errors = f"const ERRORS = new Set({literal(_errors())});"
    shared = [errors, script(*_RUNTIME), *(script("page", "scripts", each) for each in _ENGINE)]
    own = [f"define({ruleset(each)});" for each in evaluators]
    body = "\n".join(
        [
            *shared,
            *own,
            f"return {{ {OFFERED} }};",
        ]
    )
    return f"var evalcore = (() => {{\n{body}\n}})();\n"


def _errors() -> list[str]:
    """What spreadsheets show where a formula failed, but for what `isError` knows by its form."""
    return sorted(each for each in ERRORS if each.strip("#") and not each.startswith("Err:"))


@cache
def script(*path: str) -> str:
    """The text of one of our scripts, without the comments that speak of types."""
    found = files("evalcore").joinpath("/".join(path)).read_text(encoding="utf-8")
    kept: list[str] = []
    inside = False
    for line in found.splitlines():
        bare = line.strip()
        inside = inside or bare.startswith("/**")
        if not inside and bare and not bare.startswith("//"):
            kept.append(line)
        inside = inside and "*/" not in bare
    return "\n".join(kept)


def ruleset(evaluator: Evaluator) -> str:
    """One ruleset: an expression for an object of data and functions.

    Raises `InputError` for one with a node that JavaScript cannot say.
    """
    try:
        return _ruleset(evaluator.graph)
    except NotImplementedError as error:
        problem = f"a page cannot work out {error} of the ruleset {evaluator.ruleset.name}"
        raise InputError(Complaint(problem, "a ruleset that can be said in JavaScript")) from None


def _ruleset(graph: Graph) -> str:
    made, told = _Program(graph), facts_of(graph)
    functions = {
        "values": made.values(graph.outputs),
        "deciding": made.bounds([graph.verdict]),
        "spanning": made.bounds(graph.outputs[:-2]),
        "holding": f"[{', '.join(made.bounds([each]) for r in graph.rules for each in r.holds)}]",
        "relating": made.values([each.holds for each in graph.relations]),
        "leaving": made.bounds(graph.bounded),
        "telling": made.values(told.nodes),
        "plans": literal(list(told.plans)),
    }
    pairs = [f"about: {literal(description(graph))}"]
    pairs += [f"{name}: {text}" for name, text in functions.items()]
    joined = ",\n".join(pairs)
    return f"{{ {joined} }}"


class _Program:
    """The functions of one graph, whose parameters and weights are inputs."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        roots = [*graph.outputs, *(each.holds for each in graph.relations)]
        self.leaves = inputs(roots)

    def plan(self, outputs: Sequence[Node], relations: Sequence[Node] = ()) -> Plan:
        return plan(outputs, self.graph.types, self.leaves, KEPT | {LISTS}, relations)

    def values(self, outputs: Sequence[Node]) -> str:
        return values_function(self.plan(outputs))

    def bounds(self, outputs: Sequence[Node]) -> str:
        return bounds_function(self.plan(outputs, self.graph.demanded))


def facts_of(graph: Graph) -> Plans:
    """The plans of why each clause speaks or does not, in the order asked."""
    return plans_of([clause.speaks for _, clause in graph.steps], graph.glossary, graph.types)


def description(graph: Graph) -> dict[str, Any]:
    """What is to be known of a ruleset beside its functions, as plain data."""
    ruleset, places = graph.ruleset, graph.places
    return {
        "name": ruleset.name,
        "verdicts": list(ruleset.verdicts),
        "labels": {each: ruleset.terms.label(each) for each in ruleset.verdicts},
        "undecided": ruleset.when_undecided,
        "fields": {name: _field(field) for name, field in graph.fields.items()},
        "cells": {name: list(cells) for name, cells in graph.cells.items() if cells},
        "measures": {
            name: [places[node], graph.types[node].kind == "date"]
            for name, node in graph.measures.items()
        },
        "criteria": [
            {"id": each.id, "place": places[each.score], "title": each.about or each.id}
            for each in graph.criteria
        ],
        "weighted": any(each.share is not None for each in graph.criteria),
        "total": None if graph.total is None else places[graph.total],
        "rules": [_rule(graph, each) for each in graph.rules],
        "cases": _cases(graph),
        "reads": [sorted(graph.read_by((n,))) for n, _ in enumerate(graph.steps)],
        "opaque": [
            {"key": each.key, "args": [arg.name for arg in each.args]} for each in graph.opaques
        ],
        "answers": answers_of(graph),
        "relations": [
            {"id": each.id, "text": each.text, "fields": list(each.fields), "warns": each.warns}
            for each in graph.relations
        ],
        "bounded": [each.name for each in graph.bounded],
        "dated": graph.reads_date,
        "changing": _steps(graph),
        "begins": graph.days.begins and graph.days.begins[0].toordinal(),
    }


def answers_of(graph: Graph) -> dict[str, str]:
    """Under which key the answer of an opaque criterion is found, by its id; `total` by that."""
    found = {
        each.id: node.key
        for each in graph.criteria
        for node in walk(each.score)
        if isinstance(node, Opaque)
    }
    across = graph.across
    return found if across is None else {**found, "total": across.key}


def _steps(graph: Graph) -> dict[str, dict[str, list[tuple[int, float]]]]:
    """What weights and parameters that change with the date are, each from which day on."""
    ruleset = graph.ruleset
    found = {
        "weights": {each.id: each.steps for each in ruleset.criteria if each.steps},
        "parameters": {name: p.steps for name, p in ruleset.parameters.items() if p.steps},
    }
    return {
        kind: {
            name: [(0 if day is None else day.toordinal(), float(value)) for day, value in steps]
            for name, steps in some.items()
        }
        for kind, some in found.items()
    }


def _cases(graph: Graph) -> list[dict[str, Any]]:
    """What each clause says where it decides, in the order asked; the default last."""
    default = graph.ruleset.default
    found: list[dict[str, Any]] = [
        {
            "kind": rule.kind,
            "id": rule.id,
            "clause": clause.name,
            "verdict": clause.verdict,
            "because": clause.because,
        }
        for rule, clause in graph.steps
    ]
    because = default.because or "no rule speaks"
    last = {"kind": "default", "id": None, "clause": None}
    return [*found, {**last, "verdict": default.verdict, "because": because}]


def _rule(graph: Graph, rule: RuleNode) -> dict[str, Any]:
    return {
        "id": rule.id,
        "kind": rule.kind,
        "clauses": [each.name for each in rule.clauses],
        "holds": [graph.places[each] for each in rule.holds],
    }


def _field(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": str(field.kind)}
    if field.kind.is_number:
        found |= {"low": field.low, "high": field.high, "whole": field.whole}
    if field.choices is not None:
        found["choices"] = list(field.choices)
    if field.record:
        found["record"] = {name: _field(each) for name, each in field.record.items()}
    return found


def settings(graph: Graph, day: date | None = None) -> dict[str, dict[str, float]]:
    """The weights and parameters of a ruleset on a day, by name: where a page's sliders start."""
    weighted = any(each.share is not None for each in graph.criteria)
    return {
        "weights": {
            each.id: float(each.weight_at(day) or 0) for each in graph.ruleset.criteria if weighted
        },
        "parameters": {name: float(p.at(day)) for name, p in graph.ruleset.parameters.items()},
    }
