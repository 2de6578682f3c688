"""Results as tables, for spreadsheets and programs: CSV, a workbook, Parquet; nothing is rounded.

What the columns of a result are is said beside its document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import attrs

from evalcore.reports.columns import cell
from evalcore.request.values import FieldValue, as_json
from evalcore.written.csv_text import spell_csv
from evalcore.written.extras import library

Row = Sequence[FieldValue]


def _tuple(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(rows)


@attrs.frozen
class Table:
    """Rows under the names of their columns; `name` is that of its sheet in a workbook."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...] = attrs.field(converter=_tuple)

    def to_json(self) -> dict[str, Any]:
        """The rows as plain data, each by the names of its columns."""
        return {self.name: [as_json(dict(zip(self.heads, r, strict=True))) for r in self.rows]}


def as_table(tables: Sequence[Table], form: str, title: str) -> str | bytes:
    """The tables of one result in a format: a sheet each, or the first of them alone.

    Raises `InputError` where the library of the format is not installed.
    """
    match form:
        case "xlsx":
            return table_workbook(tables, title)
        case "parquet":
            return table_parquet(tables[0])
        case _:
            return table_csv(tables[0])


def table_csv(table: Table) -> str:
    """The table as CSV, in the notation that tables are read in."""
    return spell_csv(table.heads, ([cell(each) for each in row] for row in table.rows))


def table_workbook(tables: Sequence[Table], title: str) -> bytes:
    """A workbook with a sheet for each table."""
    from evalcore.reports.workbook import finished, put_sheet
    from evalcore.written.workbook import new_book

    book = new_book()
    for each in tables:
        put_sheet(book, each.name, each.heads, each.rows)
    return finished(book, title)


def table_parquet(table: Table) -> bytes:
    """A Parquet file: a column of numbers, dates or flags where all of its values are."""
    pl = library("polars", extra="tables", use="writing parquet")
    columns = {
        name: _column(pl, [row[place] for row in table.rows])
        for place, name in enumerate(table.heads)
    }
    into = BytesIO()
    pl.DataFrame(columns).write_parquet(into)
    return into.getvalue()


def _column(pl: Any, values: Sequence[FieldValue]) -> Any:
    values = [None if each == "" else each for each in values]
    kinds = {type(each) for each in values if each is not None}
    for fitting, kind in (
        ({bool}, pl.Boolean),
        ({int}, pl.Int64),
        ({int, float}, pl.Float64),
        ({date}, pl.Date),
    ):
        if kinds and kinds <= fitting:
            return pl.Series(values=values, dtype=kind, strict=False)
    texts = [None if each is None else cell(each) for each in values]
    return pl.Series(values=texts, dtype=pl.String)
