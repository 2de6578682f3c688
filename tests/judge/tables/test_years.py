"""Years by anniversaries, as whole columns and in SQL: the same as one by one, to the bit."""

from __future__ import annotations

import random
from datetime import date, timedelta

import engines
import pytest

from evalcore import Evaluator, read_ruleset
from evalcore.interpret.dialects import DIALECTS
from evalcore.judge.tables.view import View

pytest.importorskip("polars", reason="Polars is not installed")

RULES = """
name = "t"
version = "1"
[fields.a]
kind = "date"
[fields.b]
kind = "date"
[criteria.c]
score = "clamp(linear(years_between(a, b), worst=-20, best=20))"
weight = 1
[[rules]]
id = "r"
when = "years_between(a, b) >= 1"
verdict = "go"
[default]
verdict = "hold"
"""
JUDGE = Evaluator(read_ruleset(RULES))


def near_anniversaries(count: int) -> list[dict[str, object]]:
    """Pairs of days on an anniversary, or a day or two from one; leap days are among them."""
    rng = random.Random(3)  # noqa: S311 - the same rows each time
    rows: list[dict[str, object]] = []
    for number in range(count):
        leap = date(2024, 2, 29).toordinal() + rng.randint(-2, 2)
        a = date.fromordinal(rng.choice([leap, rng.randint(657_000, 745_000)]))
        year = a.year + rng.randint(-20, 20)
        b = date(year, a.month, min(a.day, 28)) + timedelta(days=rng.randint(-2, 3))
        rows.append({"id": str(number), "a": a, "b": b})
    return rows


def test_a_table_counts_them_as_evaluate_does():
    rows = near_anniversaries(600)
    found = [(each["verdict"], each["total"]) for each in JUDGE.evaluate_table(rows)]
    assert found == [(each.verdict, each.total) for each in map(JUDGE.evaluate, rows)]


@pytest.mark.parametrize("name", ["duckdb", "postgres"])
def test_and_so_does_sql(name):
    rows = near_anniversaries(200)
    with getattr(engines, name)() as run:
        text = View(JUDGE.graph, DIALECTS[name], engines.TABLE, hidden=True).text()
        found = {row["id"]: (row["verdict"], row["total"]) for row in run(text, JUDGE.fields, rows)}
    assert found == {each.id: (each.verdict, each.total) for each in map(JUDGE.evaluate, rows)}
