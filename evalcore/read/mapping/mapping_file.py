"""From TOML to a `SheetMapping`: every complaint about the file's shape, with line and column.

What it says of one field is read in `column_file`. Whether columns and fields of these names exist
is asked later, when a table is read by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath

from evalcore.read.mapping import separators
from evalcore.read.mapping.column_file import read_columns, read_words
from evalcore.read.mapping.spec import Key, Records, SheetMapping, Where, Words
from evalcore.written.errors import InputError, near, show
from evalcore.written.files import read_text
from evalcore.written.names import normal
from evalcore.written.tables import Table
from evalcore.written.toml import LARGEST_FILE, located, parse_toml


def load_mapping(path: str | FilePath) -> SheetMapping:
    """The mapping in a TOML file. Raises `InputError` with every complaint, each located."""
    return read_mapping(read_text(path, LARGEST_FILE), str(path))


def read_mapping(text: str, source: str = "") -> SheetMapping:
    """The mapping that a TOML text describes; `source` names it in messages."""
    top = Table(parse_toml(text, source), (), [])
    top.text("about")
    unknown, withheld = read_words(top, "unknown"), read_words(top, "withheld")
    mapping = SheetMapping(
        key=_key(
            top, "id", 'a column that tells the rows apart: id = "Number", or several in a list'
        ),
        title=_title(top),
        sheet=top.optional_text("sheet"),
        header_row=_row(top, "header_row"),
        units_row=_row(top, "units_row"),
        list=top.optional_text("list"),
        encoding=top.text("encoding") or None,
        separator=_separator(top),
        where=_where(top),
        latest_by=normal(top.text("latest_by")) or None,
        fields=read_columns(top.table("fields"), unknown, withheld),
        records=_all_records(top.table("records"), unknown, withheld),
        source=source,
        document=text,
    )
    _refuse_contradictions(top, mapping)
    top.finish()
    if top.complaints:
        raise InputError(located(top.complaints, {source: text}, source))
    return mapping


def _title(table: Table) -> str | tuple[str, ...] | None:
    """The column of the title, or several of which each row fills one."""
    if isinstance(table.content.get("title"), list):
        return table.texts("title")
    return table.text("title") or None


def _refuse_contradictions(top: Table, mapping: SheetMapping) -> None:
    for name in mapping.records:
        if name in mapping.fields:
            problem = f"{name} is mapped twice, also under [fields]"
            top.complain(problem, mend="keep one of them", at=("records", name), on_key=True)
    by = mapping.latest_by
    if by and by not in mapping.fields:
        problem = f"latest_by names {show(by)}, for which there is no column"
        mend = f'say where it stands: [fields.{by}] column = "...", and read = "date"'
        top.complain(problem, "", near(by, mapping.fields), at=("latest_by",), mend=mend)
    for name, column in mapping.fields.items():
        if column.records and column.records not in mapping.records:
            problem = f"there is no [records.{column.records}]"
            meant = near(column.records, mapping.records)
            top.complain(problem, "", meant, at=("fields", name, "records"))


def _key(table: Table, name: str, required: str) -> Key:
    if isinstance(table.content.get(name), Mapping):
        return _key_table(table.table(name), required)
    if name not in table:
        table.complain(f"{name} is missing", f"{required}; or {_BY_ROW}")
    columns = table.texts(name)
    if table.content.get(name) == []:
        table.complain(f"{name} names no column", required, at=(name,))
    joined_by = table.optional_text("joined_by")
    return Key(columns, "/" if joined_by is None else joined_by)


_BY_ROW = "id = { row = true } for the number of the row"


def _key_table(table: Table, required: str) -> Key:
    columns, row = table.texts("columns"), table.flag("row")
    empty = table.texts("may_be_empty")
    joined_by = table.optional_text("joined_by")
    if not columns and not row:
        table.complain("it names no column", f"columns = [...] or row = true: {required}")
    for index, name in enumerate(empty):
        if name not in columns:
            meant = near(name, columns)
            problem = f"{show(name)} is no part of the id"
            table.complain(problem, "one of columns", meant, at=("may_be_empty", index))
    if columns and not row and set(empty) >= set(columns):
        table.complain("all parts of the id may be empty", mend="leave one out, or add row = true")
    table.finish()
    return Key(columns, "/" if joined_by is None else joined_by, frozenset(empty), row)


def _row(table: Table, key: str) -> int | None:
    number = table.number(key)
    if number is None:
        return None
    if number < 1 or not float(number).is_integer():
        of = "the names of the columns" if key == "header_row" else "units"
        expected = f"the number of the row that holds {of}, from 1"
        table.complain(f"found {show(number)}", expected, at=(key,))
        return None
    return int(number)


def _separator(table: Table) -> str | None:
    sign = table.optional_text("separator")
    if sign is None:
        return None
    found = separators.read_separator(sign)
    if found is None:
        table.complain(f"found {show(sign)}", separators.EXPECTED, at=("separator",))
    return found


def _where(table: Table) -> Where | None:
    text = table.optional_text("where")
    if text is None:
        return None
    if not text.strip():
        table.complain("where is empty", "a condition, such as status != 'TOTAL'", at=("where",))
        return None
    return Where(text, (*table.path, "where"))


_NO_ROWS = ("unknown", "none")


def _all_records(table: Table, unknown: Words, withheld: Words) -> dict[str, Records]:
    found: dict[str, Records] = {}
    for key in table.content:
        inner = table.inner(key, "a table with sheet or file, id and fields")
        if inner is not None:
            found[normal(key)] = _records(inner, unknown, withheld)
    return found


def _records(table: Table, unknown: Words, withheld: Words) -> Records:
    without_rows = table.text("without_rows", default="unknown")
    if without_rows not in _NO_ROWS:
        expected = '"unknown", or "none" where an initiative without a row has no records'
        table.complain(
            f"found {show(without_rows)}",
            expected,
            near(without_rows, _NO_ROWS),
            at=("without_rows",),
        )
    elsewhere = any(each in table for each in ("file", "sheet", "list"))
    key = Key()
    if elsewhere or "id" in table:
        key = _key(table, "id", 'the column that says whose record it is: id = "Number"')
    records = Records(
        key=key,
        fields=read_columns(table.table("fields"), unknown, withheld),
        file=table.text("file") or None,
        sheet=table.optional_text("sheet"),
        header_row=_row(table, "header_row"),
        units_row=_row(table, "units_row"),
        list=table.optional_text("list"),
        encoding=table.text("encoding") or None,
        separator=_separator(table),
        without_rows=without_rows,
        where=_where(table),
        path=table.path,
    )
    if "fields" not in table:
        table.complain("fields is missing", "a table with a column for each field of a record")
    table.finish()
    return records
