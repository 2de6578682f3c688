"""Checks as tests of pytest: ids, counter-examples, expected failures; in a pytest of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from evalcore.testing import CHECKS, CheckFailed, Subject, parametrize_with_checks
from testing import bad_policies as bad

TESTS = str(Path(__file__).parents[1])
HEAD = "from evalcore.testing import Subject, parametrize_with_checks\n"
HEAD += "from testing import bad_policies as bad\n"


def run(folder, decorator):
    text = f"{HEAD}@parametrize_with_checks({decorator})\ndef test_it(check):\n    check()\n"
    (folder / "test_mine.py").write_text(text, encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-o"]
    words += [f"pythonpath={TESTS}", "--rootdir", str(folder), str(folder)]
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder)


def test_one_test_for_each_policy_and_check(tmp_path):
    result = run(tmp_path, "[bad.good, bad.good_gate], examples=5")
    assert result.returncode == 0, result.stdout
    assert "test_mine.py::test_it[good-criterion-deterministic] PASSED" in result.stdout
    assert "test_mine.py::test_it[good_gate-gate-clauses_are_in_order] PASSED" in result.stdout
    assert "26 passed" in result.stdout


def test_a_failure_shows_the_counter_example_and_nothing_of_the_kit(tmp_path):
    result = run(tmp_path, "[bad.leaves_the_range], examples=10")
    assert result.returncode == 1
    assert "1 failed, 11 passed" in result.stdout
    shown = result.stdout.partition("= FAILURES =")[2]
    assert "FAILED   score_within_0_and_1" in shown
    assert "settings = {" in shown
    assert "conformance.py" not in shown


def test_expected_failures_are_strict(tmp_path):
    subject = "Subject(bad.{}, expected_failures={{'score_within_0_and_1': 'for now'}})"
    fails = run(tmp_path, f"[{subject.format('leaves_the_range')}], examples=10")
    assert fails.returncode == 0
    assert "11 passed, 1 xfailed" in fails.stdout
    holds = run(tmp_path, f"[{subject.format('good')}], examples=10")
    assert holds.returncode == 1
    assert "XPASS(strict)" in holds.stdout


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
