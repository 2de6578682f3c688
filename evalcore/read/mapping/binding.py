"""Binding: the columns of an opened sheet joined to the fields of a ruleset, cell by cell.

What becomes of whole rows is the business of `reading`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from evalcore.extend.sheets import CellValue, Listed, SheetRow, plain_text, says
from evalcore.read.mapping.column_file import misplaced
from evalcore.read.mapping.number_readers import Reader, likely_between
from evalcore.read.mapping.opened import Opened
from evalcore.read.mapping.readers import counted_in, default_read, reader
from evalcore.read.mapping.spec import OPTIONS, READS, Column, Read, usual
from evalcore.read.mapping.tally import Count, RefusedCell
from evalcore.request.cells import Broken, is_unsaid, withholding
from evalcore.request.fields import Field, Kind
from evalcore.request.kinds.numbers import PARTS
from evalcore.request.kinds.texts import unknown_choice
from evalcore.request.values import FieldValue, Misfit, failed, read
from evalcore.written.blank import ERRORS, folded, kept
from evalcore.written.errors import Complaint, listing, show

REMEMBERED = 5_000  # different texts of a column whose reading is kept
LONGEST_KEPT = 80  # characters of such a text


@attrs.frozen
class Part:
    """One column of a field, and how its cells are read.

    An estimate may have three. A set has as many indexes as there are columns of its name.
    """

    name: str
    indexes: tuple[int, ...]
    read: Reader

    def cell(self, row: SheetRow) -> CellValue:
        """What the row holds for it."""
        if len(self.indexes) == 1:
            return row.cells[self.indexes[0]]
        said = [row.cells[index] for index in self.indexes if says(row.cells[index])]
        broken = next((each for each in said if isinstance(each, Broken)), None)
        return broken or (Listed(plain_text(each) for each in said) if said else None)


Outcome = tuple[FieldValue, str, Complaint | None]  # the value, known, unknown ..., and why refused


@attrs.frozen(slots=False, eq=False)
class Bound:
    """A field with the columns that it is read from."""

    field: Field
    column: Column
    parts: Sequence[Part]
    _seen: dict[str, Outcome] = attrs.field(factory=dict[str, Outcome], init=False, repr=False)

    def value(self, opened: Opened, row: SheetRow, count: Count | None) -> FieldValue:
        """What a row says in a field; a refused cell leaves it unknown. Counts each cell."""
        if len(self.parts) > 1:
            return self._estimate(opened, row, count)
        value, state, complaint = self._outcome(row)
        if count is not None:
            if complaint is None:
                count.add(state)
            else:
                count.refused.append(self._refusal(self.parts[0], opened, row, complaint))
        return value

    def text_or_value(self, opened: Opened, row: SheetRow) -> FieldValue:
        """What a condition sees of a row: a text that no choice is stays what it is."""
        if usual(self.field) not in (Read.CHOICE, Read.TEXT) or len(self.parts) > 1:
            return self.value(opened, row, None)
        value, state, _ = self._outcome(row)
        return folded(plain_text(self.parts[0].cell(row))) if state == "refused" else value

    def _outcome(self, row: SheetRow) -> Outcome:
        part = self.parts[0]
        cell = part.cell(row)
        found = self._seen.get(cell) if isinstance(cell, str) else None
        if found is None:
            found = self._single(part, cell)
            full = len(self._seen) >= REMEMBERED
            if isinstance(cell, str) and len(cell) <= LONGEST_KEPT and not full:
                self._seen[cell] = found
        return found

    def _single(self, part: Part, cell: CellValue) -> Outcome:
        try:
            raw = part.read(cell)
            return read(self.field, raw), _state(raw), None
        except Misfit as misfit:
            return None, "refused", misfit.complaints[0]

    def _estimate(self, opened: Opened, row: SheetRow, count: Count | None) -> FieldValue:
        raws: dict[str, object] = {}
        refused: dict[str, Complaint] = {}
        for part in self.parts:
            try:
                raws[part.name] = part.read(part.cell(row))
            except Misfit as misfit:
                refused[part.name] = misfit.complaints[0]
        value: FieldValue = None
        if not refused:
            try:
                value = read(self.field, self._whole(raws))
            except Misfit as misfit:
                for each in misfit.complaints:
                    step = str(each.path[0]) if each.path else ""
                    refused.setdefault(step if step in raws else next(iter(raws)), each)
        if count is None:
            return value
        for part in self.parts:
            if part.name in refused:
                count.refused.append(self._refusal(part, opened, row, refused[part.name]))
            else:
                count.add(_state(raws.get(part.name)))
        return value

    def _whole(self, raws: Mapping[str, object]) -> Mapping[str, object]:
        """Low, likely and high; the likely value may lie where the mapping says it does."""
        if "likely" in raws:
            return raws
        low, high = raws["low"], raws["high"]
        if isinstance(low, int | float) and isinstance(high, int | float):
            likely: object = likely_between(low, high, self.column.likely)
        else:  # unknown or withheld as a whole, or one end lacks the other
            likely = high if isinstance(low, int | float) else low
        return {"low": low, "likely": likely, "high": high}

    def _refusal(
        self, part: Part, opened: Opened, row: SheetRow, complaint: Complaint
    ) -> RefusedCell:
        text = plain_text(part.cell(row))
        if show(text) not in complaint.problem and text not in complaint.problem:
            complaint = attrs.evolve(complaint, problem=f"{show(text)}: {complaint.problem}")
        name = opened.sheet.columns[part.indexes[0]]
        placed = opened.at(row, part.indexes[0], complaint)
        return RefusedCell(row.number, name, text, self.field.name, placed)


def _state(raw: object) -> str:
    if raw is None:
        return "unknown"
    return "withheld" if isinstance(raw, Mapping) else "known"


def bind(
    opened: Opened,
    columns: Mapping[str, Column],
    fields: Mapping[str, Field],
    found: list[Complaint],
    extra: Sequence[str] = (),
) -> list[Bound]:
    """The fields that are read, each with its columns. What nobody reads is checked as well.

    `extra` are fields that the mapping itself needs, although the ruleset does not.
    """
    bound: list[Bound] = []
    for name, column in columns.items():
        at = (*column.path, "column")
        field = fields.get(name)
        if field is None and name in extra:
            field = own_field(name, column)
        indexes = {
            part: _indexes(opened, each, part, column, field, at, found)
            for part, each in column.columns.items()
        }
        if field is None:
            continue
        faults = list(_unfit(column, field))
        found += faults
        if not faults:
            read_cell = _careful(column, field)
            parts = [Part(part, index, read_cell) for part, index in indexes.items()]
            bound.append(Bound(field, column, tuple(parts)))
    return bound


def own_field(name: str, column: Column) -> Field:
    """A field that only the mapping knows, of the kind that its way of reading gives."""
    how = column.read
    if how is None:
        ways = [OPTIONS[option] for option in column.given]
        fitting = [each for each in Read if ways and all(each in way for way in ways)]
        how = next(iter(fitting), Read.TEXT)
    kinds = {Read.CHOICE: Kind.TEXT}
    kind = next((kind for kind, reads in READS.items() if how in reads), Kind.TEXT)
    return Field(name, kinds.get(how, kind))


def _indexes(
    opened: Opened,
    name: str,
    part: str,
    column: Column,
    field: Field | None,
    at: tuple[str | int, ...],
    found: list[Complaint],
) -> tuple[int, ...]:
    if column.or_called:
        return (opened.find_any(column, at, found),)
    several = opened.columns_called(name)
    as_set = field is not None and usual(field) is Read.SET
    if len(several) > 1 and column.nth is None and (as_set or field is None):
        return tuple(several)
    return (opened.find(name, (*at, part) if part else at, found, column.nth),)


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
    if column.read is None and how not in READS[field.kind]:
        how = READS[field.kind][0]
    if how not in READS[field.kind]:
        problem = f'read = "{how}" gives no {field.kind}, but {field.name} is one{declared}'
        ways = listing([f'"{each}"' for each in READS[field.kind]], "or")
        yield Complaint(problem, f"read = {ways}", path=(*path, "read"))
        return
    yield from misplaced(column, how) if column.read is None else ()
    if how is Read.DURATION and counted_in(column, field) is None:
        problem = f"{field.name} does not say what it counts"
        expected = 'counts = "hours", "days", "weeks" or "minutes"'
        yield Complaint(problem, expected, path=path, on_key=True)
    if column.over == "sum" and usual(field) is not Read.NUMBER:
        problem = f"{field.name} is a {field.kind}{declared}: there is no sum of them"
        yield Complaint(problem, "first or last", path=(*path, "over"))
    if column.over in ("min", "max") and usual(field) not in (Read.NUMBER, Read.DATE):
        problem = f"{field.name} is a {field.kind}{declared}: none of them is the largest"
        yield Complaint(problem, "first or last", path=(*path, "over"))
    for text, choice in column.table.items():
        if field.choices is not None and kept(choice) not in field.choices:
            complaint = unknown_choice(choice, field.choices)
            yield attrs.evolve(complaint, path=(*path, "table", text))


def _careful(column: Column, field: Field) -> Reader:
    """Reads a cell, unless it is unknown or withheld: then nothing in it is looked at.

    `null` and `withheld: reason` mean what they mean in a table that needs no mapping.
    """
    parse = reader(column, column.read or default_read(field, column), field)
    withheld, blank_means = column.withheld, column.means_blank
    either = column.unknown | withheld

    def careful(cell: CellValue) -> object:
        if cell is None:
            return parse("") if blank_means else None
        if isinstance(cell, Broken):
            raise Misfit(Complaint(f"found {cell.text}", "a value", mend=cell.mend))
        if isinstance(cell, Listed) and (cell or usual(field) is Read.SET):
            return parse(cell)
        text = folded(cell if isinstance(cell, str) else plain_text(cell))
        if not text:
            return parse("") if blank_means else None
        if either.match(text):
            return {"withheld": text} if withheld.match(text) else None
        if text in ERRORS and text not in (*column.table, *(field.choices or ())):
            raise Misfit(failed(text, "a value"))
        if len(text) > LONGEST_KEPT and either.too_long(text):
            problem = f"found a text of {len(text)} characters"
            raise Misfit(Complaint(problem, "a shorter one, or patterns with fewer repeats"))
        if text[:1] in _PLAIN and is_unsaid(field, text):
            return withholding(text)
        return parse(cell)

    return careful


_PLAIN = frozenset("wWnN")  # withheld, null
