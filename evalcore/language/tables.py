"""Tables of decisions: what their cells ask, and an index that finds the rows that fit.

A cell asks of one value whether it lies in some ranges, or is one of some texts. The rows that fit
a cell are the bits of a whole number, so a row is found without a look at each of them. What a
table is for in a ruleset, and how it is written, is said elsewhere.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from evalcore.language.comparing import TOLERANCE

MOST_KEPT = 4000  # ranges of one column whose rows are kept; between them they are worked out


@attrs.frozen
class Parameter:
    """The place of a parameter among those of a table."""

    place: int


End = float | date | Parameter | None  # None: there is none
Exactly = str | bool


@attrs.frozen
class Range:
    """Numbers or dates between two ends; an open end does not belong to it."""

    low: End = None
    high: End = None
    low_open: bool = False
    high_open: bool = False


@attrs.frozen
class Test:
    """What a cell asks: one of these parts, or where `inverted` none of them."""

    parts: tuple[Range | Exactly, ...]
    inverted: bool = False


Cell = Test | None  # None: anything will do


@attrs.frozen(eq=False, slots=False)
class Table:
    """The cells of a table, row by row, in the order in which rows go first."""

    cells: tuple[tuple[Cell, ...], ...]
    width: int
    name: str = ""

    def __str__(self) -> str:
        return repr(self.cells)

    def index(self, parameters: Sequence[float]) -> Index:
        """The index of the table with these values of its parameters; made once."""
        key = tuple(parameters)
        if key not in self._indexes:
            self._indexes[key] = Index(self, key)
        return self._indexes[key]

    @cached_property
    def _indexes(self) -> dict[tuple[float, ...], Index]:
        return {}


Bits = int  # of rows, the first one being the lowest
Found = tuple[Bits, Bits]  # the rows that may fit, and those that do


class Index:
    """Finds the rows of a table that fit."""

    def __init__(self, table: Table, parameters: Sequence[float]) -> None:
        self.size = len(table.cells)
        self.every: Bits = (1 << self.size) - 1
        self.columns = [
            _Column([row[place] for row in table.cells], parameters, self.every)
            for place in range(table.width)
        ]

    def look(self, *values: Any) -> Found:
        """The rows that fit these values; None is unknown, and leaves those open that ask."""
        may = self.every
        sure = may
        for column, value in zip(self.columns, values, strict=True):
            if value is None:
                sure &= column.anything
            else:
                may &= column.fitting(value)
        return may, may & sure

    def within(self, *boxes: Any) -> Found:
        """The same where values lie within something: see `_Column.within`."""
        may = sure = self.every
        for column, box in zip(self.columns, boxes, strict=True):
            some, all_ = column.within(*box)
            may &= some
            sure &= all_
        return may, may & sure

    def first(self, found: Found) -> int | None:
        """The place of the first row that fits: their number where none does, None where open."""
        may, sure = found
        if not may:
            return self.size
        lowest = may & -may
        return lowest.bit_length() - 1 if lowest & sure else None

    def firsts(self, found: Found) -> Iterator[int]:
        """The places of the rows that may be the first one to fit."""
        may, sure = found
        for place in places(may):
            yield place
            if sure >> place & 1:
                return
        yield self.size


def places(bits: Bits) -> Iterator[int]:
    """The places of these rows."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


class _Column:
    """Which rows fit what, in one column."""

    def __init__(self, cells: Sequence[Cell], parameters: Sequence[float], every: Bits) -> None:
        self.every = every
        self.anything: Bits = bits_of(n for n, cell in enumerate(cells) if cell is None)
        asked = [(n, cell) for n, cell in enumerate(cells) if cell is not None]
        parts = [part for _, cell in asked for part in cell.parts]
        self.is_exact = any(not isinstance(part, Range) for part in parts)
        ends = (e for p in parts if isinstance(p, Range) for e in (p.low, p.high))
        self.is_dated = any(isinstance(each, date) for each in ends)
        if self.is_exact:
            self._index_texts(asked)
        else:
            self._index_ranges(asked, parameters)

    def _index_texts(self, asked: Iterable[tuple[int, Test]]) -> None:
        texts: dict[Any, list[int]] = {}
        banned: dict[Any, list[int]] = {}
        others: list[int] = []
        for row, cell in asked:
            for part in cell.parts:
                (banned if cell.inverted else texts).setdefault(part, []).append(row)
            others += [row] if cell.inverted else []
        self.other: Bits = self.anything | bits_of(others)
        self.texts = {
            text: (self.other | bits_of(texts.get(text, ()))) & ~bits_of(banned.get(text, ()))
            for text in (*texts, *banned)
        }

    def _index_ranges(self, asked: Iterable[tuple[int, Test]], parameters: Sequence[float]) -> None:
        turned: dict[float, list[int]] = {}
        start = self.anything
        opened: list[int] = []
        for row, cell in asked:
            edges = edges_of(cell, parameters)
            if edges[:1] == [-math.inf]:
                opened.append(row)
                edges = edges[1:]
            for edge in edges:
                turned.setdefault(edge, []).append(row)
        self.edges = sorted(turned)
        self.turns = [bits_of(turned[edge]) for edge in self.edges]
        self.step = len(self.edges) // MOST_KEPT + 1
        current = start | bits_of(opened)
        self.kept: list[Bits] = []
        for place in range(len(self.edges) + 1):
            if place % self.step == 0:
                self.kept.append(current)
            if place < len(self.edges):
                current ^= self.turns[place]

    def fitting(self, value: Any) -> Bits:
        """The rows that fit a value."""
        if self.is_exact:
            return self.texts.get(value, self.other)
        return self._at(bisect_right(self.edges, ordinal(value)))

    def _at(self, place: int) -> Bits:
        found = self.kept[place // self.step]
        for each in range(place - place % self.step, place):
            found ^= self.turns[each]
        return found

    def within(self, first: Any, second: Any, undefined: bool) -> Found:  # noqa: FBT001
        """The rows that some value fits, and those that all do.

        Values lie between two ends; texts are those of a collection, or any where it is None; a
        flag can be true, and can be false. Where it may be undefined, those alone fit for certain
        that ask nothing.
        """
        if self.is_exact:
            found = [*self._exact(first, second)]
        else:
            low, high = (bisect_right(self.edges, ordinal(each)) for each in (first, second))
            found = [self._at(each) for each in range(low, high + 1)]
        some, all_ = 0, self.every
        for each in found:
            some |= each
            all_ &= each
        return some, (self.anything if undefined else all_)

    def _exact(self, first: Any, second: Any) -> Iterator[Bits]:
        if isinstance(first, bool) or isinstance(second, bool):
            yield from (self.fitting(flag) for flag, can in ((True, first), (False, second)) if can)
        elif first is None:
            yield self.other
            yield from self.texts.values()
        else:
            yield from map(self.fitting, first)

    def samples(self, *, whole: bool = False) -> Iterator[tuple[Any, Bits]]:
        """A value for each set of rows that any value fits, with those rows."""
        if self.is_exact:
            yield from self.texts.items()
            yield None, self.other
            return
        bounds = [-math.inf, *self.edges, math.inf]
        for place in range(len(self.edges) + 1):
            value = sample(bounds[place], bounds[place + 1], whole=whole)
            if value is not None:
                yield value, self._at(place)


def ordinal(value: Any) -> float:
    """A number, or the day that a date is."""
    found: float = float(value.toordinal()) if isinstance(value, date) else value
    return found


def bits_of(rows: Iterable[int]) -> Bits:
    """The bits of these rows."""
    listed = [*rows]
    if len(listed) < 64:
        found = 0
        for row in listed:
            found |= 1 << row
        return found
    flags = bytearray(max(listed) // 8 + 1)
    for row in listed:
        flags[row >> 3] |= 1 << (row & 7)
    return int.from_bytes(flags, "little")


def sample(start: float, end: float, *, whole: bool = False) -> float | None:
    """A plain number from `start` to before `end`; None where there is none."""
    if start == -math.inf:
        start = end - 1 if end < math.inf else 0.0
    if end == math.inf:
        end = start + 2
    for digits in range(1 if whole else 13):
        scale = 10.0**digits
        up = math.ceil(start * scale) / scale
        if start <= up < end:
            return up + 0.0
    return None if whole else start


def edges_of(cell: Test, parameters: Sequence[float]) -> list[float]:
    """Where the answer of a cell turns, from false far below: -inf where it is true there."""
    spans: list[list[float]] = []
    for start, end in sorted(_span(part, parameters) for part in cell.parts):
        if start >= end:
            continue
        if spans and start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], end)
        else:
            spans.append([start, end])
    edges = [edge for span in spans for edge in span]
    if cell.inverted:
        edges = edges[1:] if edges[:1] == [-math.inf] else [-math.inf, *edges]
    return edges[:-1] if edges[-1:] == [math.inf] else edges


def _span(part: Range | Exactly, parameters: Sequence[float]) -> tuple[float, float]:
    """From where a range holds, to where it does no longer."""
    assert isinstance(part, Range)  # noqa: S101 - texts have no order
    low, high = (value_of(each, parameters) for each in (part.low, part.high))
    start = -math.inf if low is None else _edge(low, after=part.low_open)
    end = math.inf if high is None else _edge(high, after=not part.high_open)
    return start, end


def value_of(end: End, parameters: Sequence[float]) -> float | date | None:
    """An end of a range, with the value of a parameter in its place."""
    return parameters[end.place] if isinstance(end, Parameter) else end


def _edge(value: float | date, *, after: bool) -> float:
    """Before or after a value: computed numbers within the tolerance of it count as equal."""
    if isinstance(value, date):
        return value.toordinal() + float(after)
    return math.nextafter(value + TOLERANCE, math.inf) if after else value - TOLERANCE
