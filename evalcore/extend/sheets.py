"""Sheets: tables of cells, as sources read them, before anybody knows what their columns mean.

How a format becomes a sheet is the business of a plugin; where its header is, that of `headers`.
Rows whose columns are called like fields become initiatives in `plain_tables`, all others by a
mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import cached_property
from itertools import islice
from typing import NamedTuple, overload

import attrs

from evalcore.extend.headers import Header, find_header
from evalcore.request.cells import Broken
from evalcore.written.blank import says_nothing
from evalcore.written.errors import Complaint, show


class Percent(float):
    """A number that the spreadsheet shows as a percentage: 0.13 where it shows 13%."""

    __slots__ = ()


class Listed(tuple[str, ...]):
    """Several texts in one cell, such as a list in JSON, or columns that share a name."""

    __slots__ = ()


CellValue = str | int | float | date | Listed | Broken | None  # bool and datetime are among them


class SheetRow(NamedTuple):
    """One row: its number as a spreadsheet program shows it, its line in the file, its cells."""

    number: int
    line: int
    cells: tuple[CellValue, ...]


@attrs.frozen
class Layout:
    """What is said about how a table lies in a document; None is for the format to find out.

    `names` are columns that the table is known to have: they tell it from what stands above it.
    `records` leads to the list of rows in a document that is no table, such as `result.items`.
    """

    sheet: str | None = None
    encoding: str | None = None
    separator: str | None = None
    header_row: int | None = None
    records: str | None = None
    names: frozenset[str] = frozenset()


class Reread(Sequence[SheetRow]):
    """Rows that are read anew each time somebody goes through them.

    A large table then takes no more memory than its document.
    """

    def __init__(self, read: Callable[[], Iterator[SheetRow]]) -> None:
        self._read = read
        self._length: int | None = None

    def __iter__(self) -> Iterator[SheetRow]:
        return self._read()

    def __len__(self) -> int:
        if self._length is None:
            self._length = sum(1 for _ in self)
        return self._length

    @overload
    def __getitem__(self, index: int) -> SheetRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[SheetRow]: ...
    def __getitem__(self, index: int | slice) -> SheetRow | Sequence[SheetRow]:
        if isinstance(index, slice):
            return tuple(self)[index]
        for row in islice(self, index, None):
            return row
        raise IndexError(index)


def _rows(rows: Iterable[SheetRow]) -> Sequence[SheetRow]:
    return rows if isinstance(rows, Reread) else tuple(rows)


@attrs.frozen
class Sheet:
    """The rows of a table, without those in which every cell is empty; no row is a header yet.

    `faults` is what could not be read at all, `warnings` what may have been read otherwise than it
    was meant. `advice` helps whoever has a row with too many cells. `others` names the other
    sheets of the document, where they are read together. `separator` is what stands between cells
    of a text: it speaks for how numbers are written in them. `width` is what all rows have, where
    that is known. `columns` are names of columns that the format itself gives: no row is a header.
    `unusual` is a sign that seems to part the cells, and that no format is known for; several
    blanks where cells are aligned by them.
    """

    rows: Sequence[SheetRow] = attrs.field(default=(), converter=_rows)
    faults: tuple[Complaint, ...] = ()
    name: str = ""
    advice: str = ""
    others: tuple[str, ...] = ()
    warnings: tuple[Complaint, ...] = ()
    separator: str = ""
    width: int | None = None
    columns: tuple[str, ...] = ()
    unusual: str = ""

    def headed(
        self, header_row: int | None = None, names: frozenset[str] = frozenset()
    ) -> HeadedSheet:
        """The rows below the header: the row of that number, or else the one that is most like one.

        Above a table there may be titles and notes. A row that has `names` in it is the header.
        """
        if self.columns:
            return HeadedSheet(self, self.columns, 1, self.rows, None, None)
        found = find_header([_texts(row) for row in self._first(header_row)], names)
        if header_row is not None:
            at = next((n for n, row in enumerate(self.rows) if row.number == header_row), None)
            found = None if at is None else find_header(
                [_texts(row) for row in islice(self.rows, at, at + 2)], names, at_first=True
            )  # fmt: skip
            found = found and attrs.evolve(found, start=at or 0)
        if found is None:
            return HeadedSheet(self, header_row=header_row)
        row = self.rows[found.start]
        return HeadedSheet(
            self,
            found.names,
            row.line,
            _below(self.rows, found, self.width),
            header_row,
            row.number,
        )

    def _first(self, header_row: int | None) -> list[SheetRow]:
        return [] if header_row is not None else list(islice(self.rows, LOOKED_AT))


NO_ROWS = "no initiatives after the header"
LOOKED_AT = 60  # rows in which a header is sought


def _texts(row: SheetRow) -> list[str]:
    return [plain_text(cell) for cell in row.cells]


def _below(rows: Sequence[SheetRow], header: Header, sheet_width: int | None) -> Sequence[SheetRow]:
    """The rows under a header, each as wide as it is: missing cells are empty."""
    first, width = header.start + header.height, len(header.names)
    if isinstance(rows, Reread) and sheet_width == width:
        return Reread(lambda: islice(rows, first, None))

    def below() -> Iterator[SheetRow]:
        for row in islice(rows, first, None):
            yield row if len(row.cells) == width else _fitted(row, width)

    return Reread(below) if isinstance(rows, Reread) else tuple(below())


def _fitted(row: SheetRow, width: int) -> SheetRow:
    cells = row.cells
    if len(cells) < width:
        return SheetRow(row.number, row.line, cells + (None,) * (width - len(cells)))
    extra = cells[width:]
    return row if any(map(says, extra)) else SheetRow(row.number, row.line, cells[:width])


def says(cell: CellValue) -> bool:
    """Whether anything can be seen in a cell."""
    return cell is not None and not says_nothing(cell)


@attrs.frozen(slots=False)
class HeadedSheet:
    """A sheet with its header: the names of the columns, and the rows below.

    `number` is that of the header's row, `header_row` the one that was asked for.
    """

    sheet: Sheet
    columns: tuple[str, ...] = ()
    line: int = 1
    rows: Sequence[SheetRow] = ()
    header_row: int | None = None
    number: int | None = None

    @property
    def faults(self) -> list[Complaint]:
        """What makes the table unreadable, whatever its columns are called."""
        if self.sheet.unusual:
            line = next((row.line for row in self.sheet.rows), 1)
            return [*self.sheet.faults, _unusual(self.sheet.unusual, line)]
        return [*self.sheet.faults, *self._widths[0]]

    @property
    def warnings(self) -> list[Complaint]:
        """What may have been read otherwise than it was meant."""
        return [*self.sheet.warnings, *self._widths[1]]

    @property
    def emptiness(self) -> list[Complaint]:
        """The complaint that there is no row to read, where there is none."""
        if any(True for _ in self.rows):
            return []
        expected = "a line with the names of the columns, and a line for each initiative"
        problem = NO_ROWS if self.columns else "no initiatives"
        mend = ""
        if self.sheet.name:
            problem += f" on the sheet {show(self.sheet.name)}"
            others = ", ".join(map(show, self.sheet.others))
            mend = f"the other sheets are {others}: --sheet NAME" if others else ""
        if not self.columns and self.header_row is not None:
            problem = f"row {self.header_row} is empty, or after the end: no header"
        return [Complaint(problem, expected, mend=mend, line=self.line, column=1)]

    @cached_property
    def _widths(self) -> tuple[list[Complaint], list[Complaint]]:
        """Rows that are too long or that a line break has torn in two, and those that are short."""
        width = len(self.columns)
        if self.sheet.width == width:
            return [], []
        faults: list[Complaint] = []
        short, first_short = 0, SheetRow(0, 0, ())
        before, its_row = 0, SheetRow(0, 0, ())
        for row in self.rows:
            said = _said(row)
            if said == width and not before:  # the usual row, after a usual one
                continue
            if said > width:
                faults.append(self._too_long(row))
            elif self.sheet.separator and said < width:
                first_short = first_short if short else row
                short += 1
                if before and before + said == width + 1 and its_row.number + 1 == row.number:
                    faults.append(_torn(its_row, row))
            before, its_row = (said if said < width else 0), row
        return faults, [_short(short, first_short)] if short else []

    def _too_long(self, row: SheetRow) -> Complaint:
        count, width = len(row.cells), len(self.columns)
        problem = f"found {count} cell{'s' * (count > 1)}"
        advice, at = self.sheet.advice, min(count, width) + 1
        return Complaint(
            problem, f"{width}, as in the header", (), advice, line=row.line, column=at
        )

    def blank(self, column: int) -> bool:
        """Whether nothing stands in a column below its name."""
        return all(column >= len(row.cells) or not says(row.cells[column]) for row in self.rows)


def _unusual(sign: str, line: int) -> Complaint:
    from evalcore.written.toml import spell_text

    if not sign.strip(" "):
        problem, mend = "the cells are aligned by blanks", 'save the table as "CSV UTF-8"'
        return Complaint(problem, "commas, semicolons, tabs or bars", mend=mend, line=line)
    problem = f"found {show(sign)} as often in each line, as if it parted the cells"
    written = spell_text(sign)
    mend = f'say so in a mapping: separator = {written}; of one column alone, separator = ","'
    return Complaint(problem, "commas, semicolons, tabs or bars", mend=mend, line=line)


def _said(row: SheetRow) -> int:
    """How many cells were written into a row: those after them were filled in."""
    count = len(row.cells)
    while count and row.cells[count - 1] is None:
        count -= 1
    return count


def _short(count: int, first: SheetRow) -> Complaint:
    several = count > 1
    problem = f"{count} rows are shorter than the header" if several else "a row is too short"
    mend = "its missing cells count as empty; is a line break to blame, or a missing separator?"
    mend = mend.replace("its", "their") if several else mend
    return Complaint(problem, mend=mend, line=first.line)


def _torn(first: SheetRow, second: SheetRow) -> Complaint:
    problem = f"rows {first.number} and {second.number} are too short, and together one row"
    mend = 'a cell that contains a line break stands in "double quotes"'
    return Complaint(problem, mend=mend, line=first.line, column=len(first.cells))


def plain_text(cell: CellValue) -> str:
    """The text of a cell in the plain notation: what stands there for a text, a number, a date."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case Percent():
            return f"{cell * 100:.15g}%"
        case float() if cell.is_integer() and abs(cell) < _ALL_DIGITS:
            return f"{cell:.0f}"
        case datetime():
            midnight = cell.time() == time()
            return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
        case date():
            return cell.isoformat()
        case Listed():
            return "; ".join(cell)
        case Broken():
            return cell.text
        case float():
            return repr(float(cell))
        case int() if abs(cell) < _ALL_DIGITS:
            return str(cell)
        case _:
            return show(cell, most=1000)


_ALL_DIGITS = 1e22  # below it a float is shown with all its digits
