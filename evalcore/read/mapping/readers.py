"""Readers: from one cell to the value that it stands for, or the complaint that it stands for none.

A reader reads the whole cell or nothing. Which cells are unknown or withheld has been decided
before; whether the value suits the field comes after. Numbers are read in `number_readers`.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import cast

from evalcore.extend.sheets import CellValue, Listed, plain_text
from evalcore.read.mapping import dates, durations
from evalcore.read.mapping.number_readers import (
    Reader,
    band,
    duration,
    misfit,
    numbers,
    percentages,
)
from evalcore.read.mapping.spec import READS, Column, Read, usual
from evalcore.request.fields import Field
from evalcore.request.kinds.alike import translated
from evalcore.request.kinds.texts import ONE_OR_SEVERAL, may_be_several
from evalcore.request.values import Misfit
from evalcore.written.blank import folded, kept
from evalcore.written.errors import Complaint, listing, near, one_of, show

LONGEST_HINT = 40  # characters of a cell that are worth copying into a mapping
LONGEST_LIST = 10_000  # characters of a printed list


def reader(column: Column, read: Read, field: Field) -> Reader:
    """Reads the cells of a column for a field. What it returns raises `Misfit` for all others."""
    match read:
        case Read.NUMBER | Read.MONEY:
            return numbers(column, read)
        case Read.PERCENT:
            return percentages(column)
        case Read.DURATION:
            return duration(column, counted_in(column, field) or "h")
        case Read.BAND:
            return band(column)
        case Read.DATE:
            return _dates(column)
        case Read.CHOICE:
            return _choices(column, field)
        case Read.FLAG:
            return _flags(column)
        case Read.SET:
            return _sets(column, field)
        case Read.TEXT:
            return _said


def counted_in(column: Column, field: Field) -> str | None:
    """The unit of time that a duration is read in: the mapping's, or else the field's."""
    return durations.unit(column.counts or field.unit or "")


def _said(cell: CellValue) -> str:
    return kept(plain_text(cell))


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _dates(column: Column) -> Reader:
    read = dates.reader(column.formats, last=column.day == "last", year_starts=column.year_starts)
    expected = f"a date like {listing(list(column.formats), 'or')}"

    def parse(cell: CellValue) -> object:
        if isinstance(cell, date):
            found = dates.of_typed(cell, column.formats)
        else:
            whole = isinstance(cell, int) and not isinstance(cell, bool)  # such as the year 2025
            found = read(folded(plain_text(cell))) if whole or isinstance(cell, str) else None
        if found is None:
            typed = isinstance(cell, date)
            mend = "" if not typed else 'with a time of day: formats = ["%Y-%m-%d %H:%M:%S"]'
            other = (
                dates.wrong_weekday(folded(cell), column.formats) if isinstance(cell, str) else None
            )
            if other is not None:
                mend = f"{other} is a {_WEEKDAYS[other.weekday()]}"
            raise misfit(cell, expected, mend)
        return found

    return parse


def _choices(column: Column, field: Field) -> Reader:
    choices = field.choices or ()
    translate = translated(choices, column.table.items())
    known = [each for each in dict.fromkeys([*choices, *column.table]) if each]

    def parse(cell: CellValue) -> object:
        text = plain_text(cell)
        found = translate(text)
        if found is None:
            raise _strange(folded(text), choices, known)
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
            raise misfit(cell, expected)
        return text in true

    return parse


def _sets(column: Column, field: Field) -> Reader:
    translate = translated(field.choices or (), column.table.items())
    nothing = {folded(each).casefold() for each in column.nothing}
    choices = field.choices or ()
    known = [each for each in dict.fromkeys([*choices, *column.table]) if each]
    # Where nobody said so, a comma may separate texts or belong to one: that is not for us to say.
    guessed = "separator" not in column.given
    split = parting(column.separator)

    def is_nothing(text: str) -> bool:
        chosen = "nothing" not in column.given and kept(text) in choices
        return not chosen and folded(text).casefold() in nothing

    def pieces(cell: CellValue) -> list[str]:
        if isinstance(cell, Listed):
            return [part for each in cell for part in ([each] if guessed else split(each))]
        text = plain_text(cell)
        printed = printed_list(text) if text.lstrip().startswith("[") else None
        if printed is not None:
            if not column.brackets:
                mend = "a list that a program printed is read with brackets = true"
                raise misfit(cell, f"several texts separated by {column.separator[0]}", mend)
            return printed
        if field.choices is not None and translate(text) is not None:
            return [text]
        if guessed and may_be_several(text):
            mend = 'say what separates them: separator = ","; of one text, separator = ";"'
            raise Misfit(Complaint(f"found {show(text)}", ONE_OR_SEVERAL, mend=mend))
        return split(text)

    def parse(cell: CellValue) -> object:
        if not isinstance(cell, Listed) and is_nothing(plain_text(cell)):
            return []
        items: list[str] = []
        parts = pieces(cell)
        for part in parts:
            item = folded(part)
            if not item:
                continue
            found = translate(part)
            if found is None and field.choices is not None:
                raise _strange(item, choices, known)
            items.append(found or item)
        return items if items or not parts else None  # of blanks alone, nobody knows what it holds

    return parse


def parting(signs: Sequence[str]) -> Callable[[str], list[str]]:
    """Splits a text at each of the signs; where one begins with another, at the longer."""
    longest_first = sorted(signs, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))).split


def printed_list(text: str) -> list[str] | None:
    """The texts of a list that a program printed, in JSON or in Python; None for other texts."""
    text = text.strip()
    if not text.endswith("]") or len(text) > LONGEST_LIST:
        return None
    found: object
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        try:
            found = ast.literal_eval(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            return None
    items = cast("list[object]", found) if isinstance(found, list) else [None]
    plain = [each for each in items if isinstance(each, str | int | float)]
    return [str(each) for each in plain] if len(plain) == len(items) else None


def default_read(field: Field, column: Column) -> Read:
    """How a field is read where the mapping does not say; `currency` speaks of money."""
    if usual(field) is Read.NUMBER:
        if "currency" in column.given:
            return Read.MONEY
        if "without_sign" in column.given:
            return Read.PERCENT
        timed = {"counts", "week", "day"} & set(column.given)
        return Read.DURATION if timed else Read.NUMBER
    return READS[field.kind][0]
