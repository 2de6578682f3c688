"""Readers: from one cell to the value that it stands for, or the complaint that it stands for none.

A reader reads the whole cell or nothing: no number is ever picked out of a sentence. Which cells
are unknown or withheld has been decided before; whether the value suits the field comes after.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Context, Decimal
from unicodedata import category

from evalcore.extend.sheets import CellValue, Percent, plain_text
from evalcore.read.mapping import dates
from evalcore.read.mapping.spec import READS, Column, Read, folded
from evalcore.request.fields import Field
from evalcore.request.values import Misfit
from evalcore.written.blank import kept
from evalcore.written.errors import Complaint, listing, near, one_of, show
from evalcore.written.numbers import LARGEST

Reader = Callable[[CellValue], object]

LONGEST = 400  # characters; no number needs as many
LONGEST_HINT = 40  # characters of a cell that are worth copying into a mapping
_EXACT = Context(prec=LONGEST)  # its own: the caller's would change what is read


def reader(column: Column, read: Read, field: Field) -> Reader:
    """Reads the cells of a column for a field. What it returns raises `Misfit` for all others."""
    match read:
        case Read.NUMBER | Read.MONEY:
            return _numbers(column, read)
        case Read.PERCENT:
            return _percentages(column)
        case Read.DATE:
            return _dates(column)
        case Read.CHOICE:
            return _choices(column, field)
        case Read.FLAG:
            return _flags(column)
        case Read.SET:
            return _sets(column, field)
        case Read.TEXT:
            return lambda cell: kept(plain_text(cell))


def _misfit(cell: CellValue, expected: str, mend: str = "", meant: tuple[str, ...] = ()) -> Misfit:
    shown = cell if isinstance(cell, str) else plain_text(cell)
    return Misfit(Complaint(f"found {show(shown)}", expected, meant, mend))


def _text(cell: CellValue) -> str:
    return folded(plain_text(cell)).replace("\u2212", "-")  # the minus sign of typesetters


def _is_number(cell: CellValue) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool | Percent)


def _scaled(number: Decimal, factor: Decimal) -> float:
    """Multiplied exactly, and rounded once: £33.73 in millions is 33730000, to the last digit."""
    return float(_EXACT.multiply(number, factor))


def _typed(cell: CellValue, factor: Decimal) -> float | int:
    assert isinstance(cell, int | float)  # noqa: S101 - for the type checkers
    if factor == 1 or not abs(cell) <= LARGEST:  # too large: refused with its own words later
        return cell
    return _scaled(Decimal(repr(float(cell))), factor)


def _body(column: Column) -> str:
    """The digits of a number, whole thousands in groups of three."""
    digits, point = r"\d+", re.escape(column.decimal)
    if column.thousands:
        digits = rf"(?:\d{{1,3}}(?:{re.escape(column.thousands)}\d{{3}})+|\d+)"
    return rf"(?P<number>{digits}(?:{point}\d*)?|{point}\d+)"


def _decimal(column: Column, digits: str, negative: bool) -> Decimal:  # noqa: FBT001
    if column.thousands:
        digits = digits.replace(column.thousands, "")
    number = Decimal(digits.replace(column.decimal, "."))
    return _EXACT.minus(number) if negative else number


def _numbers(column: Column, read: Read) -> Reader:
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
        pattern = rf"(?P<open>\()?{amount}(?P<close>\))?"
    else:
        pattern = rf"(?P<minus>[+-]?){body}(?P<power>{power}){suffix}"
    compiled = re.compile(pattern, re.ASCII | re.IGNORECASE)
    factors = {name.casefold(): Decimal(repr(by)) for name, by in column.suffixes.items()}
    factor = Decimal(repr(column.multiplier))
    expected = _expected_number(column, read)

    def parse(cell: CellValue) -> object:
        if _is_number(cell):
            return _typed(cell, factor)
        text = _text(cell) if isinstance(cell, str) and len(cell) <= LONGEST else ""
        match = compiled.fullmatch(text) if text else None
        found = match.groupdict() if match else {}
        brackets = "".join(found.get(each) or "" for each in ("open", "close"))
        minus = found.get("minus") or found.get("minus2") or ""
        if not found or brackets not in ("", "()") or (brackets and minus):
            raise _misfit(cell, expected, _advice(cell, text, column, read))
        number = _decimal(column, found["number"] or "", minus == "-" or bool(brackets))
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


_GROUPED = re.compile(r"\D*\d{1,3}(?P<sign>[,.' ])\d{3}\D*(?:[,.' ]\d{3}\D*)*", re.ASCII)
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
    suffixed = _SUFFIXED.fullmatch(text)
    if suffixed and suffixed["suffix"].casefold() in ("k", "m", "bn", "b", "tn"):
        name = suffixed["suffix"]
        return f"say by what {name} multiplies: suffixes = {{ {name} = 1000 }}"
    return ""


_HUNDREDTH = Decimal("0.01")


def _percentages(column: Column) -> Reader:
    pattern = re.compile(rf"(?P<minus>[+-]?){_body(column)}(?P<sign>\s?%)?", re.ASCII)
    factor = Decimal(repr(column.multiplier))
    expected = _expected_number(column, Read.PERCENT)
    mend = 'numbers without %: without_sign = "percent" (13 is 13%) or "fraction" (0.13 is 13%)'
    unsigned = {"percent": _HUNDREDTH, "fraction": Decimal(1)}.get(column.without_sign)

    def parse(cell: CellValue) -> object:
        if isinstance(cell, Percent):
            return _typed(float(cell), factor)
        if _is_number(cell):
            if unsigned is None:
                raise _misfit(cell, expected, mend)
            return _typed(cell, _EXACT.multiply(unsigned, factor))
        text = _text(cell) if isinstance(cell, str) and len(cell) <= LONGEST else ""
        match = pattern.fullmatch(text)
        if match is None:
            raise _misfit(cell, expected)
        scale = _HUNDREDTH if match["sign"] else unsigned
        if scale is None:
            raise _misfit(cell, expected, mend)
        number = _decimal(column, match["number"], match["minus"] == "-")
        return _scaled(number, _EXACT.multiply(scale, factor))

    return parse


def _dates(column: Column) -> Reader:
    read = dates.reader(column.formats)
    expected = f"a date like {listing(list(column.formats), 'or')}"

    def parse(cell: CellValue) -> object:
        if isinstance(cell, date):
            found = dates.of_typed(cell, column.formats)
        else:
            found = read(folded(cell)) if isinstance(cell, str) else None
        if found is None:
            typed = isinstance(cell, date)
            mend = "" if not typed else 'with a time of day: formats = ["%Y-%m-%d %H:%M:%S"]'
            raise _misfit(cell, expected, mend)
        return found

    return parse


def _translated(
    table: Mapping[str, str], choices: tuple[str, ...] | None
) -> Callable[[str], str | None]:
    """What a text stands for: by the table, or as one of the choices; None where it is neither."""
    known = {folded(text): choice for text, choice in table.items()}

    def translate(text: str) -> str | None:
        if text in known:
            return known[text]
        return text if choices is None or text in choices else None

    return translate


def _choices(column: Column, field: Field) -> Reader:
    choices = field.choices or ()
    translate = _translated(column.table, choices)
    known = list(dict.fromkeys([*choices, *column.table]))

    def parse(cell: CellValue) -> object:
        text = folded(plain_text(cell))
        found = translate(text)
        if found is None:
            raise _strange(text, choices, known)
        return found

    return parse


def _strange(text: str, choices: tuple[str, ...], known: list[str]) -> Misfit:
    """The complaint about a text that stands for no choice."""
    meant = near(text, known)
    mend = ""
    if len(text) <= LONGEST_HINT:
        stands_for = next((each for each in meant if each in choices), "...")
        mend = f'or say what it stands for: table = {{ "{text}" = "{stands_for}" }}'
    return Misfit(Complaint(f"found {show(text)}", one_of(known), meant, mend))


def _flags(column: Column) -> Reader:
    true = {folded(each).casefold() for each in column.true}
    false = {folded(each).casefold() for each in column.false}
    expected = f"{listing(column.true, 'or')} for true, {listing(column.false, 'or')} for false"

    def parse(cell: CellValue) -> object:
        if isinstance(cell, bool):
            return cell
        text = folded(plain_text(cell)).casefold()
        if text not in true and text not in false:
            raise _misfit(cell, expected)
        return text in true

    return parse


def _sets(column: Column, field: Field) -> Reader:
    translate = _translated(column.table, field.choices)
    nothing = {folded(each).casefold() for each in column.nothing} - {""}
    choices = field.choices or ()
    known = list(dict.fromkeys([*choices, *column.table]))
    # Where nobody said so, a comma may separate texts or belong to one: that is not for us to say.
    guessed = "separator" not in column.given

    def parse(cell: CellValue) -> object:
        text = plain_text(cell)
        if folded(text).casefold() in nothing:
            return []
        if guessed and column.separator not in text and any(sign in text for sign in ",|\n"):
            mend = 'say what separates them: separator = ","; of one text, separator = ";"'
            expected = f"several texts separated by {column.separator}, or a single one"
            raise Misfit(Complaint(f"found {show(text)}", expected, mend=mend))
        items: list[str] = []
        for part in text.split(column.separator):
            item = folded(part)
            if not item:
                continue
            found = translate(item)
            if found is None:
                raise _strange(item, choices, known)
            items.append(found)
        return items

    return parse


def default_read(field: Field, column: Column) -> Read:
    """How a field is read where the mapping does not say; `currency` speaks of money."""
    ways = READS[field.kind]
    if Read.MONEY in ways and "currency" in column.given:
        return Read.MONEY
    return Read.PERCENT if Read.PERCENT in ways and "without_sign" in column.given else ways[0]
