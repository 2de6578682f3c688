"""Boxes: a decision table on a grid, where each row fills a box.

Each column is cut where a cell begins or ends, and between two cuts all values are alike. So what
rows share, leave out or cover is counted in whole numbers, column by column.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

import attrs

from evalcore.language.tables import Bits, Cell, edges_of, sample
from evalcore.language.types import Type
from evalcore.request.fields import Kind

MOST_STEPS = 100_000  # of a search for what no row covers


@attrs.frozen(eq=False, slots=False)
class Grid:
    """The columns of a table, cut; `values` has a value of each piece, `boxes` the pieces of rows.

    A box has for each column a whole number whose bits are the pieces that the cell takes.
    """

    values: tuple[tuple[Any, ...], ...]
    boxes: tuple[tuple[Bits, ...], ...]

    @cached_property
    def whole(self) -> tuple[Bits, ...]:
        """All pieces of each column."""
        return tuple((1 << len(each)) - 1 for each in self.values)

    @cached_property
    def rows_at(self) -> tuple[tuple[Bits, ...], ...]:
        """For each column and piece, the rows that take it."""
        found: list[tuple[Bits, ...]] = []
        for column, values in enumerate(self.values):
            taken = [bytearray(len(self.boxes) // 8 + 1) for _ in values]
            every = bytearray(len(self.boxes) // 8 + 1)
            for row, box in enumerate(self.boxes):
                if box[column] == self.whole[column]:
                    every[row >> 3] |= 1 << (row & 7)
                    continue
                for piece in pieces(box[column]):
                    taken[piece][row >> 3] |= 1 << (row & 7)
            all_ = int.from_bytes(every, "little")
            found.append(tuple(int.from_bytes(each, "little") | all_ for each in taken))
        return tuple(found)

    def meeting(self, box: Sequence[Bits]) -> Bits:
        """The rows that share a point with a box."""
        return self._rows(box, union=True)

    def containing(self, box: Sequence[Bits]) -> Bits:
        """The rows that contain a box."""
        return self._rows(box, union=False)

    def _rows(self, box: Sequence[Bits], *, union: bool) -> Bits:
        every = (1 << len(self.boxes)) - 1
        found = every
        for column, taken in enumerate(box):
            if union and taken == self.whole[column]:
                continue
            key = column, taken, union
            if key not in self._found:
                rows = 0 if union else every
                for piece in pieces(taken):
                    at = self.rows_at[column][piece]
                    rows = rows | at if union else rows & at
                self._found[key] = rows
            found &= self._found[key]
            if not found:
                break
        return found

    @cached_property
    def _found(self) -> dict[tuple[int, Bits, bool], Bits]:
        return {}

    def point(self, box: Sequence[Bits]) -> tuple[Any, ...]:
        """A point in a box: a value for each column."""
        return tuple(values[_first(taken)] for values, taken in zip(self.values, box, strict=True))

    def hole_between(self) -> tuple[Any, ...] | None:
        """A point that no row covers, where no two rows share one; None where there is none.

        Boxes that share nothing cover all as soon as they are as large together.
        """
        rows = range(len(self.boxes))
        chosen: list[Any] = []
        for column in range(len(self.values)):
            later = range(column + 1, len(self.values))
            room = math.prod(len(self.values[each]) for each in later)
            filled = [0] * len(self.values[column])
            sizes = {
                row: math.prod(self.boxes[row][each].bit_count() for each in later) for row in rows
            }
            for row in rows:
                for piece in pieces(self.boxes[row][column]):
                    filled[piece] += sizes[row]
            short = next((n for n, each in enumerate(filled) if each < room), None)
            if short is None:
                return None
            chosen.append(self.values[column][short])
            rows = [row for row in rows if self.boxes[row][column] >> short & 1]  # type: ignore[assignment]
        return tuple(chosen)

    def hole_in(self, box: Sequence[Bits], rows: Bits) -> tuple[Any, ...] | bool | None:
        """A point in a box that none of these rows covers; None where there is none.

        False where the search was given up.
        """
        return _Search(self, box).look(rows)


def pieces(bits: Bits) -> Iterator[int]:
    """The places of pieces."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _first(bits: Bits) -> int:
    return (bits & -bits).bit_length() - 1


class _Search:
    """Cuts a box column by column, and keeps what was found to be covered."""

    def __init__(self, grid: Grid, box: Sequence[Bits]) -> None:
        self.grid, self.box = grid, box
        self.order = sorted(range(len(box)), key=lambda each: box[each].bit_count())
        count = len(grid.boxes)
        free = [(1 << count) - 1] * (len(box) + 1)
        for step in reversed(range(len(box))):
            column = self.order[step]
            rows = 0
            for row, taken in enumerate(grid.boxes):
                if taken[column] & box[column] == box[column]:
                    rows |= 1 << row
            free[step] = free[step + 1] & rows
        self.free = free  # the rows that take all that is left from this step on
        self.covered: set[tuple[int, Bits]] = set()
        self.steps = 0

    def look(self, rows: Bits) -> tuple[Any, ...] | bool | None:
        found = self._hole(0, rows)
        if self.steps > MOST_STEPS:
            return False
        if found is None:
            return None
        chosen: list[Any] = [None] * len(self.box)
        for step, piece in enumerate(found):
            chosen[self.order[step]] = self.grid.values[self.order[step]][piece]
        return tuple(chosen)

    def _hole(self, step: int, rows: Bits) -> list[int] | None:
        """The pieces of a point that none of the rows covers; recurses once a column."""
        if not rows:
            return [_first(self.box[column]) for column in self.order[step:]]
        if rows & self.free[step] or (step, rows) in self.covered:
            return None
        column = self.order[step]
        seen: set[Bits] = set()
        for piece in pieces(self.box[column]):
            self.steps += 1
            if self.steps > MOST_STEPS:
                return None
            left = rows & self.grid.rows_at[column][piece]
            if left in seen:
                continue
            seen.add(left)
            found = self._hole(step + 1, left)
            if found is not None:
                return [piece, *found]
        self.covered.add((step, rows))
        return None


def grid_of(
    cells: Sequence[Sequence[Cell]], kinds: Sequence[Type], parameters: Sequence[float]
) -> Grid:
    """The grid of a table, within the ranges of its columns; rows in the order of `cells`."""
    columns = [
        _column([row[place] for row in cells], kind, parameters) for place, kind in enumerate(kinds)
    ]
    boxes = zip(*(taken for _, taken in columns), strict=True)
    return Grid(tuple(tuple(values) for values, _ in columns), tuple(boxes))


def _column(
    cells: Sequence[Cell], kind: Type, parameters: Sequence[float]
) -> tuple[list[Any], list[Bits]]:
    """A value for each piece, and for each cell the pieces that it takes."""
    if kind.kind is Kind.FLAG or kind.kind in (Kind.TEXT, Kind.CHOICE):
        return _of_texts(cells, kind)
    edges = {each: edges_of(each, parameters) for each in {*cells} if each is not None}
    low, high = _ends(kind)
    cuts = sorted({e for each in edges.values() for e in each if low < e <= high})
    bounds = [low, *cuts, math.inf]
    values: list[Any] = []
    starts: list[float] = []
    for start, end in pairwise(bounds):
        value = sample(start, min(end, math.nextafter(high, math.inf)), whole=kind.whole)
        if value is not None:
            dated = kind.kind is Kind.DATE
            values.append(date.fromordinal(int(value)) if dated else value)
            starts.append(start)
    taken = {cell: _taken(found, starts, kind) for cell, found in edges.items()}
    whole = (1 << len(values)) - 1
    return values, [whole if cell is None else taken[cell] for cell in cells]


def _ends(kind: Type) -> tuple[float, float]:
    if kind.kind is Kind.DATE:
        return float(date.min.toordinal()), float(date.max.toordinal())
    return kind.low, kind.high


def _taken(edges: Sequence[float], starts: Sequence[float], kind: Type) -> Bits:
    """The pieces between the edges at which a cell's answer turns: -inf where it starts as true."""
    bounds = [*edges, math.inf] if len(edges) % 2 else [*edges]
    found = 0
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        first = bisect_left(starts, max(start, _ends(kind)[0]))
        last = bisect_left(starts, end)
        if last > first:
            found |= ((1 << (last - first)) - 1) << first
    return found


OTHER = "anything else"


def _of_texts(cells: Sequence[Cell], kind: Type) -> tuple[list[Any], list[Bits]]:
    mentioned = dict.fromkeys(part for cell in cells if cell is not None for part in cell.parts)
    if kind.kind is Kind.FLAG:
        values: list[Any] = [each for each in (False, True) if kind.low <= each <= kind.high]
    elif kind.choices is not None:
        values = list(kind.choices)
    else:
        values = [*mentioned, OTHER]
    places = {value: place for place, value in enumerate(values)}
    whole = (1 << len(values)) - 1

    def taken(cell: Cell) -> Bits:
        if cell is None:
            return whole
        bits = sum(1 << places[part] for part in {*cell.parts} if part in places)
        return whole & ~bits if cell.inverted else bits

    made = {cell: taken(cell) for cell in {*cells}}
    return values, [made[cell] for cell in cells]
