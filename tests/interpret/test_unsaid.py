"""Unsaid: while nobody has said anything, a decision may come to what its bounds say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore.extend.plugins import Plugins
from evalcore.interpret import unsaid
from evalcore.interpret.bounds import bound_program
from evalcore.interpret.python import compile_program
from evalcore.interpret.unsaid import cases_of
from evalcore.language.nodes import DecidedBy
from evalcore.request.situation import Situation
from evalcore.rules.compiler import compile_ruleset
from evalcore.rules.file import read_draft
from rulesets import ruleset_text

FIELDS = """
[fields]
a = { kind = "number", minimum = 0, maximum = 10 }
b = { kind = "number", whole = true, minimum = -5, maximum = 5 }
c = { kind = "choice", choices = ["x", "y", "z"] }
d = { kind = "date" }
e = { kind = "date" }
f = { kind = "flag" }
g = { kind = "flag" }
m = { kind = "number", minimum = 0, maximum = 10 }
s = { kind = "set", choices = ["p", "q", "r"] }
t = { kind = "text" }
[fields.l]
kind = "records"
[fields.l.record.v]
kind = "number"
"""
NAMES = "abcdefglmst"
OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
SAME = st.sampled_from(["==", "!="])
LETTERS = st.sampled_from("xyz")


def says(*parts):
    return st.tuples(
        *(each if isinstance(each, st.SearchStrategy) else st.just(each) for each in parts)
    ).map(" ".join)


def one_of(*texts):
    return st.sampled_from(texts)


ATOMS = st.one_of(
    says("a", OPERATORS, one_of("0", "1", "2.5", "3", "10")),
    says("b", OPERATORS, one_of("-5", "-1", "0", "1.5", "2", "5")),
    says("b in", one_of("[1]", "[1, 2]", "[0, 1, 2.5]")),
    says("a", OPERATORS, "m"),
    says("c", SAME, LETTERS.map(repr)),
    says("c in", st.sets(LETTERS, min_size=1).map(sorted).map(repr)),
    says("t", SAME, LETTERS.map(repr)),
    says("d", OPERATORS, one_of("date(2026, 1, 1)", "date(2026, 1, 2)")),
    says("d", OPERATORS, "e"),
    says(one_of("'p'", "'q'"), "in s"),
    one_of("f", "f == g", "known(a)", "withheld(a)", "known(l)"),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: f"({' and '.join(some)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: f"({' or '.join(some)})"),
    ),
    max_leaves=5,
)


def graph_of(*conditions):
    rules = (
        f'[[rules]]\nid = "r{n}"\nwhen = "{each}"\nverdict = "go"\n'
        for n, each in enumerate(conditions)
    )
    draft = read_draft(ruleset_text(FIELDS + "".join(rules)))
    return compile_ruleset(draft.ruleset, Plugins(), draft.complaints, unreached=True)


VALUES = {
    "a": [0.0, 0.5, 1.0, 2.0, 2.5, 2.75, 3.0, 7.0, 10.0],
    "b": [-5.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 5.0],
    "c": ["x", "y", "z"],
    "d": [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)],
    "f": [False, True],
    "l": [(), None],
    "s": [(), ("p",), ("p", "q"), ("q", "r")],
    "t": ["x", "y", "z", "w"],
}
LIKE = {"e": "d", "g": "f", "m": "a"}


def met(graph, said, rng):
    """The places that some requests come to."""
    run = compile_program([DecidedBy(graph.verdict)], graph.types)
    for _ in range(40):
        some = {name: rng.choice(VALUES[LIKE.get(name, name)]) for name in NAMES}
        (place,) = run({**some, "f": some["f"] if said is None else said}, frozenset())
        if place is not None:
            yield int(place)


@settings(max_examples=150)
@given(st.lists(CONDITIONS, min_size=1, max_size=5), st.booleans() | st.none(), st.randoms())
def test_what_is_asked_directly_needs_no_code(conditions, said, rng):
    graph = graph_of(*conditions)
    open_ = Situation(dict.fromkeys(NAMES)).ask(NAMES)
    open_ = open_ if said is None else open_.put({"f": said})
    wanted, _ = bound_program([graph.verdict], graph.types)(open_)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unsaid, "bound_plan", None)
        found = cases_of(graph.verdict, graph.types, {}, open_)
    assert set(found) <= set(wanted)  # of 14,000 decisions, one has fewer
    assert found == sorted(found)
    assert set(found).issuperset(met(graph, said, rng))


@pytest.mark.parametrize(
    ("conditions", "wanted"),
    [
        (["a < 3", "a >= 3"], [0, 1]),
        (["a < 3 or f", "a < 2 and c == 'x'", "not f"], [0, 2]),
        (["d > e", "d >= e and d != e", "f"], [0, 2, 3]),
        (["t == 'x'", "t == 'x' and f", "t != 'x'"], [0, 2]),
        (["'p' in s", "'p' in s and 'q' in s"], [0, 2]),
        (["a * m > 3", "a * m > 4"], [0, 2]),  # of a formula, bounds are asked
    ],
)
def test_what_rules_leave_to_one_another(conditions, wanted):
    graph = graph_of(*conditions)
    open_ = Situation(dict.fromkeys(NAMES)).ask(NAMES)
    assert cases_of(graph.verdict, graph.types, {}, open_) == wanted
