"""Candidates: what each request is worth and takes, and why one may not be chosen at all.

What is not said is never taken for nothing: a request that leaves open what it takes or is worth
is chosen in no selection. Whether an answer could let it in is told apart from whether none can.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import attrs

from evalcore.interpret.python import compile_program
from evalcore.judge.comparison import Reader
from evalcore.judge.evaluation import Judged
from evalcore.judge.evaluator import Evaluator
from evalcore.language.nodes import AsOf, Node, walk
from evalcore.portfolios.model import decimal
from evalcore.request.initiative import Initiative
from evalcore.rules.graph import Graph
from evalcore.rules.portfolio import Portfolio, PortfolioNodes
from evalcore.say.formula import spell
from evalcore.say.terms import Terms
from evalcore.written.errors import Complaint, InputError, listing

State = Literal["candidate", "verdict", "undecided", "open", "no value"]
NAMED = 3  # missing fields that a sentence names; the others are counted
NOTHING = Fraction(0)


@attrs.frozen(eq=False, slots=False)
class Candidate:
    """A request with what it is worth and takes of each capacity in each period.

    Only where its `state` is candidate may it be chosen, else `because` says why not. Where it is
    open, `needs` are the fields that it waits for, `value` is the most that it may be worth (None:
    any amount) and `uses` the least that it may take. It has `begun` where a part of it lies before
    the first period, and is `running` where a condition says so. `takes_known` is false where what
    it takes, or when, is open. `may_wait` is how many periods later it may begin.
    """

    evaluation: Judged
    state: State
    value: Fraction | None
    uses: Mapping[str, tuple[Fraction, ...]]
    because: str = ""
    needs: tuple[str, ...] = ()
    members: Mapping[str, bool | None] = attrs.field(factory=dict[str, bool | None])
    names: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict[str, tuple[str, ...]])
    begun: bool = False
    takes_known: bool = True
    running: bool = False
    may_wait: int = 0

    @property
    def in_flight(self) -> bool:
        """Whether it is under way: stopping it frees something."""
        return self.running or self.begun

    @property
    def first(self) -> int:
        """The place of the first period in which it takes anything; 0 where it takes nothing."""
        taken = (place for each in self.uses.values() for place, use in enumerate(each) if use)
        return min(taken, default=0)

    def moved(self, periods: int) -> Mapping[str, tuple[Fraction, ...]]:
        """What it takes where it begins so many periods later; what lies beyond does not count."""
        return {
            name: ((NOTHING,) * periods + each)[: len(each)] for name, each in self.uses.items()
        }

    @property
    def id(self) -> str:
        """The request's id."""
        return self.evaluation.id

    @property
    def title(self) -> str:
        """The request's title."""
        return self.evaluation.title

    @property
    def known_as(self) -> str:
        """The id, with the title where that says more."""
        return self.id if self.title == self.id else f"{self.id} {self.title}"

    def use(self, capacity: str) -> Fraction:
        """What it takes of a capacity over all periods."""
        return sum(self.uses[capacity], NOTHING)


@attrs.frozen(eq=False, slots=False)
class Candidates:
    """Requests that are looked at together, in the order of their ids."""

    evaluator: Evaluator
    all: tuple[Candidate, ...]

    @property
    def nodes(self) -> PortfolioNodes:
        """The formulas of the portfolio."""
        return nodes_of(self.evaluator.graph)

    @property
    def rules(self) -> Portfolio:
        """The portfolio as it is written."""
        return self.nodes.rules

    @cached_property
    def by_id(self) -> Mapping[str, Candidate]:
        """Each of them by its id."""
        return {each.id: each for each in self.all}

    @cached_property
    def eligible(self) -> tuple[Candidate, ...]:
        """Those that may be chosen."""
        return tuple(each for each in self.all if each.state == "candidate")

    @property
    def terms(self) -> Terms:
        """What the ruleset calls verdicts."""
        return self.evaluator.ruleset.terms


def nodes_of(graph: Graph) -> PortfolioNodes:
    """The portfolio of a ruleset. Raises `InputError` where it has none."""
    if graph.portfolio is None:
        problem = f"the ruleset {graph.ruleset.name} has no [portfolio]"
        expected = "[portfolio] with [portfolio.capacities.NAME], there or in a file of its own"
        mend = "name such a file by --portfolio FILE"
        raise InputError(Complaint(problem, expected, mend=mend))
    return graph.portfolio


def reader_of(evaluator: Evaluator) -> Reader:
    """Who reads the requests: with the fields that the portfolio asks for."""
    declared = evaluator.graph.declared
    names = nodes_of(evaluator.graph).reads
    return Reader.beside(evaluator, {name: declared[name] for name in names})


def counts_days(evaluator: Evaluator) -> bool:
    """Whether the date of the evaluation matters to the ruleset or to its portfolio."""
    nodes = walk(*nodes_of(evaluator.graph).outputs)
    return evaluator.graph.reads_date or any(isinstance(each, AsOf) for each in nodes)


def candidates_of(
    evaluator: Evaluator, initiatives: Iterable[Initiative], as_of: date | None = None
) -> Candidates:
    """The candidates among requests that `reader_of` the evaluator has read.

    Raises `InputError` where a date is missing, and for ids that are not each other's own.
    """
    if as_of is None and counts_days(evaluator):
        raise InputError(evaluator.date_missing)
    judged = evaluator.judge_all(initiatives, as_of=as_of)
    return of_evaluations(evaluator, judged)


def of_evaluations(evaluator: Evaluator, evaluations: Sequence[Judged]) -> Candidates:
    """The candidates among evaluations."""
    reading = _Reading(evaluator.graph, nodes_of(evaluator.graph))
    found = [reading.candidate(each) for each in evaluations]
    return Candidates(evaluator, tuple(sorted(found, key=lambda each: each.id)))


@attrs.frozen(eq=False, slots=False)
class _Reading:
    graph: Graph
    nodes: PortfolioNodes

    @cached_property
    def places(self) -> Mapping[Node, int]:
        return {node: place for place, node in enumerate(self.nodes.outputs)}

    @cached_property
    def run(self) -> Any:
        return compile_program(self.nodes.outputs, self.graph.types)

    def candidate(self, evaluation: Judged) -> Candidate:
        given = evaluation.situation
        values = self.run(given.values, given.withheld, evaluation.as_of)
        said = {node: values[place] for node, place in self.places.items()}
        state, because, needs = self.state(evaluation, said)
        least = {node: self.end(evaluation, node, said, high=False) for node in self.timed}
        uses = {
            name: self.over_periods(name, least[node], least)
            for name, node in self.nodes.uses.items()
        }
        conditions = {**self.nodes.members, **self.nodes.shares}
        most = self.end(evaluation, self.nodes.value, said, high=True)
        running = self.nodes.running is not None and said[self.nodes.running] is True
        return Candidate(
            evaluation,
            state,
            None if math.isinf(most) else decimal(most),
            uses,
            because,
            needs,
            {key: said[node] for key, node in conditions.items()},
            {key: _ids(said[node]) for key, node in self.nodes.holding.items()},
            self.nodes.start is not None and least[self.nodes.start] < 1,
            all(said[e] is not None or self.settles(evaluation, e) for e in self.timed),
            running,
            0 if running else self.may_wait(said, least),
        )

    def may_wait(self, said: Mapping[Node, Any], least: Mapping[Node, float]) -> int:
        """How many periods later it may begin; none where it has begun, or does not say."""
        latest = None if self.nodes.latest is None else said[self.nodes.latest]
        start = 1.0 if self.nodes.start is None else least[self.nodes.start]
        if latest is None or start < 1 or math.isinf(start):
            return 0
        last = min(math.floor(decimal(float(latest))), len(self.nodes.rules.periods))
        return max(last - math.floor(decimal(start)), 0)

    @cached_property
    def timed(self) -> tuple[Node, ...]:
        """The nodes that say what is taken, and when."""
        nodes = (*self.nodes.uses.values(), self.nodes.start, self.nodes.length)
        return tuple(dict.fromkeys(each for each in nodes if each is not None))

    def end(self, evaluation: Judged, node: Node, said: Mapping[Node, Any], *, high: bool) -> float:
        """The value of a number, or else the end of what it may be."""
        if said[node] is not None:
            return float(said[node])
        ends = evaluation.bounds_of(node)
        return math.inf if ends is None else float(ends[1] if high else ends[0])

    def over_periods(
        self, name: str, use: float, ends: Mapping[Node, float]
    ) -> tuple[Fraction, ...]:
        """What is taken of a capacity in each period that it runs."""
        rules = self.nodes.rules
        amount = NOTHING if math.isinf(use) else decimal(use)
        if not rules.periods:
            return (amount,)
        count, profile = len(rules.periods), rules.capacities[name].profile
        start = 1.0 if self.nodes.start is None else ends[self.nodes.start]
        length = math.inf if self.nodes.length is None else ends[self.nodes.length]
        if math.isinf(start):
            return (NOTHING,) * count
        first = math.floor(decimal(start))
        last = count if math.isinf(length) else math.ceil(decimal(start) + decimal(length)) - 1
        found: list[Fraction] = []
        for period in range(1, count + 1):
            if not first <= period <= last:
                found.append(NOTHING)
            elif not profile:
                found.append(amount)
            else:
                age = period - first
                found.append(amount * decimal(profile[age]) if age < len(profile) else NOTHING)
        return tuple(found)

    def state(
        self, evaluation: Judged, said: Mapping[Node, Any]
    ) -> tuple[State, str, tuple[str, ...]]:
        """Whether it may be chosen, why not, and what it waits for."""
        terms = self.graph.ruleset.terms
        if not evaluation.decided:
            return "undecided", _undecided(evaluation, terms), ()
        verdict = evaluation.possible[0]
        if verdict not in self.nodes.among:
            may = listing(terms.labels(self.nodes.among))
            return "verdict", f"its verdict is {terms.label(verdict)}; only {may} may be chosen", ()
        wanted = (self.nodes.value, *self.timed)
        lacking = [node for node in dict.fromkeys(wanted) if said[node] is None]
        lacking = [node for node in lacking if not self.settles(evaluation, node)]
        if not lacking:
            return "candidate", "", ()
        outcomes = [evaluation.trace.outcome(node) for node in lacking]
        needs = tuple(dict.fromkeys(name for each in outcomes for name in each.missing))
        if needs:
            return "open", _needed(evaluation, needs), needs
        causes = [f"{each.why} in {spell(each.node)}" for o in outcomes for each in o.causes]
        return "no value", f"what it takes or is worth has no value: {'; '.join(causes)}", ()

    def settles(self, evaluation: Judged, node: Node) -> bool:
        """Whether all that is missing leads to one number, or to what no period counts."""
        ends = evaluation.bounds_of(node)
        return ends is not None and ends[0] == ends[1] and not ends[2]


def _needed(evaluation: Judged, needs: Sequence[str]) -> str:
    """What it has not said, apart from what it will not say."""
    state = evaluation.initiative.state
    kept_back = [each for each in needs if state(each) == "withheld"]
    unsaid = [each for each in needs if each not in kept_back]
    said = [f"{listing(unsaid, most=NAMED)}, not said yet"] if unsaid else []
    said += [f"{listing(kept_back, most=NAMED)}, withheld"] if kept_back else []
    return f"needs {', and '.join(said)}"


def _undecided(evaluation: Judged, terms: Terms) -> str:
    possible = listing(terms.labels(evaluation.possible), "or")
    fields = [each.field for each in evaluation.missing]
    waits = f": depends on {listing(fields, most=NAMED)}" if fields else ""
    return f"undecided, {possible}{waits}"


def _ids(said: Any) -> tuple[str, ...]:
    """The ids in a field: of a set, or of a text that names one or several."""
    if said is None:
        return ()
    if isinstance(said, str):
        return tuple(filter(None, map(str.strip, said.replace(";", ",").split(","))))
    return tuple(said)
