"""Weights: verdicts and ranks while the weights of the criteria are drawn.

Stochastic multicriteria acceptability analysis: SMAA-2 (Lahdelma and Salminen, 2001, Operations
Research 49). The scores are as they are; the weights are opinions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

import attrs

from evalcore.judge.evaluation import Judged, judged
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.record import made_by
from evalcore.request.initiative import Initiative
from evalcore.request.values import as_json
from evalcore.study.draws.opinions import any_weights, check_numpy, weights_near
from evalcore.study.draws.shares import DRAWS, SEED, Shares, check_request
from evalcore.study.draws.varied import varied
from evalcore.written.errors import Complaint, InputError, show
from evalcore.written.numbers import is_number

if TYPE_CHECKING:
    from numpy import float64, int64
    from numpy.typing import NDArray

    from evalcore.study.draws.counting import Counting

AT_ONCE = 2_000_000  # numbers in one table of draws
MOST_ROWS = 100_000  # of weights at once


@attrs.frozen(eq=False)
class InitiativeDraws:
    """One initiative in all draws of the weights.

    `ranks` counts how often it comes first, second ... among the initiatives that can be ranked;
    None where its total is unknown, so that it cannot. `central_weights` are the mean weights of
    the draws in which it comes first, by criterion: what one must think for it to be the best;
    None where it never does.
    """

    evaluation: Judged
    shares: Shares
    ranks: tuple[int, ...] | None
    central_weights: Mapping[str, float] | None

    @property
    def id(self) -> str:
        """The initiative's."""
        return self.evaluation.id

    @property
    def acceptability(self) -> tuple[float, ...] | None:
        """The share of draws in which it has each rank, from the first on; together 1."""
        return None if self.ranks is None else tuple(n / self.shares.draws for n in self.ranks)

    @property
    def expected_rank(self) -> float | None:
        """The mean of its ranks, from 1."""
        if self.ranks is None:
            return None
        whole = sum(rank * times for rank, times in enumerate(self.ranks, start=1))
        return whole / self.shares.draws

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The missing fields that its total waits for, where it cannot be ranked."""
        total = self.evaluation.graph.total
        if self.ranks is not None or total is None:
            return ()
        return tuple(self.evaluation.outcome(total).missing)

    def to_json(self) -> dict[str, Any]:
        """The drawing as plain data; shares are not rounded."""
        evaluation, central = self.evaluation, self.central_weights
        ranks = self.acceptability
        return {
            "id": evaluation.id,
            "title": evaluation.title,
            "verdict": evaluation.verdict,
            "decided": evaluation.decided,
            "total": evaluation.total,
            **self.shares.to_json(),
            "expected_rank": self.expected_rank,
            "rank_acceptability": None if ranks is None else list(ranks),
            "central_weights": None if central is None else dict(central),
            "waits_for": list(self.waits_for),
        }


@attrs.frozen
class Flip:
    """Two initiatives whose order depends on the weights: by the ruleset's, `first` is before.

    `before` counts the draws in which that holds, too.
    """

    first: str
    second: str
    before: int
    draws: int

    @property
    def share(self) -> float:
        """The share of the draws in which `first` comes before `second`."""
        return self.before / self.draws

    def to_json(self) -> dict[str, Any]:
        """The pair as plain data."""
        after = (self.draws - self.before) / self.draws
        return {"first": self.first, "second": self.second, "before": self.share, "after": after}


@attrs.frozen(slots=False, eq=False)
class WeightDraws:
    """Initiatives by one ruleset whose weights are drawn.

    `tolerance` is the share by which each weight may be off; None stands for any weights at all.
    `initiatives` are in the order of `Evaluator.rank` by the ruleset's own weights. `pairs` counts
    in how many draws each of those that can be ranked comes before each other.
    """

    evaluator: Evaluator
    as_of: date | None
    draws: int
    seed: int
    tolerance: float | None
    initiatives: tuple[InitiativeDraws, ...]
    pairs: NDArray[int64] = attrs.field(repr=False)

    @cached_property
    def ranked(self) -> tuple[InitiativeDraws, ...]:
        """Those that can be ranked: their total is known."""
        return tuple(each for each in self.initiatives if each.ranks is not None)

    @cached_property
    def left_out(self) -> tuple[InitiativeDraws, ...]:
        """Those whose total is unknown, or undefined."""
        return tuple(each for each in self.initiatives if each.ranks is None)

    @cached_property
    def flips(self) -> tuple[Flip, ...]:
        """The pairs that come in both orders, the most even ones first."""
        import numpy as np

        names = [each.id for each in self.ranked]
        open_ = np.triu((self.pairs > 0) & (self.pairs < self.draws), k=1)
        ones, others = (each.tolist() for each in np.nonzero(open_))
        found = [
            Flip(names[one], names[other], before, self.draws)
            for one, other, before in zip(ones, others, self.pairs[open_].tolist(), strict=True)
        ]
        return tuple(sorted(found, key=lambda each: abs(2 * each.before - each.draws)))

    def to_json(self) -> dict[str, Any]:
        """The drawing as plain data; shares are not rounded."""
        return {
            "ruleset": as_json(made_by(self.evaluator.graph)),
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "draws": self.draws,
            "seed": self.seed,
            "tolerance": self.tolerance,
            "initiatives": [each.to_json() for each in self.initiatives],
            "flips": [each.to_json() for each in self.flips],
        }


def draw_weights(
    evaluator: Evaluator,
    initiatives: Iterable[Initiative | Mapping[str, object]],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    tolerance: float | None = None,
    as_of: date | None = None,
) -> WeightDraws:
    """Verdicts and ranks under weights drawn `draws` times (1 to 1,000,000).

    Without `tolerance`, evenly over all weights there can be; with one (0 up to but not 1), each
    weight evenly within that share of its own, and all divided by their sum. In each draw the
    initiatives whose total is known are ranked as `Evaluator.rank` does; the undecided come after
    the decided.

    Needs numpy, the extra `draws`. Raises `InputError` without it, for numbers out of range, for a
    ruleset without weights, for values that do not fit, and for a missing date.
    """
    check_request(draws, seed)
    if tolerance is not None and not (is_number(tolerance) and 0 <= tolerance < 1):
        expected = "from 0 up to, but not, 1: 0.2 is 20 percent more or less"
        raise InputError(Complaint(f"found {show(tolerance)}", expected, label="tolerance"))
    graph = varied(evaluator.graph)
    check_numpy()
    from evalcore.study.draws.counting import Counting

    evaluations = [*map(judged, evaluator.rank(initiatives, as_of=as_of))]
    counting = Counting(graph, evaluations)
    random = Random(seed)  # noqa: S311 - for statistics, and the same each time
    at_once = max(1, min(MOST_ROWS, AT_ONCE // max(1, len(evaluations))))
    for weights in _weights(evaluator, random, draws, tolerance, at_once, as_of):
        counting.add(weights)
    found = tuple(_result(counting, each, n) for n, each in enumerate(evaluations))
    return WeightDraws(evaluator, as_of, draws, seed, tolerance, found, counting.pairs)


def _result(counting: Counting, evaluation: Judged, n: int) -> InitiativeDraws:
    counts, undecided = counting.verdicts(n)
    shares = Shares(evaluation.graph.ruleset.verdicts, counts, undecided)
    ranks, central = counting.ranks_of(n), counting.central(n)
    return InitiativeDraws(evaluation, shares, ranks, central)


def _weights(
    evaluator: Evaluator,
    random: Random,
    draws: int,
    tolerance: float | None,
    at_once: int,
    as_of: date | None,
) -> Iterator[NDArray[float64]]:
    own = [float(weight or 0.0) for weight, _ in evaluator.graph.days.weights(as_of)]
    for start in range(0, draws, at_once):
        count = min(at_once, draws - start)
        if tolerance is None:
            yield any_weights(random, count, len(own))
        else:
            yield weights_near(random, count, own, tolerance)
