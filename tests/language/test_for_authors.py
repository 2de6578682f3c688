"""What authors of policies call: plainly as in a formula, and hints that name what there is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Annotated, Any

import pytest

import evalcore
from evalcore import (
    Clauses,
    EvalcoreError,
    Evaluator,
    InputError,
    choice,
    clauses,
    criterion,
    day,
    days_since,
    gate,
    hookimpl,
    is_in,
    lookup,
    number,
    overlap,
    piecewise,
    quantity,
    read_ruleset,
    records,
    set_of_text,
    setting,
)
from evalcore import (
    as_of as evaluated_on,
)
from evalcore.language.expr import Expr
from evalcore.language.nodes import FieldRef

FIELD: Any = Expr(FieldRef("x"))


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (lambda x: {"a": 1}[x], r"dict\[field\] \(a field is unhashable\).* use lookup"),
        (lambda x: x.startswith("a"), r"\.startswith cannot be traced.*is_in or lookup"),
        (lambda x: f"{x:.2f}", "formatting as text"),
        (lambda x: x["a"], r"field\[\.\.\.\].*use has"),
        (float, "square_root, nearest or magnitude"),
        (lambda x: x // 2, "use nearest"),
        (bool, "when.*all_of, any_of, negate, is_in, minimum or maximum"),
        (list, "total_of, count, any_of or all_of"),
        (len, r"count\("),
        (lambda x: "a" in x, r"has\(set, item\)"),
        (lambda x: x**2, "square_root"),
    ],
)
def test_what_cannot_be_followed_names_what_there_is_instead(use, words):
    with pytest.raises((TypeError, AttributeError), match=words) as caught:
        use(FIELD)
    advice = str(caught.value).partition(": ")[2]
    for name in re.findall(r"[a-z]+_[a-z]+|when|negate|minimum|maximum|nearest|magnitude", advice):
        assert hasattr(evalcore, name), name


def test_expressions_can_still_be_copied_and_asked_for_what_they_have():
    import copy

    assert copy.copy(FIELD).node == FIELD.node
    assert not hasattr(FIELD, "__array__")


Reviewed = Annotated[date, day("reviewed")]
Rows = Annotated[Sequence[Any], records("rows", day("due"))]


@gate
def fresh(reviewed: Reviewed, rows: Rows) -> Clauses:
    """Fresh: reviewed of late, and no row is overdue."""
    late = evalcore.any_of(rows, lambda row: days_since(row.due) > 0)
    return clauses(reviewed=days_since(reviewed) <= 90, due=evalcore.negate(late))


def test_a_policy_that_counts_days_is_called_plainly_with_a_date():
    rows = [{"due": date(2026, 5, 1)}]
    with evaluated_on(date(2026, 4, 1)):
        assert dict(fresh(date(2026, 1, 1), rows)) == {"reviewed": True, "due": True}
        with evaluated_on(date(2026, 6, 1)):
            assert dict(fresh(date(2026, 1, 1), rows)) == {"reviewed": False, "due": False}
        assert days_since(date(2026, 3, 31)) == 1
    with pytest.raises(TypeError, match=r"needs as_of: .*with evalcore\.as_of"):
        fresh(date(2026, 1, 1), rows)
    assert days_since(date(2026, 1, 1), date(2026, 1, 11)) == 10


RULES = """
name = "t"
version = "1"
[criteria.c]
policy = "{}"
weight = 1
settings = {}
[[rules]]
id = "a"
when = "total > 0.5"
verdict = "go"
[default]
verdict = "hold"
"""
Energy = Annotated[float, number("energy", unit="MWh", minimum=0, maximum=100)]
Embodied = Annotated[float, number("embodied", unit="t", minimum=0, maximum=10)]
Region = Annotated[str, choice("region", ["eu", "us"])]
Goals = Annotated[Sequence[str], set_of_text("goals")]
Factors = Annotated[dict[str, float], setting(unit="t/MWh")]
Tonnes = Annotated[dict[str, float], setting(unit="t")]


@criterion
def carbon(energy: Energy, embodied: Embodied, region: Region, *, factors: Factors) -> float:
    """Carbon: less is better."""
    tonnes = energy * lookup(region, factors) + embodied
    return evalcore.clamp(evalcore.linear(tonnes, worst=100, best=0))


@criterion
def gained(goals: Goals, embodied: Embodied, *, weights: Tonnes) -> float:
    """Gained: what the goals hold."""
    return evalcore.clamp((overlap(goals, weights) - embodied) / quantity(10, "t"))


def holding(policy: Any) -> SimpleNamespace:
    return SimpleNamespace(evalcore_policies=hookimpl(lambda: [policy]))


def made(policy: Any, settings: str) -> Evaluator:
    return Evaluator(read_ruleset(RULES.format(policy.name, settings)), plugins=[holding(policy)])


def test_the_unit_of_a_table_counts():
    request = {"id": "A", "energy": 10, "embodied": 5, "region": "us"}
    judge = made(carbon, "{ factors = { eu = 0.5, us = 2 } }")
    assert judge.evaluate(request).total == 0.75
    assert judge.evaluate({**request, "energy": None}).total_range == (0.0, 0.95)
    second = made(gained, "{ weights = { talent = 8 } }")
    assert second.evaluate({"id": "A", "embodied": 1, "goals": ["talent"]}).total == 0.7
    assert carbon(10, 5, "us", factors={"eu": 0.5, "us": 2}) == 0.75


Wrong = Annotated[dict[str, float], setting(unit="kg/MWh")]


@criterion
def wrong(energy: Energy, embodied: Embodied, region: Region, *, factors: Wrong) -> float:
    """Wrong: kilograms are no tonnes."""
    return evalcore.clamp((energy * lookup(region, factors) + embodied) / 10)


def test_a_table_in_another_unit_is_refused():
    with pytest.raises(
        InputError,
        match=r"the units differ: kg and t, in `energy \* lookup\(region, .*\) \+ embodied`",
    ):
        made(wrong, "{ factors = { eu = 0.5 } }")


def test_a_table_has_one_unit():
    with pytest.raises(TypeError, match="the numbers of the table differ in unit: t and no unit"):
        lookup(FIELD, {"a": quantity(1, "t"), "b": 2})
    curve = piecewise(FIELD, {0: quantity(0, "t"), 1: quantity(2, "t")})
    assert "unit='t'" in repr(curve)
    assert lookup("a", {"a": quantity(1, "t")}) == 1


@pytest.mark.shipped
def test_what_is_no_plugin_says_so_where_no_command_would():
    with pytest.raises(InputError) as caught:
        Evaluator(read_ruleset(RULES.format("mine", "{}")), plugins=[SimpleNamespace(x=1)])
    words = str(caught.value)
    assert "it may belong to plugin SimpleNamespace (broken): it has no hook" in words
    assert "evalcore plugins" not in words


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (
            lambda: Evaluator("default", block="greenit"),
            "found 'greenit'\n    expected a list of names",
        ),
        (
            lambda: evalcore.discover(block="greenit"),
            "found 'greenit'\n    expected a list of names",
        ),
        (
            lambda: choice("x", "abc"),
            r"found 'abc'\n    expected a list of choices, such as \['abc'\]",
        ),
        (lambda: set_of_text("x", "abc"), "expected a list of choices"),
        (lambda: setting(choices="abc"), "expected a list of choices"),
        (lambda: number("x", tags="cost"), r"expected a list of tags, such as \['cost'\]"),
        (lambda: Evaluator("default").next_question({"id": "1"}, asked="goals"), "a list of names"),
    ],
)
@pytest.mark.shipped
def test_a_single_text_is_no_list_of_names(use, words):
    with pytest.raises(EvalcoreError, match=words):
        use()


def test_nor_are_its_letters_members():
    with pytest.raises(TypeError, match=r"is_in: expected a list of texts, such as \['abc'\]"):
        is_in("a", "abc")
