"""Boxes: a decision table on a grid, where each row fills a box.

Each column is cut where a cell begins or ends, and between two cuts all values are alike. So what
rows share, leave out or cover is counted in whole numbers, column by column.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

import attrs

from evalcore.language.tables import Bits, Cell, bits_of, edges_of, sample
from evalcore.language.types import Type
from evalcore.request.fields import Kind

MOST_STEPS = 100_000  # of a search for what no row covers
MOST_ROOM = 200_000_000  # pieces times rows, in columns of which each piece is looked at
FEW = 64  # pieces of a column that are looked at one by one
KEPT = 1000  # places of a column at which the rows so far are kept

Runs = tuple[tuple[int, int], ...]  # of pieces: from one to before another
Box = tuple[Runs, ...]


@attrs.frozen(eq=False, slots=False)
class Column:
    """One column, cut; `values` has a value of each piece, `taken` the pieces of each row."""

    values: Sequence[Any]
    taken: Sequence[Runs]

    @property
    def whole(self) -> Runs:
        """All pieces."""
        return ((0, len(self.values)),)

    @cached_property
    def rows_at(self) -> Sequence[Bits]:
        """The rows that take each piece."""
        turned: list[list[int]] = [[] for _ in range(len(self.values) + 1)]
        for row, runs in enumerate(self.taken):
            for start, end in runs:
                turned[start].append(row)
                turned[end].append(row)
        turns = (bits_of(each) for each in turned[:-1])
        return [*accumulate(turns, lambda one, other: one ^ other)]

    @cached_property
    def several(self) -> Sequence[int]:
        """The rows that take more than one run of pieces."""
        return [row for row, runs in enumerate(self.taken) if len(runs) != 1]

    @cached_property
    def _starts(self) -> _Passed:
        return _Passed([runs[0][0] if len(runs) == 1 else -1 for runs in self.taken], self.values)

    @cached_property
    def _ends(self) -> _Passed:
        return _Passed([runs[0][1] if len(runs) == 1 else -1 for runs in self.taken], self.values)

    def meeting(self, runs: Runs) -> Bits:
        """The rows that take one of these pieces."""
        if len(self.values) <= FEW:
            found = 0
            for each in pieces(runs):
                found |= self.rows_at[each]
            return found
        found = bits_of(row for row in self.several if shared(self.taken[row], runs))
        for start, end in runs:
            found |= self._starts.before(end) & ~self._ends.before(start + 1)
        return found

    def containing(self, runs: Runs) -> Bits:
        """The rows that take all of these pieces."""
        if len(self.values) <= FEW:
            all_: Bits = -1
            for each in pieces(runs):
                all_ &= self.rows_at[each]
            return all_
        found: Bits = -1
        for start, end in runs:
            found &= self._starts.before(start + 1) & ~self._ends.before(end)
        size = size_of(runs)
        return found | bits_of(
            row for row in self.several if size_of(shared(self.taken[row], runs)) == size
        )


class _Passed:
    """Rows by a place each; those whose place lies before another are found from kept ones."""

    def __init__(self, places: Sequence[int], values: Sequence[Any]) -> None:
        self.step = len(values) // KEPT + 1
        self.at: list[list[int]] = [[] for _ in range(len(values) + 2)]
        for row, place in enumerate(places):
            if place >= 0:
                self.at[place].append(row)
        groups = [
            bits_of(row for rows in self.at[first : first + self.step] for row in rows)
            for first in range(0, len(self.at), self.step)
        ]
        self.kept: list[Bits] = [0, *accumulate(groups, _either)]

    def before(self, place: int) -> Bits:
        """The rows whose place lies before this one."""
        first = place // self.step
        found = self.kept[first]
        for each in range(first * self.step, place):
            for row in self.at[each]:
                found |= 1 << row
        return found


@attrs.frozen(eq=False, slots=False)
class Grid:
    """The columns of a table, cut, and the rows as boxes."""

    columns: tuple[Column, ...]

    @cached_property
    def boxes(self) -> Sequence[Box]:
        """The box of each row."""
        return list(zip(*(each.taken for each in self.columns), strict=True))

    @cached_property
    def filled(self) -> Bits:
        """The rows that some value fits."""
        return bits_of(row for row, box in enumerate(self.boxes) if all(box))

    @property
    def whole(self) -> Box:
        """All there is."""
        return tuple(each.whole for each in self.columns)

    @property
    def is_small(self) -> bool:
        """Whether each piece of each column may be looked at."""
        return sum(len(c.values) for c in self.columns) * len(self.boxes) <= MOST_ROOM

    def meeting(self, box: Box, own: Bits = 0) -> Bits:
        """The rows that share a point with a box; no search where only its `own` are left."""
        found = self.filled
        for place, runs in enumerate(box):
            column = self.columns[place]
            if runs == column.whole:
                continue
            key = place, runs
            if key not in self._meeting:
                self._meeting[key] = column.meeting(runs)
            found &= self._meeting[key]
            if found == own:
                break
        return found

    @cached_property
    def _meeting(self) -> dict[tuple[int, Runs], Bits]:
        return {}

    def containing(self, box: Box, among: Bits) -> Bits:
        """Which of these rows contain a box."""
        for column, runs in zip(self.columns, box, strict=True):
            among &= column.containing(runs)
            if not among:
                break
        return among

    def point(self, box: Box) -> tuple[Any, ...]:
        """A point in a box: a value for each column."""
        pairs = zip(self.columns, box, strict=True)
        return tuple(column.values[runs[0][0]] for column, runs in pairs)

    def hole_between(self) -> tuple[Any, ...] | None:
        """A point that no row covers, where no two rows share one; None where there is none.

        Boxes that share nothing cover all as soon as they are as large together.
        """
        rows: Sequence[int] = range(len(self.boxes))
        chosen: list[Any] = []
        for place, column in enumerate(self.columns):
            later = range(place + 1, len(self.columns))
            room = math.prod(len(self.columns[each].values) for each in later)
            turns = [0] * (len(column.values) + 1)
            for row in rows:
                box = self.boxes[row]
                size = math.prod(size_of(box[each]) for each in later)
                for start, end in box[place]:
                    turns[start] += size
                    turns[end] -= size
            filled = accumulate(turns[:-1])
            short = next((n for n, each in enumerate(filled) if each < room), None)
            if short is None:
                return None
            chosen.append(column.values[short])
            rows = [row for row in rows if shared(self.boxes[row][place], ((short, short + 1),))]
        return tuple(chosen)

    def hole_in(
        self, box: Box, rows: Bits, most: int = MOST_STEPS
    ) -> tuple[Any, ...] | bool | None:
        """A point in a box that none of these rows covers; None where there is none.

        False where the search was given up.
        """
        return _Search(self, box, rows, most).look(rows) if self.is_small else False


def pieces(runs: Runs) -> Iterator[int]:
    """The places of pieces."""
    for start, end in runs:
        yield from range(start, end)


def size_of(runs: Runs) -> int:
    """How many pieces there are."""
    return sum(end - start for start, end in runs)


def shared(one: Runs, other: Runs) -> Runs:
    """The pieces of both."""
    ends = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple((start, end) for start, end in ends if start < end)


class _Search:
    """Cuts a box column by column, and keeps what was found to be covered."""

    def __init__(self, grid: Grid, box: Box, rows: Bits, most: int) -> None:
        self.grid, self.box, self.most = grid, box, most
        self.order = sorted(range(len(box)), key=lambda each: size_of(box[each]))
        free = [rows] * (len(box) + 1)
        for step in reversed(range(len(box))):
            column = self.order[step]
            free[step] = free[step + 1] & grid.columns[column].containing(box[column])
        self.free = free  # the rows that take all that is left from this step on
        self.covered: set[tuple[int, Bits]] = set()
        self.steps = 0

    def look(self, rows: Bits) -> tuple[Any, ...] | bool | None:
        found = self._hole(0, rows)
        if self.steps > self.most:
            return False
        if found is None:
            return None
        chosen: list[Any] = [None] * len(self.box)
        for column, piece in zip(self.order, found, strict=True):
            chosen[column] = self.grid.columns[column].values[piece]
        return tuple(chosen)

    def _hole(self, step: int, rows: Bits) -> list[int] | None:
        """The pieces of a point that none of the rows covers; recurses once a column."""
        if not rows:
            return [self.box[column][0][0] for column in self.order[step:]]
        if rows & self.free[step] or (step, rows) in self.covered:
            return None
        column = self.order[step]
        rows_at = self.grid.columns[column].rows_at
        seen: set[Bits] = set()
        for piece in pieces(self.box[column]):
            self.steps += 1
            if self.steps > self.most:
                return None
            left = rows & rows_at[piece]
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
    return Grid(
        tuple(
            _column([row[place] for row in cells], kind, parameters)
            for place, kind in enumerate(kinds)
        )
    )


def _column(cells: Sequence[Cell], kind: Type, parameters: Sequence[float]) -> Column:
    if kind.kind is Kind.FLAG or kind.kind in (Kind.TEXT, Kind.CHOICE):
        return _of_texts(cells, kind)
    edges = {each: edges_of(each, parameters) for each in {*cells} if each is not None}
    low, high = _ends(kind)
    cuts = sorted({e for each in edges.values() for e in each if low < e <= high})
    values: list[Any] = []
    starts: list[float] = []
    last = math.nextafter(high, math.inf)
    for start, end in pairwise([low, *cuts, math.inf]):
        dated = kind.kind is Kind.DATE
        far = dated and not values and end < math.inf  # a day in year 1 is nobody's example
        value = sample(end - 1 if far else start, min(end, last), whole=kind.whole)
        if value is not None:
            values.append(date.fromordinal(int(value)) if dated else value)
            starts.append(start)
    taken = {cell: _taken(found, starts, low) for cell, found in edges.items()}
    whole: Runs = ((0, len(values)),)
    return Column(values, [whole if cell is None else taken[cell] for cell in cells])


def _ends(kind: Type) -> tuple[float, float]:
    if kind.kind is Kind.DATE:
        return float(date.min.toordinal()), float(date.max.toordinal())
    return kind.low, kind.high


def _taken(edges: Sequence[float], starts: Sequence[float], low: float) -> Runs:
    """The pieces between the edges at which a cell's answer turns: -inf where it starts as true."""
    bounds = [*edges, math.inf] if len(edges) % 2 else [*edges]
    runs = (
        (bisect_left(starts, max(start, low)), bisect_left(starts, end))
        for start, end in zip(bounds[::2], bounds[1::2], strict=True)
    )
    return _joined((first, last) for first, last in runs if first < last)


def _joined(found: Iterable[tuple[int, int]]) -> Runs:
    """Runs of which none begins where the one before it ends."""
    runs: list[tuple[int, int]] = []
    for first, last in found:
        if runs and runs[-1][1] == first:
            runs[-1] = runs[-1][0], last
        else:
            runs.append((first, last))
    return tuple(runs)


OTHER = "anything else"


def _of_texts(cells: Sequence[Cell], kind: Type) -> Column:
    mentioned = dict.fromkeys(part for cell in cells if cell is not None for part in cell.parts)
    if kind.kind is Kind.FLAG:
        values: list[Any] = [each for each in (False, True) if kind.low <= each <= kind.high]
    elif kind.choices is not None:
        values = list(kind.choices)
    else:
        values = [*mentioned, OTHER]

    def taken(cell: Cell) -> Runs:
        if cell is None:
            return ((0, len(values)),)
        chosen = [n for n, each in enumerate(values) if (each in cell.parts) is not cell.inverted]
        return _joined((place, place + 1) for place in chosen)

    made = {cell: taken(cell) for cell in {*cells}}
    return Column(values, [made[cell] for cell in cells])


def _either(one: Bits, other: Bits) -> Bits:
    return one | other
