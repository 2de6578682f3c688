"""Labels: how fields, values and units are spoken of to people who never saw a ruleset.

Nothing here knows an initiative; sentences about one are the business of `words`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from evalcore.request.fields import Field, Kind
from evalcore.request.values import Estimate, FieldValue, Withheld
from evalcore.say.formula import spell_number
from evalcore.written.errors import listing

MOST_TITLE = 4  # words of a title: what is longer is a sentence with a colon in it
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


def spoken(name: str) -> str:
    """A name as one says it: `own_dev.leadership` is own dev leadership."""
    return " ".join(word for word in re.split(r"[\s_.-]+", name) if word)


def titled(abouts: Mapping[str, str]) -> dict[str, str]:
    """What criteria are called, by id: the title of what they are about, before its colon.

    Where there is none, or two have the same one, the id as one says it.
    """
    titles = {name: _title(about) or spoken(name) for name, about in abouts.items()}
    taken = [*titles.values()]
    return {n: spoken(n) if taken.count(title) > 1 else title for n, title in titles.items()}


def _title(about: str) -> str:
    title, colon, _ = about.partition(":")
    if not colon or len(title.split()) > MOST_TITLE:
        return ""
    first = title.strip()
    return first if first[1:2].isupper() else f"{first[:1].lower()}{first[1:]}"


def label_of(field: Field) -> str:
    """What a field is called in a sentence: its name, without what the unit says anyway.

    Its own label goes first. `cost_k` in kEUR is cost, `sponsor_hours_month` in h/month is sponsor
    hours.
    """
    if field.label:
        return field.label
    parts = re.split(r"[_.]+", field.name)
    match = _UNIT.fullmatch(field.unit or "")
    if match is not None and len(parts) > 1:
        last = parts[-1]
        above, below = _one(match["above"]), _one(match["below"] or "")
        short = len(last) == 1 and match["above"].lower().startswith(last)
        if short or last in (below, f"{below}s") or (len(parts) > 2 and last in _spelt(above)):
            parts.pop()
    if len(parts) > 1 and parts[0] == "it":  # a field is a noun: it_months are those of IT
        parts[0] = "IT"
    return spoken(" ".join(parts))


def _one(symbol: str) -> str:
    return _UNITS.get(symbol, symbol)


def _spelt(unit: str) -> tuple[str, str]:
    return unit, f"{unit}s"


def value_in_words(value: FieldValue, field: Field) -> str:
    """A value of this field for a reader: `4 hours a month`, `in flight`, `not known`."""
    match value:
        case None:
            return "not known"
        case Withheld(reason=reason):
            return f"withheld ({reason})" if reason else "withheld"
        case Estimate(low=low, likely=likely, high=high):
            text = quantity(likely, field.unit)
            ends = f" ({spell_number(low)} to {spell_number(high)})"
            return text if low == high else text + ends
        case bool():
            return "yes" if value else "no"
        case float() | int():
            return quantity(value, field.unit)
        case str():
            return value if field.kind is Kind.TEXT else choice_in_words(value)
        case tuple():
            return _several(cast("tuple[object, ...]", value))
        case _:
            return plain_value(value)


def _several(values: tuple[object, ...]) -> str:
    if not values:
        return "none"
    if isinstance(values[0], Mapping):
        return f"{counted(len(values))} listed"
    return named_list([choice_in_words(str(each)) for each in values])


def plain_value(value: object) -> str:
    """A value that belongs to no field: a literal of a formula, or what a node came to."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float() | int():
            return rounded(value)
        case date():
            return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
        case tuple():
            return _several(cast("tuple[object, ...]", value))
        case _:
            return choice_in_words(str(value))


def choice_in_words(text: str) -> str:
    """One of several choices: `in_flight` is in flight; what is no name stays as it is."""
    return spoken(text) if _SLUG.fullmatch(text) else text or "empty"


def quantity(number: float, unit: str | None) -> str:
    """A number with its unit: `14 months`, `1 hour a month`, `900 kEUR`."""
    return f"{spell_number(number)}{unit_after(unit, number)}"


def unit_after(unit: str | None, number: float) -> str:
    """What follows a number of this unit; nothing after a bare number."""
    match = _UNIT.fullmatch(unit or "")
    if match is None:
        return f" {unit}" if unit else ""
    above, below = _one(match["above"]), _one(match["below"] or "")
    if above in _COUNTED and number != 1:
        above += "s"
    article = "an" if below == "hour" or below[:1] in "aei" else "a"
    return f" {above} {article} {below}" if below else f" {above}"


def beside(label: str, value: str) -> str:
    """A label with its value; what both say is said once: `sponsor hours 4 a month`."""
    number, _, rest = value.partition(" ")
    unit, _, more = rest.partition(" ")
    if unit and unit == label.rpartition(" ")[2]:
        return f"{label} {number} {more}".rstrip()
    return f"{label} {value}"


def rounded(number: float, decimals: int = 2) -> str:
    """A number that was worked out, with so many decimals; more where it would vanish."""
    if number and abs(number) < 0.5 * 10**-decimals:
        return spell_number(number)
    if abs(number) >= 1e15:
        return f"{number:.4g}"
    text = f"{number + 0.0:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


def apart(first: float, second: float) -> int:
    """With how many decimals two numbers that differ are also seen to differ; at least 2."""
    for decimals in range(2, 10):
        if round(first, decimals) != round(second, decimals):
            return decimals
    return 2


def counted(number: float) -> str:
    """How many, in words up to twelve: `three`, `no`, `14`."""
    whole = int(number)
    return _SMALL[whole] if whole == number and 0 <= whole < len(_SMALL) else rounded(number)


def singular(noun: str) -> str:
    """One of several: `outcomes` are made of each outcome."""
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def named_list(words: Sequence[str], joint: str = "and", most: int = MOST_NAMED) -> str:
    """`a, b and c`; of many, so many are named and the others counted."""
    if len(words) <= most + 1:
        return listing(words, joint)
    return listing([*words[:most], f"{counted(len(words) - most)} more"], joint)


def sentence(text: str) -> str:
    """The words as a sentence: a capital first, a full stop last."""
    text = text.strip()
    if not text:
        return ""
    return f"{text[0].upper()}{text[1:]}{'' if text[-1] in '.!?' else '.'}"


def count_words(text: str) -> int:
    """How many words a reader reads."""
    return len(text.split())
