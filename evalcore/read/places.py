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
from evalcore.extend.sheets import HeadedSheet, plain_text
from evalcore.extend.sources import Document, Source
from evalcore.read.documents import open_sheet
from evalcore.read.mapping.mapping_file import load_mapping
from evalcore.read.mapping.reading import Opened
from evalcore.read.mapping.spec import SheetMapping, folded
from evalcore.request.fields import Field
from evalcore.request.kinds.numbers import PARTS
from evalcore.written.blank import kept
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
        found = self._line(own, field) if opened is None else self._cell(opened, own, field)
        return f"{self.name}{found}"

    @cached_property
    def _mapping(self) -> SheetMapping | None:
        given = self.mapping
        return load_mapping(given) if isinstance(given, str | Path) else given

    @cached_property
    def _opened(self) -> Opened | None:
        """Its sheet; None for what has no tables."""
        mapped = self._mapping
        sheet = self.sheet or (mapped.sheet if mapped else None)
        header_row = mapped.header_row if mapped else None
        source, document = self.source, self.document
        with contextlib.suppress(InputError):
            return open_sheet(self.plugins, source, document, self.name, sheet, header_row)
        return None

    def _cell(self, opened: Opened, own: str, field: str) -> str:
        mapped = self._mapping
        wanted: Sequence[str] = (field, *(f"{field}.{part}" for part in PARTS))
        key: Sequence[str] = ("id",)
        between = ""
        if mapped is not None:
            column = mapped.fields.get(field)
            wanted = () if column is None else tuple(column.columns.values())
            key, between = mapped.key.columns, mapped.key.joined_by
        keys = [n for each in key for n in opened.columns_called(each)]
        columns = [n for each in wanted for n in opened.columns_called(each)]
        sheet = f" [{opened.sheet.sheet.name}]" if opened.sheet.sheet.name else ""
        for row in opened.sheet.rows:
            texts = (folded(kept(plain_text(row.cells[n]))) for n in keys)
            said = [n for n in columns if plain_text(row.cells[n])]
            if said and between.join(texts) == own:
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
        return open_sheet(plugins, source, document, "", name).sheet

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
