from __future__ import annotations

import pytest
from formulas import (
    AS_OF,
    any_values,
    flags,
    formula,
    initiative,
    measures,
    numbers,
    trace,
)
from hypothesis import given, reject, settings

from evalcore.interpret.python import compile_program
from evalcore.interpret.trace import Trace
from evalcore.language.functions import FUNCTIONS, function
from evalcore.language.nodes import Aggregate, RecordField, children, walk
from evalcore.request.values import Withheld
from evalcore.written.errors import InputError


def outside_records(root):
    """The nodes that have one value on an initiative: all but those about one record."""
    local = set()
    for node in walk(root):
        below = any(each in local for each in children(node))
        if isinstance(node, RecordField) or (below and not isinstance(node, Aggregate)):
            local.add(node)
    return [node for node in walk(root) if node not in local]


@settings(max_examples=400, deadline=None)
@given(numbers(records=True) | flags(records=True), any_values)
def test_it_agrees_with_the_generated_function_on_every_node(text, values):
    try:
        made = formula(text)
    except InputError:
        reject()
    read_in = initiative(values)
    nodes = outside_records(made.root)
    evaluate = compile_program(nodes, made.types)
    results = evaluate(read_in.situation.values, read_in.situation.withheld, AS_OF)
    assert made.run(read_in) == results[-1]
    traced = Trace(read_in.situation.on(AS_OF))
    for node, result in zip(nodes, results, strict=True):
        outcome = traced.outcome(node)
        assert outcome.value == result
        assert type(outcome.value) is type(result)
        explained = bool(outcome.missing or outcome.causes)
        assert explained == (result is None)


def outcome_of(text, values, **others):
    made = formula(text, **others)
    return trace(made, values).outcome(made.root)


@pytest.mark.parametrize(
    ("text", "values", "why"),
    [
        ("1 / a", {"a": 0}, "division by zero"),
        ("1 / (a + 0.2 - 0.3)", {"a": 0.1}, "division by zero"),
        ("linear(a, 0, b)", {"a": 3, "b": 0}, "worst equals best"),
        ("sqrt(a) + 1", {"a": -1}, "the square root of -1"),
        ("geometric_mean(a, b)", {"a": -2.5, "b": 4}, "a geometric mean with -2.5"),
        ("lookup(note, {'x': 1}) > 0", {"note": "y"}, "'y' is not listed"),
        ("share(outcomes, done) > 0.5", {"outcomes": []}, "a share of no records"),
        ("total_of(risks, 1 / weight)", {"risks": [{"weight": 0}]}, "division by zero"),
    ],
)
def test_an_undefined_result_has_a_cause(text, values, why):
    outcome = outcome_of(text, values)
    assert outcome.value is None
    assert [cause.why for cause in outcome.causes] == [why]
    assert outcome.missing == ()


@pytest.mark.parametrize(
    ("text", "values", "missing"),
    [
        ("a + b", {"b": 1}, ("a",)),
        ("a + b > n", {}, ("a", "b", "n")),
        ("p and q", {"p": True}, ("q",)),
        ("p and q and r", {"r": True}, ("p", "q")),
        ("a if p else b", {"a": 1}, ("p", "b")),
        ("a if p else b", {"p": True}, ("a",)),
        ("count(outcomes, done)", {}, ("outcomes",)),
        ("count(outcomes, done and p)", {"outcomes": [{}]}, ("outcomes.done", "p")),
        ("council.yes > council.no", {"council.no": 1}, ("council.yes",)),
        ("a", {"a": Withheld("private")}, ("a",)),
    ],
)
def test_an_unknown_names_the_fields_that_it_needs(text, values, missing):
    outcome = outcome_of(text, values)
    assert (outcome.value, outcome.missing, outcome.causes) == (None, missing, ())


@pytest.mark.parametrize("text", ["1 / a + b", "b / a", "clamp(b / a) * 2"])
def test_what_filling_in_cannot_mend_is_only_undefined(text):
    outcome = outcome_of(text, {"a": 0})
    assert outcome.missing == ()
    assert [cause.why for cause in outcome.causes] == ["division by zero"]


def test_an_outcome_may_be_both_unknown_and_undefined():
    outcome = outcome_of("b > 0 and 1 / a > 0", {"a": 0})
    assert outcome.missing == ("b",)
    assert [cause.why for cause in outcome.causes] == ["division by zero"]


@pytest.mark.parametrize(
    ("text", "values"),
    [("p and q", {"p": False}), ("p or q", {"p": True}), ("any_of(p, 1 / a > 0)", {"p": True})],
)
def test_what_decides_alone_needs_nothing(text, values):
    outcome = outcome_of(text, values)
    assert outcome.value is not None
    assert (outcome.missing, outcome.causes) == ((), ())


def test_a_named_function_is_what_its_body_is():
    def first_known(x, y):
        from evalcore import known, when

        return when(known(x), x, y)

    functions = {**FUNCTIONS, "first_known": function(first_known)}
    for values, expected in (({"a": 3}, 3), ({"b": 4}, 4), ({}, None)):
        made = formula("first_known(a, b)", functions=functions)
        assert trace(made, values)[made.root] == expected
        assert made.run(initiative(values)) == expected


def test_a_measure_about_records_inside_records():
    values = {"outcomes": [{"target": 9}, {"target": 1}, {"target": 2}]}
    names = measures(size="count(outcomes)", high="count(outcomes, target > 5)")
    text = "total_of(outcomes, target * high / size)"
    assert outcome_of(text, values, names=names).value == 4
    values["risks"] = [{"weight": 1}, {"weight": 2}]
    assert outcome_of("total_of(outcomes, count(risks) * target)", values).value == 24


def test_a_node_inside_an_aggregate_is_that_of_the_last_record():
    made = formula("count(outcomes, target > 5)")
    traced = trace(made, {"outcomes": [{"target": 9}, {"target": 1}]})
    assert traced[made.root] == 1
