"""Dates in the forms that people write, by formats such as `%d/%m/%Y` and `%B %d, %Y`.

The names of months are English whatever the machine's locale, so the same file reads the same
everywhere; `strptime` would ask the locale.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, datetime, time

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_SHORT = {name[:3]: number for number, name in enumerate(MONTHS, start=1)} | {"sept": 9}
_LONG = {name: number for number, name in enumerate(MONTHS, start=1)}
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"

DIRECTIVES = {
    "%Y": r"(?P<year>\d{4})",
    "%y": r"(?P<short_year>\d{2})",
    "%m": r"(?P<month>\d{1,2})",
    "%B": rf"(?P<long>{'|'.join(_LONG)})",
    "%b": rf"(?P<short>{'|'.join(sorted(_SHORT, reverse=True))})\.?",
    "%d": r"(?P<day>\d{1,2})",
    "%A": rf"(?:{_DAYS})",
    "%a": rf"(?:{'|'.join(day[:3] for day in _DAYS.split('|'))})\.?",
    "%q": r"(?P<quarter>[1-4])",
    "%H": r"(?P<hour>\d{1,2})",
    "%I": r"(?P<twelve>1[0-2]|0?[1-9])",
    "%p": r"(?P<half>[ap])\.?m\.?",
    "%M": r"(?P<minute>\d{2})",
    "%S": r"(?P<second>\d{2}(?:\.\d{1,9})?)",
    "%z": r"(?:Z|[+-]\d{2}:?\d{2})",
    "%Z": r"(?:[A-Z]{2,5}(?:[+-]\d{1,2}(?::?\d{2})?)?)",
}
_PARTS = (("%Y", "%y"), ("%m", "%B", "%b", "%q"), ("%d",))
_TOKEN = re.compile(r"%.?|\s+|[^%\s]", re.DOTALL)

DateReader = Callable[[str], date | None]


def fault(form: str) -> str:
    """Why this is no format of dates; empty where it is one."""
    found = [token for token in _TOKEN.findall(form) if token.startswith("%")]
    strange = [token for token in found if token not in DIRECTIVES]
    if strange:
        return f"{strange[0]} means nothing here"
    doubles = [token for n, token in enumerate(found) if token in found[:n]]
    if doubles:
        return f"{doubles[0]} stands there twice"
    given = [[token for token in found if token in part] for part in _PARTS]
    for tokens, name in zip(given, ("year", "month", "day"), strict=True):
        if len(tokens) > 1:
            return f"{' and '.join(tokens)} both say the {name}"
    if not given[0]:
        return "it has no year"
    if given[2] and given[1] in ([], ["%q"]):
        return "it has no month"
    if ("%I" in found) != ("%p" in found):
        return "%I and %p stand together: 12 hours, AM or PM"
    return "%H and %I both say the hour" if {"%H", "%I"} <= set(found) else ""


def lacks(form: str) -> bool:
    """Whether the format is of a month, a quarter or a year: no day is in it."""
    return "%d" not in form


def has_time(form: str) -> bool:
    """Whether the format has a time of day, which is then left out on the author's word."""
    return "%H" in form or "%I" in form


def reader(formats: Sequence[str], *, last: bool = False, year_starts: int = 1) -> DateReader:
    """Reads a text by the first format that fits; None where none of them does.

    A month, a quarter or a year is read as its first day, or its `last`; quarters are those of a
    year that starts in the month `year_starts`, counted from January of the year that it is called.
    """
    patterns = [_pattern(form) for form in formats]

    def read(text: str) -> date | None:
        for pattern in patterns:
            match = pattern.fullmatch(text)
            found = _date(match.groupdict(), year_starts, last=last) if match else None
            if found is not None:
                return found
        return None

    return read


def _pattern(form: str) -> re.Pattern[str]:
    parts: list[str] = []
    for token in _TOKEN.findall(form):
        if token.startswith("%"):
            parts.append(DIRECTIVES[token])
        else:
            parts.append(r"\s+" if token.isspace() else re.escape(token))
    return re.compile("".join(parts), re.IGNORECASE | re.ASCII)


def _date(parts: dict[str, str | None], year_starts: int, *, last: bool) -> date | None:
    year, month = parts.get("year"), parts.get("month")
    short_year = parts.get("short_year")
    if year is None and short_year is not None:  # as POSIX has it: 69 is 1969, 68 is 2068
        year = f"{19 if int(short_year) >= 69 else 20}{short_year}"
    named = (parts.get("long") or parts.get("short") or "").casefold()
    number = _LONG.get(named) or _SHORT.get(named) or int(month or 0)
    hour, minute, second = (int(float(parts.get(e) or 0)) for e in ("hour", "minute", "second"))
    if parts.get("twelve"):
        hour = int(parts["twelve"] or 0) % 12 + 12 * ((parts["half"] or "").casefold() == "p")
    try:
        time(hour, minute, second)
        if "day" in parts:
            return date(int(year or 0), number, int(parts["day"] or 0))
        if number:
            return _end(int(year or 0), number, 1, last=last)
        quarter = int(parts.get("quarter") or 0)
        first = year_starts + 3 * (quarter - 1) if quarter else year_starts
        return _end(int(year or 0), first, 3 if quarter else 12, last=last)
    except ValueError:  # the 31st of February, or the hour 25
        return None


def _end(year: int, month: int, months: int, *, last: bool) -> date:
    """The first or last day of so many months; they are counted on beyond the ends of a year."""
    at = month - 1 + (months - 1 if last else 0)
    year, month = year + at // 12, at % 12 + 1
    return date(year, month, monthrange(year, month)[1] if last else 1)


def of_typed(cell: date, formats: Sequence[str]) -> date | None:
    """A date that the spreadsheet knows; with a time of day only where a format has one."""
    if not isinstance(cell, datetime):
        return cell
    midnight = cell.time() == time()
    return cell.date() if midnight or any(map(has_time, formats)) else None
