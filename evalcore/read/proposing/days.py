"""Days: how the dates of a column are written, and whether the day or the month comes first.

Both orders fit many dates, whatever parts their numbers. Where the cells do not tell, it is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from functools import lru_cache

import attrs

from evalcore.read.mapping import dates
from evalcore.read.mapping.spec import Column
from evalcore.read.proposing.columns import Seen
from evalcore.read.proposing.date_forms import NO_CENTURY, YEARS, forms_for
from evalcore.read.proposing.guess import Guess
from evalcore.read.proposing.names import tokens
from evalcore.written.errors import listing

_ORDERS = ("ymd", "dmy", "mdy")
_TIMES = (
    " %H:%M", " %H:%M:%S", "T%H:%M:%S", "T%H:%M:%S%z", "T%H:%M", "T%H:%M%z", " %I:%M %p",
    " %I:%M:%S %p", " %I:%M%p", " %H:%M:%S%z", " %H:%M:%S %z", " %H:%M:%S %Z", " %H:%M %Z",
    " %I:%M:%S %p %Z", " %I:%M %p %Z", ", %H:%M", ", %H:%M:%S", ", %I:%M %p", ", %I:%M:%S %p",
)  # fmt: skip
_PARTED = re.compile(r"(.*?)((?:,?\s+|T)\d{1,2}:\d{2}.*)?", re.DOTALL | re.ASCII)
_NUMBERS = re.compile(r"(\d{1,4})([/.\-])\s?(\d{1,2})\2\s?(\d{1,4})\.?", re.ASCII)


MOST_ASKED = 30  # texts that say which formats are worth trying on all of them


@attrs.frozen
class _Text:
    """A date as it stands in a cell, with the format of its time of day."""

    seen: Seen
    day: str
    time: str


def ways(plain: Column, cells: Sequence[Seen]) -> Iterator[Guess]:
    """The one way that reads the most cells; nothing where none is a date."""
    texts = [found for each in cells if (found := _text(each)) is not None]
    formats: list[str] = []
    notes: list[str] = []
    checks: list[str] = []
    rest: list[_Text] = []
    groups: dict[tuple[str, bool], list[_Text]] = {}
    for each in texts:
        match = _NUMBERS.fullmatch(each.day)
        if match:
            four = len(match[1]) == 4 or len(match[4]) == 4
            groups.setdefault((match[2], four), []).append(each)
        else:
            rest.append(each)
    for (sign, four), some in groups.items():
        formats += _ordered(sign, some, checks, four=four)
    first = [next((form for form in formats if form.startswith(part)), "") for part in ("%d", "%m")]
    if all(first):
        checks.append(f"{first[0]} and {first[1]}: does the day come first, or the month?")
    formats += _named(rest, checks) or _counted(rest, plain.columns.get("", ""), checks)
    typed = [each.cell for each in cells if isinstance(each.cell, date)]
    swapped = next((e for some in groups.values() for e in some if not _year_first(e)), None)
    if typed and swapped is not None:
        checks.append(
            f"some dates are typed and others texts such as {swapped.seen.text!r}: did a program "
            "change places of day and month in those that are typed?"
        )
    timed = any(isinstance(each, datetime) and each.time() != time() for each in typed)
    if typed and (formats or timed):
        formats.insert(0, "%Y-%m-%d")
    if timed:
        formats.append("%Y-%m-%d %H:%M:%S")
    if timed or any(map(dates.has_time, formats)):
        notes.append("times of day are left out")
    if not formats and not typed:
        return
    formats = list(dict.fromkeys(formats)) or ["%Y-%m-%d"]
    column = attrs.evolve(plain, formats=tuple(formats), given=("formats",))
    lacking = [form for form in formats if dates.lacks(form)]
    if lacking:
        column = attrs.evolve(column, day="first", given=("formats", "day"))
        periods = dict.fromkeys(map(_period, lacking))
        several = "are read as their" if len(periods) > 1 else "is read as its"
        checks.append(f'{listing(list(periods))} {several} first day; day = "last" is the last')
    if any("FY" in form or "%n" in form for form in formats):
        check = "a fiscal year is read as the calendar year: is it one?"
        checks.append(f"{check} Otherwise year_starts = {{ month = 4 }}")
    far = [each.text for each in cells if _is_far(each, formats)]
    if far:
        checks.append(f"is {far[0]!r} a date, or does it say that there is none?")
    yield Guess(column, notes=tuple(notes), checks=tuple(checks))


def _period(form: str) -> str:
    kinds = {"%q": "a quarter", "%h": "half a year", "%V": "a week"}
    if form in YEARS or ("%n" in form and not any(sign in form for sign in kinds)):
        return "a year"
    return next((kind for sign, kind in kinds.items() if sign in form), "a month")


def _is_far(each: Seen, formats: Sequence[str]) -> bool:
    """Whether a day is one that programs write where nobody knows any, such as 31.12.9999."""
    days = [_day(form, each.text) for form in formats] if isinstance(each.cell, str) else [
        each.cell if isinstance(each.cell, date) else None
    ]  # fmt: skip
    day = next((day for day in days if day is not None), None)
    return day is not None and (day.year <= 1900 or day.year >= 2900)


def _year_first(text: _Text) -> bool:
    return bool(re.match(r"\d{4}", text.day))


def _text(seen: Seen) -> _Text | None:
    whole = isinstance(seen.cell, int) and not isinstance(seen.cell, bool)
    if not isinstance(seen.cell, str) and not whole:
        return None
    match = _PARTED.fullmatch(seen.text)
    if match is None or len(seen.text) > 60:
        return None
    clock = ""
    if match[2]:
        example = f"2001-01-01{match[2]}"
        clock = next((form for form in _TIMES if _day(f"%Y-%m-%d{form}", example)), "")
        if not clock:
            return None
    return _Text(seen, match[1].strip(), clock)


@lru_cache(maxsize=1_000)
def _reader(form: str) -> dates.DateReader:
    return dates.reader((form,))


def _day(form: str, text: str) -> date | None:
    return _reader(form)(text)


def _ordered(sign: str, texts: Sequence[_Text], checks: list[str], *, four: bool) -> list[str]:
    """The formats of dates in numbers, in the one order that reads the most of them."""
    year = "%Y" if four else "%y"
    parts = {"y": year, "m": "%m", "d": "%d"}
    forms = {order: sign.join(parts[each] for each in order) for order in _ORDERS}
    read = {order: [_day(form, each.day) for each in texts] for order, form in forms.items()}
    weights = {
        order: sum(each.seen.count for each, day in zip(texts, days, strict=True) if day)
        for order, days in read.items()
    }
    best = max(_ORDERS, key=lambda order: (weights[order], -_preference(order, four=four)))
    if not weights[best]:
        return []
    pairs = [(a, o) for o in _ORDERS if o != best for a in zip(texts, read[best], read[o],
        strict=True)]  # fmt: skip
    both = next(
        (each for (each, ours, other), _ in pairs if ours and other and ours != other), None
    )
    only_other = next((each for (each, ours, other), _ in pairs if other and not ours), None)
    if only_other is not None:
        first = next(each for each, day in zip(texts, read[best], strict=True) if day)
        own = next((e for (e, ours, other), _ in pairs if ours and not other), first)
        checks.append(
            f"the column mixes orders: {own.seen.text!r} and {only_other.seen.text!r}; only "
            f"{_said(best)} is read"
        )
    elif both is not None:
        tied = [order for order in _ORDERS if weights[order] == weights[best]]
        asked = "the day come first, or the month" + ", or the year" * ("ymd" in tied)
        if len(tied) > 1:
            checks.append(f"does {asked}? {both.seen.text!r} is read with {_said(best)}")
    clocks = dict.fromkeys(
        each.time for each, day in zip(texts, read[best], strict=True) if day is not None
    )
    return [f"{forms[best]}{clock}" for clock in clocks]


def _preference(order: str, *, four: bool) -> int:
    """Between orders that read as many: with years of four digits ymd is sure, then the day."""
    return (("ymd", "dmy", "mdy") if four else ("dmy", "mdy", "ymd")).index(order)


def _said(order: str) -> str:
    return {"ymd": "the year first", "dmy": "the day first", "mdy": "the month first"}[order]


def _named(texts: Sequence[_Text], checks: list[str]) -> list[str]:
    """Formats with names of months, and of periods, that read the most.

    What another format reads as well, and as another day, is to be checked.
    """
    formats: list[str] = []
    waiting: list[_Text] = [each for each in texts if any(map(str.isdigit, each.day))]
    while waiting:
        first = waiting[:MOST_ASKED]
        tried = dict.fromkeys(form for each in first for form in forms_for(each.day))
        worth = [form for form in tried if any(_day(form, each.day) for each in first)]
        if not worth:
            waiting = waiting[MOST_ASKED:]
            continue
        counts = Counter(
            {
                form: sum(each.seen.count for each in waiting if _day(form, each.day))
                for form in worth
            }
        )
        form, count = max(counts.items(), key=lambda pair: pair[1])
        read = [each for each in waiting if _day(form, each.day)]
        checks += _otherwise(form, [other for other in counts if counts[other] == count], read)
        formats += dict.fromkeys(f"{form}{each.time}" for each in read)
        waiting = [each for each in waiting if each not in read]
    return formats


_DATED = frozenset(
    ("date", "day", "start", "end", "due", "finish", "deadline", "created", "updated", "on", "at",
     "begin", "begins", "ends", "starts", "time", "timestamp", "datum", "beginn", "ende", "fecha")
)  # fmt: skip


def _counted(texts: Sequence[_Text], name: str, checks: list[str]) -> list[str]:
    """The format of days, or of seconds, that a number counts, in a column called like a date."""
    if _DATED.isdisjoint(tokens(name)):
        return []
    for form, called in dates.COUNTED.items():
        days = [_day(form, each.day) for each in texts]
        first = next((day for day in days if day is not None), None)
        if first is not None and all(day is None or 1950 <= day.year <= 2100 for day in days):
            text = next(e.day for e, day in zip(texts, days, strict=True) if day is not None)
            checks.append(f"is {text!r} {called}? It is read as {first}")
            return [form]
    return []


def _otherwise(form: str, others: Sequence[str], texts: Sequence[_Text]) -> Iterator[str]:
    """What is to be asked where all texts fit another format, or may be a day without a year."""
    for other in others:
        for each in texts:
            ours, theirs = _day(form, each.day), _day(other, each.day)
            if ours and theirs and ours != theirs:
                yield f"{each.day!r} is read as {ours}, and may be {theirs}"
                return
    if form in NO_CENTURY:
        day = _day(form, texts[0].day)
        yield f"{texts[0].day!r} is read as the month {day:%Y-%m}: may it be a day without a year?"
