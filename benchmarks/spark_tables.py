"""Tables on Spark: a view and `evaluate_table` against the same rules by hand in Spark SQL.

`python benchmarks/spark_tables.py [--check] [--rows N] [--as-it-comes]`; it needs PySpark, Java 17,
Polars and PyArrow. Rows have no nulls. By hand is what `tables` has with the columns of the view.
Each is planned once, which is told; then all of its rows are worked out and counted. Engines take
turns, and the median of the rounds counts.

Spark makes one method of a whole view, and Java compiles none of more than 8,000 bytes unless it is
told to (`-XX:-DontCompileHugeMethods`): so are both of them here, but `--as-it-comes`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from time import perf_counter
from typing import Any

from measuring import Limits, warn_if_busy
from tables import AGREED, ROUNDS, in_sql, seconds
from work import RULESET, initiatives

from evalcore import Evaluator
from evalcore.interpret.dialects import DIALECTS
from evalcore.judge.tables.view import MORE, View

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "3g",
}
COMPILED = {"spark.driver.extraJavaOptions": "-XX:-DontCompileHugeMethods"}
WARM = 4  # rounds before any counts: Java compiles what it has run often


def by_hand() -> str:
    """The rules of `tables.in_sql`, as Spark spells them."""
    text = in_sql(telling=True).replace("list_contains", "array_contains")
    return text.replace("e0", "D").replace("1e-9", "1e-9D")


def main(arguments: Sequence[str] | None = None) -> int:
    import polars as pl
    from pyspark.sql import SparkSession

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is not met")
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--as-it-comes", action="store_true", help="as Java is set up by itself")
    given = parser.parse_args(arguments)
    warn_if_busy()
    limits, made = Limits(), Evaluator(RULESET)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[1]")
    settings = SETTINGS if given.as_it_comes else SETTINGS | COMPILED
    for key, value in settings.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    some = initiatives(50_000)
    rows = [{**row, "goals": row["goals"] and [*row["goals"]]} for row in some]
    frame = pl.concat([pl.DataFrame(rows)] * max(1, given.rows // len(some)))
    frame = frame.with_columns(pl.int_range(pl.len()).cast(pl.String).alias("id"))
    with tempfile.TemporaryDirectory() as place:
        frame.write_parquet(f"{place}/rows.parquet", row_group_size=100_000)
        table = spark.read.parquet(f"{place}/rows.parquet").cache()
        table.createOrReplaceTempView("requests")
        spark.sql(MORE)
        hand = spark.sql(by_hand())
        view = spark.sql(View(made.graph, DIALECTS["spark"], "requests").text())
        judged = made.evaluate_table(table)
        told = [
            {row["id"]: row["verdict"] for row in each.limit(AGREED).collect()}
            for each in (hand, view)
        ]
        if told[0] != told[1]:
            print("the engines disagree")
            return 1
        tasks = {"Spark by hand": hand, "the view": view, "evaluate_table": judged}
        planned = {name: _planned(each) for name, each in tasks.items()}
        counted = {name: plan.toRdd().count for name, (plan, _) in planned.items()}
        for each in counted.values():
            for _ in range(WARM):
                each()
        found = seconds(counted, ROUNDS, perf_counter)
    for name, each in found.items():
        rate = frame.height / each / 1e6
        plan = planned[name][1]
        print(
            f"{name:16} {each * 1e3:6.0f} ms  {rate:5.2f} million rows a second, plan {plan:.1f} s"
        )
    base = found["Spark by hand"]
    limits.at_most("Spark against SQL by hand", found["the view"] / base, 1.3, " times")
    print(f"evaluate_table against SQL by hand {found['evaluate_table'] / base:.2f} times")
    spark.stop()
    return limits.exit_code(check=given.check)


def _planned(result: Any) -> tuple[Any, float]:
    """How a result is executed, and the seconds that it took to plan that."""
    plan, start = result._jdf.queryExecution(), perf_counter()  # noqa: SLF001 - nothing else has it
    plan.executedPlan()
    return plan, perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
