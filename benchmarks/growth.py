"""What rules or criteria cost, to 8,000: four times as many at most five times as much.

`python benchmarks/growth.py [--check] [--rounds N]`
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from time import process_time
from typing import Any

from measuring import Limits, warn_if_busy

from evalcore.extend.plugins import Plugins, discover
from evalcore.judge.evaluator import Evaluator
from evalcore.rules.file import read_ruleset

SIZES = (500, 2_000, 8_000)
FACTOR = 5.0  # for four times the size
FIELDS = 40
HEAD = """
name = "growth"
version = "1"
verdicts = ["go", "hold", "kill"]
[default]
verdict = "hold"
"""


def fields() -> str:
    said = (f'[fields.x{n}]\nkind = "number"\nminimum = 0\nmaximum = 100' for n in range(FIELDS))
    return "\n".join(said)


def rules(count: int) -> str:
    """So many rules over forty fields, none of which a request with every field at 1 meets."""
    said = (
        f'[[rules]]\nid = "r{n}"\nwhen = "x{n % FIELDS} > {50 + n / count} and '
        f'x{(n + 7) % FIELDS} + {n} > x{(n + 3) % FIELDS}"\nverdict = "go"'
        for n in range(count)
    )
    return HEAD + fields() + "\n" + "\n".join(said)


def criteria(count: int) -> str:
    """So many criteria over forty fields, and two rules about their total."""
    said = (
        f'[criteria.c{n}]\nscore = "clamp((x{n % FIELDS} + {n} / {count}) / 101)"\n'
        f"weight = {1 + n % 4}"
        for n in range(count)
    )
    text = HEAD + fields() + "\n" + "\n".join(said)
    for verdict, least in (("go", 0.7), ("kill", 0.1)):
        turn = ">=" if verdict == "go" else "<"
        text += (
            f'\n[[rules]]\nid = "{verdict}"\nwhen = "total {turn} {least}"\nverdict = "{verdict}"'
        )
    return text


def seconds(run: Callable[[], object], rounds: int) -> tuple[float, Any]:
    """The least processor time of a call, and what it gave."""
    times: list[float] = []
    made = None
    for _ in range(rounds):
        start = process_time()
        made = run()
        times.append(process_time() - start)
    return min(times), made


def costs(text: str, plugins: Plugins, rounds: int) -> Mapping[str, float]:
    """Milliseconds of each thing that one does with a ruleset."""
    whole = {"id": "A", **{f"x{n}": 1 for n in range(FIELDS)}}
    partly = {name: value for name, value in whole.items() if name not in ("x3", "x10", "x17")}
    load, _ = seconds(lambda: Evaluator(read_ruleset(text), plugins=plugins), rounds)
    first, evaluator = seconds(
        lambda: (made := Evaluator(read_ruleset(text), plugins=plugins), made.evaluate(whole))[0],
        rounds,
    )
    evaluator.evaluate(partly).possible  # noqa: B018 - the bounds are generated when first asked for
    each, _ = seconds(lambda: [evaluator.evaluate(whole).verdict for _ in range(20)], rounds)
    open_, _ = seconds(lambda: evaluator.evaluate(partly).possible, rounds)
    return {
        "load": load * 1e3,
        "load and evaluate one": first * 1e3,
        "evaluate one": each / 20 * 1e3,
        "what is possible, three fields missing": open_ * 1e3,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is not met")
    parser.add_argument("--rounds", type=int, default=2, help="the least of so many (2)")
    options = parser.parse_args(arguments)
    warn_if_busy()
    plugins = discover()
    limits = Limits()
    for axis in (rules, criteria):
        found = {size: costs(axis(size), plugins, options.rounds) for size in SIZES}
        print(
            f"\n{f'{axis.__name__}, ms of processor time':42}" + "".join(f"{n:>10,}" for n in SIZES)
        )
        for what in found[SIZES[0]]:
            print(f"{what:42}" + "".join(f"{found[size][what]:10.2f}" for size in SIZES))
            for less, more in pairwise(SIZES):
                ratio = found[more][what] / found[less][what]
                limits.at_most(f"  {less:,} to {more:,} {axis.__name__}", ratio, FACTOR, " times")
    return limits.exit_code(check=options.check)


if __name__ == "__main__":
    sys.exit(main())
