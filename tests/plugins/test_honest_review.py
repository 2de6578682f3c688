"""Honest status and worth finishing: bounds belong to the better side, sunk cost is not there."""

from __future__ import annotations

import pytest
from evalcore_honest_review import evalcore_policies, honest_status, worth_finishing
from traced import complaints, traced


def status(age=10, own=3, independent=3):
    return {"status_age_days": age, "self_status": own, "independent_status": independent}


@pytest.mark.parametrize(
    ("said", "settings", "failed"),
    [
        (status(), {}, None),
        (status(age=35), {}, None),
        (status(age=35.01), {}, "stale"),
        (status(age=15), {"oldest": 14}, "stale"),
        (status(own=4, independent=2.01), {}, None),
        (status(own=4, independent=2), {}, "flattered"),
        (status(own=1, independent=3), {}, "flattered"),
        (status(own=0.3, independent=2.3), {}, "flattered"),
        (status(own=4, independent=3), {"apart": 1}, "flattered"),
        (status(age=90, own=4, independent=0), {}, "stale"),
    ],
)
def test_the_status_is_recent_and_shared(said, settings, failed):
    found = traced(honest_status, **settings).run(said)
    assert next((name for name, holds in found.items() if not holds), None) == failed


@pytest.mark.parametrize(("own", "failed"), [(3, None), (0, "flattered")])
def test_called_with_numbers_it_is_an_ordinary_function(own, failed):
    assert honest_status(10, own, 3).failed == failed
    assert worth_finishing(10, 9, 1).failed == "costs_more_than_it_brings"


def ahead(cost=100, benefit=100, attainment=0.8):
    return {
        "remaining_cost_k": cost,
        "remaining_benefit_k": benefit,
        "attainment_forecast": attainment,
    }


@pytest.mark.parametrize(
    ("said", "settings", "failed"),
    [
        (ahead(), {}, None),
        (ahead(benefit=99.9), {}, "costs_more_than_it_brings"),
        (ahead(benefit=199), {"ratio": 2}, "costs_more_than_it_brings"),
        (ahead(attainment=0.79), {}, "off_course"),
        (ahead(attainment=0.1 + 0.7), {}, None),
        (ahead(attainment=0.5), {}, "off_course"),
        (ahead(attainment=0.49), {}, "hopeless"),
        (ahead(attainment=0.49), {"hopeless_below": 0.4}, "off_course"),
        (ahead(attainment=0.6), {"hopeless_below": 0.6, "on_course_from": 0.6}, None),
        (ahead(benefit=0, attainment=0), {}, "costs_more_than_it_brings"),
    ],
)
def test_what_is_ahead_is_worth_it_and_is_coming(said, settings, failed):
    found = traced(worth_finishing, **settings).run(said)
    assert next((name for name, holds in found.items() if not holds), None) == failed


def test_where_nothing_remains_to_be_spent_the_ratio_has_no_value():
    found = traced(worth_finishing).run(ahead(cost=0))
    assert found == {"costs_more_than_it_brings": None, "hopeless": True, "off_course": True}


def test_sunk_cost_cannot_be_read():
    fields = [field for policy in evalcore_policies() for field in policy.fields]
    assert len(fields) == 6
    assert [field.name for field in fields if "sunk" in field.tags] == []


def test_settings_that_do_not_go_together_are_refused():
    expected = r"^hopeless_below 0\.9 is above on_course_from 0\.8$"
    with pytest.raises(ValueError, match=expected):
        traced(worth_finishing, hopeless_below=0.9)


def test_wrong_settings():
    assert complaints(honest_status, oldest=0, apart=5) == [
        "settings.oldest: found 0\n    expected a number above 0 day",
        "settings.apart: found 5\n    expected a number above 0 at most 4",
    ]


def test_the_plugin_brings_two_gates():
    assert [(each.name, each.role) for each in evalcore_policies()] == [
        ("honest_status", "gate"),
        ("worth_finishing", "gate"),
    ]
