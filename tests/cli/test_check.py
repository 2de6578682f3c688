"""`evalcore check`: codes, places, carets, JSON and pages."""

from __future__ import annotations

import json

import pytest
from portfolio import RULES


def checked(result):
    (file,) = json.loads(result.stdout)["files"]
    return file


def test_errors_as_json(run, folder):
    (folder / "rules.toml").write_text(RULES.replace("time_left", "time_lft"), "utf-8")
    result = run("check", "rules.toml", "--format", "json")
    assert result.exit_code == 2
    assert checked(result) == {
        "file": "rules.toml",
        "complaints": [
            {
                "code": "EV120",
                "severity": "error",
                "line": 12,
                "column": 10,
                "problem": "there is no criterion 'time_lft'",
                "expected": "one of time_left",
                "did_you_mean": ["time_left"],
                "hint": None,
                "witness": None,
            }
        ],
    }


def test_warnings_as_json(run, folder):
    (folder / "rules.toml").write_text(f"{RULES}\n[parameters]\nlimit = 3\n", "utf-8")
    result = run("check", "rules.toml", "--format", "json")
    (complaint,) = checked(result)["complaints"]
    assert (result.exit_code, complaint["code"], complaint["severity"]) == (0, "EV302", "warning")
    assert run("check", "rules.toml", "--format", "json", "--strict").exit_code == 1


def test_a_ruleset_without_complaints_and_one_that_is_not_there(run):
    assert checked(run("check", "rules.toml", "--format", "json"))["complaints"] == []
    result = run("check", "ruls.toml", "--format", "json")
    assert result.exit_code == 2
    assert checked(result)["complaints"][0]["code"] == "EV102"


def test_a_complaint_about_another_file_is_under_that(run, folder):
    (folder / "shared.toml").write_text('[fields.x]\nkind = "nmber"\n', "utf-8")
    text = RULES.replace('vocabulary = ["house"]', 'vocabulary = ["house", "shared.toml"]')
    (folder / "rules.toml").write_text(text, "utf-8")
    result = run("check", "rules.toml", "--format", "json")
    files = json.loads(result.stdout)["files"]
    assert [(each["file"], len(each["complaints"])) for each in files] == [
        ("rules.toml", 0),
        ("shared.toml", 1),
    ]


def test_the_line_is_shown_with_a_caret_under_the_place(run, folder):
    rules = RULES.replace('verdict = "go"', 'verdict = "og"')
    (folder / "rules.toml").write_text(rules, "utf-8")
    lines = run("check", "rules.toml").stderr.splitlines()
    assert lines[0].startswith("error EV109: rules.toml:28:11: ")
    shown, caret = lines[1:3]
    assert shown[caret.index("^") :].startswith('"og"')


@pytest.mark.parametrize(("columns", "widest"), [("80", 80), ("200", 98), ("10", 40)])
def test_a_long_line_is_cut_around_the_place(run, folder, monkeypatch, columns, widest):
    monkeypatch.setenv("COLUMNS", columns)
    long = " or ".join(f"hours > {n}" for n in range(60))
    text = f'{RULES}\n[measures]\nmany = "1 if {long} or hurs > 5 else 0"\n'
    (folder / "rules.toml").write_text(text, "utf-8")
    lines = run("check", "rules.toml").stderr.splitlines()
    shown, caret = lines[1:3]
    assert len(shown) == widest
    assert shown[caret.index("^") :].startswith("hurs > 5")


def test_a_mistake_in_a_file_that_two_extend_is_listed_once(run, folder):
    (folder / "rules.toml").write_text(RULES.replace('verdict = "go"', 'verdict = "og"'), "utf-8")
    for name in ("one", "two"):
        text = f'extends = "rules.toml"\nname = "{name}"\nversion = "1"\n'
        (folder / f"{name}.toml").write_text(text, "utf-8")
    result = run("check", "one.toml", "two.toml", "rules.toml", "--format", "json")
    files = {e["file"]: len(e["complaints"]) for e in json.loads(result.stdout)["files"]}
    assert files == {"one.toml": 0, "rules.toml": 1, "two.toml": 0}


def test_a_code_is_explained(run):
    result = run("check", "--explain", "ev301")
    assert result.exit_code == 0
    assert result.stdout.startswith("EV301 (warning): a weight of 0\n\nThe score counts for")
    assert "\nMended:\n" in result.stdout


@pytest.mark.parametrize("code", ["EV999", "nonsense"])
def test_there_is_no_such_code(run, code):
    result = run("check", "--explain", code)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: --explain: there is no code '{code}'\n    ")


def test_a_gap_is_shown_with_an_example(run, folder):
    more = '[[rules]]\nid = "{}"\nwhen = "hours {} 3"\nverdict = "{}"\n'
    start, default, rest = RULES.partition("[default]")
    text = start + more.format("few", "<", "go") + more.format("many", ">", "kill") + default + rest
    (folder / "rules.toml").write_text(text, "utf-8")
    result = run("check", "rules.toml")
    assert "where hours is 3, only [default] is left" in result.stderr
    assert "\n    for example fit = 0, hours = 3, votes = 3\n" in result.stderr
