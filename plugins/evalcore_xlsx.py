"""Workbooks: `.xlsx` as a source of tables, and as a report, with openpyxl (the extra `xlsx`).

From a sheet to typed cells. What columns and cells mean is read elsewhere, as for any other table.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

from evalcore import Complaint, InputError, Report, Source, hookimpl
from evalcore.extend.sheets import Broken, CellValue, Percent, Sheet, SheetRow
from evalcore.extend.sources import table_source
from evalcore.written.blank import says_nothing
from evalcore.written.errors import near, one_of, show

if TYPE_CHECKING:
    from evalcore import Listing

LARGEST = 256 * 2**20  # bytes, unpacked: a small file can unpack to any size
MOST_ROWS = 100_000
MOST_COLUMNS = 1_000

_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_OLE = b"\xd0\xcf\x11\xe0"  # how workbooks with a password start, and those of before 2007


@hookimpl
def evalcore_sources() -> list[Source]:
    """The one format."""
    return [table_source("xlsx", (".xlsx",), read_xlsx, binary=True)]


@hookimpl
def evalcore_reports() -> list[Report]:
    """The same format, for results."""
    return [Report("xlsx", as_xlsx, about="a workbook: ranking, scores, reasons, missing")]


def as_xlsx(listing: Listing) -> bytes:
    """The evaluations as a workbook."""
    from evalcore.reports.workbook import as_workbook

    return as_workbook(listing)


def read_xlsx(document: bytes, sheet: str | None = None) -> Sheet:
    """A sheet of a workbook: the one of that name, or else the first that is not hidden.

    Numbers, dates and flags stay what they are; a formula counts as the result that was saved with
    it. Errors such as #DIV/0!, and formulas without a result, are cells that no field accepts.
    """
    import warnings

    openpyxl = _openpyxl()
    packed = _unpacked(document)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about drop-downs and styles, which are not read
        try:
            book = openpyxl.load_workbook(io.BytesIO(document), read_only=True, data_only=True)
            name = _choose(book, sheet)
            others = [each.title for each in _visible(book) if sheet is None and each.title != name]
            grid = list(_grid(book[name]))
            formulas = _formulas(openpyxl, document, name) if packed else frozenset[_Place]()
        except InputError:
            raise
        except Exception as error:  # whatever a damaged workbook makes openpyxl stumble over
            problem = f"this workbook cannot be read: {type(error).__name__}: {error}"
            mend = "open it in a spreadsheet program and save it again as .xlsx"
            raise InputError(Complaint(problem, mend=mend)) from error
    width = max((len(cells) for _, cells in grid), default=0)
    rows = [
        SheetRow(number, number, tuple(_filled(number, cells, width, formulas)))
        for number, cells in grid
    ]
    said = (row for row in rows if any(not says_nothing(cell) for cell in row.cells))
    return Sheet(said, name=name, others=tuple(others))


def _openpyxl() -> Any:
    try:
        return import_module("openpyxl")
    except ImportError:
        problem = "reading .xlsx needs openpyxl, which is not installed"
        mend = "pip install 'initiative-evalcore[xlsx]', or save the sheet as CSV UTF-8"
        raise InputError(Complaint(problem, mend=mend)) from None


def _unpacked(document: bytes) -> bool:
    """Whether any sheet has formulas. Raises `InputError` for what is no workbook, or too large."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(document)) as packed:
            # zipfile never unpacks more of a member than its header announces.
            _limit(sum(each.file_size for each in packed.infolist()))
            names = [n for n in packed.namelist() if n.startswith("xl/worksheets/")]
            return any(_FORMULA.search(packed.read(each)) for each in names)
    except InputError:
        raise
    except Exception as error:  # no zip, a broken one, or one with a password
        problem = "this is no .xlsx workbook"
        mend = "open it in a spreadsheet program and save it as .xlsx"
        if document.startswith(_OLE):
            problem = "this workbook has a password, or is one of the old format .xls"
            mend = "save it as .xlsx without a password"
        raise InputError(Complaint(problem, mend=mend)) from error


def _limit(size: int) -> None:
    if size > LARGEST:
        problem = f"the workbook unpacks to {size} bytes"
        mend = "save the sheet alone, or as CSV UTF-8"
        raise InputError(Complaint(problem, f"at most {LARGEST}", mend=mend))


def _choose(book: Any, wanted: str | None) -> str:
    names: list[str] = [each.title for each in book.worksheets]
    if wanted is None:
        if names:
            return next((each.title for each in _visible(book)), names[0])
        raise InputError(Complaint("the workbook has no sheet with cells"))
    if wanted in names:
        return wanted
    folded = [name for name in names if name.casefold() == wanted.casefold()]
    if len(folded) == 1:  # a spreadsheet program lets no two names differ in case alone
        return folded[0]
    raise InputError(
        Complaint(f"there is no sheet {show(wanted)}", one_of(names), near(wanted, names))
    )


def _visible(book: Any) -> list[Any]:
    return [each for each in book.worksheets if each.sheet_state == "visible"]


def _grid(sheet: Any) -> Iterator[tuple[int, list[CellValue]]]:
    """The rows with their numbers, each up to its last cell that says something."""
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
        cells = [_value(cell) for cell in row]
        while cells and says_nothing(cells[-1]):
            cells.pop()
        if cells:
            if number > MOST_ROWS:
                raise InputError(_too_many(number, "rows", MOST_ROWS, number))
            if len(cells) > MOST_COLUMNS:
                raise InputError(_too_many(number, "columns", MOST_COLUMNS, len(cells)))
            yield number, cells


def _too_many(row: int, what: str, most: int, found: int) -> Complaint:
    problem = f"something stands in {what[:-1]} {found}"
    mend = "delete what does not belong to the table, or save the table alone"
    return Complaint(problem, f"at most {most} {what}", mend=mend, line=row)


def _value(cell: Any) -> CellValue:
    value = cell.value
    match value:
        case None | str():
            return Broken(value) if cell.data_type == "e" and value else value
        case bool() | date():
            return value
        case int() | float():
            if not abs(value) < float("inf"):
                return Broken(str(value))
            return Percent(value) if "%" in _plain_format(cell.number_format) else value
        case _:  # a time of day, a duration: no field holds one
            return Broken(str(value), "write a date or a number")


def _plain_format(form: object) -> str:
    """A number format without the texts in it."""
    return re.sub(r'"[^"]*"|\\.', "", form if isinstance(form, str) else "")


_Place = tuple[int, int]


def _formulas(openpyxl: Any, document: bytes, name: str) -> frozenset[_Place]:
    """Where formulas stand. Their results are read first: of one that has none, nothing is left."""
    book = openpyxl.load_workbook(io.BytesIO(document), read_only=True)
    sheet = book[name]
    sheet.reset_dimensions()
    return frozenset(
        (number, column)
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1)
        for column, cell in enumerate(row)
        if cell.data_type == "f"
    )


def _filled(
    number: int, cells: Iterable[CellValue], width: int, formulas: frozenset[_Place]
) -> Iterator[CellValue]:
    """The cells of a row, as many as the widest row has."""
    listed = list(cells)
    for column in range(width):
        cell = listed[column] if column < len(listed) else None
        if cell is None and (number, column) in formulas:
            mend = "open the workbook in a spreadsheet program, let it calculate, and save it"
            yield Broken("a formula without a result", mend)
        else:
            yield cell
