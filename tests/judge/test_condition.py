"""Conditions asked of initiatives beside their ruleset: what they can name, and what is unknown."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore import Evaluator, hookimpl, number, opaque_criterion, read_ruleset
from evalcore.judge.condition import condition_of, condition_on, select
from evalcore.request.initiative import read_initiative
from evalcore.written.errors import InputError

RULES = """
name = "condition"
version = "1"
[parameters]
enough = 5
[fields.size]
kind = "number"
[fields.part]
kind = "choice"
choices = ["sales", "it"]
[fields.since]
kind = "date"
[measures]
twice = "size * 2"
[criteria.worth]
score = "clamp(size / 10)"
weight = 1
[[rules]]
id = "a"
when = "total > 0.5"
verdict = "go"
[default]
verdict = "hold"
"""
JUDGE = Evaluator(read_ruleset(RULES))


def read(**said):
    return read_initiative({"id": "R", **said}, JUDGE.graph.declared).initiative


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("size >= enough", ["size"]),
        ("part == 'it'", ["part"]),
        ("twice > 9 and worth > 0.4 and total < 1", ["size"]),
        ("known(part) or size in [1, 2]", ["part", "size"]),
    ],
)
def test_it_can_name_what_the_rules_can(text, fields):
    condition = condition_of(JUDGE, text)
    assert sorted(condition.fields) == fields
    assert condition.holds(read(size=6, part="it")) is True


def test_what_is_unknown_holds_neither_way():
    condition = condition_of(JUDGE, "size > 5 or part == 'it'")
    asked = [read(size=6), read(size=1), read(part="it"), read(size=1, part="sales")]
    assert [condition.holds(each) for each in asked] == [True, None, True, False]
    found = select(condition, asked)
    assert (len(found.initiatives), found.unknown, found.of) == (2, 1, 4)


def test_it_may_count_days():
    condition = condition_of(JUDGE, "days_since(since) > 30")
    assert condition.reads_date
    assert condition.holds(read(since="2026-01-01"), date(2026, 3, 1)) is True


@pytest.mark.parametrize(
    ("text", "words"),
    {
        "sise > 5": "there is no name 'sise'",
        "size": "this is a number\n    expected a condition, such as cost_k > 100",
        "part == 'its'": "'its' is none of its choices",
        "size >": "the expression ends too early",
        "part > 3": "cannot compare a choice with a number",
    }.items(),
)
def test_mistakes_are_those_of_any_formula(text, words):
    with pytest.raises(InputError) as caught:
        condition_of(JUDGE, text)
    assert words in str(caught.value)


class Models:
    @staticmethod
    @hookimpl
    def evalcore_policies():
        @opaque_criterion(version="1")
        def model(size: Annotated[float, number("size")]) -> float:
            """Model: what it says."""
            return size

        return [model]


def test_python_of_its_own_selects_nothing():
    rules = RULES.replace('score = "clamp(size / 10)"', 'policy = "model"')
    judge = Evaluator(read_ruleset(rules), plugins=[Models()])
    with pytest.raises(InputError) as caught:
        condition_of(judge, "worth > 0.5")
    assert str(caught.value) == (
        "model runs Python of its own, once a request is evaluated\n"
        "    expected what the request says"
    )


@given(st.floats(-100, 100), st.floats(-100, 100))
def test_it_says_what_the_same_rule_says(size, least):
    condition = condition_on(JUDGE.graph.declared, {}, f"size >= {least!r}")
    rules = RULES.replace("total > 0.5", f"size >= {least!r}")
    judge = Evaluator(read_ruleset(rules))
    assert condition.holds(read(size=size)) is (
        judge.evaluate({"id": "R", "size": size}).verdict == "go"
    )
