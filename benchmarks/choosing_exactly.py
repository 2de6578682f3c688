"""Whether selections are exact: against brute force over random problems, and by solving again.

    python benchmarks/choosing_exactly.py [PROBLEMS] [SEED]

Each of so many problems of up to 14 requests (capacities over roles and periods, requires,
excludes, together, k of n, shares, forced) is enumerated, and solved by HiGHS: the optimum, and the
set of optima, have to be those of brute force. As many problems with a planted selection and next
to no slack must not be called infeasible. Then every reason and conflict, as many rulesets with all
that a portfolio may say, and plans, of a tenth as many slates, core indexes of a fiftieth as many,
and who dominates whom where what is taken is open, are held against brute force, as the tests do.
Exit code 1 where anything differs.
"""

from __future__ import annotations

import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import numpy as np
from portfolios import test_reasons, test_robust, test_solving, test_spans, test_waiting, test_whole
from selections import instance

from evalcore.portfolios import enumerating
from evalcore.portfolios.engine import Engine
from evalcore.portfolios.model import Problem, Selection
from evalcore.portfolios.solving import Limits, solve

MOST = 14
SOLVER = Engine(few=0)


def brute_force(problem: Problem) -> tuple[Fraction | None, set[Selection]]:
    """The optimum, and all selections that reach it, from a table of all selections."""
    count = len(problem.ids)
    chosen = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
    allowed = np.ones(2**count, bool)
    for row in problem.rows:
        terms, low, high = row.whole
        sums = chosen @ np.array([terms.get(n, 0) for n in range(count)], np.int64)
        allowed &= (low is None or sums >= low) & (high is None or sums <= high)
    if not allowed.any():
        return None, set()
    values, scale = problem.scaled_values
    worth = np.where(allowed, chosen @ np.array(values, np.int64), np.iinfo(np.int64).min)
    best = int(worth.max())
    ties = np.flatnonzero(worth >= best - scale / 10**9)
    found = {tuple(n for n in range(count) if mask >> n & 1) for mask in ties.tolist()}
    return Fraction(best, scale), found


def compared(problems: int, seed: int) -> Counter[str]:
    rng, met = Random(seed), Counter[str]()
    for _ in range(problems):
        problem = instance(rng, rng.randint(1, MOST))
        value, ties = brute_force(problem)
        met["problems"] += 1
        met["infeasible"] += value is None
        for name, engine in (("enumerated", Engine()), ("solved", SOLVER)):
            best = engine.improved(problem, engine.best(problem))
            if value is None:
                met[f"WRONG: {name}, not called infeasible"] += not best.impossible
                continue
            met[f"WRONG: {name}, no selection"] += best.chosen is None
            met[f"WRONG: {name}, another optimum"] += best.value != value
            found = engine.ties(problem, best, 20)
            if found.complete:
                met[f"WRONG: {name}, other ties"] += set(found.listed) != ties
            else:
                met[f"{name}: more than 20 ties"] += 1
                met[f"WRONG: {name}, other ties"] += not set(found.listed) <= ties
    return met


def planted(problems: int, seed: int) -> Counter[str]:
    rng, met = Random(seed), Counter[str]()
    for _ in range(problems):
        problem, chosen = test_solving.planted(rng, rng.randint(12, 22), rng.randint(6, 14))
        found = solve(problem, Limits())
        met["feasible problems"] += 1
        met["WRONG: called infeasible"] += found.chosen is None
        met["WRONG: not allowed"] += not problem.allows(found.chosen or chosen)
        if len(problem.ids) <= enumerating.FEW and found.chosen:
            best = enumerating.best(problem)
            met["WRONG: another optimum"] += best is None or best[0] != problem.value(found.chosen)
    return met


def held(slates: int, seed: int) -> Counter[str]:
    met = Counter[str]()
    conflict = test_reasons.test_a_conflict_cannot_be_met_and_without_any_one_it_can
    checks = (
        ("reasons", test_reasons.test_every_reason_is_true, slates),
        ("conflicts", conflict, slates),
        ("plans over periods", plan, slates),
        ("all that is written", test_whole.test_all_that_is_written_is_meant, slates),
        ("core indexes", test_robust.test_core_indexes_are_those_of_brute_force, slates // 5),
        ("open uses", test_spans.test_dominance_is_that_of_all_outcomes, slates // 5),
        ("ends of core indexes", ends, slates // 5),
    )
    for name, check, count in checks:
        for number in range(count):
            met[f"slates with {name}"] += 1
            try:
                check(seed + 1000 + number)
            except AssertionError:
                met[f"WRONG: {name}"] += 1
    return met


def plan(seed: int) -> None:
    test_waiting.check_plan(test_waiting.slate(seed), Engine(), ruled=seed % 2 == 0)


def ends(seed: int) -> None:
    make = test_spans.wide if seed % 2 else test_spans.open_spans
    test_spans.test_ends_hold(seed, make)


def main(arguments: list[str]) -> int:
    problems = int(arguments[0]) if arguments else 1000
    seed = int(arguments[1]) if len(arguments) > 1 else 1
    wrong = 0
    for what, count in ((compared, problems), (planted, problems), (held, problems // 10)):
        start = perf_counter()
        met = what(count, seed)
        for name, times in met.items():
            if times or not name.startswith("WRONG"):
                print(f"{name}: {times}")
            wrong += times if name.startswith("WRONG") else 0
        print(f"{what.__name__}: {perf_counter() - start:.0f} s\n", flush=True)
    print(f"{wrong} wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
