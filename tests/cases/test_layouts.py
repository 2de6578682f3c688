"""Layouts: however a ruleset is written, the same is counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cases.caselaw import counts, tried
from cases.many import main
from evalcore.written.errors import InputError

FIELDS = """
verdicts = ["go", "hold", "kill"]
[fields.x]
kind = "number"
minimum = 0
maximum = 10
[fields.y]
kind = "number"
minimum = 0
maximum = 10
[fields.flag]
kind = "flag"
[fields.phase]
kind = "choice"
choices = ["idea", "pilot", "live"]
"""
ATOMS = (
    ("x", "<", "3"),
    ("x", "<", "5"),
    ("x", ">=", "7"),
    ("y", "<=", "4"),
    ("x", "<", "y"),
    ("x", "==", "y"),
    ("flag",),
    ("known(y)",),
    ("phase in ['idea', 'pilot']",),
    ("phase", "==", "'idea'"),
)
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}
NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!="}


@attrs.frozen
class Formula:
    """An atom by its number, or formulas that are joined."""

    how: str
    parts: tuple[Any, ...]


def formulas() -> st.SearchStrategy[Formula]:
    atoms = st.integers(0, len(ATOMS) - 1).map(lambda n: Formula("atom", (n,)))

    def joined(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            st.builds(Formula, st.sampled_from(["and", "or"]), several),
            inner.map(lambda each: Formula("not", (each,))),
        )

    return st.recursive(atoms, joined, max_leaves=5)


def plain(formula: Formula) -> str:
    if formula.how == "atom":
        return f"({' '.join(ATOMS[formula.parts[0]])})"
    if formula.how == "not":
        return f"(not {plain(formula.parts[0])})"
    return f"({f' {formula.how} '.join(map(plain, formula.parts))})"


class Layout:
    """Writes a formula otherwise: by what `draw` says at each place."""

    def __init__(self, draw: Callable[[int], int]) -> None:
        self.draw = draw
        self.measures: dict[str, str] = {}

    def write(self, formula: Formula) -> str:
        text = self._write(formula)
        if self.draw(4):
            return text
        name = f"part_{len(self.measures)}"
        self.measures[name] = text
        return name

    def _write(self, formula: Formula) -> str:
        match formula.how:
            case "atom":
                return self._atom(ATOMS[formula.parts[0]])
            case "not":
                return f"(not {self.write(formula.parts[0])})"
            case how:
                parts = list(formula.parts)
                if self.draw(3) == 0:
                    return self._de_morgan(how, parts)
                other = "or" if how == "and" else "and"
                inner = next((each for each in parts if each.how == other), None)
                if inner is not None and self.draw(2):
                    return self._distributed(how, other, parts, inner)
                if self.draw(2):
                    parts.reverse()
                return f"({f' {how} '.join(map(self.write, parts))})"

    def _atom(self, atom: tuple[str, ...]) -> str:
        if len(atom) == 1:
            return f"(not (not {atom[0]}))" if self.draw(3) == 0 else f"({atom[0]})"
        left, sign, right = atom
        match self.draw(4):
            case 0:
                return f"({right} {TURNED[sign]} {left})"
            case 1:
                return f"(not ({left} {NEGATED[sign]} {right}))"
            case 2:
                return f"(not ({right} {TURNED[NEGATED[sign]]} {left}))" if sign != "==" else (
                    f"(not ({right} != {left}))"
                )  # fmt: skip
            case _:
                return f"({left} {sign} {right})"

    def _de_morgan(self, how: str, parts: list[Formula]) -> str:
        other = "or" if how == "and" else "and"
        return f"(not ({f' {other} '.join(f'(not {self.write(each)})' for each in parts)}))"

    def _distributed(self, how: str, other: str, parts: list[Formula], inner: Formula) -> str:
        rest = [each for each in parts if each is not inner]
        spread = [Formula(how, (*rest, each)) for each in inner.parts]
        return f"({f' {other} '.join(map(self.write, spread))})"


def ruleset(conditions: list[str], measures: dict[str, str], cases: str) -> str:
    named = "".join(f'{name} = "{text}"\n' for name, text in measures.items())
    rules = "".join(
        f'[[rules]]\nid = "rule_{n}"\nwhen = "{text}"\nverdict = "{("go", "kill")[n % 2]}"\n'
        for n, text in enumerate(conditions)
    )
    return f"{FIELDS}[measures]\n{named}{rules}{cases}"


def cases_of(requests: list[dict[str, Any]]) -> str:
    def spelt(value: Any) -> str:
        return str(value).lower() if isinstance(value, bool) else repr(value)

    return "".join(
        f'[[cases]]\nname = "{n}"\nexpect = "go"\ninitiative = {{ '
        + ", ".join(f"{k} = {spelt(v)}" for k, v in each.items())
        + " }\n"
        for n, each in enumerate(requests)
    )


REQUESTS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "x": st.integers(0, 10),
            "y": st.integers(0, 10),
            "flag": st.booleans(),
            "phase": st.sampled_from(["idea", "pilot", "live"]),
        },
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(formulas(), min_size=1, max_size=3), REQUESTS, st.data())
def test_the_layout_changes_no_count(found, requests, data):
    cases = cases_of(requests)
    layout = Layout(lambda most: data.draw(st.integers(0, most)))
    others = [layout.write(each) for each in found]
    try:
        one = tried(ruleset([plain(each) for each in found], {}, cases))
        other = tried(ruleset(others, layout.measures, cases))
    except InputError as error:  # a rule that was found never to speak is an error
        assume("can never speak" not in str(error))
        raise
    assert counts(other) == counts(one)
    assert len(other.report.infeasible) == len(one.report.infeasible)
    assert [each.passed for each in other.outcomes] == [each.passed for each in one.outcomes]


def test_conditions_of_all_sorts_are_counted_as_an_oracle_counts_them(capsys):
    assert main(8, seed=0) == 0, capsys.readouterr().out
