"""Whole tables: `evaluate_table` and SQL against the same rules by hand in Polars and in DuckDB.

Run it as `python benchmarks/tables.py [--check] [--rows N]`; it needs Polars, DuckDB and PyArrow.
By hand is what a careful colleague would write for a table without a null: no ranges are looked at,
no clause is named. Engines take turns, and the median of the rounds counts.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import perf_counter
from typing import Any

from measuring import Limits, warn_if_busy
from work import GOALS, RULESET, STAGES, initiatives, with_nulls

from evalcore import Evaluator
from evalcore.interpret.dialects import DIALECTS
from evalcore.judge.tables.judging import Judging
from evalcore.judge.tables.reading import Layout
from evalcore.judge.tables.view import View

ROUNDS = 5
AGREED = 20_000  # rows on which the engines are held against each other


def by_hand(pl: Any) -> Sequence[Sequence[Any]]:
    """The scores, the total and the verdict as a colleague would write them, in passes."""
    c, when = pl.col, pl.when
    fit = 0.0
    for goal, weight in GOALS.items():
        fit = fit + when(c("goals").list.contains(goal)).then(weight).otherwise(0.0)
    hours = (c("personal_hours") - 4) / 36
    votes = c("council_votes_for") + c("council_votes_against")
    scores = [
        fit.clip(upper_bound=1.0).alias("fit"),
        (c("expected_benefit") * c("confidence") / 400_000).clip(0.0, 1.0).alias("value"),
        (1.0 - hours.clip(0.0, 1.0)).alias("time"),
        ((c("energy") + 2) / 4).alias("energising"),
        c("stage").replace_strict(STAGES, return_dtype=pl.Float64).alias("maturity"),
        when(votes > 0).then(c("council_votes_for") / votes).otherwise(0.5).alias("council"),
        (c("measurable_outcomes") / 4).clip(upper_bound=1.0).alias("outcomes"),
        (0.5 * c("culture_fit") + 0.5 * c("sponsor_trust") / 5).alias("people"),
    ]
    weights = dict(
        zip(
            ("fit", "value", "time", "energising", "maturity", "council", "outcomes", "people"),
            (0.25, 0.2, 0.15, 0.05, 0.1, 0.1, 0.1, 0.05),
            strict=True,
        )
    )
    total = sum(weight * c(name) for name, weight in weights.items())
    aligned = c("fit") >= 0.25 - 1e-9
    budget = (c("cost") <= 250_000 + 1e-9) | (
        (c("cost") <= 400_000 + 1e-9) & (c("total") >= 0.6 - 1e-9)
    )
    quorum = (votes + c("council_votes_abstain") >= 5) & (
        c("council_votes_for") > c("council_votes_against")
    )
    ladder = [(0.62, "commit"), (0.5, "coach"), (0.4, "pivot"), (0.3, "hold")]
    verdict = (
        when(~c("aligned") & (c("total") < 0.45 - 1e-9))
        .then(pl.lit("stop"))
        .when(~c("budget") & (c("total") < 0.5 - 1e-9))
        .then(pl.lit("stop"))
        .when(~c("aligned") | ~c("budget"))
        .then(pl.lit("pivot"))
        .when(~quorum | (c("days_since_review") > 180))
        .then(pl.lit("hold"))
    )
    for least, word in ladder:
        verdict = verdict.when(c("total") >= least - 1e-9).then(pl.lit(word))
    verdict = verdict.otherwise(pl.lit("stop"))
    flags = [aligned.alias("aligned"), budget.alias("budget")]
    return [scores, [total.alias("total")], flags, [verdict.alias("verdict")]]


def in_sql() -> str:
    """The same in SQL."""
    goals = " + ".join(
        f"CASE WHEN list_contains(goals, '{goal}') THEN {weight}e0 ELSE 0e0 END"
        for goal, weight in GOALS.items()
    )
    stages = " ".join(f"WHEN '{stage}' THEN {worth}e0" for stage, worth in STAGES.items())
    return f"""
    WITH scores AS (SELECT *, least({goals}, 1e0) AS fit,
      least(expected_benefit * confidence / 400000e0, 1e0) AS worth,
      1e0 - least(greatest((personal_hours - 4) / 36, 0e0), 1e0) AS time_left,
      (energy + 2) / 4 AS energising, CASE stage {stages} END AS maturity,
      CASE WHEN council_votes_for + council_votes_against > 0
        THEN council_votes_for / (council_votes_for + council_votes_against)
        ELSE 0.5e0 END AS council,
      least(measurable_outcomes / 4, 1e0) AS outcomes,
      0.5e0 * culture_fit + 0.5e0 * sponsor_trust / 5 AS people FROM requests),
    totals AS (SELECT *, 0.25e0 * fit + 0.2e0 * worth + 0.15e0 * time_left + 0.05e0 * energising
      + 0.1e0 * maturity + 0.1e0 * council + 0.1e0 * outcomes + 0.05e0 * people AS total
      FROM scores),
    flags AS (SELECT *, fit >= 0.25e0 - 1e-9 AS aligned, cost <= 250000 + 1e-9
      OR (cost <= 400000 + 1e-9 AND total >= 0.6e0 - 1e-9) AS budget FROM totals)
    SELECT id, CASE WHEN NOT aligned AND total < 0.45e0 - 1e-9 THEN 'stop'
      WHEN NOT budget AND total < 0.5e0 - 1e-9 THEN 'stop'
      WHEN NOT aligned OR NOT budget THEN 'pivot'
      WHEN council_votes_for + council_votes_against + council_votes_abstain < 5
        OR council_votes_for <= council_votes_against OR days_since_review > 180 THEN 'hold'
      WHEN total >= 0.62e0 - 1e-9 THEN 'commit' WHEN total >= 0.5e0 - 1e-9 THEN 'coach'
      WHEN total >= 0.4e0 - 1e-9 THEN 'pivot' WHEN total >= 0.3e0 - 1e-9 THEN 'hold'
      ELSE 'stop' END AS verdict, total, fit, worth, time_left, energising, maturity, council,
      outcomes, people FROM flags"""  # noqa: S608 - texts of our own


def seconds(tasks: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median time of each task; they take turns, every other round backwards."""
    found: dict[str, list[float]] = {name: [] for name in tasks}
    for task in tasks.values():
        task()
    for number in range(rounds):
        for name in reversed(tasks) if number % 2 else tasks:
            gc.collect()
            start = perf_counter()
            tasks[name]()
            found[name].append(perf_counter() - start)
    return {name: median(times) for name, times in found.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    import duckdb
    import polars as pl

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is not met")
    parser.add_argument("--rows", type=int, default=1_000_000)
    given = parser.parse_args(arguments)
    warn_if_busy()
    limits, made = Limits(), Evaluator(RULESET)
    some = initiatives(50_000)
    copies = max(1, given.rows // len(some))

    def frame(rows: Sequence[dict[str, Any]]) -> Any:
        one = pl.DataFrame([{**row, "goals": row["goals"] and [*row["goals"]]} for row in rows])
        whole = pl.concat([one] * copies, rechunk=True)
        return whole.with_columns(pl.int_range(pl.len()).cast(pl.String).alias("id"))

    full, partly = frame(some), frame(with_nulls(some))
    passes = by_hand(pl)

    def hand(table: Any) -> Any:
        for each in passes:
            table = table.with_columns(each)
        return table.select("id", "verdict", "total", "fit", "value", "time")

    judging = Judging(made, None)
    layout = Layout(made.fields, dict(full.schema))
    read = layout.read(full)
    frames = judging.variant(read).values

    agreed = made.evaluate_table(full.head(AGREED)).get_column("verdict").to_list()
    if agreed != hand(full.head(AGREED)).get_column("verdict").to_list():
        print("the engines disagree")
        return 1
    connection = duckdb.connect()
    connection.register("given", full.to_arrow())
    connection.execute("CREATE TABLE requests AS SELECT * FROM given")
    ours = View(made.graph, DIALECTS["duckdb"], "requests").text()
    rows = full.height
    found = seconds(
        {
            "Polars by hand": lambda: hand(full),
            "values alone": lambda: frames.work_out(read.frame, read.records),
            "reading": lambda: layout.read(full),
            "evaluate_table": lambda: made.evaluate_table(full, sharp=False),
            "10% nulls": lambda: made.evaluate_table(partly, sharp=False),
            "DuckDB by hand": lambda: connection.execute(
                f"CREATE OR REPLACE TABLE o AS {in_sql()}"
            ),
            "DuckDB, evalcore": lambda: connection.execute(f"CREATE OR REPLACE TABLE o AS {ours}"),
        },
        ROUNDS,
    )
    print(f"\n{rows:,} rows, {ROUNDS} rounds")
    for name, each in found.items():
        print(f"{name:20} {each * 1e3:8.0f} ms  {rows / each / 1e6:6.2f} million rows a second")
    base = found["Polars by hand"]
    limits.at_most("values against Polars by hand", found["values alone"] / base, 1.25, " times")
    limits.at_most("evaluate_table against by hand", found["evaluate_table"] / base, 1.25, " times")
    limits.at_most("10% nulls, with bounds", found["10% nulls"] / base, 2.6, " times")
    sql = found["DuckDB, evalcore"] / found["DuckDB by hand"]
    limits.at_most("DuckDB against SQL by hand", sql, 1.25, " times")
    return limits.exit_code(check=given.check)


if __name__ == "__main__":
    sys.exit(main())
