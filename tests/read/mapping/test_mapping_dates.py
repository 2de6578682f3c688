"""Dates and periods, in the forms and languages that people write."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from evalcore.read.mapping import dates
from evalcore.read.mapping.month_names import _DAYS, _SHORT_DAYS, DAYS, LONG, SHORT
from read.mapping.cells import EXEMPT, cell, complaint

NINE = datetime.fromisoformat("2022-07-31T09:00:00")


@pytest.mark.parametrize(
    ("text", "formats", "day"),
    [
        ("2022-07-31", ("%Y-%m-%d",), date(2022, 7, 31)),
        ("31/07/2022", ("%d/%m/%Y",), date(2022, 7, 31)),
        ("00/2024", ("%m/%Y",), None),
        ("13/2024", ("%m/%Y",), None),
        ("2024-00", ("%Y-%m",), None),
        ("1/2/2022", ("%d/%m/%Y",), date(2022, 2, 1)),
        ("July 31, 2022", ("%B %d, %Y",), date(2022, 7, 31)),
        ("july  31, 2022", ("%B %d, %Y",), date(2022, 7, 31)),
        ("31 Sept. 2022", ("%d %b %Y",), None),
        ("30 Sept. 2022", ("%d %b %Y",), date(2022, 9, 30)),
        ("Mon, 3 May 2021", ("%a, %d %b %Y",), date(2021, 5, 3)),
        ("2021-04-01 00:00:00", ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S"), date(2021, 4, 1)),
        ("2021-04-01 25:00:00", ("%Y-%m-%d %H:%M:%S",), None),
        ("2021-05-05T12:23:15-07:00", ("%Y-%m-%dT%H:%M:%S%z",), date(2021, 5, 5)),
        ("29.02.2024", ("%d.%m.%Y",), date(2024, 2, 29)),
        ("29.02.2023", ("%d.%m.%Y",), None),
        ("1/2/69", ("%d/%m/%y",), date(1969, 2, 1)),
        ("1/2/68", ("%d/%m/%y",), date(2068, 2, 1)),
        ("31.Juli 2022", ("%d.%B %Y",), date(2022, 7, 31)),
        ("31.JULI 2022", ("%d.%B %Y",), date(2022, 7, 31)),
        ("1. MÄRZ 2026", ("%d. %B %Y",), date(2026, 3, 1)),
        ("1. Ma\u0308rz 2026", ("%d. %B %Y",), date(2026, 3, 1)),
        ("1. Maerz 2026", ("%d. %B %Y",), date(2026, 3, 1)),
        ("1er août 2026", ("%d %B %Y",), date(2026, 8, 1)),
        ("1 aout 2026", ("%d %B %Y",), date(2026, 8, 1)),
        ("déc. 26", ("%b %y",), date(2026, 12, 1)),
        ("3 de marzo de 2026", ("%d de %B de %Y",), date(2026, 3, 3)),
        ("1º de dezembro de 2026", ("%d de %B de %Y",), date(2026, 12, 1)),
        ("9 ottobre 2026", ("%d %B %Y",), date(2026, 10, 9)),
        ("lunedì 9 marzo 2026", ("%A %d %B %Y",), date(2026, 3, 9)),
        ("Tue 3 June 2025", ("%a %d %B %Y",), date(2025, 6, 3)),
        ("Mon 3 June 2025", ("%a %d %B %Y",), None),
        ("martedì 9 marzo 2026", ("%A %d %B %Y",), None),
        ("Q1 2025/26", ("Q%q %Y/%n",), date(2025, 1, 1)),
        ("3rd March 2026", ("%d %B %Y",), date(2026, 3, 3)),
        ("3 Brumaire 2026", ("%d %B %Y",), None),
        ("2026-W07", ("%G-W%V",), date(2026, 2, 9)),
        ("KW 7/2026", ("KW %V/%Y",), date(2026, 2, 9)),
        ("2026-W53", ("%G-W%V",), date(2026, 12, 28)),
        ("2025-W53", ("%G-W%V",), None),
        ("2026-W01-1", ("%G-W%V-%u",), date(2025, 12, 29)),
        ("H2 2026", ("H%h %Y",), date(2026, 7, 1)),
        ("H3 2026", ("H%h %Y",), None),
        ("2025/26", ("%Y/%n",), date(2025, 1, 1)),
        ("1999/00", ("%Y/%n",), date(1999, 1, 1)),
        ("2025/27", ("%Y/%n",), None),
        ("2025/26", ("%Y/%m",), None),
        ("yyyy-mm-dd", ("%Y-%m-%d",), None),
        ("2022-07-31 and more", ("%Y-%m-%d",), None),
        (EXEMPT, ("%Y-%m-%d", "%Y"), None),
        (date(2022, 7, 31), ("%d/%m/%Y",), date(2022, 7, 31)),
        (datetime.fromisoformat("2022-07-31"), ("%d/%m/%Y",), date(2022, 7, 31)),
        (NINE, ("%d/%m/%Y",), None),
        (NINE, ("%d/%m/%Y %H:%M",), date(2022, 7, 31)),
        (44773, ("%d/%m/%Y",), None),
        (44773, ("%d/%m/%Y", "%E"), date(2022, 7, 31)),
        ("44773.75", ("%E",), date(2022, 7, 31)),
        ("1659225600", ("%s",), date(2022, 7, 31)),
        (1659225600999, ("%Q",), date(2022, 7, 31)),
        ("165922560", ("%Q",), None),
    ],
)
def test_dates(text, formats, day):
    if day is not None:
        periods = {"day": "first"} if any(map(dates.lacks, formats)) else {}
        assert cell(text, "date", formats=formats, **periods) == day
    else:
        assert "\n    expected a date like " in complaint(text, "date", formats=formats)


@pytest.mark.parametrize(
    ("text", "form", "last"),
    [
        ("H1 2026", "H%h %Y", date(2026, 6, 30)),
        ("KW 7/2026", "KW %V/%Y", date(2026, 2, 15)),
        ("2026-W53", "%G-W%V", date(2027, 1, 3)),
        ("février 2024", "%B %Y", date(2024, 2, 29)),
        ("2025/26", "%Y/%n", date(2025, 12, 31)),
    ],
)
def test_the_last_day_of_a_period(text, form, last):
    assert cell(text, "date", formats=(form,), day="last") == last


def test_a_half_of_a_year_that_starts_in_april():
    halves = [dates.reader(("H%h %Y",), year_starts=4)(f"H{n} 2026") for n in (1, 2)]
    assert halves == [date(2026, 4, 1), date(2026, 10, 1)]


@pytest.mark.parametrize(
    ("text", "form"),
    [("2025/26", "%Y/%n"), ("FY25-26", "FY%y-%n"), ("2026", "%Y"), ("Q1 2025/26", "Q%q %Y/%n")],
)
def test_a_year_that_starts_before_it_is_called(text, form):
    """What stands for it, the year that it is called or both, makes no difference."""
    october = dates.reader((form,), year_starts=-2)
    assert october(text) == date(2025, 10, 1)
    until = date(2025, 12, 31) if "%q" in form else date(2026, 9, 30)
    assert dates.reader((form,), last=True, year_starts=-2)(text) == until


def test_a_day_of_the_week_that_is_another_is_named():
    said = complaint("Mon 3 June 2025", "date", formats=("%d.%m.%Y", "%a %d %B %Y"))
    assert said == (
        "found 'Mon 3 June 2025'\n    expected a date like %d.%m.%Y or %a %d %B %Y\n"
        "    2025-06-03 is a Tuesday"
    )


def test_no_name_stands_for_two_days_of_the_week():
    several = {}
    for lists in (_DAYS, _SHORT_DAYS):
        for number, names in enumerate(lists, start=1):
            for name in names.split():
                several.setdefault(name, set()).add(number)
    assert {name: days for name, days in several.items() if len(days) > 1} == {}
    assert {DAYS[name] for name in several} == {*range(1, 8)}


@pytest.mark.parametrize("number", range(1, 13))
def test_no_name_stands_for_two_months(number):
    """What is one month in any language, long or short, with accents or without, is no other."""
    names = {name for table in (LONG, SHORT) for name, month in table.items() if month == number}
    others = {name for table in (LONG, SHORT) for name, month in table.items() if month != number}
    assert names
    assert not names & others
    for name in names:
        assert dates.reader(("%d %B %Y", "%d %b %Y"))(f"1 {name.upper()} 2026") == date(
            2026, number, 1
        )


def test_a_time_of_day_is_left_out_on_the_authors_word_alone():
    said = complaint(NINE, "date")
    assert said == (
        "found '2022-07-31 09:00:00'\n    expected a date like %Y-%m-%d\n"
        '    with a time of day: formats = ["%Y-%m-%d %H:%M:%S"]'
    )


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ("%d/%m/%Y", ""),
        ("%Y-%m", ""),
        ("%d/%m", "it has no year"),
        ("%d/%m/%Y %d", "%d stands there twice"),
        ("%d %B %b %Y", "%B and %b both say the month"),
        ("%d/%m/%J", "%J means nothing here"),
        ("%E", ""),
        ("%s %d", "%s stands alone"),
        ("%", "% means nothing here"),
        ("dd/mm/yyyy", "it has no year"),
        ("H%h %Y", ""),
        ("%G-W%V-%u", ""),
        ("KW %V/%y", ""),
        ("%Y/%n", ""),
        ("Q%q %Y/%n", ""),
        ("%n %Y", "%n is the year after the one before it"),
        ("%Y-%m %n", "%n is the year after the one before it"),
        ("%d/%Y", "it has no month"),
        ("%d %V/%Y", "it has no month"),
        ("%G-%m", "%u and %G go with %V: the day and the year of a week"),
        ("%Y-%m-%u", "%u and %G go with %V: the day and the year of a week"),
        ("H%h Q%q %Y", "%h and %q both say the month"),
    ],
)
def test_formats_of_dates(form, fault):
    assert dates.fault(form) == fault
