"""Conflicts: demands that contradict each other, as few as there can be of those found."""

from __future__ import annotations

from evalcore.portfolios.engine import Engine
from evalcore.portfolios.model import Demand, Problem


def conflict_of(engine: Engine, problem: Problem) -> tuple[Demand, ...]:
    """Demands that cannot all be met, and could be without any one of them.

    Each is left out in turn, and stays out where the others contradict each other without it
    (a deletion filter: Chinneck and Dravnieks, 1991). Capacities are tried first, so that what
    somebody asked for is what is left. None where it was not found out that nothing is allowed.
    """
    kept = sorted(problem.demands, key=_reluctance)
    for demand in tuple(kept):
        fewer = [each for each in kept if each != demand]
        if engine.is_possible(problem.only(fewer)) is False:
            kept = fewer
    order = {each: place for place, each in enumerate(problem.demands)}
    return tuple(sorted(kept, key=order.__getitem__))


def _reluctance(demand: Demand) -> tuple[int, str]:
    """What is given up first, where there is a choice of what to name."""
    order = {"share": 0, "relation": 1, "out": 2, "capacity": 3, "in": 4}
    return order[demand.kind], demand.name
