"""Tally: what became of every cell that a mapping read. Printing it is the business of commands."""

from __future__ import annotations

import attrs

from evalcore.written.errors import Complaint


@attrs.frozen
class RefusedCell:
    """A cell that could not be read; the field is unknown for this initiative.

    `row` is the number that a spreadsheet program shows, `value` the text of the cell. `complaint`
    says where and why, and how to mend it.
    """

    row: int
    column: str
    value: str
    field: str
    complaint: Complaint


@attrs.define
class Count:
    """The cells that were read so far."""

    known: int = 0
    unknown: int = 0
    withheld: int = 0
    refused: list[RefusedCell] = attrs.field(factory=list[RefusedCell])

    def add(self, state: str) -> None:
        """One more that was not refused."""
        if state == "known":
            self.known += 1
        elif state == "unknown":
            self.unknown += 1
        else:
            self.withheld += 1


@attrs.frozen
class Tally:
    """How many rows and cells were read: `known + unknown + withheld + len(refused)` cells.

    Counted are the columns of the fields that the ruleset reads. `unmapped` names the fields for
    which the mapping has no column: they are unknown in every row. `left_out` are the numbers of
    the rows that do not count, as the mapping says by `where` or `latest_by`.
    """

    rows: int
    known: int = 0
    unknown: int = 0
    withheld: int = 0
    refused: tuple[RefusedCell, ...] = ()
    unmapped: tuple[str, ...] = ()
    left_out: tuple[int, ...] = ()

    @property
    def cells(self) -> int:
        """All cells that were read."""
        return self.known + self.unknown + self.withheld + len(self.refused)

    def __str__(self) -> str:
        counts = f"{self.known} known, {self.unknown} unknown, {self.withheld} withheld"
        rows = f"{self.rows} row{'s' * (self.rows != 1)}"
        return f"{rows}, {self.cells} cells: {counts}, {len(self.refused)} refused"
