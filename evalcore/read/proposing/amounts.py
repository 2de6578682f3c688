"""Amounts: how the numbers of a column are written, and where that can be read in two ways.

Which of two readings is meant is not for a program to know: the likelier one is taken, and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from unicodedata import category

import attrs

from evalcore.read.mapping.number_readers import groups
from evalcore.read.proposing.quantities import CURRENCIES, SUFFIXES

_CORE = re.compile(r"(\d[\d.,' \u2019]*\d|\d|[.,]\d+)")
_AROUND = re.compile(r"[A-Za-z]{1,2}\$|[^\W\d_]+\.?|[^\w\s]")
NOTATIONS = (
    (".", ""), (".", ","), (",", ""), (",", "."), (",", " "), (".", " "), (".", "'"), (",", "'"),
)  # fmt: skip


@attrs.frozen
class Amount:
    """A number as it stands in a cell: its digits with what parts them, and what is around them."""

    text: str
    core: str
    signs: tuple[str, ...] = ()
    suffix: str = ""
    percent: bool = False


def amount(text: str) -> Amount | None:
    """The parts of a cell that holds one number; None where anything else is in it."""
    if len(text) > 60:
        return None
    found = _CORE.search(text)
    if found is None or _CORE.search(text, found.end()):
        return None
    before = _AROUND.findall(text[: found.start()])
    after = _AROUND.findall(text[found.end() :])
    signs: list[str] = []
    suffix, percent = "", False
    for word in before:
        if word in "+-\u2212(":
            continue
        if not is_currency(word):
            return None
        signs.append(word)
    for word in after:
        if word == ")" or (word == "-" and text.endswith("-") and not before):
            continue
        if word == "%":
            percent = True
        elif word.rstrip(".").casefold() in SUFFIXES and not suffix:
            suffix = word
        elif is_currency(word):
            signs.append(word)
        elif not suffix and (glued := _glued(word)):
            suffix, sign = glued
            signs.append(sign)
        else:
            return None
    return Amount(text, found[1].replace("\u2019", "'"), tuple(signs), suffix, percent)


def is_currency(word: str) -> bool:
    """Whether a sign or a code stands for a currency."""
    code = word.rstrip(".").casefold()
    return (len(word) == 1 and category(word) == "Sc") or (
        code in CURRENCIES and code not in ("pound", "pounds", "sterling")
    )


def _glued(word: str) -> tuple[str, str] | None:
    """`TEUR` and `kUSD`: thousands of a currency in one word."""
    for length in (1, 2, 3):
        scale, code = word[:length], word[length:]
        if scale.casefold() in SUFFIXES and len(code) == 3 and is_currency(code):
            return scale, code
    return None


@attrs.frozen
class Notation:
    """How decimals and thousands are parted. `remarks` say what else it could be.

    `sure` is false where cells can be read in another way as well.
    """

    decimal: str = "."
    thousands: str = ""
    notes: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


def notation(amounts: Sequence[tuple[Amount, int]], separator: str, *, commas: bool) -> Notation:
    """How the most cells can be read. `separator` is what stands between the cells of the file.

    `commas` says that another column of it has commas before its decimals without any doubt.
    """
    readings = {
        pair: {each.core: value for each, _ in amounts if (value := _read(each.core, *pair)) is not
               None}
        for pair in NOTATIONS
    }  # fmt: skip
    counts = {
        pair: sum(count for each, count in amounts if each.core in values)
        for pair, values in readings.items()
    }
    most = max(counts.values(), default=0)
    best = [pair for pair in NOTATIONS if counts[pair] == most]
    if not most or all(each.core.isdigit() for each, _ in amounts):
        return Notation()
    comma_first = separator == ";" or commas
    chosen = min(best, key=lambda p: ((p[0] == ",") != comma_first, NOTATIONS.index(p)))
    values = readings[chosen]
    other = next((
        (core, readings[pair][core])
        for pair in best for core in values
        if readings[pair].get(core, values[core]) != values[core]
    ), None)  # fmt: skip
    decimal, thousands = chosen
    if other is not None:
        core, value = other
        check = f"{core!r} is read as {_spell(values[core])}, and may be {_spell(value)}"
        if comma_first:
            why = "semicolons part the cells" if separator == ";" else "another column has them"
            check += f"; {why}: commas before decimals"
        return Notation(decimal, thousands, (), (check,))
    fractions = [core.partition(decimal)[2] for core in values if decimal in core]
    if decimal == "," and fractions:
        if all(len(each) == 3 for each in fractions):
            check = "a comma before the decimals: no group of thousands starts with 0"
            return Notation(decimal, thousands, (), (check,))
        return Notation(decimal, thousands, ("a comma stands before the decimals",))
    return Notation(decimal, thousands)


def has_decimal_commas(amounts: Iterable[Amount]) -> bool:
    """Whether a number can only be read with a comma before its decimals."""
    return any(
        re.search(r",\d{1,2}$|,\d{4,}$|\.\d{3},\d|^0,\d", each.core) is not None for each in amounts
    )


def value(of: Amount, decimal: str, thousands: str) -> Decimal | None:
    """The number, in one way to write numbers; None where it is not written so."""
    found = _read(of.core, decimal, thousands)
    minus = found is not None and re.search(r"[-\u2212(]", of.text) is not None
    return -found if found is not None and minus else found


def _read(core: str, decimal: str, thousands: str) -> Decimal | None:
    digits = r"\d+"
    if thousands:
        digits = rf"(?:{groups(thousands)}|\d+)"
    point = re.escape(decimal)
    if not re.fullmatch(rf"{digits}(?:{point}\d*)?|{point}\d+", core):
        return None
    plain = core.replace(thousands, "") if thousands else core
    return Decimal(plain.replace(decimal, "."))


def _spell(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
