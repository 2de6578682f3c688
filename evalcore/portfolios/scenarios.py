"""Scenarios: between which ends the worth of each request lies, at the corners of the weights.

Estimates may come out anywhere from low to high, fields that nobody has said anywhere in their
declared range, and weights, where they are left open, anywhere in a region whose corners are enough
to look at: what is maximised is linear in them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import isinf, prod
from typing import Any, Literal

from evalcore.interpret.bounds import Bounded, bound_program
from evalcore.judge.evaluation import Judged
from evalcore.language.nodes import Apply, Named, Node, walk_with_children
from evalcore.portfolios.candidates import Candidate, Candidates
from evalcore.portfolios.model import decimal
from evalcore.portfolios.spans import Worth
from evalcore.request.fields import Field, Kind
from evalcore.request.situation import Situation
from evalcore.rules.graph import Graph
from evalcore.written.errors import Complaint, InputError

# How weights are left open: not at all (False), wholly (None), or by the share each may be off.
Weights = float | Literal[False] | None
Corner = Mapping[str, float]  # a weight by criterion; empty where weights are as they are
MOST_CORNERS = 1024
PASSES = 300  # of bounds, to find one end of one request at one corner
CLOSE = 1e-12  # between what is bounded and what is reached: the end is found


def corners(graph: Graph, value: Node, tolerance: Weights) -> list[Corner]:
    """The corners of the weights: False leaves them as they are, None lets them be any.

    A number is the share by which each may be off. Raises `InputError` where what is maximised is
    not linear in the weighted mean, and where there are too many corners.
    """
    if tolerance is False:
        return [{}]
    mean = graph.mean
    if mean is None or not _is_linear(value, mean):
        what = "no weighted mean" if mean is None else "no multiple of the weighted mean"
        problem = f"what is maximised is {what}, so weights cannot be left open"
        raise InputError(Complaint(problem, "the total, or a sum with it", source="--weights"))
    names = list(graph.weights)
    if tolerance is None:
        return [{name: float(name == one) for name in names} for one in names]
    own = {each.id: float(each.weight or 0) for each in graph.criteria}
    ends = [sorted({own[name] * (1 - tolerance), own[name] * (1 + tolerance)}) for name in names]
    if prod(map(len, ends)) > MOST_CORNERS:
        problem = f"{len(names)} criteria with weights that may be off"
        raise InputError(Complaint(problem, "at most 10, or --weights any", source="--weights"))
    return [dict(zip(names, each, strict=True)) for each in product(*ends)]


def _is_linear(node: Node, mean: Node) -> bool:
    """Whether a node is the mean times something, plus something, of what no weight changes."""
    above = {mean}
    for each, below in walk_with_children(node, known=above):
        if not above.isdisjoint(below):
            above.add(each)

    def linear(each: Node) -> bool:
        if each not in above or each is mean:
            return True
        match each:
            case Named(body=body):
                return linear(body)
            case Apply("+" | "-", args):
                return all(map(linear, args))
            case Apply("*", args):
                return sum(arg in above for arg in args) == 1 and all(map(linear, args))
            case Apply("/", (first, second)):
                return second not in above and linear(first)
            case _:
                return False

    return linear(node)


class Scenarios:
    """The ends of worth of candidates, one after the other."""

    def __init__(self, candidates: Candidates, found: Sequence[Corner]) -> None:
        graph, self.value = candidates.evaluator.graph, candidates.nodes.value
        self.graph, self.corners = graph, found
        leaves = {
            node: Field(f"weight.{name}", Kind.NUMBER, minimum=0)
            for name, node in graph.weights.items()
            if found != [{}]
        }
        self.bound: Bounded = bound_program([self.value], graph.types, leaves, graph.demanded)
        self.reads = candidates.nodes.reads

    def worth(self, candidate: Candidate) -> Worth | None:
        """Between which ends it lies at each corner; None where an end has no value."""
        ends = [self._ends(candidate.evaluation, corner) for corner in self.corners]
        if any(each is None or isinf(each[0]) or isinf(each[1]) for each in ends):
            return None
        kept = [each for each in ends if each is not None]
        lows, highs = zip(*((decimal(low), decimal(high)) for low, high in kept), strict=True)
        return Worth(lows, highs)

    def _ends(self, evaluation: Judged, corner: Corner) -> tuple[float, float] | None:
        said = {f"weight.{name}": weight for name, weight in corner.items()}
        situation = evaluation.space.situation.put(said)
        names = [key for key in situation.estimates if isinstance(key, str)]
        situation = situation.over_estimates(names)
        found = self.bound(situation)
        if found is None or found[0] is None or found[0][2]:
            return None
        low, high = found[0][:2]
        if low == high:
            return low, high
        keys = [*self._open(situation)]
        return self._sharp(situation, keys, high=False), self._sharp(situation, keys, high=True)

    def _open(self, situation: Situation) -> Iterator[tuple[str, Any]]:
        """The numbers that are open, with their ranges: what can be cut."""
        for name in self.reads:
            field = self.graph.declared[name]
            if situation.values.get(name) is None and field.kind.is_number:
                ends = situation.ranges.get(name, (field.low, field.high))
                if ends[0] < ends[1] and not isinf(ends[0]) and not isinf(ends[1]):
                    yield name, ends

    def _sharp(self, situation: Situation, keys: Sequence[tuple[str, Any]], *, high: bool) -> float:
        """One end, by cutting what is open: exact where bounds and what is reached meet."""
        place, sign = (1, -1.0) if high else (0, 1.0)

        def look(ranges: Mapping[Any, Any]) -> float:
            found = self.bound(situation.assume(ranges))
            return float("inf") if found is None else sign * found[0][place]

        def reached(ranges: Mapping[str, Any]) -> float:
            point = {name: (ends[0], ends[0]) for name, ends in ranges.items()}
            best = look(point)
            for name, ends in ranges.items():
                other = {**point, name: (ends[1], ends[1])}
                found = look(other)
                if found < best:
                    best, point = found, other
            return best

        whole = dict(keys)
        waiting = [(look(whole), 0, whole)]
        if not keys:
            return sign * waiting[0][0]
        best, count = reached(whole), 0
        while waiting[0][0] < best - CLOSE * max(1.0, abs(best)) and count < PASSES:
            _, _, ranges = heapq.heappop(waiting)
            name = max(ranges, key=lambda key: (_share(ranges[key], whole[key]), key))
            low, top = ranges[name]
            for ends in ((low, (low + top) / 2), ((low + top) / 2, top)):
                count += 1
                part = {**ranges, name: ends}
                heapq.heappush(waiting, (look(part), count, part))
                best = min(best, reached(part))
        return sign * min(waiting[0][0], best)


def _share(ends: tuple[float, float], whole: tuple[float, float]) -> float:
    return (ends[1] - ends[0]) / (whole[1] - whole[0])
