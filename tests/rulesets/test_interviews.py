"""Interviews by the shipped rulesets: they end, and what they call certain is so."""

from __future__ import annotations

import random

import pytest
from five_ways import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from interviews import interviewed

from evalcore import Evaluator
from evalcore.request.initiative import Initiative
from evalcore.request.values import Withheld
from evalcore.study.interview import outlook

RULESETS = (
    "it_is_the_job",
    "inseparable",
    "strategy_and_discipline",
    "investment_council",
    "balanced",
)
SHIPPED = {name: Evaluator(name) for name in RULESETS}


@pytest.mark.parametrize("name", RULESETS)
@settings(max_examples=12, deadline=None)
@given(said=requests(), chance=st.randoms(use_true_random=False))
def test_an_interview_ends_and_what_is_certain_is_so(name, said, chance):
    judge = SHIPPED[name]
    request = judge.read(said)
    kept = [each for each in judge.fields if chance.random() < 0.1]
    unknown = [each for each in judge.fields if chance.random() < 0.1]
    asked, after = interviewed(judge, request.values, kept, unknown)
    found = outlook(after, asked).verdicts
    assert after.verdict in judge.ruleset.verdicts
    if len(found) == 1:
        assert after.decided
        assert after.possible == found
        whole = {n: None if n in unknown else v for n, v in request.values.items()}
        whole |= {each: Withheld() for each in kept}
        rest = judge.evaluate(Initiative("R1", "R1", whole, judge.fields))
        assert not rest.decided or rest.verdict == after.verdict


@pytest.mark.parametrize("name", RULESETS)
def test_the_same_question_every_time(name):
    state = random.getstate()
    first = [SHIPPED[name].next_question({"id": "R1"}) for _ in range(2)]
    assert first == [Evaluator(name).next_question({"id": "R1"})] * 2
    assert random.getstate() == state
