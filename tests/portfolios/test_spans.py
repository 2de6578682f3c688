"""Spans: who dominates where what is taken is open; and ends of core indexes hold."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest
from selections import drawing, instance, selections

from evalcore.portfolios.ends import ends_of
from evalcore.portfolios.engine import Engine
from evalcore.portfolios.model import Demand, Problem, Row
from evalcore.portfolios.spans import Spans, Worth

ONE = Fraction(1)


def worths(rng: random.Random, count: int, corners: int, width: int) -> list[Worth]:
    found = []
    for _ in range(count):
        low = [Fraction(rng.randint(-1, 12)) for _ in range(corners)]
        found.append(Worth(tuple(low), tuple(each + rng.randint(0, width) for each in low)))
    return found


def open_spans(rng: random.Random) -> Spans:
    """A capacity of which requests take from so much to so much, and another row."""
    count = rng.randint(2, 4)
    least = {n: Fraction(rng.randint(0, 4)) for n in range(count)}
    most = {n: each + rng.choice([0, 0, 1, 2]) for n, each in least.items()}
    capacity, share = Demand("capacity", "c"), Demand("share", "s")
    high = Fraction(rng.randint(3, 9))
    side = rng.choice(
        [Row(share, {0: ONE, 1: ONE}, high=ONE), Row(share, {0: ONE, 1: -ONE}, high=ONE)]
    )
    ids = tuple(f"R{n}" for n in range(count))
    one, other = (
        Problem(ids, (ONE,) * count, (Row(capacity, terms, high=high), side))
        for terms in (least, most)
    )
    return Spans.of(one, other, worths(rng, count, 1, 3))


@pytest.mark.parametrize("seed", range(60))
def test_dominance_is_that_of_all_outcomes(seed):
    spans = open_spans(drawing(seed))
    count = len(spans.ids)
    capacity, side = spans.rows
    takes = [
        range(int(capacity.least.get(n, 0)), int(capacity.most.get(n, 0)) + 1) for n in range(count)
    ]
    gains = [range(int(w.low[0]), int(w.high[0]) + 1) for w in spans.worths]
    everything = selections(count)

    def allowed(chosen, outcome):
        return side.may_hold(chosen) and sum(outcome[n] for n in chosen) <= capacity.high

    def dominates(one, other):
        if any(allowed(other, u) and not allowed(one, u) for u in product(*takes)):
            return False
        more = [sum(g[n] for n in one) - sum(g[n] for n in other) for g in product(*gains)]
        return min(more) >= 0 and max(more) > 0

    possible = [each for each in everything if any(allowed(each, u) for u in product(*takes))]
    for one, other in product(possible, possible):
        assert spans.dominates(one, other) == dominates(one, other), (one, other)
    kept = [each for each in possible if not any(dominates(one, each) for one in possible)]
    assert spans.non_dominated() == kept


def wide(rng: random.Random) -> Spans:
    problem = instance(rng, rng.randint(3, 8))
    return Spans.of(problem, problem, worths(rng, len(problem.ids), rng.choice([1, 1, 3]), 4))


@pytest.mark.parametrize("make", [wide, open_spans])
@pytest.mark.parametrize("seed", range(40))
def test_ends_hold(seed, make):
    spans = make(drawing(seed))
    kept = spans.non_dominated()
    for place, (low, high) in enumerate(ends_of(spans, Engine())):
        if kept:
            index = Fraction(sum(place in each for each in kept), len(kept))
            assert low <= index <= high


def test_what_is_settled_is_seen_among_many():
    rng = drawing(3)
    count = 24
    terms = {n: Fraction(rng.randint(1, 9)) for n in range(count)}
    row = Row(Demand("capacity", "c"), terms, high=sum(terms.values()) / 3)
    problem = Problem(tuple(f"R{n:02}" for n in range(count)), (ONE,) * count, (row,))
    found = ends_of(Spans.of(problem, problem, worths(rng, count, 1, 2)), Engine(few=30))
    settled = [each for each in found if each[0] == each[1]]
    assert len(settled) >= 12
    assert {(0, 0), (1, 1)} == set(settled)
    for low, high in set(found).difference(settled):
        assert 0 < low < high < 1
