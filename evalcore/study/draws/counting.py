"""Counting: what comes of each draw of weights, added up over all draws. Needs numpy."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import numpy as np
from numpy import float64, int64, intp
from numpy.typing import NDArray

from evalcore.interpret.python import Compiled, compile_program
from evalcore.judge.evaluation import Evaluation
from evalcore.rules.graph import Graph
from evalcore.rules.mean import MEAN
from evalcore.study.draws.along import Totals, Verdicts
from evalcore.study.draws.ranks import MOST_RANKED, add_pairs, orders, rank_counts
from evalcore.study.draws.shares import UNDECIDED
from evalcore.written.errors import Complaint, InputError

Numbers = NDArray[float64]


class Counting:
    """Counts verdicts, ranks and orders of pairs for initiatives that were ranked once.

    `graph` is one that `varied` made. Within, initiatives are in the order of their ids, which
    decide ties; asked about, they are numbered as they were given.
    """

    def __init__(self, graph: Graph, evaluations: Sequence[Evaluation]) -> None:
        self.names = [each.id for each in graph.criteria]
        self.kinds = len(graph.ruleset.verdicts)
        given = sorted(range(len(evaluations)), key=lambda n: evaluations[n].id)
        ordered = [evaluations[n] for n in given]
        self.row_of = {n: row for row, n in enumerate(given)}
        scores = [_Scores.of(each) for each in ordered]
        self.along = _along(graph, ordered, scores)
        shape = (len(ordered), len(self.names))
        self.lows = np.array([each.lows for each in scores], float).reshape(shape)
        self.highs = np.array([each.highs for each in scores], float).reshape(shape)
        self.known = [each.known for each in scores]
        ranked = [row for row, each in enumerate(ordered) if each.total is not None]
        if len(ranked) > MOST_RANKED:
            problem = f"found {len(ranked):,} initiatives to rank in each draw"
            raise InputError(Complaint(problem, f"at most {MOST_RANKED:,}"))
        self.totals: list[Callable[[Numbers], Numbers]] = []
        if graph.total is not None:
            totals = Totals(graph, graph.total)
            self.totals = [totals.of(ordered[row]) for row in ranked]
        self.ranked = np.array(ranked, intp)
        self.column_of = {given[row]: column for column, row in enumerate(ranked)}
        self.states = np.zeros((len(ordered), self.kinds + 1), int64)
        self.ranks = np.zeros((len(ranked), len(ranked)), int64)
        self.before = np.zeros((len(ranked), len(ranked)), int64)
        self.firsts = np.zeros((len(ranked), len(self.names)))

    def add(self, weights: Numbers) -> None:
        """Counts these draws, too: one row of weights each."""
        means = _means(self.lows, weights)
        states = np.empty(means.shape, intp)
        for row, along in enumerate(self.along):
            if isinstance(along, int):
                states[row] = along
            elif self.known[row]:
                states[row] = along.at(means[row])
            else:
                tops = _means(self.highs[row : row + 1], weights)[0]
                states[row] = along.between(means[row], tops)
            self.states[row] += np.bincount(states[row] + 1, minlength=self.kinds + 1)
        if len(self.ranked):
            totals = np.empty((len(self.ranked), len(weights)))
            for column, row in enumerate(self.ranked.tolist()):
                totals[column] = self.totals[column](means[row])
            self._rank(orders(states[self.ranked], totals, self.kinds), weights)

    def _rank(self, order: NDArray[int64], weights: Numbers) -> None:
        self.ranks += rank_counts(order)
        add_pairs(order, self.before)
        for place in range(len(self.names)):
            drawn = np.ascontiguousarray(weights[:, place])
            self.firsts[:, place] += np.bincount(order[:, 0], drawn, len(self.ranked))

    def verdicts(self, n: int) -> tuple[tuple[int, ...], int]:
        """In how many draws initiative `n` has each verdict, and in how many it is undecided."""
        undecided, *counts = map(int, self.states[self.row_of[n]])
        return tuple(counts), undecided

    def ranks_of(self, n: int) -> tuple[int, ...] | None:
        """How often it has each rank; None where it cannot be ranked."""
        column = self.column_of.get(n)
        return None if column is None else tuple(map(int, self.ranks[column]))

    def central(self, n: int) -> dict[str, float] | None:
        """The mean weights of the draws in which it comes first; None where it never does."""
        column = self.column_of.get(n)
        if column is None or not self.ranks[column, 0]:
            return None
        times = int(self.ranks[column, 0])
        sums = map(float, self.firsts[column])
        return {name: whole / times for name, whole in zip(self.names, sums, strict=True)}

    @property
    def pairs(self) -> NDArray[int64]:
        """In how many draws each (row) comes before each other (column), as they were given."""
        columns = [column for _, column in sorted(self.column_of.items())]
        return self.before[np.ix_(columns, columns)]


def _means(scores: Numbers, weights: Numbers) -> Numbers:
    """The weighted means: one row an initiative, one column a draw.

    Added one criterion after the other, as the generated function adds them; a product of matrices
    would add in whatever order is fastest on the machine.
    """
    means = np.zeros((len(scores), len(weights)))
    part = np.empty_like(means)
    for place in range(weights.shape[1]):
        np.multiply(scores[:, place, None], weights[None, :, place], out=part)
        means += part
    return means


@attrs.frozen
class _Scores:
    """Between which bounds each score of an initiative lies.

    `known` says that all are; `undefined` that one of them may have no value at all.
    """

    lows: tuple[float, ...]
    highs: tuple[float, ...]
    known: bool
    undefined: bool

    @classmethod
    def of(cls, evaluation: Evaluation) -> _Scores:
        graph = evaluation.graph
        places = [graph.places[each.score] for each in graph.criteria]
        values = tuple(evaluation.values[place] for place in places)
        if None not in values:
            return cls(values, values, known=True, undefined=False)
        spans = graph.spanning(evaluation.space.situation)
        lows, highs, undefined = zip(*(spans[place] for place in places), strict=True)
        return cls(tuple(lows), tuple(highs), known=False, undefined=any(undefined))


def _along(
    graph: Graph, evaluations: Sequence[Evaluation], scores: Sequence[_Scores]
) -> list[Verdicts | int]:
    """For each initiative its verdicts along the mean, or the one state that it always has."""
    run = compile_program([graph.verdict], graph.types, graph.leaves)
    found: list[Verdicts | int] = []
    for each, score in zip(evaluations, scores, strict=True):
        if score.undefined:
            found.append(_without_mean(graph, run, each))
        else:
            ends = min(score.lows), max(score.highs)
            found.append(Verdicts(graph, run, each, ends))
    return found


def _without_mean(graph: Graph, run: Compiled, evaluation: Evaluation) -> int:
    """The state where the mean has no value: a verdict only where no step needs it."""
    now = evaluation.situation
    (verdict,) = run({**now.values, MEAN: None}, now.withheld, now.as_of)
    return UNDECIDED if verdict is None else graph.ruleset.verdicts.index(verdict)
