"""Coverage: what of a graph the cases reach, counted in whole numbers.

It belongs to the graph and not to the layout: rules and clauses that decided, outcomes that
conditions had where their clause was asked, and conditions that were shown to turn a clause by
themselves (MC/DC; Chilenski and Miller, 1994). A clause is asked where none before it is true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import attrs

from evalcore.cases.feasible import Feasible, Outcomes
from evalcore.cases.logic import Logic, Truth, logic_of
from evalcore.cases.search import Goal, Search
from evalcore.interpret.python import Compiled, compile_program
from evalcore.request.situation import Situation
from evalcore.rules.cases import DEFAULT
from evalcore.rules.graph import Clause, Graph, RuleNode

What = Literal["rules", "clauses", "conditions", "mcdc"]
MEASURES: tuple[What, ...] = ("rules", "clauses", "conditions", "mcdc")
SPELT: Mapping[Truth, str] = {True: "true", False: "false", None: "unknown"}


@attrs.frozen
class Part:
    """One thing to be reached: a rule, a clause, an outcome of a condition, or one that turns.

    `asked` is the place of a clause, `condition` that of a condition; -1 is none. `outcome` is what
    a condition came to; of one that is to turn a clause both are wanted, true and false.
    """

    what: What
    asked: int = -1
    condition: int = -1
    outcome: Truth = None
    rule: str = ""


@attrs.frozen
class Count:
    """How many were reached, of those that may be."""

    reached: int
    of: int

    def under(self, percent: Fraction) -> bool:
        """Whether this is less than so many of a hundred, exactly."""
        return self.reached * 100 < percent * self.of


@attrs.define(eq=False, slots=False)
class Coverage:
    """What was reached so far in one graph; cases are added one by one."""

    graph: Graph
    logic: Logic = attrs.field(init=False)
    rules: set[str] = attrs.field(init=False, factory=set[str])
    clauses: set[int] = attrs.field(init=False, factory=set[int])
    outcomes: set[tuple[int, Truth]] = attrs.field(init=False, factory=set[Any])
    turned: set[tuple[int, int, Truth]] = attrs.field(init=False, factory=set[Any])
    _seen: set[tuple[Truth, ...]] = attrs.field(init=False, factory=set[Any])

    def __attrs_post_init__(self) -> None:
        self.logic = logic_of(self.graph)

    @cached_property
    def run(self) -> Compiled:
        """What each condition comes to, in one function."""
        return compile_program([each.node for each in self.logic.conditions], self.graph.types)

    def twin(self, graph: Graph) -> Compiled:
        """The same for the graph of the same ruleset with other parameters."""
        written = logic_of(graph).written
        nodes = [written[each.occurrence] for each in self.logic.conditions]
        return compile_program(nodes, graph.types)

    def add(self, situation: Situation, run: Compiled | None = None) -> None:
        """Counts which conditions came to what in one case, and which turned a clause."""
        values = (run or self.run)(situation.values, situation.withheld, situation.as_of)
        if values not in self._seen:
            self._seen.add(values)
            self.note(values)

    def note(self, values: Sequence[Truth]) -> None:
        """The same where it is known what the conditions come to."""
        for asked, question in enumerate(self.logic.questions):
            for place in question.conditions:
                truth = values[place]
                self.outcomes.add((place, truth))
                done = (asked, place, truth) in self.turned
                if truth is not None and not done and question.turns(values, place):
                    self.turned.add((asked, place, truth))
            if question.value(values):
                return

    def decided(self, rule: str, asked: int) -> None:
        """Counts the rule that decided a case, and the clause where it is one alone."""
        self.rules.add(rule)
        if asked >= 0:
            self.clauses.add(asked)

    def parts(self) -> Iterator[Part]:
        """Everything that is to be reached."""
        steps = self.graph.steps
        last = len(steps)
        first = {rule.id: place for place, (rule, _) in reversed([*enumerate(steps)])}
        for rule in self.graph.rules:
            yield Part("rules", first.get(rule.id, -1), rule=rule.id)
        yield Part("rules", last, rule=DEFAULT)
        clauses = {(rule.id, clause.name): place for place, (rule, clause) in self._backwards()}
        for (name, _), place in reversed(clauses.items()):
            yield Part("clauses", place, rule=name)
        yield Part("clauses", last, rule=DEFAULT)
        owner: dict[int, int] = {}
        for asked, question in enumerate(self.logic.questions):
            for place in question.conditions:
                owner.setdefault(place, asked)
        for place, asked in owner.items():
            for truth in (True, False, None):
                yield Part("conditions", asked, place, truth, steps[asked][0].id)
        for asked, question in enumerate(self.logic.questions):
            for place in question.conditions:
                yield Part("mcdc", asked, place, rule=steps[asked][0].id)

    def _backwards(self) -> Sequence[tuple[int, tuple[RuleNode, Clause]]]:
        return [*enumerate(self.graph.steps)][::-1]

    def alike(self, asked: int) -> Sequence[int]:
        """The places of what counts as one clause: all that a table says in one rule."""
        steps = self.graph.steps
        if asked >= len(steps):
            return [asked]
        rule, clause = steps[asked]
        return [
            n for n, each in enumerate(steps) if each[0] is rule and each[1].name == clause.name
        ]

    def reached(self, part: Part) -> bool:
        """Whether a case has reached it."""
        match part.what:
            case "rules":
                return part.rule in self.rules
            case "clauses":
                return not self.clauses.isdisjoint(self.alike(part.asked))
            case "conditions":
                return (part.condition, part.outcome) in self.outcomes
            case "mcdc":
                return all((part.asked, part.condition, truth) in self.turned for truth in _BOTH)

    def report(self) -> Report:
        """The counts, what cannot be reached, and what was not."""
        search = Search(self.logic, Feasible(self.graph, self.logic))
        infeasible: list[Part] = []
        open_: list[tuple[Part, Outcomes | None]] = []
        counts: dict[str, tuple[int, int]] = dict.fromkeys(MEASURES, (0, 0))
        for part in self.parts():
            reached, of = counts[part.what]
            if self.reached(part):
                counts[part.what] = reached + 1, of + 1
                continue
            proved, outcomes = self._sought(search, part)
            if proved:
                infeasible.append(part)
            else:
                counts[part.what] = reached, of + 1
                open_.append((part, outcomes))
        found = {name: Count(*pair) for name, pair in counts.items()}
        return Report(self, found, tuple(infeasible), tuple(open_), search.feasible)

    def _sought(self, search: Search, part: Part) -> tuple[bool, Outcomes | None]:
        """Whether it is proved to be out of reach, and else outcomes that would reach it."""
        if part.what == "mcdc":
            found: list[Outcomes] = []
            for truth in _BOTH:  # both are wanted: it is out of reach as soon as one is
                if (part.asked, part.condition, truth) in self.turned:
                    continue
                goal = Goal(part.asked, place=part.condition, truth=truth, turns=True)
                answer = search.find(goal)
                if answer.proved:
                    return True, None
                found += [] if answer.outcomes is None else [answer.outcomes]
            return False, found[0] if found else None
        proved = True
        for goal in self._goals(part):
            answer = search.find(goal)
            if answer.outcomes is not None:
                return False, answer.outcomes
            proved = proved and answer.proved
        return proved, None

    def _goals(self, part: Part) -> Iterator[Goal]:
        """Any of these will do."""
        if part.what == "conditions":
            for asked, question in enumerate(self.logic.questions):
                if part.condition in question.conditions:
                    yield Goal(asked, place=part.condition, truth=part.outcome)
        elif part.rule != DEFAULT:
            same = part.what == "clauses"
            for asked in self.alike(part.asked) if same else range(len(self.graph.steps)):
                if self.graph.steps[asked][0].id == part.rule:
                    yield Goal(asked, speaks=True)
        else:
            yield Goal(part.asked)


_BOTH: tuple[Truth, ...] = (True, False)


@attrs.frozen(eq=False)
class Report:
    """Counts by what is counted; what is proved impossible is in none of them.

    `not_reached` has what no case reaches, with outcomes of conditions that would.
    """

    coverage: Coverage
    counts: Mapping[str, Count]
    infeasible: tuple[Part, ...]
    not_reached: tuple[tuple[Part, Outcomes | None], ...]
    feasible: Feasible

    def under(self, percent: Fraction) -> bool:
        """Whether any count is less than so many of a hundred."""
        return any(each.under(percent) for each in self.counts.values())
