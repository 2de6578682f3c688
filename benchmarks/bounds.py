"""What bounds cost while fields are missing, and how often they leave a certain case undecided.

`python benchmarks/bounds.py [--check] [--rows N]`
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from statistics import fmean, median
from time import perf_counter
from typing import Any

import work
from measuring import Limits, warn_if_busy

from evalcore.judge.evaluator import Evaluator
from evalcore.judge.possible import ENOUGH, PASSES, Possible, Space, possible
from evalcore.request.fields import Field, Kind
from evalcore.request.initiative import Initiative

LIMIT = 100.0  # microseconds
UNDECIDED = 0.02  # of the cases that are certain
THOROUGH = 3000  # passes that stand in for the truth
MISSING = 3


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is not met")
    parser.add_argument("--rows", type=int, default=4000, help="initiatives of each kind (4000)")
    options = parser.parse_args(arguments)
    warn_if_busy()
    limits = Limits()
    mean = cost(options.rows)
    limits.at_most(f"what is possible, {MISSING} of 14 fields missing", mean, LIMIT, " µs")
    share = certain_yet_undecided(options.rows)
    limits.at_most("certain, yet undecided, one field missing", share * 100, UNDECIDED * 100, " %")
    return limits.exit_code(check=options.check)


def cost(count: int) -> float:
    """Prints what one pass and the whole search cost; returns the mean of the latter, in µs."""
    evaluator = Evaluator(work.RULESET)
    rng = random.Random(1)
    spaces: list[Space] = []
    for row in work.initiatives(count):
        for name in rng.sample(list(row), MISSING):
            row[name] = None
        initiative = evaluator.read({**row, "id": "I"})
        if evaluator.run(initiative.situation.values, initiative.situation.withheld)[-1] is None:
            spaces.append(_space(evaluator, initiative))
    print(f"\n{len(spaces)} of {count} initiatives need bounds: {MISSING} of 14 fields are missing")
    print(f"{'':34}{'mean µs':>9}{'median':>9}{'95%':>9}{'passes':>9}")
    ways: dict[str, Callable[[Space], Possible]] = {
        "one pass of bounds": lambda space: possible(space, most=1),
        f"the verdict, {ENOUGH} or up to {PASSES} passes": possible,
        "as an explanation, up to 400": lambda space: possible(space, 400, 400),
    }
    means: list[float] = []
    for name, way in ways.items():
        times, found = zip(*(_timed(way, space) for space in spaces), strict=True)
        ranked = sorted(times)
        passes = fmean(each.passes for each in found)
        ends = f"{median(times):9.1f}{ranked[len(ranked) * 95 // 100]:9.1f}"
        print(f"{name:34}{fmean(times):9.1f}{ends}{passes:9.1f}")
        means.append(fmean(times))
    return means[1]


def certain_yet_undecided(count: int) -> float:
    """The share of certain cases that stay undecided: requests with one field missing."""
    evaluator = Evaluator("balanced")
    settled = certain = left = plain = 0
    for initiative in _requests(evaluator, count):
        if (
            evaluator.run(initiative.situation.values, initiative.situation.withheld)[-1]
            is not None
        ):
            settled += 1
            continue
        space = _space(evaluator, initiative)
        if len(possible(space, THOROUGH, THOROUGH).verdicts) == 1:
            certain += 1
            left += len(possible(space).verdicts) > 1
            plain += len(possible(space, most=1).verdicts) > 1
    print(f"\nbalanced, {count} random requests, each with one field missing:")
    print(f"{settled} decided by what is known; {certain} more are certain by {THOROUGH} passes,")
    print(f"of which {left} stay undecided ({plain} with one pass of bounds)\n")
    return left / certain


def _space(evaluator: Evaluator, initiative: Initiative) -> Space:
    return Space(evaluator.graph, initiative.situation)


def _timed(way: Callable[[Space], Possible], space: Space) -> tuple[float, Possible]:
    start = perf_counter()
    found = way(space)
    return (perf_counter() - start) * 1e6, found


def _requests(evaluator: Evaluator, count: int) -> Iterator[Initiative]:
    rng = random.Random(3)
    for _ in range(count):
        row = {name: _value(field, rng) for name, field in evaluator.fields.items()}
        for name in ("cost_k", "benefit_k", "remaining_cost_k", "remaining_benefit_k"):
            row[name] = round(rng.lognormvariate(5, 1), 1)
        row["units_total"] = rng.randint(max(1, row["units_benefiting"]), 20)
        row["stage"] = rng.choice(["proposed", "in_flight"])
        row[rng.choice(list(row))] = None
        yield evaluator.read({**row, "id": "I"})


def _value(field: Field, rng: random.Random) -> Any:
    match field.kind:
        case Kind.RECORDS:
            return [_record(field, rng) for _ in range(rng.randint(0, 3))]
        case Kind.CHOICE:
            return rng.choice(field.choices or ())
        case Kind.TEXT:
            return "somebody"
        case Kind.FLAG:
            return rng.random() < 0.5
        case _:
            low, high = max(field.low, 0.0), min(field.high, 20.0)
            return rng.randint(int(low), int(high)) if field.whole else rng.uniform(low, high)


def _record(field: Field, rng: random.Random) -> dict[str, Any]:
    cells = field.record.items()
    return {name: _value(inner, rng) if rng.random() < 0.9 else None for name, inner in cells}


if __name__ == "__main__":
    sys.exit(main())
