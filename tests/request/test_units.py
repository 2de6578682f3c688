from __future__ import annotations

import pytest
from formulas import formula, said
from hypothesis import given
from hypothesis import strategies as st

from evalcore.language.expr import Quantity
from evalcore.language.nodes import Literal, Named
from evalcore.request.units import BARE, Unit, parse_unit

DIFFERENT = "\n    expected equal units; nothing is converted"

symbols = st.sampled_from(["kEUR", "EUR", "month", "h", "%", "días", "m2"])
units = st.dictionaries(symbols, st.integers(-3, 3).filter(bool), max_size=4).map(
    lambda powers: Unit(tuple(sorted(powers.items())))
)


@given(units, units)
def test_units_multiply_and_divide(first, second):
    assert first * second == second * first
    assert first * second / second == first
    assert first / first == BARE
    assert (first * first).root(2) == first


@given(units)
def test_a_unit_is_read_as_it_is_spelt(unit):
    spelt = str(unit)
    assert parse_unit("1" if unit == BARE else spelt) == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        (None, BARE),
        ("", BARE),
        ("1", BARE),
        ("kEUR/month", Unit((("kEUR", 1), ("month", -1)))),
        ("EUR / h / m^2", Unit((("EUR", 1), ("h", -1), ("m", -2)))),
        ("1/h", Unit((("h", -1),))),
        ("h*h", Unit((("h", 2),))),
        ("h/h", BARE),
        ("€/week", Unit((("week", -1), ("€", 1)))),
    ],
)
def test_spellings(text, unit):
    assert parse_unit(text) == unit


@pytest.mark.parametrize("text", ["k EUR", "EUR//h", "EUR*", "2", "EUR^x", "3 EUR", "(EUR)"])
def test_what_is_no_unit(text):
    with pytest.raises(ValueError, match=r"is no unit: write symbols joined by \* and /"):
        parse_unit(text)


MISTAKES = {
    "cost + price": "1:1 the units differ: kEUR and EUR" + DIFFERENT,
    "cost > price": "1:1 the units differ: kEUR and EUR" + DIFFERENT,
    "min(cost, 3, price)": "1:1 the units differ: kEUR and EUR" + DIFFERENT,
    "p and clamp(cost, high=price) > 0": "1:7 the units differ: kEUR and EUR" + DIFFERENT,
    "linear(cost, 0, months)": "1:1 the units differ: kEUR and month" + DIFFERENT,
    "cost if p else price": "1:1 the units differ: kEUR and EUR" + DIFFERENT,
    "rate + cost": "1:1 the units differ: kEUR/month and kEUR" + DIFFERENT,
    "cost + n": "1:1 the units differ: kEUR and a bare number" + DIFFERENT,
    "cost / cost + cost": "1:1 the units differ: a bare number and kEUR" + DIFFERENT,
    "1 / months + cost": "1:1 the units differ: 1/month and kEUR" + DIFFERENT,
    "days_since(start) > months": "1:1 the units differ: days and month" + DIFFERENT,
    "sqrt(cost)": "1:1 the square root of kEUR has no unit",
    "cost > 'x'": "1:1 cannot compare a number in kEUR with a text",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes(text):
    assert said(text) == [MISTAKES[text]]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("rate * months", "kEUR"),
        ("rate * months + cost", "kEUR"),
        ("cost / months", "kEUR/month"),
        ("benefit / cost", "1"),
        ("1 / months", "1/month"),
        ("2 * cost", "kEUR"),
        ("cost + 5", "kEUR"),
        ("5 - cost", "kEUR"),
        ("-cost", "kEUR"),
        ("cost if p else 0", "kEUR"),
        ("mean(cost, benefit, 1)", "kEUR"),
        ("clamp(cost, 0, 9)", "kEUR"),
        ("round(cost, 1)", "kEUR"),
        ("sqrt(cost * cost)", "kEUR"),
        ("linear(cost, 0, 9)", "1"),
        ("count(outcomes)", "1"),
        ("total_of(risks, weight * cost)", "kEUR"),
        ("days_since(start)", "days"),
        ("years_between(start, end)", "years"),
    ],
)
def test_the_unit_of_a_formula(text, unit):
    made = formula(text)
    assert made.types[made.root].unit == parse_unit(unit)


def test_literals_fit_any_unit():
    assert said("cost > 100 and price > 100 and 0 < rate < 5 and months in [6, 12]") == []
    made = formula("1 + 2")
    assert made.types[made.root].unit is None


def test_a_parameter_has_the_unit_that_it_was_given():
    bare = Named("limit", Literal(3.0, unit="1"), "parameter")
    priced = Named("limit", Literal(3.0, unit="kEUR"), "parameter")
    assert said("cost > limit", names={"limit": priced}) == []
    assert said("cost > limit", names={"limit": bare}) == [
        "1:1 the units differ: kEUR and a bare number" + DIFFERENT
    ]


def test_a_quantity_is_a_float_with_a_unit():
    price = Quantity(2.5, "EUR")
    assert (price, price.unit) == (2.5, "EUR")
    assert type(price * 2) is float
