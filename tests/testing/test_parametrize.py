"""Checks as tests of pytest: ids, counter-examples, expected failures; in a pytest of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from evalcore.testing import CHECKS, CheckFailed, Subject, parametrize_with_checks
from testing import bad_policies as bad

TESTS = str(Path(__file__).parents[1])
HEAD = "from evalcore.testing import Subject, parametrize_with_checks\n"
HEAD += "from testing import bad_policies as bad\n"


EXPECTED = "Subject(bad.{}, expected_failures={{'score_within_0_and_1': 'for now'}})"
MARKED = {
    "sound": "[bad.good, bad.good_gate], examples=5",
    "failing": "[bad.leaves_the_range], examples=10",
    "expected": f"[{EXPECTED.format('leaves_the_range')}], examples=10",
    "strict": f"[{EXPECTED.format('good')}], examples=5",
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What one pytest says of all of them."""
    folder = tmp_path_factory.mktemp("checks")
    for name, decorator in MARKED.items():
        text = f"{HEAD}@parametrize_with_checks({decorator})\ndef test_it(check):\n    check()\n"
        (folder / f"test_{name}.py").write_text(text, encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-o"]
    words += [f"pythonpath={TESTS}", "--rootdir", str(folder), str(folder)]
    result = subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder)
    assert result.returncode == 1
    return result.stdout


def counted(shown, name):
    """How often there is each outcome in a file."""
    return Counter(re.findall(rf"^test_{name}\.py::\S+ ([A-Z]+)", shown, re.MULTILINE))


def test_one_test_for_each_policy_and_check(shown):
    assert "test_sound.py::test_it[good-criterion-deterministic] PASSED" in shown
    assert "test_sound.py::test_it[good_gate-gate-clauses_are_in_order] PASSED" in shown
    assert counted(shown, "sound") == {"PASSED": 26}


def test_a_failure_shows_the_counter_example_and_nothing_of_the_kit(shown):
    assert counted(shown, "failing") == {"PASSED": 11, "FAILED": 1}
    failures = shown.partition("= FAILURES =")[2]
    assert "FAILED   score_within_0_and_1" in failures
    assert "settings = {" in failures
    assert "conformance.py" not in failures


def test_expected_failures_are_strict(shown):
    assert counted(shown, "expected") == {"PASSED": 11, "XFAIL": 1}
    assert counted(shown, "strict") == {"PASSED": 12, "FAILED": 1}
    assert "XPASS(strict)" in shown


def test_no_policies_are_no_success():
    with pytest.raises(ValueError, match="an empty run would look like a good one"):
        parametrize_with_checks([])
    with pytest.raises(ValueError, match="there is no check nothing"):
        parametrize_with_checks([Subject(bad.good, expected_failures={"nothing": "x"})])


def test_a_check_can_be_called_by_itself():
    mark = parametrize_with_checks([bad.leaves_the_range], examples=10)
    checks = {str(each.values[0]): each.values[0] for each in mark.args[1]}
    assert len(checks) == len([each for each in CHECKS if each.applies(bad.leaves_the_range)])
    checks["leaves_the_range-criterion-deterministic"]()
    with pytest.raises(CheckFailed, match=re.escape("clamp() it")):
        checks["leaves_the_range-criterion-score_within_0_and_1"]()
