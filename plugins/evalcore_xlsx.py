"""Workbooks: `.xlsx` as a source of tables, and as a report, with openpyxl (the extra `xlsx`).

From a sheet to typed cells. What columns and cells mean is read elsewhere, as for any other table.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from html import unescape
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

import attrs

from evalcore import Complaint, InputError, Report, Source, hookimpl
from evalcore.extend.headers import name_key
from evalcore.extend.sheets import (
    LOOKED_AT,
    CellValue,
    Layout,
    Percent,
    Sheet,
    SheetRow,
    plain_text,
)
from evalcore.extend.sources import table_source
from evalcore.request.cells import Broken
from evalcore.written.blank import says_nothing
from evalcore.written.errors import listing, near, one_of, show
from evalcore.written.extras import library

if TYPE_CHECKING:
    from evalcore import Listing

LARGEST = 256 * 2**20  # bytes, unpacked: a small file can unpack to any size
MOST_ROWS = 150_000
MOST_COLUMNS = 1_000
MOST_MERGED = 20_000  # ranges of merged cells

_OLE = b"\xd0\xcf\x11\xe0"  # how workbooks with a password start, and those of before 2007
_STRICT = b"purl.oclc.org/ooxml"
_PART = re.compile(r"xl/(?:workbook|worksheets/[^/]+)\.xml", re.IGNORECASE)
MOST_LOOKED_AT = 100  # parts of a workbook
_KIN = {"word": "a document", "ppt": "a presentation", "Index": "a file of Numbers"}  # by a folder
_AS_WORKBOOK = 'save it as "Excel Workbook (.xlsx)"'
_AGAIN = "open it in a spreadsheet program and save it again as .xlsx"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_NUMBERED = re.compile(rb"\sr=[\"'](\d{1,7})[\"']")
_HIDDEN = re.compile(rb"\shidden=[\"'](?:1|true)[\"']")
# A cell with a formula and no result, written in either of two ways. What starts with `=>` is none,
# but the head of an output in a decision table, which libraries take for one.
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"([^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*)?'
    rb"(?:/>|>([^<]*)</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


@hookimpl
def evalcore_sources() -> list[Source]:
    """The one format."""
    return [table_source("xlsx", (".xlsx",), read_xlsx, binary=True, laid_out=lay_out)]


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
    return lay_out(document, Layout(sheet=sheet))


def lay_out(document: bytes, layout: Layout) -> Sheet:
    """A sheet as `read_xlsx`; without a name, the first with most of the columns of the layout."""
    import warnings

    _openpyxl()
    paths = _unpacked(document)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about drop-downs and styles, which are not read
        try:
            book = _book(document)
            name = _choose(book, layout)
            visible = [each.title for each in _visible(book)]
            others = [each for each in visible if layout.sheet is None and each != name]
            marks = _marks(document, paths.get(name, ""))
            marks = attrs.evolve(marks, plain=marks.plain and not _shows_otherwise(book))
            rows = list(_grid(book[name], marks))
            hidden = [each.title for each in book.worksheets if each.title not in visible]
        except InputError:
            raise
        except Exception as error:  # whatever a damaged workbook makes openpyxl stumble over
            problem = f"this workbook cannot be read: {type(error).__name__}: {str(error)[:200]}"
            raise InputError(Complaint(problem, mend=_AGAIN)) from error
    if not rows and hidden and layout.sheet is None:
        problem = f"the sheet {show(name)} is empty; hidden: {listing([*map(show, hidden)])}"
        raise InputError(
            Complaint(problem, mend="a hidden sheet is read by its name: --sheet NAME")
        )
    width = max((len(row.cells) for row in rows), default=0)
    for index, row in enumerate(rows):
        if len(row.cells) < width:
            rows[index] = row._replace(cells=row.cells + (None,) * (width - len(row.cells)))
    spread = _spread(rows, marks.merged) if marks.merged else rows
    unseen = [row.number for row in rows if row.number in marks.hidden]
    noticed = tuple(_about_hidden(name, unseen))
    return Sheet(spread, name=name, others=tuple(others), width=width, warnings=noticed)


def _book(document: bytes) -> Any:
    """The workbook, without what holds no cells: sheets of charts, and links to other files.

    openpyxl would read these as well, and stumble over an empty chart or a link that is lost.
    """
    reader = import_module("openpyxl.reader.excel").ExcelReader(
        io.BytesIO(document), read_only=True, data_only=True, keep_links=False
    )
    reader.read_chartsheet = _no_cells
    reader.read()
    return reader.wb


def _no_cells(_sheet: object, _rel: object) -> None:
    """Reads nothing."""


def _openpyxl() -> Any:
    otherwise = ", or save the sheet as CSV UTF-8"
    return library("openpyxl", extra="xlsx", use="reading .xlsx", instead=otherwise)


def _unpacked(document: bytes) -> Mapping[str, str]:
    """Where each sheet is in the package.

    Raises `InputError` for what is no workbook, or too large.
    """
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(document)) as packed:
            # zipfile never unpacks more of a member than its header announces.
            _limit(sum(each.file_size for each in packed.infolist()))
            _refuse_kin(packed, set(packed.namelist()))
            return _paths(packed)
    except InputError:
        raise
    except Exception as error:  # no zip, a broken one, or one with a password
        problem = "this is no .xlsx workbook"
        mend = "open it in a spreadsheet program and save it as .xlsx"
        if document.startswith(_OLE):
            problem = "this workbook has a password, or is one of the old format .xls"
            mend = "save it as .xlsx without a password"
        elif document.startswith(b"PK"):
            problem = "this workbook is cut off, or damaged"
            mend = f"copy it again, or {_AGAIN}"
        elif not document:
            problem = "the file is empty"
        elif b"\0" not in document[:1000] and not document.startswith(b"%PDF"):
            mend += "; text with separators is read with --from csv"
        raise InputError(Complaint(problem, mend=mend)) from error


def _refuse_kin(packed: Any, names: AbstractSet[str]) -> None:
    """Raises `InputError` for workbooks of other formats, with what to save them as."""
    parts = [each for each in names if _PART.fullmatch(each)]
    if any(_STRICT in _head(packed, each) for each in parts[:MOST_LOOKED_AT]):
        problem = "the workbook is saved as Strict Open XML, which cannot be read"
        mend = f'{_AS_WORKBOOK}, not as "Strict Open XML Spreadsheet"'
        raise InputError(Complaint(problem, mend=mend))
    if "xl/workbook.bin" in names or "content.xml" in names:
        kind = "a binary workbook (.xlsb)" if "xl/workbook.bin" in names else "OpenDocument"
        raise InputError(Complaint(f"this is {kind}, not .xlsx", mend=_AS_WORKBOOK))
    if not any(each.casefold().endswith("workbook.xml") for each in names):
        inside = {each.partition("/")[0] for each in names}
        kind = next((_KIN[each] for each in _KIN if each in inside), "a zip archive")
        problem = f"this is {kind}, and no .xlsx workbook is in it"
        raise InputError(Complaint(problem, mend=_AS_WORKBOOK))


def _head(packed: Any, name: str) -> bytes:
    with packed.open(name) as stream:
        found: bytes = stream.read(4000)
        return found


def _paths(packed: Any) -> dict[str, str]:
    from xml.etree import ElementTree as ET

    found: dict[str, str] = {}
    try:
        book = ET.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314 - expat limits entities
        links = ET.fromstring(packed.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (KeyError, ET.ParseError):
        return found  # openpyxl says what is wrong with it
    targets = {each.get("Id"): each.get("Target", "") for each in links}
    for each in book.iter():
        if each.tag.rpartition("}")[2] == "sheet":
            own = next((v for k, v in each.attrib.items() if k.endswith("}id")), "")
            target = targets.get(own, "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[each.get("name", "")] = path
    return found


def _limit(size: int) -> None:
    if size > LARGEST:
        problem = f"the workbook unpacks to {size} bytes"
        mend = "save the sheet alone, or as CSV UTF-8"
        raise InputError(Complaint(problem, f"at most {LARGEST}", mend=mend))


@attrs.frozen
class _Marks:
    """What the cells themselves do not tell: where formulas have no result, and merged columns.

    `formulas` have what counts in their place, by row and column; `merged` has ranges of one
    column, from their first row to their last; `hidden` are rows that nobody sees, such as those
    that a filter leaves out. In a `plain` sheet there is no error; `shared` are all texts of it
    where equal ones are one already.
    """

    formulas: Mapping[int, Mapping[int, CellValue]] = attrs.field(
        factory=dict[int, Mapping[int, CellValue]]
    )
    merged: tuple[tuple[int, int, int], ...] = ()
    plain: bool = False
    shared: bool = False
    hidden: frozenset[int] = frozenset()


def _marks(document: bytes, path: str) -> _Marks:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(document)) as packed:
        if path not in packed.namelist():
            return _Marks()
        text = packed.read(path)
    formulas: dict[int, dict[int, CellValue]] = {}
    for letters, row, more, formula in _FORMULA.findall(text) if b"<f" in text else ():
        if b't="str"' not in more:
            formulas.setdefault(int(row), {})[_column(letters)] = _uncalculated(formula)
    tail = text[text.rfind(b"sheetData>") :]
    merged = [
        (_column(letters), int(first), int(last))
        for letters, first, last in islice(_MERGED.findall(tail), MOST_MERGED)
        if int(last) > int(first)
    ]
    shared = b"inlineStr" not in text and b't="str"' not in text
    failed = b't="e"' in text or b"t='e'" in text
    hidden = frozenset(_hidden(text)) if b"hidden=" in text else frozenset[int]()
    return _Marks(formulas, tuple(merged), not failed, shared, hidden)


def _hidden(text: bytes) -> Iterator[int]:
    """The rows that the sheet does not show. One without a number follows the row before it."""
    number = 0
    for (about,) in map(re.Match[bytes].groups, _ROW.finditer(text)):
        said = _NUMBERED.search(about)
        number = int(said[1]) if said else number + 1
        if _HIDDEN.search(about):
            yield number


def _about_hidden(sheet: str, rows: Sequence[int]) -> Iterator[Complaint]:
    """A warning about rows that are read although nobody sees them: how many, and where."""
    if not rows:
        return
    runs: list[list[int]] = []
    for number in rows:
        if runs and runs[-1][-1] + 1 == number:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    shown = ["\u2013".join(map(str, run)) for run in runs[:MOST_RUNS]]
    shown += [f"{len(runs) - MOST_RUNS} more"] * (len(runs) > MOST_RUNS)
    one = len(rows) == 1
    problem = f"row {rows[0]} of the sheet {show(sheet)} is hidden, and read as any other"
    if not one:
        problem = f"{len(rows)} rows of the sheet {show(sheet)} are hidden, and read as all others"
        problem += f": {listing(shown)}"
    mend = "what a filter hides and does not count is deleted, or left out by a mapping"
    yield Complaint(problem, mend=mend, line=rows[0])


MOST_RUNS = 5  # of hidden rows that are written out


def _uncalculated(formula: bytes) -> CellValue:
    """What counts for a formula without a result: nothing, or the text that it really is."""
    found = unescape(formula.decode("utf-8", "replace"))
    return f"={found}" if found.startswith(">") else _UNCALCULATED


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number - 1


def _choose(book: Any, layout: Layout) -> str:
    names: list[str] = [each.title for each in book.worksheets]
    wanted = layout.sheet
    if wanted is None:
        if not names:
            raise InputError(Complaint("the workbook has no sheet with cells", mend=_AGAIN))
        visible = [each.title for each in _visible(book)] or names[:1]
        known = {name: _named(book[name], layout.names) for name in visible} if layout.names else {}
        return max(visible, key=lambda name: known.get(name, 0))
    if wanted in names:
        return wanted
    folded = [name for name in names if name.casefold() == wanted.casefold()]
    if len(folded) == 1:  # a spreadsheet program lets no two names differ in case alone
        return folded[0]
    raise InputError(
        Complaint(f"there is no sheet {show(wanted)}", one_of(names), near(wanted, names))
    )


def _named(sheet: Any, names: frozenset[str]) -> int:
    """How many of the names stand in one row near the top of a sheet."""
    sheet.reset_dimensions()
    best = 0
    for row in islice(sheet.iter_rows(max_row=LOOKED_AT), LOOKED_AT):
        texts = {name_key(plain_text(_value(cell, _Formats()))) for cell in row}
        best = max(best, len(texts & names))
    return best


def _visible(book: Any) -> list[Any]:
    return [each for each in book.worksheets if each.sheet_state == "visible"]


def _grid(sheet: Any, marks: _Marks) -> Iterator[SheetRow]:
    """The rows that say something, each up to its last cell that does."""
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    formats, texts = _Formats(), dict[CellValue, CellValue]()
    for number, row in enumerate(sheet.iter_rows(values_only=marks.plain), start=1):
        if not row:
            continue
        cells = [*map(_bare, row)] if marks.plain else [_value(cell, formats) for cell in row]
        for column, instead in marks.formulas.get(number, {}).items():
            if column < len(cells) and cells[column] is None:
                cells[column] = instead
        while cells and says_nothing(cells[-1]):
            cells.pop()
        if not cells:
            continue
        if number > MOST_ROWS:
            raise InputError(_too_many(number, "rows", MOST_ROWS, number))
        if len(cells) > MOST_COLUMNS:
            raise InputError(_too_many(number, "columns", MOST_COLUMNS, len(cells)))
        kept = cells if marks.shared else [_kept(cell, texts) for cell in cells]
        yield SheetRow(number, number, tuple(kept))


def _kept(cell: CellValue, texts: dict[CellValue, CellValue]) -> CellValue:
    """The cell; of short texts that are met again and again, one is kept."""
    if isinstance(cell, str) and len(cell) < 60 and len(texts) < 50_000:
        return texts.setdefault(cell, cell)
    return cell


_UNCALCULATED = Broken(
    "a formula without a result",
    "open the workbook in a spreadsheet program, let it calculate, and save it",
)


def _too_many(row: int, what: str, most: int, found: int) -> Complaint:
    problem = f"something stands in {what[:-1]} {found}"
    mend = "delete what does not belong to the table, or save the table alone"
    return Complaint(problem, f"at most {most} {what}", mend=mend, line=row)


class _Formats(dict[object, int]):
    """What number formats show: a percentage (-1), so many digits at least, or neither (0)."""

    def __missing__(self, form: object) -> int:
        plain = _plain_format(form)
        shown = -1 if "%" in plain else len(plain) if _ZEROS.fullmatch(plain) else 0
        self[form] = shown
        return shown

    def of(self, cell: Any) -> int:
        """The same for a cell; openpyxl takes a while to look up the format of its style."""
        style = getattr(cell, "_style_id", None)
        if not isinstance(style, int):
            return self[cell.number_format]
        if style not in self:
            self[style] = self[cell.number_format]
        return self[style]


def _shows_otherwise(book: Any) -> bool:
    """Whether a style of the workbook shows numbers as percentages, or with zeros before them."""
    known = import_module("openpyxl.styles.numbers").BUILTIN_FORMATS
    formats = _Formats()
    try:
        own = {164 + n: form for n, form in enumerate(book._number_formats)}  # noqa: SLF001
        used = {each.numFmtId for each in book._cell_styles}  # noqa: SLF001
    except AttributeError:  # another openpyxl: every cell is asked
        return True
    return any(formats[own.get(each, known.get(each))] for each in used)


_ZEROS = re.compile("0{2,}")


def _bare(value: Any) -> CellValue:
    """The value of a cell whose format does not matter."""
    if value is None or isinstance(value, str | int | date):
        return value
    if isinstance(value, float):
        return value if abs(value) < float("inf") else Broken(str(value))
    return Broken(str(value), _WRITE_A_DATE)  # a time of day, a duration: no field holds one


_WRITE_A_DATE = "write a date or a number"


def _value(cell: Any, formats: _Formats) -> CellValue:
    value = cell.value
    match value:
        case None:
            return None
        case str():
            return Broken(value) if cell.data_type == "e" and value else value
        case bool() | date():
            return value
        case int() | float():
            if not abs(value) < float("inf"):
                return Broken(str(value))
            shown = formats.of(cell)
            if shown < 0:
                return Percent(value)
            if shown and value >= 0 and value == int(value):
                return f"{int(value):0{shown}}"  # a number that is shown as 00042 is no amount
            return value
        case _:
            return Broken(str(value), _WRITE_A_DATE)


def _plain_format(form: object) -> str:
    """A number format without the texts in it, and of several parts the first."""
    plain = re.sub(r'"[^"]*"|\\.', "", form if isinstance(form, str) else "")
    return plain.partition(";")[0]


def _spread(rows: Sequence[SheetRow], merged: Sequence[tuple[int, int, int]]) -> Iterator[SheetRow]:
    """The rows, in each of which a cell that is merged over several rows says what it says."""
    values = {(row.number, n): cell for row in rows for n, cell in enumerate(row.cells)}
    over: dict[int, list[tuple[int, CellValue]]] = {}
    numbers = {row.number for row in rows}
    for column, first, last in merged:
        value = values.get((first, column))
        for number in range(first + 1, min(last, MOST_ROWS) + 1) if not says_nothing(value) else ():
            if number in numbers:
                over.setdefault(number, []).append((column, value))
    for row in rows:
        if row.number not in over:
            yield row
            continue
        cells = list(row.cells)
        for column, value in over[row.number]:
            if says_nothing(cells[column]):
                cells[column] = value
        yield SheetRow(row.number, row.line, tuple(cells))
