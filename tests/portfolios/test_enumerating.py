"""Enumeration: equal to brute force, the best one and all that are as good."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from selections import brute_force, drawing, instance

from evalcore.portfolios import enumerating
from evalcore.portfolios.model import Demand, Problem, Row, decimal


@given(st.integers(0, 2**32), st.integers(1, 8))
def test_the_best_and_its_ties_are_those_of_brute_force(seed, count):
    problem = instance(drawing(seed), count)
    best, ties = brute_force(problem)
    found = enumerating.best(problem)
    if found is None:
        assert best is None
        return
    assert found[0] == best == problem.value(found[1])
    assert problem.allows(found[1])
    assert enumerating.ties(problem, found[0], 1000) == ties
    assert enumerating.ties(problem, found[0], 3) == ties[:3]


@given(st.integers(0, 2**32))
def test_many_ties_come_in_the_order_of_ids(seed):
    problem = instance(drawing(seed), 7)
    alike = Problem(problem.ids, (Fraction(1),) * 7, problem.rows)
    best, ties = brute_force(alike)
    search = enumerating.Search.of(alike, by_density=False)
    if best is not None:
        assert [search.places(each) for each in search.in_order(best)] == ties


def test_thousands_of_ties_are_listed_up_to_a_number():
    ids = tuple(f"R{n:02}" for n in range(16))
    ones = dict.fromkeys(range(16), Fraction(1))
    problem = Problem(
        ids, (Fraction(1),) * 16, (Row(Demand("capacity", "c"), ones, high=Fraction(8)),)
    )
    best, _ = enumerating.best(problem)
    assert best == 8
    found = enumerating.ties(problem, best, 3)
    assert found == [(*range(7), 7), (*range(7), 8), (*range(7), 9)]


def test_decimals_are_counted_as_they_are_printed():
    tenths = {0: decimal(0.1), 1: decimal(0.2)}
    rows = (Row(Demand("capacity", "c"), tenths, high=decimal(0.3)),)
    problem = Problem(("a", "b"), (Fraction(1), Fraction(1)), rows)
    assert enumerating.best(problem) == (2, (0, 1))
    assert decimal(0.1 + 0.2) == Fraction(3, 10)
    assert decimal(1 / 3) * 3 < 1


def test_nothing_to_choose_from():
    assert enumerating.best(Problem((), (), ())) == (0, ())
    forced = Row(Demand("in", "x"), {}, low=Fraction(1))
    assert enumerating.best(Problem((), (), (forced,))) is None
