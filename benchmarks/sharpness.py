"""How much of what is said to be possible is: counted over random rulesets and requests.

    python benchmarks/sharpness.py [RULESETS] [SEED] [EXAMPLES]

Prints the shares, and so many examples of each kind. A verdict counts as reached where one of
6,000 random completions, often at or beside what is compared, gets it; none must get another. Of
the later ones every second has a number moved to where two sides of a comparison meet, which may be
a single number that chance never draws.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import shapes

from evalcore import Evaluator, InputError
from evalcore.extend.plugins import discover
from evalcore.interpret.python import compile_program
from evalcore.language.nodes import Aggregate, Compare, Node, RecordField, children
from evalcore.rules.file import read_ruleset

COMPLETIONS = 6_000
EASY = 200  # of them before numbers are moved
EACH = 3  # requests of each ruleset


def count(rulesets: int, seed: int) -> tuple[Counter[str], dict[str, list[str]]]:
    """What was met, by kind, and what the request and the ruleset looked like."""
    r, met, plugins = Random(seed), Counter[str](), discover()
    examples: dict[str, list[str]] = {"over-listed": [], "certain": []}
    while met["rulesets"] < rulesets:
        text = shapes.ruleset(r)
        try:
            judge = Evaluator(read_ruleset(text), plugins=plugins)
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
    reached, meeting = set[str](), None
    for turn in range(most or COMPLETIONS):
        filled = shapes.completed(r, said)
        if turn > EASY and turn % 2:
            meeting = meeting or _Meeting(judge)
            filled = meeting.moved(r, said, filled)
        whole = judge.evaluate(filled, as_of=shapes.AS_OF)
        reached |= set(whole.possible)
        if most is None and reached >= listed:
            break
    return reached


class _Meeting:
    """The comparisons of numbers in a ruleset, and where both sides of one are equal."""

    def __init__(self, judge: Evaluator) -> None:
        graph = judge.graph
        compared = [
            node
            for node in graph.nodes
            if isinstance(node, Compare) and graph.types[node.left].is_number
            if not any(isinstance(each, RecordField) for each in _outside_lists(node))
        ]
        sides = [side for node in compared for side in (node.left, node.right)]
        self.judge, self.sides = judge, compile_program(sides, graph.types)
        self.pairs = range(0, len(sides), 2)

    def moved(self, r: Random, said: dict, filled: dict) -> dict:
        """The same where one number that is not said has two sides meet, if a line leads there."""
        free = [(each,) for each in "xynm" if each not in said]
        for place, record in enumerate(filled["r"]):
            cells = said["r"][place] if "r" in said else {}
            free += [("r", place, "v")] if "v" not in cells and "v" in record else []
        if not free or not self.pairs:
            return filled
        for _ in range(r.choice((1, 2))):
            key, at = r.choice(free), r.choice(self.pairs)
            low, high = RANGES[key[-1]]
            first, second = r.uniform(low, high), r.uniform(low, high)
            for _ in range(2):
                gaps = [self.gap(_put(filled, key, each), at) for each in (first, second)]
                if None in gaps or gaps[0] == gaps[1]:
                    break
                slope = (gaps[1] - gaps[0]) / (second - first)
                first, second = second, min(high, max(low, first - gaps[0] / slope))
                if first == second:
                    break
            whole = key[-1] in "nm"
            filled = _put(filled, key, float(round(second)) if whole else second)
        return filled

    def gap(self, filled: dict, at: int) -> float | None:
        """By how much two sides differ."""
        values = self.judge.evaluate(filled, as_of=shapes.AS_OF).initiative.situation.values
        found = self.sides(values, {}, shapes.AS_OF)
        left, right = found[at : at + 2]
        return None if left is None or right is None else left - right


RANGES = {"x": (-5, 5), "y": (0, 10), "n": (0, 9), "m": (0, 9), "v": (0, 9)}


def _put(filled: dict, key: tuple, value: float) -> dict:
    if len(key) == 1:
        return filled | {key[0]: round(value) if key[0] in "nm" else value}
    records = [dict(each) for each in filled["r"]]
    records[key[1]]["v"] = value
    return filled | {"r": records}


def _outside_lists(node: Node) -> Iterator[Node]:
    yield node
    if not isinstance(node, Aggregate):
        for each in children(node):
            yield from _outside_lists(each)


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
