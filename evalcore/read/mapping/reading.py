"""Reading a sheet by a mapping: every cell becomes known, unknown, withheld or refused.

Nothing is dropped: a row without an id of its own is an error, and a cell that cannot be read is
listed. Opening files and sheets is the business of `documents`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import cast

import attrs

from evalcore.extend.sheets import Broken, CellValue, HeadedSheet, SheetRow, plain_text
from evalcore.read.mapping.mapping_file import misplaced
from evalcore.read.mapping.readers import Reader, default_read, reader
from evalcore.read.mapping.spec import READS, Column, Key, Records, SheetMapping, folded
from evalcore.read.mapping.tally import RefusedCell, Tally
from evalcore.request.fields import Field
from evalcore.request.initiative import Initiative
from evalcore.request.kinds.numbers import PARTS
from evalcore.request.kinds.texts import unknown_choice
from evalcore.request.values import FieldValue, Misfit, Record, read
from evalcore.written.blank import kept
from evalcore.written.errors import Complaint, InputError, Path, listing, near, one_of, show
from evalcore.written.toml import located


@attrs.frozen
class Opened:
    """A sheet that is being read, with what messages call it."""

    name: str
    sheet: HeadedSheet

    def column(self, name: str) -> int | None:
        """The index of a column; None where there is none, or more than one."""
        found = self.columns_called(name)
        return found[0] if len(found) == 1 else None

    def columns_called(self, name: str) -> list[int]:
        """The columns of that name; line breaks and double spaces in a header do not count."""
        wanted = folded(name)
        return [n for n, each in enumerate(self.sheet.columns) if folded(each) == wanted]

    def at(self, row: SheetRow, column: int, complaint: Complaint) -> Complaint:
        """The complaint about a cell, with its row, its column's name, and its place."""
        label = f"row {row.number}, column {show(self.sheet.columns[column])}"
        return attrs.evolve(
            complaint, source=self.name, line=row.line, column=column + 1, label=label, path=()
        )


@attrs.frozen
class Mapped:
    """What a mapping read: the initiatives, what is worth a warning, and the count of the cells."""

    initiatives: tuple[Initiative, ...]
    warnings: tuple[Complaint, ...]
    tally: Tally


@attrs.frozen
class _Part:
    """One column of a field: its index, and how its cells are read. An estimate may have three."""

    name: str
    index: int
    read: Reader


@attrs.frozen
class _Bound:
    """A field with the columns that it is read from."""

    field: Field
    parts: tuple[_Part, ...]


@attrs.define
class _Count:
    known: int = 0
    unknown: int = 0
    withheld: int = 0
    refused: list[RefusedCell] = attrs.field(factory=list[RefusedCell])


Opener = Callable[[Records], Opened]


def read_mapped(
    opened: Opened, mapping: SheetMapping, fields: Mapping[str, Field], open_records: Opener
) -> Mapped:
    """The initiatives in a sheet. Cells that cannot be read are in `tally.refused`.

    Raises `InputError` for what is wrong with the table or with the mapping, and for rows without
    an id of their own.
    """
    _refuse(opened, opened.sheet.faults or opened.sheet.emptiness)
    found: list[Complaint] = []
    key = _find_all(opened, mapping.key.columns, ("id",), found)
    titles = _find_all(opened, (mapping.title,) if mapping.title else (), ("title",), found)
    bound = _bind(opened, mapping.fields, fields, found)
    tables = _bind_records(mapping.records, fields, open_records, found)
    if found:
        documents = {mapping.source: mapping.document}
        raise InputError(located(found, documents, mapping.source))
    count = _Count()
    ids = _ids(opened, key, mapping.key)
    warnings = _near_misses(mapping, fields)
    lists = {
        name: _read_records(table, set(ids), count, warnings) for name, table in tables.items()
    }
    initiatives: list[Initiative] = []
    for own, row in zip(ids, opened.sheet.rows, strict=True):
        values: dict[str, FieldValue] = dict.fromkeys(fields)
        for each in bound:
            values[each.field.name] = _value(each, opened, row, count)
        for name, table in tables.items():
            absent = () if table.records.without_rows == "none" else None
            values[name] = lists[name].get(own, absent)
        title = kept(plain_text(row.cells[titles[0]])) if titles else ""
        initiatives.append(Initiative(own, title or own, values, fields))
    given = {*mapping.fields, *mapping.records}
    tally = Tally(
        len(initiatives), count.known, count.unknown, count.withheld, tuple(count.refused),
        tuple(name for name in fields if name not in given),
    )  # fmt: skip
    return Mapped(tuple(initiatives), tuple(warnings), tally)


def _refuse(opened: Opened, faults: Sequence[Complaint]) -> None:
    if faults:
        raise InputError(attrs.evolve(each, source=opened.name) for each in faults)


def _find_all(
    opened: Opened, names: Sequence[str], path: Path, found: list[Complaint]
) -> list[int]:
    columns: list[int] = []
    for index, name in enumerate(names):
        at = (*path, index) if len(names) > 1 else path
        columns.append(_find(opened, name, at, found))
    return columns


def _find(opened: Opened, name: str, path: Path, found: list[Complaint]) -> int:
    """The index of a column, or a complaint that there is none."""
    columns = opened.columns_called(name)
    if len(columns) > 1:
        numbers = listing([str(each + 1) for each in columns])
        problem = f"the columns {numbers} of {opened.name} are all called {show(name)}"
        found.append(Complaint(problem, mend="rename all but one of them", path=path))
    elif not columns:
        known = [folded(each) for each in opened.sheet.columns if each]
        problem = f"{opened.name} has no column {show(name)}"
        mend = "is its header in another row? header_row = 3" if len(known) < 2 else ""
        found.append(Complaint(problem, one_of(known), near(folded(name), known), mend, path=path))
    return columns[0] if columns else 0


def _bind(
    opened: Opened,
    columns: Mapping[str, Column],
    fields: Mapping[str, Field],
    found: list[Complaint],
) -> list[_Bound]:
    """The fields that are read, each with its columns. What nobody reads is checked as well."""
    bound: list[_Bound] = []
    for name, column in columns.items():
        at = (*column.path, "column")
        indexes = {
            part: _find(opened, each, (*at, part) if part else at, found)
            for part, each in column.columns.items()
        }
        field = fields.get(name)
        if field is None:
            continue
        faults = list(_unfit(column, field))
        found += faults
        if not faults:
            parts = [_Part(part, index, _careful(column, field)) for part, index in indexes.items()]
            bound.append(_Bound(field, tuple(parts)))
    return bound


def _unfit(column: Column, field: Field) -> Iterator[Complaint]:
    """Why a column cannot be read for the field of a ruleset."""
    path, declared = column.path, field.source and f" ({field.source})"
    if field.kind.row.is_list:
        problem = f"{field.name} is a list of records{declared}"
        mend = f"map it under [records.{field.name}], from another sheet or file"
        yield Complaint(problem, mend=mend, path=path, on_key=True)
        return
    if "" not in column.columns and not field.kind.row.parts_of:
        problem = f"{field.name} is a {field.kind}{declared}, with no {listing(PARTS, 'or')}"
        yield Complaint(problem, 'one column: column = "..."', path=(*path, "column"))
    how = column.read or default_read(field, column)
    if how not in READS[field.kind]:
        problem = f'read = "{how}" gives no {field.kind}, but {field.name} is one{declared}'
        ways = listing([f'"{each}"' for each in READS[field.kind]], "or")
        yield Complaint(problem, f"read = {ways}", path=(*path, "read"))
        return
    yield from misplaced(column, how) if column.read is None else ()
    for text, choice in column.table.items():
        if field.choices is not None and kept(choice) not in field.choices:
            complaint = unknown_choice(choice, field.choices)
            yield attrs.evolve(complaint, path=(*path, "table", text))


def _careful(column: Column, field: Field) -> Reader:
    """Reads a cell, unless it is unknown or withheld: then nothing in it is looked at."""
    parse = reader(column, column.read or default_read(field, column), field)
    unknown, withheld = column.unknown, column.withheld

    def careful(cell: CellValue) -> object:
        if isinstance(cell, Broken):
            raise Misfit(Complaint(f"found {cell.text}", "a value", mend=cell.mend))
        text = folded(plain_text(cell))
        if withheld.match(text):
            return {"withheld": text}
        return None if not text or unknown.match(text) else parse(cell)

    return careful


def _value(bound: _Bound, opened: Opened, row: SheetRow, count: _Count) -> FieldValue:
    """What a row says in a field. Counts each cell; a refused one leaves the field unknown."""
    raws: dict[str, object] = {}
    refused: dict[str, Complaint] = {}
    for part in bound.parts:
        try:
            raws[part.name] = part.read(row.cells[part.index])
        except Misfit as misfit:
            refused[part.name] = misfit.complaints[0]
    value: FieldValue = None
    if not refused:
        try:
            value = read(bound.field, raws.get("", raws))
        except Misfit as misfit:
            for each in misfit.complaints:
                step = str(each.path[0]) if each.path else ""
                refused.setdefault(step if step in raws else next(iter(raws)), each)
    for part in bound.parts:
        raw = raws.get(part.name)
        if part.name in refused:
            count.refused.append(_refusal(bound, part, opened, row, refused[part.name]))
        elif raw is None:
            count.unknown += 1
        elif isinstance(raw, Mapping):
            count.withheld += 1
        else:
            count.known += 1
    return value


def _refusal(
    bound: _Bound, part: _Part, opened: Opened, row: SheetRow, complaint: Complaint
) -> RefusedCell:
    text = plain_text(row.cells[part.index])
    if show(text) not in complaint.problem and text not in complaint.problem:
        complaint = attrs.evolve(complaint, problem=f"{show(text)}: {complaint.problem}")
    name = opened.sheet.columns[part.index]
    placed = opened.at(row, part.index, complaint)
    return RefusedCell(row.number, name, text, bound.field.name, placed)


def _ids(opened: Opened, columns: list[int], key: Key) -> list[str]:
    """The id of each row. Raises `InputError` for rows that have none, or that of another row."""
    complaints: list[Complaint] = []
    ids: list[str] = []
    first: dict[str, int] = {}
    for row in opened.sheet.rows:
        own, lacking = _id(row, columns, key)
        ids.append(own)
        if lacking is not None:
            expected = "a text that says which initiative this is"
            problem = f"found {show(plain_text(row.cells[lacking]))} as id"
            mend = "delete rows that are none, such as totals and remarks"
            complaints.append(opened.at(row, lacking, Complaint(problem, expected, mend=mend)))
        elif first.setdefault(own, row.number) != row.number:
            problem = f"row {first[own]} has the same id {show(own)}"
            mend = 'which columns together tell them apart? id = ["...", "..."]'
            complaint = Complaint(problem, "an id of its own", mend=mend)
            complaints.append(opened.at(row, columns[0], complaint))
    if complaints:
        raise InputError(complaints)
    return ids


def _id(row: SheetRow, columns: list[int], key: Key) -> tuple[str, int | None]:
    """The id, and the first column that says nothing towards it."""
    lacking: int | None = None
    texts: list[str] = []
    for column in columns:
        cell = row.cells[column]
        text = folded(plain_text(cell))
        if lacking is None and (not text or isinstance(cell, Broken)):
            lacking = column
        texts.append(text)
    return key.joined_by.join(texts), lacking


@attrs.frozen
class _Records:
    """A second table, with the field that its rows are records of."""

    field: Field
    records: Records
    opened: Opened
    key: list[int]
    bound: list[_Bound]


def _bind_records(
    records: Mapping[str, Records],
    fields: Mapping[str, Field],
    open_records: Opener,
    found: list[Complaint],
) -> dict[str, _Records]:
    """The second tables that the ruleset asks for; nobody needs to have the others."""
    bound: dict[str, _Records] = {}
    for name, each in records.items():
        field = fields.get(name)
        if field is None:
            continue
        if not field.kind.row.is_list:
            problem = f"{name} is a {field.kind}, not a list of records"
            mend = f"map it under [fields.{name}]"
            found.append(Complaint(problem, mend=mend, path=each.path, on_key=True))
            continue
        opened = open_records(each)
        _refuse(opened, opened.sheet.faults)
        key = _find_all(opened, each.key.columns, (*each.path, "id"), found)
        inner = _bind(opened, each.fields, field.record, found)
        bound[name] = _Records(field, each, opened, key, inner)
    return bound


def _read_records(
    table: _Records, ids: set[str], count: _Count, warnings: list[Complaint]
) -> dict[str, tuple[Record, ...]]:
    """The records of each initiative, in the order of the rows; a warning about all others."""
    lists: dict[str, list[Record]] = {}
    strays: dict[str, list[SheetRow]] = {}
    for row in table.opened.sheet.rows:
        own, lacking = _id(row, table.key, table.records.key)
        if lacking is not None or own not in ids:
            strays.setdefault(own, []).append(row)
            continue
        record: dict[str, FieldValue] = dict.fromkeys(table.field.record)
        for each in table.bound:
            record[each.field.name] = _value(each, table.opened, row, count)
        lists.setdefault(own, []).append(cast("Record", record))
    if strays:
        warnings.append(_stray(table, strays))
    return {own: tuple(records) for own, records in lists.items()}


def _stray(table: _Records, strays: Mapping[str, Sequence[SheetRow]]) -> Complaint:
    rows = [row for each in strays.values() for row in each]
    first = min(rows, key=lambda row: row.number)
    some = listing([show(each) for each in list(strays)[:3]] + ["more"] * (len(strays) > 3))
    belongs = "belongs" if len(rows) == 1 else "belong"
    problem = f"{len(rows)} row{'s' * (len(rows) > 1)} {belongs} to no initiative: {some}"
    complaint = Complaint(problem, mend=f"they are not read into {table.field.name}")
    return table.opened.at(first, table.key[0], complaint)


def _near_misses(mapping: SheetMapping, fields: Mapping[str, Field]) -> list[Complaint]:
    """Warnings about names that look like a field for which the mapping has no column."""
    given: Iterable[tuple[str, Path]] = [
        *((name, each.path) for name, each in mapping.fields.items()),
        *((name, each.path) for name, each in mapping.records.items()),
    ]
    names = {name for name, _ in given}
    missing = [name for name in fields if name not in names]
    found: list[Complaint] = []
    for name, path in given:
        meant = near(name, missing, most=1) if name not in fields else ()
        if meant:
            problem = f"the ruleset reads no field {show(name)}"
            found.append(Complaint(problem, "", meant, path=path, on_key=True))
    return located(found, {mapping.source: mapping.document}, mapping.source) if found else []
