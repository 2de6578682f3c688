"""Mutants: the same ruleset with one node of its graph changed, as by a slip of the pen.

Cases that none of them breaks do not hold the ruleset to what it says. Which changes there are is
said here, node by node; how a changed graph is judged is the business of everybody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs

from evalcore.cases.gathering import Ready
from evalcore.cases.trying import Mutant, Mutation, Tried, problem
from evalcore.interpret.python import compile_program
from evalcore.judge.evaluation import evaluated
from evalcore.language import nodes
from evalcore.language.check import infer
from evalcore.rules.cases import DEFAULT, UNDECIDED
from evalcore.rules.graph import Graph
from evalcore.say.formula import spell

MOST = 2000  # mutants of one ruleset; of more, every so many are taken
MOST_PARTS = 12  # members of a list, or rows of a table, that are changed one by one
_OTHER: Mapping[str, nodes.Comparison] = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
}  # fmt: skip
_NEGATED: Mapping[str, nodes.Comparison] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_OPERATIONS = {"+": "-", "-": "+", "*": "/", "/": "*", "min": "max", "max": "min"}
_QUANTIFIERS: Mapping[str, nodes.Quantifier] = {"any_of": "all_of", "all_of": "any_of"}
_KEPT_BY = {"-": 2, "/": 2}  # operations that take so many arguments


def try_mutants(tried: Tried, cases: Sequence[Ready]) -> Mutation:
    """Tries every mutant with the cases that were tried, and hold.

    Cases with parameters of their own are about another graph, and are left out.
    """
    own, graph = tried.evaluator, tried.evaluator.graph
    held = zip(cases, tried.outcomes, strict=True)
    sound = [each for each, outcome in held if outcome.passed and each.evaluator is own]
    made = list(mutants(graph))
    step = -(-len(made) // MOST)
    made = made[::step] if step > 1 else made
    trial = _Trial(graph, sound)
    survivors = [each for each in made if not trial.breaks(each)]
    return Mutation(len(made), tuple(survivors))


def mutants(graph: Graph) -> Iterator[Mutant]:
    """Every change of one node that the verdict depends on."""
    owners = _owners(graph)
    speaking = _speaking(graph)
    for node in nodes.walk(graph.verdict):
        if node in speaking:
            continue
        if node is graph.decision:
            yield from _other_verdicts(graph, graph.decision)
            continue
        for each in _changes(node, graph):
            yield Mutant(node, each, owners.get(node, ""), spell(node), spell(each))


def _speaking(graph: Graph) -> set[nodes.Node]:
    """The flags of rules by a table: whether it says their verdict. Nobody has written those."""
    asked = (c.speaks.body for _, c in graph.steps if isinstance(c.speaks, nodes.Named))
    return {flag for node in asked if isinstance(node, nodes.FirstRow) for flag in node.values}


def _other_verdicts(graph: Graph, node: nodes.Decide) -> Iterator[Mutant]:
    """Each verdict is the next one in the list."""
    verdicts, cases = graph.ruleset.verdicts, node.cases
    for place, (verdict, condition) in enumerate(cases):
        other = _next(verdicts, verdict)
        changed_ = (*cases[:place], (other, condition), *cases[place + 1 :])
        owner = graph.steps[place][0].id
        yield Mutant(node, nodes.Decide(changed_, node.default), owner, str(verdict), other)
    other = _next(verdicts, node.default)
    yield Mutant(node, nodes.Decide(cases, other), DEFAULT, str(node.default), other)


def _owners(graph: Graph) -> Mapping[nodes.Node, str]:
    """The rule, or the named value, that each node is a part of: the first that is met."""
    found: dict[nodes.Node, str] = {}
    named = [each for each in nodes.walk(graph.verdict) if isinstance(each, nodes.Named)]
    roots: list[tuple[str, nodes.Node]] = [
        (each.name, each) for each in named if each.role not in ("verdict", "function")
    ]
    roots += [(rule.id, clause.speaks) for rule, clause in graph.steps]
    for name, root in roots:
        for node in nodes.walk(root, known=found):
            found.setdefault(node, name)
    return found


def _changes(node: nodes.Node, graph: Graph) -> Iterator[nodes.Node]:
    match node:
        case nodes.Compare(operator=operator, left=left, right=right):
            yield nodes.Compare(_OTHER[operator], left, right)
            if operator in _NEGATED:
                yield nodes.Compare(_NEGATED[operator], left, right)
            choices = graph.types[left].choices or ()
            if isinstance(right, nodes.Literal) and right.value in choices and len(choices) > 1:
                other = attrs.evolve(right, value=_next(choices, right.value))
                yield nodes.Compare(operator, left, other)
        case nodes.And(operands=operands):
            yield nodes.Or(operands)
        case nodes.Or(operands=operands):
            yield nodes.And(operands)
        case nodes.Known() | nodes.IsWithheld() | nodes.Apply("has"):
            yield nodes.Not(node)
        case nodes.If(condition=condition, then=then, otherwise=otherwise):
            yield nodes.If(condition, otherwise, then)
        case nodes.Aggregate(function=function, records=records, body=body):
            if function in _QUANTIFIERS:
                yield nodes.Aggregate(_QUANTIFIERS[function], records, body)
            elif function != "total_of" and not isinstance(body, nodes.Literal):
                yield nodes.Aggregate(function, records, nodes.Not(body))
        case nodes.Literal(value=value):
            yield from (attrs.evolve(node, value=each) for each in _moved(value))
        case nodes.Apply():
            yield from _operations(node)
        case _:
            pass


def _next(words: Sequence[str], word: nodes.Value) -> str:
    place = words.index(str(word)) if word in words else -1
    return words[(place + 1) % len(words)]


def _moved(value: nodes.Value) -> Iterator[nodes.Value]:
    """A number a little higher, and a little lower; a flag turned."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, float):
        few = value.is_integer() and 2 <= abs(value) <= 10
        by = 1.0 if few else max(abs(value) * 0.1, 0.1)
        yield value + by
        yield value - by


def _operations(node: nodes.Apply) -> Iterator[nodes.Node]:
    operation, args, data = node.operation, node.args, node.data
    other = _OPERATIONS.get(operation)
    if other is not None and len(args) == _KEPT_BY.get(other, len(args)):
        yield nodes.Apply(other, args, data)
    if not data:
        return
    first, *rest = data
    if operation == "in" and len(first) > 1:
        for place in range(min(len(first), MOST_PARTS)):
            yield nodes.Apply(operation, args, ((*first[:place], *first[place + 1 :]), *rest))
    elif operation in ("overlap", "lookup", "piecewise"):
        for place in range(min(len(first), MOST_PARTS)):
            key, number = first[place]
            for moved in _moved(number):
                table = (*first[:place], (key, moved), *first[place + 1 :])
                yield nodes.Apply(operation, args, (table, *rest))


def changed(graph: Graph, node: nodes.Node, becomes: nodes.Node) -> Graph:
    """The graph with one node in another's place."""
    placed: dict[nodes.Node, nodes.Node] = {node: becomes}
    types = dict(graph.types)
    roots = (*graph.outputs, *(clause.speaks for _, clause in graph.steps))
    for each, below in nodes.walk_with_children(*roots):
        if each is not node and any(part in placed for part in below):
            placed[each] = rebuilt(each, placed)
    new = {*placed.values()}
    for each, below in nodes.walk_with_children(*new):
        if each not in types:
            types[each] = infer(each, [types[part] for part in below])

    def put(one: Any) -> Any:
        return placed.get(one, one)

    rules = tuple(
        attrs.evolve(
            rule,
            clauses=tuple(attrs.evolve(c, speaks=put(c.speaks)) for c in rule.clauses),
            holds=tuple(map(put, rule.holds)),
        )
        for rule in graph.rules
    )
    return attrs.evolve(
        graph,
        measures={name: put(each) for name, each in graph.measures.items()},
        criteria=tuple(attrs.evolve(each, score=put(each.score)) for each in graph.criteria),
        total=put(graph.total),
        rules=rules,
        verdict=put(graph.verdict),
        types=types,
    )


def rebuilt(node: nodes.Node, placed: Mapping[nodes.Node, nodes.Node]) -> nodes.Node:
    """The node over those that stand for its parts."""

    def put(value: Any) -> Any:
        if isinstance(value, nodes.Node):
            return placed.get(value, value)
        return tuple(map(put, value)) if isinstance(value, tuple) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]

    given = {each.name: getattr(node, each.name) for each in attrs.fields(type(node))}
    return attrs.evolve(node, **{name: put(value) for name, value in given.items()})


@attrs.define(eq=False, slots=False)
class _Trial:
    """The cases, and a quick look at each before a thorough one."""

    graph: Graph
    cases: Sequence[Ready]

    @cached_property
    def plain(self) -> Iterable[Ready]:
        """Cases that expect a verdict, and so may be settled by values alone."""
        return [each for each in self.cases if each.case.expect != UNDECIDED]

    def breaks(self, mutant: Mutant) -> bool:
        """Whether a case no longer holds."""
        graph = changed(self.graph, mutant.node, mutant.becomes)
        run = compile_program(graph.outputs, graph.types)
        for ready in self.plain:
            found = evaluated(graph, run, ready.initiative, ready.as_of)
            place = found.case
            if place is not None and graph.verdicts[place] != ready.case.expect:
                return True
        return any(
            problem(each, evaluated(graph, run, each.initiative, each.as_of)) for each in self.cases
        )
