"""How many questions an interview asks: against the whole form, and against the fewest.

`python benchmarks/questions.py [--check] [--each]`

Five rulesets, twelve requests. What a request does not say is answered with "I don't know". The
fewest questions are those that, had one known the answers, leave the same verdicts possible as all
answers do: found exactly, by hitting sets (what must be asked is what hits every set of fields
that cannot all stay open).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any, NamedTuple

from measuring import Limits, warn_if_busy

from evalcore.judge.evaluator import Evaluator
from evalcore.read.documents import load_initiatives
from evalcore.request.initiative import Initiative
from evalcore.study.interview.question import outlook

RULESETS = (
    "it_is_the_job",
    "inseparable",
    "strategy_and_discipline",
    "investment_council",
    "balanced",
)
REQUESTS = Path(__file__).parent.parent / "examples" / "requests.toml"


class Case(NamedTuple):
    """One interview: how many questions, the fewest there could be, the form, the slowest."""

    asked: int
    fewest: int
    form: int
    slowest: float


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is not met")
    parser.add_argument("--each", action="store_true", help="print every interview")
    options = parser.parse_args(arguments)
    warn_if_busy()
    everything: list[Case] = []
    print(f"\n{'questions, mean':26}{'asked':>8}{'fewest':>8}{'form':>8}{'/fewest':>9}{'/form':>8}")
    for name in RULESETS:
        evaluator = Evaluator(name)
        cases: list[Case] = []
        for request in load_initiatives(evaluator, REQUESTS).initiatives:
            cases.append(interview(evaluator, request))
            if options.each:
                print(f"  {name} {request.id} {cases[-1].asked} {cases[-1].fewest}")
        show(name, cases)
        everything += cases
    show("all", everything)
    slowest = max(each.slowest for each in everything) * 1e3
    print(f"{'the slowest next question':26}{slowest:8.1f} ms\n")
    asked, fewest, form = (sum(side) for side in list(zip(*everything, strict=True))[:3])
    limits = Limits()
    limits.at_most("questions, against the fewest", asked / fewest, 1.3, " times")
    limits.at_most("questions, against the form", asked / form * 100, 60, " %")
    limits.at_most("the next question", slowest, 50, " ms")
    return limits.exit_code(check=options.check)


def show(name: str, cases: Sequence[Case]) -> None:
    asked, fewest, form = (fmean(side) for side in list(zip(*cases, strict=True))[:3])
    ratios = f"{asked / fewest:9.2f}{asked / form:8.2f}"
    print(f"{name:26}{asked:8.2f}{fewest:8.2f}{form:8.2f}{ratios}")


def interview(evaluator: Evaluator, request: Initiative) -> Case:
    """Asks from nothing on, and answers what the request says."""
    values: dict[str, Any] = dict.fromkeys(request.values)
    asked: list[str] = []
    slowest = 0.0
    while True:
        now = Initiative(request.id, request.title, dict(values), request.fields)
        start = perf_counter()
        found = evaluator.next_question(now, asked=asked)
        slowest = max(slowest, perf_counter() - start)
        if found is None:
            return Case(len(asked), len(fewest(evaluator, request)), len(values), slowest)
        asked.append(found.key)
        values[found.key] = request.values[found.key]


def fewest(evaluator: Evaluator, request: Initiative) -> frozenset[str]:
    """The fewest fields whose answers leave no more possible than all answers do."""
    names = frozenset(request.values)
    whole = possible(evaluator, request, names)
    needed: list[frozenset[str]] = []
    while True:
        chosen = hitting(needed)
        if possible(evaluator, request, chosen) == whole:
            return chosen
        more = set(chosen)  # as much as may be asked without settling it: the rest must be hit
        for name in sorted(names - chosen):
            if possible(evaluator, request, {*more, name}) != whole:
                more.add(name)
        needed.append(names - more)


def possible(evaluator: Evaluator, request: Initiative, asked: Collection[str]) -> frozenset[str]:
    values = {name: value if name in asked else None for name, value in request.values.items()}
    now = Initiative(request.id, request.title, values, request.fields)
    return frozenset(outlook(evaluator.evaluate(now), list(asked)).verdicts)


def hitting(sets: Sequence[frozenset[str]]) -> frozenset[str]:
    """The smallest set that has a member in each of these."""
    best: frozenset[str] | None = None
    waiting: list[frozenset[str]] = [frozenset()]
    while waiting:
        chosen = waiting.pop()
        if best is not None and len(chosen) >= len(best):
            continue
        left = [each for each in sets if not each & chosen]
        if not left:
            best = chosen
            continue
        waiting += [chosen | {name} for name in sorted(min(left, key=len))]
    return best or frozenset()


if __name__ == "__main__":
    sys.exit(main())
