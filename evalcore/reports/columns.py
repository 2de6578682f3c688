"""Columns: what is shown of each initiative beside its verdict: fields and measures, by name.

In tables for people, and cell by cell for programs and spreadsheets.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

import attrs

from evalcore.judge.evaluation import judged
from evalcore.judge.listing import Listing
from evalcore.judge.record import Evaluation
from evalcore.request.fields import Field, Kind
from evalcore.request.spelling import percent, plain_value, rounded, spell_number
from evalcore.request.values import Estimate, FieldValue, Withheld

NOTHING = "-"


@attrs.frozen
class Column:
    """One column. `field` is None for a measure, whose values are worked out."""

    name: str
    field: Field | None = None
    is_number: bool = True

    @property
    def unit(self) -> str:
        """The unit of all its numbers; empty where they have none."""
        return "" if self.field is None else self.field.unit or ""

    def value(self, evaluation: Evaluation) -> FieldValue:
        """What an initiative says there; None where nobody knows."""
        if self.field is None:
            found: FieldValue = evaluation.measures[self.name]
            return found
        return judged(evaluation).initiative.values.get(self.name)

    def words(self, evaluation: Evaluation) -> str:
        """The same for a reader, without the unit."""
        return self.spell(self.value(evaluation))

    def spell(self, value: FieldValue) -> str:
        """One of its values for a reader, without the unit."""
        match value:
            case None:
                return NOTHING
            case Withheld():
                return "withheld"
            case Estimate(low=low, likely=likely, high=high) if low != high:
                ends = f"({self._number(low)} to {self._number(high)})"
                return f"{self._number(likely)} {ends}"
            case Estimate(likely=likely):
                return self._number(likely)
            case bool():
                return plain_value(value)
            case float() | int():
                return self._number(value)
            case _ if self.field is None:
                return plain_value(value)
            case _:
                return self.field.kind.row.words(self.field, value)

    def _number(self, value: float) -> str:
        if self.field is None:
            return rounded(value)
        return percent(value) if self.field.shown_as == "percent" else spell_number(value)


def columns_of(listing: Listing) -> list[Column]:
    """The columns that the view of a listing asks for."""
    graph = listing.graph
    found: list[Column] = []
    for name in listing.view.show:
        field = graph.declared.get(name)
        if field is not None:
            found.append(Column(name, field, field.kind is Kind.NUMBER))
        else:
            found.append(Column(name, None, graph.types[graph.measures[name]].is_number))
    return found


def cells(column: Column, evaluation: Evaluation) -> list[str]:
    """A value as plain CSV has it, as many cells as there are names: see `names`."""
    return [cell(each) for each in values(column, evaluation)]


def values(column: Column, evaluation: Evaluation) -> list[FieldValue]:
    """The same before it is written: of an estimate its three numbers."""
    value = column.value(evaluation)
    if column.field is not None and column.field.kind is Kind.ESTIMATE:
        if isinstance(value, Estimate):
            return [value.low, value.likely, value.high]
        return [value] * len(column.field.kind.row.parts_of)
    return [value]


def names(column: Column, taken: Sequence[str]) -> list[str]:
    """The names of its columns in CSV; of an estimate three. `taken` has those of others."""
    name = f"field.{column.name}" if column.name in taken else column.name
    if column.field is not None and column.field.kind.row.parts_of:
        return [f"{name}.{part}" for part in column.field.kind.row.parts_of]
    return [name]


def cell(value: FieldValue) -> str:
    """In the notation that tables are read in."""
    match value:
        case None:
            return ""
        case Withheld(reason=reason):
            return f"withheld: {reason}" if reason else "withheld"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case date():
            return value.isoformat()
        case ():
            return "none"
        case tuple():
            several = cast("tuple[object, ...]", value)
            return (
                "; ".join(map(str, several)) if isinstance(several[0], str) else str(len(several))
            )
        case _:
            return str(value)
