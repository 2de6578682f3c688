"""Sheets: tables of cells, as sources read them, and from there to initiatives by column names.

How a format becomes a sheet is the business of a plugin; reading columns whose names are not those
of fields is the business of mappings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import cast

import attrs

from evalcore.request.cells import Cell
from evalcore.written.blank import kept, says_nothing
from evalcore.written.errors import Complaint, InputError, Path, near, show


class Percent(float):
    """A number that the spreadsheet shows as a percentage: 0.13 where it shows 13%."""

    __slots__ = ()


@attrs.frozen
class Broken:
    """A cell that holds no value, such as the error `#DIV/0!`: refused, whatever the field."""

    text: str
    mend: str = ""

    def __repr__(self) -> str:
        return self.text


ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
CellValue = str | int | float | date | Broken | None  # bool and datetime are among them


@attrs.frozen
class SheetRow:
    """One row: its number as a spreadsheet program shows it, its line in the file, its cells."""

    number: int
    line: int
    cells: tuple[CellValue, ...]


def _rows(rows: Iterable[SheetRow]) -> tuple[SheetRow, ...]:
    return tuple(rows)


@attrs.frozen
class Sheet:
    """The rows of a table, without those in which every cell is empty; no row is a header yet.

    `faults` is what could not be read at all. `advice` helps whoever has a row with too many cells.
    `others` names the other sheets of the document, where they are read together.
    """

    rows: tuple[SheetRow, ...] = attrs.field(default=(), converter=_rows)
    faults: tuple[Complaint, ...] = ()
    name: str = ""
    advice: str = ""
    others: tuple[str, ...] = ()

    def headed(self, header_row: int | None = None) -> HeadedSheet:
        """The rows below the header: the first row, or the one of that number."""
        place = next((n for n, r in enumerate(self.rows) if header_row in (None, r.number)), None)
        if place is None:
            return HeadedSheet(self, header_row=header_row)
        header = self.rows[place]
        names = tuple(kept(plain_text(each)) for each in header.cells)
        return HeadedSheet(self, names, header.line, self.rows[place + 1 :], header_row)


@attrs.frozen(slots=False)
class HeadedSheet:
    """A sheet with its header: the names of the columns, and the rows below."""

    sheet: Sheet
    columns: tuple[str, ...] = ()
    line: int = 1
    rows: tuple[SheetRow, ...] = ()
    header_row: int | None = None

    @property
    def faults(self) -> list[Complaint]:
        """What makes the table unreadable, whatever its columns are called."""
        return [*self.sheet.faults, *self._widths()]

    @property
    def emptiness(self) -> list[Complaint]:
        """The complaint that there is no row to read, where there is none."""
        if self.rows:
            return []
        expected = "a line with the names of the columns, and a line for each initiative"
        problem = "no initiatives after the header" if self.columns else "no initiatives"
        if not self.columns and self.header_row is not None:
            problem = f"row {self.header_row} is empty, or after the end: no header"
        return [Complaint(problem, expected, line=self.line, column=1)]

    def _widths(self) -> Iterator[Complaint]:
        width = len(self.columns)
        for row in self.rows:
            if len(row.cells) != width:
                count = len(row.cells)
                problem = f"found {count} cell{'s' * (count > 1)}"
                at = min(count, width) + 1
                expected = f"{width}, as in the header"
                yield Complaint(problem, expected, (), self.sheet.advice, line=row.line, column=at)

    def blank(self, column: int) -> bool:
        """Whether nothing stands in a column below its name."""
        return all(
            column >= len(row.cells) or says_nothing(plain_text(row.cells[column]))
            for row in self.rows
        )


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
        case datetime():
            midnight = cell.time() == time()
            return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
        case date():
            return cell.isoformat()
        case Broken():
            return cell.text
        case _:
            return show(cell, most=1000)


Raw = tuple[dict[str, object], Path]


def initiatives(sheet: Sheet) -> list[Raw]:
    """The rows of a sheet whose columns are called like fields; dotted names become mappings.

    Raises `InputError` with everything that is wrong with the table.
    """
    headed = sheet.headed()
    faults = _faults(headed) or headed.emptiness
    if faults:
        raise InputError(faults)
    return [(record, (n,)) for n, (_, record) in enumerate(_records(headed))]


def _records(headed: HeadedSheet) -> Iterator[tuple[SheetRow, dict[str, object]]]:
    columns = [(column, _steps(name)) for column, name in enumerate(headed.columns) if name]
    for row in headed.rows:
        yield row, _nested(columns, row.cells)


def _nested(columns: list[tuple[int, list[str]]], cells: Sequence[CellValue]) -> dict[str, object]:
    row: dict[str, object] = {}
    for column, (*outer, last) in columns:
        into = row
        for step in outer:
            into = cast("dict[str, object]", into.setdefault(step, {}))
        text = plain_text(cells[column])
        broken = isinstance(cells[column], Broken) or text in ERRORS
        into[last] = Broken(text) if broken else Cell(text)
    for name in ("id", "title"):
        known_as = row.get(name)
        if isinstance(known_as, Cell):
            row[name] = kept(known_as)
    return row


def _steps(name: str) -> list[str]:
    """The keys that a column's name leads through; dots that join nothing are ordinary signs."""
    steps = name.split(".")
    return steps if all(steps) else [name]


def _faults(headed: HeadedSheet) -> list[Complaint]:
    """What is wrong with the table, and with the names of its columns."""
    return [*headed.faults, *(_header_faults(headed) if headed.columns else ())]


def _header_faults(sheet: HeadedSheet) -> Iterator[Complaint]:
    columns: dict[str, int] = {}
    for column, name in enumerate(sheet.columns, start=1):
        steps = _steps(name)
        outer = [".".join(steps[:end]) for end in range(1, len(steps))]
        whole = next((each for each in outer if each in sheet.columns), None)
        problem = mend = ""
        if not name:
            if not sheet.blank(column - 1):  # spreadsheet programs leave empty columns behind
                problem, mend = f"column {column} has no name", "name the column, or delete it"
        elif name in columns:
            problem = f"columns {columns[name]} and {column} are both called {show(name)}"
            mend = "rename one of them, or delete it"
        elif whole is not None:
            problem = f"{show(name)} is a part of {show(whole)}, which is a column of its own"
            mend = "keep the parts, or the whole"
        elif outer and steps[-1] == "withheld":
            problem = f"{show(name)} cannot be a column of its own"
            mend = f"write withheld, or withheld: reason, in the column {show(outer[-1])}"
        if problem:
            yield Complaint(problem, mend=mend, line=sheet.line, column=column)
        columns.setdefault(name, column)
    if "id" not in columns:
        meant = near("id", columns)
        yield Complaint(
            "no column is called 'id'",
            "a column id with a text that no other initiative has",
            mend=f"rename {meant[0]} to id" if meant else "",
            line=sheet.line,
            column=columns[meant[0]] if meant else 1,
        )


def with_records(rows: list[Raw], lists: Sequence[Sheet]) -> list[Raw]:
    """The initiatives with the rows of other sheets as numbered records, each by its id.

    Raises `InputError` for rows whose id no initiative has, and for tables that cannot be read.
    """
    by_id = {str(raw.get("id")): raw for raw, _ in reversed(rows)}
    found: list[Complaint] = []
    for sheet in lists:
        headed = sheet.headed()
        faults = _faults(headed)
        found += faults
        for row, record in () if faults else _records(headed):
            own = str(record.pop("id"))
            if own in by_id:
                numbered = cast("dict[str, object]", by_id[own].setdefault(sheet.name, {}))
                numbered[str(len(numbered) + 1)] = record
            else:
                label = f"sheet {sheet.name}, row {row.number}"
                problem = f"no initiative has the id {show(own)}"
                mend = "correct it, or read one sheet alone: --sheet"
                meant = near(own, by_id)
                found.append(Complaint(problem, "", meant, mend, line=row.line, label=label))
    if found:
        raise InputError(found)
    return rows


def locator(sheet: Sheet, lists: Sequence[Sheet] = ()) -> Callable[[Complaint], Complaint]:
    """Gives a complaint the line in which its row starts, and the number of its column."""
    headed = sheet.headed()
    columns = [tuple(_steps(name)) for name in headed.columns]
    inner = {each.name: each.headed() for each in lists}

    def located(complaint: Complaint) -> Complaint:
        if complaint.line:
            return complaint
        row, *rest = complaint.path or (-1,)
        if not isinstance(row, int) or not 0 <= row < len(headed.rows):
            return attrs.evolve(complaint, line=headed.line, column=1)
        line = headed.rows[row].line
        for column, steps in enumerate(columns, start=1):
            shared = min(len(steps), len(rest))
            if shared and steps[:shared] == tuple(rest[:shared]):
                label = complaint.label or headed.columns[column - 1]
                return attrs.evolve(complaint, line=line, column=column, label=label)
        if len(rest) > 1 and rest[0] in inner:
            own = kept(plain_text(headed.rows[row].cells[headed.columns.index("id")]))
            return _in_list(complaint, inner[str(rest[0])], own, rest[1:])
        label = complaint.label or f"row {row + 1}"
        return attrs.evolve(complaint, line=line, column=1, label=label)

    return located


def _in_list(
    complaint: Complaint, headed: HeadedSheet, own: str, rest: Sequence[str | int]
) -> Complaint:
    """The complaint about a record, with its place on the sheet of records."""
    mine = [row for row, record in _records(headed) if record.get("id") == own]
    row = mine[int(rest[0]) - 1]
    column = headed.columns.index(str(rest[1])) if rest[1:] and rest[1] in headed.columns else 0
    label = f"{complaint.label}: sheet {headed.sheet.name}, row {row.number}"
    return attrs.evolve(complaint, line=row.line, column=column + 1, label=label)
