"""What is left of a program comes to what the whole program comes to, bit for bit."""

from __future__ import annotations

import formulas as lang
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evalcore.interpret.bounding import KEPT
from evalcore.interpret.bounds import bound_plan, bound_program
from evalcore.interpret.partial import rest
from evalcore.interpret.python import compile_plan, compile_program
from evalcore.language.nodes import Literal
from evalcore.request.situation import filled
from evalcore.written.errors import InputError
from interpret.test_deciding import decision


def left_of(node, types, situation):
    return rest([node], types, situation)


def outcomes(node, types, before, after):
    """Of the whole program and of what is left of it, on the same values."""
    whole, left = compile_program([node], types), compile_plan(left_of(node, types, before))
    return [each(after.values, after.withheld, after.as_of) for each in (whole, left)]


@settings(max_examples=300)
@given(lang.numbers(records=True) | lang.flags(records=True), lang.any_values, lang.known_values)
def test_what_is_left_comes_to_the_same(text, values, filled_in):
    made = lang.formula_or_none(text)
    assume(made is not None)
    before = lang.initiative(values).situation.on(lang.AS_OF)
    there = lang.initiative(filled_in).situation.values
    missing = [name for name, value in before.values.items() if value is None]
    whole, left = outcomes(made.root, made.types, before, before)
    assert repr(whole) == repr(left)
    # `known` and `withheld` are facts of the request as it was: they stay what they were there.
    if "known(" not in text and "withheld(" not in text:
        after = before.put({name: there[name] for name in missing})
        whole, left = outcomes(made.root, made.types, before, after)
        assert repr(whole) == repr(left)


@settings(max_examples=200)
@given(lang.numbers(records=True) | lang.flags(records=True), lang.any_values, lang.known_values)
def test_what_nobody_was_asked_yet_is_open_whether_known_or_not(text, values, filled_in):
    made = lang.formula_or_none(text)
    assume(made is not None)
    now = lang.initiative(values).situation.on(lang.AS_OF)
    there = lang.initiative(filled_in).situation.values
    said = now.values.items()
    missing = [name for name, each in said if each is None and name not in now.withheld]
    before = now.ask(missing)
    for after in (before.put({n: there[n] for n in missing[::2]}), before, now):
        whole, left = outcomes(made.root, made.types, before, after)
        assert repr(whole) == repr(left)


@settings(max_examples=200)
@given(lang.numbers(records=True) | lang.flags(records=True), lang.any_values)
def test_bounds_of_what_is_left_are_no_wider(text, values):
    made = lang.formula_or_none(text)
    assume(made is not None)
    now = lang.initiative(values).situation.on(lang.AS_OF)
    whole, _ = bound_program([made.root], made.types)(now)
    left, _ = bound_plan(rest([made.root], made.types, now, keep=KEPT))(now)
    if isinstance(whole[0], bool):
        assert all(one or not other for one, other in zip(whole, left, strict=True))
    else:
        assert whole[2] or not left[2]
        if not left[2]:  # what never has a value lies anywhere
            assert whole[0] <= left[0] <= left[1] <= whole[1]


@settings(max_examples=60)
@given(st.lists(lang.flags(2, records=True), min_size=1, max_size=5), lang.any_values)
def test_decisions_keep_their_places(texts, values):
    try:
        node, types = decision(*texts)
    except InputError:
        assume(False)
    now = lang.initiative(values).situation.on(lang.AS_OF)
    whole, left = outcomes(node, types, now, now)
    assert whole == left
    ((cases, _), (fewer, _)) = (
        bound_program([node], types)(now), bound_plan(left_of(node, types, now))(now)
    )  # fmt: skip
    if isinstance(left_of(node, types, now).outputs[0], Literal):
        assert whole[0] is not None
    else:
        assert set(fewer) <= set(cases)


def test_all_that_is_known_is_one_literal():
    made = lang.formula("a * 2 + (b if p else c / n) >= 1 and remit == 'it'")
    now = lang.initiative({"a": 0.25, "b": 0.5, "p": True, "remit": "it"}).situation
    (output,) = left_of(made.root, made.types, now).outputs
    assert output.value is True


def test_of_a_sum_only_what_stands_leftmost_is_taken_together():
    made = lang.formula("a + b + c + n")
    now = lang.initiative({"a": 0.1, "b": 0.2, "n": 3}).situation
    (output,) = left_of(made.root, made.types, now).outputs
    first, open_, last = output.args
    assert (first.value, open_.name, last.value) == (0.1 + 0.2, "c", 3.0)


@pytest.mark.parametrize(
    ("text", "said", "left"),
    [
        ("p and q", {"p": True}, "FieldRef(name='q')"),
        ("p and q", {"p": False}, "Literal(value=False, unit=None)"),
        ("p or q or r", {"q": False}, "Or(operands=(FieldRef(name='p'), FieldRef(name='r')))"),
        ("a if p else b", {"p": True}, "FieldRef(name='a')"),
        ("known(a) or known(b)", {"a": 1}, "Literal(value=True, unit=None)"),
        ("share(outcomes, target > 3)", {"outcomes": [{"target": 4}, {"target": 1}]},
         "Literal(value=0.5, unit=None)"),
    ],
)  # fmt: skip
def test_what_is_left(text, said, left):
    made = lang.formula(text)
    (output,) = left_of(made.root, made.types, lang.initiative(said).situation).outputs
    assert repr(output) == left


def test_values_are_filled_into_cells_too():
    values = {"a": 1.0, "outcomes": ({"target": None}, {"target": 2.0})}
    found = filled(values, {"a": 3.0, ("outcomes", 0, "target"): 4.0})
    assert found == {"a": 3.0, "outcomes": ({"target": 4.0}, {"target": 2.0})}
