"""Cases as tests: pytest finds those of rulesets by itself."""

from __future__ import annotations

import subprocess
import sys

import pytest
from cases.caselaw import SMALL

from rulesets import ruleset_text

CASE = '[[cases]]\nname = "{}"\ninitiative = {{ cost = 950 }}\nexpect = "{}"\n'


@pytest.fixture
def pytest_in(tmp_path):
    """Runs pytest in a folder with these files, and returns how it ended and what it said."""

    def run(files, *options):
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", *options]
        result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return result.returncode, result.stdout

    return run


def test_each_case_is_an_item(pytest_in):
    own = ruleset_text(SMALL + CASE.format("too dear", "kill"))
    code, said = pytest_in(
        {
            "small.toml": own,
            "small.cases.toml": CASE.format("wrong", "go"),
            "pyproject.toml": "[project]\nname = 'other'\n",
            "strange.toml": "[[cases]]\nanything = 1\n",
        }
    )
    assert code == 1
    assert "small.toml::too dear PASSED" in said
    assert "small.cases.toml::wrong FAILED" in said
    assert "small.cases.toml:2: the case 'wrong' does not hold\n" in said
    assert "expected go, found kill (by dear)" in said
    assert "Traceback" not in said
    assert "1 failed, 1 passed" in said


def test_a_ruleset_that_cannot_be_read_is_an_error_in_its_own_words(pytest_in):
    own = ruleset_text(SMALL + CASE.format("too dear", "kill")).replace("cost > 900", "costs > 9")
    code, said = pytest_in({"small.toml": own})
    assert code == 2
    assert "rules[1].when: there is no name 'costs'" in said
    assert "Traceback" not in said


def test_cases_are_not_collected_where_nobody_wants_that(pytest_in):
    own = ruleset_text(SMALL + CASE.format("too dear", "kill"))
    code, said = pytest_in({"small.toml": own}, "-o", "evalcore_cases=false")
    assert (code, "no tests ran" in said) == (5, True)
