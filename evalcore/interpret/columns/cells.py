"""Cells: what one column of a table is worked out from, as few signs as an engine can supply.

A cell means one value in each row, or none. Arithmetic, comparisons, `least` and what looks into
texts and sets have none as soon as one part has none; `and` and `or` are Kleene's; a case goes to
the first branch whose condition is true. Cells that say the same are one, and what is constant is
folded as they are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import reduce
from operator import add, eq, le, lt, mul, sub
from typing import Any

import attrs

from evalcore.language.anniversaries import ERA, years

Pair = tuple["Cell", "Cell"]

_FOLDED: dict[str, Callable[[Any, Any], Any]] = {
    "+": add, "-": sub, "*": mul, "<": lt, "<=": le, "=": eq,
}  # fmt: skip
GATHERED = ("some", "number", "adding")  # what is worked out over the records of a list


@attrs.frozen(eq=False, slots=False)
class Cell:
    """One cell: a sign over parts. `about` is the list whose records it changes with.

    Operators make cells, so that an operation as it is defined can be worked out over them.
    """

    sign: str
    parts: tuple[Cell, ...]
    data: Any
    nullable: bool
    about: str
    made: Cells = attrs.field(repr=False)

    __hash__ = object.__hash__

    def __add__(self, other: Any) -> Cell:
        return self.made.two("+", self, other)

    def __radd__(self, other: Any) -> Cell:
        return self.made.two("+", other, self)

    def __sub__(self, other: Any) -> Cell:
        return self.made.two("-", self, other)

    def __rsub__(self, other: Any) -> Cell:
        return self.made.two("-", other, self)

    def __mul__(self, other: Any) -> Cell:
        return self.made.two("*", self, other)

    def __rmul__(self, other: Any) -> Cell:
        return self.made.two("*", other, self)

    def __truediv__(self, other: Any) -> Cell:
        return self.made.two("/", self, other)

    def __neg__(self) -> Cell:
        return self.made.one("negative", self)

    def __lt__(self, other: Any) -> Cell:
        return self.made.two("<", self, other)

    def __le__(self, other: Any) -> Cell:
        return self.made.two("<=", self, other)

    def __gt__(self, other: Any) -> Cell:
        return self.made.two("<", other, self)

    def __ge__(self, other: Any) -> Cell:
        return self.made.two("<=", other, self)

    def __eq__(self, other: object) -> Cell:  # type: ignore[override]
        return self.made.two("=", self, other)

    @property
    def is_literal(self) -> bool:
        """Whether it is the same in every row."""
        return self.sign == "literal"


class Cells:
    """All cells of a program; it is their kernel, too (see `language.kernel`)."""

    def __init__(self) -> None:
        self._same: dict[tuple[Any, ...], Cell] = {}
        self.true, self.false, self.none = map(self.literal, (True, False, None))

    def _kept(
        self,
        sign: str,
        parts: Sequence[Cell] = (),
        data: Any = None,
        *,
        nullable: bool | None = None,
        about: str | None = None,
    ) -> Cell:
        shown = repr(data) if isinstance(data, float) else data
        key: tuple[Any, ...] = (sign, *map(id, parts), shown, type(data).__name__)
        if key not in self._same:
            if about is None:
                about = next((each.about for each in parts if each.about), "")
            if nullable is None:
                nullable = any(each.nullable for each in parts)
            self._same[key] = Cell(sign, tuple(parts), data, nullable, about, self)
        return self._same[key]

    # Where values come from

    def literal(self, value: Any) -> Cell:
        """The same value in every row; None is no value."""
        return self._kept("literal", data=value, nullable=value is None)

    def lift(self, value: Any) -> Cell:
        """A cell as it is; anything else as a literal."""
        return value if isinstance(value, Cell) else self.literal(value)

    def column(self, name: str, *, nullable: bool) -> Cell:
        """A column of the table."""
        return self._kept("column", data=name, nullable=nullable)

    def inner(self, records: str, name: str, *, nullable: bool = True) -> Cell:
        """What the record says that is looked at."""
        return self._kept("inner", data=(records, name), nullable=nullable, about=records)

    # Arithmetic and comparisons

    def two(self, sign: str, one: Any, other: Any) -> Cell:
        """A sign between two."""
        left, right = self.lift(one), self.lift(other)
        if left is self.none or right is self.none:
            return self.none
        if left.is_literal and right.is_literal and sign in _FOLDED:
            return self.literal(_FOLDED[sign](left.data, right.data))
        if left is right and not left.nullable and sign in ("=", "<="):
            return self.true
        return self._kept(sign, (left, right))

    def one(self, sign: str, part: Cell, data: Any = None) -> Cell:
        """A sign before one."""
        if part is self.none:
            return part
        if sign == "negative" and part.is_literal:
            return self.literal(-part.data)
        return self._kept(sign, (part,), data)

    def is_nan(self, part: Cell) -> Cell:
        """Whether a number is none."""
        return self.one("nan", part)

    def shift(self, day: Cell, days: int) -> Cell:
        """A date so many days later."""
        return self.one("shift", day, days)

    def among(self, part: Cell, members: Iterable[Any]) -> Cell:
        """Whether a value is one of these."""
        listed = tuple(sorted(members))
        if part.is_literal and part is not self.none:
            return self.literal(part.data in listed)
        return self.one("among", part, listed)

    # Conditions

    def is_null(self, part: Cell) -> Cell:
        """Whether there is no value."""
        if not part.nullable:
            return self.false
        return self.true if part is self.none else self._kept("null", (part,), nullable=False)

    def no(self, part: Cell) -> Cell:
        """`not`."""
        if part.sign == "not":
            return part.parts[0]
        if part.is_literal:
            return part if part is self.none else self.literal(not part.data)
        return self.one("not", part)

    def both(self, *parts: Cell) -> Cell:
        """Kleene's `and`."""
        return self._joint("and", parts, self.true, self.false)

    def any(self, *parts: Cell) -> Cell:
        """Kleene's `or`."""
        return self._joint("or", parts, self.false, self.true)

    def _joint(self, sign: str, parts: Iterable[Cell], neutral: Cell, absorbing: Cell) -> Cell:
        found: dict[Cell, None] = {}
        for each in parts:
            inside = each.parts if each.sign == sign and len(each.parts) < 9 else (each,)
            found.update((part, None) for part in inside if part is not neutral)
        negated = (e.parts[0] for e in found if e.sign == "not" and not e.nullable)
        if absorbing in found or any(each in found for each in negated):
            return absorbing
        if len(found) < 2:
            return next(iter(found), neutral)
        return self._kept(sign, tuple(found))

    def case(self, pairs: Iterable[tuple[Cell, Any]], otherwise: Any = None) -> Cell:
        """The value beside the first condition that is true."""
        last, kept = self.lift(otherwise), list[Pair]()
        for condition, value in pairs:
            if condition is self.true:
                last = self.lift(value)
                break
            if not condition.is_literal:
                kept.append((condition, self.lift(value)))
        if last.sign == "case" and len(kept) == 1 and len(last.parts) < 400:
            inside = last.parts
            kept += [*zip(inside[:-1:2], inside[1:-1:2], strict=True)]
            last = inside[-1]
        while kept and kept[-1][1] is last:
            kept.pop()
        if not kept:
            return last
        condition, value = kept[0]
        if last is self.false and value is self.true and len(kept) == 1 and not condition.nullable:
            return condition
        flat = [each for pair in kept for each in pair]
        nullable = last.nullable or any(value.nullable for _, value in kept)
        return self._kept("case", (*flat, last), nullable=nullable)

    def first(self, *parts: Cell) -> Cell:
        """The first value that there is."""
        found: list[Cell] = []
        for each in parts:
            if each is not self.none:
                found.append(each)
            if not each.nullable:
                break
        if len(found) < 2:
            return found[0] if found else self.none
        return self._kept("first", found, nullable=found[-1].nullable)

    # Over the records of a list, of which a column holds how many there are

    def some(self, records: str, body: Cell) -> Cell:
        """Whether it is true of a record."""
        return self._gathered("some", records, body, nothing=self.false)

    def number(self, records: str, body: Cell) -> Cell:
        """Of how many records it is true."""
        return self._gathered("number", records, body, nothing=self.literal(0.0))

    def adding(self, records: str, body: Cell) -> Cell:
        """The sum over the records, in their order, from 0."""
        return self._gathered("adding", records, body, nothing=self.literal(0.0))

    def _gathered(self, sign: str, records: str, body: Cell, nothing: Cell) -> Cell:
        if body is self.false or body is self.none:
            return nothing
        return self._kept(sign, (body,), records, nullable=False, about="")

    # The kernel of operations

    def choose(self, condition: Any, then: Any, otherwise: Any) -> Any:
        """`then` where the condition holds, else `otherwise`."""
        return self.case([(self.lift(condition), then)], otherwise)

    def either(self, *conditions: Any) -> Any:
        """Whether one of the conditions holds."""
        return self.any(*map(self.lift, conditions))

    def between(self, x: Any, low: float, high: float) -> Any:
        """Whether `x` lies from `low` to `high`."""
        return self.both(self.two("<=", low, x), self.two("<=", x, high))

    def least(self, *values: Any) -> Any:
        """The smallest."""
        return self._best("least", min, values)

    def greatest(self, *values: Any) -> Any:
        """The largest."""
        return self._best("greatest", max, values)

    def _best(self, sign: str, best: Callable[..., Any], values: Iterable[Any]) -> Cell:
        parts = [*dict.fromkeys(map(self.lift, values))]
        plain = [each for each in parts if each.is_literal]
        if any(each is self.none for each in plain):
            return self.none
        if len(plain) > 1:
            folded = self.literal(best(each.data for each in plain))
            parts = [*(each for each in parts if not each.is_literal), folded]
        return parts[0] if len(parts) == 1 else self._kept(sign, parts)

    def ordered(self, *values: Any) -> Sequence[Any]:
        """The values, the smallest first: sorted by exchanging neighbours."""
        found = [*values]
        for end in range(len(found) - 1, 0, -1):
            for place in range(end):
                one, other = found[place], found[place + 1]
                found[place], found[place + 1] = self.least(one, other), self.greatest(one, other)
        return found

    def root(self, x: Any) -> Any:
        """The square root."""
        return self.one("root", self.lift(x))

    def power(self, x: Any, exponent: float) -> Any:
        """A power."""
        return self.one("power", self.lift(x), exponent)

    def nearest(self, x: Any) -> Any:
        """The nearest whole number, half to even: as a float far from 0 has no halves."""
        number, far = self.lift(x), self.literal(_FAR)
        rounded = self.case([(number < 0.0, (number - far) + far)], (number + far) - far)
        return self.case([(self.between(number, -_FAR, _FAR), rounded)], number)

    def days(self, start: Any, end: Any) -> Any:
        """How many days lie from one date to another."""
        first, last = self.lift(start), self.lift(end)
        if isinstance(first.data, date) and isinstance(last.data, date):
            return self.literal(float((last.data - first.data).days))
        return self.two("days", first, last)

    def years(self, start: Any, end: Any) -> Any:
        """How many years lie from one date to another: `anniversaries.years`, step by step."""
        first, last = self.lift(start), self.lift(end)
        if isinstance(first.data, date) and isinstance(last.data, date):
            return self.literal(years(first.data, last.data))
        one, other = (self.days(_MARCH, each) + _DAYS_BEFORE for each in (first, last))
        early, late = self.least(one, other), self.greatest(one, other)
        year = self._year(early)
        day = early - self._begin(year)
        near = self._year(late)
        latest = self.case([(self._anniversary(near, day) > late, near - 1.0)], near)
        before = self._anniversary(latest, day)
        gone = (late - before) / (self._anniversary(latest + 1.0, day) - before)
        found = (latest - year) + gone
        return self.case([(other < one, self.literal(0.0) - found)], found)

    def _floor(self, x: Any, by: float) -> Any:
        """A whole number divided, rounded down: no halves lie in between."""
        return self.nearest((x + 0.5) / by - 0.5)

    def _year(self, days: Any) -> Any:
        era = self._floor(days, float(ERA))
        rest = days - era * float(ERA)
        gone = self._floor(rest, 1460.0) - self._floor(rest, 36_524.0)
        return era * 400.0 + self._floor(rest - (gone + self._floor(rest, 146_096.0)), 365.0)

    def _begin(self, year: Any) -> Any:
        leap = self._floor(year, 4.0) - self._floor(year, 100.0) + self._floor(year, 400.0)
        return year * 365.0 + leap

    def _anniversary(self, year: Any, day: Any) -> Any:
        begin = self._begin(year)
        return begin + self.least(day, self._begin(year + 1.0) - begin - 1.0)

    def holds(self, held: Any, text: str) -> Any:
        """Whether a set holds a text."""
        return self.one("holds", held, text)

    def size(self, held: Any) -> Any:
        """How many texts a set holds."""
        return self.one("size", held)


_FAR = 2.0**52
_MARCH, _DAYS_BEFORE = date(2000, 3, 1), 730_485.0  # from the first of March of a year 0


def is_none_where(cell: Cell, empty: Cell) -> bool:
    """Whether a cell has no value wherever another has none, whatever everything else is."""
    found: dict[Cell, bool] = {}
    waiting = [(cell, False)]
    while waiting:
        each, entered = waiting.pop()
        if each in found:
            continue
        if not entered:
            waiting.append((each, True))
            waiting += [(part, False) for part in each.parts]
        else:
            found[each] = each is empty or _is_none(each, found)
    return found[cell]


def _is_none(cell: Cell, found: dict[Cell, bool]) -> bool:
    parts = [found[each] for each in cell.parts]
    match cell.sign:
        case "literal":
            return cell.data is None
        case "case":
            branches = [v for c, v in zip(parts[:-1:2], parts[1:-1:2], strict=True) if not c]
            return all((*branches, parts[-1]))
        case "and" | "or" | "first":
            return all(parts)
        case "null" | "some" | "number" | "adding" | "column" | "inner":
            return False
        case _:
            return any(parts)


def total(terms: Sequence[Cell]) -> Cell:
    """Terms added up from left to right."""
    return reduce(add, terms)
