"""Whether every relation that letters, pages and trees state is so, over random requests.

    python benchmarks/statements.py [REQUESTS] [SEED]

Half of the thresholds are met or missed by so little that rounding could turn them round.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from random import Random
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import shapes
import statements

from evalcore import Evaluator, InputError
from evalcore.extend.plugins import discover
from evalcore.rules.file import read_ruleset


def main(requests: int = 10_000, seed: int = 1) -> None:
    """Counts the relations, and prints those that are not so."""
    r, met, start, plugins = Random(seed), Counter[str](), perf_counter(), discover()
    while met["requests"] < requests:
        try:
            judge = Evaluator(read_ruleset(shapes.ruleset(r)), plugins=plugins)
            said = shapes.request(r)
            found = judge.judge(shapes.close_calls(r, said), as_of=shapes.AS_OF)
        except InputError:  # a rule that never speaks, votes that cannot be
            continue
        met["requests"] += 1
        met["decided" if found.decided else "undecided"] += 1
        for text, so in statements.stated(found):
            met["relations"] += 1
            if not so:
                met["UNTRUE"] += 1
                print(text)
    for kind, count in met.items():
        print(f"{count:8,}  {kind}")
    print(f"{met['UNTRUE']:8,}  untrue\n{perf_counter() - start:7.0f} s")
    sys.exit(1 if met["UNTRUE"] else 0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
