"""Sources: how a format of documents becomes initiatives. The formats themselves are plugins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import attrs

from evalcore.extend.sheets import Sheet, initiatives, locator, with_records
from evalcore.written.errors import Complaint, InputError, Path, show

Row = tuple[Mapping[str, object], Path]
Document = str | bytes


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
    """

    name: str
    suffixes: tuple[str, ...] = attrs.field(converter=_suffixes)
    read: Callable[[Any, str], Iterable[Row]] = attrs.field(eq=False)
    locate: Callable[[Any, Sequence[Complaint]], Sequence[Complaint]] = attrs.field(
        default=unlocated, eq=False
    )
    binary: bool = False
    sheet: Callable[[Any, str | None], Sheet] | None = attrs.field(default=None, eq=False)

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
) -> Source:
    """A format of tables. `sheet(document, name)` gives the sheet of that name, None for the first.

    Columns that are called like fields are read as they are, all others through a mapping. Other
    sheets with a column `id` hold records for the field that they are called like.
    """

    def lists(document: Any, main: Sheet) -> list[Sheet]:
        others = [sheet(document, each) for each in main.others]
        return [each for each in others if "id" in each.headed().columns]

    def read(document: Any, name: str) -> Iterable[Row]:
        try:
            main = sheet(document, None)
            return with_records(initiatives(main), lists(document, main))
        except InputError as error:
            raise InputError(in_order(error.complaints, name)) from None

    def locate(document: Any, complaints: Sequence[Complaint]) -> Sequence[Complaint]:
        main = sheet(document, None)
        return in_order(map(locator(main, lists(document, main)), complaints))

    return Source(name, suffixes, read, locate, binary, sheet)


def in_order(complaints: Iterable[Complaint], source: str = "") -> list[Complaint]:
    """The complaints about a table from its first row to its last."""
    named = [attrs.evolve(each, source=source or each.source) for each in complaints]
    return sorted(named, key=lambda each: (each.line or 0, each.column or 0))
