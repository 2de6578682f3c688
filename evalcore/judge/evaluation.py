"""Evaluation: the result for one initiative, with its reasons.

Everything is kept as the generated function returned it; what a reader asks for is put into words
when he asks. The exact shape of the JSON is the contract with every consumer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import attrs

from evalcore.extend.opaque import Answers, ask_all
from evalcore.interpret.python import Compiled
from evalcore.interpret.trace import Cause, Outcome, Trace
from evalcore.judge.possible import Possible, Space, possible, sharper_ranges
from evalcore.language.nodes import Node
from evalcore.request.initiative import Initiative
from evalcore.request.situation import Situation
from evalcore.request.values import as_json
from evalcore.rules.graph import Clause, CriterionNode, Graph, RuleNode
from evalcore.say.formula import spell

if TYPE_CHECKING:
    from evalcore.say.words import Words

NOTHING_ASKED = Answers()


@attrs.frozen
class CriterionResult:
    """A criterion's score (0..1), its weight, and what it adds to the total; None is unknown."""

    id: str
    policy: str | None
    score: float | None
    weight: float | None
    contribution: float | None
    because: str


@attrs.frozen
class GateResult:
    """A gate, by the id of the rule that asks it: passed, not passed, or None where unknown.

    `clause` is the first clause that is not met, or that is unknown.
    """

    id: str
    policy: str | None
    passed: bool | None
    clause: str | None
    because: str


@attrs.frozen
class Decision:
    """What decided. Where one verdict is certain but several rules may speak, `id` is None."""

    kind: Literal["gate", "rule", "default", "undecided"]
    id: str | None
    clause: str | None
    because: str
    candidates: tuple[str, ...] = ()


@attrs.frozen
class Missing:
    """A field that the decision still needs. `state` is `unknown` or `withheld`."""

    field: str
    state: str
    question: str


@attrs.frozen
class Undefined:
    """A value that nobody can fill in, and why: a division by zero, a share of no records."""

    name: str
    because: str


@attrs.frozen(slots=False, eq=False)
class Evaluation:
    """The result for one initiative.

    `values` is what the generated function returned, in the order of `Graph.outputs`.
    """

    graph: Graph = attrs.field(repr=False)
    initiative: Initiative
    as_of: date | None
    values: tuple[Any, ...] = attrs.field(repr=False)
    answers: Answers = attrs.field(default=NOTHING_ASKED, repr=False)

    @property
    def id(self) -> str:
        """The id of the initiative."""
        return self.initiative.id

    @property
    def title(self) -> str:
        """The title of the initiative."""
        return self.initiative.title

    @property
    def verdict(self) -> str | None:
        """The verdict; where several are possible, the ruleset's `when_undecided` or None."""
        verdict: str | None = self._of(self.graph.verdict)
        if verdict is not None:
            return verdict
        return self.possible[0] if self.decided else self.graph.ruleset.when_undecided

    @property
    def decided(self) -> bool:
        """Whether one verdict is certain, whatever is missing."""
        return self.case is not None or len(self.possible) == 1

    @property
    def case(self) -> int | None:
        """The place of the clause that decided, in `Graph.steps`; None where that is open."""
        found: int | None = self._of(self.graph.decided_by)
        return found

    @property
    def possible(self) -> tuple[str, ...]:
        """The verdicts that are possible, best first; see `evalcore.judge.possible`."""
        return self.outlook.verdicts

    @cached_property
    def outlook(self) -> Possible:
        """What may decide, over all ways of filling in what is missing."""
        case = self.case
        if case is not None:
            return Possible((self.graph.verdicts[case],), (case,))
        return possible(self.space)

    @cached_property
    def space(self) -> Space:
        """All ways of filling in what is missing; `known()` stays as it is."""
        return Space(self.graph, self.situation)

    @cached_property
    def situation(self) -> Situation:
        """What is known: what the initiative says, and the answers of opaque criteria."""
        said = self.initiative.situation.on(self.as_of)
        return said.put(self.answers.values) if self.answers.values else said

    @cached_property
    def total(self) -> float | None:
        """The aggregate of the scores; None where unknown or where the ruleset has none."""
        return None if self.graph.total is None else self._of(self.graph.total)

    @property
    def total_range(self) -> tuple[float, float] | None:
        """Between which values the total lies; None where it is undefined, or there is none."""
        return None if self.graph.total is None else self.range_of(self.graph.total)

    @property
    def score_ranges(self) -> dict[str, tuple[float, float] | None]:
        """Between which values the score of each criterion lies, by its id; see `total_range`."""
        return {each.id: self.range_of(each.score) for each in self.graph.criteria}

    def range_of(self, node: Node) -> tuple[float, float] | None:
        """Between which values an output that is a number lies; None where it is undefined."""
        return self._range(node, self._ranges)

    def sharper_range_of(self, node: Node) -> tuple[float, float] | None:
        """The same from the parts of what is missing: often narrower, and slower."""
        return self._range(node, self._sharper_ranges)

    def _range(self, node: Node, ranges: tuple[Any, ...]) -> tuple[float, float] | None:
        value = self._of(node)
        if value is not None:
            return value, value
        low, high, undefined = ranges[self.graph.places[node]]
        if undefined and not self.trace.outcome(node).missing:
            return None
        return low + 0.0, high + 0.0

    @cached_property
    def _ranges(self) -> tuple[Any, ...]:
        situation, graph = self.space.situation, self.graph
        found: tuple[Any, ...] = graph.spanning(situation) or graph.unrelated.spanning(situation)
        return found

    @cached_property
    def _sharper_ranges(self) -> tuple[Any, ...]:
        return sharper_ranges(self.space)

    @cached_property
    def measures(self) -> dict[str, Any]:
        """The value of each measure; None where unknown."""
        return {name: self._of(node) for name, node in self.graph.measures.items()}

    @cached_property
    def criteria(self) -> tuple[CriterionResult, ...]:
        """Every criterion, in the order of the ruleset."""
        return tuple(self._criterion(each) for each in self.graph.criteria)

    @cached_property
    def gates(self) -> tuple[GateResult, ...]:
        """Every rule that is a gate, in the order in which they are asked."""
        return tuple(self._gate(rule) for rule in self.graph.rules if rule.kind == "gate")

    @cached_property
    def decided_by(self) -> Decision:
        """Which clause or rule decided, or what keeps the evaluation undecided."""
        first = self._may_speak[0][1]
        if len(self._may_speak) == 1:
            return self._decision(first, self._may_speak[0][2])
        rules = dict.fromkeys(rule for _, rule, _ in self._may_speak)
        candidates = tuple(rule.id for rule in rules if rule is not None)
        if self.decided:
            verdict = self.graph.ruleset.terms.label(self.possible[0])
            because = f"every way of filling in what is missing leads to {verdict}"
            if len(rules) == 1 and first is not None:
                return Decision(first.kind, first.id, None, because)
            kind = first.kind if first is not None else "default"
            return Decision(kind, None, None, because, candidates)
        return Decision("undecided", None, None, self._reasons(), candidates)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """The fields that the decision still needs, in the order in which they are asked for."""
        if self.decided:
            return ()
        names = dict.fromkeys(
            name
            for _, clause in self._open_steps
            for name in self.trace.outcome(clause.speaks).missing
        )
        return tuple(self._missing(name) for name in names)

    @cached_property
    def undefined(self) -> tuple[Undefined, ...]:
        """Named values and conditions on the way that have no value although all was said."""
        return tuple(each for each, _ in self._undefined)

    @cached_property
    def trace(self) -> Trace:
        """The outcome of every node, for explanations."""
        return Trace(self.situation, self.graph.named, self.answers.problems)

    @cached_property
    def words(self) -> Words:
        """What the nodes came to, in sentences."""
        from evalcore.say.words import Words

        return Words(self.graph.glossary, self.trace)

    def outcome(self, node: Node) -> Outcome:
        """What one node came to."""
        return self.trace.outcome(node)

    def to_json(self) -> dict[str, Any]:
        """The evaluation as plain data, in the shape of the JSON contract."""
        return {
            "id": self.id,
            "title": self.title,
            "verdict": self.verdict,
            "possible": list(self.possible),
            "total": self.total,
            "total_range": None if self.total_range is None else list(self.total_range),
            "decided_by": as_json(self.decided_by),
            "measures": as_json(self.measures),
            "undefined": as_json(self.undefined),
            "criteria": as_json(self.criteria),
            "gates": as_json(self.gates),
            "missing": as_json(self.missing),
        }

    def _of(self, node: Node) -> Any:
        value = self.values[self.graph.places[node]]
        return value + 0.0 if isinstance(value, float) else value  # no negative zero

    @cached_property
    def _may_speak(self) -> tuple[tuple[str, RuleNode | None, Clause | None], ...]:
        """The clauses that may decide, each with its verdict: one where the decision is clear."""
        default = (self.graph.ruleset.default.verdict, None, None)
        asked = [*((c.verdict, rule, c) for rule, c in self.graph.steps), default]
        return tuple(asked[place] for place in self.outlook.cases)

    def speaks(self, index: int) -> bool | None:
        """Whether a clause holds, once it is asked; None where that depends on what is missing."""
        known: bool | None = self.trace[self.graph.steps[index][1].speaks]
        if known is not None or self.case is not None:
            return known
        if index not in self.outlook.cases:
            return False
        return True if self.outlook.cases[-1] == index else None

    @property
    def _open_steps(self) -> Iterator[tuple[RuleNode, Clause]]:
        # The last one holds, where the others do not: it depends on nothing.
        for _, rule, clause in self._may_speak[:-1]:
            if rule is not None and clause is not None and self.trace[clause.speaks] is None:
                yield rule, clause

    def _decision(self, rule: RuleNode | None, clause: Clause | None) -> Decision:
        if rule is None or clause is None:
            because = self.graph.ruleset.default.because or "no rule speaks"
            return Decision("default", None, None, because)
        return Decision(rule.kind, rule.id, clause.name, clause.because)

    @cached_property
    def _undefined(self) -> tuple[tuple[Undefined, frozenset[Cause]], ...]:
        """What is undefined, each with its causes; a cause counts where it is first met."""
        named: list[tuple[str, Node]] = [*self.graph.measures.items()]
        named += [(each.id, each.score) for each in self.graph.criteria]
        named += [] if self.graph.total is None else [("total", self.graph.total)]
        found: list[tuple[Undefined, frozenset[Cause]]] = []
        met: set[Cause] = set()
        for name, node in [*named, *((r.id, c.speaks) for r, c in self._open_steps)]:
            new = [each for each in self.trace.outcome(node).causes if each not in met]
            if new:
                met.update(new)
                because = "; ".join(f"{each.why} in {spell(each.node)}" for each in new)
                found.append((Undefined(name, because), frozenset(new)))
        return tuple(found)

    def _reasons(self) -> str:
        """Why it is undecided: the fields, and the undefined values, that keep conditions open."""
        fields = ", ".join(each.field for each in self.missing)
        reasons = [f"still open: {fields}"] if fields else []
        open_causes = {
            cause
            for _, clause in self._open_steps
            for cause in self.trace.outcome(clause.speaks).causes
        }
        reasons += [
            f"{each.name}: {each.because}"
            for each, causes in self._undefined
            if causes & open_causes
        ]
        return "; ".join(reasons)

    def _criterion(self, each: CriterionNode) -> CriterionResult:
        score = self._of(each.score)
        # As the generated code multiplies it, so that contributions add up to the total exactly.
        contribution = None if score is None or each.share is None else score * each.share
        contribution = 0.0 if each.share == 0 else contribution  # whatever the score is
        because = self.words.measured(each.score)
        return CriterionResult(each.id, each.policy, score, each.weight, contribution, because)

    def _gate(self, rule: RuleNode) -> GateResult:
        results = [self._of(node) for node in rule.holds]
        for wanted in (False, None):
            for clause, result in zip(rule.clauses, results, strict=True):
                if result is wanted:
                    # An unknown clause before it may fail first: then which one is not certain.
                    before = results[: results.index(result)]
                    name = clause.name if None not in before else None
                    words = self.words.because
                    because = clause.because if result is False else words(clause.speaks)
                    return GateResult(rule.id, rule.policy, result, name, because)
        because = self.words.because(*rule.holds)
        return GateResult(rule.id, rule.policy, passed=True, clause=None, because=because)

    def because(self, node: Node) -> str:
        """In words: what a node was read from, or what it still needs."""
        outcome = self.trace.outcome(node)
        if outcome.value is None:
            needs = [f"needs {', '.join(outcome.missing)}"] if outcome.missing else []
            causes = [f"{each.why} in {spell(each.node)}" for each in outcome.causes]
            return "; ".join([*needs, *causes])
        return read_from(self, node)

    def _missing(self, name: str) -> Missing:
        owner, _, inner = name.rpartition(".")
        fields = self.graph.declared
        field = fields[name] if name in fields else fields[owner].record[inner]
        return Missing(name, self._state(name, owner, inner), field.question)

    def _state(self, name: str, owner: str, inner: str) -> str:
        if name in self.graph.declared:
            return self.initiative.state(name)
        said = self.situation
        cells = [(owner, place, inner) for place, _ in enumerate(said.values.get(owner) or ())]
        unsaid = [cell for cell in cells if said.value(cell) is None]
        return "withheld" if said.withheld.issuperset(unsaid) else "unknown"


def read_from(evaluation: Evaluation, node: Node, said: set[str] | None = None) -> str:
    """The fields below a node with their values: `hours 4 h/month, energy 1`.

    Those in `said` are left out; the others are added to it.
    """
    from evalcore.language.nodes import FieldRef, walk

    names = dict.fromkeys(each.name for each in walk(node) if isinstance(each, FieldRef))
    parts: list[str] = []
    for name in names:
        if said is not None:
            if name in said:
                continue
            said.add(name)
        field = evaluation.graph.declared[name]
        parts.append(
            f"{name} {field.kind.row.spell(field, evaluation.initiative.values.get(name))}"
        )
    return ", ".join(parts)


def evaluated(
    graph: Graph, run: Compiled, initiative: Initiative, as_of: date | None
) -> Evaluation:
    """The evaluation of an initiative by the generated function of a graph."""
    said, answers = initiative.situation, NOTHING_ASKED
    values = said.values
    if graph.opaques:
        answers = ask_all(graph.opaques, values)
        values = {**values, **answers.values}
    return Evaluation(graph, initiative, as_of, run(values, said.withheld, as_of), answers)
