"""Opened: a sheet that is being read by a mapping, and its columns by their names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import attrs

from evalcore.extend.sheets import HeadedSheet, SheetRow
from evalcore.read.mapping.spec import Column
from evalcore.written.blank import folded
from evalcore.written.errors import Complaint, InputError, Path, listing, near, one_of, show


@attrs.frozen(slots=False)
class Opened:
    """A sheet that is being read, with what messages call it."""

    name: str
    sheet: HeadedSheet

    @cached_property
    def _indexes(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, each in enumerate(self.sheet.columns):
            found.setdefault(folded(each), []).append(index)
        return found

    def refuse(self, faults: Sequence[Complaint]) -> None:
        """Raises `InputError` where there are faults, each with the name of the sheet."""
        if faults:
            raise InputError(attrs.evolve(each, source=self.name) for each in faults)

    def columns_called(self, name: str) -> list[int]:
        """The columns of that name; line breaks and double spaces in a header do not count."""
        return self._indexes.get(folded(name), [])

    def at(self, row: SheetRow, column: int, complaint: Complaint) -> Complaint:
        """The complaint about a cell, with its row, its column's name, and its place."""
        label = f"row {row.number}, column {show(self.sheet.columns[column])}"
        return attrs.evolve(
            complaint,
            source=self.name,
            line=row.line or None,
            column=None if self.sheet.sheet.columns else column + 1,
            label=label,
            path=(),
        )

    def find_all(self, names: Sequence[str], path: Path, found: list[Complaint]) -> list[int]:
        """The index of each column, or complaints about what is not there."""
        columns: list[int] = []
        for index, name in enumerate(names):
            at = (*path, index) if len(names) > 1 else path
            columns.append(self.find(name, at, found))
        return columns

    def find_those(self, names: Sequence[str], path: Path, found: list[Complaint]) -> list[int]:
        """The index of each column that is there; a complaint where none of them is."""
        there = [name for name in names if len(names) == 1 or self.columns_called(name)]
        if names and not there:
            found.append(self._none_of(names, path))
        return [self.find(name, path, found) for name in there]

    def _none_of(self, names: Sequence[str], path: Path) -> Complaint:
        known = [folded(each) for each in self.sheet.columns if each]
        problem = f"{self.name} has no column {listing([show(each) for each in names], 'or')}"
        return Complaint(problem, one_of(known), near(names[0], known), path=path)

    def find(self, name: str, path: Path, found: list[Complaint], nth: int | None = None) -> int:
        """The index of a column, or a complaint that there is none."""
        columns = self.columns_called(name)
        if nth is not None and columns:
            if nth <= len(columns):
                return columns[nth - 1]
            problem = f"{self.name} has {len(columns)} columns called {show(name)}"
            found.append(Complaint(problem, f"nth from 1 to {len(columns)}", path=path))
        elif len(columns) > 1:
            numbers = listing([str(each + 1) for each in columns])
            problem = f"the columns {numbers} of {self.name} are all called {show(name)}"
            mend = "say which: nth = 1 is the first; a set is read from all of them"
            found.append(Complaint(problem, mend=mend, path=path))
        elif not columns:
            found.append(self.missing(name, path))
        return columns[0] if columns else 0

    def missing(self, name: str, path: Path) -> Complaint:
        """The complaint that no column has this name."""
        known = [folded(each) for each in self.sheet.columns if each]
        problem = f"{self.name} has no column {show(name)}"
        mend = "is its header in another row? header_row = 3" if len(known) < 2 else ""
        return Complaint(problem, one_of(known), near(folded(name), known), mend, path=path)

    def find_any(self, column: Column, path: Path, found: list[Complaint]) -> int:
        """The one column that has one of several names, or a complaint."""
        names = (column.columns[""], *column.or_called)
        there = [name for name in names if self.columns_called(name)]
        if len(there) == 1:
            return self.find(there[0], path, found, column.nth)
        if there:
            problem = f"{self.name} has both {listing([show(each) for each in there])}"
            found.append(Complaint(problem, "one of them", mend="name the right one", path=path))
        else:
            found.append(self._none_of(names, path))
        return 0
