"""Takings: between which ends lies what each request takes in each period, whatever turns out.

Estimates may come out anywhere from low to high, and fields that nobody has said anywhere in their
declared range; so may start and length.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs

from evalcore.interpret.bounds import Bounded, bound_program
from evalcore.language.nodes import Node
from evalcore.portfolios.candidates import NOTHING, Candidate, Candidates
from evalcore.portfolios.model import decimal

Ends = tuple[float, float]


class Takings:
    """What candidates take at least and at most, one after the other."""

    def __init__(self, candidates: Candidates) -> None:
        self.nodes, graph = candidates.nodes, candidates.evaluator.graph
        timed = (*self.nodes.uses.values(), self.nodes.start, self.nodes.length)
        outputs = [*dict.fromkeys(each for each in timed if each is not None)]
        self.places: Mapping[Node, int] = {node: place for place, node in enumerate(outputs)}
        self.bound: Bounded = bound_program(outputs, graph.types, relations=graph.demanded)

    def between(self, candidate: Candidate) -> tuple[Candidate, Candidate] | None:
        """The same where it takes least, and most; None where that has no end, or no value."""
        situation = candidate.evaluation.space.situation
        names = [key for key in situation.estimates if isinstance(key, str)]
        found = self.bound(situation.over_estimates(names))
        if found is None:
            return None
        ends = {node: found[place] for node, place in self.places.items()}
        if any(each is None or each[2] for each in ends.values()):
            return None
        spans = {node: (float(low), float(high)) for node, (low, high, _) in ends.items()}
        if any(math.isinf(end) for node in self.nodes.uses.values() for end in spans[node]):
            return None
        start = (1.0, 1.0) if self.nodes.start is None else spans[self.nodes.start]
        length = (math.inf, math.inf) if self.nodes.length is None else spans[self.nodes.length]
        least, most = dict[str, tuple[Fraction, ...]](), dict[str, tuple[Fraction, ...]]()
        for name, node in self.nodes.uses.items():
            pairs = [
                (min(both), max(both))
                for both in self.over_periods(name, spans[node], start, length)
            ]
            least[name], most[name] = tuple(p[0] for p in pairs), tuple(p[1] for p in pairs)
        return attrs.evolve(candidate, uses=least), attrs.evolve(candidate, uses=most)

    def over_periods(self, name: str, use: Ends, start: Ends, length: Ends) -> list[list[Fraction]]:
        """What may be taken in each period, at both ends."""
        rules = self.nodes.rules
        amounts = [decimal(use[0]), decimal(use[1])]
        if not rules.periods:
            return [amounts]
        profile = tuple(map(decimal, rules.capacities[name].profile))
        return [
            [amount * part for amount in amounts for part in _parts(period, profile, start, length)]
            for period in range(1, len(rules.periods) + 1)
        ]


def _parts(period: int, profile: Sequence[Fraction], start: Ends, length: Ends) -> list[Fraction]:
    """Which parts of its amount may be taken in a period: the least and the most of them."""
    never, surely = _runs(period, start, length)
    if never:
        return [NOTHING]
    parts = [] if surely else [NOTHING]
    if not profile:
        return [*parts, Fraction(1)]
    ever = math.isinf(start[0])  # it may have begun long before the first period
    oldest = len(profile) if ever else period - math.floor(decimal(start[0]))
    youngest = 0 if math.isinf(start[1]) else max(period - math.floor(decimal(start[1])), 0)
    if oldest >= len(profile):
        parts.append(NOTHING)
    parts += profile[youngest : oldest + 1]
    return [min(parts), max(parts)]


def _runs(period: int, start: Ends, length: Ends) -> tuple[bool, bool]:
    """Whether it never runs in a period, and whether it surely does."""
    first = [each if math.isinf(each) else math.floor(decimal(each)) for each in start]
    last = [_last(begin, lasts) for begin, lasts in zip(start, length, strict=True)]
    return (period < first[0] or period > last[1]), first[1] <= period <= last[0]


def _last(start: float, length: float) -> float:
    """The last period of what begins and lasts so."""
    if math.isinf(start) or math.isinf(length):
        return start if math.isinf(start) else length
    return math.ceil(decimal(start) + decimal(length)) - 1
