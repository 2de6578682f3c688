"""Sources: how a format of documents becomes initiatives. The formats themselves are plugins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

import attrs

from evalcore.extend.plain_tables import (
    by_id,
    doubtful_numbers,
    initiatives,
    locator,
    with_records,
)
from evalcore.extend.sheets import Layout, Sheet, plain_text
from evalcore.written.errors import Complaint, InputError, Path, show

Row = tuple[Mapping[str, object], Path]
Document = str | bytes


class TableRows(Sequence[Row]):
    """The rows of a table, with what was noticed about it on the way."""

    def __init__(self, rows: Sequence[Row], warnings: Iterable[Complaint]) -> None:
        self.rows = rows
        self.warnings = tuple(warnings)

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        return self.rows[index]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def unlocated(_document: Any, complaints: Sequence[Complaint]) -> Sequence[Complaint]:
    """The complaints as they are: for a format whose paths say enough."""
    return complaints


def _suffixes(suffixes: Iterable[str]) -> tuple[str, ...]:
    return tuple(suffixes)


@attrs.frozen
class Source:
    """A format that initiatives can be read from.

    `read(text, name)` gives each initiative as a mapping with its path in the document, or raises
    `InputError`. `locate(text, complaints)` gives the complaints about values with their lines and
    columns filled in; it is called only where there is a complaint. `binary` documents come as
    bytes. A format of tables is a `table_source`: it has a `sheet`, and the rest follows.

    `laid_out(text, layout)` opens a sheet as a mapping describes it. A format without it is told
    the name of the sheet alone. One that is read `by_path` takes the `Path` of a file, too, and
    goes through it row by row: for files that are larger than memory.

    `configured(settings)` gives the source to be used instead, where a ruleset has a table
    `[plugins.NAME]` for its plugin: as for an `Observer`. What is read before the ruleset, as the
    file of a decision table, is read without.
    """

    name: str
    suffixes: tuple[str, ...] = attrs.field(converter=_suffixes)
    read: Callable[[Any, str], Iterable[Row]] = attrs.field(eq=False)
    locate: Callable[[Any, Sequence[Complaint]], Sequence[Complaint]] = attrs.field(
        default=unlocated, eq=False
    )
    binary: bool = False
    sheet: Callable[[Any, str | None], Sheet] | None = attrs.field(default=None, eq=False)
    laid_out: Callable[[Any, Layout], Sheet] | None = attrs.field(default=None, eq=False)
    by_path: bool = False
    configured: Callable[[Any], Source] | None = attrs.field(default=None, eq=False)

    @property
    def has_tables(self) -> bool:
        """Whether a mapping can read it."""
        return self.sheet is not None or self.laid_out is not None

    def open(self, document: Document, layout: Layout) -> Sheet:
        """A sheet of a document. Raises `InputError` for what has none, or cannot be read."""
        if self.laid_out is not None:
            return self.laid_out(document, layout)
        if self.sheet is None:
            raise InputError(Complaint(f"{self.name} has no tables"))
        return self.sheet(document, layout.sheet)

    def of_sheet(self, name: str) -> Source:
        """The same format, reading the sheet of that name. Raises `InputError` for no tables."""
        sheet = self.sheet
        if sheet is None:
            problem = f"{self.name} has no sheets, so none is called {show(name)}"
            raise InputError(Complaint(problem, mend="leave the sheet out"))
        binary = self.binary
        return table_source(self.name, self.suffixes, lambda it, _: sheet(it, name), binary=binary)


def table_source(
    name: str,
    suffixes: Iterable[str],
    sheet: Callable[[Any, str | None], Sheet],
    *,
    binary: bool = False,
    laid_out: Callable[[Any, Layout], Sheet] | None = None,
    by_path: bool = False,
    configured: Callable[[Any], Source] | None = None,
) -> Source:
    """A format of tables. `sheet(document, name)` gives the sheet of that name, None for the first.

    Columns that are called like fields are read as they are, all others through a mapping. Other
    sheets with a column `id` hold records for the field that they are called like.
    """

    def tables(document: Any) -> tuple[Sheet, list[Sheet]]:
        """The sheet of initiatives, and those that may hold records of them."""
        first = sheet(document, None)
        others = [sheet(document, each) for each in first.others]
        keyed = [each for each in others if "id" in by_id(each).columns]
        if "id" in by_id(first).columns or not keyed:
            return first, keyed
        # A cover or a sheet of notes may come first. Ids stand once on the sheet that is meant.
        main = next(filter(_ids_differ, keyed), keyed[0])
        return main, [each for each in keyed if each is not main]

    def read(document: Any, name: str) -> Iterable[Row]:
        try:
            main, lists = tables(document)
            rows = with_records(initiatives(main), lists)
            warnings = [each for sheet in (main, *lists) for each in by_id(sheet).warnings]
            return TableRows(rows, [*warnings, *doubtful_numbers(main)])
        except InputError as error:
            raise InputError(in_order(error.complaints, name)) from None

    def locate(document: Any, complaints: Sequence[Complaint]) -> Sequence[Complaint]:
        main, lists = tables(document)
        return in_order(map(locator(main, lists), complaints))

    return Source(name, suffixes, read, locate, binary, sheet, laid_out, by_path, configured)


def _ids_differ(sheet: Sheet) -> bool:
    table = by_id(sheet)
    column = table.columns.index("id")
    ids = [plain_text(row.cells[column]) for row in table.rows]
    return len(set(ids)) == len(ids)


def in_order(complaints: Iterable[Complaint], source: str = "") -> list[Complaint]:
    """The complaints about a table from its first row to its last."""
    named = [attrs.evolve(each, source=source or each.source) for each in complaints]
    return sorted(named, key=lambda each: (each.line or 0, each.column or 0))
