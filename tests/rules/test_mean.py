from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rulesets import complaint, evaluate, evaluator, said

TWO = """
[criteria.a]
score = "clamp(x)"
weight = 3
[criteria.b]
score = "clamp(y)"
weight = 2
[fields.x]
kind = "number"
[fields.y]
kind = "number"
"""


def test_the_total_is_the_weighted_mean():
    found = evaluate(TWO, x=0.5, y=1)
    assert [each.contribution for each in found.criteria] == [0.5 * (3 / 5), 1 * (2 / 5)]
    assert found.total == 0.5 * (3 / 5) + 1 * (2 / 5)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.001, 100)), min_size=1, max_size=70))
def test_contributions_add_up_to_the_total_exactly(criteria):
    body = "".join(
        f'[criteria.c{n}]\nscore = "{score:.12f}"\nweight = {weight:.6f}\n'
        for n, (score, weight) in enumerate(criteria)
    )
    found = evaluator(body).evaluate({"id": "I1"})
    total = 0.0
    for each in found.criteria:
        total += each.contribution or 0.0
    assert found.total == total


def test_an_unknown_score_makes_the_mean_unknown_and_weights_are_not_redistributed():
    found = evaluate(TWO, x=0.5)
    assert found.total is None
    assert found.total_range == (0.3, 0.7)
    assert [each.contribution for each in found.criteria] == [0.5 * (3 / 5), None]


def test_a_weight_of_zero_adds_nothing_whatever_the_score():
    found = evaluate(TWO.replace("weight = 2", "weight = 0"), x=0.5)
    assert (found.total, found.total_range) == (0.5, (0.5, 0.5))
    assert [each.contribution for each in found.criteria] == [0.5, 0.0]
    assert found.trace[found.graph.total] == 0.5


def test_a_formula_of_the_total_may_use_the_weighted_mean():
    found = evaluate('total = "weighted_mean - 0.25 * abs(a - b)"\n' + TWO, x=0.5, y=1)
    assert found.total == 0.7 - 0.25 * 0.5
    assert [(each.weight, each.contribution) for each in found.criteria] == [(3, 0.3), (2, 0.4)]


def test_a_formula_without_it_has_no_contributions():
    body = 'total = "a / 2 + b / 2"\n' + TWO.replace("weight = 3\n", "").replace("weight = 2\n", "")
    found = evaluate(body, x=0.5, y=1)
    assert found.total == 0.75
    assert [(each.weight, each.contribution) for each in found.criteria] == [(None, None)] * 2


def test_a_formula_that_ignores_weights_refuses_them():
    assert complaint('total = "a / 2 + b / 2"\n' + TWO) == said("""
        small.toml:7:10: criteria.a.weight: the formula of the total does not use weighted_mean
            expected no weight, or weighted_mean in the formula
        small.toml:10:10: criteria.b.weight: the formula of the total does not use weighted_mean
            expected no weight, or weighted_mean in the formula
    """)


def test_a_missing_weight():
    assert complaint(TWO.replace("weight = 2\n", "")) == said("""
        small.toml:6:11: criteria.b: the criterion b has no weight
            expected weight = 1, or more or less
    """)


def test_weights_that_are_all_zero():
    body = TWO.replace("weight = 3", "weight = 0").replace("weight = 2", "weight = 0.0")
    assert complaint(body) == said("""
        small.toml:3:2: criteria: all weights are 0
            expected one above 0
    """)


def test_only_the_total_uses_the_weighted_mean():
    assert complaint(TWO + '[measures]\nm = "weighted_mean"') == said("""
        small.toml:14:6: measures.m: weighted_mean cannot be used here
            only the formula of the total may use it: total = "..."
    """)
