"""Aggregations: from the scores of requests that are judged together to a total for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from evalcore.extend.opaque import failure
from evalcore.extend.policies import settings_of
from evalcore.extend.settings import Setting
from evalcore.written.errors import show

Rows = Sequence[Sequence[float]]
Ends = tuple[float, float]


@attrs.frozen
class Aggregation:
    """How the scores of requests judged together lead to a total for each.

    `totals(scores, weights, **settings)` is given a row of scores (0 to 1) for each request, and a
    weight above 0 for each column; it returns a total from `low` to `high` for each row, to the
    same bits in whatever order the rows come. `bounds(lows, highs, weights, **settings)` returns
    `(low, high)` for each row: where each score of every row is anywhere from its low to its high,
    so is the total. Without it, a total may be anything while any score is open. Keyword-only
    parameters of `totals` are settings. `version` counts in the digest: raise it whenever totals
    can change.
    """

    name: str
    totals: Callable[..., Sequence[float]] = attrs.field(eq=False)
    bounds: Callable[..., Sequence[Ends]] | None = attrs.field(default=None, eq=False)
    version: str = attrs.field(kw_only=True)
    low: float = attrs.field(default=0.0, kw_only=True)
    high: float = attrs.field(default=1.0, kw_only=True)

    @property
    def settings(self) -> tuple[Setting, ...]:
        """What it takes beside scores and weights. Raises `PolicyError`."""
        return settings_of(self.totals, self.name)


@attrs.frozen(eq=False)
class Aggregating:
    """An aggregation with its settings, ready for a slate."""

    aggregation: Aggregation
    settings: Mapping[str, Any]

    def ends(self, lows: Rows, highs: Rows, weights: Sequence[float]) -> tuple[list[Ends], str]:
        """Between which ends the total of each row lies, and what went wrong."""
        given, anything = self.aggregation, [(self.aggregation.low, self.aggregation.high)]
        try:
            if lows == highs:
                totals = given.totals(lows, weights, **self.settings)
                found = [(float(each), float(each)) for each in totals]
            elif given.bounds is None:
                return anything * len(lows), ""
            else:
                bounds = given.bounds(lows, highs, weights, **self.settings)
                found = [(float(low), float(high)) for low, high in bounds]
        except (Exception, SystemExit) as error:  # noqa: BLE001 - it is anybody's code
            return anything * len(lows), failure(error)
        if len(found) != len(lows):
            return anything * len(lows), f"it returned {len(found)} totals for {len(lows)} requests"
        for low, high in found:
            if not given.low <= low <= high <= given.high:
                said = f"it returned {show((low, high))}, outside {given.low:g} to {given.high:g}"
                return anything * len(lows), said
        return found, ""
