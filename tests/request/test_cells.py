"""What the text of a cell stands for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore import Cell, Field
from evalcore.request.cells import from_cell
from evalcore.request.values import Misfit
from evalcore.written.errors import show

NUMBER = Field("cost_k", "number")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4", 4),
        (" 4 ", 4),
        ("-0.5", -0.5),
        ("+12", 12),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("2.5E-2", 0.025),
        ("9007199254740993", 2**53 + 1),
    ],
)
def test_a_number(text, value):
    assert from_cell(NUMBER, Cell(text)) == value
    assert from_cell(Field("benefit_k", "estimate"), Cell(text)) == value


@pytest.mark.parametrize(
    "text",
    ["1,5", "1 000", "1_000", "12 k", "EUR 4", "nan", "inf", "0x10", "1e", "e3", "--1", "٣", "."],
)
def test_a_text_that_is_no_number_stays_text_for_the_field_to_refuse(text):
    assert from_cell(NUMBER, Cell(text)) == text


def test_more_digits_than_python_reads():
    assert from_cell(NUMBER, Cell("9" * 10_000)) == float("inf")
    assert from_cell(NUMBER, Cell("0" * 10_000 + "7")) == 7


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_a_number_that_python_wrote_is_read_exactly(number):
    assert from_cell(NUMBER, Cell(str(number))) == number


@pytest.mark.parametrize("kind", ["number", "flag", "text", "date", "set", "estimate"])
@pytest.mark.parametrize("text", ["", "  ", "\n", "null", "NULL"])
def test_an_empty_cell_is_unknown(kind, text):
    assert from_cell(Field("x", kind), Cell(text)) is None


@pytest.mark.parametrize("kind", ["number", "flag", "text", "date", "set", "estimate"])
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("withheld", ""),
        ("Withheld:", ""),
        (" WITHHELD: under negotiation ", "under negotiation"),
        ("withheld:\ntwo\nlines", "two\nlines"),
    ],
)
def test_withheld(kind, text, reason):
    assert from_cell(Field("x", kind), Cell(text)) == {"withheld": reason}


def test_a_text_that_only_starts_like_withheld():
    assert from_cell(Field("x", "text"), Cell("withheld tax")) == "withheld tax"


def test_a_choice_that_a_field_offers_is_that_choice():
    offered = Field("x", "choice", choices=("null", "withheld", "none"))
    assert [from_cell(offered, Cell(each)) for each in offered.choices] == list(offered.choices)
    many = Field("x", "set", choices=("none", "null", "withheld"))
    assert [from_cell(many, Cell(each)) for each in many.choices] == [
        ["none"],
        ["null"],
        ["withheld"],
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("Yes", True), ("FALSE", False), ("no", False), ("1", "1"), ("y", "y")],
)
def test_a_flag(text, value):
    found = from_cell(Field("x", "flag"), Cell(text))
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", ["a"]),
        ("a; b;c", ["a", "b", "c"]),
        ("a;;b;", ["a", "b"]),
        ("a, b;", ["a, b"]),
        ("a / b;", ["a / b"]),
        ("and/or", ["and/or"]),
        ("a - b", ["a - b"]),
        ("none", []),
        ("None", []),
        ("none; a", ["none", "a"]),
    ],
)
def test_a_set(text, value):
    assert from_cell(Field("x", "set"), Cell(text)) == value


SIGNS = ["a / b", "a\tb", "a\r\nb", "\u2022 a \u2022 b", "a\uff0cb", "a\u3001b", "a\uff1bb"]


@pytest.mark.parametrize("text", ["a, b", "a|b", "a\nb", "[]", "['a', 'b']", '["a"]', *SIGNS])
def test_a_set_that_says_not_what_parts_it(text):
    with pytest.raises(Misfit) as refused:
        from_cell(Field("x", "set"), Cell(text))
    (complaint,) = refused.value.complaints
    assert str(complaint) == (
        f"found {show(text)}\n"
        "    expected several texts separated by ;, or a single one\n"
        "    write ; between them; of a text with such a sign in it, ; after it"
    )


def test_a_choice_with_a_comma_is_one_text():
    field = Field("x", "set", choices=("research, development", "sales"))
    assert from_cell(field, Cell("research, development")) == ["research, development"]
    with pytest.raises(Misfit):
        from_cell(field, Cell("research, development, sales"))


@pytest.mark.parametrize("kind", ["text", "choice", "date", "records"])
def test_other_kinds_take_the_text_without_the_space_around_it(kind):
    found = from_cell(Field("x", kind, choices=("a",)), Cell(" 2026-11-23 "))
    assert found == "2026-11-23"
    assert type(found) is str
