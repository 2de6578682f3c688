"""Anniversaries: years as a calendar counts them, not by their mean length.

Days are counted within years that begin on the first of March, so that a leap day is the last of
its year (H. E. Hinnant, "chrono-compatible low-level date algorithms", 2013).
"""

from __future__ import annotations

from datetime import date

ERA = 146_097  # days of 400 years, after which the calendar repeats
MARCH = 305  # days from the first of March of a year 0 to the day before the first of January of 1


def years(start: date, end: date) -> float:
    """Whole years at anniversaries, and in between the part of the year that has gone by.

    Negative where the end is earlier. That of 29 February is the 28th in a common year.
    """
    if end < start:
        return -years(end, start)
    first, last = start.toordinal() + MARCH, end.toordinal() + MARCH
    year = _year(first)
    day = first - _begin(year)
    latest = _year(last)
    if _anniversary(latest, day) > last:
        latest -= 1
    before = _anniversary(latest, day)
    return latest - year + (last - before) / (_anniversary(latest + 1, day) - before)


def _year(days: int) -> int:
    """The year in which a day lies."""
    era, rest = divmod(days, ERA)
    return era * 400 + (rest - rest // 1460 + rest // 36_524 - rest // 146_096) // 365


def _begin(year: int) -> int:
    """Its first day."""
    return 365 * year + year // 4 - year // 100 + year // 400


def _anniversary(year: int, day: int) -> int:
    """The same day of a year; of one that is shorter, the last."""
    begin = _begin(year)
    return begin + min(day, _begin(year + 1) - begin - 1)
