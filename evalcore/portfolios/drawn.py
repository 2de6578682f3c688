"""Drawn: how often each request is chosen while estimates, and perhaps weights, are drawn.

Each estimate is drawn by itself, from the distribution through its three values; what a request
takes stays as it is likely. The best selection of each draw is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import attrs

from evalcore.interpret.python import compile_program
from evalcore.portfolios.candidates import Candidate, Candidates
from evalcore.portfolios.choice import selected
from evalcore.portfolios.demands import Demands, Wishes
from evalcore.portfolios.engine import Engine
from evalcore.portfolios.model import decimal
from evalcore.portfolios.scenarios import Weights
from evalcore.request.fields import Field, Kind
from evalcore.request.values import Estimate
from evalcore.study.draws.opinions import any_weights, check_numpy, weights_near
from evalcore.study.draws.pert import Pert
from evalcore.study.draws.shares import SEED
from evalcore.written.errors import Complaint, InputError

MOST_DRAWS = 10_000  # each is a problem of its own


@attrs.frozen(eq=False)
class Drawn:
    """In how many of the draws each candidate is chosen; `failed` had no selection."""

    demands: Demands
    draws: int
    seed: int
    counts: dict[str, int]
    failed: int = 0

    def share(self, key: str) -> float:
        """The share of the draws in which it is chosen."""
        return self.counts[key] / self.draws

    def to_json(self) -> dict[str, Any]:
        """As plain data; shares are not rounded."""
        shares = {key: self.share(key) for key in self.counts}
        return {"draws": self.draws, "seed": self.seed, "chosen_in": shares, "failed": self.failed}


def draw(
    candidates: Candidates,
    wishes: Wishes | None = None,
    *,
    draws: int,
    seed: int = SEED,
    weights: Weights = False,
    engine: Engine | None = None,
) -> Drawn:
    """How often each candidate is chosen. `weights` as for `robust`; those drawn need numpy.

    Raises `InputError` for fewer than 1 draw, for more than 10,000, and for a value that is open.
    """
    if not 1 <= draws <= MOST_DRAWS:
        said = f"found {draws} draws"
        raise InputError(Complaint(said, f"from 1 to {MOST_DRAWS}", source="--draws"))
    demands, engine = Demands(candidates, wishes or Wishes()), engine or Engine()
    drawing = _Drawing(candidates, draws, seed, weights=weights)
    columns = [drawing.column(each) for each in demands.members]
    problem, counts, failed = demands.problem, dict.fromkeys(demands.place, 0), 0
    for values in zip(*columns, strict=True):
        found, _ = selected(engine, problem.worth(values), 1)
        failed += found.chosen is None
        for place in problem.requests(found.chosen or ()):
            counts[problem.ids[place]] += 1
    return Drawn(demands, draws, seed, counts, failed)


class _Drawing:
    def __init__(self, candidates: Candidates, draws: int, seed: int, weights: Weights) -> None:
        graph, self.value = candidates.evaluator.graph, candidates.nodes.value
        self.draws, self.seed = draws, seed
        self.names = [*graph.weights] if weights is not False else []
        if weights is not False and not self.names:
            problem = "what is maximised takes no weighted mean: there are no weights to draw"
            raise InputError(Complaint(problem, source="--weights"))
        leaves = {
            graph.weights[name]: Field(f"weight.{name}", Kind.NUMBER, minimum=0)
            for name in self.names
        }
        self.run = compile_program([self.value], graph.types, leaves)
        own = {each.id: float(each.weight or 0) for each in graph.criteria}
        self.weights = self._weights([own[name] for name in self.names], weights=weights)

    def _weights(self, own: Sequence[float], weights: Weights) -> Sequence[Sequence[float]]:
        if weights is False:
            return [()] * self.draws
        check_numpy()
        random = Random(self.seed)  # noqa: S311 - for statistics, and the same each time
        if weights is None:
            drawn = any_weights(random, self.draws, len(own))
        else:
            drawn = weights_near(random, self.draws, own, float(weights))
        found: list[list[float]] = drawn.tolist()
        return found

    def column(self, candidate: Candidate) -> Iterator[Any]:
        """What it is worth in each draw; the order of requests changes nothing."""
        evaluation = candidate.evaluation
        now, said = evaluation.situation, evaluation.initiative.values
        random = Random(f"{self.seed}:{candidate.id}")  # noqa: S311 - the same each time
        names = sorted(key for key in now.estimates if isinstance(key, str))
        drawn: dict[str, list[float]] = {}
        for name in names:
            each = said[name]
            if isinstance(each, Estimate):
                values = Pert(each.low, each.likely, each.high).draws(random, self.draws)
                whole = evaluation.graph.declared[name].whole
                drawn[name] = [float(round(value)) for value in values] if whole else values
        for number, weights in enumerate(self.weights):
            put: dict[str, Any] = {name: values[number] for name, values in drawn.items()}
            put |= {f"weight.{n}": w for n, w in zip(self.names, weights, strict=True)}
            value = self.run({**now.values, **put}, now.withheld, now.as_of)[0]
            yield decimal(float(value or 0.0))
