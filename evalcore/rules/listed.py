"""Listed: what conditions ask of the records of a list that no record of it can meet.

One record is asked as a request is: its cells count as fields. What some record meets, that one
meets together with what every record does. Of an empty list every record meets anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import attrs

from evalcore.interpret.joints import each_held
from evalcore.interpret.spans import undefinable
from evalcore.language.comparing import TOLERANCE
from evalcore.language.nodes import (
    Aggregate,
    And,
    Compare,
    Literal,
    Node,
    Not,
    Opaque,
    RecordField,
    children,
    walk,
)
from evalcore.language.ranges import MOST_RECORDS
from evalcore.language.types import Type, flag
from evalcore.request.fields import Field, Kind
from evalcore.written.numbers import LARGEST

MOST_TOLD = 12  # conditions on records of one list that are held against one another
MOST_TRIED = 200  # in one ruleset: what comes after these may be met
ALWAYS = Literal(value=True)
Types = Mapping[Node, Type]
Part = tuple[Node, bool]  # a condition, and what it came out as
Ever = Callable[[Node, Types, Mapping[Node, Field]], bool]


@attrs.frozen
class Told:
    """What some record of a list meets, or with `every` each of them."""

    records: str
    part: Part
    every: bool


@attrs.define
class Records:
    """Whether records can meet conditions; `ever` says that of one on fields, given as leaves."""

    ever: Ever
    tried: dict[tuple[Part, ...], bool] = attrs.field(factory=dict[tuple[Part, ...], bool])

    def settled(
        self, found: Mapping[Node, Sequence[Node]], types: Types, *, defined: bool
    ) -> Iterator[tuple[Node, float]]:
        """Of what is gathered below some conditions that which no list changes, and what it is.

        Without `defined` only what is never undefined.
        """
        doubtful = frozenset[Node]() if defined else undefinable(found)
        for node in found:
            if not isinstance(node, Aggregate) or node in doubtful:
                continue
            if isinstance(node.body, Literal) or types[node.body].kind is not Kind.FLAG:
                continue
            if node.function == "all_of":
                if not self.may([(node.body, False)], types):
                    yield node, 1.0
            elif not self.may([(node.body, True)], types):
                yield node, 0.0
            elif node.function == "share" and not self.may([(node.body, False)], types):
                yield node, 1.0

    def at_odds(
        self, conditions: Sequence[Node], doubtful: Collection[Node], types: Types
    ) -> Iterator[int]:
        """The places of those that never hold once those before them did not.

        Also the place after them all, which is reached where none holds. Those that are `doubtful`
        may be passed over though they hold in a way.
        """
        passed: list[Told] = []
        for place, condition in enumerate((*conditions, ALWAYS)):
            held = each_held(condition, holds=True)
            told = [each for node, true in held for each in _told(node, holds=true)]
            plain = [(node, true) for node, true in held if not any(map(_gathers, walk(node)))]
            if self.is_at_odds(told, passed, plain, types):
                yield place
            if condition not in doubtful:
                about = each_held(condition, holds=False)
                passed += [each for node, true in about for each in _told(node, holds=true)]

    def is_at_odds(
        self, told: Sequence[Told], passed: Sequence[Told], plain: Sequence[Part], types: Types
    ) -> bool:
        """Whether some record would have to meet what none does that meets the others."""
        for some in (*told, *passed):
            if some.every:
                continue
            own = [e.part for e in told if e.every and e.records == some.records]
            cells = set(_cells_of(some.part[0], *(node for node, _ in own)))
            others = [
                e.part
                for e in reversed(passed)
                if e.every
                and e.records == some.records
                and not cells.isdisjoint(_cells_of(e.part[0]))
            ]
            parts = dict.fromkeys([*plain, some.part, *own, *others[:MOST_TOLD]])
            if len(parts) > 1 and not self.may(parts, types):
                return True
        return False

    def may(self, parts: Iterable[Part], types: Types) -> bool:
        """Whether one record can meet all of these; true where that is not found out."""
        key = tuple(parts)
        if key not in self.tried:
            if len(self.tried) >= MOST_TRIED:
                return True
            conditions = [each if true else Not(each) for each, true in key]
            whole = And(tuple(conditions)) if len(conditions) > 1 else conditions[0]
            made = dict.fromkeys((*conditions, whole), flag(nullable=True))
            known = {**made, **types}
            self.tried[key] = self.ever(whole, known, dict(_cells(whole, known)))
        return self.tried[key]


def _cells(condition: Node, types: Types) -> Iterator[tuple[Node, Field]]:
    """A field for each cell of the record, and for what is gathered elsewhere."""
    waiting, seen, gathered = [condition], set[Node](), 0
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        match node:
            case RecordField(name=name, records=records):
                yield node, field_like(types[node], f"{records}.{name} of one")
            case Aggregate():
                yield node, field_like(types[node], f"gathered_{gathered}")
                gathered += 1
            case _:
                waiting += children(node)


def _cells_of(*conditions: Node) -> Iterator[str]:
    return (node.name for node in walk(*conditions) if isinstance(node, RecordField))


def field_like(kind: Type, name: str) -> Field:
    """A field that may say whatever a node of this type comes to."""
    assert kind.kind is not None  # noqa: S101 - it was looked at only where nothing is wrong
    if kind.is_number:
        low, high = max(kind.low, -LARGEST), min(kind.high, LARGEST)
        return Field(name, Kind.NUMBER, None, low, high, kind.whole)
    return Field(name, kind.kind, choices=kind.choices)


def _gathers(node: Node) -> bool:
    return isinstance(node, Aggregate | Opaque)


def _told(node: Node, *, holds: bool) -> Iterator[Told]:
    """What it tells of records that a condition came out so."""
    match node:
        case Aggregate(function="any_of", records=records, body=body):
            yield Told(records.name, (body, holds), not holds)
        case Aggregate(function="all_of", records=records, body=body):
            yield Told(records.name, (body, holds), holds)
        case Compare(
            left=Aggregate(function="count" | "share" as function, records=records, body=body),
            right=Literal(value=float(value)),
        ):
            low, high = _ends(node.operator, value, holds=holds)
            one = 1.0 if function == "count" else 1 / MOST_RECORDS
            if low > 0:
                yield Told(records.name, (body, True), every=False)
            if high < one:
                yield Told(records.name, (body, False), every=True)
            if function == "share":
                yield Told(records.name, (ALWAYS, True), every=False)  # it has some
                if low > 1 - one:
                    yield Told(records.name, (body, True), every=True)
        case _:
            pass


def _ends(operator: str, value: float, *, holds: bool) -> tuple[float, float]:
    """Between which numbers lies what came out so when it was held against this one."""
    match operator:
        case "==":
            return (value - TOLERANCE, value + TOLERANCE) if holds else (-math.inf, math.inf)
        case "<" | "<=":
            end = value - TOLERANCE if operator == "<" else value + TOLERANCE
            return (-math.inf, end) if holds else (end, math.inf)
        case _:
            return -math.inf, math.inf
