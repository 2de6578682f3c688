"""Choice: the best selection of a slate with its reasons, as data, and as the JSON contract."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import attrs

from evalcore.judge.record import made_by
from evalcore.portfolios.candidates import Candidate, Candidates
from evalcore.portfolios.conflict import Conflict, conflict_of
from evalcore.portfolios.demands import Demands, Wishes
from evalcore.portfolios.engine import Best, Engine, Ties
from evalcore.portfolios.greedy import Greedy, greedy_rules
from evalcore.portfolios.model import Problem, Selection
from evalcore.portfolios.reasons import NOT_ASKED, LeftOut, Reasons, Staying, Stop
from evalcore.request.values import as_json

ALL = "all"  # asks for every reason
FEW = 20  # left out, up to which reasons are looked for unasked
Status = Literal["optimal", "gap", "infeasible"]


@attrs.frozen(eq=False, slots=False)
class Choice:
    """The best selection, those left out with their reasons, and what else is as good.

    Where it is infeasible, `conflict` has the fewest demands that contradict each other.
    """

    demands: Demands
    best: Best
    ties: Ties
    left_out: tuple[LeftOut, ...]
    staying: Mapping[str, Staying]
    greedy: tuple[Greedy, ...] = ()
    conflict: Conflict = attrs.field(factory=Conflict)

    @property
    def status(self) -> Status:
        """Whether the selection is proved best, may be bettered by a gap, or there is none."""
        if self.best.impossible:
            return "infeasible"
        return "optimal" if self.best.proved else "gap"

    @property
    def selection(self) -> Selection:
        """The places of those chosen."""
        return self.best.chosen or ()

    @cached_property
    def chosen(self) -> tuple[Candidate, ...]:
        """Those chosen, in the order of their ids, with what they take when they begin."""
        problem = self.demands.problem
        later = problem.begins(self.selection)
        members = [(n, self.demands.members[n]) for n in problem.requests(self.selection)]
        return tuple(
            attrs.evolve(each, uses=each.moved(later[n])) if n in later else each
            for n, each in members
        )

    @cached_property
    def waiting(self) -> Mapping[str, int]:
        """How many periods later those chosen begin that do."""
        later = self.demands.problem.begins(self.selection)
        return {self.demands.members[place].id: periods for place, periods in later.items()}

    def begins(self, each: Candidate) -> str | None:
        """The period in which one that is chosen first takes something; None without periods."""
        return self.demands.periods[each.first] if self.demands.periods else None

    def used(self, capacity: str) -> tuple[Fraction, ...]:
        """What they take of a capacity in each period."""
        amounts = self.demands.amounts[capacity]
        taken = [each.uses[capacity] for each in self.chosen]
        return tuple(sum((use[n] for use in taken), Fraction(0)) for n in range(len(amounts)))

    @property
    def also_optimal(self) -> tuple[tuple[str, ...], ...]:
        """The other selections that are as good."""
        problem = self.demands.problem
        own = problem.requests(self.selection)
        return tuple(tuple(problem.named(each)) for each in self.ties.listed if each != own)

    def to_json(self) -> dict[str, Any]:
        """The contract: amounts as numbers, in periods as lists."""
        graph = self.demands.candidates.evaluator.graph
        dates = {each.evaluation.as_of for each in self.demands.candidates.all}
        as_of = next(iter(dates)) if len(dates) == 1 else None
        return {
            "ruleset": as_json(made_by(graph)),
            "as_of": None if as_of is None else as_of.isoformat(),
            "status": self.status,
            "gap": self.best.gap,
            "value": number(self.best.value),
            "chosen": [self._chosen(each) for each in self.chosen],
            "left_out": [left_out_as_json(each) for each in self.left_out],
            "capacities": {name: self._capacity(name) for name in self.demands.amounts},
            "also_optimal": [list(each) for each in self.also_optimal],
            "also_optimal_complete": self.ties.complete,
            "conflict": [
                {"demand": str(each), "because": self.demands.because(each)}
                for each in self.conflict.demands
            ],
            "conflict_smallest": self.conflict.smallest if self.conflict.demands else None,
            "greedy": [
                {
                    "rule": each.rule,
                    "chosen": list(each.chosen),
                    "value": number(each.value),
                    "loss": number(each.loss),
                    "breaks": [str(demand) for demand in each.breaks],
                }
                for each in self.greedy
            ],
        }

    def _chosen(self, each: Candidate) -> dict[str, Any]:
        staying = self.staying.get(each.id)
        uses = {name: self._amounts(each.uses[name]) for name in self.demands.amounts}
        found: dict[str, Any] = {
            "id": each.id,
            "title": each.title,
            "value": number(each.value),
            "uses": uses,
            "from": self.begins(each),
            "in_flight": each.in_flight,
        }
        if staying is None:
            return {**found, "margin": None, "instead": None, "stop": None, "why": NOT_ASKED}
        found |= {"margin": number(staying.margin), "instead": list(staying.instead)}
        return {**found, "stop": None if staying.stop is None else self._stop(staying.stop)}

    def _stop(self, stop: Stop) -> dict[str, Any]:
        return {
            "frees": {name: self._amounts(use) for name, use in stop.frees.items()},
            "for": list(stop.come),
            "takes_along": list(stop.go),
            "loss": number(stop.loss),
        }

    def _capacity(self, name: str) -> dict[str, Any]:
        return {
            "used": self._amounts(self.used(name)),
            "of": self._amounts(self.demands.amounts[name]),
            "period": list(self.demands.periods) or None,
            "unit": self.demands.unit(name),
        }

    def _amounts(self, amounts: Sequence[Fraction]) -> Any:
        return [number(each) for each in amounts] if self.demands.periods else number(amounts[0])


def number(value: Fraction | None) -> float | None:
    """An exact amount as the number that prints it."""
    return None if value is None else float(value)


def left_out_as_json(each: LeftOut) -> dict[str, Any]:
    """One left out, after the contract."""
    asked = each.why != NOT_ASKED
    fits = None if each.fits_with is None else {n: number(v) for n, v in each.fits_with.items()}
    found = {
        "id": each.candidate.id,
        "title": each.candidate.title,
        "because": each.because,
        "displaced_by": list(each.displaced_by) if asked else None,
        "loss": number(each.loss),
        "fits_with": fits,
        "fits_from": each.fits_from,
    }
    return {**found, "why": each.why} if each.why else found


def choose(
    candidates: Candidates,
    wishes: Wishes | None = None,
    *,
    engine: Engine | None = None,
    why: Collection[str] | None = None,
    few: bool = False,
) -> Choice:
    """The best selection of these candidates, with the reasons.

    `why` are those whose reasons are looked for, `ALL` among them for everybody; left out: of all
    where no more than `FEW` are left out; how firmly the others are chosen, only where they are
    enumerated. With `few`, of all there, whatever `why` names. Raises `InputError` for wishes that
    fit nobody, and where a solver is needed that is not installed.
    """
    demands, engine = Demands(candidates, wishes or Wishes()), engine or Engine()
    problem = demands.problem
    best, ties = selected(engine, problem, candidates.rules.ties + 1)
    reasons = Reasons(demands, engine, best)
    inside = set(problem.named(best.chosen or ()))
    out = [each for each in candidates.all if each.id not in inside]
    wanted = _asked(candidates, why, many=len(out) > FEW)
    asked = _asked(candidates, None, many=False) if few and len(out) <= FEW else wanted
    firmly = asked if len(problem.ids) <= engine.few else wanted if why is not None else set[str]()
    left_out = tuple(
        reasons.left_out(each) if each.id in asked else LeftOut(each, why=NOT_ASKED) for each in out
    )
    staying = {
        problem.ids[place]: reasons.stays(place)
        for place in problem.requests(best.chosen or ())
        if problem.ids[place] in firmly
    }
    return Choice(
        demands,
        best,
        ties,
        left_out,
        staying,
        greedy_rules(demands, best),
        conflict_of(engine, problem) if best.impossible else Conflict(),
    )


def selected(engine: Engine, problem: Problem, most: int) -> tuple[Best, Ties]:
    """The best selection, the first in order of those as good, and up to so many of these."""
    best = engine.improved(problem, engine.best(problem))
    if not best.proved:
        return best, Ties((problem.requests(best.chosen),) if best.chosen else (), complete=False)
    ties = engine.ties(problem, best, most)
    if ties.listed:
        first = engine.planned(problem, ties.listed[0])
        best = attrs.evolve(best, chosen=first, value=problem.value(first))
    return best, ties


def _asked(candidates: Candidates, why: Collection[str] | None, *, many: bool) -> set[str]:
    known = {each.id for each in candidates.all}
    if why is None:
        return set() if many else known
    return known if ALL in why else set(why)
