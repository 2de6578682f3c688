"""Records: second tables with several rows for each initiative, and one value made of several rows.

Such a table is another sheet, another file, or the rows of the initiatives themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Mapping, Sequence
from typing import cast

import attrs

from evalcore.extend.sheets import CellValue, SheetRow, plain_text
from evalcore.read.mapping.binding import Bound, bind
from evalcore.read.mapping.keys import Ids
from evalcore.read.mapping.opened import Opened
from evalcore.read.mapping.row_filters import Counts, row_filter
from evalcore.read.mapping.spec import Column, Records
from evalcore.read.mapping.tally import Count
from evalcore.request.fields import Field
from evalcore.request.kinds.numbers import PARTS
from evalcore.request.values import Estimate, FieldValue, Record, Withheld
from evalcore.written.blank import folded
from evalcore.written.errors import Complaint, listing, show

Opener = Callable[[Records], Opened]
RowsOf = Callable[[str], Sequence[SheetRow]]


@attrs.define
class Lists:
    """What the rows of a second table say of each initiative."""

    records: dict[str, list[Record]]
    values: dict[str, dict[str, list[FieldValue]]]
    table: Table

    def give(self, key: str, values: dict[str, FieldValue]) -> None:
        """Puts what belongs to an initiative among its values."""
        field = self.table.field
        if field is not None:
            absent = () if self.table.records.without_rows == "none" else None
            own = self.records.get(key)
            values[field.name] = absent if own is None else tuple(own)
        for each in self.table.single:
            said = self.values.get(key, {}).get(each.field.name, [])
            values[each.field.name] = combined(each.column.over, said)


@attrs.frozen
class Table:
    """A second table: the field whose records are its rows, and fields read from several of them.

    `field` is None where the ruleset asks for no such records.
    """

    name: str
    field: Field | None
    records: Records
    opened: Opened
    ids: Ids
    bound: Sequence[Bound]
    single: Sequence[Bound]
    counts: Counts | None
    shares_rows: bool

    def read(
        self, ids: Container[str], rows_of: RowsOf, count: Count, warnings: list[Complaint]
    ) -> Lists:
        """The rows of each initiative, in their order; a warning about all others."""
        found = Lists({}, {}, self)
        if self.records.same_rows:
            for own in cast("dict[str, None]", ids):
                for row in rows_of(own):
                    self._take(found, own, row, count)
            return found
        strays: dict[str, list[SheetRow]] = {}
        for row in self.opened.sheet.rows:
            if row.number == self.records.units_row or self._left_out(row):
                continue
            own, lacking = self.ids.of(row)
            if lacking is not None or own not in ids:
                strays.setdefault(own, []).append(row)
            else:
                self._take(found, own, row, count)
        if strays:
            warnings.append(self._stray(strays))
        return found

    def _left_out(self, row: SheetRow) -> bool:
        return self.counts is not None and self.counts(row) is False

    def _take(self, found: Lists, own: str, row: SheetRow, count: Count) -> None:
        if self.records.same_rows and self._left_out(row):
            return
        if self.field is not None and self._says(row):
            record: dict[str, FieldValue] = dict.fromkeys(self.field.record)
            for each in self.bound:
                record[each.field.name] = each.value(self.opened, row, count)
            found.records.setdefault(own, []).append(cast("Record", record))
        for each in self.single:
            values = found.values.setdefault(own, {}).setdefault(each.field.name, [])
            values.append(each.value(self.opened, row, count))

    def _says(self, row: SheetRow) -> bool:
        """Whether anything stands in the row but whose it is: otherwise it is no record."""
        cells: list[CellValue] = [part.cell(row) for each in self.bound for part in each.parts]
        return any(folded(plain_text(cell)).casefold() not in ("", "null") for cell in cells)

    def _stray(self, strays: Mapping[str, Sequence[SheetRow]]) -> Complaint:
        rows = [row for each in strays.values() for row in each]
        first = min(rows, key=lambda row: row.number)
        some = listing([show(each) for each in list(strays)[:3]] + ["more"] * (len(strays) > 3))
        belongs = "belongs" if len(rows) == 1 else "belong"
        problem = f"{len(rows)} row{'s' * (len(rows) > 1)} {belongs} to no initiative: {some}"
        complaint = Complaint(problem, mend=f"they are not read into {self.name}")
        return self.opened.at(first, next(iter(self.ids.columns), 0), complaint)


def bind_records(
    records: Mapping[str, Records],
    single: Mapping[str, Mapping[str, Column]],
    fields: Mapping[str, Field],
    open_records: Opener,
    main: Opened,
    found: list[Complaint],
) -> list[Table]:
    """The second tables that the ruleset asks for; nobody needs to have the others.

    `single` are the fields that are read from several rows of a table, by its name.
    """
    tables: list[Table] = []
    for name, each in records.items():
        field = fields.get(name)
        asked = {key: column for key, column in single.get(name, {}).items() if key in fields}
        if field is not None and not field.kind.row.is_list:
            problem = f"{name} is a {field.kind}, not a list of records"
            mend = f"map it under [fields.{name}]"
            found.append(Complaint(problem, mend=mend, path=each.path, on_key=True))
            continue
        if field is None and not asked:
            continue
        opened = main if each.same_rows else open_records(each)
        opened.refuse(opened.sheet.faults)
        key = opened.find_all(each.key.columns, (*each.path, "id"), found)
        known = field.record if field is not None else dict[str, Field]()
        inner = bind(opened, each.fields, known, found) if field is not None else []
        own = bind(opened, asked, fields, found)
        ids = Ids(opened, each.key, key)
        counts = row_filter(opened, each.where, [*inner, *own], found)
        shares = each.same_rows or opened.name == main.name
        tables.append(Table(name, field, each, opened, ids, inner, own, counts, shares))
    return tables


def combined(over: str, values: Sequence[FieldValue]) -> FieldValue:
    """One value of several rows: the first, the last, the least, the largest, or their sum.

    What is unknown in one of the rows makes all but the first and the last unknown; no rows at all
    leave it unknown.
    """
    if not values:
        return None
    if over in ("first", "last"):
        return values[0] if over == "first" else values[-1]
    kept = next((each for each in values if isinstance(each, Withheld)), None)
    if kept is not None or any(each is None for each in values):
        return kept
    if over == "sum":
        return _sum(values)
    chosen = min if over == "min" else max
    return chosen(values, key=_size)


def _size(value: FieldValue) -> float:
    if isinstance(value, Estimate):
        return value.likely
    return cast("float", value)


def _sum(values: Sequence[FieldValue]) -> FieldValue:
    estimates = [each for each in values if isinstance(each, Estimate)]
    if estimates:
        return Estimate(*(math.fsum(getattr(each, p) for each in estimates) for p in PARTS))
    return math.fsum(cast("Sequence[float]", values))
