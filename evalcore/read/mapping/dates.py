"""Dates in the forms that people write, by formats such as `%d/%m/%Y` and `%B %d, %Y`.

The names of months are those of `month_names` whatever the machine's locale, so the same file reads
the same everywhere; `strptime` would ask the locale.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from unicodedata import normalize

from evalcore.read.mapping.month_names import (
    DAY_NAMES,
    DAYS,
    LONG,
    LONG_NAMES,
    SHORT,
    SHORT_DAY_NAMES,
    SHORT_NAMES,
)

DIRECTIVES = {
    "%Y": r"(?P<year>\d{4})",
    "%y": r"(?P<short_year>\d{2})",
    "%G": r"(?P<year>\d{4})",
    "%n": r"(?P<next>\d{4}|\d{2})",
    "%m": r"(?P<month>\d{1,2})",
    "%B": rf"(?P<long>{LONG_NAMES})",
    "%b": rf"(?P<short>{SHORT_NAMES})\.?",
    "%d": r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|°)?",
    "%A": rf"(?P<long_day>{DAY_NAMES})",
    "%a": rf"(?P<short_day>{SHORT_DAY_NAMES})\.?",
    "%q": r"(?P<quarter>[1-4])",
    "%h": r"(?P<half_year>[12])",
    "%V": r"(?P<week>\d{1,2})",
    "%u": r"(?P<weekday>[1-7])",
    "%H": r"(?P<hour>\d{1,2})",
    "%I": r"(?P<twelve>1[0-2]|0?[1-9])",
    "%p": r"(?P<half>[ap])\.?m\.?",
    "%M": r"(?P<minute>\d{2})",
    "%S": r"(?P<second>\d{2}(?:\.\d{1,9})?)",
    "%E": r"(?P<serial>\d{5})(?:\.\d{1,15})?",
    "%s": r"(?P<seconds>\d{9,10})(?:\.\d{1,9})?",
    "%Q": r"(?P<milliseconds>\d{12,13})",
    "%z": r"(?:z|[+-]\d{2}:?\d{2})",
    "%Z": r"(?:[a-z]{2,5}(?:[+-]\d{1,2}(?::?\d{2})?)?)",
}
COUNTED = {"%E": "a day as spreadsheets count them", "%s": "seconds since 1970 (UTC)",
    "%Q": "milliseconds since 1970 (UTC)"}  # fmt: skip
_PARTS = (("%Y", "%y", "%G"), ("%m", "%B", "%b", "%q", "%h", "%V"), ("%d", "%u"))
_TOKEN = re.compile(r"%.?|\s+|[^%\s]", re.DOTALL)

DateReader = Callable[[str], date | None]


def fault(form: str) -> str:
    """Why this is no format of dates; empty where it is one."""
    found = [token for token in _TOKEN.findall(form) if token.startswith("%")]
    strange = [token for token in found if token not in DIRECTIVES]
    if strange:
        return f"{strange[0]} means nothing here"
    counted = [token for token in found if token in COUNTED]
    if counted:
        return "" if form == counted[0] else f"{counted[0]} stands alone"
    doubles = [token for n, token in enumerate(found) if token in found[:n]]
    if doubles:
        return f"{doubles[0]} stands there twice"
    given = [[token for token in found if token in part] for part in _PARTS]
    for tokens, name in zip(given, ("year", "month", "day"), strict=True):
        if len(tokens) > 1:
            return f"{' and '.join(tokens)} both say the {name}"
    if not given[0]:
        return "it has no year"
    if "%d" in found and not {"%m", "%B", "%b"}.intersection(found):
        return "it has no month"
    if {"%u", "%G"}.intersection(found) and "%V" not in found:
        return "%u and %G go with %V: the day and the year of a week"
    if "%n" in found and (found[0] == "%n" or found[found.index("%n") - 1] not in ("%Y", "%y")):
        return "%n is the year after the one before it"
    if ("%I" in found) != ("%p" in found):
        return "%I and %p stand together: 12 hours, AM or PM"
    return "%H and %I both say the hour" if {"%H", "%I"} <= set(found) else ""


def lacks(form: str) -> bool:
    """Whether the format is of a week, a month, a quarter or a year: no day is in it."""
    return "%d" not in form and "%u" not in form and form not in COUNTED


def has_time(form: str) -> bool:
    """Whether the format has a time of day, which is then left out on the author's word."""
    return "%H" in form or "%I" in form or form in COUNTED


def reader(formats: Sequence[str], *, last: bool = False, year_starts: int = 1) -> DateReader:
    """Reads a text by the first format that fits; None where none of them does.

    A week, a month, a quarter, a half or a year is read as its first day, or its `last`; weeks are
    those of ISO 8601, quarters and halves those of a year that starts in the month `year_starts`,
    counted from January of the year that it is called: of two years, 2025/26, by the second where
    it starts before that January. A day of the week that is not that of the date fits no format.
    """
    patterns = [_pattern(form) for form in formats]

    def read(text: str) -> date | None:
        text = normalize("NFC", text).casefold()
        for pattern in patterns:
            match = pattern.fullmatch(text)
            found = _date(match.groupdict(), year_starts, last=last) if match else None
            if found is not None:
                return found
        return None

    return read


def wrong_weekday(text: str, formats: Sequence[str]) -> date | None:
    """The day that a text says, where the day of the week beside it is another; None elsewhere."""
    text = normalize("NFC", text).casefold()
    for form in formats:
        match = _pattern(form).fullmatch(text)
        parts = match.groupdict() if match else {}
        bare = {key: part for key, part in parts.items() if key not in ("long_day", "short_day")}
        day = _date(bare, 1, last=False) if "day" in parts else None
        if day is not None and _on_its_weekday(day, parts) is None:
            return day
    return None


def _pattern(form: str) -> re.Pattern[str]:
    return re.compile("".join(map(_matched, _TOKEN.findall(form))), re.ASCII)


def _matched(token: str) -> str:
    if token.startswith("%"):
        return DIRECTIVES[token]
    return r"\s+" if token.isspace() else re.escape(token.casefold())


_EPOCHS = {"serial": (date(1899, 12, 30), 1), "seconds": (date(1970, 1, 1), 86_400),
    "milliseconds": (date(1970, 1, 1), 86_400_000)}  # fmt: skip


def _date(parts: dict[str, str | None], year_starts: int, *, last: bool) -> date | None:
    for name, (first, day_long) in _EPOCHS.items():
        counted = parts.get(name)
        if counted is not None:
            return first + timedelta(days=int(counted) // day_long)
    year = int(parts.get("year") or 0)
    short_year = parts.get("short_year")
    if not year and short_year is not None:  # as POSIX has it: 69 is 1969, 68 is 2068
        year = int(f"{19 if int(short_year) >= 69 else 20}{short_year}")
    following = parts.get("next")
    if following is not None:
        if (year + 1) % 10 ** len(following) != int(following):
            return None
        year += year_starts < 1  # it starts in the first of both, whichever it is called by
    named = parts.get("long") or parts.get("short") or ""
    number = LONG.get(named) or SHORT.get(named) or int(parts.get("month") or 0)
    hour, minute, second = (int(float(parts.get(e) or 0)) for e in ("hour", "minute", "second"))
    if parts.get("twelve"):
        hour = int(parts["twelve"] or 0) % 12 + 12 * ((parts["half"] or "").casefold() == "p")
    try:
        time(hour, minute, second)
        if "day" in parts:
            return _on_its_weekday(date(year, number, int(parts["day"] or 0)), parts)
        if "week" in parts:
            day = int(parts.get("weekday") or (7 if last else 1))
            return date.fromisocalendar(year, int(parts["week"] or 0), day)
        if named or parts.get("month"):
            return _end(year, date(year, number, 1).month, 1, last=last)
        quarter, half = int(parts.get("quarter") or 0), int(parts.get("half_year") or 0)
        if quarter:
            return _end(year, year_starts + 3 * (quarter - 1), 3, last=last)
        if half:
            return _end(year, year_starts + 6 * (half - 1), 6, last=last)
        return _end(year, year_starts, 12, last=last)
    except ValueError:  # the 31st of February, or the hour 25
        return None


def _on_its_weekday(day: date, parts: dict[str, str | None]) -> date | None:
    """The day, unless it is no day of the week that stands beside it: one of both is wrong."""
    named = parts.get("long_day") or parts.get("short_day")
    return day if named is None or DAYS[named] == day.isoweekday() else None


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
