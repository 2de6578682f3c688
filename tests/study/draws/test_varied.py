"""Varied: the graph with the weighted mean as a field decides as the ruleset itself does."""

from __future__ import annotations

import pytest

from evalcore import Evaluator, load_initiatives
from evalcore.interpret.python import compile_program
from evalcore.language.nodes import FieldRef, walk
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
    run = compile_program(graph.outputs, graph.types)
    for initiative in load_initiatives(evaluator, REQUESTS).initiatives:
        evaluation = evaluator.evaluate(initiative)
        mean = None
        for each in evaluation.criteria:
            mean = each.contribution if mean is None else mean + each.contribution
        values = run({**initiative.plain, MEAN: mean}, initiative.withheld)
        assert values == evaluation.values


def test_only_what_is_above_the_mean_is_made_anew():
    graph = Evaluator("balanced").graph
    made = varied(graph)
    assert [each.score for each in made.criteria] == [each.score for each in graph.criteria]
    assert made.total is not graph.total
    assert MEAN in made.fields
    assert MEAN not in graph.fields
    means = [n for n in walk(made.total) if isinstance(n, FieldRef) and n.name == MEAN]
    assert len(means) == 1
    shares = {each.share for each in graph.criteria}
    assert not shares & {getattr(each, "value", None) for each in walk(made.total)}
