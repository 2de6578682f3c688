"""Levers: what can be changed about an initiative, by how much, and what that counts.

**The metric.** A number moves by its distance as a share of a width: its declared range, but at
most four times what it is now (at least four), so that a range that is never used does not make
every move look small. A date moves by years. Another choice, and a flag turned, count `SWITCHED`;
a member of a set put in or taken out `MEMBER`; what was not said at all `SAID`, and up to twice
that the further the value is from its least; a cell of a record filled in `FILLED`, a record added
`ADDED` more. The size of a change is the sum of its moves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import Any, cast

import attrs

from evalcore.request.fields import Field
from evalcore.request.kinds.row import Line
from evalcore.request.situation import Key, Ranges, owner, spell
from evalcore.request.values import FieldValue

SWITCHED = 0.5
MEMBER = 0.25
SAID = 0.25
FILLED = 0.05
ADDED = 0.25
STEPS = 8  # of a range, in which the first of two numbers is moved
FARTHEST = 10  # times four, where a range is open: beyond, nobody looks for a value
MOST_MEMBERS = 40  # of a set that are tried two by two
ANY_TEXT = "any text"
OTHER_TEXT = "any other text"  # where formulas look for certain ones
OTHERS = ("any other", "yet another")  # members of an open set whose number counts


@attrs.frozen
class Option:
    """One value that a lever can take: as formulas see it, and as an initiative holds it.

    `stepped` marks the round number that the first of two numbers was moved to.
    """

    distance: float
    value: Any
    said: FieldValue
    stepped: bool = False


@attrs.frozen(eq=False, slots=False)
class Lever:
    """One field, or one cell of a record, that can be changed.

    A number or a date has an `anchor` from which it moves, between `low` and `high` (a date as a
    number of days); everything else has `options`, nearest first. `said` is what the initiative
    holds in the whole field now; `free` says of records that what is filled in does not matter,
    `partial` that there are other values than the options.
    """

    key: Key
    field: Field
    said: FieldValue
    anchor: float = 0.0
    low: float = 0.0
    high: float = 0.0
    width: float = 1.0
    options: tuple[Option, ...] = ()
    free: bool = False
    partial: bool = False

    @cached_property
    def name(self) -> str:
        """The name of the whole field."""
        return owner(self.key)

    @cached_property
    def before(self) -> FieldValue:
        """What the field, or the cell, says now."""
        if isinstance(self.key, str):
            return self.said
        records = cast("tuple[Mapping[str, FieldValue], ...]", self.said)
        return records[self.key[1]][self.key[2]]

    @cached_property
    def moves(self) -> bool:
        """Whether it is a number or a date."""
        return not self.options

    @cached_property
    def line(self) -> Line:
        """The line that it moves on."""
        return cast("Line", self.field.kind.row.line)

    @cached_property
    def whole(self) -> bool:
        """Whether only whole numbers will do."""
        return self.field.whole or self.line.whole

    def distance(self, number: float) -> float:
        """What a move to this number counts."""
        far = abs(number - self.anchor) / self.width
        return SAID * (1 + far / (1 + far)) if self.before is None else far

    def option(self, number: float, *, stepped: bool = False) -> Option:
        """The number as an option."""
        value = self.line.value(number)
        said = self.line.said(self.before, value)
        return Option(self.distance(number), value, self.within(said), stepped)

    def within(self, said: FieldValue) -> FieldValue:
        """The whole field with this said in it, or in its cell."""
        if isinstance(self.key, str):
            return said
        _, place, inner = self.key
        records = list(cast("tuple[Mapping[str, Any], ...]", self.said))
        records[place] = {**records[place], inner: said}
        return tuple(records)

    def number(self, option: Option) -> float:
        """The number that an option stands for."""
        return self.line.place(option.value)

    def grid(self, *, up: bool) -> Iterator[float]:
        """Some round numbers on one side of where it is, and the end of the range."""
        end = self.high if up else self.low
        room = abs(end - self.anchor)
        if not room:
            return
        step = _round_step(min(room, self.width) / STEPS, whole=self.whole)
        sign = 1 if up else -1
        first = math.floor(self.anchor / step) if up else math.ceil(self.anchor / step)
        near = [float(f"{(first + sign * n) * step:.12g}") for n in range(1, STEPS + 2)]
        far = [self.anchor + sign * self.width * 4.0**n for n in range(FARTHEST)]
        far = [float(f"{each:.2g}") for each in far] if self.line.ratio else far
        last = self.anchor
        for each in [*near, *far]:
            if sign * (each - last) > 0 and sign * (end - each) > 0:
                yield each
                last = each
        yield end


def _round_step(size: float, *, whole: bool) -> float:
    """1, 2 or 5 of some power of ten, at least this size; at least 1 where only whole ones do."""
    power = 10.0 ** math.floor(math.log10(size))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= size * (1 - 1e-9))
    return max(step, 1.0) if whole else step


@attrs.frozen
class Surroundings:
    """What a lever is built from beside its field.

    Texts that formulas look for, what fields may say, sets that are counted, and the date.
    """

    texts: Mapping[str, tuple[str, ...]]
    domains: Ranges
    counted: frozenset[str]
    as_of: date | None

    def worth_trying(self, name: str) -> tuple[str, ...]:
        """The texts for a field, or a field of records, and before them one that is not listed."""
        listed = self.texts.get(name, ())
        return Unlisted(f"{OTHER_TEXT if listed else ANY_TEXT} for {name}"), *listed


class Unlisted(str):
    """A text that no formula looks for in its field, and that no other field holds."""

    __slots__ = ()

    @property
    def words(self) -> str:
        """What a reader is told."""
        return self.partition(" for ")[0]


def lever(key: Key, whole: Field, said: FieldValue, around: Surroundings) -> Lever | None:
    """The lever for a field, or for the cell of a record; None for what cannot be moved."""
    field = whole if isinstance(key, str) else whole.record[key[2]]
    row = field.kind.row
    made = Lever(key, field, said)
    if row.line is not None:
        return _on_line(made, row.line, around.as_of)
    if row.several:
        return _of_set(made, around)
    before = made.before
    cost = SAID if before is None else SWITCHED
    values = row.options(field, around.worth_trying(spell(key)))
    options = [Option(cost, each, made.within(each)) for each in values if each != before]
    return attrs.evolve(made, options=tuple(options)) if options else None


def _on_line(made: Lever, line: Line, as_of: date | None) -> Lever | None:
    low, high = line.ends(made.field)
    if low >= high:
        return None
    before = made.before
    anchor = line.start(made.field, as_of) if before is None else line.place(before)
    width = min(high - low, line.width(anchor))
    beyond = width * 4.0**FARTHEST
    low, high = max(low, anchor - beyond), min(high, anchor + beyond)
    return attrs.evolve(made, anchor=anchor, low=low, high=high, width=width)


def _of_set(made: Lever, around: Surroundings) -> Lever:
    full = spell(made.key)
    before = cast("tuple[str, ...] | None", made.before)
    now = before or ()
    possible = around.domains[full][1] | frozenset(now)
    members = [each for each in (made.field.choices or sorted(possible)) if each in possible]
    if made.field.choices is None and full in around.counted:
        members += OTHERS
    partial = len(members) > 2 or full in around.counted
    members = members[:MOST_MEMBERS]
    options: list[Option] = []
    for many in range(0 if before is None else 1, 3):
        for some in combinations(members, many):
            kept = (*(each for each in now if each not in some), *(m for m in some if m not in now))
            cost = many * MEMBER + (SAID if before is None else 0.0)
            options.append(Option(cost, kept, made.within(kept)))
    return attrs.evolve(made, options=tuple(options), partial=partial)
