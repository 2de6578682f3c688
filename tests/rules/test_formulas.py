from __future__ import annotations

import pytest

from rulesets import complaint, complaints, evaluate, evaluator, said

FIELDS = """
[fields.x]
kind = "number"
[fields.cost]
kind = "number"
unit = "kEUR"
minimum = 0
[fields.risky]
kind = "flag"
[fields.outcomes.record.target]
kind = "number"
"""


def score(formula: str) -> str:
    return complaint(f'[criteria.it]\nweight = 1\nscore = "{formula}"\n{FIELDS}')


def test_measures_may_be_written_in_any_order():
    found = evaluate('[measures]\nc = "b + 1"\nb = "a + 1"\na = "x"\n' + FIELDS, x=1)
    assert found.measures == {"c": 3.0, "b": 2.0, "a": 1.0}


def test_a_cycle_is_named_once_and_other_formulas_are_still_checked():
    body = '[measures]\na = "b + x"\nb = "c * 2"\nc = "a"\nd = "a + cots"\n' + FIELDS
    assert complaint(body) == said("""
        small.toml:4:5: measures.a: a is defined by itself: a -> b -> c -> a
        small.toml:7:10: measures.d: there is no name 'cots'
            expected a field, measure, parameter or criterion that is declared
            did you mean 'cost'?
    """)


def test_every_cycle_is_named():
    found = complaints('[measures]\na = "a"\nb = "c"\nc = "b"')
    assert [each.problem for each in found] == [
        "a is defined by itself: a -> a",
        "b is defined by itself: b -> c -> b",
    ]


@pytest.mark.parametrize(
    ("total", "ring"),
    [
        ("", "it -> total -> weighted_mean -> it"),
        ('total = "1 - weighted_mean"', "it -> total -> weighted_mean -> it"),
        ('total = "it / 2"', "it -> total -> it"),
    ],
)
def test_a_score_made_of_the_total_is_a_cycle(total, ring):
    weight = "" if "it /" in total else "weight = 1"
    found = complaints(f'{total}\n[criteria.it]\nscore = "clamp(total)"\n{weight}')
    assert [each.problem for each in found] == [f"it is defined by itself: {ring}"]


def test_a_total_made_of_itself_is_a_cycle():
    assert complaint('total = "total + 1"') == said("""
        small.toml:3:9: total: total is defined by itself: total -> total
    """)


def test_a_long_chain_of_measures_compiles_and_explains():
    from evalcore.judge.explanation import explain

    chain = [f'm{n} = "m{n + 1} + 1"' for n in range(400)]
    body = "\n".join(["[measures]", *chain, 'm400 = "x"', FIELDS])
    rule = '[[rules]]\nid = "r"\nwhen = "m0 > 400"\nverdict = "go"\n'
    found = evaluate(body + rule, x=1)
    assert found.measures["m0"] == 401
    assert found.verdict == "go"
    assert explain(found).parts


def test_a_misspelt_name_in_a_formula_of_several_lines_is_shown_in_its_line():
    body = '[measures]\na = """\nx\n  + coost * 2\n"""\n' + FIELDS
    assert complaint(body) == said("""
        small.toml:6:5: measures.a: there is no name 'coost'
            expected a field, measure, parameter or criterion that is declared
            did you mean 'cost'?
    """)


def test_a_formula_that_cannot_be_read():
    assert complaint('[measures]\na = "1 +"\nb = ""') == said("""
        small.toml:4:9: measures.a: the expression ends too early
        small.toml:5:5: measures.b: b is empty
            expected a formula
    """)


def test_what_is_built_on_a_mistake_is_not_complained_about_again():
    body = '[measures]\na = "tootal"\nb = "a + 1"\n[criteria.c]\nscore = "b"\nweight = 1'
    body += '\n[[rules]]\nid = "r"\nwhen = "total > a"\nverdict = "go"'
    assert [each.problem for each in complaints(body)] == ["there is no name 'tootal'"]


def test_a_measure_is_no_list_of_records():
    assert complaint('[measures]\na = "outcomes"\n' + FIELDS) == said("""
        small.toml:4:5: measures.a: a measure cannot be a list of records
            records are asked by count, share, total_of, any_of and all_of
    """)


def test_a_score_beyond_one():
    assert score("clamp(x) * 1.5 - 0.2") == said("""
        small.toml:5:9: criteria.it.score: the score may be below 0 or above 1 (from -0.2 to 1.3)
            expected a score from 0 to 1
            wrap it in clamp(), or declare narrower ranges for its fields
    """)


def test_a_score_without_bounds():
    assert score("x") == said("""
        small.toml:5:9: criteria.it.score: the score may be below 0 or above 1
            expected a score from 0 to 1
            wrap it in clamp(), or declare narrower ranges for its fields
    """)


def test_a_score_that_leaves_its_range_by_rounding_is_cut_off():
    found = evaluate(
        '[criteria.it]\nscore = "0.2 + 0.4 + 0.3 + 0.1 + clamp(x) * 0"\nweight = 1' + FIELDS, x=0
    )
    assert found.criteria[0].score == 1


def test_a_score_with_a_unit():
    assert score("cost / 100") == said("""
        small.toml:5:9: criteria.it.score: the score is a number in kEUR
            expected a bare number
            divide it by something in that unit, or put it between two anchors with linear()
    """)


def test_a_score_that_is_no_number():
    assert score("risky") == said("""
        small.toml:5:9: criteria.it.score: the score is a flag
            expected a number from 0 to 1
    """)


def test_a_total_that_is_no_number():
    assert complaint('total = "risky"' + FIELDS) == said("""
        small.toml:3:9: total: the total is a flag
            expected a number
    """)


def test_a_total_may_have_a_unit_and_any_size():
    assert evaluate('total = "cost * -3"' + FIELDS, cost=4).total == -12


def test_the_total_of_a_ruleset_without_criteria():
    rule = '[[rules]]\nid = "r"\nwhen = "total > weighted_mean"\nverdict = "go"'
    assert complaint(rule) == said("""
        small.toml:5:9: rules[1].when: total cannot be used here
            there are no criteria, and no formula total = ...
        small.toml:5:17: rules[1].when: weighted_mean cannot be used here
            only the formula of the total may use it: total = "..."
    """)


def test_the_mean_of_no_criteria():
    assert complaint('total = "weighted_mean"') == said("""
        small.toml:3:10: total: weighted_mean cannot be used here
            there are no criteria to take the mean of
    """)


def test_criteria_are_names_in_formulas():
    body = '[criteria.a]\nscore = "0.5"\nweight = 1\n[measures]\ntwice = "2 * a + total"'
    assert evaluator(body).evaluate({"id": "I1"}).measures == {"twice": 1.5}


@pytest.mark.parametrize("other", ["[measures]\nx2 = 'x'\n", ""])
def test_a_criterion_named_like_something_else_is_no_cycle(other):
    name, kind = ("x2", "a measure") if other else ("x", "a field")
    body = f'{other}[criteria.{name}]\nscore = "clamp({name})"\nweight = 1\n'
    found = complaints(body + FIELDS)
    assert [each.problem for each in found] == [f"{name} is both {kind} and a criterion"]
