"""What is still open, by who can answer it: a table that is filled in and comes back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from evalcore.cli import evalcore

RULES = """
name = "small"
version = "1"
verdicts = ["go", "hold", "kill"]
when_undecided = "hold"
[terms.roles]
finance = "the money people"
[fields.cost]
kind = "number"
unit = "kEUR"
minimum = 0
question = "What will it cost?"
answered_by = "finance"
[fields.worth]
kind = "estimate"
unit = "kEUR"
answered_by = "finance"
[fields.size]
kind = "choice"
choices = ["small", "large"]
[fields.outcomes]
kind = "records"
answered_by = "sponsor"
[fields.outcomes.record.name]
kind = "text"
[fields.outcomes.record.target]
kind = "number"
[[rules]]
id = "dear"
require = "cost <= 800"
otherwise = "kill"
[[rules]]
id = "measured"
require = "share(outcomes, known(target)) == 1"
otherwise = "hold"
because = "every outcome needs a target"
[[rules]]
id = "good"
when = "worth > 100 or size == 'large'"
verdict = "go"
[default]
verdict = "hold"
"""
DONE = [{"name": "n", "target": 1}]
REQUESTS = [
    {"id": "A", "title": "=1+1", "outcomes": DONE, "size": "small"},
    {"id": "B", "cost": 900},
    {"id": "C", "cost": 1, "worth": 200, "outcomes": [
        {"name": "first", "target": 2}, {"name": "calls"}, {"name": "stays"}]},
    {"id": "D", "cost": {"withheld": "secret"}, "worth": 200, "outcomes": DONE},
    {"id": "E", "cost": 2, "outcomes": DONE},
]  # fmt: skip


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("rules.toml").write_text(RULES, "utf-8")
    Path("base.json").write_text(json.dumps(REQUESTS), "utf-8")

    def call(*words):
        return CliRunner().invoke(evalcore, words, catch_exceptions=False)

    return call


ASK = ("form", "rules.toml", "base.json", "--missing")


def tables(path):
    book = openpyxl.load_workbook(path)
    return {s.title: [list(row) for row in s.iter_rows(values_only=True)] for s in book}


def test_a_sheet_for_each_owner_with_only_what_can_matter(run):
    result = run(*ASK, "-o", "ask.xlsx")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    found = tables("ask.xlsx")
    assert list(found) == ["money people", "sponsor", "anybody", "questions", "choices"]
    assert found["money people"] == [
        ["id", "title", "cost", "worth.low", "worth.likely", "worth.high"],
        ["A", "=1+1", None, None, None, None],
        ["E", "E", None, None, None, None],
    ]
    assert found["sponsor"] == [
        ["id", "title", "outcomes.1.name", "outcomes.1.target", "outcomes.2.name",
         "outcomes.2.target"],
        ["C", "C", "calls", None, "stays", None],
    ]  # fmt: skip
    assert found["anybody"] == [["id", "title", "size"], ["E", "E", None]]
    assert found["questions"][1] == [
        "cost", "What will it cost?", "a number of at least 0 kEUR", "kEUR", "money people"
    ]  # fmt: skip
    who = {row[0]: row[4] for row in found["questions"][1:]}
    assert {name: role for name, role in who.items() if name.startswith("outcomes")} == {
        "outcomes.1.target": "sponsor",
        "outcomes.1.name": "sponsor",
        "outcomes.2.target": "sponsor",
        "outcomes.2.name": "sponsor",
    }


def test_cells_that_nobody_needs_are_grey(run):
    run(*ASK, "-o", "ask.xlsx")
    sheet = openpyxl.load_workbook("ask.xlsx")["money people"]
    shade = {cell.coordinate for row in sheet["A2:F3"] for cell in row if cell.fill.fill_type}
    assert shade == {"C3"}
    assert sheet["B2"].data_type == "s"


def test_answers_come_back(run):
    run(*ASK, "-o", "ask.xlsx")
    book = openpyxl.load_workbook("ask.xlsx")
    book["money people"]["C2"], book["money people"]["E2"] = 5, 150
    book["money people"]["D2"], book["money people"]["F2"] = 150, 150
    book["sponsor"]["D2"], book["sponsor"]["F2"] = 7, 8
    book["anybody"]["C2"] = "large"
    book.save("ask.xlsx")
    result = run("rank", "rules.toml", "base.json", "ask.xlsx", "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    verdicts = {e["id"]: e["verdict"] for e in json.loads(result.stdout)["evaluations"]}
    assert verdicts == {"A": "go", "B": "kill", "C": "go", "D": "hold", "E": "go"}
    book["sponsor"]["C2"] = "first"
    book.save("ask.xlsx")
    result = run("rank", "rules.toml", "base.json", "ask.xlsx")
    assert "error: C: outcomes.target of 'first' is 2 in base.json:1:" in result.stderr
    assert ", and 7 in ask.xlsx" in result.stderr


def test_only_one_role_is_asked(run):
    result = run(*ASK, "--answered-by", "sponsor")
    assert result.exit_code == 2
    assert "a workbook is not written to standard output" in result.stderr
    result = run(*ASK, "--answered-by", "sponsor", "--format", "csv")
    assert list(csv.reader(io.StringIO(result.stdout))) == [
        ["id", "title", "outcomes.1.name", "outcomes.1.target", "outcomes.2.name",
         "outcomes.2.target"],
        ["C", "C", "calls", "", "stays", ""],
    ]  # fmt: skip
    run(*ASK, "--answered-by", "finance", "-o", "ask_finance.xlsx")
    assert list(tables("ask_finance.xlsx")) == ["money people", "questions"]


def test_nothing_is_open(run):
    Path("base.json").write_text(json.dumps(REQUESTS[1:2]), "utf-8")
    result = run(*ASK, "-o", "ask.xlsx")
    assert result.exit_code == 0
    assert result.stderr == "note: nothing is open and could still matter: no form is written\n"
    assert not Path("ask.xlsx").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("form", "rules.toml", "--missing"), "--missing is about initiatives: name INPUT"),
        (("form", "rules.toml", "base.json"), "a form needs no INPUT: add --missing"),
        (("form", "rules.toml", "--answered-by", "it"), "--answered-by is for --missing"),
        ((*ASK, "--format", "csv"), "csv holds one table, and money people, sponsor and anybody"),
        ((*ASK, "--answered-by", "finanec", "--format", "csv"), "did you mean 'finance'?"),
        ((*ASK, "--format", "markdown"), "--format: there is no format 'markdown' here"),
    ],
)
def test_what_does_not_go_together(run, words, said):
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.stderr
