"""Places: where a document says something of an initiative: a cell of a sheet, or a line.

Documents are opened again for that: only who finds a contradiction wants to know.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import cast

import attrs

from evalcore.extend.plugins import Plugins
from evalcore.extend.sheets import HeadedSheet, Layout, plain_text
from evalcore.extend.sources import Document, Source
from evalcore.read.documents import open_sheet
from evalcore.read.mapping.keys import Ids
from evalcore.read.mapping.mapping_file import load_mapping
from evalcore.read.mapping.opened import Opened
from evalcore.read.mapping.spec import Key, SheetMapping, names_of
from evalcore.request.fields import Field
from evalcore.request.kinds.numbers import PARTS
from evalcore.written.errors import Complaint, InputError


@attrs.frozen(slots=False)
class Places:
    """Finds places in one document, which was read with this mapping, or without one."""

    plugins: Plugins
    source: Source
    document: Document
    name: str
    mapping: SheetMapping | str | Path | None = None
    sheet: str | None = None

    def find(self, own: str, field: str) -> str:
        """Where it speaks of a field of an initiative: `base.xlsx [costs] C7`, `base.toml:9:1`.

        The name of the document, where that cannot be told.
        """
        opened = self._opened
        # Of what has names instead of columns, lines tell more.
        if opened is None or (opened.sheet.sheet.columns and self.mapping is None):
            found = self._line(own, field)
        else:
            found = self._cell(opened, own, field)
        return f"{self.name}{found}"

    @cached_property
    def _mapping(self) -> SheetMapping | None:
        given = self.mapping
        return load_mapping(given) if isinstance(given, str | Path) else given

    @cached_property
    def _opened(self) -> Opened | None:
        """Its sheet; None for what has no tables."""
        mapped, sheet = self._mapping, self.sheet
        layout = Layout(sheet)
        if mapped is not None:
            names = names_of(mapped.key, mapped.titles, mapped.fields, mapped.where)
            layout = Layout(
                sheet or mapped.sheet,
                mapped.encoding,
                mapped.separator,
                mapped.header_row,
                mapped.list,
                names,
            )
        with contextlib.suppress(InputError):
            return open_sheet(self.plugins, self.source, self.document, self.name, layout)
        return None

    def _cell(self, opened: Opened, own: str, field: str) -> str:
        mapped = self._mapping
        wanted: Sequence[str] = (field, *(f"{field}.{part}" for part in PARTS))
        key = Key(("id",))
        if mapped is not None:
            column = mapped.fields.get(field)
            wanted = () if column is None else (*column.columns.values(), *column.or_called)
            key = mapped.key
        keys = [n for each in key.columns for n in opened.columns_called(each)[:1]]
        columns = [n for each in wanted for n in opened.columns_called(each)]
        ids = Ids(opened, key, keys)
        sheet = f" [{opened.sheet.sheet.name}]" if opened.sheet.sheet.name else ""
        for row in opened.sheet.rows:
            said = [n for n in columns if plain_text(row.cells[n])]
            if said and len(keys) == len(key.columns) and ids.of(row)[0] == own:
                return f"{sheet} {_letters(said[0])}{row.number}"
        return f" [{field}]" if field in opened.sheet.sheet.others else ""

    def _line(self, own: str, field: str) -> str:
        for raw, path in self.source.read(self.document, self.name):
            if str(raw.get("id")) == own:
                asked = Complaint("", path=(*path, *_steps(raw, field)))
                (found,) = self.source.locate(self.document, [asked])
                return f":{found.line}:{found.column}" if found.line else ""
        return ""


def sheets_of_requests(
    plugins: Plugins, source: Source, document: Document, fields: Mapping[str, Field]
) -> tuple[str, ...]:
    """The sheets of a workbook that speak of requests, where that is more than the first.

    An answer may have one for each who was asked. What is called like a field holds its records,
    and then the first sheet is the only one of its kind. Empty where all is read as ever, also
    where it cannot be read: whoever does that says why.
    """

    def opened(name: str | None = None) -> HeadedSheet:
        return open_sheet(plugins, source, document, "", Layout(name)).sheet

    try:
        main = opened().sheet
        if any(each in fields for each in main.others):
            return ()
        others = [each for each in main.others if "id" in opened(each).columns]
    except InputError:
        return ()
    return (main.name, *others) if others else ()


def _steps(raw: Mapping[str, object], field: str) -> tuple[str, ...]:
    """The keys that lead to a field, which may be nested, or have dots in its name."""
    if field in raw or "." not in field:
        return (field,)
    first, _, rest = field.partition(".")
    inner = raw.get(first)
    if isinstance(inner, Mapping):
        return (first, *_steps(cast("Mapping[str, object]", inner), rest))
    return (field,)


def _letters(index: int) -> str:
    """What a spreadsheet calls a column, from 0: `A`, `Z`, `AA`."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = f"{chr(ord('A') + rest)}{name}"
    return name
