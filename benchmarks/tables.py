"""Whole tables: `evaluate_table` and SQL against the same rules by hand in Polars and in DuckDB.

Run it as `python benchmarks/tables.py [--check] [--rows N]`; it needs Polars, DuckDB and PyArrow.
By hand is what a careful colleague would write for a table without a null: the verdict, the rule
that decided, the total and all scores. No ranges are looked at. In SQL there is a second version
with the columns of the view: it refuses what is out of its range, naming the field, and says that
a row is open where a field is null, rather than guess. A third one trims its texts, too, as the
view does: that gives the same answers and is held to the limit. None of them knows bounds.

DuckDB has one thread, CPU seconds of the process count, engines take turns, and the median of the
rounds is told. With 10% nulls and bounds, many rows are open to more than one verdict; what it
costs to ask about those is a figure by itself.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import process_time
from typing import Any

from measuring import Limits, warn_if_busy
from work import GOALS, RULESET, STAGES, Row, initiatives, with_nulls

from evalcore import Evaluator
from evalcore.interpret.dialects import DIALECTS
from evalcore.judge.tables.view import View

ROUNDS = 5
AGREED = 20_000  # rows on which the engines are held against each other
ASKED = 10_000  # rows that zen-engine is asked about
LARGEST = 2**53
RANGES = {
    "expected_benefit": (0, LARGEST), "confidence": (0, 1), "personal_hours": (0, LARGEST),
    "energy": (-2, 2), "sponsor_trust": (0, 5), "cost": (0, LARGEST),
    "council_votes_for": (0, LARGEST), "council_votes_against": (0, LARGEST),
    "council_votes_abstain": (0, LARGEST), "measurable_outcomes": (0, LARGEST),
    "culture_fit": (0, 1), "days_since_review": (0, LARGEST),
}  # fmt: skip
WHOLE = (
    "energy", "sponsor_trust", "council_votes_for", "council_votes_against",
    "council_votes_abstain", "measurable_outcomes", "days_since_review",
)  # fmt: skip
SCORES = (
    "fit", "value", "time", "energising", "maturity", "council", "outcomes", "people",
)  # fmt: skip


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
    weights = dict(zip(SCORES, (0.25, 0.2, 0.15, 0.05, 0.1, 0.1, 0.1, 0.05), strict=True))
    total = sum(weight * c(name) for name, weight in weights.items())
    aligned = c("fit") >= 0.25 - 1e-9
    budget = (c("cost") <= 250_000 + 1e-9) | (
        (c("cost") <= 400_000 + 1e-9) & (c("total") >= 0.6 - 1e-9)
    )
    quorum = (votes + c("council_votes_abstain") >= 5) & (
        c("council_votes_for") > c("council_votes_against")
    )
    ladder = [
        (0.62, "commit", "strong"), (0.5, "coach", "good"), (0.4, "pivot", "fair"),
        (0.3, "hold", "weak"),
    ]  # fmt: skip
    rules = [
        (~c("aligned") & (c("total") < 0.45 - 1e-9), "stop", "neither_aligned_nor_good"),
        (~c("budget") & (c("total") < 0.5 - 1e-9), "stop", "neither_affordable_nor_good"),
        (~c("aligned"), "pivot", "not_aligned"),
        (~c("budget"), "pivot", "not_affordable"),
        (~quorum, "hold", "no_quorum"),
        (c("days_since_review") > 180, "hold", "stale"),
        *((c("total") >= least - 1e-9, word, rule) for least, word, rule in ladder),
    ]
    verdict, decided_by = pl, pl
    for condition, word, rule in rules:
        verdict = verdict.when(condition).then(pl.lit(word))
        decided_by = decided_by.when(condition).then(pl.lit(rule))
    last = [
        verdict.otherwise(pl.lit("stop")).alias("verdict"),
        decided_by.otherwise(pl.lit("default")).alias("decided_by"),
    ]
    flags = [aligned.alias("aligned"), budget.alias("budget")]
    return [scores, [total.alias("total")], flags, last]


def in_sql(*, telling: bool) -> str:
    """The same in SQL; `telling` what is refused, and which rows are open, as a view does."""
    goals = " + ".join(
        f"CASE WHEN list_contains(goals, '{goal}') THEN {weight}e0 ELSE 0e0 END"
        for goal, weight in GOALS.items()
    )
    stages = " ".join(f"WHEN '{stage}' THEN {worth}e0" for stage, worth in STAGES.items())
    rules = {
        "NOT aligned AND total < 0.45e0 - 1e-9": ("stop", "neither_aligned_nor_good"),
        "NOT budget AND total < 0.5e0 - 1e-9": ("stop", "neither_affordable_nor_good"),
        "NOT aligned": ("pivot", "not_aligned"),
        "NOT budget": ("pivot", "not_affordable"),
        "council_votes_for + council_votes_against + council_votes_abstain < 5 "
        "OR council_votes_for <= council_votes_against": ("hold", "no_quorum"),
        "days_since_review > 180": ("hold", "stale"),
        "total >= 0.62e0 - 1e-9": ("commit", "strong"),
        "total >= 0.5e0 - 1e-9": ("coach", "good"),
        "total >= 0.4e0 - 1e-9": ("pivot", "fair"),
        "total >= 0.3e0 - 1e-9": ("hold", "weak"),
    }

    def last(which: str) -> str:
        place = ("verdict", "rule").index(which)
        branches = " ".join(f"WHEN {test} THEN '{each[place]}'" for test, each in rules.items())
        found = f"CASE {branches} ELSE '{('stop', 'default')[place]}' END"
        return f"CASE WHEN refused IS NULL AND NOT open THEN {found} END" if telling else found

    names = ("fit", "worth", "time_left", *SCORES[3:])
    shown = ", ".join(
        f"CASE WHEN refused IS NULL THEN {each} END AS {each}" if telling else each
        for each in ("total", *names)
    )
    told = "CAST(NULL AS VARCHAR(9)) AS clause, open AND refused IS NULL AS open, refused"
    told = f", {told}" if telling else ""
    checks = f", {refusing()} AS refused, {lacking()} AS open" if telling else ""

    return f"""
    WITH scores AS (SELECT *, least({goals}, 1e0) AS fit,
      least(expected_benefit * confidence / 400000e0, 1e0) AS worth,
      1e0 - least(greatest((personal_hours - 4) / 36, 0e0), 1e0) AS time_left,
      (energy + 2) / 4 AS energising, CASE stage {stages} END AS maturity,
      CASE WHEN council_votes_for + council_votes_against > 0
        THEN council_votes_for / (council_votes_for + council_votes_against)
        ELSE 0.5e0 END AS council,
      least(measurable_outcomes / 4, 1e0) AS outcomes,
      0.5e0 * culture_fit + 0.5e0 * sponsor_trust / 5 AS people{checks} FROM requests),
    totals AS (SELECT *, 0.25e0 * fit + 0.2e0 * worth + 0.15e0 * time_left + 0.05e0 * energising
      + 0.1e0 * maturity + 0.1e0 * council + 0.1e0 * outcomes + 0.05e0 * people AS total
      FROM scores),
    flags AS (SELECT *, fit >= 0.25e0 - 1e-9 AS aligned, cost <= 250000 + 1e-9
      OR (cost <= 400000 + 1e-9 AND total >= 0.6e0 - 1e-9) AS budget FROM totals)
    SELECT id, {last("verdict")} AS verdict, {last("rule")} AS decided_by, {shown}{told}
      FROM flags"""  # noqa: S608 - texts of our own


def trimmed(text: str) -> str:
    """The same of a table whose texts may have blanks around them."""
    texts = "trim(id) AS id, trim(stage) AS stage"
    texts += ", list_transform(goals, lambda x: trim(x)) AS goals"
    found = f"FROM (SELECT * REPLACE ({texts}) FROM requests)"  # noqa: S608 - texts of our own
    return text.replace("FROM requests", found)


def refusing() -> str:
    """The first field that is out of its range, or no whole number where one is due."""
    found = {
        name: f"{name} NOT BETWEEN {low} AND {high}"
        + (f" OR {name} <> floor({name})" if name in WHOLE else "")
        for name, (low, high) in RANGES.items()
    }
    stages = ", ".join(f"'{each}'" for each in STAGES)
    found["stage"] = f"stage NOT IN ({stages})"
    branches = " ".join(f"WHEN {test} THEN '{name}'" for name, test in found.items())
    return f"CASE {branches} END"


def lacking() -> str:
    """Whether a field says nothing."""
    return " OR ".join(f"{name} IS NULL" for name in ("goals", "stage", *RANGES))


def seconds(
    tasks: Mapping[str, Callable[[], object]],
    rounds: int,
    clock: Callable[[], float] = process_time,
) -> dict[str, float]:
    """The median CPU time of each task; they take turns, every other round backwards."""
    found: dict[str, list[float]] = {name: [] for name in tasks}
    for task in tasks.values():
        task()
    for number in range(rounds):
        for name in reversed(tasks) if number % 2 else tasks:
            gc.collect()
            start = clock()
            tasks[name]()
            found[name].append(clock() - start)
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
        return table.select("id", "verdict", "decided_by", "total", *SCORES)

    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.register("given", full.to_arrow())
    connection.execute("CREATE TABLE requests AS SELECT * FROM given")
    connection.execute("CREATE TABLE none AS SELECT * FROM given LIMIT 0")
    ours = View(made.graph, DIALECTS["duckdb"], "requests").text()
    written = {
        "DuckDB by hand, verdict and numbers": in_sql(telling=False),
        "DuckDB by hand, the same columns": in_sql(telling=True),
        "DuckDB by hand, and texts trimmed": trimmed(in_sql(telling=True)),
        "DuckDB, evalcore": ours,
    }
    told = [
        made.evaluate_table(full.head(AGREED)).select(
            "id", "verdict", "decided_by", "total", *(f"score.{each}" for each in SCORES)
        ),
        hand(full.head(AGREED)),
        *(
            connection.sql(text).order("CAST(id AS INT)").limit(AGREED).pl()
            for text in written.values()
        ),
    ]
    extra = ["clause", "open", "refused"]
    told = [each.drop(extra, strict=False) for each in told]
    if any(not _agree(told[0], each) for each in told[1:]):
        print("the engines disagree")
        return 1
    rows = full.height
    written["DuckDB, evalcore, no rows"] = ours.replace('FROM "requests"', "FROM none")
    written = {name: f"CREATE OR REPLACE TABLE o AS {text}" for name, text in written.items()}
    found = seconds(
        {
            "Polars by hand": lambda: hand(full),
            "evaluate_table": lambda: made.evaluate_table(full, sharp=False),
            "10% nulls": lambda: made.evaluate_table(partly, sharp=False),
            **{name: lambda text=text: connection.execute(text) for name, text in written.items()},
        },
        ROUNDS,
    )
    print(f"\n{rows:,} rows, {ROUNDS} rounds")
    for name, each in found.items():
        print(f"{name:36} {each * 1e3:6.0f} ms  {rows / each / 1e6:6.2f} million rows a second")
    base = found["Polars by hand"]
    limits.at_most("evaluate_table against by hand", found["evaluate_table"] / base, 1.25, " times")
    limits.at_most("10% nulls, with bounds", found["10% nulls"] / base, 2.6, " times")
    less = {name: found["DuckDB, evalcore"] / found[name] for name in written if "hand" in name}
    for name, each in less.items():
        print(f"the view against {name}: {each:.2f} times")
    limits.at_most("DuckDB against SQL by hand", [*less.values()][-1], 1.25, " times")
    against_zen(limits, some, found["evaluate_table"] / rows)
    open_rows(made, partly.head(AGREED))
    return limits.exit_code(check=given.check)


def _agree(one: Any, other: Any) -> bool:
    """Whether two results say the same; by hand sums are added in another order."""
    if one.select("verdict").to_series().to_list() != other.get_column("verdict").to_list():
        return False
    columns = zip(one.iter_columns(), other.iter_columns(), strict=True)
    return all(
        ((a - b).abs().max() or 0.0) < 1e-12 if a.dtype.is_numeric() else a.to_list() == b.to_list()
        for a, b in columns
    )


def against_zen(limits: Limits, rows: Sequence[Row], ours: float) -> None:
    """How many rows are judged while zen-engine judges one."""
    try:
        import work_zen

        evaluate, _ = work_zen.compiled()
    except ImportError:
        limits.missing("against zen-engine", "it is not installed: pip install --group bench")
        return
    dicts = [{**row, "goals": [*row["goals"]]} for row in rows[:ASKED]]

    def all_of_them() -> None:
        for row in dicts:
            evaluate(row)

    theirs = seconds({"zen-engine": all_of_them}, ROUNDS)["zen-engine"] / len(dicts)
    print(f"{'zen-engine':20} {1 / theirs / 1e6:29.2f} million rows a second")
    limits.at_least("rows a second against zen-engine", theirs / ours, 60, " times")


def open_rows(made: Evaluator, some: Any) -> None:
    """What it costs to ask about the rows that bounds leave open, one by one."""
    left = made.evaluate_table(some, sharp=False).get_column("decided").null_count()
    names = {"sharp": True, "not": False}
    tasks = {n: (lambda sharp=s: made.evaluate_table(some, sharp=sharp)) for n, s in names.items()}
    found = seconds(tasks, 1)
    each = (found["sharp"] - found["not"]) / left
    print(f"open rows: {left:,} of {some.height:,}, {each * 1e6:.0f} µs each")


if __name__ == "__main__":
    sys.exit(main())
