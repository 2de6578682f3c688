"""Personal time, as a score and as a gate."""

from __future__ import annotations

import pytest
from evalcore_personal_time import evalcore_policies, personal_time, personal_time_limit
from hypothesis import assume, given
from hypothesis import strategies as st
from traced import complaints, traced

hours = st.floats(0, 744)
energies = st.floats(-2, 2)
available = st.floats(0.01, 744)
reliefs = st.floats(0, 1)


@pytest.mark.parametrize(
    ("spent", "energy", "relief", "score"),
    [
        (0, -2, 0.25, 1.0),
        (5, 0, 0.25, 0.75),
        (20, 0, 0.25, 0.0),
        (60, 0, 0.25, 0.0),
        (8, 2, 0.25, 0.7),  # felt as 6 of 20
        (8, -2, 0.25, 0.5),  # felt as 10 of 20
        (8, 1, 1.0, 0.8),  # felt as 4 of 20
        (8, 2, 1.0, 1.0),
    ],
)
def test_the_share_of_free_hours_left_untouched(spent, energy, relief, score):
    said = {"sponsor_hours_month": spent, "energy": energy}
    settings = {"available_hours": 20, "relief": relief}
    assert personal_time(spent, energy, **settings) == pytest.approx(score)
    assert traced(personal_time, **settings).run(said) == pytest.approx(score)


@given(hours, energies, available, reliefs)
def test_the_graph_equals_the_function_within_0_and_1(spent, energy, free, relief):
    graph = traced(personal_time, available_hours=free, relief=relief)
    score = graph.run({"sponsor_hours_month": spent, "energy": energy})
    assert score == personal_time(spent, energy, available_hours=free, relief=relief)
    assert 0 <= score <= 1
    assert graph.score.low >= 0
    assert graph.score.high <= 1


@given(st.tuples(hours, hours), st.tuples(energies, energies), available, reliefs)
def test_falls_with_hours_and_rises_with_energy(spent, energy, free, relief):
    few, many = sorted(spent)
    low, high = sorted(energy)
    settings = {"available_hours": free, "relief": relief}
    assert personal_time(many, low, **settings) <= personal_time(few, low, **settings)
    assert personal_time(many, low, **settings) <= personal_time(many, high, **settings)


def test_energy_makes_a_difference_by_default():
    drained, neutral, energised = (
        personal_time(10, energy, available_hours=20) for energy in (-2, 0, 2)
    )
    assert drained < neutral == 0.5 < energised


def test_without_relief_energy_is_not_read():
    graph = traced(personal_time, available_hours=20, relief=0)
    assert graph.fields == {"sponsor_hours_month"}
    assert graph.run({"sponsor_hours_month": 5}) == 0.75
    assert traced(personal_time, available_hours=20).fields == {"sponsor_hours_month", "energy"}


def test_what_was_not_said_is_unknown():
    graph = traced(personal_time, available_hours=20)
    assert graph.run({"sponsor_hours_month": 5}) is None
    assert graph.run({"energy": 1}) is None
    assert traced(personal_time_limit, available_hours=20).run() == {"too_many_hours": None}


@given(hours, available)
def test_the_gate_counts_hours_alone(spent, free):
    assume(abs(spent - free) > 1e-8)
    gate = traced(personal_time_limit, available_hours=free)
    assert gate.fields == {"sponsor_hours_month"}
    expected = personal_time_limit(spent, available_hours=free)
    assert dict(expected) == gate.run({"sponsor_hours_month": spent})
    assert expected.failed == ("too_many_hours" if spent > free else None)


def test_the_gate_lets_exactly_the_free_hours_through():
    gate = traced(personal_time_limit, available_hours=0.3)
    assert gate.run({"sponsor_hours_month": 0.1 + 0.2}) == {"too_many_hours": True}


def test_wrong_settings_are_complained_about_all_at_once():
    assert complaints(personal_time, available_hours=0, relief=1.5) == [
        "settings.available_hours: found 0\n    expected a number above 0 at most 744 h/month",
        "settings.relief: found 1.5\n    expected a number at least 0 at most 1",
    ]
    assert complaints(personal_time) == [
        (
            "the setting available_hours (the hours a month that are free) is missing\n"
            "    expected a number above 0 at most 744 h/month"
        )
    ]
    assert complaints(personal_time_limit, available_hours=20, relief=0.5) == [
        "settings.relief: there is no setting 'relief'\n    expected one of available_hours"
    ]


def test_the_plugin_brings_both_under_one_name():
    assert [(each.name, each.role) for each in evalcore_policies()] == [
        ("personal_time", "criterion"),
        ("personal_time", "gate"),
    ]
