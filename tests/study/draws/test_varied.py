"""Varied: the graph with the weighted mean as a field decides as the ruleset itself does."""

from __future__ import annotations

import pytest

from evalcore import Evaluator, load_initiatives
from evalcore.interpret.python import compile_program
from evalcore.rules.mean import MEAN
from evalcore.study.draws.varied import varied
from study.draws.seeds import REQUESTS


@pytest.fixture(autouse=True)
def _plugins(monkeypatch):
    monkeypatch.delenv("EVALCORE_BLOCK", raising=False)


@pytest.mark.parametrize("name", ["default", "it_is_the_job", "balanced"])
def test_with_its_own_mean_each_initiative_comes_to_the_same(name):
    evaluator = Evaluator(name)
    graph = varied(evaluator.graph)
    run = compile_program(graph.outputs, graph.types, graph.leaves)
    for initiative in load_initiatives(evaluator, REQUESTS).initiatives:
        evaluation = evaluator.evaluate(initiative)
        mean = None
        for each in evaluation.criteria:
            mean = each.contribution if mean is None else mean + each.contribution
        values = run({**initiative.situation.values, MEAN: mean}, initiative.situation.withheld)
        assert values == evaluation.values


def test_the_mean_is_read_like_a_field_and_nothing_else_changes():
    graph = Evaluator("balanced").graph
    made = varied(graph)
    assert made.total is graph.total
    assert MEAN in made.fields
    assert MEAN not in graph.fields
    assert not set(graph.weights.values()) & set(made.nodes)
