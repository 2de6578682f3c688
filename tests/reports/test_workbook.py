"""Evaluations as a workbook: what each sheet says, and that no text is ever calculated."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore import Evaluator, InputError
from evalcore.judge.view import View
from evalcore.reports.workbook import as_workbook
from evalcore.request.initiative import read_initiative

RULES = """
name = "small"
version = "1"
verdicts = ["go", "hold", "kill"]
when_undecided = "hold"
[shown_as]
total = "percent"
[terms.verdicts.go]
called = "a green light"
[fields.cost]
kind = "number"
minimum = 0
maximum = 1000
question = "What will it cost?"
answered_by = "finance"
[fields.part]
kind = "text"
[fields.begins]
kind = "date"
[fields.size]
kind = "estimate"
[fields.part_of]
kind = "number"
shown_as = "percent"
[criteria.cheap]
score = "clamp(linear(cost, worst=1000, best=0))"
weight = 1
[[rules]]
id = "dear"
require = "cost <= 800"
otherwise = "kill"
because = "too dear"
[[rules]]
id = "good"
when = "total >= 0.5"
verdict = "go"
because = "cheap enough"
[default]
verdict = "hold"
because = "in between"
"""
HOSTILE = ["=1+1", "\r=1+1", " =1+1", "\ufeff=1+1", "+1", "@SUM(A1)", "a\n=1+1", "\t=1", "\x00=1"]


def evaluator(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(RULES, "utf-8")
    return Evaluator(path)


def made(evaluator, rows, **view):
    read = [read_initiative(each, evaluator.graph.declared).initiative for each in rows]
    evaluations = evaluator.rank(read)
    return evaluator.listing(evaluations, ranking=True, view=View(**view))


def sheets(listing):
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(listing)))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


REQUESTS = [
    {
        "id": "A",
        "title": "Portal",
        "cost": 300,
        "part": "it",
        "part_of": 0.07,
        "begins": "2026-01-01",
    },
    {"id": "B", "title": "Robots", "cost": 900, "size": {"low": 1, "likely": 2, "high": 4}},
    {"id": "C", "title": "Lake"},
]


def test_the_ranking_has_numbers_to_go_on_with(tmp_path):
    found = sheets(made(evaluator(tmp_path), REQUESTS, show=("part_of", "size", "begins")))
    assert list(found) == ["ranking", "scores", "reasons", "missing"]
    head, *rows = found["ranking"]
    assert head == [
        "rank", "id", "title", "verdict", "decided", "possible", "total", "because", "missing",
        "part_of", "size.low", "size.likely", "size.high", "begins",
    ]  # fmt: skip
    assert rows[0][:8] == [
        1,
        "A",
        "Portal",
        "green light",
        "yes",
        "green light",
        0.7,
        "cheap enough",
    ]
    assert rows[0][9] == 0.07
    assert rows[0][13].date() == date(2026, 1, 1)
    assert rows[1][:5] == [2, "B", "Robots", "kill", "yes"]
    assert rows[1][10:13] == [1, 2, 4]
    assert rows[2][:9] == [
        None, "C", "Lake", "hold", "no", "green light; hold; kill", None, "still open: cost",
        "cost",
    ]  # fmt: skip


def test_the_other_sheets_say_why_and_who_is_asked(tmp_path):
    found = sheets(made(evaluator(tmp_path), REQUESTS))
    assert found["scores"] == [
        ["id", "title", "total", "cheap"],
        ["A", "Portal", 0.7, 0.7],
        ["B", "Robots", 0.1, 0.1],
        ["C", "Lake", None, None],
    ]
    assert found["reasons"][:4] == [
        ["id", "title", "about", "name", "result", "weight", "contribution", "because"],
        ["A", "Portal", "verdict", "good", "green light", None, None, "cheap enough"],
        ["A", "Portal", "score", "cheap", 0.7, 1, 0.7,
         "cost 300, where 1,000 is worth nothing and 0 or less everything"],
        ["A", "Portal", "gate", "dear", "met", None, None, "cost, 300, is at most 800"],
    ]  # fmt: skip
    assert ["B", "Robots", "gate", "dear", "not met", None, None, "too dear"] in found["reasons"]
    assert found["missing"] == [
        ["id", "title", "field", "label", "state", "question", "who answers"],
        ["C", "Lake", "cost", "cost", "unknown", "What will it cost?", "finance"],
    ]


def test_it_looks_as_a_reader_wants_it(tmp_path):
    listing = made(evaluator(tmp_path), REQUESTS, show=("part_of", "cost"))
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(listing)))
    assert book.properties.title == "small 1: 3 initiatives"
    assert book.properties.description == "1 green light, 1 kill, 1 undecided."
    sheet = book["ranking"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:K4")
    assert sheet["G2"].number_format == "0.0%"
    assert sheet["J2"].number_format == "0.0%"
    assert sheet["K2"].number_format == "#,##0"
    assert sheet["A1"].font.bold


def test_what_makes_groups_is_a_column(tmp_path):
    head = sheets(made(evaluator(tmp_path), REQUESTS, group_by="part"))["ranking"][0]
    assert head[-1] == "part"


def test_in_the_order_given_the_places_are_still_there(tmp_path):
    judge = evaluator(tmp_path)
    listing = judge.listing(judge.evaluate_all(REQUESTS[::-1]))
    rows = sheets(listing)["ranking"][1:]
    assert [row[:2] for row in rows] == [[None, "C"], [2, "B"], [1, "A"]]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula(tmp_path, text):
    rows = [{"id": f"X{text}", "title": text, "cost": 1, "part": text}]
    content = as_workbook(made(evaluator(tmp_path), rows, show=("part",)))
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type in ("s", "n")
            assert cell.data_type == "n" or cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


@given(st.text(min_size=1, max_size=40))
def test_any_title_can_be_written(tmp_path_factory, title):
    listing = made(evaluator(tmp_path_factory.mktemp("any")), [{"id": "A", "title": title}])
    assert list(sheets(listing)) == ["ranking", "scores", "reasons", "missing"]


def test_the_same_bytes_whenever_it_is_written(tmp_path):
    listing = made(evaluator(tmp_path), REQUESTS)
    assert as_workbook(listing) == as_workbook(listing)


def test_without_openpyxl_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(InputError, match=r"writing xlsx needs openpyxl, which is not installed"):
        as_workbook(made(evaluator(tmp_path), REQUESTS))
