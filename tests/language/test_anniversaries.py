"""Years as a calendar counts them: whole at anniversaries, never going back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore import Evaluator, years_between
from evalcore.rules.file import read_ruleset


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2022-03-01", "2023-03-01", 1),
        ("2023-03-01", "2024-03-01", 1),
        ("2023-02-28", "2024-02-28", 1),
        ("2024-02-29", "2025-02-28", 1),
        ("2024-02-29", "2028-02-29", 4),
        ("2024-02-29", "2028-02-28", 3 + 365 / 366),
        ("2024-01-31", "2034-01-31", 10),
        ("2023-01-01", "2023-07-02", 182 / 365),
        ("2024-01-01", "2024-07-01", 182 / 366),
        ("2026-05-05", "2026-05-05", 0),
        ("2026-05-05", "2024-05-05", -2),
        ("0001-01-01", "9999-12-31", 9998 + 364 / 365),
    ],
)
def test_a_pair_of_days(start, end, years):
    assert years_between(date.fromisoformat(start), date.fromisoformat(end)) == years


days = st.dates() | st.sampled_from([date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)])
soon = st.integers(-1500, 1500)


@given(days, st.integers(1, 60))
def test_every_anniversary_is_whole(start, count):
    year = start.year + count
    if year > date.max.year:
        return
    try:
        day = start.replace(year=year)
    except ValueError:
        day = date(year, 2, 28)
    assert years_between(start, day) == count
    assert years_between(day, start) == -count
    assert count - 1 < years_between(start, day - timedelta(days=1)) < count


@given(days, days, st.integers(1, 800))
def test_later_ends_and_earlier_starts_never_make_it_less(start, end, more):
    later = date.fromordinal(min(end.toordinal() + more, date.max.toordinal()))
    assert years_between(start, later) >= years_between(start, end)
    sooner = date.fromordinal(max(start.toordinal() - more, 1))
    assert years_between(sooner, end) >= years_between(start, end)
    assert abs(years_between(start, end) - (end - start).days / 365.2425) < 1.01


def test_at_least_a_year_is_met_on_the_day():
    rules = """
name = "t"
version = "1"
[fields.start]
kind = "date"
[[rules]]
id = "a_year"
when = "years_between(start, as_of) >= 1"
verdict = "go"
[default]
verdict = "hold"
"""
    judge = Evaluator(read_ruleset(rules))
    for start in (date(2022, 3, 1), date(2023, 3, 1)):
        day = date(start.year + 1, 3, 1)
        request = {"id": "A", "start": start}
        assert judge.evaluate(request, as_of=day).verdict == "go"
        assert judge.evaluate(request, as_of=day - timedelta(days=1)).verdict == "hold"
