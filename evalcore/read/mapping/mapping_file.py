"""From TOML to a `SheetMapping`: every complaint about the file's shape, with line and column.

Whether columns and fields of these names exist is asked later, when a table is read by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath

from evalcore.read.mapping import dates
from evalcore.read.mapping.spec import (
    OPTIONS,
    Column,
    Key,
    Read,
    Records,
    SheetMapping,
    Words,
    folded,
    repeats_repeats,
)
from evalcore.request.kinds.numbers import PARTS
from evalcore.written.errors import Complaint, InputError, Path, listing, near, one_of, show
from evalcore.written.files import read_text
from evalcore.written.names import normal
from evalcore.written.tables import Table
from evalcore.written.toml import LARGEST_FILE, located, parse_toml

_A_COLUMN = 'the name of a column, such as column = "Total cost"'


def load_mapping(path: str | FilePath) -> SheetMapping:
    """The mapping in a TOML file. Raises `InputError` with every complaint, each located."""
    return read_mapping(read_text(path, LARGEST_FILE), str(path))


def read_mapping(text: str, source: str = "") -> SheetMapping:
    """The mapping that a TOML text describes; `source` names it in messages."""
    top = Table(parse_toml(text, source), (), [])
    top.text("about")
    unknown, withheld = _words(top, "unknown"), _words(top, "withheld")
    mapping = SheetMapping(
        key=_key(
            top, "id", 'a column that tells the rows apart: id = "Number", or several in a list'
        ),
        title=top.text("title") or None,
        sheet=top.optional_text("sheet"),
        header_row=_row(top),
        fields=_columns(top.table("fields"), unknown, withheld),
        records=_all_records(top.table("records"), unknown, withheld),
        source=source,
        document=text,
    )
    for name in mapping.records:
        if name in mapping.fields:
            problem = f"{name} is mapped twice, also under [fields]"
            top.complain(problem, mend="keep one of them", at=("records", name), on_key=True)
    top.finish()
    if top.complaints:
        raise InputError(located(top.complaints, {source: text}, source))
    return mapping


def _key(table: Table, name: str, required: str) -> Key:
    if name not in table:
        table.complain(f"{name} is missing", required)
    columns = table.texts(name)
    if table.content.get(name) == []:
        table.complain(f"{name} names no column", required, at=(name,))
    joined_by = table.optional_text("joined_by")
    return Key(columns, "/" if joined_by is None else joined_by)


def _row(table: Table) -> int | None:
    number = table.number("header_row")
    if number is None:
        return None
    if number < 1 or not float(number).is_integer():
        expected = "the number of the row that holds the names of the columns, from 1"
        table.complain(f"found {show(number)}", expected, at=("header_row",))
        return None
    return int(number)


def _words(table: Table, key: str) -> Words:
    """The words and patterns under `[unknown]` or `[withheld]`; a list is one of words."""
    if isinstance(table.content.get(key), list):
        return Words.of(table.texts(key))
    inner = table.table(key, "words = [...] and patterns = [...]")
    words = inner.texts("words")
    patterns: list[str] = []
    for index, pattern in enumerate(inner.texts("patterns")):
        at: Path = ("patterns", index)
        try:
            compiled = re.compile(pattern, re.IGNORECASE)
        except (re.error, RecursionError, OverflowError) as error:
            inner.complain(f"{show(pattern)} is no regular expression: {error}", at=at)
            continue
        if repeats_repeats(pattern):
            problem = f"{show(pattern)} repeats what repeats: some cells would take for ever"
            inner.complain(problem, "a pattern without + or * inside a repeated group", at=at)
        elif compiled.fullmatch(""):
            problem = f"{show(pattern)} also matches an empty cell"
            inner.complain(problem, "a pattern for all the text of a cell", at=at)
        else:
            patterns.append(pattern)
    inner.finish()
    return Words.of(words, patterns)


def _columns(table: Table, unknown: Words, withheld: Words) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for key, value in table.content.items():
        if isinstance(value, str):  # the short form: stage = "Project stage"
            name = table.text(key, required="the name of a column")
            found[normal(key)] = Column(
                {"": name}, unknown=unknown, withheld=withheld, path=(*table.path, key)
            )
            continue
        inner = table.inner(key, 'the name of a column, or a table with column = "..."')
        if inner is not None:
            found[normal(key)] = _column(inner, unknown, withheld)
    return found


def _column(table: Table, unknown: Words, withheld: Words) -> Column:
    plain = Column({})
    columns = _named_columns(table)
    word = table.text("read")
    if word and word not in list(Read):
        meant = near(word, [str(each) for each in Read])
        table.complain(f"there is no way to read {show(word)}", one_of(Read), meant, at=("read",))
        word = ""
    given = tuple(key for key in OPTIONS if key in table)
    column = Column(
        columns=columns,
        read=Read(word) if word else None,
        decimal=_sign(table, "decimal", plain.decimal),
        thousands=_sign(table, "thousands", plain.thousands),
        multiplier=_factor(table, "multiplier") or plain.multiplier,
        suffixes=_suffixes(table),
        currency=table.texts("currency"),
        without_sign=_without_sign(table),
        formats=_formats(table) or plain.formats,
        table=_table(table),
        true=table.texts("true") or plain.true,
        false=table.texts("false") or plain.false,
        separator=table.optional_text("separator") or plain.separator,
        nothing=table.texts("nothing") or plain.nothing,
        unknown=unknown | _words(table, "unknown"),
        withheld=withheld | _words(table, "withheld"),
        given=given,
        path=table.path,
    )
    if column.read is not None:
        table.complaints += misplaced(column, column.read)
    if column.read is Read.MONEY and not column.currency:
        problem = 'read = "money" without the signs that may stand there'
        table.complain(problem, 'currency = ["£"], ["$", "USD"] or the like')
    if column.decimal == column.thousands:
        problem = f"decimal and thousands are both {show(column.decimal)}"
        table.complain(problem, "two different signs", at=("thousands",))
    both = {folded(w).casefold() for w in column.true} & {
        folded(w).casefold() for w in column.false
    }
    if both:
        table.complain(f"{show(min(both))} stands for both true and false", at=("false",))
    table.finish()
    return column


def misplaced(column: Column, read: Read) -> Iterator[Complaint]:
    """Complaints about options that belong to another way of reading."""
    for option in column.given:
        if read not in OPTIONS[option]:
            belongs = listing([f'read = "{each}"' for each in OPTIONS[option]], "or")
            problem = f'{option} says nothing where read = "{read}"'
            path = (*column.path, option)
            yield Complaint(problem, mend=f"it belongs to {belongs}", path=path, on_key=True)


def _named_columns(table: Table) -> dict[str, str]:
    """One column under "", or those of low, likely and high."""
    if not isinstance(table.content.get("column"), Mapping):
        name = table.text("column", required=_A_COLUMN)
        return {"": name}
    inner = table.table("column")
    columns = {part: inner.text(part, required="the name of its column") for part in PARTS}
    inner.finish()
    return columns


def _sign(table: Table, key: str, default: str) -> str:
    sign = table.optional_text(key)
    if sign is None:
        return default
    if len(sign) != 1 or sign.isdigit() or sign in "+-%()" or sign.isalpha():
        expected = "one sign, such as a comma, a point, a space or an apostrophe"
        table.complain(f"found {show(sign)}", expected, at=(key,))
        return default
    return " " if sign.isspace() else sign


def _factor(table: Table, key: str) -> float | None:
    number = table.number(key)
    if number is not None and number == 0:
        table.complain("found 0, which would make every amount nothing", "a factor", at=(key,))
        return None
    return number


def _suffixes(table: Table) -> dict[str, float]:
    inner = table.table("suffixes", "a table such as { k = 0.001, m = 1, bn = 1000 }")
    found: dict[str, float] = {}
    for key in inner.content:
        factor = _factor(inner, key)
        name = folded(key)
        if not name or not name.isalpha():
            inner.complain(f"found {show(key)}", "letters, such as m", at=(key,), on_key=True)
        elif factor is not None:
            found[name] = factor
    return found


_UNSIGNED = ("percent", "fraction")


def _without_sign(table: Table) -> str:
    found = table.text("without_sign")
    if found and found not in _UNSIGNED:
        expected = '"percent" where 13 is 13%, "fraction" where 0.13 is 13%'
        meant = near(found, _UNSIGNED)
        table.complain(f"found {show(found)}", expected, meant, at=("without_sign",))
    return found


def _formats(table: Table) -> tuple[str, ...]:
    formats = table.texts("formats")
    for index, form in enumerate(formats):
        fault = dates.fault(form)
        if fault:
            at: Path = (
                ("formats", index) if isinstance(table.content["formats"], list) else ("formats",)
            )
            expected = f"year, month and day out of {', '.join(dates.DIRECTIVES)}"
            mend = 'such as "%d/%m/%Y" for 31/07/2022 and "%B %d, %Y" for July 31, 2022'
            table.complain(
                f"{show(form)} is no format of dates: {fault}", expected, mend=mend, at=at
            )
    return formats


def _table(table: Table) -> dict[str, str]:
    inner = table.table("table", 'a table such as { "Cell text" = "choice" }')
    found: dict[str, str] = {}
    for key in inner.content:
        found[key] = inner.text(key, required="the choice that it stands for")
    folds = [folded(key) for key in found]
    for key in found:
        if folds.count(folded(key)) > 1 and folded(key) != key:
            problem = f"{show(key)} stands there twice, apart from its spaces"
            inner.complain(problem, mend="keep one of them", at=(key,), on_key=True)
    return found


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
    records = Records(
        key=_key(table, "id", 'the column that says whose record it is: id = "Number"'),
        fields=_columns(table.table("fields"), unknown, withheld),
        file=table.text("file") or None,
        sheet=table.optional_text("sheet"),
        header_row=_row(table),
        without_rows=without_rows,
        path=table.path,
    )
    if records.file is None and records.sheet is None:
        table.complain("neither sheet nor file says where the records are", 'sheet = "Outcomes"')
    if "fields" not in table:
        table.complain("fields is missing", "a table with a column for each field of a record")
    table.finish()
    return records
