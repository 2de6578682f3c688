from __future__ import annotations

import math

import pytest

from evalcore.written.numbers import is_number
from evalcore.written.tables import Table


def table(**content: object) -> Table:
    return Table(content, ("top",), [])


def words(made: Table) -> list[str]:
    return [str(each) for each in made.complaints]


def test_keys_that_nobody_asked_for():
    made = table(wieght=1, name="x")
    made.text("name")
    made.number("weight")
    made.take("weight")
    made.finish()
    assert words(made) == [
        (
            "top.wieght: there is no key 'wieght' here\n"
            "    expected one of name, weight\n"
            "    did you mean 'weight'?"
        )
    ]


FINITE = "a finite number between -2**53 and 2**53"


@pytest.mark.parametrize(
    ("take", "found", "expected"),
    [
        (lambda t: t.text("x"), 3, "a text in quotes"),
        (lambda t: t.number("x"), "3", "a number"),
        (lambda t: t.number("x"), math.inf, FINITE),
        (lambda t: t.number("x"), 1e308, FINITE),
        (lambda t: t.number("x"), 2**60, FINITE),
        (lambda t: t.number("x"), True, "a number"),
        (lambda t: t.flag("x"), "yes", "true or false"),
        (lambda t: t.table("x"), 3, "a table"),
        (lambda t: t.array("x", "tables"), 3, "tables"),
    ],
)
def test_values_of_the_wrong_kind(take, found, expected):
    made = table(x=found)
    take(made)
    shown = {"3": "'3'", "yes": "'yes'", True: "true"}.get(found, str(found))
    assert words(made) == [f"top.x: found {shown}\n    expected {expected}"]


def test_tables_in_a_list_where_they_have_names():
    made = table(x=[{"id": "a"}])
    made.table("x")
    (said,) = words(made)
    assert said == (
        "top.x: found [[x]], a list of tables\n    expected a table\n"
        "    write [x], or what is in it as [x.NAME], in single brackets"
    )


@pytest.mark.parametrize("take", [Table.text, Table.texts, Table.number, Table.flag, Table.table])
def test_what_is_absent_is_no_mistake(take):
    made = table()
    take(made, "x")
    assert made.complaints == []


def test_a_text_that_is_required():
    made = table(x=" ")
    assert made.text("x", required="a name") == " "
    made.text("y", required="a name")
    assert words(made) == [
        "top.x: x is empty\n    expected a name",
        "top: y is missing\n    expected a name",
    ]


def test_lists_of_texts():
    made = table(x=["a", 1, "a", " "], y="one")
    assert made.texts("x") == ("a",)
    assert made.texts("y") == ("one",)
    assert words(made) == [
        "top.x[2]: found 1\n    expected a list of texts",
        "top.x[3]: 'a' is listed twice",
        "top.x[4]: found ' '\n    expected a text that is not blank",
    ]


def test_a_list_of_tables():
    made = table(x=[{"a": 1}, 2])
    assert [each.path for each in made.array("x", "tables")] == [("top", "x", 0)]
    assert words(made) == ["top.x[2]: found 2\n    expected tables"]


@pytest.mark.parametrize("number", [0, -1.5, 2**53, -(2**53)])
def test_numbers_that_evalcore_computes_with(number):
    assert is_number(number)


@pytest.mark.parametrize("number", [2**53 + 1, 10**400, math.nan, -math.inf, True, "1", None])
def test_numbers_that_it_does_not(number):
    assert not is_number(number)
