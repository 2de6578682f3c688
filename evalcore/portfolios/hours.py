"""Hours: what calendars say of an executive's time, by month; only sums, and never a title.

What overlaps counts once. An all-day event counts as a working day, from Monday to Friday.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, Literal
from zoneinfo import ZoneInfo

import attrs

from evalcore.read.calendars import Busy, Calendar

By = Literal["category", "attendee", "request"]
NAMELESS = {"category": "(no category)", "attendee": "(nobody else)", "request": "(no request)"}
WORKING_DAYS = 5  # of a week
_SECOND = timedelta(seconds=1)
_NOTHING = Fraction(0)


@attrs.frozen
class Spent:
    """The hours of one category, attendee or request in each month.

    `promised` are those a month that an approved request was given; None where none were.
    """

    name: str
    hours: tuple[Fraction, ...]
    promised: Fraction | None = None

    @property
    def total(self) -> Fraction:
        """All of them."""
        return sum(self.hours, _NOTHING)


@attrs.frozen
class Hours:
    """The hours in calendars by month, and what is left free where somebody says of how many.

    Rows may overlap: an event with two categories is in both; `whole` counts everything once.
    """

    by: By
    first: date
    last: date
    zone: str
    months: tuple[str, ...]
    rows: tuple[Spent, ...]
    whole: Spent
    free: tuple[Fraction, ...] | None = None
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Everything as plain data."""
        free = None
        if self.free is not None:
            free = {"hours": [float(each) for each in self.free], "least": float(min(self.free))}
        return {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "zone": self.zone,
            "by": self.by,
            "months": list(self.months),
            "rows": [_as_json(each) for each in self.rows],
            "total": {key: v for key, v in _as_json(self.whole).items() if key != "promised"},
            "free": free,
            "notes": list(self.notes),
        }


def _as_json(each: Spent) -> dict[str, Any]:
    return {
        "name": each.name,
        "hours": [float(hours) for hours in each.hours],
        "total": float(each.total),
        "promised": None if each.promised is None else float(each.promised),
    }


@attrs.frozen
class Week:
    """How many hours there are in a week, and how many of them are kept back."""

    hours: Fraction
    keep: Fraction = _NOTHING


def hours_in(
    calendar: Calendar,
    first: date,
    last: date,
    by: By,
    *,
    day: Fraction,
    week: Week | None = None,
    requests: Iterable[str] = (),
    promised: Mapping[str, Fraction] | None = None,
) -> Hours:
    """The hours from the first day to the last, these included.

    `day` is how long an all-day event is. By request, `requests` are the ids that are looked for in
    titles and categories, and `promised` what was promised to those approved.
    """
    counting = _Counting(first, last, ZoneInfo(calendar.zone), day)
    promised = promised or {}
    named = _naming(by, [*requests])
    groups: dict[str, list[Busy]] = {key: [] for key in promised}
    for each in calendar.busy:
        for name in named(each) or [NAMELESS[by]]:
            groups.setdefault(name, []).append(each)
    rows = [
        Spent(name, counting.by_month(group), promised.get(name)) for name, group in groups.items()
    ]
    rows.sort(key=lambda row: (row.name == NAMELESS[by], -row.total, row.name))
    whole = Spent("", counting.by_month(calendar.busy))
    free = None
    if week is not None:
        free = tuple(
            weeks * (week.hours - week.keep) - spent
            for weeks, spent in zip(counting.weeks, whole.hours, strict=True)
        )
    months = tuple(f"{year:04}-{month:02}" for year, month in counting.months)
    return Hours(by, first, last, calendar.zone, months, tuple(rows), whole, free, calendar.notes)


def _naming(by: By, requests: Sequence[str]) -> Callable[[Busy], list[str]]:
    """What an event counts for."""
    if by == "category":
        return lambda busy: [*busy.categories]
    if by == "attendee":
        return lambda busy: [*busy.attendees]
    own = {key.casefold(): key for key in requests}
    longest = sorted(own, key=lambda key: (-len(key), key))
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest))})(?!\w)") if own else None

    def found(busy: Busy) -> list[str]:
        if pattern is None:
            return []
        texts = (busy.title, *busy.categories)
        ids = (own[key] for text in texts for key in pattern.findall(text.casefold()))
        return [*dict.fromkeys(ids)]

    return found


@attrs.frozen(slots=False)
class _Counting:
    first: date
    last: date
    zone: ZoneInfo
    day: Fraction

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @property
    def months(self) -> list[tuple[int, int]]:
        return list(dict.fromkeys((each.year, each.month) for each in self.days))

    @property
    def weeks(self) -> list[Fraction]:
        """The working weeks in each month, as far as it is asked about."""
        working = [(each.year, each.month) for each in self.days if each.weekday() < WORKING_DAYS]
        return [Fraction(working.count(month), WORKING_DAYS) for month in self.months]

    def by_month(self, busy: Iterable[Busy]) -> tuple[Fraction, ...]:
        timed: list[tuple[datetime, datetime]] = []
        whole: set[date] = set()
        for each in busy:
            if each.all_day:
                begin = each.start.date()
                whole.update(begin + timedelta(days=n) for n in range(each.all_day))
            else:
                timed.append((each.start, each.end))
        spent = dict.fromkeys(self.days, _NOTHING)
        for start, end in _merged(timed):
            for begin, until in self.daily(start, end):
                if begin.date() in spent:
                    spent[begin.date()] += Fraction(_passed(begin, until) // _SECOND, 3600)
        for working in whole.intersection(spent):
            if working.weekday() < WORKING_DAYS:
                spent[working] = max(spent[working], self.day)
        found = dict.fromkeys(self.months, _NOTHING)
        for when, hours in spent.items():
            found[when.year, when.month] += hours
        return tuple(found.values())

    def daily(self, start: datetime, end: datetime) -> Iterable[tuple[datetime, datetime]]:
        """The parts of it, day by day."""
        begin = start.astimezone(self.zone)
        while begin < end:
            midnight = datetime.combine(begin.date() + timedelta(days=1), time(), self.zone)
            until = min(end.astimezone(self.zone), midnight)
            yield begin, until
            begin = until


def _passed(begin: datetime, until: datetime) -> timedelta:
    """How much time passes between, also where clocks are changed."""
    utc = ZoneInfo("UTC")
    return until.astimezone(utc) - begin.astimezone(utc)


def _merged(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """The same time without overlaps, in UTC."""
    utc = ZoneInfo("UTC")
    found: list[tuple[datetime, datetime]] = []
    for start, end in sorted((s.astimezone(utc), e.astimezone(utc)) for s, e in spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
