# ruff: noqa: E402, I001, T201
"""Very many random rows against `evaluate`: `python tests/judge/tables/many.py polars 1000000`.

The engine is polars, duckdb, postgres, spark, or spark_frames for `evaluate_table` there; several
with commas between are held against the same answers. Names of rulesets may follow, else all
that ship. `--start` is the number of the first row, so that pieces can be run by themselves. Rows
come in lots, so that they never are in memory together; Spark plans anew for each. Ends with 1
where anything differs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
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

LOT = 20_000
Compare = Callable[[Evaluator, list[Any], list[Any]], list[Any]]


@contextmanager
def comparing(engine: str) -> Iterator[Compare]:
    """What says where an engine and `evaluate` differ."""
    if engine == "polars":
        yield lambda made, rows, wanted: differences(
            made.evaluate_table(frame_of(made.fields, rows)).to_dicts(), wanted
        )
        return
    if engine == "spark_frames":
        with engines.spark(), TemporaryDirectory() as place:
            yield partial(_on_spark, f"{place}/rows.parquet")
        return
    with getattr(engines, engine)() as run:

        def compare(made: Evaluator, rows: list[Any], wanted: list[Any]) -> list[Any]:
            view = View(made.graph, DIALECTS[engine], engines.TABLE, hidden=True)
            return wrong({row["id"]: row for row in run(view.text(), made.fields, rows)}, wanted)

        yield compare


def _on_spark(file: str, made: Evaluator, rows: list[Any], wanted: list[Any]) -> list[Any]:
    from pyspark.sql import SparkSession

    frame_of(made.fields, rows).write_parquet(file)
    result = made.evaluate_table(SparkSession.active().read.parquet(file))
    found = {row["id"]: row.asDict() for row in result.toLocalIterator()}
    return differences((found[each["id"]] for each in wanted), wanted)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engines")
    parser.add_argument("rows", type=int)
    parser.add_argument("rulesets", nargs="*")
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--lot", type=int, default=LOT, help="rows that are in memory together")
    given = parser.parse_args()
    names, worst = given.engines.split(","), 0
    with ExitStack() as stack:
        compared = {each: stack.enter_context(comparing(each)) for each in names}
        for name in given.rulesets or SHIPPED:
            made, found = Evaluator(name), dict.fromkeys(names, 0)
            for start in range(given.start, given.start + given.rows, given.lot):
                count = min(given.lot, given.start + given.rows - start)
                rows = random_rows(made.fields, count, start)
                wanted = expected(made, rows)
                for engine, compare in compared.items():
                    differ = compare(made, rows, wanted)
                    found[engine] += len(differ)
                    if differ:
                        print(f"{engine} {name} in the rows from {start:,} on:", *differ[:3])
            for engine, count in found.items():
                print(f"{engine} {name}: {count} of {given.rows:,} rows differ", flush=True)
            worst = max(worst, *found.values())
    return int(worst > 0)


if __name__ == "__main__":
    sys.exit(main())
