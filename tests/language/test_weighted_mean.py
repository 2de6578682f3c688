"""The weighted mean: one operation on scores and weights, in every interpretation."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evalcore.interpret.bounds import bound_program
from evalcore.interpret.python import compile_program
from evalcore.interpret.trace import Trace
from evalcore.language.check import check
from evalcore.language.nodes import Apply, FieldRef, Literal, Named
from evalcore.language.operation import UndefinedError
from evalcore.language.operations import OPERATIONS
from evalcore.request.fields import Field
from evalcore.request.situation import Situation

FIELDS = {name: Field(name, "number", minimum=0, maximum=1) for name in "abc"}
WEIGHTS = [Field(f"weights.{name}", "number", minimum=0, maximum=1) for name in "abc"]
shares = st.floats(0, 1) | st.sampled_from([0.0, 0.1, 0.5, 1.0])
threes = st.tuples(shares, shares, shares)
weights_of_three = threes.map(lambda each: tuple(w if w > 1e-6 else 0.0 for w in each))


def mean(*weights):
    scores = [FieldRef(name) for name in "abc"]
    own = [Named(name, Literal(w), "weight") for name, w in zip("abc", weights, strict=True)]
    node, types = Apply("weighted_mean", (*scores, *own)), {}
    check(node, FIELDS, types, complaints := [])
    assert not complaints
    return node, types, dict(zip(own, WEIGHTS, strict=True))


def plain(scores, weights):
    whole = weights[0] + weights[1] + weights[2]
    return sum(x * (w / whole) for x, w in zip(scores, weights, strict=True))


@given(threes, weights_of_three)
def test_all_interpretations_come_to_the_same(scores, weights):
    weights = weights if sum(weights) > 0 else (1.0, 1.0, 1.0)
    node, types, leaves = mean(*weights)
    said = dict(zip("abc", scores, strict=True))
    (value,) = compile_program([node], types)(said)
    assert value == pytest.approx(plain(scores, weights), abs=1e-15)
    assert Trace(Situation(said))[node] == value
    assert bound_program([node], types)(Situation(said)) == ((value, value, False), True)
    assert OPERATIONS["weighted_mean"](*scores, *weights) == value
    opened = {**said, **{f.name: w for f, w in zip(WEIGHTS, weights, strict=True)}}
    assert compile_program([node], types, leaves)(opened) == (value,)
    ((low, high, undefined), _) = bound_program([node], types, leaves)(Situation(opened))
    assert (low, high, undefined) == (value, value, False)


@given(threes, threes, weights_of_three, weights_of_three, st.floats(0, 1), st.floats(0, 1))
def test_bounds_hold_for_every_score_and_weight_in_a_box(low, high, light, heavy, at, where):
    node, types, leaves = mean(1.0, 1.0, 1.0)
    scores = [sorted(pair) for pair in zip(low, high, strict=True)]
    weights = [sorted(pair) for pair in zip(light, heavy, strict=True)]
    box = {name: (low, high) for name, (low, high) in zip("abc", scores, strict=True)}
    box |= {field.name: (low, high) for field, (low, high) in zip(WEIGHTS, weights, strict=True)}
    ((least, most, undefined), _) = bound_program([node], types, leaves)(
        Situation(dict.fromkeys(box), ranges=box)
    )
    said = {key: lo + (at if key in "abc" else where) * (hi - lo) for key, (lo, hi) in box.items()}
    said = {key: min(max(each, box[key][0]), box[key][1]) for key, each in said.items()}
    assume(all(said[field.name] == 0 or said[field.name] > 1e-6 for field in WEIGHTS))
    (value,) = compile_program([node], types, leaves)(said)
    assert undefined if value is None else least <= value <= most


def test_over_a_box_of_weights_it_is_as_narrow_as_can_be():
    node, types, leaves = mean(1.0, 1.0, 1.0)
    said = {"a": 0.0, "b": 0.5, "c": 1.0}
    box = {field.name: (0.2, 0.4) for field in WEIGHTS}
    now = Situation({**said, **dict.fromkeys(box)}, ranges=box)
    ((low, high, undefined), _) = bound_program([node], types, leaves)(now)
    assert (low, high) == pytest.approx(((0.1 + 0.2) / 0.8, (0.1 + 0.4) / 0.8))
    assert not undefined


@pytest.mark.parametrize("score", [None, 0.7])
def test_what_weighs_nothing_adds_nothing(score):
    node, types, leaves = mean(3.0, 1.0, 0.0)
    said = {"a": 1.0, "b": 0.0, "c": score}
    assert compile_program([node], types)(said) == (0.75,)
    assert Trace(Situation(said))[node] == 0.75
    assert bound_program([node], types)(Situation(said)) == ((0.75, 0.75, False), True)
    opened = {**said, "weights.a": 0.75, "weights.b": 0.25, "weights.c": 0.0}
    assert compile_program([node], types, leaves)(opened) == (0.75,)
    assert bound_program([node], types, leaves)(Situation(opened))[0][:2] == (0.75, 0.75)


def test_weights_that_add_up_to_nothing_have_no_mean():
    node, types, leaves = mean(1.0, 1.0, 1.0)
    opened = dict.fromkeys([*"abc", *(field.name for field in WEIGHTS)], 0.0)
    assert compile_program([node], types, leaves)(opened) == (None,)
    ((*_, undefined), _) = bound_program([node], types, leaves)(Situation(opened))
    assert undefined
    with pytest.raises(UndefinedError, match="weighted_mean: the weights add up to 0"):
        OPERATIONS["weighted_mean"](0.5, 0.5, 0.0, 0.0)
