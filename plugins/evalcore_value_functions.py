"""Value functions: from a number to a score from 0 to 1, where a straight line does not fit.

The shapes that decision analysts use most beside the straight line (Belton and Stewart, Multiple
Criteria Decision Analysis, 2002, section 5.2). Like `linear`, each has a worst and a best end,
either of which may be the larger number; unlike it, none goes beyond 0 and 1.
"""

from __future__ import annotations

from evalcore import Function, clamp, function, hookimpl, linear


@function
def diminishing(x: float, worst: float, best: float) -> float:
    """A score that rises ever more slowly: the first half of the way brings three quarters."""
    left = 1 - clamp(linear(x, worst, best))
    return 1 - left * left


@function
def demanding(x: float, worst: float, best: float) -> float:
    """A score that rises ever faster: the first half of the way brings one quarter."""
    way = clamp(linear(x, worst, best))
    return way * way


@function
def s_curve(x: float, worst: float, best: float) -> float:
    """A score that rises fastest in the middle: little is gained near either end."""
    way = clamp(linear(x, worst, best))
    return clamp(way * way * (3 - 2 * way))


@hookimpl
def evalcore_functions() -> list[Function]:
    """The three shapes."""
    return [diminishing, demanding, s_curve]
