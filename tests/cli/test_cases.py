"""`evalcore test`: what is shown, in which format, and how it ends."""

from __future__ import annotations

import json

import pytest
from cases.caselaw import SMALL

from rulesets import ruleset_text

CASES = """
[[cases]]
name = "pays back"
initiative = { cost = 300, benefit = 750, phase = "idea" }
expect = "go"
[[cases]]
name = "too dear"
like = "pays back"
change = { cost = 950 }
expect = "kill"
[[cases]]
name = "wrong"
initiative = { cost = 300, benefit = 0, phase = "pilot", council = { yes = 1 } }
expect = "go"
total = 1
"""
SCREEN = """\
small 1
1 of 3 cases does not hold.

wrong  small.toml:45
  expected go, found hold (by default)
  expected the total 1 within 0.0001, found 0

Reached
              reached
────────────────────────────
rules          3 of 3   100%
clauses        3 of 3   100%
conditions    8 of 12  66.6%
turned alone   1 of 4  25.0%

conditions: each as true, false and unknown, where its clause is asked; turned
alone: each clause by each of its conditions (MC/DC)

Not reached

dear: cost > 900 is unknown
  try cost unknown
"""


@pytest.fixture
def small(folder):
    """Writes the small ruleset with these cases, and returns its name."""

    def write(cases: str = CASES, name: str = "small.toml") -> str:
        (folder / name).write_text(ruleset_text(SMALL + cases), encoding="utf-8")
        return name

    return write


def test_the_screen_says_what_does_not_hold_and_what_is_not_reached(run, small):
    result = run("test", small(), plugins="")
    assert result.exit_code == 1
    assert result.stdout.startswith(SCREEN)
    assert result.stderr == ""


def test_cases_that_hold_end_with_0(run, small):
    result = run("test", small(CASES.replace('expect = "go"\ntotal = 1', 'expect = "hold"')))
    assert result.exit_code == 0
    assert "All 3 cases hold." in result.stdout


def test_the_json_has_every_ruleset(run, small):
    names = [small(), small(CASES, "other.toml")]
    result = run("test", *names, "--format", "json")
    assert result.exit_code == 1
    first, second = json.loads(result.stdout)["rulesets"]
    assert [each["ruleset"] for each in (first, second)] == ["small", "small"]
    assert [each["passed"] for each in first["cases"]] == [True, True, False]
    assert [each["line"] for each in first["cases"]] == [36, 40, 45]
    assert first["coverage"]["rules"] == [3, 3]


def test_no_case_is_a_failure(run, small):
    result = run("test", small(""))
    assert (result.exit_code, result.stdout) == (1, "small 1\nThere are no cases.\n")
    assert result.stderr == "small: there are no cases, so nothing was tried\n"


GOOD = CASES.replace('expect = "go"\ntotal = 1', 'expect = "hold"')


@pytest.mark.parametrize(
    ("percent", "code", "said"),
    [
        ("25", 0, ""),
        ("25.0001", 1, "small: below --fail-under: mcdc 1 of 4\n"),
        ("66.67", 1, "small: below --fail-under: conditions 8 of 12, mcdc 1 of 4\n"),
    ],
)
def test_less_than_is_wanted_is_a_failure(run, small, percent, code, said):
    result = run("test", small(GOOD), "--fail-under", percent)
    assert (result.exit_code, result.stderr) == (code, said)


@pytest.mark.parametrize("percent", ["much", "-1", "100.1", "1/0", "nan"])
def test_what_is_wanted_is_a_percentage(run, small, percent):
    result = run("test", small(), f"--fail-under={percent}")
    assert result.exit_code == 2
    expected = "    expected a number from 0 to 100, such as 90\n"
    assert result.stderr == f"error: --fail-under: found '{percent}'\n{expected}"


def test_a_ruleset_that_cannot_be_read_spoils_no_other(run, small, folder):
    (folder / "bad.toml").write_text("name = 1\n", encoding="utf-8")
    result = run("test", "bad.toml", small(GOOD))
    assert result.exit_code == 2
    assert "error: bad.toml:1:8: name: found 1" in result.stderr
    assert "All 3 cases hold." in result.stdout


def test_more_cases_are_named(run, small, folder):
    (folder / "more.toml").write_text(CASES, encoding="utf-8")
    result = run("test", small(""), "--cases", "more.toml")
    assert "wrong  more.toml:12" in result.stdout


def test_a_date_is_for_cases_that_have_none(run, folder):
    text = """
        [fields.since]
        kind = "date"
        [[rules]]
        id = "old"
        when = "days_since(since) > 30"
        verdict = "kill"
        [[cases]]
        name = "old"
        initiative = { since = 2026-01-01 }
        expect = "kill"
    """
    (folder / "dated.toml").write_text(ruleset_text(text), encoding="utf-8")
    assert run("test", "dated.toml").exit_code == 2
    assert run("test", "dated.toml", "--as-of", "2026-03-01").exit_code == 0


def test_mutants_are_listed_where_somebody_asks(run, small):
    result = run("test", small(GOOD), "--mutants")
    assert "changes of one node break a case" in result.stdout
    assert "No case notices these:" in result.stdout
    assert "good: phase == 'idea' becomes phase != 'idea'" not in result.stdout
    found = json.loads(run("test", "small.toml", "--mutants", "--format", "json").stdout)
    mutants = found["rulesets"][0]["mutants"]
    assert mutants["killed"][1] - mutants["killed"][0] == len(mutants["survivors"])
    assert "mutants" not in json.loads(run("test", "small.toml", "--format", "json").stdout)


def test_the_file_of_cases_stands_for_the_ruleset_beside_it(run, small, folder):
    """So that a shell may say rules/*.toml."""
    name = small("")
    (folder / "small.cases.toml").write_text(GOOD, encoding="utf-8")
    for command in ("check", "test"):
        once = run(command, name)
        both = run(command, "small.cases.toml", name)
        assert (both.exit_code, both.stdout, both.stderr) == (0, once.stdout, once.stderr)


def test_what_no_case_can_reach_is_listed_once(run, folder):
    """A default that is never asked is a rule and a clause."""
    (folder / "sure.toml").write_text(
        'name = "sure"\nversion = "1"\nverdicts = ["go", "no"]\n[fields]\na = {kind = "number"}\n'
        '[[rules]]\nid = "high"\nwhen = "known(a)"\nverdict = "go"\n[[rules]]\nid = "rest"\n'
        'when = "not known(a)"\nverdict = "no"\n[default]\nverdict = "no"\n'
        '[[cases]]\nname = "one"\ninitiative = {a = 1}\nexpect = "go"\n',
        "utf-8",
    )
    found = run("test", "sure.toml").stdout.partition("Cannot be reached, as ranges tell\n")[2]
    lines = [each for each in found.splitlines() if each]
    assert "default decides" in lines
    assert len(lines) == len(set(lines))


def test_a_name_that_another_file_has_is_told_with_that_file(run, small, folder):
    name = small()
    again = '[[cases]]\nname = "too dear"\ninitiative = { cost = 950 }\nexpect = "kill"\n'
    (folder / "more.toml").write_text(again, "utf-8")
    result = run("test", name, "--cases", "more.toml")
    assert result.exit_code == 2
    assert "two cases are called 'too dear', one of them in small.toml\n" in result.stderr
