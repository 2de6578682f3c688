"""Strategic fit, as a score and as a gate."""

from __future__ import annotations

import pytest
from evalcore_strategic_fit import evalcore_policies, strategic_fit, strategic_fit_floor
from hypothesis import assume, given
from hypothesis import strategies as st
from traced import complaints, traced

from evalcore.written.blank import kept

GOALS = {"grow": 0.5, "save": 0.3, "comply": 1.0}

names = st.text(max_size=8).map(kept).filter(bool) | st.sampled_from(sorted(GOALS))
weights = st.floats(1e-6, 2**53) | st.sampled_from([0.1, 0.2, 0.3, 1.0])
tables = st.dictionaries(names, weights, min_size=1, max_size=70)


@pytest.mark.parametrize(
    ("advances", "score"),
    [
        ([], 0.0),
        (["grow"], 0.5),
        (["grow", "save"], 0.8),
        (["save", "grow", "save"], 0.8),
        (["comply"], 1.0),
        (["comply", "grow"], 1.0),
        (["another"], 0.0),
    ],
)
def test_adds_up_the_weights_of_the_goals(advances, score):
    assert strategic_fit(advances, goals=GOALS) == score
    assert traced(strategic_fit, goals=GOALS).run({"goals": advances}) == score


def test_the_floor_is_reached_by_goals_that_weigh_enough():
    settings = {"goals": GOALS, "floor": 0.8}
    assert strategic_fit_floor(["grow", "save"], **settings).failed is None
    assert strategic_fit_floor(["grow"], **settings).failed == "below_floor"
    gate = traced(strategic_fit_floor, **settings)
    assert gate.run({"goals": ["grow", "save"]}) == {"below_floor": True}
    assert gate.run({"goals": []}) == {"below_floor": False}


def test_ten_goals_of_a_tenth_reach_a_floor_of_one():
    goals = {f"goal{n}": 0.1 for n in range(10)}
    gate = traced(strategic_fit_floor, goals=goals, floor=1)
    assert gate.run({"goals": list(goals)}) == {"below_floor": True}
    assert gate.run({"goals": list(goals)[1:]}) == {"below_floor": False}


def test_goals_that_were_not_said_are_unknown():
    assert traced(strategic_fit, goals=GOALS).run() is None
    assert traced(strategic_fit_floor, goals=GOALS, floor=0.5).run() == {"below_floor": None}


@given(tables, st.data())
def test_the_graph_equals_the_function_within_0_and_1(goals, data):
    advances = data.draw(st.lists(names | st.sampled_from(sorted(goals)), unique=True))
    graph = traced(strategic_fit, goals=goals)
    score = graph.run({"goals": advances})
    assert score == strategic_fit(advances, goals=goals)
    assert 0 <= score <= 1
    assert graph.score.low >= 0
    assert graph.score.high <= 1


@given(tables, st.floats(0.001, 1), st.data())
def test_the_gate_equals_the_function_away_from_ties(goals, floor, data):
    advances = data.draw(st.lists(st.sampled_from(sorted(goals)), unique=True))
    assume(strategic_fit(list(goals), goals=goals) >= floor)
    assume(abs(strategic_fit(advances, goals=goals) - floor) > 1e-8)
    gate = traced(strategic_fit_floor, goals=goals, floor=floor)
    expected = strategic_fit_floor(advances, goals=goals, floor=floor)
    assert gate.run({"goals": advances}) == dict(expected)


def test_both_read_the_goals_alone():
    assert traced(strategic_fit, goals=GOALS).fields == {"goals"}
    assert traced(strategic_fit_floor, goals=GOALS, floor=0.1).fields == {"goals"}


def test_wrong_settings_are_complained_about_all_at_once():
    found = complaints(strategic_fit_floor, goals={"grow": 0, "save": "much"}, flor=0.5)
    assert found == [
        (
            "settings.flor: there is no setting 'flor'\n"
            "    expected one of goals, floor\n"
            "    did you mean 'floor'?"
        ),
        "settings.goals.grow: found 0\n    expected a number above 0",
        "settings.goals.save: found 'much'\n    expected a number above 0",
        (
            "the setting floor (the least score that is let through) is missing\n"
            "    expected a number above 0 at most 1"
        ),
    ]
    assert complaints(strategic_fit, goals=["grow"]) == [
        "settings.goals: found ['grow']\n    expected a table, each value a number above 0"
    ]
    assert complaints(strategic_fit_floor, goals=GOALS, floor=1.5) == [
        "settings.floor: found 1.5\n    expected a number above 0 at most 1"
    ]


def test_a_floor_out_of_reach_is_refused():
    with pytest.raises(ValueError, match=r"the floor 0\.5 is out of reach: .* together give 0\.4$"):
        traced(strategic_fit_floor, goals={"grow": 0.3, "save": 0.1}, floor=0.5)


@pytest.mark.parametrize("policy", [strategic_fit, strategic_fit_floor])
def test_no_goals_at_all_are_refused(policy):
    floor = {"floor": 0.5} if policy is strategic_fit_floor else {}
    with pytest.raises(ValueError, match="goals is empty: list at least one goal"):
        traced(policy, goals={}, **floor)


def test_the_plugin_brings_both_under_one_name():
    assert [(each.name, each.role) for each in evalcore_policies()] == [
        ("strategic_fit", "criterion"),
        ("strategic_fit", "gate"),
    ]
