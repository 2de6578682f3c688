"""Readers of numbers: plain ones, money, percentages, durations and bands.

A reader reads the whole cell or nothing: no number is ever picked out of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Context, Decimal
from unicodedata import category

import attrs

from evalcore.extend.sheets import CellValue, Percent, plain_text
from evalcore.read.mapping import durations
from evalcore.read.mapping.spec import Column, Read
from evalcore.request.values import Misfit
from evalcore.written.blank import folded
from evalcore.written.errors import Complaint, show
from evalcore.written.numbers import LARGEST

Reader = Callable[[CellValue], object]

LONGEST = 400  # characters; no number needs as many
_EXACT = Context(prec=LONGEST)  # its own: the caller's would change what is read


def misfit(cell: CellValue, expected: str, mend: str = "", meant: tuple[str, ...] = ()) -> Misfit:
    """The refusal of a cell, with what was expected and how to mend it."""
    shown = cell if isinstance(cell, str) else plain_text(cell)
    return Misfit(Complaint(f"found {show(shown)}", expected, meant, mend))


def _text(cell: CellValue) -> str:
    text = folded(plain_text(cell))
    if text.isascii():
        return text
    return text.translate(_TYPESET)


_TYPESET = {0x2212: "-", 0x2019: "'"}  # the minus sign and the apostrophe of typesetters


def _is_number(cell: CellValue) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool | Percent)


def _factor(multiplier: float) -> Decimal:
    """A multiplier exactly as it was meant: 0.0002777777777777778 divides by 3600."""
    parts = round(1 / multiplier) if 0 < abs(multiplier) < 1 else 0
    if parts and 1 / parts == multiplier:
        return _EXACT.divide(Decimal(1), Decimal(parts))
    return Decimal(repr(multiplier))


def _scaled(number: Decimal, factor: Decimal) -> float:
    """Multiplied exactly, and rounded once: £33.73 in millions is 33730000, to the last digit."""
    return float(_EXACT.multiply(number, factor))


def _typed(cell: CellValue, factor: Decimal) -> float | int:
    assert isinstance(cell, int | float)  # noqa: S101 - for the type checkers
    if factor == 1 or not abs(cell) <= LARGEST:  # too large: refused with its own words later
        return cell
    return _scaled(Decimal(repr(float(cell))), factor)


def _body(column: Column) -> str:
    """The digits of a number, thousands in groups of three, the first of which starts with no 0."""
    digits, point = r"\d+", re.escape(column.decimal)
    if column.thousands:
        digits = rf"(?:{groups(column.thousands)}|\d+)"
    return rf"(?P<number>{digits}(?:{point}\d*)?|{point}\d+)"


def groups(sign: str) -> str:
    """The pattern of digits in groups of three; with commas also of lakhs and crores, 12,34,567."""
    parted = re.escape(sign)
    threes = rf"[1-9]\d{{0,2}}(?:{parted}\d{{3}})+"
    return rf"{threes}|[1-9]\d?(?:,\d{{2}})+,\d{{3}}" if sign == "," else threes


def _decimal(column: Column, digits: str, negative: bool) -> Decimal:  # noqa: FBT001
    if column.thousands:
        digits = digits.replace(column.thousands, "")
    number = Decimal(digits.replace(column.decimal, "."))
    return _EXACT.minus(number) if negative else number


def numbers(column: Column, read: Read) -> Reader:
    """Reads plain numbers, or money."""
    body, space = _body(column), r"\s?"
    power = r"(?:e[+-]?\d{1,3})?" if read is Read.NUMBER and not column.suffixes else ""
    ends = "|".join(map(re.escape, sorted(column.suffixes, key=len, reverse=True)))
    suffix = rf"(?:{space}(?P<suffix>{ends}))?" if ends else ""
    if read is Read.MONEY:
        signs = "|".join(map(re.escape, sorted(column.currency, key=len, reverse=True)))
        sign, inner = rf"(?:{signs})", r"(?P<minus>[+-]?)"
        amount = (
            rf"(?:{inner}{space}(?:{sign}{space})?|{sign}{space}(?P<minus2>[+-]?){space})"
            rf"{body}{suffix}(?:{space}{sign})?"
        )
        pattern = rf"(?P<open>\()?{amount}(?P<close>\))?(?P<after>-)?"
    else:
        pattern = (
            rf"(?P<open>\()?(?P<minus>[+-]?){body}(?P<power>{power}){suffix}(?P<close>\))?"
            r"(?P<after>-)?"  # as SAP writes what is below zero
        )
    compiled = re.compile(pattern, re.ASCII | re.IGNORECASE)
    factors = {name.casefold(): Decimal(repr(by)) for name, by in column.suffixes.items()}
    factor = _factor(column.multiplier)
    expected = _expected_number(column, read)

    def parse(cell: CellValue) -> object:
        if _is_number(cell):
            return _typed(cell, factor)
        text = _text(cell) if isinstance(cell, str) and len(cell) <= LONGEST else ""
        match = compiled.fullmatch(text) if text else None
        found = match.groupdict() if match else {}
        brackets = "".join(found.get(each) or "" for each in ("open", "close"))
        minus = found.get("minus") or found.get("minus2") or ""
        after = found.get("after") or ""
        if after and (found["number"] or "").endswith(column.decimal):
            after = ""  # 200,- has no cents: it is not below zero
        if not found or brackets not in ("", "()") or sum(map(bool, (brackets, minus, after))) > 1:
            raise misfit(cell, expected, _advice(cell, text, column, read))
        number = _decimal(column, found["number"] or "", minus == "-" or bool(brackets or after))
        scale = factors.get((found.get("suffix") or "").casefold(), Decimal(1))
        scale = _EXACT.multiply(scale, Decimal("1" + (found.get("power") or "")))
        return _scaled(number, _EXACT.multiply(scale, factor))

    return parse


def _expected_number(column: Column, read: Read) -> str:
    sample = f"1{column.thousands}234{column.decimal}5" if column.thousands else "12.5"
    if not column.thousands:
        sample = f"12{column.decimal}5"
    match read:
        case Read.MONEY:
            first = column.currency[0] if column.currency else ""
            gap = " " if first[-1:].isalpha() else ""
            return f"an amount such as {first}{gap}{sample}"
        case Read.PERCENT:
            return f"a percentage such as {sample}%"
        case _:
            return f"a number such as {sample}"


_GROUPED = re.compile(r"\D*\d{1,3}(?P<sign>[,.' ])(?:\d{2},)*\d{3}\D*(?:[,.' ]\d{3}\D*)*", re.ASCII)
_SUFFIXED = re.compile(r"\S?[\d.,]+ ?(?P<suffix>[^\W\d]+)", re.ASCII)
_SIGNED = re.compile(r"[(+-]*(?P<sign>[^\w\s])[\s+-]*\d[\d.,' ]*\)?", re.ASCII)


def _advice(cell: CellValue, text: str, column: Column, read: Read) -> str:
    """What to write in the mapping, for the notations that are met most often."""
    if isinstance(cell, Percent) or (text.endswith("%") and read is not Read.PERCENT):
        return 'a percentage is read with read = "percent"'
    signed = _SIGNED.fullmatch(text)
    if signed and category(signed["sign"]) == "Sc" and signed["sign"] not in column.currency:
        sign = signed["sign"]
        return f'money is read with read = "money" and currency = ["{sign}"]'
    grouped = _GROUPED.fullmatch(text)
    if grouped and not column.thousands and grouped["sign"] != column.decimal:
        return f'if {show(grouped["sign"])} separates thousands: thousands = "{grouped["sign"]}"'
    if _is_band(text):
        return 'a band such as 1-100 is read with read = "band", for an estimate'
    suffixed = _SUFFIXED.fullmatch(text)
    if suffixed and suffixed["suffix"].casefold() in ("k", "m", "bn", "b", "tn"):
        name = suffixed["suffix"]
        return f"say by what {name} multiplies: suffixes = {{ {name} = 1000 }}"
    return ""


_HUNDREDTH = Decimal("0.01")


def percentages(column: Column) -> Reader:
    """Reads `13%` as 0.13."""
    pattern = re.compile(rf"(?P<minus>[+-]?){_body(column)}(?P<sign>\s?%)?", re.ASCII)
    factor = _factor(column.multiplier)
    expected = _expected_number(column, Read.PERCENT)
    mend = 'numbers without %: without_sign = "percent" (13 is 13%) or "fraction" (0.13 is 13%)'
    unsigned = {"percent": _HUNDREDTH, "fraction": Decimal(1)}.get(column.without_sign)

    def parse(cell: CellValue) -> object:
        if isinstance(cell, Percent):
            return _typed(float(cell), factor)
        if _is_number(cell):
            if unsigned is None:
                raise misfit(cell, expected, mend)
            return _typed(cell, _EXACT.multiply(unsigned, factor))
        text = _text(cell) if isinstance(cell, str) and len(cell) <= LONGEST else ""
        match = pattern.fullmatch(text)
        if match is None:
            raise misfit(cell, expected)
        scale = _HUNDREDTH if match["sign"] else unsigned
        if scale is None:
            raise misfit(cell, expected, mend)
        number = _decimal(column, match["number"], match["minus"] == "-")
        return _scaled(number, _EXACT.multiply(scale, factor))

    return parse


def duration(column: Column, target: str) -> Reader:
    """Reads `1w 2d 3h` as a number of `target` units."""
    day = column.day if isinstance(column.day, int | float) else None
    read = durations.reader(target, day, column.week)
    factor = _factor(column.multiplier)

    def parse(cell: CellValue) -> object:
        found = read(_text(cell)) if isinstance(cell, str) else ""
        if isinstance(found, str):
            mend = found
            if _is_number(cell) or _text(cell).replace(".", "").isdigit():
                mend = 'a number alone is read with read = "number"'
            raise misfit(cell, "a duration such as 1w 2d 3h", mend)
        return _scaled(found, factor)

    return parse


_BETWEEN = re.compile(r"(.{1,60}?)\s?(?:[-\u2010-\u2015~]|\.\.+|\u2026|\bto\b|\bbis\b)\s?(.{1,60})")
_FROM = re.compile(
    r"(?:>=?|\u2265|from|over|above|more than|at least|ab|mehr als)\s?(.{1,60})"
    r"|(.{1,60}?)\s?(?:\+|and (?:more|over|above)|or more|plus)",
    re.IGNORECASE,
)
_UP_TO = re.compile(
    r"(?:<=?|\u2264|up to|under|below|less than|at most|bis(?: zu)?)\s?(.{1,60})", re.IGNORECASE
)


_AROUND = re.compile(r"(.{1,60}?)\s?(?:\u00b1|\+\s?/\s?-|\+-)\s?(.{1,60})")


def band(column: Column) -> Reader:
    """Reads `100-500` as an estimate, with the likely value where the column says it is.

    In `100 \u00b1 20`, and in `100 \u00b1 20%`, the likely value is the one in the middle.
    """
    one = numbers(column, Read.MONEY if column.currency else Read.NUMBER)
    bare = attrs.evolve(column, multiplier=1, suffixes={}, currency=())
    share = numbers(bare, Read.NUMBER)
    expected = "a band such as 100-500, or a number"

    def around(cell: CellValue, middle: str, spread: str) -> list[float]:
        if spread.endswith("%"):
            likely = number(cell, middle)
            part = Decimal(repr(float(number(cell, spread[:-1].rstrip(), share)))) / 100
            reach = abs(Decimal(repr(float(likely)))) * part
        else:
            end = _SUFFIX.search(spread)
            if end and column.suffixes and not _SUFFIX.search(middle):
                middle += end[0]
            elif column.suffixes and not end and _SUFFIX.search(middle):
                raise misfit(
                    cell, expected, "say in what both numbers count, as in 1.5m \u00b1 0.2m"
                )
            likely = number(cell, middle)
            reach = Decimal(repr(float(number(cell, spread))))
        if reach < 0:
            raise misfit(cell, expected)
        center = Decimal(repr(float(likely)))
        return [float(center - reach), likely, float(center + reach)]

    def number(cell: CellValue, text: str, read: Reader = one) -> float:
        try:
            found = read(text)
        except Misfit:
            raise misfit(cell, expected) from None
        assert isinstance(found, float | int)  # noqa: S101 - for the type checkers
        return found

    def parse(cell: CellValue) -> object:
        if not isinstance(cell, str):
            return one(cell)
        text = _text(cell)
        spread = _AROUND.fullmatch(text) if len(text) <= LONGEST else None
        if spread:
            return around(cell, spread[1], spread[2])
        between, least, most = (p.fullmatch(text) for p in (_BETWEEN, _FROM, _UP_TO))
        if len(text) > LONGEST or not (between or least or most):
            return number(cell, text)
        if between and not most:
            low, high = between[1], between[2]
            end = _SUFFIX.search(high)
            if end and column.suffixes and not _SUFFIX.search(low):
                low += end[0]  # 1-5m counts in millions on both sides
            return _between(number(cell, low), number(cell, high), column.likely)
        if least:
            low_end = number(cell, least[1] or least[2])
            if column.highest is None:
                raise misfit(
                    cell, expected, "a band without an end: highest = 100000, or what it is"
                )
            return _between(low_end, column.highest, column.likely)
        assert most is not None  # noqa: S101 - for the type checkers
        if column.lowest is None:
            raise misfit(cell, expected, "a band without a start: lowest = 0, or what it is")
        return _between(column.lowest, number(cell, most[1]), column.likely)

    return parse


def _is_band(text: str) -> bool:
    ends = band_ends(text)
    return ends != [text] and all(_NUMBERLIKE.fullmatch(end) for end in ends)


_NUMBERLIKE = re.compile(r"\W{0,3}\d[\d.,' ]*\W{0,2}\w{0,4}")


def band_ends(text: str) -> list[str]:
    """What stands at the ends of a band, as texts; of any other text, the whole."""
    spread = _AROUND.fullmatch(text)
    if spread:
        return [spread[1], spread[2].removesuffix("%").rstrip()]
    between, least, most = (p.fullmatch(text) for p in (_BETWEEN, _FROM, _UP_TO))
    if between and not most:
        return [between[1], between[2]]
    if least:
        return [least[1] or least[2]]
    return [most[1]] if most else [text]


def is_around(text: str) -> bool:
    """Whether a text is a number with how far it may be off, after a \u00b1."""
    return _AROUND.fullmatch(text) is not None


def is_open(text: str) -> str:
    """Whether a band has no end but its `least`, or no start before its `most`; else empty."""
    if _UP_TO.fullmatch(text):
        return "most"
    return "least" if _FROM.fullmatch(text) else ""


_SUFFIX = re.compile(r"\s?[^\W\d_]+\.?$")


def _between(low: float, high: float, likely: str) -> list[float]:
    return [low, likely_between(low, high, likely), high]


def likely_between(low: float, high: float, likely: str) -> float:
    """Where a mapping says that the likely value of a range is: at an end, or in the middle."""
    if likely == "low":
        return low
    return high if likely == "high" else float(
        (Decimal(repr(low)) + Decimal(repr(high))) / 2
    )  # fmt: skip
