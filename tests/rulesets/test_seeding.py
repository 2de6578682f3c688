"""A trace that is given what is known says what one says that works it all out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore import Evaluator
from evalcore.interpret.seeding import _worth
from evalcore.interpret.trace import Trace
from evalcore.testing.strategies import initiatives

NAMES = ("balanced", "investment_council", "strategy_and_discipline", "it_is_the_job")
DAY = date(2026, 11, 23)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_outcomes(name):
    evaluator = Evaluator(name)
    graph = evaluator.graph
    graph.seeds._waiting = 0
    nodes = _worth(graph.outputs)

    @settings(max_examples=60)
    @given(initiatives(evaluator.fields) | st.just(evaluator.read({"id": "A"})))
    def same(initiative):
        situation = initiative.situation.on(DAY)
        walked = Trace(situation, graph.named)
        seeded = Trace(situation, graph.named, seeds=graph.seeds.of(situation))
        for node in nodes:
            assert seeded[node] == walked[node]
            assert type(seeded[node]) is type(walked[node])
            assert seeded.outcome(node) == walked.outcome(node)

    same()


def test_the_first_few_are_walked():
    evaluator = Evaluator("balanced")
    seeds = evaluator.graph.seeds
    situation = evaluator.read({"id": "A"}).situation.on(DAY)
    found = [bool(seeds.of(situation)[0]) for _ in range(20)]
    assert found[0] is False
    assert found[-1] is True
