"""Columns as evidence: their names, and their different cells with how often each is met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import attrs

from evalcore.extend.sheets import CellValue, Listed, SheetRow, plain_text, says
from evalcore.request.cells import Broken
from evalcore.written.blank import folded

MOST_DIFFERENT = 2_000  # cells of a column that are looked at one by one


@attrs.frozen
class Seen:
    """A cell that is met in a column: how often, and in which row first."""

    cell: CellValue
    text: str
    count: int
    row: int


@attrs.frozen(eq=False, slots=False)
class ColumnSeen:
    """A column with a name. Columns of one name are one, with several indexes.

    `unit` is what stands for it in a row of units under the header.
    """

    name: str
    indexes: tuple[int, ...]
    rows: Sequence[SheetRow] = attrs.field(repr=False)
    unit: str = ""

    @property
    def index(self) -> int:
        """Where it stands; of several, the first."""
        return self.indexes[0]

    @cached_property
    def seen(self) -> list[Seen]:
        """The different cells that say something, the most frequent first."""
        return _seen((row, row.cells[self.index]) for row in self.rows)

    @cached_property
    def seen_together(self) -> list[Seen]:
        """The same, where several columns of one name hold a set together."""
        if len(self.indexes) == 1:
            return self.seen
        lists = (
            (
                row,
                Listed(plain_text(c) for c in map(row.cells.__getitem__, self.indexes) if says(c)),
            )
            for row in self.rows
        )
        return _seen((row, each or None) for row, each in lists)

    @cached_property
    def broken(self) -> int:
        """How many cells hold no value at all, such as #DIV/0!."""
        return sum(isinstance(row.cells[self.index], Broken) for row in self.rows)

    @cached_property
    def said(self) -> int:
        """How many cells say something."""
        return sum(says(row.cells[self.index]) for row in self.rows)

    @cached_property
    def texts(self) -> list[str]:
        """The id that each row would have by this column alone."""
        return [folded(plain_text(row.cells[self.index])) for row in self.rows]

    @property
    def is_complete(self) -> bool:
        """Whether it says something in every row."""
        return self.said == len(self.rows) and not self.broken

    @property
    def tells_apart(self) -> bool:
        """Whether no two rows say the same."""
        return len(set(self.texts)) == len(self.texts)


def _seen(cells: Iterable[tuple[SheetRow, CellValue]]) -> list[Seen]:
    counts: dict[tuple[type, object], list[int]] = {}
    first: dict[tuple[type, object], CellValue] = {}
    for row, cell in cells:
        if cell is None or isinstance(cell, Broken) or not says(cell):
            continue
        key = (type(cell), cell)
        known = counts.get(key)
        if known is not None:
            known[0] += 1
        elif len(counts) < MOST_DIFFERENT:
            counts[key] = [1, row.number]
            first[key] = cell
    found = [
        Seen(first[key], folded(plain_text(first[key])), count, row)
        for key, (count, row) in counts.items()
    ]
    return sorted(found, key=lambda each: (-each.count, each.row))


def columns_of(
    names: Sequence[str], rows: Sequence[SheetRow], units: Sequence[str] = ()
) -> list[ColumnSeen]:
    """The columns that have a name, in their order."""
    indexes: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        if folded(name):
            indexes.setdefault(folded(name), []).append(index)
    return [
        ColumnSeen(name, tuple(some), rows, units[some[0]] if some[0] < len(units) else "")
        for name, some in indexes.items()
    ]
