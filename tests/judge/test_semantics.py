"""One test for each point under Semantics in the design, named after its point."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from evalcore.extend.plugins import Plugins
from evalcore.judge.evaluator import Evaluator
from evalcore.rules.file import read_ruleset
from evalcore.written.errors import InputError
from rulesets import complaint, evaluate, evaluator, ruleset_text

FIELDS = """
[fields.p]
kind = "flag"
[fields.q]
kind = "flag"
[fields.x]
kind = "number"
[fields.y]
kind = "number"
[fields.n]
kind = "number"
whole = true
[fields.cost]
kind = "number"
unit = "kEUR"
[fields.price]
kind = "number"
unit = "EUR"
[fields.benefit]
kind = "estimate"
[fields.remit]
kind = "choice"
choices = ["it", "none"]
[fields.goals]
kind = "set"
[fields.start]
kind = "date"
[fields."council.yes"]
kind = "number"
[fields."council.no"]
kind = "number"
[fields.outcomes.record.owner]
kind = "text"
[fields.outcomes.record.x]
kind = "number"
"""


def value(formula: str, as_of: date | None = None, **said: object) -> object:
    return evaluate(f'[measures]\nm = "{formula}"\n{FIELDS}', as_of, **said).measures["m"]


def rule(when: str) -> str:
    return f'[[rules]]\nid = "r"\nwhen = "{when}"\nverdict = "go"\n{FIELDS}'


def refused(formula: str) -> str:
    return complaint(f'[measures]\nm = "{formula}"\n{FIELDS}').splitlines()[0]


@pytest.mark.parametrize(("p", "q"), list(product([True, False, None], repeat=2)))
def test_logic_is_three_valued(p, q):
    both = False if p is False or q is False else None if None in (p, q) else True
    either = True if p is True or q is True else None if None in (p, q) else False
    assert value("p and q", p=p, q=q) is both
    assert value("p or q", p=p, q=q) is either
    assert value("not p", p=p) is (None if p is None else not p)


def test_an_unknown_condition_is_never_false_and_never_else():
    assert value("1 if p else 2") is None
    assert evaluate(rule("p")).possible == ("go", "hold")


def test_known_is_a_fact_about_the_request():
    assert value("known(x)") is False
    assert value("known(x)", x={"withheld": "secret"}) is False
    assert value("known(x)", x=0) is True
    assert value("withheld(x)", x={"withheld": "secret"}) is True
    assert value("withheld(x)") is False


def test_a_table_is_known_where_any_of_its_fields_is():
    assert value("known(council)") is False
    assert value("known(council)", council={"no": 3}) is True
    assert value("withheld(council)", council={"withheld": "secret"}) is True


def test_null_and_an_absent_key_are_unknown_but_none_is_an_answer():
    assert value("remit == 'none'") is None
    assert value("remit == 'none'", remit=None) is None
    assert value("remit == 'none'", remit="none") is True


def test_a_verdict_is_given_only_if_every_way_of_filling_in_leads_to_it():
    undecided = evaluate('when_undecided = "kill"\n' + rule("p and x > 3"), p=True)
    assert (undecided.verdict, undecided.possible) == ("kill", ("go", "hold"))
    assert [each.field for each in undecided.missing] == ["x"]
    assert evaluate(rule("p and x > 3"), p=False).possible == ("hold",)
    assert evaluate(rule("p or x > 3"), p=True).possible == ("go",)


@pytest.mark.parametrize(
    ("formula", "request_says"),
    [
        ("x / y", {"x": 1, "y": 0}),
        ("sqrt(x)", {"x": -1}),
        ("share(outcomes, x > 1)", {"outcomes": []}),
        ("lookup(remit, {'it': 1})", {"remit": "none"}),
    ],
)
def test_an_undefined_result_behaves_as_unknown_but_is_no_missing_field(formula, request_says):
    found = evaluate(rule(f"{formula} > 0.5"), **request_says)
    assert found.possible == ("go", "hold")
    assert found.missing == ()
    assert [each.name for each in found.undefined] == ["r"]


@pytest.mark.parametrize("formula", ["x + y >= 0.8", "x + y == 0.8", "not x + y < 0.8"])
def test_computed_numbers_compare_within_a_billionth(formula):
    assert 0.1 + 0.7 < 0.8
    assert value(formula, x=0.1, y=0.7) is True


def test_whole_numbers_compare_exactly():
    assert value("n == 9007199254740991", n=2**53) is False


def test_sums_run_left_to_right_in_the_order_written():
    assert value("x + y + 1", x=1e16 / 2, y=-1e16 / 2) == 1.0
    assert value("0.1 + 0.2 + 0.3 + x", x=0) == 0.1 + 0.2 + 0.3
    goals = "overlap(goals, {'a': 0.1, 'b': 0.2, 'c': 0.3})"
    assert value(goals, goals=["c", "b", "a"]) == 0.1 + 0.2 + 0.3


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), 2**53 + 1])
def test_nan_infinities_and_huge_whole_numbers_are_refused(wrong):
    with pytest.raises(InputError, match="x: found"):
        value("x", x=wrong)


def test_numbers_become_float_and_round_is_half_even():
    assert isinstance(value("x", x=3), float)
    assert [value("round(x)", x=half) for half in (0.5, 1.5, 2.5, -0.5)] == [0, 2, 2, 0]


def test_an_estimate_counts_as_its_likely_value():
    assert value("benefit * 2", benefit=[1, 2, 6]) == 4
    assert value("known(benefit)", benefit=[1, 2, 6]) is True


def test_the_date_is_an_input():
    assert value("days_since(start)", date(2026, 11, 23), start="2026-11-20") == 3
    assert value("as_of > start", date(2026, 11, 23), start="2026-11-20") is True
    with pytest.raises(InputError, match="counts days, but from no date"):
        value("days_since(start)", start="2026-11-20")


def test_units():
    assert value("cost + 3", cost=1) == 4
    assert value("cost / price * 2", cost=1, price=4) == 0.5
    assert refused("cost + price") == "small.toml:4:6: measures.m: the units differ: kEUR and EUR"
    assert (
        refused("max(cost, x)")
        == "small.toml:4:6: measures.m: the units differ: kEUR and a bare number"
    )
    assert refused("cost * price > cost").endswith("the units differ: EUR*kEUR and kEUR")


def test_names_share_one_namespace():
    body = '[measures]\nx = "1"\n[parameters]\ny = 2\n[criteria.p]\nscore = "1"\nweight = 1\n'
    problems = complaint(body + FIELDS).splitlines()[::2]
    assert [each.partition(": ")[2].partition(": ")[2] for each in problems] == [
        "x is both a field and a measure",
        "y is both a field and a parameter",
        "p is both a field and a criterion",
    ]


def test_gate_and_rule_ids_are_no_names_in_formulas():
    assert evaluate(rule("x > 1").replace('id = "r"', 'id = "x"'), x=2).verdict == "go"
    assert "there is no name 'r'" in complaint(rule("x > 1") + '[measures]\nm = "r"')


def test_inside_records_their_own_fields_come_first():
    assert value("count(outcomes, x > 3)", x=9, outcomes=[{"x": 1}, {"x": 5}]) == 1


def test_ranges_of_two_declarations_intersect(tmp_path):
    (tmp_path / "v.toml").write_text('[fields.z]\nkind = "number"\nmaximum = 5')
    body = 'vocabulary = "v.toml"\n[measures]\nm = "z"\n[fields.z]\nkind = "number"\nminimum = 1'
    judge = Evaluator(read_ruleset(ruleset_text(body), folder=tmp_path), plugins=Plugins())
    assert (judge.fields["z"].minimum, judge.fields["z"].maximum) == (1, 5)


def test_identifiers_are_normalised():
    assert evaluate(
        '[fields."ﬁt"]\nkind = "number"\n[measures]\nm = "ﬁt + fit"', fit=2
    ).measures == {"m": 4}


def test_python_keywords_and_function_names_are_refused():
    assert "'if' cannot be a name in formulas" in complaint("parameters.if = 1")
    assert "clamp is both a function of the language and a measure" in complaint(
        'measures.clamp = "1"'
    )


def test_mistakes_are_said_at_once_each_with_its_place():
    found = complaint('verdict = 1\n[measures]\nm = "coost"\n' + FIELDS).splitlines()
    assert [line for line in found if "expected" not in line] == [
        "small.toml:3:1: verdict: there is no key 'verdict' here",
        "    did you mean 'verdicts'?",
        "small.toml:5:6: measures.m: there is no name 'coost'",
        "    did you mean 'cost'?",
    ]


def test_an_unread_column_is_fine_and_a_near_miss_is_a_warning():
    judge = evaluator(rule("cost > 1"))
    (reading,) = judge.read_all([({"id": "I1", "colour": "red", "csot": 3}, ())])
    assert [str(each) for each in reading.warnings] == [
        "csot: I1: no field is called 'csot', so it is not read\n    did you mean 'cost'?"
    ]


def test_ranking():
    rows = [{"id": "B", "x": 2}, {"id": "A", "x": 2}, {"id": "C"}, {"id": "D", "x": 0}]
    assert [each.id for each in evaluator(rule("x > 1")).rank(rows)] == ["A", "B", "D", "C"]


def test_the_digest_is_of_what_decides():
    assert evaluator(rule("x > 1")).digest == evaluator(rule("x  >  1") + "# why").digest
    assert evaluator(rule("x > 1")).digest != evaluator(rule("x > 2")).digest
