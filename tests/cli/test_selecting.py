"""Which initiatives are shown, and how: --where, --show, --group-by, --top and --only."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

RULES = """\
name = "sizes"
version = "1"
verdicts = ["go", "hold", "kill"]
when_undecided = "hold"
total = "reach * impact"

[fields.reach]
kind = "number"
unit = "people"
minimum = 0

[fields.impact]
kind = "number"
minimum = 0
maximum = 3

[fields.margin]
kind = "number"
shown_as = "percent"

[fields.part]
kind = "choice"
choices = ["sales", "it"]

[fields.cost]
kind = "estimate"
unit = "kEUR"

[fields.note]
kind = "text"

[measures]
per_cost = "reach / cost"

[[rules]]
id = "large"
when = "total >= 100000"
verdict = "go"
because = "it reaches many"

[[rules]]
id = "tiny"
when = "total < 10"
verdict = "kill"
because = "it reaches nobody"

[default]
verdict = "hold"
because = "in between"
"""
REQUESTS = """\
id,title,reach,impact,margin,part,cost.low,cost.likely,cost.high,note
A,Portal,1000000,2,0.125,it,10,20,40,
B,Booking,50,1,0.07,sales,5,5,5,=1+1
C,Data,50,1,,it,,,,
D,Robots,,1,,,withheld: secret,,,
E,Kiosk,1,1,-0.5,sales,1,2,3,
"""
RANK = ("rank", "sizes.toml", "requests.csv")


@pytest.fixture
def lists(run, monkeypatch):
    """Runs a command on five requests, with what reads CSV."""
    Path("sizes.toml").write_text(RULES, "utf-8")
    Path("requests.csv").write_text(REQUESTS, "utf-8")
    Path("policies/files.py").write_text(
        "from evalcore_files import evalcore_sources as evalcore_sources\n", "utf-8"
    )
    monkeypatch.setenv("COLUMNS", "100")
    return run


def shown(result):
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_a_head_with_counts_by_verdict(lists):
    assert shown(lists(*RANK)).startswith(
        "sizes 1: 5 initiatives\n1 go, 2 hold, 1 kill, 1 undecided.\n\n"
    )


def test_totals_stay_whole_have_thousands_and_equals_share_a_place(lists):
    rows = [line.split() for line in shown(lists(*RANK)).splitlines()]
    assert ["1", "A", "Portal", "go", "2,000,000.00", "it", "reaches", "many"] in rows
    assert ["2", "B", "Booking", "hold", "50.00", "in", "between"] in rows
    assert ["2", "C", "Data", "hold", "50.00", "in", "between"] in rows
    assert ["4", "E", "Kiosk", "kill", "1.00", "it", "reaches", "nobody"] in rows
    found = csv.DictReader(io.StringIO(shown(lists(*RANK, "--format", "csv"))))
    assert [row["rank"] for row in found] == ["1", "2", "2", "4", ""]


def test_fields_and_measures_are_shown_beside(lists, monkeypatch):
    beside = ("--show", "reach,margin,part", "--show", "cost,per_cost")
    monkeypatch.setenv("COLUMNS", "160")
    text = shown(lists(*RANK, *beside))
    assert "     reach  margin  part   cost           per cost  Why\n" in text
    assert " 1,000,000   12.5%  it     20 (10 to 40)    50,000  it reaches many\n" in text
    assert "        50      7%  sales  5                    10  in between\n" in text
    assert "         -       -  -      withheld              -  go, hold or kill" in text
    assert "\nreach in people, cost in kEUR\n" in text


def test_where_there_is_little_room_reasons_go_first_then_names(lists, monkeypatch):
    beside = ("--show", "reach,margin,part,cost,per_cost")
    wide = shown(lists(*RANK, *beside)).splitlines()[3]
    assert wide.split() == [
        "#", "Request", "Verdict", "Total", "reach", "margin", "part", "cost", "per", "cost",
    ]  # fmt: skip
    monkeypatch.setenv("COLUMNS", "80")
    text = shown(lists(*RANK, *beside))
    assert text.splitlines()[3].split() == ["#", "Request", "Verdict", "Total", *"1234"]
    assert "\n1 reach  2 margin  3 part  4 cost\n1 more, for which there is no room here" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_long_id_is_cut_in_the_middle_and_a_title_never(lists, monkeypatch):
    key, title = "PROJECT-2026-DIGITAL-TRANSFORMATION-000001", "A portal for all of the north"
    Path("requests.csv").write_text(f"id,title,reach,impact\n{key},{title},9000000,2\n", "utf-8")
    monkeypatch.setenv("COLUMNS", "60")
    compare = ("compare", *["sizes.toml"] * 4, "--on", "requests.csv")
    for command in (RANK, compare):
        text = shown(lists(*command))
        (line,) = [each for each in text.splitlines() if "PROJECT" in each and "…" in each]
        assert re.search(r"PROJECT\S*…\S*0001 ", line)
        assert re.search(r".*?\b".join(title.split()), text, re.DOTALL)
    assert key in shown(lists(*RANK, "--format", "markdown"))


def test_and_in_csv_in_the_notation_of_tables(lists):
    text = shown(lists(*RANK, "--format", "csv", "--show", "cost,part,margin,note,per_cost"))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0])[-7:] == [
        "cost.low", "cost.likely", "cost.high", "part", "margin", "note", "per_cost",
    ]  # fmt: skip
    assert [row["cost.likely"] for row in rows] == ["20.0", "5.0", "", "2.0", "withheld: secret"]
    assert [row["margin"] for row in rows] == ["0.125", "0.07", "", "-0.5", ""]
    assert rows[1]["note"] == "'=1+1"


def test_json_keeps_its_contract(lists):
    plain = json.loads(shown(lists(*RANK, "--format", "json")))
    more = ("--show", "reach", "--group-by", "part")
    assert json.loads(shown(lists(*RANK, "--format", "json", *more))) == plain
    few = json.loads(shown(lists(*RANK, "--format", "json", "--only", "hold,kill", "--top", "2")))
    assert few["evaluations"] == plain["evaluations"][1:3]
    assert {**few, "evaluations": []} == {**plain, "evaluations": []}


def test_a_condition_selects_what_is_ranked(lists):
    text = shown(lists(*RANK, "--where", "reach > 10"))
    assert text.startswith(
        "sizes 1: 3 initiatives\n"
        "1 go, 2 hold. 3 of 5 initiatives where reach > 10; for 1 more that is unknown, so it is "
        "left out.\n"
    )
    assert "D Robots" not in text
    result = lists(*RANK, "--where", "reach > 10", "--format", "json")
    assert [each["id"] for each in json.loads(result.stdout)["evaluations"]] == ["A", "B", "C"]
    said = "note: --where: for 1 of 5 initiatives that is unknown, so it is left out\n"
    assert result.stderr == said
    assert lists(*RANK, "--where", "reach > 10", "-o", "r.txt").stderr == said


def test_a_condition_reads_fields_that_no_rule_reads(lists):
    text = shown(lists(*RANK, "--where", "margin > 0.1 or note == '=1+1'", "--format", "markdown"))
    assert "| 1 | A Portal | go |" in text
    assert "| 2 | B Booking | hold |" in text


def test_only_some_verdicts_and_only_the_first(lists):
    text = shown(lists(*RANK, "--only", "hold,undecided", "--only", "kill", "--top", "2"))
    assert "Shown: 2 of 5, the first 2 with hold, undecided or kill.\n" in text
    assert [line[0] for line in text.splitlines() if " in between" in line] == ["2", "2"]
    text = shown(lists(*RANK, "--only", "undecided"))
    assert "\nUndecided: 1. What is missing may still change the verdict.\n" in text
    assert "A Portal" not in text


def test_a_table_for_each_group(lists):
    text = shown(lists(*RANK, "--group-by", "part", "--top", "1"))
    heads = [line for line in text.splitlines() if line.startswith("part ")]
    assert heads == [
        "part sales: 1 hold, 1 kill", "part it: 1 go, 1 hold", "part not said: 1 undecided",
    ]  # fmt: skip
    assert "Shown: 3 of 5, the first 1 of each group.\n" in text
    assert "E Kiosk" not in text
    page = shown(lists("evaluate", "sizes.toml", "requests.csv", "--group-by", "part"))
    assert page.index("B Booking") < page.index("E Kiosk") < page.index("A Portal")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    {
        ("--where", "reach > 10 and prt == 'it'"): (
            "error: --where:1:16: there is no name 'prt'\n"
            "    reach > 10 and prt == 'it'\n"
            "                   ^\n"
            "    expected a field, measure, parameter or criterion that is declared\n"
            "    did you mean 'part'?\n"
        ),
        ("--where", "reach > 10 kEUR"): (
            "error: --where:1:12: cannot be read from 'kEUR' on\n"
            "    reach > 10 kEUR\n"
            "               ^\n"
        ),
        ("--where", "reach"): (
            "error: --where: this is a number in people\n"
            "    expected a condition, such as cost_k > 100\n"
        ),
        ("--where", "part == 'its'"): "did you mean 'it'?\n",
        ("--where", "days_since(date(2026, 1, 1)) > 3"): (
            "error: --where: it counts days, but from no date\n"
            "    expected the date of the evaluation: --as-of 2026-11-23\n"
        ),
        ("--show", "reech"): (
            "error: --show: there is no field or measure 'reech'\n"
            "    expected one of reach, impact, margin, part, cost, note, per_cost\n"
            "    did you mean 'reach'?\n"
        ),
        ("--group-by", "per_cost"): "error: --group-by: there is no field 'per_cost'\n",
        ("--only", "ho"): (
            "error: --only: there is no verdict 'ho'\n"
            "    expected one of go, hold, kill, undecided\n"
        ),
        ("--top", "0"): "Invalid value for '--top': 0 is not in the range x>=1.\n",
        ("--top", "3", "--draws", "5"): "--draws has no --top: they are for the ranking itself\n",
    }.items(),
)
def test_mistakes(lists, arguments, complaint):
    result = lists(*RANK, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in result.stderr


def test_all_mistakes_come_at_once(lists):
    result = lists(*RANK, "--show", "x", "--only", "y", "--group-by", "z", "--where", "w > 1")
    assert result.stderr.endswith("\n4 errors\n")


def test_a_caret_stands_under_wide_signs(lists):
    result = lists(*RANK, "--where", "part == '顧客' and y")
    assert "    part == '顧客' and y\n                       ^\n" in result.stderr


def test_nothing_selected_is_no_mistake(lists):
    text = shown(lists(*RANK, "--where", "reach > 1000000000"))
    assert text.startswith("sizes 1: 0 initiatives\n0 of 5 initiatives where reach > 1000000000;")
