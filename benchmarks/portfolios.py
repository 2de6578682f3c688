"""Choosing together: how long the best selection, its reasons and a frontier take.

The generator makes fifty requests over eight periods and five roles, each with a start, a length,
and hours of some of the roles; of each role there is a part of what all would take.
"""

from __future__ import annotations

import argparse
import random
import sys
from fractions import Fraction
from statistics import median
from time import perf_counter

from measuring import warn_if_busy

from evalcore.portfolios.choice import selected
from evalcore.portfolios.engine import Best, Engine
from evalcore.portfolios.model import Demand, Problem, Row

LIMITS = {"optimum": 10.0, "reasons": 5.0, "many": 1.0, "frontier": 60.0}
STEPS, REASONS = 50, 12


def slate(seed: int, count: int = 50, roles: int = 5, periods: int = 8) -> Problem:
    """Requests that start and end within periods, and take hours of several roles."""
    rng = random.Random(seed)
    starts = [rng.randrange(periods) for _ in range(count)]
    ends = [start + rng.randint(1, 4) for start in starts]
    uses = [
        [Fraction(rng.randint(0, 20) * (rng.random() < 0.7), 2) for _ in range(roles)]
        for _ in range(count)
    ]
    values = tuple(Fraction(rng.randint(1, 10**6), 10**6) for _ in range(count))
    rows: list[Row] = []
    for role in range(roles):
        terms = [
            {n: uses[n][role] for n in range(count) if starts[n] <= p < ends[n] and uses[n][role]}
            for p in range(periods)
        ]
        most = max(sum(each.values(), Fraction(0)) for each in terms)
        amount = Fraction(int(most * Fraction(rng.randint(3, 6), 10)))
        demand = Demand("capacity", f"role{role}")
        rows += [Row(demand, each, high=amount, period=p) for p, each in enumerate(terms)]
    return Problem(tuple(f"R{n:03}" for n in range(count)), values, tuple(rows))


def optimum(problem: Problem) -> tuple[float, Best]:
    """The best selection with its ties, as a command looks for it."""
    start = perf_counter()
    best, _ = selected(Engine(), problem, 11)
    return perf_counter() - start, best


def reasons(problem: Problem, best: Best) -> float:
    """What twelve reasons take: each is the best selection with one that is left out."""
    start = perf_counter()
    out = [n for n in range(len(problem.ids)) if n not in (best.chosen or ())]
    for place in out[:REASONS]:
        Engine().best(problem.forced(place, chosen=True))
    return perf_counter() - start


def frontier(problem: Problem) -> float:
    """Fifty amounts of one role, in every period."""
    start = perf_counter()
    role = problem.rows[0].demand
    most = max(sum(row.terms.values(), Fraction(0)) for row in problem.rows if row.demand == role)
    for step in range(1, STEPS + 1):
        rows = tuple(
            Row(row.demand, row.terms, row.low, most * step / STEPS, row.period)
            if row.demand == role
            else row
            for row in problem.rows
        )
        selected(Engine(), Problem(problem.ids, problem.values, rows), 1)
    return perf_counter() - start


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is not met")
    parser.add_argument("--instances", type=int, default=10)
    options = parser.parse_args(arguments)
    warn_if_busy()
    found: dict[str, list[float]] = {name: [] for name in LIMITS}
    for seed in range(options.instances):
        problem = slate(seed)
        seconds, best = optimum(problem)
        found["optimum"].append(seconds)
        found["reasons"].append(reasons(problem, best))
        print(f"seed {seed}: {len(best.chosen or ())} of 50 chosen, proved {best.proved}")
    found["many"] = [optimum(slate(seed, 500, 1, 1))[0] for seed in range(3)]
    found["frontier"] = [frontier(slate(0))]
    said = {
        "optimum": "the best of 50 requests x 8 periods x 5 roles, with ties",
        "reasons": f"{REASONS} reasons of it",
        "many": "the best of 500 requests within 1 capacity, with ties",
        "frontier": f"a frontier of {STEPS} steps for 50 requests",
    }
    late = 0
    for name, times in found.items():
        within = sum(each <= LIMITS[name] for each in times)
        late += within < 0.9 * len(times)
        print(
            f"{said[name]}: median {median(times):.2f} s, most {max(times):.2f} s, "
            f"{within} of {len(times)} within {LIMITS[name]:g} s"
        )
    return int(options.check and late > 0)


if __name__ == "__main__":
    sys.exit(main())
