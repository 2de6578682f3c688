"""Priors: plausible answers to what has not been asked yet.

A field's prior is its declared range, and where that is wide or open, the numbers that formulas
hold against it: what an answer can turn on lies around them. Every draw follows from its seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

import attrs

from evalcore.interpret.domains import row_of
from evalcore.language import nodes
from evalcore.language.operations import OPERATIONS
from evalcore.language.types import Type
from evalcore.request.kinds.row import Hints
from evalcore.rules.graph import Graph

NOT_KNOWN = 0.3  # how often nobody knows what a formula asks to be known
SECRET = 0.3  # how often somebody keeps what a formula asks to be withheld
NOT_SAID = object()  # the answer "I don't know"
KEPT = object()  # the answer "I can't say"


@attrs.frozen
class Prior:
    """From what the answers to one field, or to one field of records, are drawn.

    `hints` are what formulas hold against it. `asked` says that a formula asks whether it is
    known, `hidden` whether withheld.
    """

    type: Type
    hints: Hints
    asked: bool = False
    hidden: bool = False

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
        line = row_of(self.type).line
        return () if line is None else tuple(map(line.value, line.ends(self.type)))

    def value(self, rng: random.Random, as_of: date | None) -> Any:
        """A value as formulas see it."""
        return row_of(self.type).domain.draw(self.type, self.hints, rng, as_of)


@lru_cache(maxsize=16)
def priors(graph: Graph) -> dict[str, Prior]:
    """The prior of every field that is read, and of those in records: `outcomes.owner`."""
    found = _Found()
    for node in graph.nodes:
        found.look(node)
    flat = {
        name: Prior(kind, found.hints(name), name in found.asked, name in found.hidden)
        for name, kind in graph.kinds.items()
    }
    for name, inner in graph.cells.items():
        cells = {each: flat[f"{name}.{each}"].value for each in inner}
        hints = attrs.evolve(flat[name].hints, cells=cells)
        flat[name] = attrs.evolve(flat[name], hints=hints)
    return flat


@attrs.frozen
class _Found:
    """What formulas hold against each field."""

    held: dict[str, dict[object, None]] = attrs.field(factory=dict[str, "dict[object, None]"])
    asked: set[str] = attrs.field(factory=set[str])
    hidden: set[str] = attrs.field(factory=set[str])

    def hints(self, name: str) -> Hints:
        held = self.held.get(name, ())
        marks = tuple(each for each in held if isinstance(each, float))
        days = tuple(each for each in held if isinstance(each, date))
        return Hints(marks, days, tuple(each for each in held if isinstance(each, str)))

    def look(self, node: nodes.Node) -> None:
        match node:
            case nodes.Known(operands=operands):
                self.asked.update(name for each in operands if (name := nodes.reads(each)))
            case nodes.IsWithheld(operands=operands):
                self.hidden.update(name for each in operands if (name := nodes.reads(each)))
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
        names = {name for each in nodes.walk(node) if (name := nodes.reads(each))}
        for name in names if len(names) == 1 else ():
            said = (each for each in values if not isinstance(each, bool))  # True equals 1.0
            self.held.setdefault(name, {}).update(dict.fromkeys(said))
