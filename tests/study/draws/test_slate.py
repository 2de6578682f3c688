"""Draws within a slate: each draw aggregates anew, as evaluating it would."""

from __future__ import annotations

from collections import Counter
from random import Random

import attrs
import evalcore_topsis
import pytest

from evalcore import discover, draw_estimates, draw_weights
from evalcore.judge.evaluator import Evaluator
from evalcore.study.draws.opinions import any_weights
from evalcore.study.draws.pert import Pert
from rulesets import evaluator

BODY = """
verdicts = ["go", "hold", "kill"]
when_undecided = "hold"
total = { aggregation = "topsis" }
[fields.a]
kind = "estimate"
minimum = 0
maximum = 10
[fields.b]
kind = "estimate"
minimum = 0
maximum = 10
[criteria.much]
score = "a / 10"
weight = 2
[criteria.more]
score = "b / 10"
weight = 1
[criteria.both]
score = "a * b / 100"
weight = 0
[[rules]]
id = "good"
when = "total >= 0.6"
verdict = "go"
[[rules]]
id = "bad"
when = "total < 0.2"
verdict = "kill"
"""
WIDE = {"low": 0, "likely": 5, "high": 10}
SLATE = [
    {"id": "A", "a": WIDE, "b": 3},
    {"id": "B", "a": 3, "b": 9},
    {"id": "C", "a": {"low": 4, "likely": 5, "high": 6}, "b": 5},
    {"id": "D", "a": 1, "b": 0},
]
JUDGE = evaluator(BODY, discover(extra=[evalcore_topsis], entry_points=False))


@pytest.mark.parametrize("c", [{"id": "C", "a": 5, "b": 5}, {"id": "C", "a": 5}])
def test_each_draw_of_estimates_is_what_evaluating_it_comes_to(c):
    slate = [SLATE[0], SLATE[1], c, SLATE[3]]
    drawn = draw_estimates(JUDGE, SLATE[0], draws=200, seed=7, slate=slate)
    column = Pert(0, 5, 10).draws(Random(7), 200)  # noqa: S311
    counted: Counter[str] = Counter()
    for each in column:
        found = JUDGE.evaluate({**SLATE[0], "a": each}, slate=slate[1:])
        counted[str(found.verdict) if found.decided else "undecided"] += 1
    shares = drawn.shares
    assert {**dict(zip(shares.verdicts, shares.counts, strict=True))} == {
        each: counted[each] for each in shares.verdicts
    }
    assert shares.undecided == counted["undecided"]
    assert len(set(counted)) > 1


def test_without_estimates_of_its_own_the_verdict_is_as_evaluated():
    drawn = draw_estimates(JUDGE, SLATE[1], draws=50, slate=SLATE)
    verdict = JUDGE.evaluate(SLATE[1], slate=SLATE).verdict
    assert drawn.shares.of(str(verdict)) == 1
    assert draw_estimates(JUDGE, SLATE[1], draws=50).shares.share_undecided == 1


def test_each_draw_of_weights_is_what_evaluating_with_them_comes_to():
    drawn = draw_weights(JUDGE, SLATE, draws=60, seed=3)
    counted = {each["id"]: Counter[str]() for each in SLATE}
    firsts: Counter[str] = Counter()
    for weights in any_weights(Random(3), 60, 3).tolist():  # noqa: S311
        criteria = tuple(
            attrs.evolve(each, weight=weight)
            for each, weight in zip(JUDGE.ruleset.criteria, weights, strict=True)
        )
        judge = Evaluator(attrs.evolve(JUDGE.ruleset, criteria=criteria), plugins=JUDGE.plugins)
        ranking = judge.rank(SLATE)
        firsts[ranking[0].id] += 1
        for each in ranking:
            counted[each.id][str(each.verdict)] += 1
    for each in drawn.initiatives:
        shares = dict(zip(each.shares.verdicts, each.shares.counts, strict=True))
        assert {verdict: n for verdict, n in shares.items() if n} == counted[each.id]
        assert each.acceptability is not None
        assert each.acceptability[0] * 60 == pytest.approx(firsts[each.id])


def test_while_a_score_is_open_draws_of_weights_say_what_is_certain():
    slate = [*SLATE[:2], {"id": "C", "a": 5}, SLATE[3]]
    drawn = draw_weights(JUDGE, slate, draws=60, seed=3)
    assert [each.ranks for each in drawn.initiatives] == [None] * 4
    last = next(each for each in drawn.initiatives if each.id == "D")
    assert last.shares.of("kill") == 1
    assert any(each.shares.undecided for each in drawn.initiatives)
