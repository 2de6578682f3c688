"""How much of what is said to be possible is: counted over random rulesets and requests.

    python benchmarks/sharpness.py [RULESETS] [SEED] [EXAMPLES]

Prints the shares, and so many examples of each kind. A verdict counts as reached where one of
4,000 random completions, often at or beside what is compared, gets it; none must get another.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from random import Random
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import shapes

from evalcore import Evaluator, InputError
from evalcore.rules.file import read_ruleset

COMPLETIONS = 4_000
EACH = 3  # requests of each ruleset


def count(rulesets: int, seed: int) -> tuple[Counter[str], dict[str, list[str]]]:
    """What was met, by kind, and what the request and the ruleset looked like."""
    r, met = Random(seed), Counter[str]()
    examples: dict[str, list[str]] = {"over-listed": [], "certain": []}
    while met["rulesets"] < rulesets:
        text = shapes.ruleset(r)
        try:
            judge = Evaluator(read_ruleset(text))
        except InputError:
            met["refused: a rule that never speaks"] += 1
            continue
        met["rulesets"] += 1
        for _ in range(EACH):
            said = shapes.request(r)
            try:
                found = judge.evaluate(said, as_of=shapes.AS_OF)
            except InputError:  # votes that cannot be
                met["refused requests"] += 1
                continue
            if found.case is not None:
                met["decided by what is said"] += 1
                continue
            met["something missing"] += 1
            if found.decided:
                met["decided all the same"] += 1
            reached = _reached(r, judge, said, set(found.possible), 20 if found.decided else None)
            met["WRONG"] += bool(reached - set(found.possible))
            if found.decided:
                continue
            met["undecided"] += 1
            if reached != set(found.possible):
                kind = "certain" if len(reached) == 1 else "over-listed"
                met["over-listed"] += 1
                met["certain"] += len(reached) == 1
                told = text[len(shapes.HEAD) :]
                examples[kind].append(f"{told}{said}\n{found.possible}, reached {reached}\n")
    return met, examples


def _reached(r: Random, judge: Evaluator, said: dict, listed: set[str], most: int | None) -> set:
    reached = set[str]()
    for _ in range(most or COMPLETIONS):
        whole = judge.evaluate(shapes.completed(r, said), as_of=shapes.AS_OF)
        reached |= set(whole.possible)
        if most is None and reached >= listed:
            break
    return reached


def main(rulesets: int = 20_000, seed: int = 1, shown: int = 0) -> None:
    """Counts, and prints what was counted."""
    start = perf_counter()
    met, examples = count(rulesets, seed)
    print(shapes.SHAPES)
    for kind, number in met.items():
        print(f"{number:8,}  {kind}")
    over = met["over-listed"] / max(1, met["undecided"])
    certain = met["certain"] / max(1, met["something missing"])
    print(f"{over:8.2%}  of the undecided list a verdict that no completion reached")
    print(f"{certain:8.2%}  of those with something missing are certain, and called undecided")
    print(f"{perf_counter() - start:7.0f} s")
    for kind, texts in examples.items():
        for text in texts[:shown]:
            print(f"-- {kind}\n{text}")
    sys.exit(1 if met["WRONG"] else 0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
