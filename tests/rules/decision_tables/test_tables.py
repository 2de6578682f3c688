"""Decision tables: what each hit policy says, in which cells, and where it may stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from places import ROOT

from evalcore.extend.plugins import discover
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.explanation import explain
from evalcore.written.errors import InputError
from rulesets import complaint, complaints, evaluator, ruleset_text, said

FIELDS = """
verdicts = ["go", "hold", "refer", "kill"]
[parameters]
limit = 500
[fields.cost]
kind = "number"
minimum = 0
[fields.risk]
kind = "choice"
choices = ["low", "mid", "high"]
[fields.owner]
kind = "text"
[fields.due]
kind = "date"
[fields.urgent]
kind = "flag"
"""


def table(rows: str, keys: str = 'hit = "first"', more: str = "") -> str:
    lines = "\n".join(line.strip() for line in rows.strip().splitlines())
    return f"{FIELDS}[tables.t]\n{keys}\nrows = '''\n{lines}\n'''\n{more}"


def measures(text: str, **request: Any) -> Any:
    return evaluator(text).evaluate({"id": "a", **request}).to_json()["measures"]


def says(rows: str, keys: str = 'hit = "first"', **request: Any) -> Any:
    return measures(table(rows, keys), **request)["t"]


@pytest.mark.parametrize(
    ("cell", "fitting", "others"),
    [
        ("5", [5, 5 + 1e-10], [4.9, 5.1]),
        ("< 5", [4.9], [5, 6]),
        ("<= 5", [5, 0], [5.1]),
        ("> 5", [5.1], [5]),
        (">= 5", [5], [4.9]),
        ("[5..7]", [5, 7], [4.9, 7.1]),
        ("(5..7)", [6], [5, 7]),
        ("]5..7[", [6], [5, 7]),
        ("(5..7]", [7], [5]),
        ("1, 3, [5..7)", [1, 3, 5], [2, 7]),
        ("not(5)", [4, 6], [5]),
        ("not(< 5, > 7)", [5, 7], [4, 8]),
        ("<= limit", [500], [501]),
        ("(limit..1_000]", [501, 1000], [500]),
        ("-", [0, 1e9], []),
        ("", [0], []),
    ],
)
def test_a_cell_asks_a_number(cell, fitting, others):
    rows = f"| cost | => t |\n| {cell} | 1 |\n| - | 0 |"
    assert [says(rows, cost=each) for each in fitting] == [1.0] * len(fitting)
    assert [says(rows, cost=each) for each in others] == [0.0] * len(others)


@pytest.mark.parametrize(
    ("column", "cell", "fitting", "others"),
    [
        ("risk", "low, mid", ["low", "mid"], ["high"]),
        ("risk", "not(low)", ["mid", "high"], ["low"]),
        ("owner", "'Ada, IT', Bob", ["Ada, IT", "Bob"], ["Ada"]),
        ("due", "[2026-01-01..2026-02-01)", [date(2026, 1, 1)], [date(2026, 2, 1)]),
        ("due", "> 2026-01-01", [date(2026, 1, 2)], [date(2026, 1, 1)]),
        ("urgent", "true", [True], [False]),
        ("urgent", "no", [False], [True]),
    ],
)
def test_a_cell_asks_a_text_a_date_or_a_flag(column, cell, fitting, others):
    rows = f"| {column} | => t |\n| {cell} | yes |\n| - | no |"
    assert [says(rows, **{column: each}) for each in fitting] == ["yes"] * len(fitting)
    assert [says(rows, **{column: each}) for each in others] == ["no"] * len(others)


def test_a_column_is_a_formula_and_a_line_of_dashes_is_none_of_the_rows():
    rows = "| cost / 100 | => t |\n|---|---|\n| >= 1 | 5 |\n| < 1 | 7 |"
    assert (says(rows, cost=150), says(rows, cost=50)) == (5.0, 7.0)


ROWS = "| cost | => t |\n| > 100 | hold |\n| > 200 | refer |\n| > 300 | go |"
PRICES = "| cost | => t |\n| > 100 | 5 |\n| > 200 | 1.5 |\n| > 300 | 3 |"


@pytest.mark.parametrize(
    ("keys", "rows", "at_250", "at_350", "at_50"),
    [
        ('hit = "first"', ROWS, "hold", "hold", None),
        ('hit = "first"\notherwise = "kill"', ROWS, "hold", "hold", "kill"),
        ('hit = "priority"\norder = ["go", "refer", "hold"]', ROWS, "refer", "go", None),
        ('hit = "collect"', ROWS, ["hold", "refer"], ["hold", "refer", "go"], []),
        ('hit = "collect"\naggregation = "sum"', PRICES, 6.5, 9.5, 0.0),
        ('hit = "collect"\naggregation = "min"', PRICES, 1.5, 1.5, None),
        ('hit = "collect"\naggregation = "max"', PRICES, 5.0, 5.0, None),
        ('hit = "collect"\naggregation = "count"', ROWS, 2.0, 3.0, 0.0),
    ],
)
def test_a_hit_policy_says_what_several_rows_come_to(keys, rows, at_250, at_350, at_50):
    found = [says(rows, keys, cost=each) for each in (250, 350, 50)]
    assert found == [at_250, at_350, at_50]


def test_what_is_unknown_leaves_open_only_what_it_decides():
    rows = "| cost | risk | => t |\n| > 100 | - | 1 |\n| <= 100 | low | 2 |\n| <= 100 | - | 3 |"
    assert says(rows, cost=200) == 1.0
    assert says(rows, cost=50) is None
    own = evaluator(table(rows, more='[[rules]]\nid = "a"\nwhen = "t > 1"\nverdict = "go"'))
    assert own.evaluate({"id": "a", "cost": 50}).possible == ("go",)


def test_several_outputs_have_names_of_their_own():
    rows = "| cost | => status | => rate |\n| > 100 | go | 0.5 |\n| - | hold | 0.1 |"
    text = table(rows, more='[measures]\ntwice = "t.rate * 2"\n')
    assert measures(text, cost=200) == {"twice": 1.0, "t.status": "go", "t.rate": 0.5}


def test_a_score_may_come_from_a_table_and_a_table_may_ask_a_score():
    text = table(
        "| worth | => t |\n| >= 0.5 | go |\n| - | hold |",
        more="""
[tables.price]
hit = "first"
rows = "| cost | => price |\\n| < 100 | 1 |\\n| - | 0.25 |"
[criteria.worth]
score = "price"
weight = 1
""",
    )
    found = evaluator(text).evaluate({"id": "a", "cost": 50})
    assert (found.total, found.measures["t"]) == (1.0, "go")


RULE = '[[rules]]\nid = "by_table"\ntable = "t"\nbecause = "the table says so"\n'
SPEAKING = """
| cost  | => t | because      |
| > 900 | kill | far too dear |
| > 100 | hold |              |
| < 50  | go   |              |
"""


def test_a_rule_speaks_where_a_row_fits_with_the_words_of_the_row():
    own = evaluator(table(SPEAKING, more=RULE))
    found = [own.evaluate({"id": "a", "cost": each}) for each in (950, 200, 20, 75)]
    assert [each.verdict for each in found] == ["kill", "hold", "go", "hold"]
    assert [each.decided_by.id for each in found] == ["by_table", "by_table", "by_table", None]
    assert [each.decided_by.because for each in found[:2]] == ["far too dear", "the table says so"]
    assert found[3].decided_by.kind == "default"  # no row fits


def test_a_rule_speaks_with_what_the_table_says_otherwise():
    own = evaluator(table(SPEAKING, 'hit = "first"\notherwise = "refer"', RULE))
    found = own.evaluate({"id": "a", "cost": 75})
    assert (found.verdict, found.decided_by.id) == ("refer", "by_table")
    assert own.evaluate({"id": "a"}).possible == ("go", "hold", "refer", "kill")


def test_a_parameter_in_a_cell_is_the_one_that_holds():
    rows = "| cost | => t |\n| <= limit | 1 |\n| > limit | 0 |"
    text = table(rows).replace("limit = 500", "limit = 700")
    assert measures(text, cost=600)["t"] == 1.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    text = f"{FIELDS}[tables.t]\nhit = 'first'\nfile = 't.csv'\n"
    (tmp_path / "small.toml").write_text(ruleset_text(text), encoding="utf-8")
    return tmp_path


def opened(folder: Path, rows: str) -> Evaluator:
    (folder / "t.csv").write_text(rows, encoding="utf-8")
    plugins = discover(folder=ROOT / "plugins", entry_points=False)
    return Evaluator(folder / "small.toml", plugins=plugins)


def test_the_rows_may_stand_in_a_file(folder):
    own = opened(folder, 'cost,risk,=> t\n> 100,"low, mid",1\n-,-,2\n')
    assert own.evaluate({"id": "a", "cost": 200, "risk": "mid"}).measures["t"] == 1.0
    assert own.evaluate({"id": "a", "cost": 200, "risk": "high"}).measures["t"] == 2.0


def in_a_workbook(folder: Path, *rows: list[Any]) -> Evaluator:
    openpyxl = pytest.importorskip("openpyxl", reason="the extra xlsx is not installed")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # this takes `=> t` for a formula, as everybody's script does
    book.save(folder / "t.xlsx")
    text = f"{FIELDS}[tables.t]\nhit = 'first'\nfile = 't.xlsx'\n"
    (folder / "small.toml").write_text(ruleset_text(text), encoding="utf-8")
    plugins = discover(folder=ROOT / "plugins", entry_points=False)
    return Evaluator(folder / "small.toml", plugins=plugins)


def test_the_rows_may_stand_in_a_workbook_whatever_wrote_it(folder):
    own = in_a_workbook(
        folder, ["cost", "due", "=> t"], [5, date(2026, 1, 1), "go"], ["> 9", None, "hold"]
    )
    assert own.evaluate({"id": "a", "cost": 5, "due": date(2026, 1, 1)}).measures["t"] == "go"
    assert own.evaluate({"id": "a", "cost": 10}).measures["t"] == "hold"


def test_a_formula_without_a_result_is_told_with_its_cell(folder):
    with pytest.raises(InputError) as caught:
        in_a_workbook(folder, ["cost", "=> t"], [5, "go"], ["=1+1", "hold"])
    assert str(caught.value).replace(f"{folder}/", "") == said("""
        t.xlsx:3:1: found a formula without a result
            open the workbook in a spreadsheet program, let it calculate, and save it
    """)


def test_a_mistake_in_a_file_is_told_with_its_row_and_column(folder):
    with pytest.raises(InputError) as caught:
        opened(folder, "cost,risk,=> t\n> 100,hihg,1\nabout 5,-,2\n")
    told = str(caught.value).replace(f"{folder}/", "")
    assert told == said("""
        t.csv:2:2: tables.t: 'hihg' is none of the choices
            expected one of low, mid, high
            did you mean 'high'?
        t.csv:3:1: tables.t: found 'about 5'
            expected a number or a parameter, < <= > >= before one, [1..5], a list, not(...), or -
    """)


def test_a_file_that_is_not_there_is_told_where_it_is_named(folder):
    plugins = discover(folder=ROOT / "plugins", entry_points=False)
    with pytest.raises(InputError, match=r"small.toml:\d+:8: tables.t.file: .*there is no such"):
        Evaluator(folder / "small.toml", plugins=plugins)


@pytest.mark.parametrize(
    ("rows", "keys", "words"),
    [
        ("| cost | => t |\n| limt | 1 |", "", "there is no parameter 'limt'"),
        ("| cost | => t |\n| =< 5 | 1 |", "", "did you mean '<= 5'?"),
        ("| risk | => t |\n| not(low | 1 |", "", "found 'not(low', without the ) at its end"),
        ("| cost | => t |\n| [5..1] | 1 |", "", "5 lies above 1"),
        ("| cost | => t |\n| 1 | 2 | 3 |", "", "the row has 3 cells, the header 2"),
        ("| cost | => t |\n| 1 |  |", "", "the row says nothing"),
        (
            "| cost | => t |\n| 1 | 2 |\n| 2 | x |",
            "",
            "found 'x'\n    expected a number or a parameter, as in other rows",
        ),
        ("| cost | because | Because | => t |\n| 1 | a | b | 2 |", "", "two columns hold the wor"),
        ("| cots | => t |\n| 1 | 2 |", "", "there is no name 'cots'"),
        ("| cost | => t |\n| 2026-01-01 | 2 |", "", "found '2026-01-01'"),
        ("| due | => t |\n| soon | 2 |", "", "found 'soon'"),
        ("| urgent | => t |\n| maybe | 2 |", "", "found 'maybe'"),
        ("| cost | => t | => t |\n| 1 | 2 | 3 |", "", "two outputs are called 't'"),
        ("| cost | => a b |\n| 1 | 2 |", "", "'a b' cannot be the name of an output"),
        (
            "| cost | => t |\n| 1 | go |",
            'aggregation = "sum"\nhit = "collect"',
            "sum of what is no",
        ),
        ("| cost | => t |\n| 1 | go |", 'hit = "firts"', "found 'firts'"),
        ("| cost | => t |\n| 1 | go |", 'hit = "priority"', "priority needs an order"),
        (
            "| cost | => t |\n| 1 | go |",
            'hit = "priority"\norder = ["hold"]',
            "'go' is not in the order",
        ),
        ("| cost | => t |\n| 1 | go |", "otherwise = 5", "found 5"),
        (
            "| cost | => t |\n| 1 | go |",
            'hit = "collect"\notherwise = "go"',
            "a table that collects",
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_complained_about(rows, keys, words):
    told = complaints(table(rows, keys))
    assert words in "\n".join(map(str, told))
    assert all(each.line for each in told)


def test_every_mistake_in_a_table_is_told_at_once_with_its_place():
    rows = "| cost | risk | => t |\n| < x | low | 1 |\n| - | lo | 2 |"
    assert complaint(table(rows)) == said("""
        small.toml:22:3: tables.t.rows: there is no parameter 'x'
            expected a number or a parameter, < <= > >= before one, [1..5], a list, not(...), or -
        small.toml:23:7: tables.t.rows: 'lo' is none of the choices
            expected one of low, mid, high
            did you mean 'low'?
    """)


@pytest.mark.parametrize(
    ("rows", "keys", "rule", "words"),
    [
        ("| cost | => t |\n| 1 | go |", "", 'table = "tt"', "there is no table 'tt'"),
        ("| cost | => t |\n| 1 | goo |", "", 'table = "t"', "the table t says 'goo', which is no"),
        ("| cost | => t |\n| 1 | go |", 'hit = "collect"', 'table = "t"', "the table t collects"),
        ("| cost | => a | => b |\n| 1 | go | go |", "", 'table = "t"', "a and b say verdicts"),
        ("| cost | => a | => b |\n| 1 | go | go |", "", 'table = "t.c"', "has no output 'c'"),
        ("| cost | => t |\n| 1 | go |", "", 'table = "t"\nverdict = "go"', "has no verdict"),
        (
            "| cost | => t |\n| 1 | go |",
            'otherwise = "goo"',
            'table = "t"',
            "tables.t.otherwise: where no row fits, the table t says 'goo', which is no verdict",
        ),
        (
            "| cost | => a | => b |\n| 1 | go | 2 |",
            'otherwise = { a = "goo", b = 1 }',
            'table = "t"',
            "says 'goo', which is no verdict",
        ),
    ],
)
def test_a_rule_that_cannot_ask_a_table_is_complained_about(rows, keys, rule, words):
    more = f'[[rules]]\nid = "by_table"\n{rule}\n'
    assert words in complaint(table(rows, keys, more))


def test_an_order_that_is_missing_is_complained_about_once():
    assert len(complaints(table("| cost | => t |\n| 1 | go |", 'hit = "priority"'))) == 1


def test_a_table_counts_in_the_digest_and_its_layout_does_not():
    one = table("| cost | => t |\n| > 5 | 1 |\n| - | 2 |")
    same = table("|cost|=> t|\n|>5|1|\n|-|2|")
    other = table("| cost | => t |\n| >= 5 | 1 |\n| - | 2 |")
    digests = [evaluator(each).digest for each in (one, same, other)]
    assert digests[0] == digests[1] != digests[2]


def test_an_explanation_says_what_the_table_says_and_not_all_that_it_might():
    own = evaluator(table(SPEAKING, more=RULE))
    told = str(explain(own.evaluate({"id": "a", "cost": 20})))
    assert "✓ by_table: holds: go (the table says so)" in told
    assert "does not hold" not in told
    none = str(explain(own.evaluate({"id": "a", "cost": 75})))
    assert none.count("by_table: does not hold") == 1
    assert "otherwise: hold" in none
