"""The weighted mean of the criteria: whether there is one, what is wrong with it, and its node."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import add

from evalcore.language.nodes import Apply, Literal, Named, Node
from evalcore.language.types import BROKEN
from evalcore.rules.context import Context
from evalcore.rules.dated import stepwise
from evalcore.rules.ruleset import Criterion
from evalcore.written.errors import Path

MEAN = "weighted_mean"


def is_weighted(context: Context, total_uses: Collection[str] | None) -> bool:
    """Whether there is a weighted mean; complains about weights that count for nothing.

    `total_uses` are the names in the formula of the total; None where it has none to be read.
    """
    criteria = context.ruleset.criteria
    if isinstance(context.ruleset.total, str) and (total_uses is None or MEAN not in total_uses):
        for each in criteria:
            if each.weight is not None and total_uses is not None:
                problem = "the formula of the total does not use weighted_mean"
                expected = "no weight, or weighted_mean in the formula"
                at = ("criteria", each.id, "weight")
                context.complain(at, problem, expected, code="EV230")
        return False
    for each in criteria:
        path: Path = ("criteria", each.id)
        if each.weight is None and (*path, "weight") not in context.faulty:
            problem = f"the criterion {each.id} has no weight"
            context.complain(path, problem, "weight = 1, or more or less", code="EV230")
    given = all(each.weight is not None for each in criteria)
    for day in _days(criteria) if criteria and given else ():
        if not any(each.weight_at(day) for each in criteria):
            problem = f"all weights are 0{f' from {day} on' if day != date.max else ''}"
            context.complain(("criteria",), problem, "one above 0", code="EV230")
            break
    return bool(criteria)


def _weight(criterion: Criterion) -> Node:
    if not criterion.steps:
        return Literal(float(max(0, criterion.weight or 0)))
    return stepwise(tuple((day, Literal(float(weight))) for day, weight in criterion.steps))


def _days(criteria: Sequence[Criterion]) -> list[date]:
    """A day in each stretch in which the weights stay as they are."""
    days = {day or date.min for each in criteria for day, _ in each.steps}
    return sorted(days) or [date.max]


def weighted_mean(context: Context) -> Mapping[str, float]:
    """Defines `weighted_mean`: an operation on scores and weights, in the file's order.

    Returns the share of the whole weight that each criterion has.
    """
    weights = {each.id: float(max(0, each.weight or 0)) for each in context.ruleset.criteria}
    whole = reduce(add, weights.values())
    if whole == 0 or any(context.types[context.names[name]] is BROKEN for name in weights):
        context.names[MEAN] = context.broken()
        return {}
    scores = (context.names[name] for name in weights)
    own = [Named(each.id, _weight(each), "weight") for each in context.ruleset.criteria]
    context.names[MEAN] = Apply("weighted_mean", (*scores, *own))
    context.check(context.names[MEAN], ("criteria",))
    return {name: weight / whole for name, weight in weights.items()}
