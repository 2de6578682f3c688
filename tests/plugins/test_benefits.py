"""Tangible and collective benefit: fixed anchors, and in flight only what is still ahead."""

from __future__ import annotations

import pytest
from evalcore_benefits import collective_benefit, evalcore_policies, tangible_benefit
from hypothesis import given
from hypothesis import strategies as st
from traced import complaints, traced

NAMES = ("stage", "cost_k", "benefit_k", "remaining_cost_k", "remaining_benefit_k")
money = st.floats(0, 1e6)
costs = st.floats(0.01, 1e6)


def said(stage, cost, benefit, cost_left=1, benefit_left=1, **more):
    return dict(zip(NAMES, (stage, cost, benefit, cost_left, benefit_left), strict=True)) | more


@pytest.mark.parametrize(
    ("cost", "benefit", "score"),
    [(100, 0, 0), (100, 50, 0.25), (100, 100, 0.5), (100, 200, 0.75), (100, 300, 1), (1, 9, 1)],
)
def test_the_ratio_between_its_anchors(cost, benefit, score):
    assert tangible_benefit("proposed", cost, benefit, 1, 1) == pytest.approx(score)
    graph = traced(tangible_benefit)
    assert graph.run(said("proposed", cost, benefit)) == pytest.approx(score)
    assert graph.run(said("in_flight", 1, 1, cost, benefit)) == pytest.approx(score)
    assert tangible_benefit("in_flight", 1, 1, cost, benefit) == pytest.approx(score)


def test_the_anchors_are_settings():
    graph = traced(tangible_benefit, break_even=0.2, best=5)
    assert graph.run(said("proposed", 10, 10)) == pytest.approx(0.2)
    assert graph.run(said("proposed", 10, 30)) == pytest.approx(0.6)
    assert graph.run(said("proposed", 10, 50)) == 1


def test_an_estimate_counts_as_its_likely_value():
    found = traced(tangible_benefit).run(said("proposed", 100, [0, 100, 900]))
    assert found == pytest.approx(0.5)


def test_in_flight_what_was_planned_is_not_read_and_before_that_what_is_left_is_not():
    graph = traced(tangible_benefit)
    assert graph.run(said("in_flight", None, None, 10, 10)) == pytest.approx(0.5)
    assert graph.run(said("proposed", 10, 10, None, None)) == pytest.approx(0.5)
    assert graph.run(said(None, 10, 10, 10, 10)) is None


def test_for_no_cost_there_is_no_ratio():
    assert traced(tangible_benefit).run(said("proposed", 0, 10)) is None


@given(st.sampled_from(["proposed", "in_flight"]), costs, money, costs, money)
def test_the_graph_equals_the_function_within_0_and_1(stage, cost, benefit, left, still):
    graph = traced(tangible_benefit)
    score = graph.run(said(stage, cost, benefit, left, still))
    assert score == tangible_benefit(stage, cost, benefit, left, still)
    assert graph.score.low <= score <= graph.score.high
    assert 0 <= score <= 1


@pytest.mark.parametrize(
    ("intangible", "reached", "units", "score"),
    [(4, 6, 6, 1.0), (0, 0, 6, 1 / 3), (2, 3, 6, 2 / 3), (4, 9, 6, 1.0)],
)
def test_collective_benefit_is_the_mean_of_three(intangible, reached, units, score):
    more = {"intangible": intangible, "units_benefiting": reached, "units_total": units}
    found = traced(collective_benefit).run(said("proposed", 100, 300, **more))
    assert found == pytest.approx(score)
    plain = collective_benefit("proposed", 100, 300, 1, 1, intangible, reached, units)
    assert plain == pytest.approx(score)


def test_wrong_settings():
    assert complaints(tangible_benefit, break_even=1, best=1) == [
        "settings.break_even: found 1\n    expected a number above 0 below 1",
        "settings.best: found 1\n    expected a number above 1",
    ]


def test_the_plugin_brings_two_criteria():
    assert [(each.name, each.role) for each in evalcore_policies()] == [
        ("tangible_benefit", "criterion"),
        ("collective_benefit", "criterion"),
    ]
