"""Types: what is known of a node's value before any initiative is read."""

from __future__ import annotations

import math

import attrs

from evalcore.request.fields import Field, Kind
from evalcore.request.units import BARE, Unit, parse_unit


@attrs.frozen
class Type:
    """The kind of value a node gives, and between which bounds.

    Flags have bounds too: 0..1 in general, 1..1 where always true, 0..0 where never. `unit` None
    fits any unit (bare literals). `nullable` says that the value may be unknown or undefined.
    `kind` None marks a node that was complained about: nothing more is said of it.
    """

    kind: Kind | None
    unit: Unit | None = None
    low: float = -math.inf
    high: float = math.inf
    whole: bool = False
    nullable: bool = False
    choices: tuple[str, ...] | None = None

    @property
    def is_number(self) -> bool:
        """Whether it has bounds and a unit."""
        return self.kind is Kind.NUMBER

    @property
    def described(self) -> str:
        """The type in words, for messages: `a number in kEUR`."""
        if self.kind is None:
            return "something that cannot be read"
        if self.is_number and self.unit is not None and self.unit != BARE:
            return f"a number in {self.unit}"
        several = {Kind.SET: "a set of texts", Kind.RECORDS: "records"}
        return several.get(self.kind, f"a {self.kind}")

    def in_unit(self, unit: Unit | None) -> Type:
        """The same number in a unit. Spelt out: `attrs.evolve` would be a tenth of loading."""
        return Type(self.kind, unit, self.low, self.high, self.whole, self.nullable, self.choices)

    def or_null(self, nullable: bool) -> Type:  # noqa: FBT001 - reads as a sentence
        """The same, with or without the chance of being unknown."""
        return Type(self.kind, self.unit, self.low, self.high, self.whole, nullable, self.choices)


BROKEN = Type(None)


def flag(low: float = 0, high: float = 1, *, nullable: bool = False) -> Type:
    """The type of a condition that is true at least where `low` is 1, at most where `high` is."""
    return Type(Kind.FLAG, low=low, high=high, nullable=nullable)


def number(
    low: float,
    high: float,
    *,
    unit: Unit | None = BARE,
    whole: bool = False,
    nullable: bool = False,
) -> Type:
    """The type of a number within bounds."""
    return Type(Kind.NUMBER, unit, low, high, whole, nullable)


def of_field(field: Field) -> Type:
    """The type of what a field says. An estimate counts as its likely value."""
    if field.kind.is_number:
        unit = parse_unit(field.unit)
        low, high = field.low, field.high
        if field.whole:
            low, high = float(math.ceil(low)), float(math.floor(high))
        return number(low, high, unit=unit, whole=field.whole, nullable=True)
    if field.kind is Kind.FLAG:
        return flag(nullable=True)
    return Type(field.kind, nullable=True, choices=field.choices)
