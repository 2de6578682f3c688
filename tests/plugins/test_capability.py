"""Critical mass, and whether the executive is in it."""

from __future__ import annotations

import pytest
from evalcore_capability import critical_mass, evalcore_policies, executive_involved
from hypothesis import given
from hypothesis import strategies as st
from traced import complaints, traced


@pytest.mark.parametrize(
    ("newly", "needed", "now", "score"),
    [(0, 5, 2, 0), (1, 5, 2, 1 / 3), (3, 5, 2, 1), (7, 5, 2, 1), (2, 8, 0, 0.25), (1, 1, 0, 1)],
)
def test_the_share_of_those_still_missing(newly, needed, now, score):
    assert critical_mass(newly, needed=needed, now=now) == pytest.approx(score)
    graph = traced(critical_mass, needed=needed, now=now)
    assert graph.run({"newly_dexterous": newly}) == pytest.approx(score)


@given(st.integers(0, 100), st.integers(1, 50), st.data())
def test_the_graph_equals_the_function_within_0_and_1(newly, needed, data):
    now = data.draw(st.integers(0, needed - 1))
    graph = traced(critical_mass, needed=needed, now=now)
    score = graph.run({"newly_dexterous": newly})
    assert score == critical_mass(newly, needed=needed, now=now)
    assert 0 <= graph.score.low <= score <= graph.score.high <= 1


@pytest.mark.parametrize(("needed", "now"), [(5, 5), (2, 3)])
def test_a_mass_that_is_reached_is_no_criterion(needed, now):
    expected = f"^{now} are dexterous now and {needed} are needed: nobody is missing, so drop "
    with pytest.raises(ValueError, match=expected):
        traced(critical_mass, needed=needed, now=now)


@pytest.mark.parametrize(("hours", "failed"), [(1.9, "too_few_hours"), (2, None), (40, None)])
def test_the_hours_that_learning_takes(hours, failed):
    assert executive_involved(hours).failed == failed
    graph = traced(executive_involved)
    assert graph.run({"sponsor_hours_month": hours}) == {"too_few_hours": failed is None}
    assert graph.run() == {"too_few_hours": None}


def test_wrong_settings():
    assert complaints(critical_mass, needed=0, now=-1) == [
        "settings.needed: found 0\n    expected a whole number at least 1",
        "settings.now: found -1\n    expected a whole number at least 0",
    ]
    assert complaints(executive_involved, at_least=0) == [
        "settings.at_least: found 0\n    expected a number above 0 at most 744 h/month"
    ]


def test_the_plugin_brings_a_criterion_and_a_gate():
    assert [(each.name, each.role) for each in evalcore_policies()] == [
        ("critical_mass", "criterion"),
        ("executive_involved", "gate"),
    ]
