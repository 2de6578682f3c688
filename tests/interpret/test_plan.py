"""The plan: fewest nodes, what is about records, what is lifted out of them, stages."""

from __future__ import annotations

import formulas as lang
import pytest
from hypothesis import given, reject

from evalcore.interpret.plan import plan
from evalcore.interpret.python import compile_program
from evalcore.language.nodes import (
    Aggregate,
    Compare,
    FieldRef,
    Literal,
    Named,
    RecordField,
    children,
)
from evalcore.written.errors import InputError


def planned(*texts):
    made = [lang.formula(text) for text in texts]
    types = {node: kind for each in made for node, kind in each.types.items()}
    return plan([each.root for each in made], types)


SAME = [
    ("a >= 5", "not (a < 5)"),
    ("a > b", "not (a <= b)"),
    ("a != 3", "not a == 3"),
    ("not not p", "p"),
    ("p and p", "p"),
    ("a * 2 + 1", "a * 2 + 1"),
    ("linear(a, 0, 4)", "a / 4"),
    ("linear(a, 1, 4)", "(a - 1) / 3"),
    ("sqrt(4) + a", "2 + a"),
    ("remit in ['it', 'trust']", "remit in ['it', 'trust']"),
    ("5 < a", "a > 5"),
    ("a > b", "b < a"),
    ("a >= b", "not (b > a)"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_says_the_same_is_one_node(one, other):
    found = planned(one, other)
    assert found.outputs[0] is found.outputs[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [("a + b", "b + a"), ("a < 5", "a < 6"), ("a > b", "b < a + 1"), ("1 / 0", "0")],
)
def test_what_does_not_stays_two(one, other):
    try:
        found = planned(one, other)
    except InputError:
        return
    assert found.outputs[0] is not found.outputs[1]


def test_names_and_parameters_are_what_they_stand_for():
    body = lang.formula("a + 1")
    named = Named("m", body.root, "measure")
    types = {**body.types, named: body.types[body.root]}
    both = plan([named, body.root], types).outputs
    assert both[0] is both[1]


@given(lang.numbers(records=True) | lang.flags(records=True), lang.any_values)
def test_a_plan_is_complete_parts_first_and_says_what_its_program_says(text, values):
    try:
        made = lang.formula(text)
    except InputError:
        reject()
    found = plan([made.root], made.types)
    seen = set()
    for node, below in found.parts.items():
        assert seen.issuperset(below)
        assert list(below) == list(children(node))
        assert found.types[node].kind is not None
        seen.add(node)
    assert not any(isinstance(node, Named) for node in found.parts)
    again = compile_program(found.outputs, found.types)
    read_in = lang.initiative(values)
    now = read_in.situation
    assert again(now.values, now.withheld, lang.AS_OF) == (made.run(read_in),)


def test_only_three_comparisons_are_left():
    found = planned("a < b", "a <= b", "a > b", "a >= b", "a == b", "a != b")
    operators = {node.operator for node in found.parts if isinstance(node, Compare)}
    assert operators == {"<", "<=", "=="}


def test_a_condition_on_records_says_what_it_reads_outside():
    found = planned("any_of(outcomes, target > a + 1 and done or p)")
    (aggregate,) = [node for node in found.parts if isinstance(node, Aggregate)]
    lifted = found.lifted(aggregate)
    assert [type(each).__name__ for each in lifted] == ["Apply", "FieldRef"]
    about = {node for node in found.parts if node in found.about}
    assert {node.name for node in about if isinstance(node, RecordField)} == {"target", "done"}
    assert all(found.about[node] == "outcomes" for node in about)
    assert aggregate not in about
    assert not about.intersection(lifted)


def test_stages_build_on_one_another():
    found = planned("a + 1", "(a + 1) * 2", "(a + 1) * 2 > b and a + 1 > 0")
    stages = [found.stages[each] for each in found.outputs]
    assert stages == [0, 1, 2]


def test_which_comparisons_are_exact():
    found = planned("n >= 5", "n * 2 == m", "a >= 5", "n > a", "remit == 'it'", "start < end")
    exact = [found.is_exact(node) for node in found.parts if isinstance(node, Compare)]
    assert exact == [True, True, False, False, True, True]


def test_fields_are_read_once():
    found = planned("a + a * a", "a > 1")
    assert sum(isinstance(node, FieldRef) for node in found.parts) == 1
    assert sum(isinstance(node, Literal) for node in found.parts) == 1
