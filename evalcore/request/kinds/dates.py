"""A date. Of a domain, the first day and the last."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from evalcore.request.fields import Field
from evalcore.request.kinds.row import NO_DATE, Domain, Hints, Line, Names, Row
from evalcore.request.values import Misfit
from evalcore.written.errors import Complaint, InputError, show

FIRST = "DATE(1900,1,1)"  # the first that a spreadsheet knows
PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
EXPECTED = "a date such as 2026-11-23"
A_YEAR = 365.0  # days: a move of more is a long one
YEAR = 365.25  # as formulas count
DAYS = 60  # around a day that counts
DRAWN = date(2020, 1, 1), date(2035, 12, 31)
_FORM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)  # fromisoformat also reads weeks
_IN_CELLS = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


def _read(_: Field, raw: object) -> date:
    day = _day(raw) or raw
    if not isinstance(day, date) or isinstance(day, datetime):
        problem = f"there is no day {raw}" if is_no_day(raw) else f"found {show(raw)}"
        raise Misfit(Complaint(problem, EXPECTED))
    return day


def read_date(text: str) -> date:
    """A date such as 2026-11-23. Raises `InputError` for anything else."""
    day = _day(text)
    if day is None:
        problem = f"found {show(text)} as the date"
        problem = f"there is no day {text}" if is_no_day(text) else problem
        raise InputError(Complaint(problem, EXPECTED))
    return day


def _day(text: object) -> date | None:
    with suppress(ValueError):
        if isinstance(text, str) and _FORM.fullmatch(text):
            return date.fromisoformat(text)
    return None


def _cell(_: Field, text: str) -> str:
    """With the year first there is one way to read it, however many digits a month has."""
    found = _IN_CELLS.fullmatch(text)
    return "-".join(part.zfill(2) for part in found.groups()) if found else text


_remembered = lru_cache(maxsize=4096)(_day)  # many requests speak of the same days


def _quick(_field: Field, names: Names, v: str) -> list[str]:
    return [
        f"if {v}.__class__ is str: {v} = {names.put(_remembered)}({v})",
        f"if {v}.__class__ is not {names.put(date)}: return",
    ]


def is_no_day(text: object) -> bool:
    """Whether a text has the form of a date, but no calendar has that day."""
    return isinstance(text, str) and bool(_FORM.fullmatch(text)) and _day(text) is None


def _parts(_: object, domain: tuple[date, date]) -> list[tuple[date, date]]:
    low, high = domain
    middle = low + timedelta(days=(high - low).days // 2)
    return [(low, middle), (middle + timedelta(days=1), high)] if low < high else []


def _draw(_: object, hints: Hints, rng: Any, as_of: date | None) -> date:
    """A day around one that a formula names, or as far from it as a formula counts."""
    start = rng.choice(hints.days or (as_of or NO_DATE,)).toordinal()
    away = rng.choice((0.0, *hints.marks)) * rng.choice((1.0, YEAR))
    found = start + rng.choice((-1, 1)) * away + rng.randint(-DAYS, DAYS)
    return date.fromordinal(int(min(max(found, 1), date.max.toordinal())))


DATE = Row(
    called="a date",
    read=_read,
    cell=_cell,
    columns=("date",),
    quick=_quick,
    domain=Domain(
        whole=lambda _extent, _texts: (date.min, date.max),
        parts=_parts,
        is_single=lambda domain: bool(domain[0] == domain[1]),
        samples=lambda _, domain: [(each, each) for each in domain],
        draw=_draw,
    ),
    line=Line(
        place=lambda day: float(day.toordinal()),
        value=lambda place: date.fromordinal(int(place)),
        ends=lambda _: (float(date.min.toordinal()), float(date.max.toordinal())),
        start=lambda _, as_of: float((as_of or NO_DATE).toordinal()),
        width=lambda _: A_YEAR,
        whole=True,
        ratio=False,
    ),
    fills=lambda _field, _texts, as_of: [as_of or NO_DATE],
    filler=lambda _: None,
    answer=lambda _: EXPECTED,
    cell_format="yyyy-mm-dd",
    check=lambda _: {"type": "date", "operator": "greaterThanOrEqual", "formula1": FIRST},
    schema=lambda _field, _inner: [{"type": "string", "format": "date", "pattern": PATTERN}],
    strategy=lambda st, _field, _texts: st.dates(*DRAWN).map(date.isoformat),
)
