"""Priors: plausible answers to what has not been asked yet.

A field's prior is its declared range, and where that is wide or open, the numbers that formulas
hold against it: what an answer can turn on lies around them. Every draw follows from its seed.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import attrs

from evalcore.language import nodes
from evalcore.language.operations import OPERATIONS
from evalcore.language.types import Type
from evalcore.request.fields import Kind
from evalcore.rules.graph import Graph, reads

NARROW = 20.0  # a range that is drawn from evenly
WHOLE = 0.7  # how often people say a whole number there
AROUND = (-1.0, 1.5)  # a mark, in parts of it
FEW = 10.0  # things that are counted, where no formula names a number
USUAL = (1.0, 1000.0)  # amounts, where none does
NOT_KNOWN = 0.3  # how often nobody knows what a formula asks to be known
SECRET = 0.3  # how often somebody keeps what a formula asks to be withheld
NO_RECORDS = 0.2
MOST_RECORDS = 3
COMPLETE = 0.5  # lists whose records say everything
FILLED = 0.7  # cells of the other lists
DAYS = 60  # around a day that counts
YEAR = 365.25
NO_DATE = date(2000, 1, 1)  # around it, where nothing says a day
OTHER = "something else"
MOST_OTHERS = 50.0  # texts in an open set
NOT_SAID = object()  # the answer "I don't know"
KEPT = object()  # the answer "I can't say"


@attrs.frozen
class Prior:
    """From what the answers to one field, or to one field of records, are drawn.

    `marks`, `days` and `texts` are what formulas hold against it; of a date, `marks` count days
    or years. `asked` says that a formula asks whether it is known, `hidden` whether withheld.
    """

    type: Type
    marks: tuple[float, ...] = ()
    days: tuple[date, ...] = ()
    texts: tuple[str, ...] = ()
    asked: bool = False
    hidden: bool = False
    cells: Mapping[str, Prior] = attrs.field(factory=dict[str, "Prior"])

    def answer(self, rng: random.Random, as_of: date | None, *, far: bool = False) -> Any:
        """A value as formulas see it, `NOT_SAID` or `KEPT`.

        These two only where formulas ask about it: elsewhere they settle nothing. A `far` one is
        as often as not at an end of its range.
        """
        if self.hidden and rng.random() < SECRET:
            return KEPT
        if self.asked and rng.random() < NOT_KNOWN:
            return NOT_SAID
        ends = self.ends if far and rng.random() < 0.5 else ()
        return rng.choice(ends) if ends else self.value(rng, as_of)

    @property
    def ends(self) -> tuple[Any, ...]:
        """The ends of its range, where it has one."""
        match self.type.kind:
            case Kind.NUMBER if self.type.whole:
                return float(math.ceil(self.type.low)), float(math.floor(self.type.high))
            case Kind.NUMBER:
                return self.type.low, self.type.high
            case Kind.DATE:
                return date.min, date.max
            case _:
                return ()

    def value(self, rng: random.Random, as_of: date | None) -> Any:
        """A value as formulas see it."""
        match self.type.kind:
            case Kind.NUMBER:
                return self.number(rng)
            case Kind.FLAG:
                return rng.random() < 0.5
            case Kind.DATE:
                return self.day(rng, as_of or NO_DATE)
            case Kind.SET:
                members = self.texts if self.type.choices is None else self.type.choices
                named = tuple(each for each in members if rng.random() < 0.5)
                return named if self.type.choices is not None else (*named, *self.others(rng))
            case Kind.RECORDS:
                return self.records(rng, as_of)
            case _:
                return rng.choice(self.type.choices or (*self.texts, OTHER))

    def number(self, rng: random.Random) -> float:
        """A number within the range, whole where it has to be."""
        low, high = self.type.low, self.type.high
        if high - low <= NARROW:
            whole = high - low >= 2 and rng.random() < WHOLE
            found = rng.uniform(low, high)
            found = float(round(found)) if whole else found
        elif self.marks:
            mark = rng.choice(self.marks)
            found = mark + (abs(mark) or 1.0) * rng.uniform(*AROUND)
        elif self.type.whole:
            found = max(low, 0.0) + rng.uniform(0.0, FEW)
        else:
            found = math.exp(rng.uniform(*map(math.log, USUAL)))
        found = min(max(found, low), high)
        if not self.type.whole:
            return found
        return float(min(max(round(found), math.ceil(low)), math.floor(high)))

    def others(self, rng: random.Random) -> tuple[str, ...]:
        """Texts that no formula names, so many that a count can go beyond what it is held to."""
        most = min(max((1.0, *self.marks)), MOST_OTHERS) + 1
        return tuple(f"{OTHER} {n}" for n in range(1, rng.randint(0, int(most)) + 1))

    def day(self, rng: random.Random, as_of: date) -> date:
        """A day around one that a formula names, or as far from it as a formula counts."""
        start = rng.choice(self.days or (as_of,)).toordinal()
        away = rng.choice((0.0, *self.marks)) * rng.choice((1.0, YEAR))
        found = start + rng.choice((-1, 1)) * away + rng.randint(-DAYS, DAYS)
        return date.fromordinal(int(min(max(found, 1), date.max.toordinal())))

    def records(self, rng: random.Random, as_of: date | None) -> tuple[dict[str, Any], ...]:
        """None at all, some that say everything, or some with gaps."""
        if rng.random() < NO_RECORDS:
            return ()
        share = 1.0 if rng.random() < COMPLETE else FILLED
        return tuple(
            {
                "": frozenset[str](),
                **{
                    name: cell.value(rng, as_of) if rng.random() < share else None
                    for name, cell in self.cells.items()
                },
            }
            for _ in range(rng.randint(1, MOST_RECORDS))
        )


def priors(graph: Graph) -> dict[str, Prior]:
    """The prior of every field that is read, and of those in records: `outcomes.owner`."""
    found = _Found()
    for node in graph.nodes:
        found.look(node)
    flat = {
        name: Prior(
            kind,
            tuple(found.marks.get(name, ())),
            tuple(found.days.get(name, ())),
            tuple(found.texts.get(name, ())),
            name in found.asked,
            name in found.hidden,
        )
        for name, kind in graph.kinds.items()
    }
    for name, inner in graph.cells.items():
        cells = {each: flat[f"{name}.{each}"] for each in inner}
        flat[name] = attrs.evolve(flat[name], cells=cells)
    return flat


@attrs.frozen
class _Found:
    """What formulas hold against each field."""

    marks: dict[str, dict[float, None]] = attrs.field(factory=dict[str, "dict[float, None]"])
    days: dict[str, dict[date, None]] = attrs.field(factory=dict[str, "dict[date, None]"])
    texts: dict[str, dict[str, None]] = attrs.field(factory=dict[str, "dict[str, None]"])
    asked: set[str] = attrs.field(factory=set[str])
    hidden: set[str] = attrs.field(factory=set[str])

    def look(self, node: nodes.Node) -> None:
        match node:
            case nodes.Known(operands=operands):
                self.asked.update(name for each in operands if (name := reads(each)))
            case nodes.IsWithheld(operands=operands):
                self.hidden.update(name for each in operands if (name := reads(each)))
            case nodes.Apply(
                "linear", (nodes.FieldRef() | nodes.RecordField() as operand, worst, best)
            ):
                ends = [e.value for e in nodes.walk(worst, best) if isinstance(e, nodes.Literal)]
                self.note(operand, ends)
            case nodes.Apply(
                "piecewise", (nodes.FieldRef() | nodes.RecordField() as operand,), (points,)
            ):
                self.note(operand, [at for at, _ in points])
            case nodes.Apply(operation, (item, *_), data):
                self.note(item, OPERATIONS[operation].texts(*data))
            case nodes.Compare():
                self.note(node, [e.value for e in nodes.walk(node) if isinstance(e, nodes.Literal)])
            case _:
                pass

    def note(self, node: nodes.Node, values: Iterable[object]) -> None:
        """Notes values where only one field is below the node: of more, none says whose."""
        names = {name for each in nodes.walk(node) if (name := reads(each))}
        for name in names if len(names) == 1 else ():
            for value in values:
                if isinstance(value, str):
                    self.texts.setdefault(name, {})[value] = None
                elif isinstance(value, date):
                    self.days.setdefault(name, {})[value] = None
                elif isinstance(value, float):
                    self.marks.setdefault(name, {})[value] = None
