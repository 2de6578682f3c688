"""Measurable outcomes: owner, metric, baseline, target and due month, all five."""

from __future__ import annotations

import pytest
from evalcore_measurable_outcomes import (
    enough_are_measurable,
    evalcore_policies,
    measurable_outcomes,
)
from traced import complaints, traced

FULL = {"name": "x", "owner": "CMO", "metric": "%", "baseline": 0, "target": 1, "due_month": 9}
FIVE = tuple(FULL)[1:]


@pytest.mark.parametrize(
    ("outcomes", "score"),
    [
        ([FULL], 1),
        ([FULL, {"name": "y"}], 0.5),
        ([FULL, FULL, FULL, {}], 0.75),
        ([{"name": "y"}], 0),
    ],
)
def test_the_share_that_is_complete(outcomes, score):
    assert traced(measurable_outcomes).run({"outcomes": outcomes}) == score


@pytest.mark.parametrize("lacking", FIVE)
def test_each_of_the_five_is_needed(lacking):
    outcomes = [FULL | {lacking: None}]
    assert traced(measurable_outcomes).run({"outcomes": outcomes}) == 0
    withheld = [FULL | {lacking: {"withheld": "confidential"}}]
    assert traced(measurable_outcomes).run({"outcomes": withheld}) == 0


def test_a_name_and_the_current_value_are_not():
    assert traced(measurable_outcomes).run({"outcomes": [FULL | {"name": None}]}) == 1


@pytest.mark.parametrize(
    ("outcomes", "settings", "found"),
    [
        ([FULL], {}, (True, True)),
        ([FULL, {}], {}, (True, False)),
        ([FULL, {}], {"least": 0.5}, (True, True)),
        ([FULL, {}, {}], {"least": 0.5}, (True, False)),
        ([{}], {"least": 0}, (True, True)),
        ([], {}, (False, None)),
        (None, {}, (None, None)),
    ],
)
def test_the_gate_wants_one_and_enough_of_them(outcomes, settings, found):
    clauses = traced(enough_are_measurable, **settings).run({"outcomes": outcomes})
    assert clauses == dict(zip(("no_outcome", "incomplete"), found, strict=True))


def test_no_outcomes_and_unknown_outcomes_have_no_share():
    assert traced(measurable_outcomes).run({"outcomes": []}) is None
    assert traced(measurable_outcomes).run() is None


def test_wrong_settings():
    assert complaints(enough_are_measurable, least=1.1) == [
        "settings.least: found 1.1\n    expected a number at least 0 at most 1"
    ]


def test_the_plugin_brings_both_under_one_name():
    assert [(each.name, each.role) for each in evalcore_policies()] == [
        ("measurable_outcomes", "criterion"),
        ("measurable_outcomes", "gate"),
    ]
