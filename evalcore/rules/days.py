"""Days: what of a graph depends on the date of the evaluation, and what is left on one day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property, reduce
from operator import add
from typing import TYPE_CHECKING, Any

import attrs

from evalcore.interpret.bounding import INDEXED
from evalcore.interpret.bounds import Bounded, bound_plan
from evalcore.interpret.cuts import Cut, cuts
from evalcore.language.nodes import AsOf, Compare, If
from evalcore.request.situation import Situation

if TYPE_CHECKING:
    from evalcore.rules.graph import Graph

MOST = 8  # days for which what is left is kept at hand


@attrs.frozen(eq=False)
class OnDay:
    """Which clauses may decide on a day, and where each field is compared with a constant.

    `pieces` keeps in what parts the whole range of a field was cut.
    """

    deciding: Bounded
    cuts: Mapping[str, tuple[Cut, ...]]
    pieces: dict[str, list[Any]] = attrs.field(factory=dict[str, list[Any]])


class Days:
    """The dates of a graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.kept: dict[date, OnDay] = {}

    @cached_property
    def begins(self) -> tuple[date, str] | None:
        """The day before which something in the ruleset has no value, and what that is."""
        return self.graph.ruleset.begins

    @cached_property
    def has_dates(self) -> bool:
        """Whether a parameter, a weight or a setting changes with the date."""
        return self.graph.ruleset.has_dates

    @property
    def are_counted(self) -> bool:
        """Whether something is worked out from the date, beside values with dates."""
        chosen = {each.condition for each in self.graph.nodes if isinstance(each, If)}
        days = {each.left for each in chosen if isinstance(each, Compare) and each.at is None}
        return any(isinstance(each, AsOf) and each not in days for each in self.graph.nodes)

    def weights(self, day: date | None) -> list[tuple[float | None, float | None]]:
        """The weight of each criterion on a day, and its share of the whole."""
        criteria = self.graph.ruleset.criteria
        if not any(each.steps for each in criteria):
            return [(each.weight, each.share) for each in self.graph.criteria]
        weights = [each.weight_at(day) for each in criteria]
        whole = reduce(add, (float(each or 0) for each in weights))
        return [
            (weight, None if node.share is None or not whole else float(weight or 0) / whole)
            for node, weight in zip(self.graph.criteria, weights, strict=True)
        ]

    @cached_property
    def always(self) -> OnDay:
        """What may decide whatever the day."""
        return OnDay(self.graph.deciding, self.graph.cuts)

    def on(self, day: date | None) -> OnDay:
        """What may decide on a day, where values have dates.

        Bounds see through a value, not through a choice of two; so nothing is left of the choice.
        """
        if day is None or not self.has_dates:
            return self.always
        if day not in self.kept:
            names = [*self.graph.fields, *(each.key for each in self.graph.opaques)]
            nothing = Situation(dict.fromkeys(names)).ask(names).on(day)
            left = self.graph.rest(nothing, INDEXED)
            while len(self.kept) >= MOST:
                del self.kept[next(iter(self.kept))]
            self.kept[day] = OnDay(bound_plan(left), cuts(left.parts, left.types))
        return self.kept[day]
