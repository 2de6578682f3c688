"""The engines that SQL is run on in tests: DuckDB in the process, PostgreSQL on a socket, Spark.

Each takes the text of a view and the rows of a table and gives the rows of the result. What is
not installed is skipped, saying so.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tabled import frame_of

from evalcore.request.fields import Field
from evalcore.request.values import Withheld

Run = Callable[[str, Mapping[str, Field], Sequence[Mapping[str, Any]]], list[dict[str, Any]]]
TABLE = "requests"
USER = "postgres"
# Little is run, and much planned once: compiling it well takes longer than it saves.
LIGHT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def spelt_frame(fields: Mapping[str, Field], rows: Sequence[Mapping[str, Any]]) -> Any:
    """A frame whose columns are named as in SQL."""
    frame = frame_of(fields, rows)
    return frame.rename({each: each.replace(".", "__") for each in frame.columns})


@contextmanager
def duckdb() -> Iterator[Run]:
    engine = pytest.importorskip("duckdb", reason="needs DuckDB")
    pytest.importorskip("pyarrow", reason="needs PyArrow")
    with engine.connect() as connection:

        def run(text: str, fields: Mapping[str, Field], rows: Any) -> list[dict[str, Any]]:
            connection.register(TABLE, spelt_frame(fields, rows).to_arrow())
            found = connection.sql(text).to_arrow_table().to_pylist()
            connection.unregister(TABLE)
            return found

        yield run


@contextmanager
def postgres() -> Iterator[Run]:
    psycopg = pytest.importorskip("psycopg", reason="needs psycopg")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    home = found[-1].parent
    who = USER if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    place = tempfile.mkdtemp(prefix="pg", dir="/tmp")
    if os.geteuid() == 0:
        shutil.chown(place, USER)

    def call(program: str, *options: str) -> None:
        subprocess.run(
            [home / program, "-D", f"{place}/data", *options],
            user=who if os.geteuid() == 0 else None,
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=place,
        )

    call("initdb", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync")
    options = f"-k {place} -c listen_addresses='' -c fsync=off -c max_stack_depth=7MB"
    call("pg_ctl", "-w", "-o", options, "-l", f"{place}/log", "start")
    try:
        with psycopg.connect(
            host=place, dbname="postgres", user=who, autocommit=True
        ) as connection:
            yield lambda text, fields, rows: _in_postgres(connection, text, fields, rows)
    finally:
        call("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(place)


_TYPES = {
    "number": "double precision", "estimate": "double precision", "flag": "boolean",
    "date": "date", "set": "text[]", "records": "jsonb",
}  # fmt: skip


def _in_postgres(
    connection: Any, text: str, fields: Mapping[str, Field], rows: Any
) -> list[dict[str, Any]]:
    columns = {"id": "text"}
    for name, field in fields.items():
        spelt = name.replace(".", "__")
        columns |= {spelt: _TYPES.get(str(field.kind), "text"), f"{spelt}__withheld": "boolean"}
    declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}; CREATE TABLE {TABLE} ({declared})")
        with cursor.copy(f"COPY {TABLE} FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row["id"], *_cells(fields, row)])
        cursor.execute(text)
        names = [each.name for each in cursor.description]
        return [dict(zip(names, each, strict=True)) for each in cursor.fetchall()]


def _cells(fields: Mapping[str, Field], row: Mapping[str, Any]) -> Iterator[Any]:
    for name, field in fields.items():
        value = row.get(name)
        hidden = isinstance(value, Withheld)
        if value is None or hidden:
            yield None
        elif field.record:
            yield json.dumps([_json(each) for each in value])
        else:
            yield value
        yield hidden


def _json(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as JSON has it: numbers that JSON lacks are texts, which no number field takes."""
    found: dict[str, Any] = {}
    for name, value in record.items():
        hidden = isinstance(value, Withheld)
        odd = isinstance(value, float) and value - value != 0
        found[f"{name}__withheld"] = hidden
        found[name] = None if hidden else str(value) if odd else value
    return found


@contextmanager
def spark() -> Iterator[Run]:
    pyspark = pytest.importorskip("pyspark.sql", reason="needs PySpark and Java 17")
    if shutil.which("java") is None:
        pytest.skip("needs Java 17")
    os.environ["PYSPARK_PYTHON"] = sys.executable  # workers know what is installed here
    builder = pyspark.SparkSession.builder.master("local[1]").appName("evalcore")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.driver.extraJavaOptions": LIGHT,
        "spark.sql.session.timeZone": "UTC",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    engine = builder.getOrCreate()
    engine.sparkContext.setLogLevel("OFF")
    try:
        yield lambda text, fields, rows: _in_spark(engine, text, fields, rows)
    finally:
        engine.stop()


# Thousands of branches are more than Spark's compiler has memory for, and some fifty passes more
# than its analyzer goes through.
UNCOMPILED = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
ITERATIONS = "spark.sql.analyzer.maxIterations"


@contextmanager
def spark_with(settings: Mapping[str, str]) -> Iterator[None]:
    """The Spark that runs has these settings for a while."""
    session = pytest.importorskip("pyspark.sql").SparkSession.getActiveSession()
    before = {key: session.conf.get(key) for key in settings}
    for key, value in settings.items():
        session.conf.set(key, value)
    try:
        yield
    finally:
        for key, value in before.items():
            session.conf.set(key, value)


def _in_spark(engine: Any, text: str, fields: Mapping[str, Field], rows: Any) -> list[Any]:
    with tempfile.TemporaryDirectory() as place:
        spelt_frame(fields, rows).write_parquet(f"{place}/rows.parquet")
        engine.read.parquet(f"{place}/rows.parquet").createOrReplaceTempView(TABLE)
        try:
            return [row.asDict() for row in engine.sql(text).collect()]
        finally:
            engine.catalog.dropTempView(TABLE)
