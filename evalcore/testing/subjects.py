"""Subjects: a policy under test, traced with some settings, and evaluated by itself.

What is demanded of it is the business of the checks; drawing settings and requests that of
`strategies`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from evalcore.extend.loading import spell_error
from evalcore.extend.opaque import copied
from evalcore.extend.policies import Policy, Role
from evalcore.extend.settings import read_settings
from evalcore.interpret.domains import mentioned
from evalcore.interpret.python import Compiled, compile_program
from evalcore.judge.evaluation import Judged, evaluated
from evalcore.language.check import check
from evalcore.language.nodes import Decide, Node, Not, Opaque, walk
from evalcore.language.types import Type
from evalcore.request.fields import Field
from evalcore.request.initiative import read_initiative
from evalcore.request.situation import Situation
from evalcore.rules.canonical import as_data
from evalcore.rules.graph import Clause, CriterionNode, Graph, RelationNode, RuleNode
from evalcore.rules.ruleset import VERDICTS, Default, Ruleset
from evalcore.say.formula import spell
from evalcore.written.errors import Complaint, EvalcoreError, suggestion

AS_OF = date(2026, 11, 23)  # a policy may count days: from this one
RULESET = Ruleset("the kit", "1", VERDICTS, Default("hold"))


class CheckFailed(AssertionError):  # noqa: N818 - what a test framework shows
    """A check that did not hold, with the smallest counter-example that was found."""


class Refused(Exception):  # noqa: N818 - a reply, not a mistake
    """Settings that the policy refuses; `str()` says why."""


class NoGraph(Exception):  # noqa: N818
    """A policy that gives no graph with settings that it accepts; `str()` says why."""


def _settings_known(subject: Subject, _: Any, given: Mapping[str, object]) -> None:
    names = [each.name for each in subject.policy.settings]
    for name in given:
        if name not in names:
            hint = suggestion(name, names) if names else "expected no settings at all"
            raise ValueError(f"{subject.policy.name} has no setting {name!r}; {hint}")


@attrs.frozen(eq=False)
class Subject:
    """A policy, and how it is to be checked.

    `settings` stay as they are in every example; those that are left out are drawn from what the
    policy declares. `expected_failures` has reasons by the names of checks. `examples` are drawn
    for each check.
    """

    policy: Policy[..., Any]
    settings: Mapping[str, object] = attrs.field(
        factory=dict[str, object], kw_only=True, validator=_settings_known
    )
    expected_failures: Mapping[str, str] = attrs.field(factory=dict[str, str], kw_only=True)
    examples: int = attrs.field(default=50, kw_only=True)

    @property
    def name(self) -> str:
        """`personal_time-criterion`: a criterion and a gate may share a name."""
        return f"{self.policy.name}-{self.policy.role}"


def subjects(
    policies: Iterable[Policy[..., Any] | Subject], examples: int | None = None
) -> list[Subject]:
    """Each policy as a subject."""
    found = [each if isinstance(each, Subject) else Subject(each) for each in policies]
    return found if examples is None else [attrs.evolve(e, examples=examples) for e in found]


@attrs.frozen(slots=False, eq=False)
class Traced:
    """A policy with settings: its nodes by clause (a score is the clause ''), typed and compiled.

    `given` are the settings as a ruleset holds them, `settings` as the function takes them.
    """

    policy: Policy[..., Any]
    given: Mapping[str, Any]
    settings: Mapping[str, Any]
    nodes: Mapping[str, Node]
    types: Mapping[Node, Type]
    relations: tuple[RelationNode, ...] = ()

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The fields that the policy reads, by name."""
        return {each.name: each for each in self.policy.fields}

    @cached_property
    def graph(self) -> Graph:
        """The graph of a ruleset with this policy alone."""
        fields = self.fields
        if self.policy.role is Role.CRITERION:
            score = self.nodes[""]
            criterion = CriterionNode("score", self.policy.name, 1, score, 1, "")
            decision = Decide((), "hold")
            graph = Graph(RULESET, fields, {}, (criterion,), score, (), decision, self.types)
            return attrs.evolve(graph, relations=self.relations)
        clauses = tuple(Clause(name, Not(node), "kill", "") for name, node in self.nodes.items())
        types = dict(self.types)
        decision = Decide(tuple((each.verdict, each.speaks) for each in clauses), "hold")
        check(decision, fields, types, [])
        rule = RuleNode("gate", "gate", self.policy.name, clauses, tuple(self.nodes.values()))
        graph = Graph(RULESET, fields, {}, (), None, (rule,), decision, types)
        return attrs.evolve(graph, relations=self.relations)

    @cached_property
    def run(self) -> Compiled:
        """The generated function: see `interpret.python`."""
        return compile_program(self.graph.outputs, self.graph.types)

    @cached_property
    def opaque(self) -> Opaque | None:
        """The node of a policy that is asked instead of traced."""
        return next((each for each in self.nodes.values() if isinstance(each, Opaque)), None)

    @cached_property
    def texts(self) -> frozenset[str]:
        """The texts that it looks for in sets."""
        return mentioned(self.types)

    @cached_property
    def fingerprint(self) -> tuple[object, ...]:
        """Its nodes as plain data: equal where both graphs compute the same, in the same order."""
        number = {node: index for index, node in enumerate(walk(*self.nodes.values()))}
        outputs = [(name, number[node]) for name, node in self.nodes.items()]
        return (outputs, [as_data(node, number) for node in number])

    def evaluate(self, request: Mapping[str, object]) -> Said:
        """What it comes to on a request as a JSON document holds it."""
        initiative = read_initiative(request, self.fields).initiative
        return Said(self, evaluated(self.graph, self.run, initiative, AS_OF))


@attrs.frozen(slots=False, eq=False)
class Said:
    """A traced policy on one request: what a ruleset with this policy alone makes of it."""

    traced: Traced
    evaluation: Judged

    @property
    def situation(self) -> Situation:
        """What formulas see of the request."""
        return self.evaluation.situation

    @cached_property
    def results(self) -> dict[str, Any]:
        """The value of each clause, or the score under ''; None is unknown or undefined."""
        places = self.traced.graph.places
        values = self.evaluation.values
        return {name: values[places[node]] for name, node in self.traced.nodes.items()}

    @property
    def arguments(self) -> list[Any]:
        """What the function is called with by a unit test: lists, and records as dicts."""
        values = [self.situation.values[each.name] for each in self.traced.policy.fields]
        return [list(copied(each)) if isinstance(each, tuple) else each for each in values]

    @cached_property
    def is_complete(self) -> bool:
        """Whether every field that it declares is known; fields of records may not be."""
        said = self.situation.values
        return all(said[each.name] is not None for each in self.traced.policy.fields)

    @cached_property
    def has_unknown_parts(self) -> bool:
        """Whether a record leaves one of its fields open."""
        lists = [self.situation.values[e.name] or () for e in self.traced.policy.fields if e.record]
        return any(None in record.values() for records in lists for record in records)


def trace(policy: Policy[..., Any], given: Mapping[str, object]) -> Traced:
    """The policy with settings as a ruleset gives them. Raises `Refused` or `NoGraph`."""
    found: list[Complaint] = []
    settings = read_settings(policy.settings, deepcopy(dict(given)), found)
    if found:
        raise Refused("; ".join(each.problem for each in found))
    kept = deepcopy(settings)
    try:
        nodes, related = policy.trace(settings), policy.related(settings)
    except Exception as error:
        if isinstance(error, ValueError) and not isinstance(error, EvalcoreError):
            raise Refused(str(error)) from error
        code = getattr(policy.function, "__code__", None)
        raise NoGraph(spell_error(error, getattr(code, "co_filename", ""))) from error
    fields = {each.name: each for each in policy.fields}
    types: dict[Node, Type] = {}
    for node in (*nodes.values(), *(each.holds for each in related.values())):
        check(node, fields, types, found)
    if found:
        raise NoGraph("; ".join(map(str, found)))
    relations = tuple(
        RelationNode(name, each.holds, spell(each.holds), each.because)
        for name, each in related.items()
    )
    return Traced(policy, given, kept, nodes, types, relations)
