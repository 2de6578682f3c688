"""Aspirations: what the peer wants, rationally and emotionally."""

from __future__ import annotations

import pytest
from evalcore_balance import aspirations, both_aspirations, evalcore_policies
from hypothesis import given
from hypothesis import strategies as st
from traced import complaints, traced

scores = st.floats(0, 4)


@pytest.mark.parametrize(
    ("rational", "emotional", "weight", "score"),
    [
        (0, 0, 0.5, 0.0),
        (4, 4, 0.5, 1.0),
        (3, 2, 0.5, 0.625),  # 5 of 8
        (4, 0, 0.25, 0.75),
        (4, 0, 1, 0.0),
        (1, 4, 0, 0.25),
    ],
)
def test_the_weighted_mean_of_both(rational, emotional, weight, score):
    said = {"rational_aspiration": rational, "emotional_aspiration": emotional}
    assert aspirations(rational, emotional, emotional_weight=weight) == pytest.approx(score)
    assert traced(aspirations, emotional_weight=weight).run(said) == pytest.approx(score)


@given(scores, scores, st.floats(0, 1))
def test_the_graph_equals_the_function_within_0_and_1(rational, emotional, weight):
    graph = traced(aspirations, emotional_weight=weight)
    score = graph.run({"rational_aspiration": rational, "emotional_aspiration": emotional})
    assert score == aspirations(rational, emotional, emotional_weight=weight)
    assert -1e-9 <= graph.score.low <= score <= graph.score.high <= 1 + 1e-9


def test_without_one_of_them_it_is_unknown():
    assert traced(aspirations).run({"rational_aspiration": 3}) is None


@pytest.mark.parametrize(
    ("rational", "emotional", "failed"),
    [(1, 1, None), (4, 1, None), (4, 0.99, "one_missing"), (0, 4, "one_missing")],
)
def test_the_gate_lets_neither_stand_in_for_the_other(rational, emotional, failed):
    said = {"rational_aspiration": rational, "emotional_aspiration": emotional}
    assert both_aspirations(rational, emotional).failed == failed
    assert traced(both_aspirations).run(said) == {"one_missing": failed is None}


def test_one_that_is_too_little_decides_whatever_the_other_is():
    assert traced(both_aspirations).run({"emotional_aspiration": 0}) == {"one_missing": False}
    assert traced(both_aspirations).run({"emotional_aspiration": 4}) == {"one_missing": None}


def test_wrong_settings():
    assert complaints(aspirations, emotional_weight=2) == [
        "settings.emotional_weight: found 2\n    expected a number at least 0 at most 1"
    ]
    assert complaints(both_aspirations, least=0) == [
        "settings.least: found 0\n    expected a number above 0 at most 1"
    ]


def test_the_plugin_brings_both_under_one_name():
    assert [(each.name, each.role) for each in evalcore_policies()] == [
        ("aspirations", "criterion"),
        ("aspirations", "gate"),
    ]
