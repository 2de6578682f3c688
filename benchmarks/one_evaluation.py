"""How long one evaluation takes, beside the same work by hand and by other rules engines.

`python benchmarks/one_evaluation.py [--check] [--rounds N] [--rows N]`

First all verdicts are compared; a difference ends with exit code 1 and names the row.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import peers
import work
import work_zen
from measuring import Limits, Task, microseconds, warn_if_busy
from work import Row

from evalcore.judge.evaluator import Evaluator

BY_HAND = "by hand"
UNKNOWNS = "by hand, with unknowns"
RUN = "evaluator.run, every intermediate"
EVALUATE = "evaluator.evaluate and the verdict"
ZEN = "zen-engine"
TRACED = "zen-engine with its trace"
BUSINESS_RULES = "business-rules (rules only)"
RULE_ENGINE = "rule-engine (rules only)"

HAND_LIMIT = 1.7  # times the time by hand with the same unknown handling
ZEN_LIMIT = 20.0  # times faster than zen-engine with its trace
SLOW = 20  # a slow engine gets one row in so many


class Engines:
    """Every engine as a function from one prepared row to a verdict."""

    def __init__(self) -> None:
        self.evaluator = Evaluator(work.RULESET)
        self.places = self.evaluator.graph.places

    def verdict(self, row: Row) -> str:
        """The verdict by `Evaluator.run`."""
        verdict: str | None = self.evaluator.run(row)[-2]
        return work.UNDECIDED if verdict is None else verdict

    def facts(self, row: Row) -> peers.Facts:
        """What the engines that take rules alone are given, out of evalcore's intermediates."""
        values, graph = self.evaluator.run(row), self.evaluator.graph
        nodes = {**graph.measures, "total": graph.total}
        named = {name: values[self.places[node]] for name, node in nodes.items() if node}
        return {**named, "days": row["days_since_review"]}

    def initiatives(self, rows: Sequence[Row]) -> list[Any]:
        """The rows as `Initiative`s, read and checked before the clock starts."""
        return [self.evaluator.read({"id": str(n), **row}) for n, row in enumerate(rows)]


def compare(engines: Engines, rows: Sequence[Row], nulls: Sequence[Row]) -> int:
    """0 where all engines agree on all rows, else 1 after naming the first row that differs."""
    by_engine: dict[str, Callable[[Row], str]] = {
        BY_HAND: work.by_hand,
        UNKNOWNS: work.by_hand_with_unknowns,
        "evalcore": engines.verdict,
    }
    unknown = {name: list(map(by_engine[name], nulls)) for name in (UNKNOWNS, "evalcore")}
    if find_spec("zen"):
        by_engine[ZEN], _ = work_zen.compiled()
    known = {name: list(map(run, rows)) for name, run in by_engine.items()}
    for name, given, found in (("no nulls", rows, known), ("10% nulls", nulls, unknown)):
        wrong = work.disagreement(given, found)
        if wrong is not None:
            print(f"verdicts differ on row {wrong[0]} ({name}): {wrong[1]}\n{given[wrong[0]]}")
            return 1
        print(f"{', '.join(found)}: equal verdicts on {len(given):,} rows, {name}")
    return 0


def tasks(engines: Engines, rows: Sequence[Row], *, nulls: bool) -> dict[str, Task]:
    """What is timed. With nulls, only what handles unknowns in the same way."""
    evaluate = engines.evaluator.evaluate
    few = rows[: max(1, len(rows) // SLOW)]
    read = engines.initiatives(few if nulls else rows)
    found = {
        BY_HAND: Task(work.by_hand, rows),
        UNKNOWNS: Task(work.by_hand_with_unknowns, rows),
        RUN: Task(engines.evaluator.run, rows),
        EVALUATE: Task(lambda each: evaluate(each).verdict, read),
    }
    if nulls:
        del found[BY_HAND]
        return found
    if find_spec("zen"):
        plain, traced = work_zen.compiled()
        found |= {ZEN: Task(plain, few), TRACED: Task(traced, few)}
    facts = [engines.facts(row) for row in few]
    if find_spec("business_rules"):
        found[BUSINESS_RULES] = Task(peers.business_rules(), facts)
    if find_spec("rule_engine"):
        found[RULE_ENGINE] = Task(peers.rule_engine(), facts)
    return found


def table(title: str, times: dict[str, float]) -> None:
    """Prints µs an evaluation, and each as a multiple of evalcore's and of the time by hand."""
    print(f"\n{title:36}{'µs':>9}{'x by hand':>11}{'x evalcore':>12}")
    for name, each in times.items():
        print(f"{name:36}{each:9.2f}{each / times[UNKNOWNS]:11.2f}{each / times[RUN]:12.2f}")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is not met")
    parser.add_argument("--rounds", type=int, default=200, help="rounds of timing (200)")
    parser.add_argument("--rows", type=int, default=10_000, help="rows in ten rounds (10000)")
    parser.add_argument("--compare", type=int, default=100_000, help="rows compared (100000)")
    options = parser.parse_args(arguments)
    warn_if_busy()
    engines = Engines()
    rows = work.initiatives(max(options.rows, options.compare))
    nulls = work.with_nulls(rows)
    if compare(engines, rows[: options.compare], nulls[: options.compare]):
        return 1
    rows, nulls = rows[: options.rows], nulls[: options.rows]
    times = microseconds(tasks(engines, rows, nulls=False), options.rounds)
    table("no nulls", times)
    with_nulls = microseconds(tasks(engines, nulls, nulls=True), options.rounds)
    table("10% nulls", with_nulls)
    print("\n'by hand' in ratios is the one with unknowns\n")
    limits = Limits()
    limits.at_most("run / by hand", times[RUN] / times[UNKNOWNS], HAND_LIMIT)
    nulled = with_nulls[RUN] / with_nulls[UNKNOWNS]
    limits.at_most("run / by hand, 10% nulls", nulled, HAND_LIMIT)
    if TRACED in times:
        limits.at_least("zen-engine with its trace / run", times[TRACED] / times[RUN], ZEN_LIMIT)
    else:
        limits.missing("zen-engine with its trace / run", "zen-engine is not installed")
    return limits.exit_code(check=options.check)


if __name__ == "__main__":
    sys.exit(main())
