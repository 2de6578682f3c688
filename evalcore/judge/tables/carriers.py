"""Carriers: the kinds of tables that there are, and a result of the same kind.

Polars has them all: whatever has an Arrow stream comes in as one and goes out as it came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, cast

from evalcore.judge.evaluation import evaluated
from evalcore.judge.tables.arriving import called, of_arrow, of_pandas, of_stream, wanted_of
from evalcore.judge.tables.children import children_of, in_dicts, joined
from evalcore.judge.tables.judging import Judging, refused_row
from evalcore.judge.tables.reading import Layout, unknown_column
from evalcore.judge.tables.spreading import Spread, checked, row_of
from evalcore.request.initiative import Initiative, id_of, read_initiative
from evalcore.written.errors import Complaint, InputError, Path, listing, show

KINDS = (
    "a Polars frame, a lazy one, anything with an Arrow stream (pandas, PyArrow), a DuckDB "
    "relation, a Spark frame, or a list of dicts"
)

HOMES = ("pandas", "polars", "pyarrow", "duckdb", "_duckdb")


def evaluate_table(
    judging: Judging,
    table: Any,
    keep: Iterable[str],
    *,
    records: Mapping[str, Any],
    sharp: bool,
    processes: int | None,
) -> Any:
    """The result for a table of any kind, of the same kind."""
    kept = _named(keep)
    checked(processes)
    _check_kept(judging, kept)
    home = type(table).__module__.partition(".")[0]
    if records and (home == "pyspark" or (home == "polars" and hasattr(table, "collect"))):
        what = "a Spark frame" if home == "pyspark" else "a lazy frame"
        problem = f"{what} does not take records in tables of their own"
        mend = "join them first, as a list of structs for each id"
        raise InputError(Complaint(problem, mend=mend if home == "pyspark" else "collect it first"))
    children = children_of(judging.graph.fields, records)
    if isinstance(table, list | tuple):
        return rows(judging, in_dicts(cast("Sequence[object]", table), children), kept)
    wanted = wanted_of(judging.graph.fields, kept)

    def judged(frame: Any, threads: int | None = None) -> Any:
        with Spread(judging.evaluator, judging.as_of, processes, threads) as spread:
            return _framed(judging, joined(frame, children), kept, spread, sharp=sharp)

    match home:
        case "pyspark":
            from evalcore.judge.tables.spark import evaluate_spark

            return evaluate_spark(judging, table, kept, sharp=sharp)
        case "polars" if hasattr(table, "collect"):
            # A plan has threads of its own: it must not wait for others that wait for those.
            return _lazily(judging, table, kept, partial(judged, threads=1))
        case "polars" if hasattr(table, "get_columns"):
            return judged(table)
        case "pandas" if hasattr(table, "columns"):
            return judged(of_pandas(table, wanted)).to_pandas().set_axis(table.index)
        case "pyarrow" | "duckdb" | "_duckdb" if _is_table(table):
            return _as_it_came(table, judged(of_arrow(table, wanted)))
        case _ if home not in HOMES and hasattr(table, "__arrow_c_stream__"):
            return judged(of_stream(table))
        case _:
            raise InputError(Complaint(f"found {called(table)} as a table", KINDS))


def _named(keep: Iterable[str]) -> tuple[str, ...]:
    if isinstance(keep, str):
        raise InputError(Complaint(f"found {show(keep)} to keep", "a list of names of columns"))
    names = tuple(dict.fromkeys(keep))
    odd = [each for each in names if not isinstance(each, str)]  # pyright: ignore[reportUnnecessaryIsInstance]
    if odd:
        raise InputError(Complaint(f"found {show(odd[0])} to keep", "names of columns, as texts"))
    return names


def _check_kept(judging: Judging, keep: Sequence[str]) -> None:
    taken = [name for name in keep if name in judging.schema]
    if taken:
        problem = f"the result has a column {listing(taken)} of its own"
        raise InputError(Complaint(f"{problem}, which cannot be kept beside it", "other columns"))


def _framed(
    judging: Judging, frame: Any, keep: Sequence[str], spread: Spread, *, sharp: bool
) -> Any:
    """The result for a frame."""
    schema = dict(frame.schema)
    unknown = [unknown_column(name, schema) for name in keep if name not in schema]
    if unknown:
        raise InputError(unknown)
    layout = Layout(judging.graph.fields, schema)
    found = judging.judge(frame, layout, spread, sharp=sharp)
    return found.hstack(frame.select(keep).get_columns())


def _lazily(judging: Judging, table: Any, keep: Sequence[str], judged: Callable[[Any], Any]) -> Any:
    """Worked out when it is collected, a part at a time."""
    schema = dict(table.collect_schema())
    unknown = [unknown_column(name, schema) for name in keep if name not in schema]
    if unknown:
        raise InputError(unknown)
    Layout(judging.graph.fields, schema)
    shown = {**judging.schema, **{name: schema[name] for name in keep}}
    return table.map_batches(
        judged,
        schema=shown,
        predicate_pushdown=False,
        projection_pushdown=False,
        slice_pushdown=False,
        streamable=True,
    )


def _is_table(table: Any) -> bool:
    """Whether it is one of PyArrow or DuckDB, which have columns and other things, too."""
    return hasattr(table, "schema") or hasattr(table, "to_arrow_table")


def _as_it_came(table: Any, found: Any) -> Any:
    home, kind = type(table).__module__, type(table).__name__
    if "duckdb" in home:
        return table.query("evalcore_input", "SELECT * FROM found")  # DuckDB looks for the local
    whole = found.to_arrow()
    match kind:
        case "RecordBatch":
            one, made = whole.combine_chunks().to_batches(), cast("Any", type(table))
            return one[0] if one else made.from_pylist([], whole.schema)
        case "RecordBatchReader":
            return whole.to_reader()
        case _:
            return whole


def rows(judging: Judging, table: Sequence[object], keep: Sequence[str]) -> list[dict[str, Any]]:
    """The results for dicts, each read as `evaluate` reads it."""
    mappings = [cast("Mapping[str, object]", e) for e in table if isinstance(e, Mapping)]
    said = {key for each in mappings for key in each}
    unknown = [unknown_column(name, said) for name in keep if table and name not in said]
    if unknown:
        raise InputError(unknown)
    return [_row(judging, number, raw, keep) for number, raw in enumerate(table, start=1)]


def _row(judging: Judging, number: int, raw: object, keep: Sequence[str]) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        problem = f"found {show(raw)} as row {number} of the table"
        raise InputError(Complaint(problem, "a mapping of fields"))
    said = cast("Mapping[str, Any]", raw)
    mapping = judging.columns.request(said)
    kept = {name: said.get(name) for name in keep}
    try:
        initiative = judging.evaluator.read(mapping)
    except InputError:
        why = why_refused(judging, mapping)[0]
        return refused_row(judging.graph, id_of(mapping), why) | kept
    found = evaluated(judging.graph, judging.evaluator.run, initiative, judging.as_of)
    return row_of(found) | kept


def why_refused(judging: Judging, raw: Mapping[str, Any]) -> tuple[str, str]:
    """The field or the relation for which a row is refused, and the words; else nothing."""
    evaluator, graph, broken = judging.evaluator, judging.graph, list[str]()

    def held(initiative: Initiative) -> Any:
        found = evaluator.broken(initiative)
        broken.extend(each.relation for each in found if not each.warns)
        return found

    try:
        read_initiative(raw, graph.fields, held=held)
    except InputError as error:
        why = broken[0] if broken else _refused_field(judging, error.complaints)
        words = (
            " ".join(filter(None, (e.problem, e.expected and f"(expected {e.expected})")))
            for e in error.complaints
        )
        return why, "; ".join(words)
    return "", ""


def _refused_field(judging: Judging, complaints: Sequence[Complaint]) -> str:
    """The name of the field that the first complaint is about, `outcomes.target` in a record."""
    fields = judging.graph.fields
    named = {_field_at(each.path, fields) for each in complaints}
    owners = {
        name: next((f for f in fields if name == f or name.startswith(f"{f}.")), "")
        for name in named
    }
    ordered = sorted(named, key=lambda name: [*fields].index(owners[name]) if owners[name] else -1)
    return ordered[0]


def _field_at(path: Path, fields: Mapping[str, Any]) -> str:
    steps = [str(step) for step in path if isinstance(step, str)]
    for end in range(len(steps), 0, -1):
        name = ".".join(steps[:end])
        if name in fields:
            inner = [each for each in steps[end:] if each in fields[name].record]
            return ".".join([name, *inner[:1]])
    return steps[0] if steps else "id"
