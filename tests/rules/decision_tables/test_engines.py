"""Decision tables by every engine: as `evaluate` says, in a page, over whole tables, or refused."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from javascript import compare, find_node

from evalcore.judge.evaluator import Evaluator
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
POLICIES = """
verdicts = ["go", "hold", "refer", "kill"]
when_undecided = "hold"
[parameters]
limit = 500
[fields]
cost = { kind = "number", unit = "kEUR", minimum = 0, maximum = 1000 }
risk = { kind = "choice", choices = ["low", "mid", "high"] }
owner = { kind = "text" }
urgent = { kind = "flag" }
due = { kind = "date" }
[tables.only]
otherwise = 0.25
rows = '''
| cost        | risk      | => only |
| < 100       | -         | 0.5     |
| [100..300]  | low       | 0.75    |
'''
[tables.alike]
hit = "any"
rows = '''
| cost    | due          | => alike |
| > limit | -            | 1        |
| > 100   | > 2026-11-23 | 1        |
| <= 50   | -            | 0        |
'''
[tables.least]
hit = "collect"
aggregation = "min"
rows = '''
| cost    | urgent | => least |
| > 100   | -      | 0.5      |
| < limit | true   | 0.25     |
'''
[tables.most]
hit = "collect"
aggregation = "max"
rows = '''
| risk      | owner       | => most |
| low, mid  | -           | 0.5     |
| -         | not(sales)  | 0.75    |
'''
[tables.fits]
hit = "collect"
aggregation = "count"
rows = '''
| cost        | owner | => fits |
| [100..300)  | -     | 1       |
| -           | ann   | 1       |
| >= 300      | sales | 1       |
'''
[tables.names]
hit = "collect"
rows = '''
| cost    | risk      | => names |
| > limit | -         | dear     |
| -       | high      | risky    |
| >= 900  | not(low)  | dear     |
'''
[tables.step]
hit = "first"
rows = '''
| cost    | urgent | => step |
| > 900   | -      | kill    |
| > 700   | true   | go      |
'''
[tables.strong]
hit = "priority"
order = ["refer", "hold", "go"]
otherwise = "hold"
rows = '''
| risk     | due           | => strong |
| low, mid | -             | go        |
| -        | >= 2026-11-24 | refer     |
'''
[criteria.all]
score = "clamp((only + least + most + fits / 3) / 4)"
weight = 1
[criteria.held]
score = "overlap(names, {'dear': 0.25, 'risky': 0.5})"
weight = 1
[[rules]]
id = "step"
table = "step"
[[rules]]
id = "listed"
when = "'dear' in names and count(names) >= 2"
verdict = "refer"
[[rules]]
id = "none"
when = "count(names) == 0 and any_of(names, ['dear']) == False and total < 0.2"
verdict = "hold"
[[rules]]
id = "alike"
when = "alike > 0.5 and not all_of(names, ['dear', 'risky'])"
verdict = "kill"
[[rules]]
id = "strong"
table = "strong"
"""
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


OWN = pytest.mark.parametrize("own", [evaluator(RULES), evaluator(POLICIES)], ids=["few", "all"])


@OWN
def test_whole_tables_say_the_same(own: Evaluator):
    pytest.importorskip("polars", reason="needs Polars")
    rows = requests(300)
    for row, found in zip(rows, own.evaluate_table(rows), strict=True):
        alone = own.evaluate(row)
        assert found["verdict"] == alone.verdict
        assert found["clause"] == alone.decided_by.clause
        assert list(found["possible"]) == list(alone.possible)
        assert found["total"] == alone.total
        for each in alone.criteria:
            assert found[f"score.{each.id}"] == each.score


@OWN
def test_a_view_in_sql_says_the_same(own: Evaluator):
    pytest.importorskip("polars", reason="needs Polars")
    from engines import duckdb
    from judge.tables.test_sql import judged, wrong
    from tabled import expected

    rows = requests(300)
    wanted = expected(own, rows)
    with duckdb() as run:
        found = judged(("duckdb", run), own, rows)
    assert wrong(found, wanted) == []
    assert sum(found[e["id"]]["open"] and e["decided"] for e in wanted) <= 15


@pytest.mark.skipif(NODE is None, reason="node is not found")
def test_a_page_says_the_same_of_every_hit_policy():
    told, open_, _ = compare(evaluator(POLICIES), 300, NODE, vary=True)
    assert told == []
    assert open_ < 300


def test_what_is_possible_is_what_completions_lead_to():
    own = evaluator(POLICIES)
    rows = requests(400)
    whole = [row for row in rows if None not in row.values()]
    for row in rows[:60]:
        said = {name: value for name, value in row.items() if value is not None}
        possible = own.evaluate(said).possible
        filled = (own.evaluate({**each, **said}) for each in whole[:40])
        assert {each.verdict for each in filled if each.decided} <= {*possible}


def test_a_list_is_unknown_with_a_row_of_it_but_not_what_is_certain_of_it():
    own = evaluator(POLICIES)
    found = own.evaluate({"id": "a", "cost": 600, "urgent": False})
    assert found.measures["names"] is None
    assert found.possible == ("refer", "kill")
    assert found.decided_by.kind == "undecided"
    whole = own.evaluate({"id": "a", "cost": 600, "urgent": False, "risk": "high"})
    assert whole.measures["names"] == ("dear", "risky")
