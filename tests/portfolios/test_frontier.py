"""The frontier: each step is the best selection with that amount, and says who comes and goes."""

from __future__ import annotations

import pytest
from choosing import HOURS, candidates, choice, ids, request

from evalcore.portfolios.demands import Wishes
from evalcore.portfolios.engine import Engine
from evalcore.portfolios.frontier import evenly, frontier
from evalcore.portfolios.model import decimal

REQUESTS = [request("A", 5, 6), request("B", 4, 5), request("C", 3, 4.5), request("D", 1, 0.5)]


@pytest.mark.parametrize("engine", [Engine(), Engine(few=0)])
def test_each_step_is_the_choice_with_that_amount(engine):
    if engine.few == 0:
        pytest.importorskip("highspy", reason="the extra portfolio is not installed")
    whole = candidates(HOURS, REQUESTS)
    amounts = evenly(whole, "my_hours")
    assert amounts == tuple(decimal(1.6 * n) for n in range(1, 11))
    steps = frontier(whole, Wishes(), "my_hours", amounts, engine)
    before: set[str] = set()
    for each in steps:
        found = choice(HOURS, REQUESTS, amounts={"my_hours": float(each.amount)})
        assert (list(each.chosen), each.value) == (ids(found), found.best.value)
        assert set(each.come) == set(each.chosen) - before
        assert set(each.go) == before - set(each.chosen)
        before = set(each.chosen)
    values = [each.value for each in steps]
    assert values == sorted(values)


def test_steps_come_in_order_and_some_have_no_selection():
    body = f'always = ["A"]\n{HOURS}'
    whole = candidates(body, REQUESTS)
    amounts = [decimal(6.5), decimal(6), decimal(1), decimal(6)]
    steps = frontier(whole, Wishes(), "my_hours", amounts, Engine())
    assert [each.to_json() for each in steps] == [
        {"amount": 1.0, "value": None, "chosen": None, "in": [], "out": [], "proved": True},
        {"amount": 6.0, "value": 5.0, "chosen": ["A"], "in": ["A"], "out": [], "proved": True},
        {
            "amount": 6.5,
            "value": 6.0,
            "chosen": ["A", "D"],
            "in": ["D"],
            "out": [],
            "proved": True,
        },
    ]


def test_nobody_takes_anything():
    whole = candidates(HOURS, [request("A", 1, 0)])
    assert evenly(whole, "my_hours") == (0,)
    assert evenly(candidates(HOURS, []), "my_hours") == (0,)
