"""Judged: an evaluation together with all that it was made of.

Everything is kept as the generated function returned it; what a reader asks for, and what there is
to be kept, is put into words when he asks. How an evaluation is kept is the business of `record`.
"""

# pyright: reportIncompatibleVariableOverride=false
# What a record holds is worked out here when it is first asked for.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from evalcore.extend.opaque import Answers, ask_all
from evalcore.interpret.needing import ASK, Needed
from evalcore.interpret.python import Compiled
from evalcore.interpret.trace import Cause, Outcome, Trace
from evalcore.judge.once import once
from evalcore.judge.possible import Possible, Space, hull, possible
from evalcore.judge.record import (
    CriterionResult,
    Decision,
    Evaluation,
    GateResult,
    MadeBy,
    Missing,
    OpaqueAnswer,
    Undefined,
    UsedPlugin,
    frozen,
    made_by,
    needs_its_evaluator,
    used_plugins,
)
from evalcore.language.nodes import Node
from evalcore.request.initiative import Initiative
from evalcore.request.situation import Key, Situation
from evalcore.request.values import FieldValue, as_json
from evalcore.rules.graph import CriterionNode, Graph, RuleNode
from evalcore.say.formula import spell

if TYPE_CHECKING:
    from evalcore.say.words import Words

NOTHING_ASKED = Answers()
NOBODY_KEEPS = frozenset[Key]()
_set = object.__setattr__


class Judged(Evaluation):
    """An evaluation that an evaluator made.

    `values` is what the generated function returned, in the order of `Graph.outputs`.
    """

    graph: Graph
    initiative: Initiative
    as_of: date | None
    values: tuple[Any, ...]
    answers: Answers

    def __init__(
        self,
        graph: Graph,
        initiative: Initiative,
        as_of: date | None,
        values: tuple[Any, ...],
        answers: Answers = NOTHING_ASKED,
    ) -> None:
        _set(self, "graph", graph)
        _set(self, "initiative", initiative)
        _set(self, "as_of", as_of)
        _set(self, "values", values)
        _set(self, "answers", answers)

    def _repr_html_(self) -> str:
        from evalcore import show_html

        return show_html(self)

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

    @once
    def case(self) -> int | None:
        """The place of the clause that decided, in `Graph.steps`; None where that is open."""
        found: int | None = self.values[-1]
        return found

    @property
    def possible(self) -> tuple[str, ...]:
        """The verdicts that are possible, best first; see `evalcore.judge.possible`."""
        case = self.case
        return self.outlook.verdicts if case is None else (self.graph.verdicts[case],)

    @once
    def outlook(self) -> Possible:
        """What may decide, over all ways of filling in what is missing."""
        case = self.case
        if case is not None:
            decided = (self.graph.verdicts[case],)
            return Possible(decided, (case,), parts=(self.space.situation,))
        return possible(self.space)

    @once
    def space(self) -> Space:
        """All ways of filling in what is missing; `known()` stays as it is."""
        return Space(self.graph, self.situation)

    @once
    def situation(self) -> Situation:
        """What is known: what the initiative says, and the answers of opaque criteria."""
        said = self.initiative.situation.on(self.as_of)
        answers = self.answers
        return said.put(answers.values).assume(answers.ranges) if answers.values else said

    @once
    def total(self) -> float | None:
        """The aggregate of the scores; None where unknown or where the ruleset has none."""
        return None if self.graph.total is None else self._settled(self.graph.total)

    @once
    def scores(self) -> tuple[float | None, ...]:
        """The score of each criterion, in the order of the ruleset: those of `criteria`."""
        found = [self.values[place] for place in self.graph.score_places]
        if None in found:
            return tuple(self._settled(each.score) for each in self.graph.criteria)
        return tuple([score + 0.0 for score in found])  # no negative zero

    @property
    def total_range(self) -> tuple[float, float] | None:
        """Between which values the total lies; None where it is undefined, or there is none."""
        return None if self.graph.total is None else self.range_of(self.graph.total)

    @property
    def score_ranges(self) -> Mapping[str, tuple[float, float] | None]:
        """Between which values the score of each criterion lies, by its id; see `total_range`."""
        ranges = {each.id: self.range_of(each.score) for each in self.graph.criteria}
        return MappingProxyType(ranges)

    def range_of(self, node: Node) -> tuple[float, float] | None:
        """Between which values an output that is a number lies; None where it is undefined."""
        value = self._of(node)
        if value is not None:
            return value, value
        low, high, undefined = self._ranges[self.graph.places[node]]
        if undefined and not self.trace.outcome(node).missing:
            return None
        return low + 0.0, high + 0.0

    @once
    def _of_one_part(self) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self.graph.spanning(self.outlook.parts[0])
        return found

    @once
    def _ranges(self) -> tuple[Any, ...]:
        """The hull over the parts of the search that settled the verdict, as of `bounds_of`."""
        parts, graph = self.outlook.parts, self.graph
        found = hull(graph.spanning, parts) or hull(graph.unrelated.spanning, parts)
        assert found is not None  # noqa: S101 - without relations every part has bounds
        return found

    @once
    def measures(self) -> Mapping[str, Any]:
        """The value of each measure; None where unknown."""
        found: Mapping[str, Any] = frozen(as_json(self.as_worked_out))
        return found

    @property
    def as_worked_out(self) -> dict[str, Any]:
        """The measures before they are made plain data."""
        return {name: self._of(node) for name, node in self.graph.measures.items()}

    @once
    def input(self) -> Mapping[str, Any]:
        """The value that was read in each field of the ruleset."""
        found: Mapping[str, Any] = frozen(as_json(self.as_read))
        return found

    @property
    def as_read(self) -> dict[str, FieldValue]:
        """The input before it is made plain data."""
        said = self.initiative.values
        return {name: said[name] for name in self.graph.fields}

    def passing(self) -> Judged:
        """The same for one look at it, so that what is worked out for that is not kept."""
        found = Judged(self.graph, self.initiative, self.as_of, self.values, self.answers)
        found.__dict__.update(self.__dict__)
        return found

    def let_go(self) -> None:
        """Drops all that it holds, after the look: its words and its reasons hold one another."""
        self.__dict__.clear()

    @once
    def opaque(self) -> tuple[OpaqueAnswer, ...]:
        """What opaque criteria answered, or why they did not."""
        values = {**self.answers.values, **self.answers.ranges}
        problems = self.answers.problems
        return tuple(
            OpaqueAnswer(o.key, o.version, values[o.key], problems.get(o.key) or self.because(o))
            for o in self.graph.opaques
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is worth a warning about how it was said, and about what was asked."""
        return (*self.initiative.warnings, *self.answers.notes)

    @property
    def ruleset(self) -> MadeBy:
        """What it was made by."""
        return made_by(self.graph)

    @property
    def plugins(self) -> tuple[UsedPlugin, ...]:
        """What the ruleset uses."""
        return used_plugins(self.graph)

    @once
    def criteria(self) -> tuple[CriterionResult, ...]:
        """Every criterion, in the order of the ruleset."""
        return tuple(self._criterion(each) for each in self.graph.criteria)

    @once
    def gates(self) -> tuple[GateResult, ...]:
        """Every rule that is a gate, in the order in which they are asked."""
        return tuple(self._gate(rule) for rule in self.graph.rules if rule.kind == "gate")

    @once
    def decided_by(self) -> Decision:
        """Which clause or rule decided, or what keeps the evaluation undecided."""
        case = self.case
        cases = self.outlook.cases if case is None else (case,)
        if len(cases) == 1:
            return _decision(self.graph, cases[0])
        asked = [self.graph.asked[place][1] for place in cases]
        first, rules = asked[0], dict.fromkeys(asked)
        candidates = tuple(rule.id for rule in rules if rule is not None)
        if self.decided:
            verdict = self.graph.ruleset.terms.label(self.possible[0])
            because = f"every way of filling in what is missing leads to {verdict}"
            if len(rules) == 1 and first is not None:
                return Decision(first.kind, first.id, None, because)
            kind = first.kind if first is not None else "default"
            return Decision(kind, None, None, because, candidates)
        return Decision("undecided", None, None, self._reasons(), candidates)

    @once
    def missing(self) -> tuple[Missing, ...]:
        """The fields that the decision still needs, in the order in which they are asked for."""
        if self.decided:
            return ()
        names = dict.fromkeys(chain(*(needed for _, needed in self._open_steps)))
        return tuple(self._missing(name) for name in names)

    @once
    def undefined(self) -> tuple[Undefined, ...]:
        """Named values and conditions on the way that have no value although all was said."""
        return tuple(each for each, _ in self._undefined)

    @once
    def trace(self) -> Trace:
        """The outcome of every node, for explanations."""
        seeds = self.graph.seeds.of(self.situation)
        return Trace(self.situation, self.graph.named, self.answers.problems, seeds)

    @once
    def words(self) -> Words:
        """What the nodes came to, in sentences."""
        from evalcore.say.words import Words

        return Words(self.graph.glossary, self.trace, self.bounds_of)

    def bounds_of(self, node: Node) -> tuple[Any, Any, bool] | None:
        """The bounds of any node, whatever is filled in; None where nothing can be."""
        found = hull(self.graph.bounds_of(node), self.outlook.parts)
        ends: tuple[Any, Any, bool] | None = None if found is None else found[0]
        return ends

    def outcome(self, node: Node) -> Outcome:
        """What one node came to."""
        return self.trace.outcome(node)

    def _settled(self, node: Node) -> float | None:
        """The value of a number, also where all that is missing leads to the same one."""
        value: float | None = self._of(node)
        if value is not None:
            return value
        place, first = self.graph.places[node], self._of_one_part
        if first is not None and (first[place][0] != first[place][1] or first[place][2]):
            return None  # and so it is over all parts
        low, high, undefined = self._ranges[place]
        return low + 0.0 if low == high and not undefined else None

    def _of(self, node: Node) -> Any:
        value = self.values[self.graph.places[node]]
        return value + 0.0 if isinstance(value, float) else value  # no negative zero

    def speaks(self, index: int) -> bool | None:
        """Whether a clause holds, once it is asked; None where that depends on what is missing."""
        known: bool | None = self.trace[self.graph.steps[index][1].speaks]
        if known is not None or self.case is not None:
            return known
        if index not in self.outlook.cases:
            return False
        return True if self.outlook.cases[-1] == index else None

    @once
    def _open_steps(self) -> list[tuple[int, tuple[str, ...]]]:
        """The steps that depend on something, each with the fields that it needs."""
        # The last one holds, where the others do not: it depends on nothing.
        steps = self.graph.steps
        found = [(each, self._needed(steps[each][1].speaks)) for each in self.outlook.cases[:-1]]
        return [(each, needed) for each, needed in found if needed is not None]

    @once
    def _needs(self) -> Sequence[Needed] | None:
        return self.graph.needs.of(self.situation)

    def _needed(self, node: Node) -> Needed:
        """The fields that a clause, or a value with a name, still needs; None where it has one."""
        needs = self._needs
        found = ASK if needs is None else needs[self.graph.needs.places[node]]
        if found != ASK:
            return found
        outcome = self.trace.outcome(node)
        return outcome.missing if outcome.value is None else None

    @once
    def _undefined(self) -> tuple[tuple[Undefined, frozenset[Cause]], ...]:
        """What is undefined, each with its causes; a cause counts where it is first met."""
        if self._needs is not None and ASK not in self._needs:
            return ()
        named: list[tuple[str, Node]] = [*self.graph.measures.items()]
        named += [(each.id, each.score) for each in self.graph.criteria]
        named += [] if self.graph.total is None else [("total", self.graph.total)]
        found: list[tuple[Undefined, frozenset[Cause]]] = []
        met: set[Cause] = set()
        steps = [self.graph.steps[each] for each, _ in self._open_steps]
        for name, node in [*named, *((rule.id, clause.speaks) for rule, clause in steps)]:
            if self.trace[node] is not None:
                continue
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
        steps = [self.graph.steps[each][1] for each, _ in self._open_steps if self._undefined]
        outcomes = [self.trace.outcome(each.speaks) for each in steps]
        open_causes = {cause for each in outcomes for cause in each.causes}
        reasons += [
            f"{each.name}: {each.because}"
            for each, causes in self._undefined
            if causes & open_causes
        ]
        return "; ".join(reasons)

    @once
    def weights(self) -> Mapping[str, tuple[float | None, float | None]]:
        """The weight of each criterion on the date of the evaluation, and its share."""
        found = self.graph.days.weights(self.as_of)
        return {each.id: one for each, one in zip(self.graph.criteria, found, strict=True)}

    def _criterion(self, each: CriterionNode) -> CriterionResult:
        score = self._settled(each.score)
        # As the generated code multiplies it, so that contributions add up to the total exactly.
        weight, share = self.weights[each.id]
        contribution = None if score is None or share is None else score * share
        contribution = 0.0 if share == 0 else contribution  # whatever the score is
        because = self.words.measured(each.score)
        return CriterionResult(each.id, each.policy, score, weight, contribution, because)

    def _gate(self, rule: RuleNode) -> GateResult:
        results = [self._held(rule, place) for place, _ in enumerate(rule.holds)]
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

    def _held(self, rule: RuleNode, place: int) -> bool | None:
        """Whether a clause of a gate is met: as far as that is certain, as the verdict is."""
        said: bool | None = self._of(rule.holds[place])
        if said is not None:
            return said
        clause = rule.clauses[place]
        decision = self.decided_by
        if decision.id == rule.id and clause.name == decision.clause:
            return False
        return self.words.state(rule.holds[place])

    def because(self, node: Node) -> str:
        """In words: what a node was read from, or what it still needs."""
        outcome = self.trace.outcome(node)
        if outcome.value is None:
            needs = [f"needs {', '.join(outcome.missing)}"] if outcome.missing else []
            causes = [f"{each.why} in {spell(each.node)}" for each in outcome.causes]
            return "; ".join([*needs, *causes])
        return _read_from(self, node)

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


def _read_from(evaluation: Judged, node: Node) -> str:
    """The fields below a node with their values: `hours 4 h/month, energy 1`."""
    from evalcore.language.nodes import FieldRef, walk

    names = dict.fromkeys(each.name for each in walk(node) if isinstance(each, FieldRef))
    declared, said = evaluation.graph.declared, evaluation.initiative.values
    spelt = (
        (name, declared[name].kind.row.spell(declared[name], said.get(name))) for name in names
    )
    return ", ".join(f"{name} {text}" for name, text in spelt)


@lru_cache(maxsize=4096)
def _decision(graph: Graph, case: int) -> Decision:
    """What decided, where one clause did."""
    _, rule, clause = graph.asked[case]
    if rule is None or clause is None:
        because = graph.ruleset.default.because or "no rule speaks"
        return Decision("default", None, None, because)
    return Decision(rule.kind, rule.id, clause.name, clause.because)


def judged(evaluation: Evaluation) -> Judged:
    """What stands behind an evaluation. Raises `InputError` where it was read back."""
    return evaluation if isinstance(evaluation, Judged) else needs_its_evaluator(evaluation)


def evaluated(
    graph: Graph,
    run: Compiled,
    initiative: Initiative,
    as_of: date | None,
    answers: Answers | None = None,
) -> Judged:
    """The evaluation of an initiative by the generated function of a graph.

    Opaque criteria are asked where their `answers` are not given.
    """
    if initiative.plain is not None and not graph.opaques:
        found = run(initiative.plain, NOBODY_KEEPS, as_of)
        return Judged(graph, initiative, as_of, found)
    said = initiative.situation
    values = said.values
    if graph.opaques:
        answers = ask_all(graph.opaques, values) if answers is None else answers
        values = {**values, **answers.values}
    found = run(values, said.withheld, as_of)
    return Judged(graph, initiative, as_of, found, answers or NOTHING_ASKED)
