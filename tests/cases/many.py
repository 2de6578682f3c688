"""Coverage of many rulesets against an oracle that is slow and knows nothing of graphs.

    python tests/cases/many.py 1000 [SEED]

Each ruleset is drawn as rules over atoms, written plainly and once more by other words: measures
named or inlined, De Morgan, distribution, turned comparisons, chains, parameters as numbers. The
oracle works out from the requests alone which outcomes each condition has where its clause is asked
and which conditions turn a clause; both layouts have to count that. What is said to be out of reach
is sought among many requests.
"""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

sys.path.insert(0, str(Path(__file__).parents[1]))

from cases.caselaw import evaluator_of
from evalcore.cases.coverage import Report
from evalcore.cases.gathering import gather
from evalcore.cases.trying import Tried, try_cases
from evalcore.judge.evaluator import Evaluator
from evalcore.written.errors import InputError

HEAD = """
verdicts = ["go", "hold", "kill"]
when_undecided = "hold"
[parameters]
three = 3
half = 0.5
[fields]
x = { kind = "number", minimum = 0, maximum = 10 }
y = { kind = "number", minimum = 0, maximum = 10 }
n = { kind = "number", whole = true, minimum = 0, maximum = 4 }
flag = { kind = "flag" }
phase = { kind = "choice", choices = ["idea", "pilot", "live"] }
goals = { kind = "set", choices = ["a", "b"] }
parts = { record = { done = { kind = "flag" } } }
[criteria.worth]
score = "x / 10"
weight = 1
"""
Truth = bool | None
Request = dict[str, Any]


def _less(left: Any, right: Any, *, equal: bool) -> Truth:
    if left is None or right is None:
        return None
    return bool(left <= right + 1e-9) if equal else bool(left < right - 1e-9)


def _within(left: Any, right: Any) -> Truth:
    return None if left is None or right is None else bool(abs(left - right) <= 1e-9)


def _plus(*terms: Any) -> Any:
    return None if None in terms else sum(terms)


@attrs.frozen
class Atom:
    """A condition in several spellings: of itself, and of what it denies."""

    spellings: tuple[str, ...]
    denials: tuple[str, ...]
    value: Any = attrs.field(repr=False, eq=False)


def _compared(left: str, sign: str, right: str, value: Any, *others: str) -> Atom:
    """`others` are other ways to write the right side."""
    turned = {"<": ">", "<=": ">=", "==": "=="}[sign]
    denied = {"<": ">=", "<=": ">", "==": "!="}[sign]
    back = {">=": "<=", ">": "<", "!=": "!="}[denied]
    sides = (right, *others)
    return Atom(
        tuple(text for r in sides for text in (f"{left} {sign} {r}", f"{r} {turned} {left}")),
        tuple(text for r in sides for text in (f"{left} {denied} {r}", f"{r} {back} {left}")),
        value,
    )


ATOMS = (
    _compared("x", "<", "3", lambda r: _less(r["x"], 3, equal=False), "three", "3.0"),
    _compared("x", "<", "5", lambda r: _less(r["x"], 5, equal=False)),
    _compared("x", "<=", "3", lambda r: _less(r["x"], 3, equal=True), "three"),
    _compared("x", "==", "3", lambda r: _within(r["x"], 3), "three"),
    _compared("x", "<", "y", lambda r: _less(r["x"], r["y"], equal=False)),
    _compared("x", "<=", "y", lambda r: _less(r["x"], r["y"], equal=True)),
    _compared("y", "<=", "4", lambda r: _less(r["y"], 4, equal=True)),
    _compared("(x + y)", "<", "8", lambda r: _less(_plus(r["x"], r["y"]), 8, equal=False)),
    _compared("n", "==", "2", lambda r: _within(r["n"], 2)),
    _compared("n", "<", "2", lambda r: _less(r["n"], 2, equal=False)),
    _compared("n", "<", "half", lambda r: _less(r["n"], 0.5, equal=False), "0.5"),
    _compared(
        "total", "<", "half",
        lambda r: _less(None if r["x"] is None else r["x"] / 10, 0.5, equal=False), "0.5",
    ),
    Atom(
        ("flag", "flag == True", "not not flag", "flag != False"),
        ("not flag", "flag == False"),
        lambda r: r["flag"],
    ),
    Atom(("known(y)",), ("not known(y)",), lambda r: r["y"] is not None),
    Atom(("known(n)",), ("not known(n)",), lambda r: r["n"] is not None),
    Atom(
        ("phase in ['idea', 'pilot']", "phase in ['pilot', 'idea']"),
        ("phase not in ['idea', 'pilot']",),
        lambda r: None if r["phase"] is None else r["phase"] in ("idea", "pilot"),
    ),
    Atom(
        ("phase == 'idea'", "'idea' == phase"), ("phase != 'idea'",),
        lambda r: None if r["phase"] is None else r["phase"] == "idea",
    ),
    Atom(
        ("'a' in goals",), ("'a' not in goals",),
        lambda r: None if r["goals"] is None else "a" in r["goals"],
    ),
    Atom(
        ("any_of(parts, done)",), ("all_of(parts, not done)",),
        lambda r: None if r["parts"] is None else _either([e["done"] for e in r["parts"]]),
    ),
)  # fmt: skip


def _both(parts: list[Truth]) -> Truth:
    return False if False in parts else None if None in parts else True


def _either(parts: list[Truth]) -> Truth:
    return True if True in parts else None if None in parts else False


@attrs.frozen
class Formula:
    how: str  # atom, not, and, or, if
    parts: tuple[Any, ...]

    def value(self, atoms: tuple[Truth, ...]) -> Truth:
        if self.how == "atom":
            return atoms[self.parts[0]]
        found = [each.value(atoms) for each in self.parts]
        if self.how == "not":
            return None if found[0] is None else not found[0]
        if self.how == "if":
            return None if found[0] is None else found[1] if found[0] else found[2]
        return (_both if self.how == "and" else _either)(found)

    @property
    def atoms(self) -> frozenset[int]:
        if self.how == "atom":
            return frozenset(self.parts)
        return frozenset[int]().union(*(each.atoms for each in self.parts))


def formula(rng: random.Random, depth: int) -> Formula:
    how = rng.choice(["atom", "and", "or", "and", "or", "not", "if"] if depth else ["atom"])
    if how == "atom":
        return Formula("atom", (rng.randrange(len(ATOMS)),))
    count = {"not": 1, "if": 3}.get(how) or rng.randint(2, 3)
    return Formula(how, tuple(formula(rng, depth - 1) for _ in range(count)))


class Layout:
    """Writes formulas; `rng` None writes them plainly."""

    def __init__(self, rng: random.Random | None) -> None:
        self.rng = rng
        self.measures: dict[str, str] = {}
        self.spread: list[Formula] = []  # a few are enough

    def chance(self, share: float) -> bool:
        return self.rng is not None and self.rng.random() < share

    def write(self, formula: Formula, *, denied: bool = False) -> str:
        """The text of a formula, or of its negation."""
        if self.chance(0.2):
            return f"(not {self.write(formula, denied=not denied)})"
        text = self._plain(formula, denied=denied)
        if not self.chance(0.25):
            return text
        name = f"part_{len(self.measures)}"
        self.measures[name] = text
        return name

    def _plain(self, formula: Formula, *, denied: bool) -> str:
        match formula.how:
            case "atom":
                atom = ATOMS[formula.parts[0]]
                texts = atom.denials if denied else atom.spellings
                return f"({texts[0] if self.rng is None else self.rng.choice(texts)})"
            case "not":
                if self.rng is None:
                    inner = self.write(formula.parts[0])
                    return f"(not {inner})" if not denied else inner
                return self.write(formula.parts[0], denied=not denied)
            case "if":
                test, then, other = formula.parts
                if self.chance(0.3):  # the other way round
                    test, then, other = Formula("not", (test,)), other, then
                texts = [self.write(test), self.write(then, denied=denied)]
                return f"({texts[1]} if {texts[0]} else {self.write(other, denied=denied)})"
            case how:
                other = "or" if how == "and" else "and"
                parts = [*formula.parts]
                inner = next((each for each in parts if each.how == other), None)
                if self.rng is not None:
                    self.rng.shuffle(parts)
                if inner is not None and len(self.spread) < 9 and self.chance(0.4):
                    rest = [each for each in parts if each is not inner]
                    spread = [Formula(how, (*rest, each)) for each in inner.parts]
                    self.spread += spread
                    return self._plain(Formula(other, tuple(spread)), denied=denied)
                if denied and self.chance(0.5):
                    return f"(not {self.write(formula)})"
                sign = other if denied else how
                return f"({f' {sign} '.join(self.write(e, denied=denied) for e in parts)})"


VALUES: dict[str, list[Any]] = {
    "x": [None, 0, 1, 2.9999999999, 3, 3.5, 4, 5, 6, 8, 10],
    "y": [None, 0, 1, 3, 4, 4.5, 5, 8, 10],
    "n": [None, 0, 1, 2, 3],
    "flag": [None, True, False],
    "phase": [None, "idea", "pilot", "live"],
    "goals": [None, [], ["a"], ["a", "b"]],
    "parts": [None, [], [{"done": True}], [{"done": False}], [{"done": None}, {"done": False}]],
}


def request(rng: random.Random) -> Request:
    return {name: rng.choice(some) for name, some in VALUES.items()}


def spelt(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(spelt, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{k} = {spelt(v)}' for k, v in value.items() if v is not None)} }}"
    return str(value).lower() if isinstance(value, bool) else repr(value)


def text_of(rules: list[Formula], layout: Layout, requests: list[Request]) -> str:
    written = [layout.write(each) for each in rules]
    named = "".join(f'{name} = "{text}"\n' for name, text in layout.measures.items())
    listed = "".join(
        f'[[rules]]\nid = "r{n}"\nwhen = "{text}"\nverdict = "{("go", "kill")[n % 2]}"\n'
        for n, text in enumerate(written)
    )
    cases = "".join(
        f'[[cases]]\nname = "{n}"\nexpect = "go"\ninitiative = {spelt(each)}\n'
        for n, each in enumerate(requests)
    )
    return f"{HEAD}[measures]\n{named}{listed}{cases}"


@attrs.frozen
class Oracle:
    """What requests reach, by the words of the contract."""

    rules: list[Formula]

    def reached(self, requests: list[Request]) -> tuple[set[Any], set[Any]]:
        """Outcomes of conditions where a clause that has them is asked; those that turn it."""
        outcomes: set[Any] = set()
        turned: set[Any] = set()
        for each in requests:
            atoms = tuple(atom.value(each) for atom in ATOMS)
            for place, rule in enumerate(self.rules):
                for atom in rule.atoms:
                    outcomes.add((atom, atoms[atom]))
                    ends = [
                        rule.value((*atoms[:atom], truth, *atoms[atom + 1 :]))
                        for truth in (True, False)
                    ]
                    if atoms[atom] is not None and set(ends) == {True, False}:
                        turned.add((place, atom, atoms[atom]))
                if rule.value(atoms):
                    break
        return outcomes, turned


def tried(own: Evaluator) -> Tried:
    return try_cases(own, gather(own))


def problems(
    rules: list[Formula], report: Report, requests: list[Request], many: list[Request]
) -> Iterator[str]:
    """Where a report is not what the oracle says."""
    outcomes, turned = Oracle(rules).reached(requests)
    both = {(p, a) for p, a, _ in turned if (p, a, True) in turned and (p, a, False) in turned}
    counts = {name: each.reached for name, each in report.counts.items()}
    if counts["conditions"] != len(outcomes):
        yield f"conditions {counts['conditions']} instead of {len(outcomes)}"
    if counts["mcdc"] != len(both):
        yield f"mcdc {counts['mcdc']} instead of {len(both)}"
    every = len({atom for rule in rules for atom in rule.atoms}) * 3
    left_out = dict.fromkeys(report.counts, 0)
    for part in report.infeasible:
        left_out[part.what] += 1
    if report.counts["conditions"].of + left_out["conditions"] != every:
        yield f"{report.counts['conditions'].of} conditions of {every}"
    pairs = sum(len(rule.atoms) for rule in rules)
    if report.counts["mcdc"].of + left_out["mcdc"] != pairs:
        yield f"mcdc of {report.counts['mcdc'].of} and not {pairs}"
    could, could_turn = Oracle(rules).reached(many)
    can_both = {
        (p, a)
        for p, a, _ in could_turn
        if (p, a, True) in could_turn and (p, a, False) in could_turn
    }
    if report.counts["conditions"].of < len(could):
        yield f"{report.counts['conditions'].of} conditions, but {len(could)} are reached"
    if report.counts["mcdc"].of < len(can_both):
        yield f"mcdc of {report.counts['mcdc'].of}, but {len(can_both)} are reached"
    STATISTICS["conditions"] += len(could)
    STATISTICS["of conditions"] += report.counts["conditions"].of
    STATISTICS["mcdc"] += len(can_both)
    STATISTICS["of mcdc"] += report.counts["mcdc"].of


STATISTICS = dict.fromkeys(["conditions", "of conditions", "mcdc", "of mcdc"], 0)


def write(*lines: object) -> None:
    sys.stdout.write("\n    ".join(map(str, lines)) + "\n")


def main(count: int, seed: int) -> int:
    began, wrong, made, refused = time.process_time(), 0, 0, 0
    for number in itertools.count(seed):
        if made == count:
            break
        rng = random.Random(number)  # noqa: S311
        rules = [formula(rng, 2) for _ in range(rng.randint(1, 5))]
        requests = [request(rng) for _ in range(rng.randint(1, 12))]
        many = [request(rng) for _ in range(1500)]
        layout = Layout(rng)
        texts = [text_of(rules, Layout(None), requests), text_of(rules, layout, requests)]
        found: list[Tried | str] = []
        for text in texts:
            try:
                found.append(tried(evaluator_of(text)))
            except InputError as error:
                found.append(str(error))
        if any("can never speak" in each for each in found if isinstance(each, str)):
            refused += not all(isinstance(each, str) for each in found)
            continue
        made += 1
        told = [
            f"{('plain', 'other')[n]}: {each.splitlines()[0]}" for n, each in enumerate(found)
            if isinstance(each, str)
        ]  # fmt: skip
        for n, each in enumerate(found):
            if isinstance(each, Tried):
                told += [
                    f"{('plain', 'other')[n]}: {p}"
                    for p in problems(rules, each.report, requests, many)
                ]
        one, other = found
        if isinstance(one, Tried) and isinstance(other, Tried):
            for name, each in one.report.counts.items():
                if each != other.report.counts[name]:
                    told.append(f"{name}: {each} plain, {other.report.counts[name]} otherwise")
        if told:
            wrong += 1
            write(f"ruleset {number}:", *told)
            if wrong <= 3:
                write(texts[1].partition("[measures]")[2].partition("[[cases]]")[0])
    write(f"{made} rulesets, {wrong} of them wrong, in {time.process_time() - began:.0f} s of CPU")
    write(f"beside them {refused} of which one layout alone is known never to reach a rule")
    write(STATISTICS)
    return 1 if wrong else 0


if __name__ == "__main__":
    arguments = [int(each) for each in sys.argv[1:]]
    sys.exit(main(*(arguments + [1000, 0][len(arguments) :])))
