"""Keys: the id of each row, and what is said where rows have none of their own."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from evalcore.extend.sheets import SheetRow, plain_text
from evalcore.read.mapping.cell_names import spell_cell
from evalcore.read.mapping.opened import Opened
from evalcore.read.mapping.spec import Key
from evalcore.request.cells import Broken
from evalcore.written.blank import kept
from evalcore.written.errors import Complaint, InputError, listing, show
from evalcore.written.toml import spell_text

SHOWN = 3  # complaints of one kind that are written out


@attrs.frozen
class Ids:
    """Finds the ids of rows: `columns` are those of the key, in its order."""

    opened: Opened
    key: Key
    columns: Sequence[int]

    def of(self, row: SheetRow) -> tuple[str, int | None]:
        """The id, and the first column that should say something towards it and does not."""
        if len(self.columns) == 1 and not self.key.row and not self.key.may_be_empty:
            at = self.columns[0]
            cell = row.cells[at]
            text = kept(cell if isinstance(cell, str) else plain_text(cell))
            return text, at if not text or isinstance(cell, Broken) else None
        lacking: int | None = None
        texts: list[str] = []
        said = False
        for name, column in zip(self.key.columns, self.columns, strict=True):
            cell = row.cells[column]
            text = kept(plain_text(cell))
            optional = name in self.key.may_be_empty and not isinstance(cell, Broken)
            if lacking is None and not optional and (not text or isinstance(cell, Broken)):
                lacking = column
            said = said or bool(text)
            texts.append(text)
        if self.key.row:
            texts.append(f"row {row.number}")
        elif lacking is None and not said:
            lacking = self.columns[0]
        return self.key.joined_by.join(texts), lacking


@attrs.define
class Faults:
    """Rows without an id, and rows with the id of another, as they are met."""

    ids: Ids
    lacking: list[tuple[SheetRow, int]] = attrs.field(factory=list[tuple[SheetRow, int]])
    repeated: list[tuple[SheetRow, str]] = attrs.field(factory=list[tuple[SheetRow, str]])
    more_lacking: int = 0
    more_repeated: int = 0

    def has_none(self, row: SheetRow, column: int) -> None:
        """Notes a row without an id."""
        if len(self.lacking) < SHOWN:
            self.lacking.append((row, column))
        else:
            self.more_lacking += 1

    def has_anothers(self, row: SheetRow, own: str) -> None:
        """Notes a row with the id of another above it."""
        if len(self.repeated) < SHOWN:
            self.repeated.append((row, own))
        else:
            self.more_repeated += 1

    def refuse(self) -> None:
        """Raises `InputError` where there were any: the first of each kind, and how many more."""
        found = [*self._lacking(), *self._repeated()]
        if found:
            raise InputError(sorted(found, key=lambda each: each.line or 0))

    def _lacking(self) -> list[Complaint]:
        opened = self.ids.opened
        expected = "a text that says which initiative this is"
        found: list[Complaint] = []
        for row, column in self.lacking:
            problem = f"found {show(plain_text(row.cells[column]))} as id"
            mend = "delete rows that are none, such as totals and remarks"
            found.append(opened.at(row, column, Complaint(problem, expected, mend=mend)))
        if found:
            name = opened.sheet.columns[self.lacking[-1][1]]
            where = spell_text(f"known({spell_cell(name)})")
            mend = f"or leave them out: where = {where}; or take the row's number: {_BY_ROW}"
            found[-1] = _with(found[-1], self.more_lacking, "have no id", mend)
        return found

    def _repeated(self) -> list[Complaint]:
        opened = self.ids.opened
        column = next(iter(self.ids.columns), 0)
        found: list[Complaint] = []
        for row, own in self.repeated:
            rows = (each for each in opened.sheet.rows if self.ids.of(each)[0] == own)
            first = next(rows).number
            problem = f"row {first} has the same id {show(own)}"
            mend = 'which columns together tell them apart? id = ["...", "..."]'
            complaint = Complaint(problem, "an id of its own", mend=mend)
            found.append(opened.at(row, column, complaint))
        if found:
            mend = 'or does the latest row of each count? latest_by = "...", a field with a date'
            found[-1] = _with(found[-1], self.more_repeated, "have the id of another", mend)
        return found


_BY_ROW = "id = { row = true }"


def _with(complaint: Complaint, more: int, what: str, mend: str) -> Complaint:
    """The last complaint of a kind, with how many more there are and what else could be done."""
    counted = f"{more} more row{'s' * (more > 1)} {what if more > 1 else _SINGULAR[what]}"
    lines = [complaint.mend, mend, *(counted,) * bool(more)]
    return attrs.evolve(complaint, mend="\n    ".join(lines))


_SINGULAR = {"have no id": "has no id", "have the id of another": "has the id of another"}


def rows_named(rows: Sequence[int], most: int = 3) -> str:
    """`row 3`, `rows 3, 5 and 9`, `rows 3, 5, 9 and 12 more`."""
    shown = [str(each) for each in rows[:most]]
    if len(rows) > most:
        shown.append(f"{len(rows) - most} more")
    return f"row{'s' * (len(rows) > 1)} {listing(shown)}"
