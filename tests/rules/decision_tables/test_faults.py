"""Faults of decision tables: found where there are any, each with a witness that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, settings

from evalcore.judge.evaluator import Evaluator
from evalcore.language.nodes import Rows, walk
from evalcore.language.tables import places
from evalcore.written.errors import InputError
from rules.decision_tables.drawn import evaluator_of, tables
from rulesets import complaints, evaluator, said

POINTS: dict[str, list[Any]] = {
    "x": [0.0, 0.5, 1.5, 1.7, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 8.0, 9.0, 10.0],
    "w": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
    "phase": ["idea", "pilot", "live"],
    "text": ["a", "b", "c, d", "e"],
    "day": [date(2025, 1, 1), date(2026, 1, 1), date(2026, 1, 2), date(2026, 3, 1),
            date(2026, 6, 30), date(2027, 1, 1)],
    "flag": [True, False],
}  # fmt: skip


def table_of(own: Evaluator) -> Rows:
    node = own.graph.measures["t.verdict_of"]
    return next(each for each in walk(node) if isinstance(each, Rows))


def fitting(node: Rows) -> Iterator[list[int]]:
    """The rows that fit each point of a grid that has one in every piece."""
    index = node.table.index([4.0] * len(node.parameters))
    names = [each.name for each in node.columns]
    for point in product(*(POINTS[each] for each in names)):
        yield [*places(index.look(*point)[0])]


def codes(found: Any) -> list[str]:
    return [each.code for each in found]


@settings(max_examples=150)
@given(tables(hit="first", most=4))
def test_gaps_and_rows_that_never_count_are_those_there_are(text):
    own = evaluator_of(text)
    node = table_of(own)
    rows = [*fitting(node)]
    found = codes(own.warnings)
    has_gap = "otherwise" not in text and any(not each for each in rows)
    assert ("EV411" in found) is has_gap
    firsts = {each[0] for each in rows if each}
    assert found.count("EV412") == len(node.table.cells) - len(firsts)


@settings(max_examples=150)
@given(tables(hit="unique", most=4))
def test_overlaps_are_those_there_are_and_gaps_too(text):
    plain = evaluator_of(text.replace('"unique"', '"first"'))
    rows = [*fitting(table_of(plain))]
    pairs = {pair for each in rows for pair in product(each, each) if pair[0] < pair[1]}
    if pairs:
        with pytest.raises(InputError) as caught:
            evaluator_of(text)
        assert codes(caught.value.complaints) == ["EV405"] * len(pairs)
        return
    own = evaluator_of(text)
    has_gap = "otherwise" not in text and any(not each for each in rows)
    assert ("EV411" in codes(own.warnings)) is has_gap


@settings(max_examples=100)
@given(tables(hit="unique", most=4))
def test_a_witness_shows_what_it_is_a_witness_of(text):
    plain = evaluator_of(text.replace('"unique"', '"first"'))
    node = table_of(plain)
    index = node.table.index([4.0] * len(node.parameters))
    try:
        found = evaluator_of(text).warnings
    except InputError as error:
        found = list(error.complaints)
    told = [each for each in found if each.witness is not None]
    assume(told)
    for each in told:
        request = dict((each.witness or {}).items())
        if request.get("text") == "anything else":
            request["text"] = "e"
        read = plain.read({"id": "a", **request}).situation.values
        may, sure = index.look(*(read[column.name] for column in node.columns))
        assert may == sure
        match each.code:
            case "EV411":
                assert may == 0
            case "EV405":
                assert may.bit_count() >= 2
            case "EV412":
                assert may.bit_count() != 1
            case _:
                assert may.bit_count() >= 1


FIELDS = """
[fields.cost]
kind = "number"
minimum = 0
[fields.risk]
kind = "choice"
choices = ["low", "mid", "high"]
[tables.appetite]
{}
rows = '''
| cost       | risk     | => appetite | because |
{}
'''
"""


def warned(keys: str, *rows: str) -> str:
    lines = "\n".join(rows)
    return "\n".join(map(str, evaluator(FIELDS.format(keys, lines)).warnings))


def refused(keys: str, *rows: str) -> str:
    return "\n".join(map(str, complaints(FIELDS.format(keys, "\n".join(rows)))))


def test_an_overlap_says_both_lines_and_a_request():
    found = refused(
        'hit = "unique"',
        "| <= 100     | -        | go          | |",
        "| [100..500] | low, mid | hold        | |",
    )
    where, *words = found.splitlines()
    assert where.startswith("small.toml:14:3: tables.appetite.rows: this row overlaps the row")
    assert where.endswith("overlaps the row in line 13: both fit cost 100, risk low")
    assert words == ['    part them, or say hit = "first"']


def test_a_contradiction_is_one_only_where_rows_say_different_things():
    rows = ["| <= 100 | -   | go   | |", "| >= 50  | low | go   | |", "| >= 90  | -   | hold | |"]
    found = refused('hit = "any"', *rows)
    assert re.findall(r"small.toml:(\d+).*contradicts the row in line (\d+)", found) == [
        ("15", "13"), ("15", "14"),
    ]  # fmt: skip


@pytest.mark.parametrize("hit", ['hit = "first"', 'hit = "priority"\norder = ["go", "hold"]'])
def test_a_masked_row_names_the_row_that_masks_it(hit):
    found = warned(hit, "| - | - | go | |", "| > 5 | low | hold | |")
    shift = hit.count("\n")
    first, second = found.splitlines()
    assert first.startswith(f"small.toml:{14 + shift}:3: tables.appetite.rows: this row never")
    assert first.endswith(f"counts: the row in line {13 + shift} fits whatever fits it")
    where = "put it before what masks it, or " if "first" in hit else ""
    assert second == f"    {where}drop it"


def test_rows_may_mask_one_together():
    found = warned(
        'hit = "first"', "| < 5 | - | go | |", "| >= 5 | - | hold | |", "| - | low | go | |"
    )
    assert "small.toml:15:3" in found
    assert "this row never counts: those in lines 13 and 14 fit whatever fits it" in found


def test_a_row_of_a_collection_is_masked_by_one_that_says_the_same():
    keys = 'hit = "collect"'
    assert "says again what the row in line 13 says" in warned(
        keys, "| > 5 | - | go | |", "| > 9 | low | go | |"
    )
    assert warned(keys, "| > 5 | - | go | |", "| > 9 | low | hold | |") == ""


def test_a_gap_is_told_with_a_request_unless_the_table_says_what_holds_otherwise():
    rows = ["| < 5 | - | go | |", "| > 5 | - | hold | |"]
    assert warned('hit = "first"', *rows) == said("""
        small.toml:9:9: tables.appetite: no row fits cost 5, risk low
            add a row, or otherwise = ...
    """)
    assert warned('hit = "first"\notherwise = "go"', *rows) == ""


def test_rows_that_differ_in_one_cell_could_be_one():
    found = warned(
        'hit = "unique"\notherwise = "hold"', "| < 5 | low | go | |", "| < 5 | mid | go | |"
    )
    assert "this row and the row in line 14 could be one" in found
    assert "they differ in risk alone, low and mid" in found
    apart = warned(
        'hit = "unique"\notherwise = "hold"', "| < 5 | low | go | |", "| > 5 | low | go | |"
    )
    assert apart == ""
    reasons = warned(
        'hit = "unique"\notherwise = "hold"', "| < 5 | low | go | a |", "| < 5 | mid | go | b |"
    )
    assert reasons == ""


def test_a_column_that_is_worked_out_has_a_witness_too():
    body = """
        [fields]
        cost = { kind = "number", minimum = 1, maximum = 100 }
        gain = { kind = "number", minimum = 0, maximum = 100 }
        [tables.t]
        rows = '''
        | gain / cost | gain | => t |
        | > 2         | -    | go   |
        | -           | > 50 | hold |
        '''
        [[rules]]
        id = "by_table"
        table = "t"
    """
    (found,) = [each for each in complaints(body) if each.code == "EV405"]
    assert found.witness["gain"] > 50
    assert found.witness["gain"] / found.witness["cost"] > 2
