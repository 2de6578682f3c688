"""What it costs to draw: one initiative's estimates, and the weights of a whole portfolio.

`python benchmarks/draws.py [--check] [--rounds N]`
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from statistics import median
from time import perf_counter

import work
from measuring import Limits, warn_if_busy

from evalcore.judge.evaluator import Evaluator
from evalcore.request.initiative import Initiative
from evalcore.rules.file import read_ruleset
from evalcore.rules.ruleset import Ruleset
from evalcore.study.draws import draw_estimates, draw_weights

ONE_LIMIT = 150.0  # milliseconds
ALL_LIMIT = 2.0  # seconds
DRAWS = 10_000
INITIATIVES = 500
ASKED = 10
ESTIMATES = ("expected_benefit", "cost", "personal_hours")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is not met")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of timing (5)")
    options = parser.parse_args(arguments)
    warn_if_busy()
    limits = Limits()
    each = estimates(options.rounds)
    limits.at_most(f"{DRAWS:,} draws of the estimates of one initiative", each, ONE_LIMIT, " ms")
    every = weights(options.rounds)
    name = f"{DRAWS:,} draws of weights for {INITIATIVES} initiatives"
    limits.at_most(name, every, ALL_LIMIT, " s")
    return limits.exit_code(check=options.check)


def estimates(rounds: int) -> float:
    """Prints what drawing takes by the number of estimates; returns the median of most, in ms.

    Of initiatives whose verdict the estimates can change: for others there is nothing to draw.
    """
    print(f"\n{DRAWS:,} draws for one initiative, {rounds} rounds over {ASKED} of them")
    print(f"{'':34}{'median ms':>12}{'longest':>12}")
    times: list[float] = []
    for count in range(1, len(ESTIMATES) + 1):
        evaluator = Evaluator(_with_estimates(ESTIMATES[:count]))
        moved = [
            each for each in _asked(evaluator, ESTIMATES[:count]) if _is_moved(evaluator, each)
        ]
        draw = partial(draw_estimates, evaluator, draws=DRAWS)
        times = [_seconds(partial(draw, e)) * 1e3 for _ in range(rounds) for e in moved[:ASKED]]
        name = f"{count} estimate{'s' * (count > 1)}"
        print(f"{name:34}{median(times):12.1f}{max(times):12.1f}")
    return median(times)


def _asked(evaluator: Evaluator, names: Sequence[str]) -> Iterator[Initiative]:
    rng = random.Random(2)
    for number, row in enumerate(work.initiatives(500)):
        for name in names:
            row[name] = [row[name] * rng.uniform(0.4, 0.9), row[name], row[name] * 1.6]
        yield evaluator.read({**row, "id": str(number)})


def _is_moved(evaluator: Evaluator, initiative: Initiative) -> bool:
    return not draw_estimates(evaluator, initiative, draws=100).shares.is_certain


def weights(rounds: int) -> float:
    """Prints what drawing weights takes; returns the median for any weights, in seconds."""
    evaluator = Evaluator(work.RULESET)
    rows = work.initiatives(INITIATIVES)
    asked = [evaluator.read({"id": f"I{n:03}", **row}) for n, row in enumerate(rows)]
    print(f"\n{DRAWS:,} draws of 8 weights, {INITIATIVES} initiatives, {rounds} rounds")
    print(f"{'':34}{'median s':>12}{'longest':>12}{'pairs':>12}")
    found: list[float] = []
    for name, tolerance in (("any weights", None), ("weights up to 20% off", 0.2)):
        pairs = 0

        def draw(tolerance: float | None = tolerance) -> None:
            nonlocal pairs
            pairs = len(draw_weights(evaluator, asked, draws=DRAWS, tolerance=tolerance).flips)

        times = [_seconds(draw) for _ in range(rounds)]
        found.append(median(times))
        print(f"{name:34}{median(times):12.2f}{max(times):12.2f}{pairs:12,}")
    print()
    return found[0]


def _with_estimates(names: Sequence[str]) -> Ruleset:
    """The ruleset of the benchmarks, with these fields as estimates."""
    text = work.RULESET.read_text(encoding="utf-8")
    for name in names:
        text = text.replace(
            f'[fields.{name}]\nkind = "number"', f'[fields.{name}]\nkind = "estimate"'
        )
    return read_ruleset(text)


def _seconds(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
