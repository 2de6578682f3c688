"""What a mapping says: for each field, the column it comes from and how to read its cells.

Plain data. Reading it from TOML belongs to `mapping_file`, using it to `reading`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import attrs

from evalcore.read.mapping.patterns import Pattern, compiled
from evalcore.request.fields import Field, Kind
from evalcore.written.blank import folded
from evalcore.written.errors import Path


class Read(StrEnum):
    """How a cell is read, spelt as in a mapping."""

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DURATION = "duration"
    BAND = "band"
    DATE = "date"
    CHOICE = "choice"
    FLAG = "flag"
    SET = "set"
    TEXT = "text"


NUMBERS = (Read.NUMBER, Read.MONEY, Read.PERCENT)
READS: Mapping[Kind, tuple[Read, ...]] = {
    kind: tuple(map(Read, kind.row.columns)) for kind in Kind if kind.row.columns
}  # the first is what stands in where the mapping does not say


def usual(field: Field) -> Read | None:
    """How a field is read where nobody says otherwise; None for a list of records."""
    ways = field.kind.row.columns
    return Read(ways[0]) if ways else None


OPTIONS: Mapping[str, tuple[Read, ...]] = {
    "decimal": (*NUMBERS, Read.BAND),
    "thousands": (*NUMBERS, Read.BAND),
    "multiplier": (*NUMBERS, Read.BAND),
    "suffixes": (Read.NUMBER, Read.MONEY, Read.BAND),
    "currency": (Read.MONEY, Read.BAND),
    "without_sign": (Read.PERCENT,),
    "counts": (Read.DURATION,),
    "week": (Read.DURATION,),
    "day": (Read.DURATION, Read.DATE),
    "year_starts": (Read.DATE,),
    "lowest": (Read.BAND,),
    "highest": (Read.BAND,),
    "formats": (Read.DATE,),
    "table": (Read.CHOICE, Read.SET),
    "true": (Read.FLAG,),
    "false": (Read.FLAG,),
    "separator": (Read.SET,),
    "nothing": (Read.SET,),
    "brackets": (Read.SET,),
}  # which ways of reading an option belongs to

LIKELY = ("low", "middle", "high")  # where the likely value of a range lies, if no column says so
OVER = ("first", "last", "min", "max", "sum")
DAYS = ("first", "last")


@attrs.frozen
class Words:
    """Cells that say one thing in several ways: by whole words, or by patterns for all of it.

    Upper and lower case are the same.
    """

    words: frozenset[str] = frozenset()
    patterns: tuple[Pattern, ...] = ()

    @classmethod
    def of(cls, words: Iterable[str] = (), patterns: Iterable[str] = ()) -> Words:
        """Words and regular expressions as they are written. Raises `re.error` and `Unsafe`."""
        return cls(
            frozenset(folded(each).casefold() for each in words),
            tuple(compiled(each) for each in patterns),
        )

    def __or__(self, other: Words) -> Words:
        return Words(self.words | other.words, self.patterns + other.patterns)

    def match(self, text: str) -> bool:
        """Whether all of a folded text is one of them."""
        if text.casefold() in self.words:
            return True
        return bool(self.patterns) and any(p.matches(text) for p in self.patterns)

    def too_long(self, text: str) -> bool:
        """Whether a text is longer than a pattern may be asked about: nobody knows what it says."""
        return any(len(text) > pattern.longest for pattern in self.patterns)


def _separators(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


@attrs.frozen
class Column:
    """How one field is read.

    `columns` has one column under "", or those of an estimate under low, likely and high;
    `or_called` are other names that the one column may have. `nth` tells columns of one name apart.
    `over` makes one value of several rows, those of `records` where it names a second table.
    `year_starts` is the month in which years and quarters start, 1 for January; those that start
    in October of the year before start in -2. `likely` is where the likely value lies between low
    and high. `given` names the options that were written; `path` is where, for complaints.
    """

    columns: Mapping[str, str] = attrs.field(hash=False)
    or_called: tuple[str, ...] = ()
    nth: int | None = None
    over: str = ""
    records: str = ""
    likely: str = "middle"
    read: Read | None = None
    decimal: str = "."
    thousands: str = ""
    multiplier: float = 1
    suffixes: Mapping[str, float] = attrs.field(factory=dict[str, float], hash=False)
    currency: tuple[str, ...] = ()
    without_sign: str = ""
    counts: str = ""
    week: float | None = None
    day: float | str | None = None
    year_starts: int = 1
    lowest: float | None = None
    highest: float | None = None
    formats: tuple[str, ...] = ("%Y-%m-%d",)
    table: Mapping[str, str] = attrs.field(factory=dict[str, str], hash=False)
    true: tuple[str, ...] = ("true", "yes")
    false: tuple[str, ...] = ("false", "no")
    separator: tuple[str, ...] = attrs.field(default=(";",), converter=_separators)
    nothing: tuple[str, ...] = ("none",)
    brackets: bool = False
    unknown: Words = Words()
    withheld: Words = Words()
    given: tuple[str, ...] = ()
    path: Path = ()

    @property
    def means_blank(self) -> bool:
        """Whether the mapping says what an empty cell stands for."""
        return "" in self.table or "" in self.true or "" in self.false or "" in self.nothing


@attrs.frozen
class Key:
    """The columns whose texts, joined, are an id.

    Those in `may_be_empty` need not say anything in every row. `row` adds the number of the row:
    it is all of the id where no column is named.
    """

    columns: tuple[str, ...] = ()
    joined_by: str = "/"
    may_be_empty: frozenset[str] = frozenset()
    row: bool = False


@attrs.frozen
class Where:
    """The condition of the rows that count, as it was written."""

    text: str
    path: Path = ()


@attrs.frozen
class Records:
    """A table with several rows for each initiative: another sheet, another file, or the same rows.

    `file` is sought beside the input. `without_rows` is what an initiative without a row says:
    `unknown`, or `none` for the list of nothing.
    """

    key: Key
    fields: Mapping[str, Column] = attrs.field(hash=False)
    file: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    units_row: int | None = None
    list: str | None = None
    encoding: str | None = None
    separator: str | None = None
    without_rows: str = "unknown"
    where: Where | None = None
    path: Path = ()

    @property
    def same_rows(self) -> bool:
        """Whether the records are the rows of the initiatives' own table."""
        return self.file is None and self.sheet is None and self.list is None


@attrs.frozen
class SheetMapping:
    """A mapping, as it was read from the file `source`, whose text is `document`.

    `title` is a column, or several: then the first that says something counts.
    """

    key: Key
    title: str | tuple[str, ...] | None = None
    sheet: str | None = None
    header_row: int | None = None
    units_row: int | None = None
    list: str | None = None
    encoding: str | None = None
    separator: str | None = None
    where: Where | None = None
    latest_by: str | None = None
    fields: Mapping[str, Column] = attrs.field(factory=dict[str, Column], hash=False)
    records: Mapping[str, Records] = attrs.field(factory=dict[str, Records], hash=False)
    source: str = ""
    document: str = attrs.field(default="", repr=False)

    @property
    def titles(self) -> tuple[str, ...]:
        """All columns that a title may stand in, the first that counts first."""
        return (self.title,) if isinstance(self.title, str) else self.title or ()


def names_of(
    key: Key, titles: Iterable[str], columns: Mapping[str, Column], where: Where | None = None
) -> frozenset[str]:
    """The names of columns that a table must have: by them its header is known."""
    from evalcore.read.mapping.cell_names import cells_named

    names = {*key.columns, *titles}
    for column in columns.values():
        if not column.records:
            names |= {*column.columns.values(), *column.or_called}
    if where is not None:
        names |= set(cells_named(where.text))
    return frozenset(folded(name) for name in names)
