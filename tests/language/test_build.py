from __future__ import annotations

import math
from datetime import date

import pytest
from formulas import FIELDS, Formula, compute, initiative
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore.language import build
from evalcore.language import operations as op
from evalcore.language.check import check
from evalcore.language.expr import Expr, Quantity, RecordsExpr, compare, node_of, written
from evalcore.language.nodes import Compare, FieldRef, Literal
from evalcore.request.values import Withheld
from evalcore.written.errors import InputError, TracingError

A, B, P, Q = (Expr(FieldRef(name)) for name in "abpq")
TAGS, REMIT, START = (Expr(FieldRef(name)) for name in ("tags", "remit", "start"))
OUTCOMES = RecordsExpr(FieldRef("outcomes"))
TODAY = date(2026, 11, 23)


def run(expression, values):
    complaints = []
    types = {}
    check(expression.node, FIELDS, types, complaints)
    if complaints:
        raise InputError(complaints)
    return Formula(expression.node, types).run(initiative(values))


POLICIES = {
    "arithmetic": lambda s: (s.a + 2) * 3 - s.b / 4 + -s.a,
    "reflected": lambda s: 1 + 2 * s.a - (5 - s.b),
    "functions": lambda s: abs(s.a) + round(s.b, 1) + op.magnitude(s.b) + +s.a,
    "rounding": lambda s: build.nearest(s.b) + build.nearest(s.a, 2),
    "minimum": lambda s: op.minimum(s.a, s.b, 3) + op.maximum(s.a, 0),
    "means": lambda s: op.mean(s.a, s.b, 1) + op.geometric_mean(abs(s.a), abs(s.b)),
    "root": lambda s: op.square_root(abs(s.a)),
    "clamp": lambda s: op.clamp(s.a) + op.clamp(s.b, -1, 7),
    "linear": lambda s: op.linear(s.a, worst=9, best=-1),
    "piecewise": lambda s: build.piecewise(s.a, {0: 1, -5: 0.25, 10: 3}),
    "lookup": lambda s: build.lookup(s.remit, {"it": 1.5, "trust": 2}, default=0),
    "overlap": lambda s: build.overlap(s.tags, {"grow": 0.5, "save": 0.25}),
    "share of a list": lambda s: build.overlap(s.tags, ["grow", "comply"]),
    "when": lambda s: build.when(s.p, s.a, s.b) + build.when(s.a > s.b, 1, 0),
    "comparisons": lambda s: build.when((s.a >= 2) & (s.b < 1) | ~(s.a == s.b), 1.0, 2.0),
    "conditions": lambda s: build.all_of(s.p, build.any_of(s.q, s.a > 0), build.negate(s.q)),
    "reflected conditions": lambda s: (True & s.p) | (False | s.q),
    "is_in": lambda s: build.is_in(s.remit, ["it", "sales"]),
    "has": lambda s: build.has(s.tags, "grow"),
    "any of a set": lambda s: build.any_of(s.tags, ["grow", "save"]),
    "all of a set": lambda s: build.all_of(s.tags, ["grow", "save"]),
    "days": lambda s: build.days_since(s.start, TODAY),
    "years": lambda s: op.years_between(s.start, TODAY),
    "count": lambda s: build.count(s.outcomes) + build.count(s.outcomes, lambda o: o.target > s.b),
    "total": lambda s: build.total_of(s.outcomes, lambda o: o.target * 2),
    "any": lambda s: build.any_of(s.outcomes, lambda o: o.done),
    "all": lambda s: build.all_of(s.outcomes, lambda o: o.target >= o.baseline),
}


class Traced:
    a, b, p, q, tags, remit, start, outcomes = A, B, P, Q, TAGS, REMIT, START, OUTCOMES


quarters = st.integers(-40, 40).map(lambda n: n / 4)
answers = st.fixed_dictionaries(
    {
        "a": quarters,
        "b": quarters,
        "p": st.booleans(),
        "q": st.booleans(),
        "remit": st.sampled_from(["it", "trust", "sales"]),
        "tags": st.lists(st.sampled_from(["grow", "save", "comply"]), unique=True),
        "start": st.dates(date(1990, 1, 1), date(2050, 1, 1)),
        "outcomes": st.lists(
            st.fixed_dictionaries(
                {
                    "target": st.integers(0, 100),
                    "baseline": st.integers(0, 100),
                    "done": st.booleans(),
                }
            ),
            max_size=4,
        ),
    }
)


class Plain:
    """The same names as plain values; flags that know `&`, `|` and `~` as expressions do."""

    def __init__(self, values):
        self.__dict__.update(values)


@pytest.mark.parametrize("name", [name for name in POLICIES if name != "comparisons"])
@settings(max_examples=25, deadline=None)
@given(values=answers)
def test_a_policy_computes_what_its_trace_computes(name, values):
    policy = POLICIES[name]
    assert run(policy(Traced), values) == pytest.approx(policy(Plain(values)), abs=1e-12)


@pytest.mark.parametrize("join", [op.mean, op.geometric_mean, lambda *many: sum(many)])
def test_as_many_operands_as_a_policy_likes(join):
    assert run(join(*[Expr(FieldRef("c"))] * 5_000), {"c": 1}) == join(*[1.0] * 5_000)


@given(values=answers)
def test_operators_of_conditions(values):
    a, b = values["a"], values["b"]
    expected = 1.0 if (a >= 2 and b < 1) or a != b else 2.0
    assert run(POLICIES["comparisons"](Traced), values) == expected


@pytest.mark.parametrize(
    ("attempt", "advice"),
    [
        (lambda: 1 if A else 2, r"use when\(...\), all_of, any_of, negate, is_in, minimum or"),
        (lambda: 0 < A < 1, r"use when\(...\), all_of, any_of, negate, is_in, minimum or"),
        (lambda: "x" in TAGS, r": use has\(set, item\)"),
        (lambda: list(TAGS), "use total_of, count, any_of or all_of for records, minimum"),
        (lambda: min(TAGS), "use total_of, count, any_of or all_of for records, minimum"),
        (lambda: len(TAGS), r"use count\(...\)"),
        (lambda: A**2, "multiply, or use square_root"),
        (lambda: 2**A, "multiply, or use square_root"),
        (lambda: A // 2, "divide with /"),
        (lambda: A % 2, "write a percentage as a fraction"),
        (lambda: float(A), "instead of math use square_root, nearest or magnitude"),
        (lambda: int(A), "instead of math use square_root, nearest or magnitude"),
        (lambda: math.sqrt(A), "instead of math use square_root, nearest or magnitude"),
    ],
)
def test_what_cannot_be_traced_is_refused_with_advice(attempt, advice):
    with pytest.raises(TracingError, match=advice):
        attempt()


def test_expressions_are_not_hashable_and_show_their_node():
    with pytest.raises(TypeError, match="unhashable"):
        hash(A)
    assert repr(A) == "Expr(FieldRef(name='a'))"


@pytest.mark.parametrize(
    ("attempt", "error", "message"),
    [
        (
            lambda: A + None,
            TypeError,
            "expected a number, a text, a flag or a date, found NoneType",
        ),
        (lambda: math.inf + A, ValueError, "expected a finite number, found inf"),
        (lambda: A * math.nan, ValueError, "expected a finite number, found nan"),
        (lambda: op.clamp(1, 3, 2), ValueError, "clamp: low is above high"),
        (lambda: op.linear(2, 1, 1), ValueError, "linear: worst and best are the same"),
        (lambda: build.lookup("x", {"y": 1}), ValueError, "lookup: 'x' is not listed"),
        (lambda: build.known(A + 1), TypeError, "known: expected the name of a field"),
        (lambda: build.days_since(TODAY), TypeError, "days_since on a plain date needs as_of"),
        (lambda: build.share(TAGS, bool), TypeError, "expected a field of kind records first"),
        (build.any_of, TypeError, "any_of: expected at least one condition"),
        (lambda: build.on(2026, 2, 30), ValueError, "day is out of range for month"),
        (lambda: build.on(2026, 2.5, 1), TypeError, "expected whole numbers written out"),
        (lambda: build.nearest(A, 16), ValueError, "a whole number from 0 to 15"),
    ],
)
def test_misuse_is_refused(attempt, error, message):
    with pytest.raises(error, match=message):
        attempt()


def test_a_lone_literal_goes_to_the_right():
    for sign, mirrored in {"<": ">", "<=": ">=", "==": "==", "!=": "!="}.items():
        node = compare(sign, 3, A).node
        assert isinstance(node, Compare)
        assert (node.operator, node.left) == (mirrored, A.node)
    assert compare("<", 1, 2).node.operator == "<"


def test_plain_values_become_literals():
    assert node_of(3).value == 3.0
    assert type(node_of(3).value) is float
    assert node_of(True).value is True
    assert node_of(Quantity(3, "EUR")).unit == "EUR"
    assert written(Expr(Literal("x"))) == "x"
    assert written(A) is A
    assert written(5) == 5


def test_days_since_counts_to_the_date_of_the_evaluation_or_to_another():
    values = {"start": date(2026, 11, 1), "end": date(2026, 11, 11)}
    assert compute("days_since(start)", values) == 22
    assert compute("days_since(start, end)", values) == 10
    assert compute("days_since(start, date(2025, 11, 1))", values) == -365
    assert compute("years_between(date(2026, 11, 23), as_of)", values) == 0


def test_known_and_withheld_are_facts():
    values = {"a": 0, "note": "-", "labels": [], "cost": Withheld("private"), "council.no": 1}
    expected = {"a": "known", "note": "known", "labels": "known", "council": "known",
                "b": "unknown", "outcomes": "unknown", "cost": "withheld"}  # fmt: skip
    for name, state in expected.items():
        assert compute(f"known({name})", values) is (state == "known")
        assert compute(f"withheld({name})", values) is (state == "withheld")
    assert compute("withheld(council)", {"council.no": Withheld("secret")}) is True
    assert build.known(0) is True
    assert build.known(None) is False
    assert build.withheld(3) is False


truths = st.sampled_from([True, False, None])
parts = st.none() | st.integers(0, 100).map(float)
private = st.just(Withheld("private"))
rows = st.lists(
    st.fixed_dictionaries(
        {"owner": st.sampled_from([None, "cio"]) | private, "target": parts, "done": truths}
    ),
    max_size=5,
)


@given(rows)
def test_records_against_plain_python(outcomes):
    def value(text):
        return compute(text, {"outcomes": outcomes})

    done = [row["done"] for row in outcomes]
    targets = [row["target"] for row in outcomes]
    owners = [row["owner"] for row in outcomes]
    assert value("count(outcomes)") == len(outcomes)
    assert value("count(outcomes, known(owner))") == owners.count("cio")
    assert value("count(outcomes, withheld(owner))") == sum(isinstance(o, Withheld) for o in owners)
    assert value("count(outcomes, done)") == (None if None in done else sum(done))
    unknown = None in done or not done
    assert value("share(outcomes, done)") == (None if unknown else sum(done) / len(done))
    assert value("total_of(outcomes, target)") == (None if None in targets else sum(targets))
    some = True if True in done else None if None in done else False
    every = False if False in done else None if None in done else True
    assert value("any_of(outcomes, done)") is some
    assert value("all_of(outcomes, done)") is every
    large = [None if t is None else t >= 50 for t in targets]
    assert value("count(outcomes, target >= 50)") == (None if None in large else sum(large))


def test_no_records_and_unknown_records():
    for text, of_none in {
        "count(outcomes)": 0, "count(outcomes, done)": 0, "total_of(outcomes, target)": 0,
        "any_of(outcomes, done)": False, "all_of(outcomes, done)": True,
        "share(outcomes, done)": None,
    }.items():  # fmt: skip
        assert compute(text, {"outcomes": []}) == of_none
        assert compute(text, {}) is None
        assert compute(text, {"outcomes": Withheld("private")}) is None


def test_records_of_a_plain_policy():
    rows = [{"done": True, "target": 3}, {"done": False, "target": 4}]
    assert build.share(rows, lambda row: row.done) == 0.5
    assert build.count(rows) == 2
    assert build.count(rows, lambda row: row.target > 3) == 1
    assert build.total_of(rows, lambda row: row.target) == 7
    assert run(build.share(OUTCOMES, lambda row: row.done), {"outcomes": rows}) == 0.5
    assert compute("count(outcomes, count(outcomes) == 2 and done)", {"outcomes": rows}) == 1
