"""Faults: rows that overlap or contradict, what no row covers, rows that say nothing of their own.

Columns count as if any value in one could go with any in another.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any

from evalcore.interpret.cuts import name_of
from evalcore.language.nodes import FieldRef, constant
from evalcore.language.tables import Bits, places
from evalcore.rules.context import Context
from evalcore.rules.decision_tables.boxes import (
    MOST_STEPS,
    OTHER,
    Box,
    Grid,
    grid_of,
    shared,
    size_of,
)
from evalcore.rules.decision_tables.compiling import TableNode, complaint_about
from evalcore.rules.decision_tables.reading import Row
from evalcore.rules.origins import placed
from evalcore.rules.witness import witness
from evalcore.say.formula import spell
from evalcore.written.errors import Complaint, listing

STEPS_A_ROW = 2000
MOST_TOLD = 10  # of one kind in one table; the others are counted


def errors_of(context: Context, found: TableNode) -> list[Complaint]:
    """Overlaps under `unique`, contradictions under `any`."""
    hit = found.opened.table.hit
    if hit not in ("unique", "any") or _is_dated(found):
        return []
    return _Faults(context, found).overlaps()


def warnings_of(context: Context, found: TableNode) -> Iterator[Complaint]:
    """Gaps, rows that others mask, and rows that could be one."""
    if _is_dated(found):
        return
    faults = _Faults(context, found)
    table = found.opened.table
    if table.otherwise is None and table.hit != "collect":
        yield from faults.gaps()
    masked, told = faults.masked()
    yield from told
    yield from faults.mergeable(masked)


def _is_dated(found: TableNode) -> bool:
    """Whether a cell names a parameter that changes from day to day: each day is another table."""
    return any(constant(each) is None for each in found.node.parameters)


class _Faults:
    def __init__(self, context: Context, found: TableNode) -> None:
        self.context, self.found = context, found
        self.table = found.opened.table
        kinds = [context.types[node] for node in found.node.columns]
        self.parameters: list[Any] = [constant(each) for each in found.node.parameters]
        self.grid: Grid = grid_of(found.node.table.cells, kinds, self.parameters)
        self.boxes = self.grid.boxes
        self.said = list(zip(*found.values.values(), strict=True))
        self.about = partial(complaint_about, found.opened)
        self.left = MOST_STEPS  # of searches for rows that others cover together

    def overlaps(self) -> list[Complaint]:
        """Two rows that fit one request; under `any` only where they say different things."""
        any_ = self.table.hit == "any"
        alike: dict[Any, Bits] = {}
        for row, said in enumerate(self.said):
            alike[said] = alike.get(said, 0) | 1 << row
        told: list[Complaint] = []
        for row, box in enumerate(self.boxes):
            if not all(box):
                continue  # no value fits it
            others = self.grid.meeting(box, 1 << row) >> (row + 1)
            if others and any_:
                others &= ~(alike[self.said[row]] >> (row + 1))
            for each in places(others):
                told.append(self._overlap(row, row + 1 + each))
                if len(told) >= MOST_TOLD:
                    return told
        return told

    def _overlap(self, row: int, other: int) -> Complaint:
        pairs = zip(self.boxes[row], self.boxes[other], strict=True)
        point = self.grid.point(tuple(shared(*each) for each in pairs))
        first, second = sorted((row, other), key=lambda n: self._row(n).line)
        where = f"the row in line {self._line(first)}"
        if self.table.hit == "any":
            problem = f"this row contradicts {where}: both fit {self._spelt(point)}"
            mend = "let them say the same, or say which one goes first"
            code = "EV406"
        else:
            problem = f"this row overlaps {where}: both fit {self._spelt(point)}"
            mend = 'part them, or say hit = "first"'
            code = "EV405"
        row_ = self._row(second)
        return self.about(row_, 0, problem, mend=mend, code=code, witness=self._witness(point))

    def gaps(self) -> Iterator[Complaint]:
        """A point that no row covers."""
        if self.table.hit == "unique":
            hole: Any = self.grid.hole_between()
        else:
            hole = self.grid.hole_in(self.grid.whole, (1 << len(self.boxes)) - 1)
        if hole:
            problem = f"no row fits {self._spelt(hole)}"
            mend = "add a row, or otherwise = ..."
            yield self.about(None, 0, problem, mend=mend, code="EV411", witness=self._witness(hole))

    def masked(self) -> tuple[set[int], list[Complaint]]:
        """Rows that are never the first to fit, with a complaint about each."""
        found: set[int] = set()
        told: list[Complaint] = []
        collects = self.table.hit == "collect" and self.table.aggregation not in ("min", "max")
        for row, box in enumerate(self.boxes):
            if not all(box):
                problem = "no value fits this row"
                found.add(row)
                told.append(self.about(self._row(row), 0, problem, code="EV412"))
                continue
            if self.table.hit == "unique":
                continue
            before = self.grid.containing(box, (1 << row) - 1)
            if collects:
                before = sum(1 << n for n in places(before) if self.said[n] == self.said[row])
            if before:
                mask = (before & -before).bit_length() - 1
                where = f"the row in line {self._line(mask)}"
                problem = f"this row never counts: {where} fits whatever fits it"
                if collects:
                    problem = f"this row says again what {where} says of all that fits it"
            elif collects or not self._covered(row):
                continue
            else:
                earlier = [n for n in places(self.grid.meeting(box)) if n < row]
                lines = listing([str(self._line(n)) for n in earlier], most=4)
                problem = f"this row never counts: those in lines {lines} fit whatever fits it"
            found.add(row)
            point = self.grid.point(box)
            mend = "drop it"
            if self.table.hit == "first":
                mend = "put it before what masks it, or drop it"
            told.append(
                self.about(
                    self._row(row), 0, problem, mend=mend, code="EV412",
                    witness=self._witness(point),
                )
            )  # fmt: skip
        return found, told[:MOST_TOLD]

    def _covered(self, row: int) -> bool:
        """Whether the rows before one cover it together."""
        box = self.boxes[row]
        if self.left <= 0 or not self.grid.is_small:
            return False
        before = self.grid.meeting(box) & ((1 << row) - 1)
        if before.bit_count() < 2:
            return False
        if sum(self._volume(box, n) for n in places(before)) < self._volume(box, row):
            return False  # they are too small together
        self.left -= STEPS_A_ROW
        return self.grid.hole_in(box, before, STEPS_A_ROW) is None

    def _volume(self, box: Box, row: int) -> int:
        """How much of a box a row covers."""
        pairs = zip(box, self.boxes[row], strict=True)
        return math.prod(size_of(shared(*each)) for each in pairs)

    def mergeable(self, masked: set[int]) -> Iterator[Complaint]:
        """Two rows that say the same and differ in one cell, where that can be one."""
        ordered = self.table.hit not in ("unique", "any")
        merged: set[int] = set()
        told = 0
        for column in range(len(self.grid.columns)):
            groups: dict[Any, int] = {}
            for row, box in enumerate(self.boxes):
                if row in masked or row in merged:
                    continue
                words = self.found.becauses[row]
                key = (*box[:column], *box[column + 1 :], self.said[row], words)
                other = groups.get(key)
                groups[key] = row
                if other is None or (ordered and other != row - 1):
                    continue
                if box[column] == self.boxes[other][column] or not self._joins(column, other, row):
                    continue
                merged.update((row, other))
                told += 1
                if told <= MOST_TOLD:
                    yield self._mergeable(column, other, row)

    def _joins(self, column: int, row: int, other: int) -> bool:
        """Whether two cells together are one range, or a list of texts."""
        if self.context.types[self.found.node.columns[column]].kind not in ("number", "date"):
            return True
        both = [self.boxes[row][column], self.boxes[other][column]]
        runs = sorted(run for each in both for run in each)
        return all(after[0] <= before[1] for before, after in pairwise(runs))

    def _mergeable(self, column: int, row: int, other: int) -> Complaint:
        first, second = sorted((row, other), key=lambda n: self._row(n).line)
        place = self.found.opened.asked[column][0]
        cells = [self._row(each).cells[place] for each in (first, second)]
        head = self.found.opened.head.cells[place]
        where = f"the row in line {self._line(first)}"
        problem = (
            f"this row and {where} could be one: they differ in {head} alone, "
            f"{cells[0]} and {cells[1]}"
        )
        witness = self._witness(self.grid.point(self.boxes[second]))
        return self.about(self._row(second), place, problem, code="EV413", witness=witness)

    def _row(self, place: int) -> Row:
        return self.found.written[place]

    def _line(self, place: int) -> int:
        """The line of a row in its file."""
        said = self.about(self._row(place), 0, "", code="")
        if said.line:
            return said.line
        return placed(self.context.ruleset, [said])[0].line or self._row(place).line

    def _spelt(self, point: Sequence[Any]) -> str:
        """A point in words: `cost_k 300, risk high`."""
        names = [spell(node, 40) for node in self.found.node.columns]
        parts = [
            f"{name} {_value(value)}"
            for name, value, column in zip(names, point, self.grid.columns, strict=True)
            if len(column.values) > 1 or len(names) == 1
        ]
        return ", ".join(parts) or "everything"

    def _witness(self, point: Sequence[Any]) -> Mapping[str, object] | None:
        """The point as a request; one that fits the same rows where a column is worked out."""
        columns = self.found.node.columns
        if not all(isinstance(node, FieldRef) for node in columns):
            look = self.found.node.table.index(self.parameters).look
            rows = look(*point)
            return witness(
                self.context,
                columns,
                lambda values: None not in values and look(*values) == rows,
            )
        return {
            name_of(node) or "": value.isoformat() if isinstance(value, date) else value
            for node, value in zip(columns, point, strict=True)
        }


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    return OTHER if value == OTHER else str(value)
