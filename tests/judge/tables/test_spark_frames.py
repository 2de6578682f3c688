# ruff: noqa: E501 - rows are easier to read in one line
"""Spark frames: decided in the engine, asked on the workers, the same as `evaluate`."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import unicodedata
from contextlib import redirect_stdout
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from engines import LIGHT
from places import DOCS, ROOT
from tabled import DAY, SMALL, differences, expected, frame_of, random_rows

from evalcore import Evaluator, InputError
from evalcore.judge.tables.spark_columns import CALM
from evalcore.written.blank import is_unseen
from judge.tables.nodes import across
from rulesets import evaluator

pl = pytest.importorskip("polars", reason="needs the extra tables")
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet:FutureWarning")


def test_calm_signs_stand_for_themselves():
    found = (unicodedata.decomposition(chr(sign)).split() for sign in range(0x30000))
    seconds = {parts[1] for parts in found if len(parts) == 2 and "<" not in parts[0]}
    for low, high in _ranges(CALM):
        for code in range(low, high + 1):
            sign = chr(code)
            assert unicodedata.normalize("NFC", sign) == sign
            assert f"{code:04X}" not in seconds
            assert not unicodedata.combining(sign)
            assert sign == " " or not is_unseen(sign)


def _ranges(text: str) -> list[tuple[int, int]]:
    """Those of a class of a regular expression."""
    found: list[tuple[int, int]] = []
    place = 0
    while place < len(text):
        if text[place + 1 : place + 2] == "-":
            found.append((ord(text[place]), ord(text[place + 2])))
            place += 3
        else:
            found.append((ord(text[place]), ord(text[place])))
            place += 1
    return found


@pytest.fixture
def spark(engine):
    if engine[0] != "spark":
        pytest.skip("is about Spark")
    from pyspark.sql import SparkSession

    return SparkSession.getActiveSession()


@pytest.fixture
def table_of(spark, tmp_path):
    def made(fields: Any, rows: Any) -> Any:
        frame_of(fields, rows).write_parquet(tmp_path / "rows.parquet")
        return spark.read.parquet(str(tmp_path / "rows.parquet"))

    return made


# The nodes of a plan that run Python are called by these.
PYTHON = ("Python", "MapIn", "ArrowEval", "Pandas", "BatchEval", "Arrow")


def by_id(result: Any) -> dict[str, dict[str, Any]]:
    return {row["id"]: row.asDict() for row in result.collect()}


@pytest.mark.parametrize("name", ["it_is_the_job", "small"])
def test_a_frame_is_judged_as_evaluate_judges_its_rows(spark, table_of, name):
    made, day = (evaluator(SMALL), DAY) if name == "small" else (Evaluator(name), None)
    rows = random_rows(made.fields, 150, seed=21, lacking=0.2)
    table = table_of(made.fields, rows)
    field = next(iter(made.fields))
    result = made.evaluate_table(table, as_of=day, keep=[field, f"{field}__withheld"])
    assert type(result) is type(table)
    wanted = expected(made, rows, day)
    assert result.columns == [*wanted[0], field, f"{field}__withheld"]
    found = by_id(result)
    told = [{k: v for k, v in found[each["id"]].items() if k in each} for each in wanted]
    assert differences(told, wanted) == []
    kept = {row["id"]: row.asDict() for row in table.collect()}
    for key, each in found.items():
        assert repr(each[field]) == repr(kept[key][field])
    assert spark.catalog.listTables() == []


def test_no_python_is_in_the_plan_of_what_sql_decides(table_of):
    made = Evaluator("it_is_the_job")
    table = table_of(made.fields, random_rows(made.fields, 30, seed=1))
    result = made.evaluate_table(table)
    union = result._jdf.queryExecution().executedPlan()
    assert union.nodeName() == "Union"
    decided, asked = (union.children().apply(n).toString() for n in (0, 1))
    assert [word for word in PYTHON if word in decided] == []
    assert asked.count("MapInArrow") == 1
    said = io.StringIO()
    with redirect_stdout(said):
        result.explain()
    assert said.getvalue().count("MapInArrow") == 1


def test_nothing_is_sharp_where_that_is_not_asked(table_of):
    made = evaluator(SMALL)
    rows = random_rows(made.fields, 150, seed=4, lacking=0.2)
    frame = frame_of(made.fields, rows)
    wanted = made.evaluate_table(frame, as_of=DAY, sharp=False).to_dicts()
    result = by_id(made.evaluate_table(table_of(made.fields, rows), as_of=DAY, sharp=False))
    assert differences([result[each["id"]] for each in wanted], wanted) == []
    assert any(each["verdict"] is None and each["refused"] is None for each in wanted)


def test_an_empty_frame_has_the_same_columns(table_of):
    made = evaluator(SMALL)
    full = made.evaluate_table(table_of(made.fields, [{"id": "a"}]), as_of=DAY, keep=["note"])
    empty = made.evaluate_table(table_of(made.fields, []), as_of=DAY, keep=["note"])
    assert empty.schema == full.schema
    assert empty.collect() == []


def at(*parts: int) -> datetime:
    """A time of day, of no zone."""
    return datetime(*parts)  # noqa: DTZ001


ODD: dict[str, tuple[str, list[Any]]] = {
    "numbers in texts": ("id string, cost string, council__yes double", [("a", "3", 1.0), ("b", None, 12.0)]),
    "whole numbers": ("id long, cost int, `council.yes` long", [(1, 3, 2), (2, 10, 2**53 + 1), (2**53 + 2, 3, 3)]),
    "decimals": ("id string, cost decimal(9,2)", [("a", None), ("b", Decimal(3)), ("c", Decimal("2.5"))]),
    "an estimate in three columns": (
        "id string, `benefit.low` double, benefit__likely double, `benefit.high` double",
        [("a", 1.0, 2.0, 3.0), ("b", 3.0, 2.0, 4.0), ("c", None, 2.0, 3.0), ("d", None, None, None), ("e", -1.0, 2.0, 3.0)],
    ),
    "an estimate in a struct": (
        "id string, benefit struct<low: double, likely: double, high: double>",
        [("a", (1.0, 2.0, 3.0)), ("b", (3.0, 2.0, 4.0)), ("c", None), ("d", (None, None, None))],
    ),
    "fields in a struct": ("id string, cost double, council struct<yes: double>", [("a", 3.0, (2.0,)), ("b", 1.0, (2.0,)), ("c", 1.0, None)]),
    "texts": (
        "id string, note string, who string",
        [("a", " x ", "it"), ("b", "\u2060x\u200b", "IT"), ("e\u0301", "#N/A", "it"), ("", "x", "it"), (None, "x", "it"), ("f", "x\ufe0f", "\u00a0sales\u3000")],
    ),
    "sets": ("id string, tags array<string>", [("a", ["a", None]), ("b", [None]), ("c", []), ("d", ["a", "a", " b"]), ("e", ["z"]), ("f", ["#N/A"]), ("g", None)]),
    "records with fewer cells": (
        "id string, outcomes array<struct<owner: string>>",
        [("a", [("x",)]), ("b", [None]), ("c", [(None,)]), ("d", [("#N/A",)]), ("e", None), ("f", []), ("g", [("e\u0301",)])],
    ),
    "withheld": (
        "id string, cost double, cost__withheld boolean, outcomes array<struct<target: double, target__withheld: boolean>>",
        [("a", 99.0, True, [(-1.0, True)]), ("b", 99.0, False, None), ("c", 1.0, None, [(-1.0, None)])],
    ),
    "nothing": ("id string, cost void, tags void, outcomes void", [("a", None, None, None)]),
    "columns that differ in case": ("id string, cost double, COST double, Who string", [("a", 3.0, 99.0, "nobody")]),
    "times of day": ("id string, start timestamp_ntz", [("a", at(2026, 1, 1)), ("b", at(2026, 1, 1, 5)), ("c", None)]),
    "dates": ("id string, start date", [("a", date(2024, 2, 29)), ("b", date(1, 1, 1)), ("c", date(9999, 12, 31))]),
}  # fmt: skip


@pytest.mark.parametrize("columns", ODD)
def test_columns_of_every_kind_are_read_as_a_frame_of_polars_is(spark, columns):
    schema, rows = ODD[columns]
    made = evaluator(SMALL)
    table = spark.createDataFrame(rows, schema)
    wanted = made.evaluate_table(polars_of(table), as_of=DAY).to_dicts()
    found = made.evaluate_table(table, as_of=DAY).collect()
    key = lambda row: str(row["id"])
    pairs = zip(sorted(found, key=key), sorted(wanted, key=key), strict=True)
    assert [(one.asDict(), other) for one, other in pairs if one.asDict() != other] == []


def polars_of(table: Any) -> Any:
    return pl.DataFrame(table.toArrow())


def test_a_total_from_across_the_slate_is_that_of_the_whole_frame(table_of):
    made = across()
    rows = random_rows(made.fields, 7, seed=2)
    table = table_of(made.fields, rows).repartition(3)
    wanted = made.evaluate_table(frame_of(made.fields, rows)).to_dicts()
    found = by_id(made.evaluate_table(table))
    assert [found[each["id"]] for each in wanted] == wanted


@pytest.mark.parametrize(
    ("schema", "options", "words"),
    [
        ("cost double", {}, "the table has no column id"),
        ("id string, council__yes double, `council.yes` double", {}, "has two columns"),
        ("id string, cost double, cost double", {}, "the table has two columns cost"),
        ("id string", {"keep": ["depart"]}, "has no column 'depart' to keep"),
        ("id string", {"keep": ["verdict"]}, "has a column verdict of its own"),
        ("id string, cost__withheld string", {}, "the column cost__withheld holds no flags"),
    ],
)
def test_mistakes_are_said_before_anything_runs(spark, schema, options, words):
    with pytest.raises(InputError, match=words):
        evaluator(SMALL).evaluate_table(spark.createDataFrame([], schema), as_of=DAY, **options)


def test_the_job_of_the_documentation_runs_by_spark_submit(table_of, tmp_path):
    made = Evaluator("it_is_the_job")
    rows = random_rows(made.fields, 60, seed=6)
    table_of(made.fields, rows)
    command = Path(sys.executable).with_name("spark-submit")
    job = [ROOT / "examples/spark/verdicts.py", "it_is_the_job", "rows.parquet", "verdicts"]
    options = ["--master", "local[1]", "--driver-memory", "1g", "--driver-java-options", LIGHT]
    found = subprocess.run(
        [command, *options, *job],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"},
    )
    wanted = expected(made, rows)
    written = {
        row["id"]: row for row in pl.read_parquet(tmp_path / "verdicts/*.parquet").to_dicts()
    }
    assert differences([written[each["id"]] for each in wanted], wanted) == []
    told = [line.rpartition(" ") for line in found.stdout.splitlines()]
    counts = [int(number) for words, _, number in told if words.endswith((" decided", " open"))]
    assert sum(counts) == len(rows)
    text = (DOCS / "tables.md").read_text(encoding="utf-8")
    assert "spark-submit examples/spark/verdicts.py" in text
