"""Workbooks (xlsx): sheets in which every text stays a text, the same bytes whenever it is written.

Needs openpyxl, which is imported when a workbook is made: the extra `xlsx`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any

from evalcore.written.extras import library
from evalcore.written.zipped import timeless

Book = Any  # openpyxl comes without types
Sheet = Any
Cell = Any

LONGEST = 32_767  # characters that a cell holds


def new_book() -> Book:
    """A workbook without sheets. Raises `InputError` where openpyxl is not installed."""
    book: Book = library("openpyxl", extra="xlsx", use="writing xlsx").Workbook()
    book.remove(book.active)
    return book


def put_text(sheet: Sheet, row: int, column: int, text: str) -> Cell:
    """Writes a text that no spreadsheet takes for a formula, whatever it starts with.

    Not even once somebody edits the cell and leaves it as it was.
    """
    cell = sheet.cell(row=row, column=column)
    cell.value = legible(text)[:LONGEST]
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True
    if "\n" in text:
        cell.alignment = wrapped()
    return cell


def put_head(sheet: Sheet, names: Sequence[str]) -> None:
    """The first row, which stays in sight: the names of the columns."""
    for column, name in enumerate(names, start=1):
        put_text(sheet, 1, column, name).font = bold()
    sheet.freeze_panes = "A2"


def legible(text: str) -> str:
    """The text with line feeds alone, and without characters that no workbook can hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", " ", text)


def letter(column: int) -> str:
    """What a column is called, from 1: `A`."""
    return str(import_module("openpyxl.utils").get_column_letter(column))


@cache
def bold() -> Any:
    """The font of heads."""
    return import_module("openpyxl.styles").Font(bold=True)


@cache
def grey() -> Any:
    """The fill of cells that nobody has to look at."""
    return import_module("openpyxl.styles").PatternFill("solid", fgColor="D9D9D9")


@cache
def wrapped() -> Any:
    """For cells with texts that take several lines."""
    return import_module("openpyxl.styles").Alignment(wrap_text=True, vertical="top")


def saved(book: Book) -> bytes:
    """The bytes of a workbook."""
    written = io.BytesIO()
    book.save(written)
    return timeless(written.getvalue())
