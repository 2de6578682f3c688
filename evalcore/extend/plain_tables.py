"""Plain tables: sheets whose columns are called like fields, and initiatives out of their rows.

Anybody else's column names are the business of mappings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import cast

import attrs

from evalcore.extend.sheets import CellValue, HeadedSheet, Sheet, SheetRow, plain_text
from evalcore.request.cells import Broken, Cell
from evalcore.request.intake import CellRows, Raw
from evalcore.request.values import Misfit
from evalcore.written.blank import ERRORS, folded, kept
from evalcore.written.errors import Complaint, InputError, near, show

_ID = frozenset({"id"})


def by_id(sheet: Sheet) -> HeadedSheet:
    """The sheet with its header: the row with a column `id`."""
    return sheet.headed(names=_ID)


def initiatives(sheet: Sheet) -> CellRows:
    """The rows of a sheet whose columns are called like fields; dotted names become mappings.

    Raises `InputError` with everything that is wrong with the table.
    """
    headed = by_id(sheet)
    faults = faults_of(headed) or headed.emptiness
    if faults:
        raise InputError(faults)
    columns = _columns(headed)
    places = _placed(columns)
    rows = headed.rows
    nested = partial(_nested, columns)
    return CellRows(lambda: (row.cells for row in rows), places, nested, ERRORS, _spelt)


_TYPED = (bool, int, float, date, datetime)


def _spelt(cell: object) -> str:
    """The text of a number, a date or a flag. Raises `Misfit` for what is worth a complaint."""
    if type(cell) not in _TYPED:
        raise Misfit
    return plain_text(cast("CellValue", cell))


def doubtful_numbers(sheet: Sheet) -> Iterator[Complaint]:
    """Complaints about columns in which every dot may part thousands; each has its column's name.

    What is meant is not for a program to guess. Only where commas stand before decimals: there is a
    cell that cannot be read otherwise, or semicolons part the cells, as they do then.
    """
    headed = by_id(sheet)
    why = "semicolons part cells"
    if sheet.separator != ";":
        why = "commas stand before decimals"
        first = islice(headed.rows, LOOKED_FOR_COMMAS)
        if not any(_has_comma(cell) for row in first for cell in row.cells):
            return
    open_: dict[int, tuple[int, str] | None] = dict.fromkeys(range(len(headed.columns)))
    for row in headed.rows:
        for column in list(open_):
            cell = row.cells[column]
            if not isinstance(cell, str) or "." not in cell:
                continue
            if not _IN_THREES.fullmatch(cell.strip()):
                del open_[column]
            elif open_[column] is None:
                open_[column] = row.line, cell.strip()
    for column, met in open_.items():
        if met is not None:
            line, text = met
            both = f"{text} and {text.replace('.', '')}"
            yield Complaint(
                f"found {show(text)}, which reads two ways where {why}: {both}",
                mend=_SAY_WHICH,
                path=(headed.columns[column],),
                line=line,
                column=column + 1,
                label=headed.columns[column],
            )


LOOKED_FOR_COMMAS = 2_000  # rows
_COMMA = re.compile(
    r"(?:[^\w\s]|[A-Z]{3})?\s?-?(?:\d+,(?:\d\d?|\d{4,})|\d{1,3}(?:\.\d{3})+,\d+|0,\d+)"
    r"\s?(?:[^\w\s]|[A-Z]{3})?",
    re.ASCII,
)


def _has_comma(cell: CellValue) -> bool:
    """Whether a cell is a number that has a comma before its decimals, without any doubt."""
    return (
        isinstance(cell, str)
        and "," in cell
        and len(cell) < _LONGEST_NUMBER
        and _COMMA.fullmatch(cell.strip()) is not None
    )


_LONGEST_NUMBER = 40
_SAY_WHICH = (
    'a mapping says which: decimal = ".", or thousands = "." and decimal = ","; '
    "evalcore map proposes one"
)
_IN_THREES = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)


def nested_rows(headed: HeadedSheet) -> Iterator[tuple[SheetRow, dict[str, object]]]:
    """Each row with what it says; dotted names become mappings."""
    columns = _columns(headed)
    for row in headed.rows:
        yield row, _nested(columns, row.cells)


def _columns(headed: HeadedSheet) -> list[tuple[int, list[str]]]:
    return [(column, _steps(name)) for column, name in enumerate(headed.columns) if name]


def _placed(columns: list[tuple[int, list[str]]]) -> dict[str, object]:
    """What a row becomes, with the places of its cells instead of them."""
    found: dict[str, object] = {}
    for column, (*outer, last) in columns:
        into = found
        for step in outer:
            into = cast("dict[str, object]", into.setdefault(step, {}))
        into[last] = column
    return found


def _nested(columns: list[tuple[int, list[str]]], cells: Sequence[CellValue]) -> dict[str, object]:
    row: dict[str, object] = {}
    for column, (*outer, last) in columns:
        into = row
        for step in outer:
            into = cast("dict[str, object]", into.setdefault(step, {}))
        cell, text = cells[column], plain_text(cells[column])
        if not isinstance(cell, Broken):
            cell = Broken(text) if text in ERRORS else Cell(text)
        into[last] = cell
    for name, spelt in (("id", kept), ("title", folded)):
        known_as = row.get(name)
        if isinstance(known_as, Cell):
            row[name] = spelt(known_as)
    return row


def _steps(name: str) -> list[str]:
    """The keys that a column's name leads through; dots that join nothing are ordinary signs."""
    steps = name.split(".")
    return steps if all(steps) else [name]


def faults_of(headed: HeadedSheet, key: str = "id") -> list[Complaint]:
    """What is wrong with the table, and with the names of its columns; one has to be `key`."""
    named = headed.columns and not headed.sheet.unusual
    return [*headed.faults, *(_header_faults(headed, key) if named else ())]


def _header_faults(sheet: HeadedSheet, key: str) -> Iterator[Complaint]:
    columns: dict[str, int] = {}
    names = set(sheet.columns)
    for column, name in enumerate(sheet.columns, start=1):
        steps = _steps(name)
        outer = [".".join(steps[:end]) for end in range(1, len(steps))]
        whole = next((each for each in outer if each in names), None)
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
    if key not in columns:
        meant = near(key, columns)
        others = ", ".join(map(show, sheet.sheet.others))
        elsewhere = (
            f"this is the sheet {show(sheet.sheet.name)}; the others are {others}: --sheet NAME"
        )
        yield Complaint(
            f"no column is called '{key}'",
            f"a column {key} with a text that no other initiative has",
            mend=f"rename {meant[0]} to {key}" if meant else elsewhere if others else _BY_MAPPING,
            line=sheet.line,
            column=columns[meant[0]] if meant else 1,
        )


_BY_MAPPING = "columns of other names are read by a mapping; evalcore map proposes one"


def with_records(table: CellRows, lists: Sequence[Sheet]) -> Sequence[Raw]:
    """The initiatives with the rows of other sheets as numbered records, each by its id.

    Raises `InputError` for rows whose id no initiative has, and for tables that cannot be read.
    """
    if not lists:
        return table
    rows = list(table)
    known = {str(raw.get("id")): raw for raw, _ in reversed(rows)}
    found: list[Complaint] = []
    for sheet in lists:
        headed = by_id(sheet)
        faults = faults_of(headed)
        found += faults
        for row, record in () if faults else nested_rows(headed):
            own = str(record.pop("id"))
            if own in known:
                mine = cast("dict[str, object]", known[own])
                numbered = cast("dict[str, object]", mine.setdefault(sheet.name, {}))
                numbered[str(len(numbered) + 1)] = record
            else:
                label = f"sheet {sheet.name}, row {row.number}"
                problem = f"no initiative has the id {show(own)}"
                mend = "correct it, or read one sheet alone: --sheet"
                meant = near(own, known)
                found.append(Complaint(problem, "", meant, mend, line=row.line, label=label))
    if found:
        raise InputError(found)
    return rows


def locator(sheet: Sheet, lists: Sequence[Sheet] = ()) -> Callable[[Complaint], Complaint]:
    """Gives a complaint the line in which its row starts, and the number of its column."""
    headed = by_id(sheet)
    columns = [tuple(_steps(name)) for name in headed.columns]
    inner = {each.name: by_id(each) for each in lists}
    rows = tuple(headed.rows)

    def located(complaint: Complaint) -> Complaint:
        if complaint.line:
            return complaint
        row, *rest = complaint.path or (-1,)
        if not isinstance(row, int) or not 0 <= row < len(rows):
            return attrs.evolve(complaint, line=headed.line, column=1)
        line = rows[row].line
        for column, steps in enumerate(columns, start=1):
            shared = min(len(steps), len(rest))
            spelt = steps == ("__".join(map(str, rest)).replace(".", "__"),)
            if spelt or (shared and steps[:shared] == tuple(rest[:shared])):
                label = complaint.label or headed.columns[column - 1]
                return attrs.evolve(complaint, line=line, column=column, label=label)
        if len(rest) > 1 and rest[0] in inner:
            own = kept(plain_text(rows[row].cells[headed.columns.index("id")]))
            return _in_list(complaint, inner[str(rest[0])], own, rest[1:])
        label = complaint.label or f"row {row + 1}"
        return attrs.evolve(complaint, line=line, column=1, label=label)

    return located


def _in_list(
    complaint: Complaint, headed: HeadedSheet, own: str, rest: Sequence[str | int]
) -> Complaint:
    """The complaint about a record, with its place on the sheet of records."""
    mine = [row for row, record in nested_rows(headed) if record.get("id") == own]
    row = mine[int(rest[0]) - 1]
    column = headed.columns.index(str(rest[1])) if rest[1:] and rest[1] in headed.columns else 0
    label = f"{complaint.label}: sheet {headed.sheet.name}, row {row.number}"
    return attrs.evolve(complaint, line=row.line, column=column + 1, label=label)
