"""What generated code says a node needs is what a trace says."""

from __future__ import annotations

import pytest
from everything import body
from formulas import AS_OF, any_values, flags, formula, initiative, numbers
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from shapes import request, ruleset

from evalcore import Evaluator
from evalcore.interpret.needing import ASK, Needs
from evalcore.interpret.trace import Trace
from evalcore.rules.file import read_ruleset
from evalcore.testing.strategies import initiatives
from evalcore.written.errors import InputError
from rulesets import evaluator


def needs_of(nodes, types, situation):
    """The needs of nodes, by code for them from the first situation on."""
    needs = Needs(nodes, types)
    needs._waiting = 0
    return needs.of(situation)


def told(found, outcome):
    """Whether it says the same as a trace; where it asks for one, there has to be something."""
    if found == ASK:
        return outcome.value is None
    if found is None:
        return outcome.value is not None
    return outcome.value is None and found == outcome.missing and not outcome.causes


def needed(text, values):
    made, read_in = formula(text), initiative(values)
    (found,) = needs_of([made.root], made.types, read_in.situation.on(AS_OF))
    return found


@settings(max_examples=300, deadline=None)
@given(numbers(records=True) | flags(records=True), any_values)
def test_any_formula(text, values):
    try:
        made = formula(text)
    except InputError:
        reject()
    situation = initiative(values).situation.on(AS_OF)
    (found,) = needs_of([made.root], made.types, situation)
    assert told(found, Trace(situation).outcome(made.root))


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_ruleset(rng):
    try:
        judge = Evaluator(read_ruleset(ruleset(rng)), unreached=True)
    except InputError:
        reject()
    graph = judge.graph
    graph.needs._waiting = 0
    for _ in range(4):
        situation = judge.read(request(rng)).situation.on(AS_OF)
        trace = Trace(situation, graph.named)
        found = graph.needs.of(situation)
        assert all(
            told(found[place], trace.outcome(each)) for each, place in graph.needs.places.items()
        )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_operation(data):
    judge = everything()
    graph = judge.graph
    graph.needs._waiting = 0
    situation = data.draw(initiatives(judge.fields)).situation.on(AS_OF)
    trace = Trace(situation, graph.named)
    found = graph.needs.of(situation)
    assert all(
        told(found[place], trace.outcome(each)) for each, place in graph.needs.places.items()
    )


def everything(kept=[]):  # noqa: B006 - made once
    if not kept:
        kept.append(evaluator(body()))
    return kept[0]


@pytest.mark.parametrize(
    ("text", "values", "found"),
    [
        ("a + b > 1", {}, ("a", "b")),
        ("b > 1 and a + b > 1", {"b": 2}, ("a",)),
        ("b > 1 and a + b > 1", {"b": 0}, None),
        ("(a if b > 1 else n) > 1", {}, ("b", "a", "n")),
        ("(a if b > 1 else n) > 1", {"b": 0}, ("n",)),
        ("1 / b > a", {"b": 2}, ("a",)),
        ("a / b > 1", {"b": 0}, ASK),  # whatever a is
        ("1 / a > b", {"a": 0, "b": 1}, ASK),
        ("any_of(outcomes, target > a)", {}, ("outcomes", "a")),
        ("any_of(outcomes, target > a)", {"outcomes": [{}], "a": 1}, ASK),
        ("known(a)", {}, None),
    ],
)
def test_what_is_needed(text, values, found):
    assert needed(text, values) == found


def test_the_first_few_are_left_to_the_trace():
    made = formula("a > 1")
    needs = Needs([made.root], made.types)
    situation = initiative({}).situation.on(AS_OF)
    found = [needs.of(situation) for _ in range(20)]
    assert found[0] is None
    assert found[-1] == (("a",),)
