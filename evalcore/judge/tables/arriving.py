"""Arriving: tables of other libraries as Polars frames, of which only what is read counts.

A column that nobody reads comes in empty, whatever it holds; one that cannot be read is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from evalcore.interpret.columns.frames import polars
from evalcore.written.errors import Complaint, InputError, listing, show
from evalcore.written.extras import library
from evalcore.written.numbers import LARGEST

READABLE = "numbers, texts, dates, flags, lists or structs: cast it"
_STEP = re.compile(r"\.|__")


def wanted_of(fields: Iterable[str], keep: Iterable[str]) -> Callable[[str], bool]:
    """Whether a column may be read for one of these fields, or is one to keep."""
    roots, kept = {"id", *(_root(each) for each in fields)}, {*keep}
    return lambda name: name in kept or _root(name) in roots


def _root(name: str) -> str:
    return _STEP.split(name, maxsplit=1)[0]


def of_pandas(table: Any, wanted: Callable[[str], bool]) -> Any:
    """A pandas frame; NaN, NaT and NA say nothing there."""
    arrow = library("pyarrow", extra="arrow", use="a pandas frame")
    names = [str(each) for each in table.columns]
    _check_single(names, wanted)
    pl = polars()

    def column(place: int) -> Any:
        found = table.iloc[:, place]
        try:
            if not str(found.dtype).startswith("period"):  # which would come in as a number
                return pl.from_pandas(found, nan_to_null=True)
        except (arrow.ArrowException, TypeError, ValueError, OverflowError):
            pass
        gone = found.isna()  # of different things: one by one
        values = [None if no else _plain(each) for each, no in zip(found, gone, strict=True)]
        return pl.Series(values, dtype=pl.Object)

    return _frame(names, wanted, column, len(table), _not_pandas(table))


def _plain(value: Any) -> Any:
    """A value without NumPy."""
    return value.tolist() if hasattr(value, "tolist") else value


def _not_pandas(table: Any) -> Callable[[int], str]:
    return lambda place: str(table.dtypes.iloc[place])


def of_arrow(table: Any, wanted: Callable[[str], bool]) -> Any:
    """A table, batch, reader or dataset of PyArrow, or a relation of DuckDB."""
    arrow = library("pyarrow", extra="arrow", use="a table of PyArrow or DuckDB")
    if hasattr(table, "to_arrow_table"):
        table = table.to_arrow_table()
    elif hasattr(table, "read_all"):
        table = table.read_all()
    elif isinstance(table, arrow.RecordBatch):
        table = arrow.Table.from_batches([table])
    elif hasattr(table, "to_table"):
        table = table.to_table()
    names = table.column_names
    _check_single(names, wanted)

    def column(place: int) -> Any:
        found = table.column(place)
        return polars().from_arrow(_usual(arrow, found, is_id=names[place] == "id"))

    return _frame(names, wanted, column, table.num_rows, lambda n: str(table.schema.field(n).type))


def called(table: object) -> str:
    """What is no table, for a complaint: on one line, however much it holds."""
    home, name = type(table).__module__, type(table).__name__
    return show(table) if home == "builtins" else f"{name} of {home}"


def of_stream(table: Any) -> Any:
    """Anything else with an Arrow stream."""
    pl = polars()
    try:
        return pl.DataFrame(table)
    except (*_FAILURES, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        problem = f"the table cannot be read: {str(error).partition(chr(10))[0]}"
        raise InputError(Complaint(problem, f"columns of {READABLE}")) from None


_FAILURES = (TypeError, ValueError, OverflowError, NotImplementedError)


def _check_single(names: Sequence[str], wanted: Callable[[str], bool]) -> None:
    again = [n for place, n in enumerate(names) if n in names[:place] and wanted(n)]
    if again:
        problem = f"the table has {listing([*dict.fromkeys(again)])} more than once"
        raise InputError(Complaint(problem, "one column of a name"))


def _frame(
    names: Sequence[str],
    wanted: Callable[[str], bool],
    column: Callable[[int], Any],
    height: int,
    kind: Callable[[int], str],
) -> Any:
    """The columns by their names. Raises `InputError` for all that cannot be read."""
    pl, made, found = polars(), dict[str, Any](), list[Complaint]()
    failures = (*_FAILURES, pl.exceptions.PolarsError, pl.exceptions.PanicException)
    for place, name in enumerate(names):
        if not wanted(name):
            made[name] = pl.Series([None], dtype=pl.Null).new_from_index(0, height)
            continue
        try:
            made[name] = column(place)
        except failures:
            problem = f"the column {name} holds {kind(place)}, which cannot be read"
            found.append(Complaint(problem, READABLE))
    if found:
        raise InputError(found)
    return pl.DataFrame([each.alias(name) for name, each in made.items()])


def _usual(arrow: Any, column: Any, *, is_id: bool) -> Any:
    """A column of types that Polars has, of the same values."""
    kind = column.type
    types = arrow.types
    if types.is_run_end_encoded(kind):
        decode = library("pyarrow.compute", extra="arrow", use="a table").run_end_decode
        column = arrow.chunked_array([decode(each) for each in column.chunks], kind.value_type)
        kind = kind.value_type
    if types.is_decimal(kind) and kind.scale == 0 and is_id:
        return arrow.chunked_array([_numbers(column.to_pylist())], arrow.int64())
    if types.is_decimal256(kind):  # what has that many digits is rounded, as any number is
        try:
            return column.cast(arrow.decimal128(38, kind.scale))
        except arrow.ArrowInvalid:
            return column.cast(arrow.float64())
    target = _target(arrow, kind)
    return column if target == kind else column.cast(target)


def _numbers(values: Collection[Any]) -> list[int | None]:
    """Whole numbers; none where it is too far from 0 to be an id."""
    return [None if e is None or abs(e) > LARGEST else int(e) for e in values]


def _target(arrow: Any, kind: Any) -> Any:
    """The type that Polars has for one; decimals without a fraction may have too many digits."""
    types = arrow.types
    if isinstance(kind, arrow.BaseExtensionType):
        return _target(arrow, kind.storage_type)
    if types.is_decimal256(kind) or (types.is_decimal(kind) and kind.scale == 0):
        return arrow.float64()
    if types.is_list(kind) or types.is_list_view(kind):
        return arrow.list_(_target(arrow, kind.value_type))
    if types.is_large_list(kind) or types.is_large_list_view(kind):
        return arrow.large_list(_target(arrow, kind.value_type))
    if types.is_struct(kind):
        return arrow.struct([each.with_type(_target(arrow, each.type)) for each in kind])
    return kind
