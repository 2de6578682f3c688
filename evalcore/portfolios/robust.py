"""Robust: which requests belong to every selection that may be best, whatever turns out.

The core index of a request is the share of non-dominated selections that hold it: at 1 it is
taken whatever else is learnt, at 0 it is left; in between it is worth asking about (Liesiö, Mild
and Salo, 2007 and 2008, European Journal of Operational Research 181 and 190). One selection
dominates another where it is worth at least as much in every scenario, and more in some.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs

from evalcore.portfolios import enumerating
from evalcore.portfolios.candidates import Candidate, Candidates
from evalcore.portfolios.choice import number
from evalcore.portfolios.demands import Demands, Wishes
from evalcore.portfolios.model import TIE, Demand, Problem, Row, Selection
from evalcore.portfolios.scenarios import Scenarios, Weights, Worth, corners

EXACT = 12  # requests, up to which all selections are looked at
ONE, NOTHING = Fraction(1), Fraction(0)
_WORTH = Demand("share", "")


@attrs.frozen(eq=False)
class Robust:
    """The ends between which each core index lies; both are equal where they are exact.

    `non_dominated` is how many selections there are that none dominates; None where that was not
    counted. `left_open` are those whose worth has no ends, or that leave open what they take.
    """

    demands: Demands
    core: Mapping[str, tuple[Fraction, Fraction]]
    non_dominated: int | None
    left_open: tuple[Candidate, ...] = ()

    @property
    def between(self) -> tuple[str, ...]:
        """Those about which something may be learnt, the least settled first."""
        settled = ((NOTHING, NOTHING), (ONE, ONE))
        open_ = {key: ends for key, ends in self.core.items() if ends not in settled}
        half = Fraction(1, 2)
        return tuple(sorted(open_, key=lambda key: (abs(sum(open_[key]) / 2 - half), key)))

    def to_json(self) -> dict[str, Any]:
        """After the contract."""
        return {
            "core": {key: [number(end) for end in ends] for key, ends in self.core.items()},
            "non_dominated": self.non_dominated,
            "left_open": [each.id for each in self.left_open],
        }


def robust(
    candidates: Candidates,
    wishes: Wishes | None = None,
    *,
    weights: Weights = False,
) -> Robust:
    """The core indexes of all candidates whose worth has ends.

    `weights` is False where they are as they are, None where they may be any, else the share by
    which each may be off. A request whose verdict is certain takes part, also where its worth is
    open; one that leaves open what it takes does not.
    """
    demands = Demands(candidates, wishes or Wishes())
    nodes, graph = candidates.nodes, candidates.evaluator.graph
    scenarios = Scenarios(candidates, corners(graph, nodes.value, weights))
    members: list[Candidate] = []
    worths: list[Worth] = []
    open_: list[Candidate] = []
    for each in candidates.all:
        if each.state not in ("candidate", "open"):
            continue
        worth = scenarios.worth(each) if each.takes_known else None
        if worth is None:
            open_.append(each)
        else:
            members.append(each)
            worths.append(worth)
    problem = demands.problem_of(members)
    count = None
    if len(members) <= EXACT:
        kept = non_dominated(problem, worths)
        count = len(kept)
        shares = [
            Fraction(sum(place in each for each in kept), count) if count else NOTHING
            for place in range(len(members))
        ]
        ends = [(share, share) for share in shares]
    else:
        ends = [bounded(problem, worths, place) for place in range(len(members))]
        gone = {place for place, end in enumerate(ends) if end == (NOTHING, NOTHING)}
        fewer = Problem(problem.ids, problem.values, tuple(_without(gone, e) for e in problem.rows))
        ends = [
            end if place in gone else bounded(fewer, worths, place)
            for place, end in enumerate(ends)
        ]
    core = {each.id: end for each, end in zip(members, ends, strict=True)}
    return Robust(demands, core, count, tuple(open_))


def non_dominated(problem: Problem, worths: list[Worth]) -> list[Selection]:
    """The allowed selections that none dominates, in the order of their ids."""
    plain = Problem(problem.ids, (NOTHING,) * len(problem.ids), problem.rows)
    allowed = enumerating.ties(plain, NOTHING, 2 ** len(problem.ids))
    kept: list[Selection] = []
    known: list[Selection] = []  # those that have dominated others: likely to do so again
    for each in allowed:
        if any(dominates(one, each, worths) for one in known[-_REMEMBERED:]):
            continue
        found = _dominating(problem, worths, each)
        if found is None:
            kept.append(each)
        elif found not in known:
            known.append(found)
    return kept


_REMEMBERED = 40


def dominates(one: Selection, other: Selection, worths: list[Worth]) -> bool:
    """Whether one is worth at least as much as the other in every scenario, and more in some."""
    more, less = [n for n in one if n not in other], [n for n in other if n not in one]
    better = False
    for corner in range(len(worths[0].low) if worths else 0):
        low = _total(more, worths, corner, high=False) - _total(less, worths, corner, high=True)
        if low < -TIE:
            return False
        high = _total(more, worths, corner, high=True) - _total(less, worths, corner, high=False)
        better = better or high > TIE
    return better


def _total(places: list[int], worths: list[Worth], corner: int, *, high: bool) -> Fraction:
    ends = ((worths[n].high if high else worths[n].low)[corner] for n in places)
    return sum(ends, NOTHING)


def _dominating(problem: Problem, worths: list[Worth], other: Selection) -> Selection | None:
    """An allowed selection that dominates this one; None where there is none.

    What it is worth more at least, at each corner, is a row; what it is worth more at most, over
    all corners, is maximised.
    """
    inside, count = set(other), len(problem.ids)
    rows: list[Row] = []
    values = [NOTHING] * count
    for corner in range(len(worths[0].low) if worths else 0):
        terms: dict[int, Fraction] = {}
        least = NOTHING
        for n, worth in enumerate(worths):
            low, high = worth.low[corner], worth.high[corner]
            if n in inside:
                terms[n] = high
                least += high
                values[n] += low
            else:
                terms[n] = low
                values[n] += high
        rows.append(Row(_WORTH, terms, low=least - TIE))
    own = sum((values[n] for n in other), NOTHING)
    asked = Problem(problem.ids, tuple(values), (*problem.rows, *rows))
    found = enumerating.best(asked)
    if found is None or found[0] <= own + TIE:
        return None
    return found[1] if dominates(found[1], other, worths) else None


def bounded(problem: Problem, worths: list[Worth], place: int) -> tuple[Fraction, Fraction]:
    """Ends of a core index that hold for sure, where not all selections are looked at.

    One that always fits beside whatever else is chosen, and is always worth something, is in every
    non-dominated selection; one that is never allowed, or never worth anything and needed by
    nobody, is in none.
    """
    rows = [row for row in problem.rows if row.terms.get(place)]
    worth = worths[place]
    if all(_always_fits(row, place) for row in rows) and min(worth.low) > TIE:
        return ONE, ONE
    for row in problem.rows:
        term = row.terms.get(place)
        if row.demand.kind == "in" and term == ONE:
            return ONE, ONE
        if row.demand.kind == "out" and term == ONE:
            return NOTHING, NOTHING
        if term is None or row.high is None:
            continue
        least = term + sum((t for n, t in row.terms.items() if n != place and t < 0), NOTHING)
        if least > row.high:
            return NOTHING, NOTHING
    needed = any(_is_needed(row, row.terms[place]) for row in rows)
    if not needed and max(worth.high) < -TIE:
        return NOTHING, NOTHING
    return NOTHING, ONE


def _without(gone: set[int], row: Row) -> Row:
    """The row among the others: these are in no non-dominated selection."""
    return attrs.evolve(row, terms={n: term for n, term in row.terms.items() if n not in gone})


def _is_needed(row: Row, term: Fraction) -> bool:
    """Whether leaving it out can break a row."""
    return (term > 0 and row.low is not None) or (term < 0 and row.high is not None)


def _always_fits(row: Row, place: int) -> bool:
    """Whether a row is kept by whoever keeps it without this one, once it is added."""
    term = row.terms[place]
    others = [t for n, t in row.terms.items() if n != place]
    if row.high is not None and term > 0:
        most = term + sum((t for t in others if t > 0), NOTHING)
        if most > row.high:
            return False
    if row.low is not None and term < 0:
        least = term + sum((t for t in others if t < 0), NOTHING)
        if least < row.low:
            return False
    return True
