"""Drawn: how often each request is chosen while estimates and weights are drawn."""

from __future__ import annotations

import pytest

from evalcore.portfolios.candidates import candidates_of, reader_of
from evalcore.portfolios.drawn import draw
from rulesets import evaluator

pytest.importorskip("numpy", reason="the extra draws is not installed")

BODY = """
verdicts = ["go"]
[fields.fit]
kind = "number"
minimum = 0
maximum = 1
[fields.gain]
kind = "estimate"
minimum = 0
maximum = 1
[fields.hours]
kind = "number"
[criteria.first]
score = "fit"
weight = 1
[criteria.second]
score = "gain"
weight = 1
[portfolio.capacities.my_hours]
uses = "hours"
amount = 1
"""


def slate(*said):
    from evalcore.judge.evaluator import Evaluator
    from evalcore.rules.file import read_ruleset

    text = 'name = "s"\nversion = "1"\n' + BODY + '[default]\nverdict = "go"\n'
    judge = Evaluator(read_ruleset(text), plugins=evaluator().plugins)
    requests = [
        {"id": f"R{n}", "fit": fit, "gain": gain, "hours": 1} for n, (fit, gain) in enumerate(said)
    ]
    rows = [(each, (n,)) for n, each in enumerate(requests)]
    return candidates_of(judge, [each.initiative for each in reader_of(judge).read_all(rows)])


def between(low, high):
    return {"low": low, "likely": (low + high) / 2, "high": high}


def test_what_is_certain_is_chosen_in_every_draw():
    found = draw(slate((0.5, 0.9), (0.5, between(0.1, 0.8))), draws=50)
    assert found.counts == {"R0": 50, "R1": 0}


def test_estimates_that_are_alike_share_the_draws():
    whole = slate((0.5, between(0, 1)), (0.5, between(0, 1)))
    found = draw(whole, draws=2000)
    assert sum(found.counts.values()) == 2000
    assert 0.45 < found.share("R0") < 0.55
    assert draw(whole, draws=2000).counts == found.counts
    assert draw(whole, draws=2000, seed=2).counts != found.counts


def test_the_order_of_rows_changes_nothing():
    said = (0.5, between(0, 1)), (0.6, between(0, 0.9))
    first, second = slate(*said), slate(*said)
    second = type(second)(second.evaluator, second.all[::-1])
    assert draw(first, draws=100).counts == draw(second, draws=100).counts


def test_weights_are_drawn_where_that_is_asked_for():
    whole = slate((0.9, 0.1), (0.1, 0.9))
    found = draw(whole, draws=1000, weights=None)
    assert 0.45 < found.share("R0") < 0.55
    near = draw(slate((0.9, 0.1), (0.6, 0.6)), draws=100, weights=0.1)
    assert near.counts == {"R0": 0, "R1": 100}
