"""Tables as CSV: what goes out stays in its cell, and is no formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore.written.csv_text import harmless, spell_csv

ATTACKS = [
    "=1+1",
    "+1+cmd|'/C calc'!A0",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "Portal\r=cmd|'/C calc'!A0",
    "Portal\n=1+1",
    "Portal\r\n@x",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\u200b\u2060=1+1",
    "\u00ad+1",
    "\uff1d1+1",
    "\x0b=1",
    "a\u2028=1",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_line_of_a_cell_begins_a_formula(attack):
    text = spell_csv(["id", "title"], [["A", attack]])
    for line in text.replace("\r", "\n").splitlines():
        for cell in next(csv.reader([line.replace('"', "")])):
            assert cell.strip("\ufeff\u200b\u2060\u00ad\u00a0 \t")[:1] not in tuple("=+-@\uff1d")


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_line_break_stays_inside_its_cell(attack):
    text = spell_csv(["id", "title"], [["A", attack], ["B", "b"]])
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [row[0] for row in rows] == ["id", "A", "B"]
    assert all(len(row) == 2 for row in rows)


@pytest.mark.parametrize("number", ["-0.5", "+3", "-1e-09", "-inf"])
def test_numbers_stay_numbers(number):
    assert spell_csv(["n"], [[number]]) == f"n\n{number}\n"


def test_each_line_of_a_list_is_harmless_by_itself():
    assert harmless("why:\n- one\n-2\n- two") == "why:\n'- one\n-2\n'- two"


def test_a_header_is_harmless_too():
    assert spell_csv(["=1"]) == "'=1\n"


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), max_size=4))
def test_it_is_read_back_as_it_was_written(rows):
    rows = [[cell.replace("\0", "") for cell in row] for row in rows]
    found = list(csv.reader(io.StringIO(spell_csv(["a", "b"], rows), newline="")))
    assert found[1:] == [[harmless(cell) for cell in row] for row in rows]


@given(st.text(alphabet=st.sampled_from('=+-@ \t\r\n\u200bab1.,"'), max_size=8))
def test_harmless_is_harmless_for_good(text):
    assert harmless(harmless(text)) == harmless(text)
