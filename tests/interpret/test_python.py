from __future__ import annotations

import operator
import os
import subprocess
import sys
from decimal import Decimal
from functools import reduce
from itertools import product

import pytest
from cpython import Close, evaluate_watched, vocabulary
from formulas import (
    FIELDS,
    compute,
    flags,
    formula,
    initiative,
    known_values,
    measures,
    numbers,
)
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from evalcore.interpret.plan import plan
from evalcore.interpret.python import compile_program, generate
from evalcore.language.check import check
from evalcore.language.nodes import Decide, DecidedBy
from evalcore.request.declarations import number
from evalcore.written.errors import InputError


@settings(max_examples=400, deadline=None)
@given(numbers() | flags(), known_values)
def test_known_values_give_what_cpython_gives(text, values):
    try:
        made = formula(text)
    except InputError:
        reject()
    try:
        evaluate_watched(text, values)
        expected = eval(text, vocabulary(values))  # noqa: S307 - the oracle
    except (Close, ZeroDivisionError):
        reject()
    assert made.run(initiative(values)) == expected


decimals = st.decimals(-10_000, 10_000, places=3)
COMPARISONS = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def all_comparisons(left, right, values):
    """The outcomes of all six comparisons, in one run."""
    tests = (f"({value} if {left} {sign} {right} else 0)" for value, sign in
             zip((1, 2, 4, 8, 16, 32), COMPARISONS, strict=True))  # fmt: skip
    return compute(" + ".join(tests), values)


def expected_comparisons(left, right):
    return sum(
        value
        for value, holds in zip((1, 2, 4, 8, 16, 32), COMPARISONS.values(), strict=True)
        if holds(left, right)
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(decimals, min_size=2, max_size=8), st.sampled_from(["0", "0.001", "-0.001"]))
def test_sums_tie_as_in_decimal_arithmetic(parts, step):
    exact = sum(parts)
    bound = exact + Decimal(step)
    written = " + ".join(map(str, parts))
    assert all_comparisons(written, str(bound), {}) == expected_comparisons(exact, bound)
    values = {"wide": reduce(operator.add, map(float, parts))}
    assert all_comparisons("wide + 0", str(bound), values) == expected_comparisons(exact, bound)


@settings(max_examples=150, deadline=None)
@given(decimals, st.decimals(-100, 100, places=3), st.sampled_from(["0", "0.000001", "-0.000001"]))
def test_products_tie_as_in_decimal_arithmetic(first, second, step):
    exact = first * second
    bound = exact + Decimal(step)
    found = all_comparisons(f"wide * {second}", f"{bound:f}", {"wide": float(first)})
    assert found == expected_comparisons(exact, bound)


def test_a_tie_that_floats_miss():
    assert 0.3 < 0.1 + 0.2
    assert compute("0.1 + 0.2 == 0.3") is True
    assert compute("0.1 + 0.2 <= 0.3") is True
    assert compute("0.1 + 0.2 in [0.3, 5]") is True


def kleene_and(values):
    return False if False in values else None if None in values else True


def kleene_or(values):
    return True if True in values else None if None in values else False


TRUTHS = (True, False, None)


@pytest.mark.parametrize(("p", "q", "r"), list(product(TRUTHS, repeat=3)))
def test_logic_is_three_valued(p, q, r):
    values = {"p": p, "q": q, "r": r}
    opposite = {True: False, False: True, None: None}
    assert compute("not p", values) is opposite[p]
    for text in ("p and q", "all_of(p, q)"):
        assert compute(text, values) is kleene_and([p, q])
    for text in ("p or q", "any_of(p, q)"):
        assert compute(text, values) is kleene_or([p, q])
    assert compute("p and q and r", values) is kleene_and([p, q, r])
    assert compute("p or q or r", values) is kleene_or([p, q, r])
    assert compute("p and (q or r)", values) is kleene_and([p, kleene_or([q, r])])
    assert compute("not (p or q) and r", values) is kleene_and([opposite[kleene_or([p, q])], r])
    assert compute("p and True and q and False", values) is False


@pytest.mark.parametrize(
    "text",
    [
        "a > 1", "a == a", "a != 0", "not a > 1", "n == 3", "0 < a < 5", "remit == 'it'",
        "remit in ['it', 'trust', 'sales']", "'grow' in tags", "'grow' not in tags", "start < end",
        "a + 1 > 0", "1 if p else 0", "1 if p else 1", "min(a, 0)", "a * 0", "clamp(a)",
        "count(outcomes) >= 0", "any_of(outcomes, done)", "days_since(start)",
        "overlap(tags, ['x'])",
    ],
)  # fmt: skip
def test_an_unknown_is_never_taken_for_an_answer(text):
    fields = {**FIELDS, "tags": FIELDS["labels"]}
    assert compute(text, {}, fields) is None


@pytest.mark.parametrize("p", [True, False])
def test_only_the_branch_taken_must_be_known(p):
    assert compute("a if p else b", {"p": p, "a": 1 if p else None, "b": None if p else 1}) == 1
    assert compute("a if p else b", {"p": not p, "a": 1 if p else None}) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1 / a", {"a": 0}),
        ("1 / (a + 0.2 - 0.3)", {"a": 0.1}),
        ("linear(a, 0, b)", {"a": 3, "b": 0}),
        ("sqrt(a)", {"a": -1}),
        ("geometric_mean(a, b)", {"a": -1, "b": 4}),
        ("lookup(note, {'x': 1})", {"note": "y"}),
        ("share(outcomes, done)", {"outcomes": []}),
        ("1 / a > 0 or False", {"a": 0}),
    ],
)
def test_an_undefined_result_is_unknown(text, values):
    assert compute(text, values) is None


def test_a_divisor_within_the_tolerance_of_zero_is_zero_whatever_its_range():
    fields = {"x": number("x", minimum=1e-10, maximum=1)}
    assert compute("1 / x", {"x": 5e-10}, fields) is None
    assert compute("1 / x", {"x": 2e-9}, fields) == 1 / 2e-9


def test_roots_of_what_rounding_pushed_below_zero_are_zero():
    assert compute("sqrt(a - 0.2 - 0.1)", {"a": 0.3}) == pytest.approx(0, abs=1e-8)
    assert compute("geometric_mean(a - 0.2 - 0.1, 4)", {"a": 0.3}) == pytest.approx(0, abs=1e-8)
    points = "{0: 0.3, 0.7: 0, 1.3: 0}"
    found = [compute(f"sqrt(piecewise(a, {points}))", {"a": 0.7 - n * 2**-53}) for n in range(9)]
    assert found == pytest.approx([0] * 9, abs=1e-7)


def test_a_measure_about_records_inside_records():
    values = {"outcomes": [{"target": 9}, {"target": 1}, {"target": 2}]}
    names = measures(size="count(outcomes)", high="count(outcomes, target > 5)")
    assert compute("count(outcomes, size == 3 and target > 5)", values, names=names) == 1
    assert compute("total_of(outcomes, target * high / size)", values, names=names) == 4


def test_what_a_loop_works_out_is_not_relied_on_after_it():
    names = measures(half="a / (b - 3)")
    text = "count(outcomes, target > half) + half"
    assert compute(text, {"a": 8, "b": 5, "outcomes": []}, names=names) == 4
    assert compute(text, {"a": 8, "b": 5, "outcomes": [{"target": 9}]}, names=names) == 5


@pytest.mark.parametrize("sign", [" + ", ", "])
def test_as_many_operands_as_fit(sign):
    many = sign.join(["n"] * 990)
    text = f"mean({many})" if sign == ", " else many
    assert compute(text, {"n": 2}) == (2 if sign == ", " else 1_980)
    assert compute(text, {}) is None


def test_a_chain_of_chains_stays_small():
    text = "c"
    for _ in range(25):
        text = f"(1 if 0 < {text} < 2 else 0.5)"
    made = formula(text)
    assert len(generate(plan([made.root], made.types))[0]) < 20_000
    assert compute(text, {"c": 1}) == 1


def test_a_decision_stops_at_the_first_case_that_holds_or_may_hold():
    made = [formula(text) for text in ("p", "a > 5", "q")]
    types = {node: kind for each in made for node, kind in each.types.items()}
    decision = Decide(tuple(zip(("go", "hold", "kill"), [e.root for e in made], strict=True)), "no")
    check(decision, FIELDS, types, [])
    evaluate = compile_program([DecidedBy(decision), decision, made[1].root], types)

    def decide(**values):
        read_in = initiative(values)
        return evaluate(read_in.situation.values, read_in.situation.withheld, None)

    assert decide(p=True) == (0, "go", None)
    assert decide(p=False, a=9) == (1, "hold", True)
    assert decide(p=False, a=1, q=False) == (3, "no", False)
    assert decide(p=None, a=9) == (None, None, True)
    assert decide(p=False, q=True) == (None, None, None)


HASHED = [
    "remit in ['it', 'trust'] and note in ['x', 'y', 'z']",
    "overlap(tags, ['grow', 'save', 'comply']) + lookup(remit, {'it': 1, 'trust': 2}, default=0)",
    "any_of(tags, ['grow', 'save']) or share(outcomes, known(owner) and target > a) > 0.5",
    "min(a, b, c) / (a - b) if p or q or not r else piecewise(a, {0: 1, 5: 2})",
]
SCRIPT = """
from evalcore.interpret.plan import plan
from evalcore.interpret.python import generate
from formulas import formula
for text in {texts!r}:
    made = formula(text)
    for _ in range(2):
        print(generate(plan([made.root], made.types))[0])
"""


def test_the_generated_source_is_the_same_in_every_process():
    roots = os.pathsep.join(each for each in sys.path if each)
    sources = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT.format(texts=HASHED)],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": roots},
            capture_output=True, check=True, text=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }  # fmt: skip
    assert len(sources) == 1
    functions = sources.pop().split("def evaluate")[1:]
    assert functions[::2] == functions[1::2]
    assert len(functions) == 2 * len(HASHED)


def test_texts_cannot_leave_their_quotes():
    text = "note == \"')); import os #\" or note in ['\\\\', 'a\\nb', '\\ud800', '{x}']"
    assert compute(text, {"note": "{x}"}) is True
    assert compute(text, {"note": "')); import os #"}) is True
    assert compute(text, {"note": "b"}) is False
