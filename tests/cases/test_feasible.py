"""Feasible: nothing that is said to be out of reach is ever reached."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cases.caselaw import evaluator_of
from cases.test_layouts import cases_of, formulas, plain, ruleset
from evalcore.cases.coverage import Coverage
from evalcore.cases.gathering import gather
from evalcore.cases.trying import try_cases
from evalcore.written.errors import InputError

NUMBERS = st.sampled_from([0, 1, 2.999999999, 3, 3.5, 4, 4.000000001, 5, 6, 7, 10])
REQUEST = st.fixed_dictionaries(
    {},
    optional={
        "x": NUMBERS,
        "y": NUMBERS,
        "flag": st.booleans(),
        "phase": st.sampled_from(["idea", "pilot", "live"]),
    },
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(formulas(), min_size=1, max_size=3), st.lists(REQUEST, min_size=20, max_size=40))
def test_what_is_proved_impossible_never_happens(found, requests):
    text = ruleset([plain(each) for each in found], {}, cases_of(requests))
    try:
        own = evaluator_of(text)
    except InputError as error:
        assume("can never speak" not in str(error))
        raise
    impossible = {*Coverage(own.graph).report().infeasible}
    tried = try_cases(own, gather(own))
    assert [each for each in impossible if tried.report.coverage.reached(each)] == []
