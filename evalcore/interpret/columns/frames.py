"""Frames: cells worked out in Polars, pass by pass over a frame of the table's columns.

Of a list of records the frame has how many there are, and a frame of its own the records of all
rows, one after the other, with the number of their row.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

import attrs

from evalcore.interpret.columns.cells import GATHERED, Cell
from evalcore.interpret.columns.stages import Stages, staged
from evalcore.written.extras import library

ROW = "\0row"
EIGHT = 8  # texts that one column counts, each in a byte
DIVIDED = 2.0**-1000
NOTHING = -0.0  # what is added to it stays as it is


def polars() -> Any:
    """The library. Raises `InputError` where it is not installed."""
    return library("polars", extra="tables", use="a table")


@attrs.frozen(eq=False, slots=False)
class Frames:
    """The columns of a program, ready to be worked out of any frame that has what it reads.

    A program that comes `after` another one goes on with all columns of that, which keeps them.
    """

    roots: Mapping[str, Cell]
    after: Frames | None = None
    followed: bool = False

    @cached_property
    def stages(self) -> Stages:
        """The passes over the table."""
        return staged([*self.roots.values()], {} if self.after is None else self.after.named)

    @property
    def named(self) -> Mapping[Cell, str]:
        """The columns of a frame that was worked out, by their cells."""
        return {cell: name for cell, name in self.stages.names.items() if not cell.about}

    @cached_property
    def _spelt(self) -> tuple[Sequence[_Step], Sequence[Any], _Spelling]:
        before = None if self.after is None else self.after._spelt[2]  # noqa: SLF001 - our own
        spelling, names = _Spelling(self.stages, before), self.stages.names
        steps = [spelling.step(number) for number, _ in enumerate(self.stages.passes)]
        shown = [
            (polars().col(names[cell]) if cell in names else spelling.made(cell)).alias(name)
            for name, cell in self.roots.items()
        ]
        return steps, shown, spelling

    def prepared(self) -> Frames:
        """Itself, with nothing left to be made when a frame comes."""
        self._spelt  # noqa: B018 - kept from now on
        return self

    def work_out(self, frame: Any, records: Mapping[str, Any]) -> Any:
        """A frame of the columns, from those of the table and the records of each list."""
        height = frame.height
        if height == 1:  # of one row, every column holds one value: see `_whole`
            frame, records = twice(frame, records)
        return self.shown(self.passed(frame, records)).head(height)

    def passed(self, frame: Any, records: Mapping[str, Any]) -> Any:
        """The frame after all passes, of more rows than one."""
        steps, _, spelling = self._spelt
        frame = _whole(_held(frame, spelling), spelling.divisors)
        records = {name: _whole(inside, spelling.divisors) for name, inside in records.items()}
        for step in steps:
            found = [each(frame, records) for each in step.gathered]
            if found:
                frame = frame.hstack([column for some in found for column in some])
            frame = _whole(frame.with_columns(step.columns)) if step.columns else frame
            frame = frame.drop(step.done) if step.done and not self.followed else frame
        return frame

    def shown(self, frame: Any) -> Any:
        """The columns of the program in such a frame."""
        return frame.with_columns(self._spelt[1]).select(list(self.roots))


def twice(frame: Any, records: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """A frame of one row with that row twice, and the records of both."""
    pl = polars()
    both = {
        name: pl.concat([inside, inside.with_columns(pl.col(ROW) + 1)])
        for name, inside in records.items()
    }
    return pl.concat([frame, frame]), both


def _whole(frame: Any, divisors: Mapping[float, str] | None = None) -> Any:
    """The frame with all its columns as they are, also those that hold one value throughout.

    Of such a column Polars 2.1 keeps that value only, loses its rows in `literal <= column`, and
    divides by it by taking the inverse, which rounds once more.
    """
    pl = polars()
    numbers = [
        pl.Series(name, [number]).new_from_index(0, frame.height)
        for number, name in (divisors or {}).items()
        if name not in frame.columns
    ]
    return pl.DataFrame([*frame.get_columns(), *numbers])


def _held(frame: Any, spelling: _Spelling) -> Any:
    """The frame with columns that count, row by row, how often a set has each of some texts.

    Each of eight texts in a byte: Polars looks for one text in all sets eight times as long.
    """
    pl, columns = polars(), list[Any]()
    for name, texts in spelling.asked.items():
        sets = frame.get_column(name)
        if (sets.list.len().max() or 0) > 255:  # more than a byte counts to
            sets = sets.list.unique()
        for number in range(0, len(texts), EIGHT):
            counted: Any = pl
            for place, text in enumerate(texts[number : number + EIGHT]):
                one = pl.lit(1 << 8 * place, dtype=pl.UInt64)
                counted = counted.when(pl.element() == text).then(one)
            none = pl.lit(0, dtype=pl.UInt64)
            found = sets.list.eval(counted.otherwise(none)).list.sum()
            columns.append(found.alias(f"{name}{spelling.counts}{number // EIGHT}"))
    return frame.hstack(columns) if columns else frame


Gather = Callable[[Any, Mapping[str, Any]], Sequence[Any]]


@attrs.frozen(eq=False)
class _Step:
    """One pass: columns of the frame, and of its records; those that nobody reads any more."""

    columns: Sequence[Any]
    gathered: Sequence[Gather]
    done: Sequence[str]


def _and(one: Any, other: Any) -> Any:
    return one & other


def _or(one: Any, other: Any) -> Any:
    return one | other


class _Spelling:
    """Cells as expressions of Polars."""

    def __init__(self, stages: Stages, before: _Spelling | None) -> None:
        self.stages, self.pl, self.before = stages, polars(), before
        self.spelt: dict[Cell, Any] = {}
        self.divisors: dict[float, str] = {}  # the columns that hold nothing but a number
        self.asked: dict[str, list[str]] = {}  # of each set the texts that are looked for

    @property
    def counts(self) -> str:
        """What the columns of `_held` are called after the name of the set."""
        return "\0held" if self.before is None else f"{self.before.counts}'"

    def step(self, number: int) -> _Step:
        stages = self.stages
        some = stages.passes[number]
        plain = [e for e in some if e.sign not in GATHERED]
        columns = [self.made(each).alias(stages.names[each]) for each in plain]
        lists = dict.fromkeys(each.data for each in some if each.sign in GATHERED)
        gathered = [self.gathering(number, name) for name in lists]
        done = [stages.names[cell] for cell, last in stages.last_use.items() if last == number]
        return _Step(columns, gathered, done)

    def gathering(self, number: int, name: str) -> Gather:
        """What is worked out over the records of one list in one pass."""
        stages, pl = self.stages, self.pl
        cells = [e for e in stages.passes[number] if e.sign in GATHERED and e.data == name]
        outer: dict[str, None] = {}
        for cell in cells:
            outer.update(dict.fromkeys(self.outside(cell.parts[0])))
        rounds = [
            [self.made(each).alias(stages.names[each]) for each in some]
            for some in stages.inner[number, name]
        ]
        bodies = [self.expression(e.parts[0]).alias(stages.names[e]) for e in cells]
        counted = [stages.names[e] for e in cells if e.sign != "adding"]
        added = [stages.names[e] for e in cells if e.sign == "adding"]

        def gather(frame: Any, records: Mapping[str, Any]) -> Sequence[Any]:
            inside, count = records[name], records[name].height
            if count == 1:
                inside = pl.concat([inside, inside])
            sizes = frame.get_column(name).fill_null(0.0).cast(pl.UInt32)
            if outer:
                rows = inside.get_column(ROW)
                inside = inside.hstack([frame.get_column(each).gather(rows) for each in outer])
            for some in rounds:
                inside = _whole(inside.with_columns(some)) if some else inside
            inside = _whole(inside.with_columns(bodies)).head(count)
            found = dict[str, Any]()
            if counted:
                found |= _counted(inside.select(counted), sizes)
            if added:
                found |= _added(inside.select(ROW, *added), len(frame))
            whether = {stages.names[e] for e in cells if e.sign == "some"}
            found = {key: each > 0 if key in whether else each for key, each in found.items()}
            return [found[stages.names[each]].alias(stages.names[each]) for each in cells]

        return gather

    def outside(self, body: Cell) -> list[str]:
        """The columns of the table that are read where records are looked at."""
        found: dict[str, None] = {}
        waiting, seen = [body], set[Cell]()
        while waiting:
            cell = waiting.pop()
            if cell in seen:
                continue
            seen.add(cell)
            if cell.about:
                waiting += cell.parts
            elif cell in self.stages.names:
                found[self.stages.names[cell]] = None
            elif cell.sign == "column":
                found[cell.data] = None
            else:
                waiting += cell.parts
        return list(found)

    def expression(self, cell: Cell) -> Any:
        """A cell as a part of another: a column where it is one."""
        if cell in self.stages.names:
            return self.pl.col(self.stages.names[cell])
        return self.made(cell)

    def made(self, cell: Cell) -> Any:
        """A cell worked out."""
        if cell not in self.spelt:
            self.spelt[cell] = self._made(cell)
        return self.spelt[cell]

    def _made(self, cell: Cell) -> Any:
        pl, data = self.pl, cell.data
        match cell.sign:
            case "literal":
                return pl.lit(data)
            case "column":
                return pl.col(data)
            case "inner":
                return pl.col(f"{data[0]}\0{data[1]}")
            case _:
                parts = [self.expression(each) for each in cell.parts]
        match cell.sign, parts:
            case "+", (x, y):
                return x + y
            case "-", (x, y):
                return x - y
            case "*", (x, y):
                return x * y
            case "/", (x, y):
                below = cell.parts[1]
                return x / (self.divisor(below.data) if below.is_literal else self.wide(below, y))
            # A column that holds one value stands right of no literal: see `_whole`.
            case "<", (x, y):
                return y > x if cell.parts[0].is_literal else x < y
            case "<=", (x, y):
                return y >= x if cell.parts[0].is_literal else x <= y
            case "=", (x, y):
                return y == x if cell.parts[0].is_literal else x == y
            case "negative", (x,):
                return -x
            case "not", (x,):
                return ~x
            case "null", (x,):
                return x.is_null()
            case "nan", (x,):
                return x.is_nan()
            case "and", _:
                return balanced(_and, parts)
            case "or", _:
                return balanced(_or, parts)
            case "case", _:
                return self.cases(parts)
            case "first", _:
                return pl.coalesce(parts)
            case "least" | "greatest", _:
                best = (
                    pl.min_horizontal(parts) if cell.sign == "least" else pl.max_horizontal(parts)
                )
                there = [
                    e.is_not_null() for e, c in zip(parts, cell.parts, strict=True) if c.nullable
                ]
                return pl.when(balanced(_and, there)).then(best) if there else best
            case "root", (x,):
                return x.sqrt()
            case "power", (x,):
                return x**data
            case "days", (x, y):
                return (y - x).dt.total_days().cast(pl.Float64)
            case "shift", (x,):
                return x + pl.lit(timedelta(days=data))
            case "among", (x,):
                return x.is_in(list(data))
            case "holds", (x,):
                if cell.parts[0].sign != "column":
                    return x.list.contains(data)
                return self.held(cell.parts[0].data, data)
            case "size", (x,):
                return x.list.n_unique().cast(pl.Float64)
            case _:
                raise NotImplementedError(cell.sign)

    def held(self, name: str, text: str) -> Any:
        """Whether a set has a text, by what was counted of it: see `_held`."""
        pl, before = self.pl, self.before
        if before is not None and text in before.asked.get(name, ()):
            return before.held(name, text)
        texts = self.asked.setdefault(name, [])
        if text not in texts:
            texts.append(text)
        number, place = divmod(texts.index(text), EIGHT)
        byte = pl.lit(255 << 8 * place, dtype=pl.UInt64)
        return (pl.col(f"{name}{self.counts}{number}") & byte) != 0

    def wide(self, cell: Cell, made: Any) -> Any:
        """What is divided by as a whole column; see `_whole`."""
        if cell.sign in ("column", "inner"):
            return made
        self.divisors[NOTHING] = f"\0/ {NOTHING!r}"
        return made + self.pl.col(self.divisors[NOTHING])

    def divisor(self, number: float) -> Any:
        """A number to divide by, as a column; see `_whole`."""
        if math.frexp(number)[0] in (0.5, -0.5) and DIVIDED < abs(number) < 1 / DIVIDED:
            return self.pl.lit(number)  # of a power of 2 that is the same
        self.divisors[number] = f"\0/ {number!r}"
        return self.pl.col(self.divisors[number])

    def cases(self, parts: Sequence[Any]) -> Any:
        """The value beside the first condition that is true."""
        chain: Any = self.pl
        for condition, value in zip(parts[:-1:2], parts[1:-1:2], strict=True):
            chain = chain.when(condition).then(value)
        return chain.otherwise(parts[-1])


def _counted(inside: Any, sizes: Any) -> dict[str, Any]:
    """Of how many records of each row it is true: the difference of two running sums."""
    pl = polars()
    ends = sizes.cum_sum()
    starts = ends - sizes
    found: dict[str, Any] = {}
    for column in inside.get_columns():
        zero = pl.Series(column.name, [0], dtype=pl.UInt32)
        running = zero.append(column.fill_null(value=False).cast(pl.UInt32).cum_sum())
        found[column.name] = (running.gather(ends) - running.gather(starts)).cast(pl.Float64)
    return found


def _added(inside: Any, height: int) -> dict[str, Any]:
    """The sums over the records of each row, in their order."""
    pl = polars()
    sums = inside.group_by(ROW, maintain_order=True).agg(
        pl.exclude(ROW).fill_null(0.0).cast(pl.Float64).cum_sum().last()
    )
    every = pl.DataFrame({ROW: pl.int_range(height, dtype=pl.UInt32, eager=True)})
    joined = every.join(sums, on=ROW, how="left", maintain_order="left").drop(ROW)
    return {each.name: each.fill_null(0.0) + 0.0 for each in joined.get_columns()}


def balanced(joined: Callable[[Any, Any], Any], parts: Sequence[Any]) -> Any:
    """Many joined by a sign, no deeper than need be."""
    while len(parts) > 1:
        pairs = [*parts[::2]], [*parts[1::2]]
        parts = [
            joined(one, pairs[1][n]) if n < len(pairs[1]) else one for n, one in enumerate(pairs[0])
        ]
    return parts[0]
