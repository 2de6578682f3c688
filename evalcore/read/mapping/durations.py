"""Durations in the forms that trackers write: `1w 2d 3h`, `90m`, `PT4H30M`, and `12:30` hours.

How long a working day and a working week are is never assumed: a mapping says so where it matters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

_WORDS = {
    "s": ("s", "sec", "secs", "second", "seconds"),
    "min": ("m", "min", "mins", "minute", "minutes", "minuten"),
    "h": ("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "heure", "heures"),
    "d": ("d", "day", "days", "pd", "pt", "tag", "tage", "tagen", "jour", "jours"),
    "w": ("w", "wk", "wks", "week", "weeks", "woche", "wochen", "semaine", "semaines"),
}
_UNITS = {word: unit for unit, words in _WORDS.items() for word in words}
_SECONDS = {"s": Decimal(1), "min": Decimal(60), "h": Decimal(3600)}
_PIECE = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)\s?([a-z]{1,7})\.?[\s,]*", re.ASCII | re.IGNORECASE)
_ISO = re.compile(
    r"P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?",
    re.ASCII | re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,6}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
LONGEST = 80  # characters

Problem = str
DurationReader = Callable[[str], Decimal | Problem]


def is_clock(text: str) -> bool:
    """Whether a text counts hours and minutes as a clock does: `100:30`."""
    return _CLOCK.fullmatch(text) is not None


def units_in(text: str) -> frozenset[str]:
    """The units of time in a duration; none for any other text."""
    return frozenset(name for _, name in _pieces(text) or ())


def unit(word: str) -> str | None:
    """Which unit of time a word names; None for any other word."""
    return _UNITS.get(word.strip().casefold())


def reader(target: str, day: float | None, week: float | None) -> DurationReader:
    """Reads a text as a number of `target` units, or says what is wrong with it.

    `day` is the hours of a working day, `week` the days of a working week.
    """

    def factor(name: str) -> Decimal | Problem:
        if name == target:
            return Decimal(1)
        seconds = [_seconds(each, day, week) for each in (name, target)]
        if "w" in (name, target) and "d" in (name, target):
            if week is None:
                return "how many days has a week? week = 5"
            days = Decimal(repr(week))
            return days if name == "w" else 1 / days
        for each in seconds:
            if isinstance(each, str):
                return each
        over, under = seconds
        assert isinstance(over, Decimal)  # noqa: S101 - for the type checkers
        assert isinstance(under, Decimal)  # noqa: S101
        return over / under

    def read(text: str) -> Decimal | Problem:
        pieces = _pieces(text) if len(text) <= LONGEST else None
        if not pieces:
            return ""
        total = Decimal(0)
        for number, name in pieces:
            by = factor(name)
            if isinstance(by, str):
                return by
            total += number * by
        return total

    return read


def _seconds(name: str, day: float | None, week: float | None) -> Decimal | Problem:
    if name in _SECONDS:
        return _SECONDS[name]
    if day is None:
        return "how many hours has a day? day = 8"
    hours = Decimal(repr(float(day)))
    if name == "d":
        return hours * 3600
    if week is None:
        return "how many days has a week? week = 5"
    return hours * 3600 * Decimal(repr(float(week)))


def _pieces(text: str) -> list[tuple[Decimal, str]] | None:
    """The numbers of a duration with their units, each unit once; None for any other text."""
    iso = _ISO.fullmatch(text)
    if iso and any(iso.groups()):
        units = ("w", "d", "h", "min", "s")
        return [(Decimal(n), u) for n, u in zip(iso.groups(), units, strict=True) if n]
    clock = _CLOCK.fullmatch(text)
    if clock:
        return [
            (Decimal(n), u) for n, u in zip(clock.groups(), ("h", "min", "s"), strict=True) if n
        ]
    found: list[tuple[Decimal, str]] = []
    at = 0
    while at < len(text):
        match = _PIECE.match(text, at)
        name = unit(match[2]) if match else None
        if match is None or name is None or name in [known for _, known in found]:
            return None
        found.append((Decimal(match[1].replace(",", ".")), name))
        at = match.end()
    return found
