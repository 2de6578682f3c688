"""Value functions: their anchors, their shape, and that rulesets accept them as scores."""

from __future__ import annotations

import evalcore_value_functions as shapes
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore import Evaluator, discover, read_ruleset

ALL = ("diminishing", "demanding", "s_curve")
ways = st.floats(-3, 3, allow_nan=False)


@pytest.mark.parametrize(
    ("name", "at_quarter", "at_half"),
    [("diminishing", 0.4375, 0.75), ("demanding", 0.0625, 0.25), ("s_curve", 0.15625, 0.5)],
)
def test_the_anchors(name, at_quarter, at_half):
    shape = getattr(shapes, name)
    found = [shape(x, 0, 8) for x in (-1, 0, 2, 4, 8, 9)]
    assert found == [0, 0, at_quarter, at_half, 1, 1]
    assert [shape(x, 8, 0) for x in (9, 8, 6, 4, 0, -1)] == found


@pytest.mark.parametrize("name", ALL)
@given(one=ways, other=ways)
def test_more_is_never_worse_and_scores_stay_within_0_and_1(name, one, other):
    shape = getattr(shapes, name)
    low, high = sorted((one, other))
    assert 0 <= shape(low, -1, 2) <= shape(high, -1, 2) + 1e-12 <= 1 + 1e-12


@pytest.mark.parametrize("name", ALL)
def test_a_ruleset_takes_it_as_a_score(name):
    rules = f"""
name = "shaped"
version = "1"
[fields.x]
kind = "number"
minimum = -100
maximum = 100
[criteria.c]
score = "{name}(x, worst=0, best=4)"
weight = 1
[default]
verdict = "hold"
"""
    evaluator = Evaluator(read_ruleset(rules), plugins=discover(extra=[shapes], entry_points=False))
    score = evaluator.evaluate({"id": "R1", "x": 2}).total
    assert score == getattr(shapes, name)(2, 0, 4)
    low, high = evaluator.evaluate({"id": "R1"}).total_range
    assert 0 <= low <= high <= 1
