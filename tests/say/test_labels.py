"""Labels: names, units and values as people say them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore.request import declarations as declare
from evalcore.request.spelling import (
    counted,
    named_list,
    plain_value,
    quantity,
    rounded,
    spell_number,
)
from evalcore.request.values import Estimate, Withheld
from evalcore.say.labels import (
    are,
    beside,
    label_of,
    sentence,
    singular,
    spelled_apart,
    titled,
    value_in_words,
)


@pytest.mark.parametrize(
    ("name", "unit", "label"),
    [
        ("cost_k", "kEUR", "cost"),
        ("cost_k", None, "cost k"),
        ("sponsor_hours_month", "h/month", "sponsor hours"),
        ("status_age_days", "day", "status age"),
        ("lead_days", "day", "lead days"),
        ("it_months", "month", "IT months"),
        ("duration_m", "month", "duration"),
        ("own_dev.leadership", None, "own dev leadership"),
        ("m", "month", "m"),
        ("emissions_t", "t*km", "emissions t"),
    ],
)
def test_what_a_field_is_called(name, unit, label):
    assert label_of(declare.number(name, unit=unit)) == label


HOURS = declare.number("hours", unit="h/month")
COST = declare.number("cost", unit="kEUR")
STAGE = declare.choice("stage", ["in_flight", "S2-grow-revenue"])


@pytest.mark.parametrize(
    ("value", "field", "words"),
    [
        (4.0, HOURS, "4 hours a month"),
        (1.0, HOURS, "1 hour a month"),
        (0.5, declare.number("n"), "0.5"),
        (12600.0, COST, "12,600 kEUR"),
        (3.0, declare.number("n", unit="day"), "3 days"),
        (3.0, declare.number("n", unit="EUR/h"), "3 EUR an hour"),
        (3.0, declare.number("n", unit="kg*m^2"), "3 kg*m^2"),
        (Estimate(1.0, 2.0, 3.0), COST, "2 kEUR (1 to 3)"),
        (Estimate(2.0, 2.0, 2.0), COST, "2 kEUR"),
        (None, COST, "not known"),
        (Withheld("secret"), COST, "withheld (secret)"),
        (Withheld(), COST, "withheld"),
        (True, declare.flag("f"), "yes"),
        (False, declare.flag("f"), "no"),
        ("in_flight", STAGE, "in flight"),
        ("S2-grow-revenue", STAGE, "S2 grow revenue"),
        ("follow-up", declare.text("t"), "follow-up"),
        (date(2026, 11, 3), declare.day("d"), "3 November 2026"),
        ((), declare.set_of_text("s"), "none"),
        (("cut-cost", "CMO"), declare.set_of_text("s"), "cut cost and CMO"),
        (
            ({"owner": "x"}, {"owner": None}),
            declare.records("r", declare.text("owner")),
            "two listed",
        ),
    ],
)
def test_values_in_words(value, field, words):
    assert value_in_words(value, field) == words


def test_titles_of_criteria():
    abouts = {
        "fit": "Strategic fit: the weight of the goals.",
        "roi_now": "ROI: what it returns.",
        "time": "the hours, in person",
        "a_long_one": "What it says here in the end: too long for a title.",
        "first_try": "Try: one",
        "second_try": "Try: two",
    }
    assert titled(abouts) == {
        "fit": "strategic fit",
        "roi_now": "ROI",
        "time": "time",
        "a_long_one": "a long one",
        "first_try": "first try",
        "second_try": "second try",
    }


def test_numbers_that_were_worked_out():
    assert [rounded(n) for n in (0.8220679, 3.0, 1900.5, 0.004, -0.0, 1e-9, 2e15, 100.0)] == [
        "0.82", "3", "1,900.5", "0.004", "0", "1e-09", "2e+15", "100",
    ]  # fmt: skip
    assert rounded(250.0, 0) == "250"


@pytest.mark.parametrize(
    ("several", "one"),
    [
        ("statuses", "status"), ("bonuses", "bonus"), ("campuses", "campus"), ("buses", "bus"),
        ("houses", "house"), ("warehouses", "warehouse"), ("causes", "cause"),
        ("clauses", "clause"), ("uses", "use"), ("databases", "database"), ("phases", "phase"),
        ("purposes", "purpose"), ("businesses", "business"), ("losses", "loss"),
        ("batches", "batch"), ("breaches", "breach"), ("coaches", "coach"), ("caches", "cache"),
        ("taxes", "tax"), ("ties", "tie"), ("studies", "study"), ("analyses", "analysis"),
        ("criteria", "criterion"), ("people", "person"), ("bias", "bias"), ("gas", "gas"),
        ("alias", "alias"), ("analytics", "analytics"), ("metrics", "metric"), ("ideas", "idea"),
        ("chaos", "chaos"), ("cms", "cms"), ("business processes", "business process"),
        ("risk analyses", "risk analysis"), ("", ""),
    ],
)  # fmt: skip
def test_one_of_several(several, one):
    assert singular(several) == one


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("hr_review", "HR review"), ("review_by.hr", "review by HR"), ("it_months", "IT months"),
        ("cio_hours", "CIO hours"), ("is_it_so", "is it so"), ("cost", "cost"),
    ],
)  # fmt: skip
def test_a_label_spells_initialisms_as_roles_do(name, label):
    assert label_of(declare.text(name)) == label


def test_small_helpers():
    assert [counted(n) for n in (0, 1, 12, 13, 2.5)] == ["no", "one", "twelve", "13", "2.5"]
    several = ("outcomes", "policies", "mass", "risk", "processes", "status", "series", "news")
    assert [singular(n) for n in (*several, "boxes", "classes", "lens")] == [
        "outcome", "policy", "mass", "risk", "process", "status", "series", "news", "box", "class",
        "lens",
    ]  # fmt: skip
    assert beside("sponsor hours", "4 hours a month") == "sponsor hours 4 a month"
    assert beside("cost", "4 kEUR") == "cost 4 kEUR"
    assert quantity(2.0, None) == "2"
    assert plain_value(True) == "yes"
    assert named_list(list("abcdefgh"), most=3) == "a, b, c and five more"
    assert named_list(list("abcd"), "or", most=3) == "a, b, c or d"
    assert [sentence(t) for t in ("", "it is", "Is it?")] == ["", "It is.", "Is it?"]


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        (0.5, 0.6, ("0.5", "0.6")),
        (1.99999, 2.0, ("1.99999", "2")),
        (0.5499999, 0.55, ("0.5499999", "0.55")),
        (1234567.891, 1234567.89, ("1,234,567.891", "1,234,567.89")),
        (33.33299, 33.333, ("33.33299", "33.333")),
        (0.6, 0.6 + 5e-10, ("0.6", "0.6")),
        (3.0, 3.0, ("3", "3")),
        (1e-7, 2e-7, ("1e-07", "2e-07")),
    ],
)
def test_numbers_that_differ_are_seen_to_differ(first, second, shown):
    assert spelled_apart(first, second, spell_number(first), spell_number(second)) == shown


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9) | st.floats(-1e-6, 1e-6))
def test_what_is_printed_stands_as_what_is_meant(first, more):
    second = first + more if abs(more) < 1 else more
    shown = spelled_apart(first, second, spell_number(first), spell_number(second))
    left, right = (float(each.replace(",", "")) for each in shown)
    if abs(first - second) > 1e-9:
        assert (left < right) == (first < second)
        assert left != right


@pytest.mark.parametrize(
    ("label", "verb"),
    [
        ("votes for it", "are"),
        ("members present", "are"),
        ("members who left the room", "are"),
        ("growth in leadership", "is"),
        ("status", "is"),
        ("sponsor hours", "are"),
        ("business case", "is"),
        ("cost", "is"),
        ("goals", "are"),
        ("cost and benefit", "are"),
        ("the chair's casting vote", "is"),
        ("series of orders", "is"),
        ("processes", "are"),
        ("processes in the plant", "are"),
        ("hr status", "is"),
        ("gas used", "is"),
        ("bias of the sample", "is"),
        ("logistics", "is"),
        ("news", "is"),
        ("people trained", "are"),
        ("units benefiting", "are"),
        ("unit affected", "is"),
        ("seed", "is"),
        ("hypotheses", "are"),
        ("days since the start", "are"),
        ("criteria met", "are"),
        ("hours spent", "are"),
        ("people so far", "are"),
        ("people available", "are"),
        ("budget left", "is"),
        ("loss before tax", "is"),
    ],
)
def test_the_verb_goes_with_what_it_is_about(label, verb):
    assert are(label) == verb


def test_what_a_formula_spells_to_the_last_digit_stays_so():
    """The tree shows the constant as it is written, beside the number that it is held against."""
    assert spelled_apart(999.995, 999.995, "1,000", "999.995") == ("999.995", "999.995")
    assert spelled_apart(999.9951, 999.995, "1,000", "999.995") == ("1,000", "999.995")
