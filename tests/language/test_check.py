from __future__ import annotations

import pytest
from formulas import (
    AS_OF,
    any_values,
    flags,
    formula,
    initiative,
    numbers,
    said,
)
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from interpret.test_trace import outside_records

from evalcore.interpret.python import compile_program
from evalcore.language.nodes import walk
from evalcore.language.operations import OPERATIONS
from evalcore.request.fields import Kind
from evalcore.written.errors import InputError


@settings(max_examples=400, deadline=None)
@given(numbers(records=True) | flags(records=True), any_values)
def test_every_value_lies_within_its_type(text, values):
    try:
        made = formula(text)
    except InputError:
        reject()
    read_in = initiative(values)
    nodes = outside_records(made.root)
    results = compile_program(nodes, made.types)(
        read_in.situation.values, read_in.situation.withheld, AS_OF
    )
    for node, result in zip(nodes, results, strict=True):
        kind = made.types[node]
        if result is None:
            assert kind.nullable
        elif kind.kind in (Kind.NUMBER, Kind.FLAG):
            slack = 1e-9 * max(1, abs(kind.low), abs(kind.high))
            assert kind.low - slack <= result <= kind.high + slack
            assert not kind.whole or float(result).is_integer()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("n + 1", 1, 21),
        ("n - m", -9, 29),
        ("-n", -20, 0),
        ("n * m", -180, 180),
        ("n / 4", 0, 5),
        ("1 / months", 1 / 60, 1),
        ("abs(m)", 0, 9),
        ("abs(months)", 1, 60),
        ("sqrt(n + 5)", 5**0.5, 5),
        ("clamp(a)", 0, 1),
        ("clamp(a, low=m, high=4)", -9, 9),
        ("clamp(n + 3, 0, c * 2)", 0, 2),
        ("clamp(n, low=30, high=40)", 30, 30),
        ("min(n, 7)", 0, 7),
        ("max(n, 7)", 7, 20),
        ("mean(n, m)", -4.5, 14.5),
        ("round(c, 1)", 0, 1),
        ("linear(n, worst=20, best=0)", 0, 1),
        ("geometric_mean(n, n)", 0, 20),
        ("piecewise(a, {0: 3, 5: -2, 9: 1})", -2, 3),
        ("lookup(remit, {'it': 1, 'trust': 5})", 1, 5),
        ("overlap(tags, {'grow': 0.75, 'save': -0.25})", -0.25, 0.75),
        ("overlap(tags, ['grow', 'save'])", 0, 1),
        ("count(tags)", 0, 3),
        ("share(outcomes, done)", 0, 1),
        ("n if p else m", -9, 20),
        ("n if n >= 0 else m", 0, 20),
        ("n > 20", 0, 0),
        ("n >= 0", 1, 1),
        ("m != 10", 1, 1),
        ("m != 9", 0, 1),
        ("m == 10", 0, 0),
        ("m < 9", 0, 1),
        ("m < 10", 1, 1),
        ("m <= 9", 1, 1),
        ("m <= 8", 0, 1),
        ("m <= -10", 0, 0),
        ("m > 9", 0, 0),
        ("m > 8", 0, 1),
        ("m >= -9", 1, 1),
        ("m >= -8", 0, 1),
        ("m <= n", 0, 1),
        ("m >= n", 0, 1),
        ("m < n + 10", 1, 1),
        ("1 + 1 == 2", 1, 1),
        ("n >= 0 and p", 0, 1),
        ("not n >= 0", 0, 0),
        ("remit in ['it', 'trust', 'sales']", 1, 1),
        ("days_since(start)", -4e6, 4e6),
    ],
)
def test_ranges(text, low, high):
    made = formula(text)
    found = made.types[made.root]
    assert (found.low, found.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "nullable"),
    [
        ("a", True),
        ("known(a)", False),
        ("1 + 2", False),
        ("p and False", False),
        ("p or True", False),
        ("p and True", True),
        ("1 if known(a) else 0", False),
        ("sqrt(2)", False),
        ("1 / (2 if known(a) else 1)", False),
        ("1 / (2 if known(a) else 0)", True),
        ("lookup('x' if known(a) else 'y', {'x': 1})", True),
        ("lookup('x' if known(a) else 'y', {'x': 1}, default=0)", False),
    ],
)
def test_what_can_be_unknown(text, nullable):
    made = formula(text)
    assert made.types[made.root].nullable is nullable


CHOICES = "\n    expected one of it, trust, sales"
COMPARE = "\n    compare it with something, as in x > 0"
ANCHORS = "\n    expected two different anchors"
A_SET = "\n    expected a field that holds a set"
SINGLE = "\n    expected a text, a choice or a number"
MISTAKES = {
    "a > 'x'": "1:1 cannot compare a number with a text",
    "remit > 3": "1:1 cannot compare a choice with a number",
    "start > 2026-11-23": (
        "1:1 cannot compare a date with a number\n    a date is written date(2026, 11, 23)"
    ),
    "p == 1": "1:1 cannot compare a flag with a number",
    "remit == 'trst'": (
        "1:10 'trst' is none of its choices" + CHOICES + "\n    did you mean 'trust'?"
    ),
    "'sale' == remit": (
        "1:1 'sale' is none of its choices" + CHOICES + "\n    did you mean 'sales'?"
    ),
    "remit in ['it', 'Sales']": (
        "1:1 'Sales' is none of its choices" + CHOICES + "\n    did you mean 'sales'?"
    ),
    "'grw' in tags": (
        "1:1 'grw' is none of its choices\n    expected one of grow, save, comply\n"
        "    did you mean 'grow'?"
    ),
    "remit < 'trust'": (
        "1:1 a choice has no order, so `<` says nothing\n    expected == or !=, or `in` a list"
    ),
    "tags == 'grow'": (
        "1:1 a set of texts cannot be compared\n"
        "    write 'a' in field, or any_of(field, ['a', 'b'])"
    ),
    "labels == tags": (
        "1:1 a set of texts cannot be compared\n"
        "    write 'a' in field, or any_of(field, ['a', 'b'])"
    ),
    "outcomes == outcomes": "1:1 records cannot be compared\n    use count or share",
    "outcomes > 3": "1:1 records cannot be compared\n    use count or share",
    "a and p": "1:1 `and` needs conditions, found a number" + COMPARE,
    "p or note": "1:1 `or` needs conditions, found a text",
    "not n": "1:1 `not` needs conditions, found a number" + COMPARE,
    "1 if a else 2": "1:1 `if` needs a condition, found a number" + COMPARE,
    "1 if p else 'no'": (
        "1:1 `if` gives a number, `else` gives a text\n    expected the same kind from both"
    ),
    "note + 1": "1:1 `+` needs numbers, found a text",
    "p * 3": "1:1 `*` needs numbers, found a flag",
    "end - start": (
        "1:1 `-` needs numbers, found a date\n"
        "    for days between dates use days_since or years_between"
    ),
    "-note": "1:1 `-` needs numbers, found a text",
    "a / 0": "1:1 division by zero\n    expected a divisor that can be something else",
    "sqrt(-1)": "1:1 sqrt of a number that is always below 0",
    "abs('x')": "1:1 abs needs numbers, found a text",
    "min('a', 'b')": "1:1 min needs numbers, found a text",
    "clamp(a, 5, 1)": "1:1 clamp: low is above high",
    "linear(a, 1, 1)": "1:1 linear: worst and best are the same" + ANCHORS,
    "linear(a, 0, 0.0000000001)": "1:1 linear: worst and best are the same" + ANCHORS,
    "lookup(a, {'x': 1})": "1:1 lookup needs a text or a choice, found a number",
    "lookup(remit, {'itt': 1})": (
        "1:1 'itt' is none of its choices" + CHOICES + "\n    did you mean 'it'?"
    ),
    "overlap(remit, ['it'])": "1:1 overlap needs a set of texts, found a choice",
    "'it' in remit": "1:1 a choice holds no texts to look for" + A_SET,
    "any_of(remit, ['it'])": "1:1 a choice holds no texts to look for" + A_SET,
    "start in ['x']": "1:1 a date cannot be looked for in a list" + SINGLE,
    "p in ['yes']": "1:1 a flag cannot be looked for in a list" + SINGLE,
    "a in [1, 'x']": "1:1 the list has 'x'\n    expected numbers only",
    "remit in [True]": "1:1 the list has true\n    expected texts only",
    "days_since(a)": "1:1 days_since needs dates, found a number",
    "count(a)": "1:1 count needs records or a set, found a number",
    "count('abc')": "1:1 count needs records or a set, found a text",
    "count(outcomes, target)": (
        "1:1 count needs a condition about one record, found a number\n"
        "    expected one such as known(owner) or target > baseline"
    ),
    "total_of(outcomes, owner)": "1:1 total_of needs numbers, found a text",
    "any_of(p, a)": "1:1 `or` needs conditions, found a number" + COMPARE,
    "wide * wide * wide * wide * wide * wide * wide * wide * wide * wide * wide * wide * wide"
    " * wide * wide * wide * wide * wide * wide": (
        "1:1 the result may be too large for a number\n"
        "    declare the ranges of its fields, or clamp() its parts"
    ),
    "p and\n  note + 'é' and\n  'ü' == remit": (
        "2:3 `+` needs numbers, found a text\n3:3 'ü' is none of its choices" + CHOICES
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes(text):
    assert "\n".join(said(text)) == MISTAKES[text]


@given(st.sampled_from([0.0, 1e200, 1e-200]), st.sampled_from([1e200, 1e-300]))
def test_bounds_are_never_nan(x, y):
    low, high = OPERATIONS["geometric_mean"].range([x, y, 0.0], [1e300, 1e300, 1.0])
    assert low <= high


def test_a_node_that_is_known_already_is_not_checked_again():
    from formulas import FIELDS

    from evalcore.language.check import check

    made = formula("a + 1 > 2")
    before = dict(made.types)
    complaints = []
    assert check(made.root, FIELDS, made.types, complaints) is before[made.root]
    assert complaints == []
    assert set(made.types) == set(walk(made.root))
