"""Spelling: numbers, units, ranges and values as people write them and say them.

Nothing here knows an initiative or a formula; what a field is called is the business of `labels`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import cast

from evalcore.request.fields import Field
from evalcore.request.values import Estimate, Withheld
from evalcore.written.errors import listing

WAYS = ("number", "percent")  # how a number without a unit can be shown
MOST_NAMED = 5  # things named in one list; the others are counted

_SLUG = re.compile(r"[^\W_]+(?:[-_][^\W_]+)+")
_UNIT = re.compile(r"(?P<above>[^\W\d_]+)(?:/(?P<below>[^\W\d_]+))?")
_UNITS = {"h": "hour", "min": "minute", "d": "day", "wk": "week", "mo": "month", "y": "year"}
_COUNTED = {"hour", "minute", "day", "week", "month", "quarter", "year", "person", "user", "point"}
_SMALL = "no one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def spell_number(number: float) -> str:
    """A number with at most four decimals and thousands separated; very small ones in powers."""
    if number == int(number) and abs(number) < 1e15:
        return f"{int(number):,}"
    if abs(number) >= 1e15 or abs(number) < 5e-5:
        return f"{number:.4g}"
    decimals = 2 if abs(number) >= 100 else 4
    return f"{number:,.{decimals}f}".rstrip("0").rstrip(".")


def written_number(number: float, scale: int = 1) -> str:
    """A number that somebody wrote, times this scale: with all its digits, thousands separated."""
    exact = Decimal(repr(float(number))) * scale
    if exact and not Decimal("1e-12") <= abs(exact) < Decimal("1e15"):
        return f"{scale * number:.4g}"
    text = f"{exact + 0:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(number: float, decimals: int = 2) -> str:
    """A number that was worked out, with so many decimals; more where it would vanish."""
    if number and abs(number) < 0.5 * 10**-decimals:
        return spell_number(number)
    if abs(number) >= 1e15:
        return f"{number:.4g}"
    text = f"{number + 0.0:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


def percent(number: float, decimals: int | None = None) -> str:
    """A share of one as a percentage: `13%`, `0.4%`; with so many decimals where that is said."""
    value = 100 * number
    return f"{spell_number(value) if decimals is None else rounded(value, decimals)}%"


def figure(number: float | Estimate, field: Field) -> str:
    """A number of a field in the way in which it is shown: with its unit, or as a percentage."""
    if field.shown_as != "percent":
        return quantity(number, field.unit)
    if not isinstance(number, Estimate):
        return percent(number)
    if number.low == number.high:
        return percent(number.likely)
    return f"{percent(number.likely)} ({percent(number.low)} to {percent(number.high)})"


def counted(number: float) -> str:
    """How many, in words up to twelve: `three`, `no`, `14`."""
    whole = int(number)
    return _SMALL[whole] if whole == number and 0 <= whole < len(_SMALL) else rounded(number)


def quantity(number: float | Estimate, unit: str | None) -> str:
    """A number with its unit: `14 months`, `1 hour a month`, `900 kEUR (700 to 1,000)`."""
    if isinstance(number, Estimate):
        return f"{quantity(number.likely, unit)}{ends_of(number)}"
    return f"{spell_number(number)}{unit_after(unit, number)}"


def unit_after(unit: str | None, number: float) -> str:
    """What follows a number of this unit; nothing after a bare number."""
    words = unit_words(unit)
    if words is None:
        return f" {unit}" if unit else ""
    above, below = words
    if above in _COUNTED and number != 1:
        above += "s"
    article = "an" if below == "hour" or below[:1] in "aei" else "a"
    return f" {above} {article} {below}" if below else f" {above}"


@lru_cache(maxsize=512)
def unit_words(unit: str | None) -> tuple[str, str] | None:
    """A unit as words, `h/month` as hour and month; None where it is no word over another."""
    match = _UNIT.fullmatch(unit or "")
    if match is None:
        return None
    above, below = match["above"], match["below"] or ""
    return _UNITS.get(above, above), _UNITS.get(below, below)


def spell_range(field: Field, what: str = "a number") -> str:
    """What a field of numbers expects: `a number of at least 0 h`, `a number in kEUR`."""
    unit = f" {field.unit}" if field.unit else ""
    if field.minimum is not None and field.maximum is not None:
        return f"{what} from {field.minimum:.15g} to {field.maximum:.15g}{unit}"
    if field.minimum is not None:
        return f"{what} of at least {field.minimum:.15g}{unit}"
    if field.maximum is not None:
        return f"{what} of at most {field.maximum:.15g}{unit}"
    return f"{what} in{unit}" if unit else what


def spoken(name: str) -> str:
    """A name as one says it: `own_dev.leadership` is own dev leadership."""
    return " ".join(word for word in re.split(r"[\s_.-]+", name) if word)


@lru_cache(maxsize=4096)
def choice_in_words(text: str) -> str:
    """One of several choices: `in_flight` is in flight; what is no name stays as it is."""
    return spoken(text) if _SLUG.fullmatch(text) else text or "empty"


def named_list(words: Sequence[str], joint: str = "and", most: int = MOST_NAMED) -> str:
    """`a, b and c`; of many, so many are named and the others counted."""
    if len(words) <= most + 1:
        return listing(words, joint)
    return listing([*words[:most], f"{counted(len(words) - most)} more"], joint)


def plain_value(value: object) -> str:
    """A value in a sentence: a literal of a formula, or what a node came to."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float() | int():
            return rounded(value)
        case date():
            return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
        case ():
            return "none"
        case tuple():
            several = cast("tuple[object, ...]", value)
            if isinstance(several[0], Mapping):
                return f"{counted(len(several))} listed"
            return named_list([choice_in_words(str(each)) for each in several])
        case _:
            return choice_in_words(str(value))


def spell_value(value: object, unit: str | None = None) -> str:
    """A value beside a formula: `2,600 kEUR (900 to 3,600)`, `yes`, `growth, talent`, `unknown`."""
    match value:
        case None:
            return "unknown"
        case Withheld():
            return str(value)
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return f"{spell_number(value)} {unit}" if unit else spell_number(value)
        case Estimate():
            return f"{spell_value(value.likely, unit)}{ends_of(value)}"
        case date():
            return value.isoformat()
        case ():
            return "none"
        case tuple():
            several = cast("tuple[object, ...]", value)
            if isinstance(several[0], Mapping):
                return f"{len(several)} record{'s' if len(several) > 1 else ''}"
            return ", ".join(map(str, several))
        case _:
            return str(value)


def ends_of(value: Estimate) -> str:
    """What follows the likely value of an estimate: its range, where it has one."""
    ends = f" ({spell_number(value.low)} to {spell_number(value.high)})"
    return "" if value.low == value.high else ends
