from __future__ import annotations

import attrs
import pytest
from formulas import flags, numbers
from hypothesis import given
from hypothesis import strategies as st

from evalcore.language.nodes import (
    Apply,
    Compare,
    FieldRef,
    If,
    Literal,
    Named,
    Not,
    children,
    constant,
    walk,
)
from evalcore.language.syntax import parse

X, Y = FieldRef("x"), FieldRef("y")


def test_nodes_are_told_apart_by_identity():
    assert Literal(1.0) != Literal(1.0)
    assert len({FieldRef("x"), FieldRef("x")}) == 2


def test_nodes_are_frozen():
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        X.name = "y"


def test_children_come_in_the_order_written():
    condition = Compare(">", X, Y)
    assert list(children(If(condition, X, Y))) == [condition, X, Y]
    assert list(children(Apply("+", (Y, X, Y)))) == [Y, X, Y]
    assert list(children(Named("f", X, "function", (Y,)))) == [X, Y]
    assert list(children(X)) == []


@given(numbers(records=True) | flags(records=True))
def test_walk_visits_each_node_once_and_children_first(text):
    root = parse(text)
    order = list(walk(root))
    place = {node: index for index, node in enumerate(order)}
    assert len(place) == len(order)
    assert order[-1] is root
    for node in order:
        assert all(place[below] < place[node] for below in children(node))


def test_walk_takes_several_roots():
    shared = Apply("negate", (X,))
    assert list(walk(shared, Not(shared), X))[:2] == [X, shared]
    assert list(walk()) == []


@given(st.integers(2_000, 5_000))
def test_walk_does_not_recurse(depth):
    node = X
    for _ in range(depth):
        node = Apply("negate", (node,))
    assert sum(1 for _ in walk(node)) == depth + 1


def test_the_value_of_literals_and_parameters_is_constant():
    parameter = Named("limit", Literal(3.0), "parameter")
    assert constant(Literal("x")) == "x"
    assert constant(parameter) == 3.0
    assert constant(Named("again", parameter, "parameter")) == 3.0
    assert constant(Named("three", Literal(3.0), "measure")) is None
    assert constant(X) is None
