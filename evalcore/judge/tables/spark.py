"""Spark: a frame judged inside the engine, and what is left open on the workers.

What one pass settles is SQL, with no Python in its plan. Rows that it leaves open go through
`evaluate_table` where they lie, and so do rows, and tables, that say something in a way that SQL
does not take: what such columns may be stands in `spark_columns`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from evalcore.interpret.dialects import SPARK
from evalcore.judge.tables.judging import Judging
from evalcore.judge.tables.reading import Layout, unknown_column
from evalcore.judge.tables.spark_columns import prepared
from evalcore.judge.tables.view import View
from evalcore.written.errors import Complaint, InputError, listing
from evalcore.written.extras import library

ROW = "__evalcore_row"  # the row as it came: what is kept of it, and what a worker is asked about
INPUT = "__evalcore_input"
ITERATIONS = "spark.sql.analyzer.maxIterations"
ENOUGH = "1000"  # iterations, where a view of many passes needs more than Spark makes by itself
ESCAPED = "spark.sql.parser.escapedStringLiterals"


def evaluate_spark(judging: Judging, table: Any, keep: Sequence[str], *, sharp: bool) -> Any:
    """The result for a Spark frame, as one; its rows have no order, as everywhere in Spark."""
    library("pyarrow", extra="arrow", use="a Spark frame")
    names = list(table.columns)
    unknown = [unknown_column(name, names) for name in keep if name not in names]
    if unknown:
        raise InputError(unknown)
    # By their places: Spark takes a dot for a step into a struct, and `A` for `a`.
    placed = table.toDF(*(f"c{place}" for place, _ in enumerate(names)))
    kinds = dict(zip(names, (each.dataType for each in placed.schema.fields), strict=True))
    layout = Layout(judging.graph.fields, kinds)
    read = [name for name in dict.fromkeys(names) if name in layout.columns or name in keep]
    twice = [name for name in read if names.count(name) > 1]
    if twice:
        raise InputError(Complaint(f"the table has two columns {listing(twice)}", "one of each"))
    at = {name: f"c{names.index(name)}" for name in read}
    rows = placed.select(*at.values())
    asking = _Asking(judging, at, kinds, keep, sharp=sharp)
    text, columns = _text(judging), None
    if text and not table.isStreaming:  # a stream has no numbers for its rows
        columns = prepared(judging.graph.fields, layout, kinds, at, ROW)
    if columns is None:
        if judging.graph.across is not None:
            if table.isStreaming:
                problem = "the total comes from across the slate, and a stream has no end"
                raise InputError(Complaint(problem, "a frame that is no stream"))
            rows = rows.coalesce(1)
        return asking.of(rows)
    found = _judged(rows, columns, text)
    settled = found.where(f"NOT open AND NOT {ROW}.odd").selectExpr(*_settled(judging, at, keep))
    left = found.where(f"open OR {ROW}.odd").select(*(f"{ROW}.{each}" for each in at.values()))
    return settled.union(asking.of(left))


def _text(judging: Judging) -> str:
    """The view as one SELECT from `INPUT`; nothing where SQL cannot say what is asked."""
    try:
        return View(
            judging.graph, SPARK, INPUT, as_of=judging.as_of, hidden=True, carried=ROW
        ).text()
    except InputError:  # Python can: what is said of it is about SQL
        return ""


def _judged(rows: Any, columns: Sequence[str], text: str) -> Any:
    """What the view says, of a table that is called something of its own."""
    session = rows.sparkSession
    escaped = text.replace("{", "{{").replace("}", "}}")
    formed = escaped.replace(f"FROM {SPARK.identifier(INPUT)}", "FROM {table}")
    with _configured(session, {ESCAPED: "false", ITERATIONS: ENOUGH}):
        return session.sql(formed, table=rows.selectExpr(*columns))


@contextmanager
def _configured(session: Any, settings: Mapping[str, str]) -> Generator[None]:
    """A session that has these settings for a while."""
    before = {key: session.conf.get(key, None) for key in settings}
    for key, value in settings.items():
        session.conf.set(key, value)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                session.conf.unset(key)
            else:
                session.conf.set(key, value)


def _settled(judging: Judging, at: Mapping[str, str], keep: Sequence[str]) -> Iterator[str]:
    """The columns of a result, of rows that SQL settles."""
    nothing = "CAST(array() AS array<string>)"
    special = {
        "decided": "refused IS NULL",
        "possible": f"CASE WHEN verdict IS NULL THEN {nothing} ELSE array(verdict) END",
        "missing": nothing,
    }
    for name in judging.schema:
        text = special.get(name, SPARK.identifier(name.replace("score.", "score_")))
        yield f"{text} AS {SPARK.identifier(name)}"
    for name in keep:
        yield f"{ROW}.{at[name]} AS {SPARK.identifier(name)}"


class _Asking:
    """What judges rows where they lie, with Python."""

    def __init__(
        self,
        judging: Judging,
        at: Mapping[str, str],
        kinds: Mapping[str, Any],
        keep: Sequence[str],
        *,
        sharp: bool,
    ) -> None:
        self.judging, self.names, self.keep, self.sharp = judging, [*at], keep, sharp
        types = library("pyspark.sql.types", extra="arrow", use="a Spark frame", called="pyspark")
        texts = types.ArrayType(types.StringType())
        special = {"decided": types.BooleanType(), "possible": texts, "missing": texts}

        def kind(name: str) -> Any:
            if name == "total" or name.startswith("score."):
                return types.DoubleType()
            return special.get(name, types.StringType())

        own = {name: kind(name) for name in judging.schema}
        kept = {name: kinds[name] for name in keep}
        self.schema = types.StructType([types.StructField(*e) for e in (own | kept).items()])
        self.own = types.StructType(self.schema.fields[: len(own)])

    def of(self, rows: Any) -> Any:
        """The results of rows that have the columns which are read, in that order."""
        return rows.mapInArrow(self.worker(), self.schema)

    def worker(self) -> Callable[[Iterable[Any]], Iterator[Any]]:
        """What runs on a worker; all that it takes along is of evalcore, or plain."""
        evaluator, as_of, whole = self.judging.evaluator, self.judging.as_of, self.judging.is_whole
        names, kept, own, sharp = self.names, list(self.keep), self.own, self.sharp

        def asked(batches: Iterable[Any]) -> Iterator[Any]:
            arrow = import_module("pyarrow")
            wanted = import_module("pyspark.sql.pandas.types").to_arrow_schema(own)
            if whole:  # the rows are one slate
                some = [*batches]
                batches = arrow.Table.from_batches(some).combine_chunks().to_batches()
            for batch in batches:
                rows = arrow.Table.from_batches([batch]).rename_columns(names)
                found = evaluator.evaluate_table(rows, as_of=as_of, sharp=sharp, processes=1)
                found = found.rename_columns(wanted.names).cast(wanted)
                for name in kept:  # as they came: not every type goes there and back
                    found = found.append_column(name, rows.column(name))
                yield from found.combine_chunks().to_batches()

        return asked
