"""Greedy rules, as councils use them: down the ranking until something does not fit.

They stand beside the best selection with what they lose, so that a council sees what its habit
costs. They are never what evalcore chooses.
"""

from __future__ import annotations

from fractions import Fraction

import attrs

from evalcore.judge.evaluator import ranked
from evalcore.portfolios.demands import Demands
from evalcore.portfolios.engine import Best
from evalcore.portfolios.model import Demand, Problem, Selection

STOPPING, SKIPPING = "by rank, until one does not fit", "by rank, skipping what does not fit"


@attrs.frozen
class Greedy:
    """What a rule comes to; `loss` is None where the best is not known, or it breaks a demand."""

    rule: str
    chosen: tuple[str, ...]
    value: Fraction
    loss: Fraction | None
    breaks: tuple[Demand, ...] = ()


def greedy_rules(demands: Demands, best: Best) -> tuple[Greedy, ...]:
    """Both rules: stopping at the first that does not fit, and going on to the next."""
    order = [each.id for each in ranked(each.evaluation for each in demands.members)]
    return tuple(
        _taken(demands, best, order, rule, skipping=rule == SKIPPING)
        for rule in (STOPPING, SKIPPING)
    )


def _taken(demands: Demands, best: Best, order: list[str], rule: str, *, skipping: bool) -> Greedy:
    problem = demands.problem
    chosen = tuple(sorted(problem.place[key] for key in demands.always if key in problem.place))
    for key in order:
        place = problem.place[key]
        if place in chosen:
            continue
        more = tuple(sorted((*chosen, place)))
        if _breaks_more(problem, chosen, more):
            if skipping:
                continue
            break
        chosen = more
    broken = tuple(dict.fromkeys(row.demand for row in problem.broken(chosen)))
    value = problem.value(chosen)
    known = best.value is not None and not broken
    loss = best.value - value if known and best.value is not None else None
    return Greedy(rule, tuple(problem.ids[each] for each in chosen), value, loss, broken)


def _breaks_more(problem: Problem, before: Selection, after: Selection) -> bool:
    """Whether taking one more breaks an upper end that was kept, or takes it out of turn.

    What asks for at least so much may still be met by those that come later.
    """
    for row in problem.rows:
        if row.high is None or row.demand.kind == "share":
            continue
        total = row.total(after)
        if total > row.high and total > row.total(before):
            return True
    return False
