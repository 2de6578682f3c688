"""Robust: which requests belong to every selection that may be best, whatever turns out.

The core index of a request is the share of non-dominated selections that hold it: at 1 it is
taken whatever else is learnt, at 0 it is left; in between it is worth asking about (Liesiö, Mild
and Salo, 2007 and 2008, European Journal of Operational Research 181 and 190). One selection
dominates another where it is worth at least as much in every scenario, and more in some.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from evalcore.portfolios.candidates import Candidate, Candidates
from evalcore.portfolios.choice import number
from evalcore.portfolios.demands import Demands, Wishes
from evalcore.portfolios.ends import Ends, ends_of
from evalcore.portfolios.engine import Engine
from evalcore.portfolios.scenarios import Scenarios, Weights, corners
from evalcore.portfolios.spans import Spans, Worth
from evalcore.portfolios.takings import Takings

EXACT = 12  # requests, up to which all selections are looked at
MOST_SUMS = 1_000_000  # over all selections of more requests, up to which they are, too
NODES = 5_000  # of a branch-and-bound tree, where they are not: there are many
ONE, NOTHING = Fraction(1), Fraction(0)
Core = Mapping[str, Ends]


@attrs.frozen(eq=False)
class Robust:
    """The ends between which each core index lies; both are equal where they are exact.

    `non_dominated` is how many selections there are that none dominates; None where that was not
    counted. `core` takes what requests take for what it is likely to be; `anyhow` are the indexes
    where that may come out anywhere as well, None where none of it is open. `left_open` are those
    who are not in `core`: their worth has no ends, or they leave open what they take.
    """

    demands: Demands
    core: Core
    non_dominated: int | None
    left_open: tuple[Candidate, ...] = ()
    anyhow: Core | None = None

    @property
    def between(self) -> tuple[str, ...]:
        """Those about which something may be learnt, the least settled first."""
        settled = ((NOTHING, NOTHING), (ONE, ONE))
        known = {**self.core, **(self.anyhow or {})}
        open_ = {key: ends for key, ends in known.items() if ends not in settled}
        half = Fraction(1, 2)
        return tuple(sorted(open_, key=lambda key: (abs(sum(open_[key]) / 2 - half), key)))

    @property
    def unsaid(self) -> tuple[str, ...]:
        """Those who cannot be chosen without an answer, and might be with one."""
        known = self.anyhow or {}
        ids = (each.id for each in self.left_open)
        return tuple(key for key in ids if known.get(key) != (NOTHING, NOTHING))

    @property
    def open(self) -> tuple[str, ...]:
        """Those about whom an answer may still change something."""
        return tuple(dict.fromkeys((*self.between, *self.unsaid)))

    def to_json(self) -> dict[str, Any]:
        """After the contract."""
        return {
            "core": _as_json(self.core),
            "non_dominated": self.non_dominated,
            "left_open": [each.id for each in self.left_open],
            "core_anyhow": None if self.anyhow is None else _as_json(self.anyhow),
        }


def _as_json(core: Core) -> dict[str, Any]:
    return {key: [number(end) for end in ends] for key, ends in core.items()}


def robust(
    candidates: Candidates,
    wishes: Wishes | None = None,
    *,
    weights: Weights = False,
    engine: Engine | None = None,
) -> Robust:
    """The core indexes of all candidates whose worth has ends.

    `weights` is False where they are as they are, None where they may be any, else the share by
    which each may be off. A request whose verdict is certain takes part, also where its worth is
    open; one that leaves open what it takes does where that may come out anywhere.
    """
    demands = Demands(candidates, wishes or Wishes())
    engine = attrs.evolve(engine or Engine(), nodes=NODES)
    nodes, graph = candidates.nodes, candidates.evaluator.graph
    scenarios = Scenarios(candidates, corners(graph, nodes.value, weights))
    members, open_ = dict[Candidate, Worth](), list[Candidate]()
    everybody, between = dict[Candidate, Worth](), list[tuple[Candidate, Candidate]]()
    takings = Takings(candidates)
    for each in candidates.all:
        if each.state not in ("candidate", "open"):
            continue
        worth = scenarios.worth(each)
        if worth is None or not each.takes_known:
            open_.append(each)
        else:
            members[each] = worth
        taken = takings.between(each)
        if worth is not None and (taken is not None or each.takes_known):
            everybody[each] = worth
            between.append(taken or (each, each))
    problem = demands.problem_of([*members])
    core, count = _core(Spans.of(problem, problem, [*members.values()]), engine)
    anyhow: Core | None = None
    if any(least.uses != most.uses for least, most in between):
        least, most = (demands.problem_of([pair[n] for pair in between]) for n in (0, 1))
        anyhow, _ = _core(Spans.of(least, most, [*everybody.values()]), engine)
    return Robust(demands, core, count, tuple(open_), anyhow)


def _core(spans: Spans, engine: Engine) -> tuple[Core, int | None]:
    """The indexes by id, and how many selections are dominated by none, where that is counted."""
    if not can_be_listed(spans):
        return dict(zip(spans.ids, ends_of(spans, engine), strict=True)), None
    kept = spans.non_dominated()
    shares = [
        Fraction(sum(place in each for each in kept), len(kept)) if kept else NOTHING
        for place in range(len(spans.ids))
    ]
    return {key: (share, share) for key, share in zip(spans.ids, shares, strict=True)}, len(kept)


def can_be_listed(spans: Spans) -> bool:
    """Whether all selections are looked at."""
    sums: Sequence[object] = (*spans.rows, *spans.corners)
    return len(spans.ids) <= EXACT or 2 * len(sums) * 2 ** len(spans.ids) <= MOST_SUMS
