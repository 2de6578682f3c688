from __future__ import annotations

import pytest
from formulas import any_values, flags, formula, initiative, numbers
from hypothesis import given, reject

from evalcore.language.nodes import Apply
from evalcore.request.spelling import spell_number
from evalcore.say.formula import spell
from evalcore.written.errors import InputError


@pytest.mark.parametrize(
    "text",
    [
        "a - (b - c)",
        "a - b - c",
        "a / (b * c)",
        "(a + b) * c",
        "-(a + b)",
        "not (p and q) or p",
        "(a if p else b) + 1",
        "a if p else b if q else c",
        "clamp(a) + round(b) + min(a, b, c)",
        "linear(a, worst=3, best=0)",
        "piecewise(a, {0: 0, 1: 0.5})",
        "'grow' in tags and count(tags) > 0",
    ],
)
def test_a_formula_is_spelt_as_it_was_written(text):
    assert spell(formula(text).root) == text


def test_a_second_date_is_not_lost():
    assert spell(formula("days_since(start, end) > 1").root) == "days_since(start, end) > 1"
    assert spell(formula("days_since(start) > 1").root) == "days_since(start) > 1"


@given(numbers(records=True) | flags(records=True), any_values)
def test_what_is_spelt_means_the_same(text, values):
    try:
        made = formula(text)
    except InputError:
        reject()
    again = formula(spell(made.root, longest=100_000))
    assert spell(again.root, longest=100_000) == spell(made.root, longest=100_000)
    read_in = initiative(values)
    assert again.run(read_in) == made.run(read_in)


def test_a_part_that_repeats_is_spelt_once():
    made = formula("a + b").root
    for _ in range(60):
        made = Apply("+", (made, made))
    assert len(spell(made)) == 160


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (1234.5, "1,234.5"),
        (0.33333333, "0.3333"),
        (4e-05, "4e-05"),
        (1e-9, "1e-09"),
        (1e300, "1e+300"),
        (-2.0, "-2"),
    ],
)
def test_numbers_for_a_reader(number, text):
    assert spell_number(number) == text
