"""Across: a total that an aggregation works out for all requests together, as a node."""

from __future__ import annotations

from collections.abc import Mapping

from evalcore.extend.aggregations import Aggregating
from evalcore.extend.opaque import keyed
from evalcore.extend.settings import read_settings
from evalcore.language.nodes import Across
from evalcore.language.types import BROKEN
from evalcore.rules.context import Context
from evalcore.rules.mean import MEAN
from evalcore.rules.ruleset import Total
from evalcore.written.errors import Complaint, InputError


def across(context: Context, total: Total) -> Mapping[str, float]:
    """Puts the aggregation in the place of the weighted mean, in which nobody has a share then."""
    context.names[MEAN] = context.broken()
    if not total.aggregation:  # which was complained about
        return {}
    found: list[Complaint] = []
    try:
        aggregation = context.plugins.aggregation(total.aggregation)
        settings = read_settings(aggregation.settings, total.settings, found)
    except InputError as error:
        context.adopt(error.complaints, ("total", "aggregation"), "EV120")
        return {}
    context.adopt(found, ("total",), "EV122")
    scores = [
        context.names[each.id]
        for each in context.ruleset.criteria
        if any(w for _, w in each.steps) or each.weight
    ]
    if found or any(context.types[each] is BROKEN for each in scores):
        return {}
    plain, key = keyed(f"the total by {aggregation.name}", settings)
    context.names[MEAN] = Across(
        aggregation.name,
        (),
        key,
        aggregation.version,
        aggregation.low,
        aggregation.high,
        Aggregating(aggregation, plain),
        scores=tuple(scores),
        origin=str(context.plugins.origin("aggregation", aggregation.name) or ""),
    )
    context.check(context.names[MEAN], ("total",))
    return {}
