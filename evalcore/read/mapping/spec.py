"""What a mapping says: for each field, the column it comes from and how to read its cells.

Plain data. Reading it from TOML belongs to `mapping_file`, using it to `reading`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

import attrs

from evalcore.request.fields import Kind
from evalcore.written.blank import kept
from evalcore.written.errors import Path


class Read(StrEnum):
    """How a cell is read, spelt as in a mapping."""

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    CHOICE = "choice"
    FLAG = "flag"
    SET = "set"
    TEXT = "text"


NUMBERS = (Read.NUMBER, Read.MONEY, Read.PERCENT)
READS: Mapping[Kind, tuple[Read, ...]] = {
    kind: tuple(map(Read, kind.row.columns)) for kind in Kind if kind.row.columns
}  # the first is what stands in where the mapping does not say

OPTIONS: Mapping[str, tuple[Read, ...]] = {
    "decimal": NUMBERS,
    "thousands": NUMBERS,
    "multiplier": NUMBERS,
    "suffixes": (Read.NUMBER, Read.MONEY),
    "currency": (Read.MONEY,),
    "without_sign": (Read.PERCENT,),
    "formats": (Read.DATE,),
    "table": (Read.CHOICE, Read.SET),
    "true": (Read.FLAG,),
    "false": (Read.FLAG,),
    "separator": (Read.SET,),
    "nothing": (Read.SET,),
}  # which ways of reading an option belongs to


def folded(text: str) -> str:
    """A cell's text as words and patterns see it: every run of white space is one space."""
    return kept(" ".join(text.split()))


@attrs.frozen
class Words:
    """Cells that say one thing in several ways: by whole words, or by patterns for all of it.

    Upper and lower case are the same.
    """

    words: frozenset[str] = frozenset()
    patterns: tuple[re.Pattern[str], ...] = ()

    @classmethod
    def of(cls, words: Iterable[str] = (), patterns: Iterable[str] = ()) -> Words:
        """Words and regular expressions as they are written. Raises `re.error`."""
        return cls(
            frozenset(folded(each).casefold() for each in words),
            tuple(re.compile(each, re.IGNORECASE) for each in patterns),
        )

    def __or__(self, other: Words) -> Words:
        return Words(self.words | other.words, self.patterns + other.patterns)

    def match(self, text: str) -> bool:
        """Whether all of a folded text is one of them."""
        return text.casefold() in self.words or any(p.fullmatch(text) for p in self.patterns)


@attrs.frozen
class Column:
    """How one field is read.

    `columns` has one column under "", or those of an estimate under low, likely and high. `given`
    names the options that were written; `path` is where, for complaints.
    """

    columns: Mapping[str, str] = attrs.field(hash=False)
    read: Read | None = None
    decimal: str = "."
    thousands: str = ""
    multiplier: float = 1
    suffixes: Mapping[str, float] = attrs.field(factory=dict[str, float], hash=False)
    currency: tuple[str, ...] = ()
    without_sign: str = ""
    formats: tuple[str, ...] = ("%Y-%m-%d",)
    table: Mapping[str, str] = attrs.field(factory=dict[str, str], hash=False)
    true: tuple[str, ...] = ("true", "yes")
    false: tuple[str, ...] = ("false", "no")
    separator: str = ";"
    nothing: tuple[str, ...] = ("none",)
    unknown: Words = Words()
    withheld: Words = Words()
    given: tuple[str, ...] = ()
    path: Path = ()


@attrs.frozen
class Key:
    """The columns whose texts, joined, are an id."""

    columns: tuple[str, ...]
    joined_by: str = "/"


@attrs.frozen
class Records:
    """A table with several rows for each initiative: another sheet, or another file.

    `file` is sought beside the input. `without_rows` is what an initiative without a row says:
    `unknown`, or `none` for the list of nothing.
    """

    key: Key
    fields: Mapping[str, Column] = attrs.field(hash=False)
    file: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    without_rows: str = "unknown"
    path: Path = ()


@attrs.frozen
class SheetMapping:
    """A mapping, as it was read from the file `source`, whose text is `document`."""

    key: Key
    title: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    fields: Mapping[str, Column] = attrs.field(factory=dict[str, Column], hash=False)
    records: Mapping[str, Records] = attrs.field(factory=dict[str, Records], hash=False)
    source: str = ""
    document: str = attrs.field(default="", repr=False)


def repeats_repeats(pattern: str) -> bool:
    """Whether a group that is repeated holds a repeat, as in `(a+)+`.

    Python's matching can take exponential time on such a pattern, and a mapping is only text.
    """
    pieces = re.findall(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?:|.", pattern, re.DOTALL)
    holds = [False]
    for index, piece in enumerate(pieces):
        after = pieces[index + 1] if index + 1 < len(pieces) else ""
        if piece in ("(", "(?:"):
            holds.append(False)
        elif piece == ")" and len(holds) > 1:
            inside = holds.pop()
            repeated = after in ("*", "+", "{")
            if inside and repeated:
                return True
            holds[-1] = holds[-1] or inside or repeated
        elif piece in ("*", "+", "{"):
            holds[-1] = True
    return False
