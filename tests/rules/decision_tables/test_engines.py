"""Decision tables by every engine: as `evaluate` says, in a page, over whole tables, or refused."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from javascript import compare, find_node

from evalcore import InputError
from evalcore.interpret.dialects import DIALECTS
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.tables.view import View
from rulesets import evaluator

RULES = """
verdicts = ["go", "hold", "refer", "kill"]
when_undecided = "hold"
[parameters]
limit = 500
low_rate = 0.1
[fields]
cost = { kind = "number", unit = "kEUR", minimum = 0 }
risk = { kind = "choice", choices = ["low", "mid", "high"] }
owner = { kind = "text" }
urgent = { kind = "flag" }
due = { kind = "date" }
[tables.rate]
hit = "first"
rows = '''
| cost    | owner       | => rate  |
| > 100   | ann, growth | 0.75     |
| < limit | not(sales)  | low_rate |
'''
[tables.fees]
hit = "collect"
aggregation = "sum"
rows = '''
| cost    | urgent | => fees |
| > 100   | -      | 0.05    |
| < limit | true   | 0.1     |
'''
[tables.appetite]
hit = "priority"
order = ["refer", "hold", "go"]
rows = '''
| cost         | risk     | due          | => appetite |
| <= 100       | -        | -            | go          |
| [100..limit] | low, mid | -            | go          |
| (100..limit] | high     | -            | hold        |
| -            | -        | > 2026-11-23 | refer       |
'''
[criteria.cheap]
score = "clamp(rate + fees)"
weight = 2
[[rules]]
id = "rated"
when = "total > 0.7"
verdict = "kill"
[[rules]]
id = "by_table"
table = "appetite"
"""
LISTED = RULES.replace(
    'hit = "priority"\norder = ["refer", "hold", "go"]', 'hit = "collect"'
).replace('table = "appetite"', 'when = "\'go\' in appetite"\nverdict = "go"')
NODE = find_node()


@pytest.mark.skipif(NODE is None, reason="node is not found")
def test_a_page_says_the_same_whatever_the_parameters():
    told, open_, _ = compare(evaluator(RULES), 300, NODE, vary=True)
    assert told == []
    assert open_ < 300


def requests(count: int) -> list[dict[str, Any]]:
    rng = random.Random(1)  # noqa: S311
    choices: dict[str, list[Any]] = {
        "cost": [None, 50, 100, 100.5, 300, 500, 501, 900],
        "risk": [None, "low", "mid", "high"],
        "owner": [None, "ann", "sales", "x"],
        "urgent": [None, True, False],
        "due": [None, date(2026, 11, 23), date(2026, 11, 24)],
    }
    return [
        {"id": f"R{n}", **{name: rng.choice(some) for name, some in choices.items()}}
        for n in range(count)
    ]


@pytest.mark.parametrize("own", [evaluator(RULES), evaluator(LISTED)], ids=["values", "lists"])
def test_whole_tables_say_the_same(own: Evaluator):
    pytest.importorskip("polars", reason="needs Polars")
    rows = requests(200)
    for row, found in zip(rows, own.evaluate_table(rows), strict=True):
        alone = own.evaluate(row)
        assert found["verdict"] == alone.verdict
        assert list(found["possible"]) == list(alone.possible)
        assert found["total"] == alone.total


def test_a_list_is_refused_by_name_where_an_engine_has_none():
    view = View(evaluator(LISTED).graph, DIALECTS["duckdb"], "requests", None, None, False)
    with pytest.raises(InputError, match="the table appetite collects a list"):
        view.text()
