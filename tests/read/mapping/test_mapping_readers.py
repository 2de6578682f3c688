"""Readers of cells: what each notation stands for, and what is refused, and nothing in between."""

from __future__ import annotations

import calendar
from datetime import date, datetime
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evalcore import Field
from evalcore.extend.sheets import Percent
from evalcore.read.mapping.readers import reader
from evalcore.read.mapping.spec import READS, Column, Read, Words
from evalcore.request.values import Misfit, read
from evalcore.written.errors import Complaint
from read.mapping.cells import EXEMPT, cell, complaint

NINE = datetime.fromisoformat("2022-07-31T09:00:00")
NUMBER = Field("x", "number")


POUNDS = {"currency": ("£",), "thousands": ","}


@pytest.mark.parametrize(
    ("text", "options", "number"),
    [
        ("12", {}, 12),
        (" -12.50 ", {}, -12.5),
        ("\u221212", {}, -12),
        (".5", {}, 0.5),
        ("(12)", {}, -12),
        ("1\u2019234.5", {"thousands": "'"}, 1234.5),
        ("1e3", {}, 1000),
        ("1,234,567.5", {"thousands": ","}, 1234567.5),
        ("1234567.5", {"thousands": ","}, 1234567.5),
        ("12,34,567.5", {"thousands": ","}, 1234567.5),
        ("1,00,00,000", {"thousands": ","}, 10000000),
        ("1.234.567,5", {"thousands": ".", "decimal": ","}, 1234567.5),
        ("1\u202f234,5", {"thousands": " ", "decimal": ","}, 1234.5),
        ("1'234", {"thousands": "'"}, 1234),
        ("2.5m", {"suffixes": {"k": 1000, "M": 1e6}}, 2500000),
        ("2.5 K", {"suffixes": {"k": 1000, "M": 1e6}}, 2500),
        ("2.5", {"suffixes": {"k": 1000}}, 2.5),
        ("33.73", {"multiplier": 1000000}, 33730000),
        ("0.1", {"multiplier": 3}, 0.3),
        (0.1, {"multiplier": 3}, 0.3),
        (7, {}, 7),
        ("£33.73", POUNDS, 33.73),
        ("£33.73", POUNDS | {"multiplier": 1000000}, 33730000),
        ("£ 1,234", POUNDS, 1234),
        ("-£1,234", POUNDS, -1234),
        ("£-1,234", POUNDS, -1234),
        ("(£1,234)", POUNDS, -1234),
        ("1,234 £", POUNDS, 1234),
        ("1,234", POUNDS, 1234),
        ("200,-", {"decimal": ","}, 200),  # no cents, and not below zero
        ("200.-", {"thousands": "'"}, 200),
        ("CHF 1'200.-", {"currency": ("CHF",), "thousands": "'"}, 1200),
        ("200-", {}, -200),
        ("200,5-", {"decimal": ","}, -200.5),
        ("$2,812,101", {"currency": ("$", "CAD"), "thousands": ","}, 2812101),
        ("CAD 2,812,101", {"currency": ("$", "CAD"), "thousands": ","}, 2812101),
        ("-$2,595", {"currency": ("$",), "thousands": ","}, -2595),
        ("£1.2bn", {"currency": ("£",), "suffixes": {"m": 1, "bn": 1000}}, 1200),
        ("13%", {"read": Read.PERCENT}, 0.13),
        ("-4.63 %", {"read": Read.PERCENT}, -0.0463),
        ("13%", {"read": Read.PERCENT, "multiplier": 100}, 13),
        ("329,23%", {"read": Read.PERCENT, "decimal": ","}, 3.2923),
        ("-8", {"without_sign": "percent"}, -0.08),
        ("-8%", {"without_sign": "fraction"}, -0.08),
        ("0.13", {"without_sign": "fraction"}, 0.13),
        (Percent(0.13), {"read": Read.PERCENT}, 0.13),
        (13, {"without_sign": "percent"}, 0.13),
        (0.13, {"without_sign": "fraction"}, 0.13),
    ],
)
def test_numbers(text, options, number):
    assert cell(text, **options) == number


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (EXEMPT, {}, f"found '{EXEMPT[:56]}...\n    expected a number such as 12.5"),
        (EXEMPT, POUNDS, f"found '{EXEMPT[:56]}...\n    expected an amount such as £1,234.5"),
        ("43 cars", {}, "found '43 cars'\n    expected a number such as 12.5"),
        ("Inf", {}, "found 'Inf'\n    expected a number such as 12.5"),
        ("nan", {}, "found 'nan'\n    expected a number such as 12.5"),
        ("1_000", {}, "found '1_000'\n    expected a number such as 12.5"),
        ("\u0661\u0662", {}, "found '\u0661\u0662'\n    expected a number such as 12.5"),
        (
            "1,234",
            {},
            (
                "found '1,234'\n    expected a number such as 12.5\n"
                "    if ',' separates thousands: thousands = \",\""
            ),
        ),
        ("12,34", {"thousands": ","}, "found '12,34'\n    expected a number such as 1,234.5"),
        ("1,2345", {"thousands": ","}, "found '1,2345'\n    expected a number such as 1,234.5"),
        (
            "£5",
            {},
            (
                "found '£5'\n    expected a number such as 12.5\n"
                '    money is read with read = "money" and currency = ["£"]'
            ),
        ),
        (
            "$5",
            POUNDS,
            (
                "found '$5'\n    expected an amount such as £1,234.5\n"
                '    money is read with read = "money" and currency = ["$"]'
            ),
        ),
        (
            "5%",
            {},
            (
                "found '5%'\n    expected a number such as 12.5\n"
                '    a percentage is read with read = "percent"'
            ),
        ),
        (
            "£5m",
            POUNDS,
            (
                "found '£5m'\n    expected an amount such as £1,234.5\n"
                "    say by what m multiplies: suffixes = { m = 1000 }"
            ),
        ),
        ("(5", {}, "found '(5'\n    expected a number such as 12.5"),
        ("0,500", {"thousands": ","}, "found '0,500'\n    expected a number such as 1,234.5"),
        ("01,234", {"thousands": ","}, "found '01,234'\n    expected a number such as 1,234.5"),
        ("(£5", POUNDS, "found '(£5'\n    expected an amount such as £1,234.5"),
        ("(-£5)", POUNDS, "found '(-£5)'\n    expected an amount such as £1,234.5"),
        (
            "13",
            {"read": Read.PERCENT},
            (
                "found '13'\n    expected a percentage such as 12.5%\n    numbers without %: "
                'without_sign = "percent" (13 is 13%) or "fraction" (0.13 is 13%)'
            ),
        ),
        (
            Percent(0.13),
            {},
            (
                "found '13%'\n    expected a number such as 12.5\n"
                '    a percentage is read with read = "percent"'
            ),
        ),
        (True, {}, "found 'true'\n    expected a number such as 12.5"),
        (date(2026, 11, 23), {}, "found '2026-11-23'\n    expected a number such as 12.5"),
        ("9" * 500, {}, f"found '{'9' * 56}...\n    expected a number such as 12.5"),
    ],
)
def test_numbers_that_are_refused(text, options, said):
    assert complaint(text, **options) == said


STAGE = Field("x", "choice", choices=("idea", "running"))
GOALS = Field("x", "set", choices=("growth", "safety"))


def test_choices_flags_sets_and_texts():
    table = {"In  flight": "running"}
    assert cell("In flight ", field=STAGE, table=table) == "running"
    assert cell("idea", field=STAGE, table=table) == "idea"
    assert cell(2, field=Field("x", "choice", choices=("1", "2"))) == "2"
    assert cell("Yes", "flag") is True
    assert cell("n", "flag", true=("Y",), false=("N",)) is False
    assert cell(False, "flag", true=("Y",)) is False
    assert cell(1, "flag", true=("1",), false=("0",)) is True
    assert cell("growth, safety,", field=GOALS, separator=",") == ["growth", "safety"]
    assert cell("None", field=GOALS) == []
    assert cell("a\nb", "set", separator="\n") == ["a", "b"]
    assert cell("G;safety", field=GOALS, table={"G": "growth"}) == ["growth", "safety"]
    assert cell(" 43 ", "text") == "43"


@pytest.mark.parametrize(
    ("text", "field", "options", "said"),
    [
        (
            "runing",
            STAGE,
            {"table": {"Flying": "running"}},
            (
                "found 'runing'\n    expected one of idea, running, Flying\n"
                "    did you mean 'running'?\n"
                '    or say what it stands for: table = { "runing" = "running" }'
            ),
        ),
        ("x" * 50, STAGE, {}, f"found '{'x' * 50}'\n    expected one of idea, running"),
        (
            "growth;speed",
            GOALS,
            {},
            (
                "found 'speed'\n    expected one of growth, safety\n"
                '    or say what it stands for: table = { "speed" = "..." }'
            ),
        ),
        (
            "1",
            Field("x", "flag"),
            {},
            "found '1'\n    expected true or yes for true, false or no for false",
        ),
    ],
)
def test_texts_that_are_refused(text, field, options, said):
    assert complaint(text, field=field, **options) == said


# Any text is read, or refused with words: nothing else ever happens.

columns = st.fixed_dictionaries(
    {},
    optional={
        "decimal": st.sampled_from(".,"),
        "thousands": st.sampled_from(["", " ", "'"]),
        "currency": st.sampled_from([(), ("£",), ("$", "CAD")]),
        "suffixes": st.sampled_from([{}, {"m": 1, "bn": 1000}]),
        "multiplier": st.sampled_from([1, 0.001, 1e6]),
        "without_sign": st.sampled_from(["", "percent", "fraction"]),
        "formats": st.sampled_from([("%d/%m/%Y",), ("%B %d, %Y", "%Y-%m-%d %H:%M:%S")]),
        "separator": st.sampled_from([";", "\n"]),
    },
)
pieces = st.sampled_from(
    [*"£$%()-+., '\u00a0\u0663\n\0/:TZ", "CAD", "1", "43", "000", "e9", "m", "July", "2022", EXEMPT]
)
cells = (
    st.text()
    | st.lists(pieces).map("".join)
    | st.integers()
    | st.floats()
    | st.floats().map(Percent)
    | st.booleans()
    | st.dates()
    | st.datetimes()
)


@settings(deadline=None)
@given(st.sampled_from(list(READS)), cells, columns, st.data())
@example("number", "9" * 399, {"multiplier": 1e6}, None)
@example("number", "1e999", {}, None)
@example("number", "\ud800", {}, None)
def test_no_cell_makes_reading_raise_anything_but_a_refusal(kind, text, options, data):
    choices = ("growth",) if kind in ("choice", "set") else None
    field = Field("x", kind, choices=choices)
    way = data.draw(st.sampled_from(READS[field.kind])) if data else READS[field.kind][0]
    try:
        read(field, reader(Column({"": "x"}, **options), way, field)(text))
    except Misfit as misfit:
        said = list(misfit.complaints)
    else:
        said = [Complaint("nothing")]
    assert said
    assert all(isinstance(each, Complaint) and each.problem for each in said)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Nd"])), st.integers(0, 10**6), st.text())
def test_no_number_is_picked_out_of_a_sentence(before, number, after):
    sentence = f"{before}Section {number} of{after}"
    for way in (Read.NUMBER, Read.MONEY, Read.PERCENT):
        column = Column({"": "x"}, currency=("£",), thousands=",", without_sign="percent")
        with pytest.raises(Misfit):
            reader(column, way, NUMBER)(sentence)


@settings(deadline=None)
@given(st.from_regex(r"Exempt .*[0-9].*", fullmatch=True), st.sampled_from(list(Read)))
def test_what_is_withheld_is_seen_whatever_is_in_it(text, way):
    words = Words.of(patterns=["exempt .*"])
    assert words.match(" ".join(text.split())) == (len(text.split()) > 1)


whole = st.integers(0, 2**52)
cents = st.integers(0, 99)


@settings(deadline=None)
@given(whole, cents, st.sampled_from(["£{}", "-£{}", "£ -{}", "(£{})", "{} £", "{}"]))
def test_money_against_whole_numbers_of_pence(pounds, pence, form):
    text = form.format(f"{pounds:,}.{pence:02}")
    sign = -1 if "-" in text or "(" in text else 1
    oracle = Fraction(sign * (100 * pounds + pence), 100)
    assert cell(text, **POUNDS) == float(oracle)
    assert cell(text, **POUNDS, multiplier=0.001) == float(oracle / 1000)


@settings(deadline=None)
@given(whole, cents)
def test_the_continental_notation_says_the_same(euros, cent):
    text = f"{euros:,}.{cent:02} €".translate(str.maketrans(",.", ".,"))
    options = {"currency": ("€",), "thousands": ".", "decimal": ","}
    assert cell(text, **options) == float(Fraction(100 * euros + cent, 100))


@settings(deadline=None)
@given(st.integers(-(10**9), 10**9))
def test_percentages_against_fractions(tenths):
    text = f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}%"
    assert cell(text, read=Read.PERCENT) == float(Fraction(tenths, 1000))


@settings(deadline=None)
@given(st.dates())
def test_dates_against_the_calendar(day):
    month = calendar.month_name[day.month]
    forms = {
        "%B %d, %Y": f"{month} {day.day}, {day.year:04}",
        "%d %b %Y": f"{day.day} {month[:3].upper()} {day.year:04}",
        "%d/%m/%Y": f"{day.day:02}/{day.month:02}/{day.year:04}",
        "%Y-%m-%dT%H:%M:%S%z": f"{day.isoformat()}T23:59:59.5+02:00",
    }
    for form, text in forms.items():
        assert cell(text, "date", formats=(form,)) == day


def test_the_callers_decimal_context_changes_nothing():
    with localcontext() as context:
        context.prec = 2
        assert cell("33.7312", multiplier=1000) == 33731.2
        assert Decimal("33.7312") * 1 == Decimal(34)


def test_a_comma_in_a_set_is_neither_a_separator_nor_part_of_a_text_until_somebody_says_so():
    assert complaint("IT, HR", "set") == (
        "found 'IT, HR'\n"
        "    expected several texts separated by ;, or a single one\n"
        '    say what separates them: separator = ","; of one text, separator = ";"'
    )
    assert cell("IT, HR", "set", separator=",") == ["IT", "HR"]
    assert cell("Research, development", "set", separator=";") == ["Research, development"]
    assert cell("a, b; c", "set") == ["a, b", "c"]
