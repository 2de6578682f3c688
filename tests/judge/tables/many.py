# ruff: noqa: E402, I001, T201
"""Very many random rows against `evaluate`: `python tests/judge/tables/many.py polars 1000000`.

The engine is polars, duckdb, postgres, spark, or spark_frames for `evaluate_table` there; names of
rulesets may follow, else all that ship. Rows come in lots, so that they never are in memory
together. Ends with 1 where anything differs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[3] / "plugins")]

import engines
from judge.tables.test_sql import wrong
from tabled import SHIPPED, differences, expected, frame_of, random_rows

from evalcore import Evaluator
from evalcore.interpret.dialects import DIALECTS
from evalcore.judge.tables.view import View

LOT = 10_000
PLANNED = 25_000  # the same on Spark, which takes longer over a plan than over rows


@contextmanager
def comparing(engine: str) -> Iterator[Callable[[Evaluator, list[Any]], list[Any]]]:
    """What says where an engine and `evaluate` differ."""
    if engine == "polars":
        yield lambda made, rows: differences(
            made.evaluate_table(frame_of(made.fields, rows)).to_dicts(), expected(made, rows)
        )
        return
    if engine == "spark_frames":
        with engines.spark(), TemporaryDirectory() as place:
            yield partial(_on_spark, f"{place}/rows.parquet")
        return
    with getattr(engines, engine)() as run:

        def compare(made: Evaluator, rows: list[Any]) -> list[Any]:
            view = View(made.graph, DIALECTS[engine], engines.TABLE, hidden=True)
            found = {row["id"]: row for row in run(view.text(), made.fields, rows)}
            return wrong(found, expected(made, rows))

        yield compare


def _on_spark(file: str, made: Evaluator, rows: list[Any]) -> list[Any]:
    from pyspark.sql import SparkSession

    frame_of(made.fields, rows).write_parquet(file)
    result = made.evaluate_table(SparkSession.active().read.parquet(file))
    found = {row["id"]: row.asDict() for row in result.toLocalIterator()}
    wanted = expected(made, rows)
    return differences((found[each["id"]] for each in wanted), wanted)


def main() -> int:
    engine, count, *names = sys.argv[1:]
    worst, lot = 0, PLANNED if engine.startswith("spark") else LOT
    with comparing(engine) as compare:
        for name in names or SHIPPED:
            made, found = Evaluator(name), list[Any]()
            for seed in range(0, int(count), lot):
                rows = random_rows(made.fields, min(lot, int(count) - seed), seed)
                found += compare(made, rows)
            print(
                f"{engine} {name}: {len(found)} of {int(count):,} rows differ",
                *found[:3],
                flush=True,
            )
            worst = max(worst, len(found))
    return int(worst > 0)


if __name__ == "__main__":
    sys.exit(main())
