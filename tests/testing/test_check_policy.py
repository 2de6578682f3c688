"""`check_policy`: what it takes, what it says, and that nothing counts as held without a look."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from evalcore.testing import CheckFailed, check_policy, importing
from testing import bad_policies as bad
from testing.odd_policies import guarded, refused, untraced


def test_a_good_policy_passes_and_the_checks_are_counted():
    results = check_policy(bad.good, examples=10)
    assert results.ok
    assert results.counts == {"checks": 13, "passed": 13}
    assert results.failed == ()
    assert results.compared[:4] == ("function", "python", "trace", "bounds")
    assert str(results).startswith(
        "good-criterion: 13 checks, 13 passed; compared: function, python, trace, bounds"
    )
    assert "  passed   deterministic (10 examples)" in str(results)


def test_results_are_plain_data_too():
    data = check_policy(bad.leaves_the_range, examples=10).to_json()
    assert json.loads(json.dumps(data)) == data
    assert (data["policy"], data["ok"]) == ("leaves_the_range-criterion", False)
    (failed,) = (each for each in data["results"] if each["status"] == "failed")
    assert failed["check"] == "score_within_0_and_1"
    assert set(failed["counterexample"]) == {"settings", "request"}


def test_a_counterexample_is_as_small_as_can_be():
    (failed,) = (e for e in check_policy(bad.goes_the_other_way).results if not e.ok)
    assert failed.counterexample["field"] == "hours"
    assert failed.counterexample["less"] == 0
    assert failed.counterexample["more"] == 1
    assert failed.counterexample["settings"] == {}


def test_settings_that_cannot_be_guessed_are_given():
    assert check_policy(guarded, settings={"word": "sesame"}, examples=10).ok
    results = check_policy(guarded, examples=10)
    assert not results.ok
    found = {each.check: each for each in results.results}
    assert found["deterministic"].status == "not run"
    assert found["deterministic"].problem == (
        "no settings could be drawn that guarded accepts\nrefused: this is not the word\n"
        'give those that cannot be guessed: settings={"word": ...}'
    )
    with pytest.raises(ValueError, match=r"guarded has no setting 'wrd'; did you mean word\?"):
        check_policy(guarded, settings={"wrd": "sesame"})
    with pytest.raises(ValueError, match="good_gate has no setting 'x'; expected one of free"):
        check_policy(bad.good_gate, settings={"x": 1})


def test_what_nothing_was_looked_at_for_has_not_held():
    results = check_policy(refused, examples=5)
    assert not results.ok
    assert results.counts["not run"] >= 8
    assert "NOT RUN  deterministic (0 examples)" in str(results)


def test_what_cannot_be_traced_fails_with_the_words_for_authors():
    results = check_policy(untraced, examples=5)
    found = {each.check: each for each in results.results}
    assert found["compiles"].status == "failed"
    assert "it gives no graph" in found["compiles"].problem
    assert "when(" in found["compiles"].problem


def test_failures_that_are_expected_have_a_reason():
    reason = {"score_within_0_and_1": "the council wants it so until 2027"}
    results = check_policy(bad.leaves_the_range, expected_failures=reason, examples=10)
    assert results.ok
    assert results.failed == ("score_within_0_and_1",)
    assert results.counts["expected to fail"] == 1
    assert "expected, because the council wants it so until 2027" in str(results)


def test_a_failure_that_does_not_come_is_one():
    reason = {"deterministic": "it was random once"}
    results = check_policy(bad.good, expected_failures=reason, examples=10)
    assert not results.ok
    assert "it holds: take it out of the expected failures" in str(results)


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ({"determinstic": "x"}, "there is no check determinstic; did you mean deterministic?"),
        ({"nothing_like_it": "x"}, "there is no check nothing_like_it; expected one of compiles,"),
        ({"clauses_are_in_order": "x"}, "clauses_are_in_order does not apply to good-criterion;"),
        ({"deterministic": "  "}, "good-criterion: say why deterministic is expected to fail"),
    ],
)
def test_expected_failures_that_make_no_sense(expected, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        check_policy(bad.good, expected_failures=expected)


def test_no_examples_are_no_check():
    with pytest.raises(ValueError, match="found 0 examples, expected at least 1"):
        check_policy(bad.good, examples=0)


def test_raising_instead_of_returning():
    with pytest.raises(CheckFailed, match=r"FAILED   score_within_0_and_1 \(\d+ examples?\)"):
        check_policy(bad.leaves_the_range, examples=10, raises=True)
    assert check_policy(bad.good, examples=5, raises=True).ok


def test_what_fits_on_a_screen():
    lines = str(check_policy(bad.good, examples=5)).splitlines()
    assert max(map(len, lines)) <= 100


SCRIPT = '''
"""A first try: the policy and its check in one file."""

from typing import Annotated

from evalcore import criterion, number
from evalcore.testing import check_policy

Cost = Annotated[float, number("cost", minimum=0, maximum=100)]


@criterion
def mine(cost: Cost) -> float:
    """Less is better."""
    return 1 - cost / 100


print(check_policy(mine, examples=2, expected_failures={"has_docstring": "a first try"}))
'''


def test_a_script_that_checks_its_own_policy_ends(tmp_path):
    script = tmp_path / "one.py"
    script.write_text(SCRIPT.replace(', expected_failures={"has_docstring": "a first try"}', ""))
    command = [sys.executable, str(script)]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert found.returncode == 0, found.stderr
    assert found.stdout.count("mine-criterion: 12 checks") == 1
    assert "passed   imports_quickly" in found.stdout


def test_a_module_that_takes_for_ever_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "MOST", 2.0)
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(60)\n")
    with pytest.raises(CheckFailed, match=r"took more than 2 s to import, and was not waited for"):
        importing._once("slow_as_can_be", str(slow))
