"""What a page measures requests by: total, scores, hours, money; and how far each may be off."""

from __future__ import annotations

import math
from collections.abc import Iterable

import attrs

from evalcore.judge.evaluation import Judged
from evalcore.request.fields import Field
from evalcore.request.situation import as_seen
from evalcore.rules.graph import Graph
from evalcore.say.figures import LARGE
from evalcore.say.labels import label_of

HOURS = ("h/month", "h/week", "h")
MONEY_TAG = "cost"


@attrs.frozen
class Axis:
    """A number that requests have: `total`, `score.ID`, `measure.ID` or `field.ID`."""

    key: str
    label: str
    unit: str = ""

    @property
    def title(self) -> str:
        """What stands at the axis."""
        label = f"{self.label[:1].upper()}{self.label[1:]}"
        return f"{label} ({self.unit})" if self.unit else label


@attrs.frozen
class Span:
    """A number, and between which ends it may lie."""

    value: float
    low: float
    high: float


def axes(graph: Graph) -> list[Axis]:
    """Everything a request can be placed by, the total first."""
    found = [] if graph.total is None else [Axis("total", "total")]
    labels = graph.glossary.labels
    found += [Axis(f"score.{each.id}", labels[each.id]) for each in graph.criteria]
    found += [
        Axis(f"measure.{name}", name.replace("_", " "))
        for name, node in graph.measures.items()
        if graph.types[node].is_number
    ]
    fields = [each for each in graph.declared.values() if each.kind.is_number]
    return found + [Axis(f"field.{each.name}", label_of(each), each.unit or "") for each in fields]


def hours_field(fields: Iterable[Field]) -> Field | None:
    """The field that says how much of somebody's time a request takes."""
    several = [each for each in fields if each.kind.is_number and each.unit in HOURS]
    return min(several, key=lambda each: HOURS.index(each.unit or ""), default=None)


def money_field(fields: Iterable[Field]) -> Field | None:
    """The field that says what a request costs."""
    return next((e for e in fields if e.kind.is_number and MONEY_TAG in e.tags), None)


def number_in(evaluation: Judged, field: Field | None) -> float | None:
    """What a request says in a field of numbers; of an estimate the likely value."""
    said = None if field is None else evaluation.initiative.values.get(field.name)
    value = as_seen(said)
    return float(value) if isinstance(value, int | float) else None


def span_of(evaluation: Judged, axis: Axis) -> Span | None:
    """Where a request lies on an axis; None where nobody can tell."""
    role, _, name = axis.key.partition(".")
    graph = evaluation.graph
    if role == "field":
        said = evaluation.initiative.values.get(name)
        value = as_seen(said)
        if not isinstance(value, int | float):
            return None
        return Span(
            float(value), getattr(said, "low", float(value)), getattr(said, "high", float(value))
        )
    nodes = {f"score.{each.id}": each.score for each in graph.criteria}
    nodes |= {f"measure.{key}": node for key, node in graph.measures.items()}
    node = graph.total if role == "total" else nodes[axis.key]
    if node is None:
        return None
    value = evaluation.values[graph.places[node]]
    situation = evaluation.space.situation.over_estimates()
    spans = graph.spanning(situation)
    low, high, _ = (value, value, False) if spans is None else spans[graph.places[node]]
    if low is None or not (math.isfinite(low) and math.isfinite(high)) or high - low > LARGE:
        return None
    middle = (low + high) / 2 if value is None else value
    return Span(middle, min(low, middle), max(high, middle))


def nice(most: float) -> float:
    """A round number, at least as large, whose quarter is round too."""
    if most <= 0:
        return 1.0
    step = 10.0 ** math.floor(math.log10(most))
    return next(step * each for each in (1, 2, 4, 8, 10, 20) if step * each >= most * (1 - 1e-9))
