"""Plans of facts where measures are shared: each is told, and none of them many times."""

from __future__ import annotations

import json

import pytest

from evalcore.interpret.trace import Trace
from evalcore.judge.explanation import explain
from evalcore.say.plans import LARGEST, fill, plans_of
from rulesets import evaluator


def levels(count: int) -> str:
    """Measures each of which names the one before it twice."""
    fields = "".join(f'[fields.a{n}]\nkind = "flag"\n' for n in range(count))
    measures = "".join(
        f'm{n} = "(m{n - 1} and a{n}) or (m{n - 1} and not a{n - 1})"\n' for n in range(1, count)
    )
    return (
        f'{fields}[fields.x]\nkind = "number"\n[measures]\nm0 = "x > 3"\n{measures}'
        f'[[rules]]\nid = "last"\nwhen = "m{count - 1}"\nverdict = "go"\n'
    )


@pytest.mark.parametrize("count", [3, 40])
def test_measures_that_are_named_twice_on_each_level(count):
    judge = evaluator(levels(count))
    graph = judge.graph
    made = plans_of([clause.speaks for _, clause in graph.steps], graph.glossary, graph.types)
    length = len(json.dumps(made.plans))
    assert length < 400 * LARGEST
    told = len(made.nodes)
    assert told > 2 * count  # whatever is mentioned is told
    found = judge.evaluate({"id": "I1", "x": 5, **{f"a{n}": True for n in range(count)}})
    assert found.verdict == "go"
    assert explain(found).text.endswith("I1: go")
    trace = Trace(found.initiative.situation)
    facts = fill(made.plans[0], [trace[each] for each in made.nodes], lambda _: False)
    assert facts[-1] == f"a{count - 1}: yes"
    assert len(facts) <= count
