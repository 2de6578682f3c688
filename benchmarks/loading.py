"""How long a ruleset of 20 criteria takes from its text to an evaluator that is ready.

`python benchmarks/loading.py [--check] [--rounds N] [--print]`
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

from measuring import Limits, warn_if_busy

from evalcore.extend.plugins import Plugins, discover
from evalcore.interpret.python import compile_program
from evalcore.judge.evaluator import Evaluator
from evalcore.rules.compiler import compile_ruleset
from evalcore.rules.file import read_ruleset

CRITERIA = 20
LIMIT = 10.0  # ms
READY = "text to evaluator"
FIRST = "and its generated function"

SCORES = (
    "clamp(linear(amount_{n}, worst=0, best=payback_limit * 100))",
    "lookup(stage, {{'idea': 0.25, 'pilot': 0.5, 'scale': 1, 'run': 0.75}}, default=0)",
    "min(1, overlap(goals, {{'growth': 0.5, 'retention': 0.25, 'brand': 0.125, 'green': 0.125}}))",
    "0 if risky and amount_{n} > 50 else clamp(ratio_{n} / 3)",
    "piecewise(amount_{n}, {{0: 0, 25: 0.5, 60: 0.9, 100: 1}})",
)


def ruleset_text() -> str:
    """A ruleset as an office might grow it: 20 criteria, 10 measures, 12 rules, 3 of them gates."""
    lines = [
        'name = "loading"',
        'version = "2026.1"',
        'verdicts = ["go", "conditional_go", "hold", "recycle", "refer", "kill"]',
        'when_undecided = "recycle"',
        "[parameters]",
        "payback_limit = 3",
        "go_at = 0.62",
        "[fields.goals]",
        'kind = "set"',
        'question = "Which goals does it serve?"',
        "[fields.stage]",
        'kind = "choice"',
        'choices = ["idea", "pilot", "scale", "run"]',
        "[fields.risky]",
        'kind = "flag"',
        'question = "Could it hurt somebody?"',
    ]
    for n in range(CRITERIA):
        lines += [
            f"[fields.amount_{n}]",
            'kind = "number"',
            "minimum = 0",
            "maximum = 100",
            f'question = "What does it amount to, number {n}?"',
        ]
    lines.append("[measures]")
    for n in range(0, CRITERIA, 2):
        lines.append(f'ratio_{n} = "amount_{n} / (amount_{n + 1} + 1)"')
    for n in range(CRITERIA):
        score = SCORES[n % len(SCORES)].format(n=n)
        score = score.replace(f"ratio_{n}", f"ratio_{n - n % 2}")
        lines += [f"[criteria.score_{n}]", f'score = "{score}"', f"weight = {1 + n % 4}"]
    for n in range(3):
        condition = f"score_{n} > 0.1 or (total >= 0.5 and not risky)"
        lines += ["[[rules]]", f'id = "gate_{n}"', f'require = "{condition}"']
        lines += ['otherwise = "recycle"', f'because = "gate {n} is not met"']
    verdicts = ("kill", "refer", "hold", "hold", "recycle", "conditional_go", "conditional_go")
    for n, verdict in enumerate(verdicts):
        condition = f"score_{n + 3} < 0.{n + 1} and ratio_{2 * n} > {n} and total < 0.{n + 2}5"
        lines += ["[[rules]]", f'id = "rule_{n}"', f'when = "{condition}"']
        lines += [f'verdict = "{verdict}"', f'because = "rule {n} speaks"']
    for name, condition, verdict in (
        ("strong", "total >= go_at and count(goals) > 0", "go"),
        ("fair", "total >= 0.5 and stage in ['pilot', 'scale']", "conditional_go"),
    ):
        lines += ["[[rules]]", f'id = "{name}"', f'when = "{condition}"', f'verdict = "{verdict}"']
    return "\n".join([*lines, "[default]", 'verdict = "hold"', ""])


def milliseconds(run: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The median and the least time of a call."""
    times: list[float] = []
    for _ in range(rounds):
        start = perf_counter()
        made = run()  # kept, so that throwing it away is not timed
        times.append((perf_counter() - start) * 1e3)
        del made
    return median(times), min(times)


def stages(text: str, plugins: Plugins) -> dict[str, Callable[[], object]]:
    """What loading consists of, each part with its input at hand."""
    ruleset = read_ruleset(text)
    graph = compile_ruleset(ruleset, plugins)
    return {
        "  text to tables (tomllib)": lambda: tomllib.loads(text),
        "  text to ruleset": lambda: read_ruleset(text),
        "  ruleset to graph": lambda: compile_ruleset(ruleset, plugins),
        "  graph to function": lambda: compile_program(graph.outputs, graph.types),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where the limit is not met")
    parser.add_argument("--rounds", type=int, default=100, help="loads to take the median of (100)")
    parser.add_argument("--print", action="store_true", help="print the ruleset and end")
    options = parser.parse_args(arguments)
    warn_if_busy()
    text = ruleset_text()
    if options.print:
        sys.stdout.write(text)
        return 0
    start = perf_counter()
    plugins = discover()
    Evaluator(read_ruleset(text), plugins=plugins)
    first = (perf_counter() - start) * 1e3
    measured: dict[str, Callable[[], object]] = {
        READY: lambda: Evaluator(read_ruleset(text), plugins=plugins),
        FIRST: lambda: Evaluator(read_ruleset(text), plugins=plugins).run,
        **stages(text, plugins),
        "with discovery of plugins": lambda: Evaluator(read_ruleset(text)),
    }
    print(f"\n{f'{CRITERIA} criteria, ms':36}{'median':>9}{'least':>9}")
    times = {name: milliseconds(run, options.rounds) for name, run in measured.items()}
    for name, (middle, least) in times.items():
        print(f"{name:36}{middle:9.2f}{least:9.2f}")
    print(f"{'with discovery, first in a process':36}{first:9.2f}\n")
    limits = Limits()
    limits.at_most(f"a ruleset of {CRITERIA} criteria loads", times[READY][0], LIMIT, " ms")
    return limits.exit_code(check=options.check)


if __name__ == "__main__":
    sys.exit(main())
