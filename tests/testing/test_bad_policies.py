"""Each bad policy is caught by the check that is there for it, and by no other."""

from __future__ import annotations

import pytest

from evalcore import Policy
from evalcore.testing import CHECKS, check_policy, importing
from testing import bad_policies as bad
from testing.slow_to_import import slow_to_import

CAUGHT = [
    (bad.divides_by_a_setting, "compiles", "ZeroDivisionError"),
    (bad.leaves_the_range, "score_within_0_and_1", "the score may lie from 0 to "),
    (bad.turns_its_clauses_round, "clauses_are_in_order", "is asked before"),
    (bad.rolls_dice, "deterministic", "asked twice about the same request"),
    (bad.completes_its_settings, "input_is_untouched", "tracing it turns its settings {"),
    (bad.lacks_a_choice, "never_raises", "it raised KeyError: 'public'"),
    (bad.takes_unknown_for_a_number, "unknowns_propagate", "the score is 0.5 while fields are"),
    (bad.adds_up_what_is_unknown, "unknowns_propagate", "it raised TypeError"),
    (bad.remembers_the_ruleset_before, "order_does_not_matter", "was compiled before it"),
    (bad.swallows_keys, "settings_are_refused", "settings.scale takes any key"),
    (bad.catches_the_refusal, "interpretations_agree", "function says 0.0, python says 0.5"),
    (bad.names_its_clause_by_an_object, "results_survive_json", "its evaluation is no JSON"),
    (bad.says_nothing_about_a_setting, "documented", "Settings: says nothing about free"),
    (slow_to_import, "imports_quickly", "expected at most 0.1 s"),
    (bad.goes_the_other_way, "directions_hold", "declared to be increasing with hours"),
]


@pytest.fixture(autouse=True)
def no_clock(monkeypatch):
    """What an import takes is said here: a busy machine fails no test."""

    def seconds(module: str, file: str) -> float:
        assert file.endswith(".py")
        return 0.2 if module.endswith("slow_to_import") else 0.01

    monkeypatch.setattr(importing, "_once", seconds)
    importing._seconds.cache_clear()
    yield
    importing._seconds.cache_clear()


@pytest.mark.parametrize(
    ("policy", "name", "words"), CAUGHT, ids=[each.name for each, _, _ in CAUGHT]
)
def test_it_is_caught_by_exactly_that_check(policy, name, words):
    results = check_policy(policy, examples=30)
    assert results.failed == (name,), str(results)
    (failure,) = (each for each in results.results if not each.ok)
    assert words in failure.problem
    assert not results.ok


def test_every_check_catches_one():
    assert {name for _, name, _ in CAUGHT} == {each.name for each in CHECKS}


@pytest.mark.parametrize("policy", [bad.good, bad.good_gate, bad.good_model])
def test_those_without_a_mistake_pass(policy: Policy):
    results = check_policy(policy, examples=30)
    assert results.ok, str(results)


def test_the_seconds_of_an_import_are_those_of_a_process_of_its_own(monkeypatch):
    monkeypatch.undo()
    assert (
        importing._once("testing.slow_to_import", slow_to_import.function.__code__.co_filename) > 0
    )
    with pytest.raises(importing.CheckFailed, match="nowhere cannot be imported by itself"):
        importing._once("nowhere", "nowhere.py")
