"""Several INPUTs: what one leaves open another fills in, and what differs names both cells."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

RULES = """
name = "small"
version = "1"
verdicts = ["go", "kill"]
[fields.cost]
kind = "number"
[fields.worth]
kind = "estimate"
[fields.goals]
kind = "set"
[fields."council.yes"]
kind = "number"
[fields.outcomes]
kind = "records"
[fields.outcomes.record.name]
kind = "text"
[fields.outcomes.record.target]
kind = "number"
[[rules]]
id = "good"
when = "worth > cost and 'a' in goals and council.yes > 1 and count(outcomes, target > 3) == 1"
verdict = "go"
[default]
verdict = "kill"
"""
OUTCOMES = [{"name": "calls", "target": None}, {"name": "stays", "target": 2}]
BASE = [
    {"id": "A", "title": "Portal", "cost": 1, "goals": ["a", "b"], "outcomes": OUTCOMES},
    {"id": "B", "title": "Robots", "cost": 2},
]


@pytest.fixture
def ranked(tmp_path, monkeypatch):
    """Ranks these documents, each a list of requests, a text, or rows of a workbook by sheet."""
    from click.testing import CliRunner

    from evalcore.cli import evalcore

    monkeypatch.chdir(tmp_path)
    Path("rules.toml").write_text(RULES, "utf-8")

    def call(*words, command="rank", **documents):
        for name, content in documents.items():
            if isinstance(content, dict):
                book = openpyxl.Workbook()
                book.remove(book.active)
                for title, rows in content.items():
                    sheet = book.create_sheet(title)
                    for row in rows:
                        sheet.append(row)
                book.save(f"{name}.xlsx")
            else:
                text = content if isinstance(content, str) else json.dumps(content)
                Path(f"{name}.json").write_text(text, "utf-8")
        return CliRunner().invoke(evalcore, [command, "rules.toml", *words])

    return call


def only(result):
    assert result.exit_code == 0, result.stderr
    return {each["id"]: each for each in json.loads(result.stdout)["evaluations"]}


def test_what_one_leaves_open_another_fills_in(ranked):
    more = [
        {"id": "B", "worth": 4, "council": {"yes": 2}},
        {"id": "A", "cost": 1, "goals": ["b", "a"], "council.yes": 3, "worth": 9},
    ]
    third = [{"id": "A", "outcomes": [{"name": "stays"}, {"name": "calls", "target": 4}]}]
    files = ("base.json", "more.json", "third.json")
    result = ranked(*files, "--format", "json", base=BASE, more=more, third=third)
    assert result.stderr == ""
    found = only(result)
    assert list(found) == ["A", "B"]
    assert found["A"]["verdict"] == "go"
    assert found["A"]["title"] == "Portal"
    assert [each["field"] for each in found["B"]["missing"]] == ["goals", "outcomes"]


def test_a_contradiction_names_both_cells(ranked):
    base = {
        "requests": [
            ["id", "title", "cost", "worth.low", "worth.likely", "worth.high", "goals"],
            ["B", "Robots", 3, 1, 2, 4, "a"],
            ["A", "Portal", 1, None, None, None, "a; b"],
        ],
    }
    finance = {
        "costs": [["id", "cost", "goals"], ["A", 2.5, "b; a"]],
        "notes": [["anything"]],
    }
    other = [{"id": "B", "worth": 5, "cost": 3, "goals": {"withheld": "why"}}]
    result = ranked(
        "base.xlsx", "finance.xlsx", "other.json", base=base, finance=finance, other=other
    )
    assert result.exit_code == 2
    assert result.stderr == (
        "error: A: cost is 1 in base.xlsx [requests] C3, and 2.5 in finance.xlsx [costs] B2\n"
        "    expected the same in both, or in one of them nothing\n"
        "error: B: worth is 2 (1 to 4) in base.xlsx [requests] D2, and 5 (5 to 5) in "
        "other.json:1:23\n"
        "    expected the same in both, or in one of them nothing\n"
        "error: B: goals is ['a'] in base.xlsx [requests] G2, and {'withheld': 'why'} in "
        "other.json:1:46\n"
        "    expected the same in both, or in one of them nothing\n"
        "3 errors\n"
    )


def test_by_a_mapping_too(ranked):
    Path("base.csv").write_text("Nr,Name,Budget\nA,Portal,1\nB,Robots,2\n", "utf-8")
    Path("more.csv").write_text("id,cost\nB,3\n", "utf-8")
    Path("map.toml").write_text(
        'id = "Nr"\ntitle = "Name"\n[fields.cost]\ncolumn = "Budget"\n', "utf-8"
    )
    result = ranked("base.csv", "more.csv", "--map", "map.toml")
    assert result.exit_code == 2
    assert "error: B: cost is 2 in base.csv C3, and 3 in more.csv B2\n" in result.stderr


def test_records_that_differ(ranked):
    more = [{"id": "A", "outcomes": [{"name": "stays", "target": 7}]}]
    result = ranked("base.json", "more.json", base=BASE, more=more)
    assert "A: outcomes.target of 'stays' is 2 in base.json:1:" in result.stderr
    assert ", and 7 in more.json:1:" in result.stderr
    more = [{"id": "A", "outcomes": [{"name": "other", "target": 7}]}]
    result = ranked("base.json", "more.json", base=BASE, more=more)
    assert "A: outcomes is a list of 2 in base.json:1:" in result.stderr
    assert ", and a list of 1 in more.json:1:" in result.stderr


def test_what_only_a_later_one_has_is_told(ranked):
    more = [{"id": "AB", "cost": 3}, {"id": "A", "title": "The portal"}]
    result = ranked("base.json", "more.json", "--format", "json", base=BASE, more=more)
    assert set(only(result)) == {"A", "AB", "B"}
    assert result.stderr == (
        "warning: more.json: 'A' is called 'The portal' here\n"
        "    it stays 'Portal', as in base.json\n"
        "warning: more.json: only here: 'AB'; base.json says nothing of it\n"
    )
    result = ranked("base.json", "more.json", "--strict", base=BASE, more=more)
    assert result.exit_code == 2
    assert "error: --strict: 2 warnings about base.json, more.json\n" in result.stderr


def test_a_title_may_come_later(ranked):
    result = ranked("a.json", "b.json", "--format", "json", a=[{"id": "A"}], b=BASE[:1])
    assert only(result)["A"]["title"] == "Portal"


def test_complaints_about_all_of_them_come_at_once(ranked):
    result = ranked("a.json", "b.json", a=[{"id": "A", "cost": "x"}], b=[{"id": "A", "worth": "y"}])
    assert result.exit_code == 2
    assert "a.json:1:" in result.stderr
    assert "b.json:1:" in result.stderr
    assert result.stderr.endswith("2 errors\n")


def test_more_mappings_than_inputs(ranked):
    result = ranked("a.json", "--map", "x.toml", "--map", "y.toml", a=BASE)
    assert (
        "error: --map: 2 mappings for 1 INPUT\n    expected at most one for each" in result.stderr
    )
    result = ranked("-", "-")
    assert "error: -: standard input is read once\n" in result.stderr


def test_explain_and_compare_join_too(ranked):
    more = [{"id": "B", "worth": 1}]
    result = ranked("a.json", "b.json", "B", command="explain", a=BASE, b=more)
    assert result.stdout.startswith("B Robots: kill")
    result = ranked(
        "rules.toml", "--on", "a.json", "--on", "b.json", command="compare", a=BASE, b=more
    )
    assert result.exit_code == 0
    assert "2 initiatives by 2 rulesets" in result.stdout


def test_a_later_one_that_cannot_be_read_says_so(ranked):
    Path("broken.xlsx").write_text("junk", "utf-8")
    result = ranked("a.json", "broken.xlsx", a=BASE)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: broken.xlsx: this is no .xlsx workbook\n")


def test_a_screen_of_contradictions_and_a_count(ranked):
    base = [{"id": f"R{n}", "title": f"old {n}", "cost": n} for n in range(30)]
    more = [{"id": f"R{n}", "title": f"new {n}", "cost": -1} for n in range(30)]
    result = ranked("base.json", "more.json", base=base, more=more)
    assert result.stderr.count(": cost is ") == 12
    assert "error: 18 more cells of cost differ\n" in result.stderr
    more = [{**each, "cost": None} for each in more]
    result = ranked("base.json", "more.json", base=base, more=more)
    assert result.exit_code == 0
    assert result.stderr.count(" is called ") == 5
    assert result.stderr.endswith("warning: 25 more have other titles\n")


def test_what_one_of_them_breaks_is_warned_about_once(ranked):
    rules = f"""{RULES}
[relations.few]
holds = "cost <= 10"
otherwise = "warn"
[relations.both]
holds = "cost - worth <= 12"
otherwise = "warn"
"""
    Path("rules.toml").write_text(rules, "utf-8")
    base, more = [{"id": "A", "cost": 20}, {"id": "B", "cost": 4}], [{"id": "A", "worth": 15}]
    more.append({"id": "B", "worth": -9})
    result = ranked("base.json", "more.json", base=base, more=more)
    assert result.exit_code == 0
    assert result.stderr.count("A: found cost 20\n") == 1  # by itself
    assert result.stderr.count("B: found cost 4 and worth -9\n") == 1  # only together


def test_a_format_is_for_what_has_no_telling_name_and_several_for_one_each(ranked):
    costs, worth = "id,cost,goals\nA,1,a\n", "id,worth,council.yes\nA,9,3\n"
    Path("costs.csv").write_text(costs, "utf-8")
    Path("worth.data").write_text(worth, "utf-8")
    Path("worth").write_text(worth, "utf-8")
    Path("costs.data").write_text(costs, "utf-8")
    refused = ranked("costs.csv", "worth.data", "--format", "json")
    assert refused.exit_code == 2
    assert "error: worth.data: found the suffix .data" in refused.stderr
    assert "say how to read it: --from csv" in refused.stderr
    for words in (
        ("costs.csv", "worth.data", "--from", "csv"),
        ("costs.csv", "worth", "--from", "csv"),
        ("costs.data", "worth.data", "--from", "csv"),
        ("costs.csv", "worth.data", "--from", "csv", "--from", "csv"),
        ("costs.csv", "worth.data", "--from", "", "--from", "csv"),
        ("worth.data", "costs.csv", "--from", "csv"),
    ):
        found = only(ranked(*words, "--format", "json"))
        assert [each["field"] for each in found["A"]["missing"]] == ["outcomes"]
    several = ranked("costs.csv", "--from", "csv", "--from", "json", "--sheet", "a", "--sheet", "b")
    assert several.exit_code == 2
    assert "error: --from: 2 formats for 1 INPUT\n    expected at most one for each" in (
        several.stderr
    )
    assert "error: --sheet: 2 sheets for 1 INPUT" in several.stderr


def test_a_sheet_of_each_input(ranked):
    rows = {"one": [["id", "cost"], ["A", 1]], "two": [["id", "cost"], ["B", 2]]}
    more = {"one": [["id", "worth"], ["A", 9]], "two": [["id", "worth"], ["B", 8]]}
    words = ("base.xlsx", "more.xlsx", "--sheet", "two", "--sheet", "two", "--format", "json")
    found = only(ranked(*words, base=rows, more=more))
    assert list(found) == ["B"]
    assert "worth" not in [each["field"] for each in found["B"]["missing"]]
