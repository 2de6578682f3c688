from __future__ import annotations

import pytest
from formulas import (
    FIELDS,
    about_outcomes,
    any_values,
    compute,
    flags,
    formula,
    measures,
    numbers,
    said,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore.language.bind import Scope, bind
from evalcore.language.functions import FUNCTIONS, function
from evalcore.language.nodes import FieldRef, Literal, Named, RecordField, walk
from evalcore.language.syntax import parse
from evalcore.request.declarations import number

DECLARED = "\n    expected a field, measure, parameter or criterion that is declared"
ASK_KNOWN = "\n    whether a field was answered is known(field)"
AFTER_IN = "\n    expected it after `in`, or inside a call"
ASK_RECORDS = "\n    records are asked by count, share, total_of, any_of and all_of"
SIGNATURES = {name: f"\n    expected {each.signature}" for name, each in FUNCTIONS.items()}
MISTAKES = {
    "budget > 3": "1:1 there is no name 'budget'" + DECLARED,
    "p and remitt == 'it'": (
        "1:7 there is no name 'remitt'" + DECLARED + "\n    did you mean 'remit'?"
    ),
    "council.yess > 3": (
        "1:1 there is no name 'council.yess'"
        + DECLARED
        + "\n    did you mean 'council.yes' or 'council.no'?"
    ),
    "share(outcomes, known(ownr))": (
        "1:23 there is no name 'ownr'" + DECLARED + "\n    did you mean 'owner'?"
    ),
    "council > 3": (
        "1:1 council is a table of fields, not a value\n    expected one of council.no, council.yes"
    ),
    "p == true": "1:6 there is no true\n    did you mean 'True'?",
    "a == null": "1:6 there is no null" + ASK_KNOWN,
    "a == none": "1:6 there is no none" + ASK_KNOWN,
    "count > 3": "1:1 count is a function" + SIGNATURES["count"],
    "averge(a, b)": (
        "1:1 there is no function 'averge'\n    expected one of " + ", ".join(FUNCTIONS)
    ),
    "minn(a, b)": "1:1 there is no function 'minn'\n    did you mean 'min'?",
    "a(1 - b)": (
        "1:1 a is not a function\n    expected an operator such as * before the bracket"
    ),
    "sqrt(a, b)": "1:1 sqrt: too many positional arguments" + SIGNATURES["sqrt"],
    "sqrt()": "1:1 sqrt: missing a required argument: 'x'" + SIGNATURES["sqrt"],
    "mean()": "1:1 mean: missing a required argument: 'first'" + SIGNATURES["mean"],
    "linear(a, 0)": "1:1 linear: missing a required argument: 'best'" + SIGNATURES["linear"],
    "clamp(a, lo=0)": (
        "1:1 clamp has no argument lo" + SIGNATURES["clamp"] + "\n    did you mean 'low'?"
    ),
    "linear(a, worst=0, bst=3)": (
        "1:1 linear has no argument bst" + SIGNATURES["linear"] + "\n    did you mean 'best'?"
    ),
    "target > 3": "1:1 target is a field of the records outcomes" + ASK_RECORDS,
    "known(outcomes.owner)": "1:7 outcomes.owner is a field of the records outcomes" + ASK_RECORDS,
    "count(outcomes, condition=done)": "1:1 count takes no name=condition" + SIGNATURES["count"],
    "any_of()": "1:1 any_of: expected at least one condition" + SIGNATURES["any_of"],
    "any_of(tags, [])": (
        "1:1 any_of: expected a list of texts, the list is empty" + SIGNATURES["any_of"]
    ),
    "all_of(tags, [3])": (
        "1:1 all_of: expected a list of texts, found 3.0" + SIGNATURES["all_of"]
    ),
    "remit in []": "1:10 the list is empty\n    expected something to choose from",
    "a in b": (
        "1:6 `in` cannot look here\n"
        "    expected field in ['a', 'b'], or 'a' in a field that holds a set"
    ),
    "['a', 'b']": "1:1 a list cannot stand here" + AFTER_IN,
    "remit == ['it']": "1:10 a list cannot stand here" + AFTER_IN,
    "known(a + 1)": "1:1 known takes the name of one field and nothing else" + SIGNATURES["known"],
    "known('a')": "1:1 known takes the name of one field and nothing else" + SIGNATURES["known"],
    "known(a, b)": "1:1 known takes the name of one field and nothing else" + SIGNATURES["known"],
    "known(payback)": (
        "1:7 payback is a measure: only fields are known or unknown\n"
        "    expected the field that it is computed from"
    ),
    "withheld(as_of)": "1:10 as_of is always known\n    expected a field",
    "known(cots)": "1:7 there is no name 'cots'" + DECLARED + "\n    did you mean 'cost'?",
    "spent > 3": "1:1 spent cannot be used here\n    the stance forbids it",
    "date(2026, 13, 1)": (
        "1:1 date: there is no such day: month must be in 1..12" + SIGNATURES["date"]
    ),
    "date(n, 1, 1)": (
        "1:1 date: expected whole numbers written out, such as date(2026, 11, 23)"
        + SIGNATURES["date"]
    ),
    "date('2026-11-23')": "1:1 date: missing a required argument: 'month'" + SIGNATURES["date"],
    "round(a, -1)": (
        "1:1 round: the number of decimals is written out, a whole number from 0 to 15"
        + SIGNATURES["round"]
    ),
    "round(a, n)": (
        "1:1 round: the number of decimals is written out, a whole number from 0 to 15"
        + SIGNATURES["round"]
    ),
    "piecewise(a, 3)": (
        "1:1 piecewise: expected at least two points {x: y, ...}" + SIGNATURES["piecewise"]
    ),
    "piecewise(a, {1: 'x', 2: 3})": (
        "1:1 piecewise: expected numbers {x: y}" + SIGNATURES["piecewise"]
    ),
    "piecewise(a, {0: 0, 1e-320: 1})": (
        "1:1 piecewise: two points are too close together" + SIGNATURES["piecewise"]
    ),
    "lookup(remit, ['it'])": (
        "1:1 lookup: expected a table {text: number, ...}" + SIGNATURES["lookup"]
    ),
    "lookup(remit, {'it': 'x'})": (
        "1:1 lookup: expected texts with numbers, found 'it': 'x'" + SIGNATURES["lookup"]
    ),
    "lookup(remit, {'it': 1}, default=a)": (
        "1:1 lookup: expected a number written out as default" + SIGNATURES["lookup"]
    ),
    "overlap(tags, 'grow')": (
        "1:1 overlap: expected a table {text: number, ...}" + SIGNATURES["overlap"]
    ),
    "overlap(tags, [1])": (
        "1:1 overlap: expected a list of texts, found 1.0" + SIGNATURES["overlap"]
    ),
    "share(tags, p)": "1:1 share: expected a field of kind records first" + SIGNATURES["share"],
    "share(outcomes, any_of(risks, weight > 1))": (
        "1:17 any_of is not possible about one record\n    give it a name under [measures]"
    ),
    "p and\n  größe > 3": "2:3 there is no name 'größe'" + DECLARED,
}  # fmt: skip


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes(text):
    complaints = []
    absent = {"spent": "the stance forbids it"}
    scope = Scope(FIELDS, measures(payback="benefit / cost"), FUNCTIONS, absent)
    bind(parse(text), scope, complaints)
    found = [f"{each.position.line}:{each.position.column} {each}" for each in complaints]
    assert found == [MISTAKES[text]]


def test_a_mistake_in_the_middle_of_a_chain_is_reported_once():
    assert len(said("1 < budget < 3")) == 1


def test_every_mistake_is_reported_at_once():
    assert [each.split()[0] for each in said("budget > 3\n or minn(a) > known(p and q)")] == [
        "1:1", "2:5", "2:15",
    ]  # fmt: skip


def test_what_names_stand_for():
    names = measures(payback="benefit / cost")
    names["limit"] = Named("limit", Literal(3.0, unit="kEUR"), "parameter")
    text = "payback > 1 and cost < limit and council.yes > 2"
    made = formula(text, names=names)
    found = {node.name for node in walk(made.root) if isinstance(node, FieldRef | Named)}
    assert found == {"payback", "benefit", "cost", "limit", "council.yes"}
    values = {"benefit": 4, "cost": 2, "council.yes": 3}
    assert compute(text, values, names=names) is True


def test_a_records_own_fields_come_first():
    fields = {**FIELDS, "target": number("target")}
    values = {"target": 7, "outcomes": [{"target": 1}, {"target": 9}]}
    made = formula("count(outcomes, target > 5)", fields)
    assert any(isinstance(node, RecordField) for node in walk(made.root))
    assert compute("count(outcomes, target > 5)", values, fields) == 1
    assert compute("target", values, fields) == 7


def test_names_of_functions_measures_and_fields_compare_in_one_form():
    fields = {"fit": number("fit")}
    assert compute("ﬁt + 1", {"fit": 2}, fields) == 3


def test_a_plugins_function_is_called_like_any_other():
    def half_life(value: float, months: float = 12) -> float:
        """What is left."""
        if isinstance(months, int | float) and months > 23:
            return 0.0
        return value * (1 - months / 24)

    def broken(x: float) -> float:
        return x.nonsense

    functions = {**FUNCTIONS, "half_life": function(half_life), "broken": function(broken)}
    assert compute("half_life(a)", {"a": 8}, functions=functions) == 4
    assert compute("half_life(a, months=6)", {"a": 8}, functions=functions) == 6
    assert compute("half_life(a, months=24)", {"a": 8}, functions=functions) == 0
    assert compute("half_life(a, n)", {"a": 8, "n": 18}, functions=functions) == 2
    assert functions["half_life"].signature == "half_life(value, months=12)"
    assert said("half_life(a, 1, 2)", functions=functions) == [
        "1:1 half_life: too many positional arguments\n    expected half_life(value, months=12)"
    ]
    (found,) = said("broken(a)", functions=functions)
    assert found.startswith("1:1 broken failed: AttributeError: ")
    assert found.endswith(f"it comes from {__name__}")


ARGUMENTS = [
    "a", "n", "cost", "p", "remit", "note", "tags", "start", "outcomes", "council", "1", "-2.5",
    "'it'", "True", "['it']", "[1, 2]", "[]", "{'it': 1}", "{1: 2, 3: 0}", "{}", "target", "as_of",
    "low=1", "default=3", "digits=2", "x=a",
]  # fmt: skip
calls = st.builds(
    "{}({})".format,
    st.sampled_from(sorted(FUNCTIONS)),
    st.lists(st.sampled_from(ARGUMENTS) | numbers(1) | flags(1) | about_outcomes, max_size=4).map(
        ", ".join
    ),
)
mixtures = st.builds(
    "{} {} {}".format,
    calls | st.sampled_from(ARGUMENTS),
    st.sampled_from(["+", "/", "<", "==", "and", "or", "in", "not in", "if p else"]),
    calls | st.sampled_from(ARGUMENTS),
)


@settings(max_examples=500, deadline=None)
@given(calls | mixtures, any_values)
def test_ill_typed_formulas_are_refused_or_computed(text, values):
    if not (complaints := said(text)):
        compute(text, values)
    assert not any("Error" in each for each in complaints)
