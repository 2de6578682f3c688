"""Along: the total and the verdict of one initiative as functions of its weighted mean.

The total is worked out for all draws at once by the very operations of the generated function, in
the same order, so both come to the same float; a formula that takes other turns is asked draw by
draw. Needs numpy. The verdict comes from the pieces that `settling` finds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial, reduce
from typing import Any, cast

import numpy as np
from numpy import float64, intp
from numpy.typing import NDArray

from evalcore.interpret.python import Compiled, compile_program
from evalcore.judge.evaluation import Evaluation
from evalcore.judge.possible import Space
from evalcore.language.comparing import TOLERANCE
from evalcore.language.nodes import Apply, Named, Node, walk_with_children
from evalcore.language.operations import OPERATIONS
from evalcore.request.situation import Situation
from evalcore.rules.graph import Graph
from evalcore.rules.mean import MEAN
from evalcore.study.draws.settling import MOST_PIECES, OPEN, Pieces, pieces, state_within
from evalcore.study.draws.shares import UNDECIDED

Numbers = NDArray[float64]
States = NDArray[intp]

MARGIN = 1e-9  # around the scores: a mean may leave their range by rounding


class Totals:
    """The total of every initiative along its weighted mean."""

    def __init__(self, graph: Graph, total: Node) -> None:
        """`graph` is one that `varied` made, `total` its total."""
        self.total, (self.mean,) = total, graph.leaves
        self.turning = _above(total, self.mean)
        self.fixed: list[Node] = []
        self.is_plain = self._is_plain(self.total)
        outputs = self.fixed if self.is_plain else [total]
        self.run: Compiled = compile_program(outputs, graph.types, graph.leaves)

    def of(self, evaluation: Evaluation) -> Callable[[Numbers], Numbers]:
        """The function from means to totals; not a number where a total is unknown."""
        now = evaluation.situation
        if not self.is_plain:
            return partial(self._one_by_one, now)
        known = self.run({**now.values, MEAN: None}, now.withheld, now.as_of)
        values = dict(zip(self.fixed, known, strict=True))
        return partial(self._at_once, values)

    def _is_plain(self, node: Node) -> bool:
        """Whether numpy can follow; gathers the parts that do not depend on the mean."""
        if node not in self.turning:
            self.fixed.append(node)
            return True
        if node is self.mean:
            return True
        match node:
            case Named(body=body):
                return self._is_plain(body)
            case Apply(operation, args):
                rule = OPERATIONS[operation].undefined
                doubtful = [] if rule is None else rule.of(args)
                parts = [self._is_plain(each) for each in args]
                return all(parts) and self.turning.isdisjoint(doubtful) and not node.data
            case _:
                return False

    def _at_once(self, fixed: Mapping[Node, Any], means: Numbers) -> Numbers:
        return np.asarray(self._value(self.total, fixed, means), float64)

    def _value(self, node: Node, fixed: Mapping[Node, Any], means: Numbers) -> Any:
        """What a node comes to: one number for each mean, or one for all."""
        if node not in self.turning:
            return math.nan if fixed[node] is None else fixed[node]
        if node is self.mean:
            return means
        inside = partial(self._value, fixed=fixed, means=means)
        match node:
            case Named(body=body):
                return inside(body)
            case Apply(operation, args):
                define: Any = OPERATIONS[operation].define
                values = [np.asarray(inside(each), float64) for each in args]
                if operation == "/" and abs(values[1]) <= TOLERANCE:
                    return math.nan
                found: Numbers = define(COLUMNS, *values)
                return found
            case _:
                raise NotImplementedError(type(node).__name__)

    def _one_by_one(self, now: Situation, means: Numbers) -> Numbers:
        found: list[float] = []
        for mean in means.tolist():
            (total,) = self.run({**now.values, MEAN: mean}, now.withheld, now.as_of)
            found.append(math.nan if total is None else total)
        return np.array(found, float)


def _above(total: Node, mean: Node) -> frozenset[Node]:
    """The nodes that depend on the weighted mean."""
    found = {mean}
    for node, below in walk_with_children(total, known=found):
        if not found.isdisjoint(below):
            found.add(node)
    return frozenset(found)


class _Columns:
    """The kernel of numpy: an operand is one number for each mean, or one for all."""

    @staticmethod
    def choose(condition: Any, then: Any, otherwise: Any) -> Any:
        return cast("Any", np.where(condition, then, otherwise))

    @staticmethod
    def least(*values: Any) -> Any:
        return reduce(np.minimum, values)

    @staticmethod
    def greatest(*values: Any) -> Any:
        return reduce(np.maximum, values)

    @staticmethod
    def ordered(*values: Any) -> Any:
        return np.sort(np.stack(np.broadcast_arrays(*values)), axis=0)

    @staticmethod
    def root(x: Any) -> Any:
        return np.sqrt(x)


COLUMNS: Any = _Columns()


class Verdicts:
    """The state of one initiative along its weighted mean: a place of a verdict, or undecided.

    `ends` are the least and the largest mean that any weights can lead to.
    """

    def __init__(
        self, graph: Graph, run: Compiled, evaluation: Evaluation, ends: tuple[float, float]
    ) -> None:
        self.run = run
        self.places = {each: place for place, each in enumerate(graph.ruleset.verdicts)}
        self.space = Space(graph, evaluation.situation.open({MEAN: None}))
        self.pieces: Pieces = pieces(self.space, MEAN, ends[0] - MARGIN, ends[1] + MARGIN)
        self.looked = 0

    def at(self, means: Numbers) -> States:
        """The state at each mean."""
        found = np.array(self.pieces.states, np.intp)[self._places(means)]
        if OPEN in self.pieces.states:
            open_ = np.flatnonzero(found == OPEN)
            distinct, where = np.unique(means[open_], return_inverse=True)
            point = np.array([self.point(each) for each in distinct.tolist()], np.intp)
            found[open_] = point[where]
        return found

    def between(self, lows: Numbers, highs: Numbers) -> States:
        """The state where the mean may be anywhere from low to high: one for all, or undecided.

        The mean is taken to vary by itself, whatever the fields that it waits for decide besides.
        """
        states = np.array(self.pieces.states, np.intp)
        first, last = self._places(lows), self._places(highs)
        clear = (first == last) & (states[first] != OPEN)
        return np.where(clear, states[first], UNDECIDED)

    def _places(self, means: Numbers) -> States:
        return np.searchsorted(np.array(self.pieces.edges[1:], float), means, side="right")

    def point(self, mean: float) -> int:
        """The state at one mean."""
        now = self.space.situation
        values = {**now.values, MEAN: mean}
        verdict: str | None = self.run(values, now.withheld, now.as_of)[0]
        if verdict is not None:
            return self.places[verdict]
        self.looked += 1
        if self.looked > MOST_PIECES:
            return UNDECIDED
        state = state_within(self.space.assume({MEAN: (mean, mean)}))
        return UNDECIDED if state is None else state
