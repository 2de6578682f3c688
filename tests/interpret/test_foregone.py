"""Comparisons that always or never hold by how they are made, and what counts as nothing twice."""

from __future__ import annotations

import formulas as lang
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore import Evaluator, read_ruleset
from evalcore.interpret.bounds import bound_plan, bound_program
from evalcore.interpret.partial import rest
from evalcore.interpret.plan import plan
from evalcore.interpret.python import compile_program
from evalcore.interpret.trace import Trace

NEVER = (
    "n == 2.5",
    "n * 3 == 1",
    "n * 4 == m * 2 + 3",
    "2 * n - 4 * m == 5",
    "n * 0.5 + m * 1.5 == 0.25",
    "n - m == 0.1",
    "n + count(tags) == 1.5",
    "(n * 2 if p else m * 4) == 5",
    "min(a, b) > a",
    "a < min(b, a, c)",
    "max(a, b) < b",
    "min(a, b) > max(b, c)",
    "max(min(a, c), min(b, c)) > c",
    "(a if p else min(a, b)) > a",
    "abs(n) < n",
    "abs(a) < a",
    "not (min(a, c) <= max(b, abs(a)))",
    "n != abs(n)",
    "min(n, m) > abs(n)",
    "a - a != 0",
    "a / a != 1",
    "(a + b) - (a + b) > 0",
    "min(a, a) != a",
    "a + 1 <= a",
    "a + 1 == a",
    "a + b > b + a",
    "n + 1 < n",
    "2 * n + 1 <= n + n",
    "(a - b) * (a - b) < 0",
    "a * 2 * a < 0",
    "n * 5 + 1 < n",
    "(b if p else b) != b",
    "(n if p else n) - n > 0.5",
    "n * 2 - n > 1000000",
    "min(a, n) - abs(n) > 2.5",
    "2.5 < min(a, n) - abs(n)",
    "max(a, b) - a < -0.5",
    "min(7.5, n) == 0.999",
    "0.999 == max(min(7.5, n), m)",
    "(n if p else 7.5) == 0.5",
    "min(max(n + 0.5, m + 0.5), max(n + 1.5, m + 0.5)) == max(n, m)",
)
OPEN = (
    "min(a, n) - abs(n) > -0.5",
    "min(a, n) - abs(m) > 2.5",
    "max(a, b) - a < 0.5",
    "min(7.5, n) == 7.5",
    "min(a, n) == 0.999",
    "n * 3 == 6",
    "n * 3 == 1.0000000001 + m",
    "2 * n - 4 * m == 6",
    "n * 0.5 + m * 1.5 == 0.5",
    "a * 3 == 1",
    "(n * 2 if p else m) == 5",
    "(n * 2 if p else a) == 5",
    "min(a, b) >= a",
    "max(a, b) > b",
    "abs(a) > a",
    "a <= abs(b)",
    "abs(a) <= a",
    "min(a, b) > min(a, c)",
    "(a if p else b) > a",
    "a + 0.000000001 <= a",
    "wide + 1 > wide",
    "a * b * a > 0",
    "n * 5 < n + 1",
    "n * 5 <= n",
)


def ends(text):
    made = lang.formula(text)
    now = lang.initiative({}).situation.on(lang.AS_OF)
    return bound_program([made.root], made.types)(now)[0][:2]


@pytest.mark.parametrize("text", NEVER)
def test_what_never_holds_cannot(text):
    assert ends(text) == (False, True)
    assert ends(f"not ({text})") == (True, False)


@pytest.mark.parametrize("text", OPEN)
def test_what_may_hold_can(text):
    assert ends(text) == (True, True)


ROUNDED = """
name = "rounded"
version = "1"
verdicts = ["go", "no"]
fields.x = { kind = "number", minimum = 0, maximum = 1e6 }
fields.y = { kind = "number", minimum = 0, maximum = 10 }
fields.n = { kind = "number", whole = true, minimum = 0, maximum = 1e6 }
fields.m = { kind = "number", whole = true, minimum = 0, maximum = 10 }
fields.p = { kind = "number", whole = true, minimum = 0 }
fields.q = { kind = "number", whole = true, minimum = 0 }
rules = [{ id = "it", when = "%s", verdict = "go" }]
default.verdict = "no"
"""


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("1000000000 * x + y - 1000000000 * x == y", {"x": 123456.7, "y": 0.1}),
        ("1000000000 * x + y - 1000000000 * x != y", {"x": 123456.7, "y": 0.1}),
        ("(x + y) * 1000000000 - x * 1000000000 < y * 1000000000", {"x": 987654.3, "y": 0.3}),
        ("10000000000 * n + m + 0.5 - 10000000000 * n == m", {"n": 1_000_000, "m": 2}),
        ("p + 0.5 == q", {"p": 2**52 + 1, "q": 2**52 + 2}),
        ("p + 0.25 - q == 0", {"p": 2**51 + 1, "q": 2**51 + 1}),
        ("0.5 + p + 0.5 == q", {"p": 2**52 + 1, "q": 2**52 + 2}),
    ],
)
def test_what_takes_itself_away_is_rounded_all_the_same(when, said):
    judge = Evaluator(read_ruleset(ROUNDED % when))
    decided = judge.evaluate({"id": "R", **said})
    for left_out in [*said, None]:
        some = {key: value for key, value in said.items() if key != left_out and left_out}
        assert decided.verdict in judge.evaluate({"id": "R", **some}).possible


def test_a_rounded_difference_of_large_numbers_is_left_open():
    assert ends("wide * 1 - n == 0.5") == (True, True)
    assert ends("n * 1000000000000 - m * 1000000000000.5 == 0.25") == (True, True)


TWICE = "a - a|a / a|min(a, a)|max(b, b, b)|a - a + b / b|a * b * a|(a - b) * (a - b)"


@pytest.mark.parametrize("text", TWICE.split("|"))
@settings(max_examples=60)
@given(a=st.sampled_from([None, -7.25, -1e-10, -0.0, 0.0, 1e-12, 0.1, 1000.0]), b=st.floats(-9, 9))
def test_what_is_named_twice_comes_to_the_same_bits(text, a, b):
    made = lang.formula(text)
    now = lang.initiative({"b": b} | ({} if a is None else {"a": a})).situation
    (found,) = compile_program([made.root], made.types)(now.values, now.withheld)
    traced = Trace(now)[made.root]
    assert repr(found) == repr(traced if isinstance(traced, float) else None)


def test_a_choice_with_a_branch_that_is_never_met_is_asked_branch_by_branch():
    made = lang.formula("(n * 2 if p else m) == 5")
    program = plan([made.root], made.types)
    assert [type(each).__name__ for each in program.outputs] == ["If"]
    now = lang.initiative({"p": True}).situation.on(lang.AS_OF)
    assert bound_program([made.root], made.types)(now)[0] == (False, True, False)


def test_nothing_over_nothing_is_left_as_it_is():
    one = "lookup(remit, {'it': 1, 'trust': 0.5})"
    made = lang.formula(f"linear(a - a, {one}, {one})")
    now = lang.initiative({"remit": "it"}).situation.on(lang.AS_OF)
    program = rest([made.root], made.types, now)
    assert bound_plan(program)(now)[0][2] is True


def test_what_is_shared_or_wide_is_looked_into_only_so_far():
    shared, wide = "a", "a"
    for _ in range(8):
        shared = f"({shared} + {shared})"
    for _ in range(5):
        wide = f"min({', '.join([wide] + [f'max(a, b, {n})' for n in range(6)])})"
    assert ends(f"{shared} < b") == (True, True)
    assert ends(f"{wide} > max(a, b)") == (False, True)
    choice = "0.5"
    for n in range(12):
        choice = f"({n} if a > {n} else {choice})"
    assert ends(f"{choice} == 2.5") == (True, True)
