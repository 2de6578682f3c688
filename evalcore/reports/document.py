"""Document: what every report is made of, whatever format it is written in.

Headings, paragraphs, notes, bullets, outlines, trees, grids and bars. Each format has one writer:
`terminal`, `markdown` and `html`. Nothing here knows what an evaluation is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import attrs

MARKS = {"yes": "✓ ", "no": "✗ ", "unknown": "? ", "": ""}  # by the state of an entry

BarKind = Literal["adds", "takes", "open", "total"]


@attrs.frozen
class Toned:
    """A text with a tone: `strong`, `faint`, `id`, or how good the news is that it has.

    Of an `id` that is too long for its place, the beginning and the end are kept.
    """

    text: str
    tone: str = ""


Cell = str | Toned
Line = Cell | tuple[Cell, ...]


def plain(line: Line) -> str:
    """A line without its tones, and without what steers a terminal or breaks a line."""
    pieces = line if isinstance(line, tuple) else (line,)
    text = "".join(each if isinstance(each, str) else each.text for each in pieces)
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " for char in text)


@attrs.frozen
class Heading:
    """The title of the document (level 1), or of a part of it.

    What follows a `close` title is a part of it.
    """

    text: str
    level: int = 2
    close: bool = False


@attrs.frozen
class Paragraph:
    """One or more sentences; `strong` for the one that a reader must not miss."""

    text: str
    strong: bool = False


@attrs.frozen
class Notes:
    """What to know beside the rest, a line each."""

    lines: tuple[str, ...]


@attrs.frozen
class Bullets:
    """A list, `numbered` where its order says something; `apart` from the sentence before it."""

    items: tuple[str, ...]
    numbered: bool = False
    apart: bool = False


@attrs.frozen
class Item:
    """An entry with those below it.

    `state` is how it came out: yes, no, unknown, or nothing. `note` stands beside it where there is
    room, else under it.
    """

    text: Line
    parts: tuple[Item, ...] = ()
    state: str = ""
    note: str = ""


@attrs.frozen
class Outline:
    """Entries, each with those below it; these are `indent` columns further in.

    A line that goes on is `hang` columns further in than it began.
    """

    items: tuple[Item, ...]
    indent: int = 2
    hang: int = 2


@attrs.frozen
class Tree:
    """An outline with branches drawn; its root is a title."""

    root: Item


@attrs.frozen
class Grid:
    """A table; the first column names its rows, and those in `right` hold numbers.

    It may do without a `caption` where a heading says what it is. `notes` stand below it.

    `fit` is how it fits a narrow window. `fold`: a column takes at most a quarter of the window,
    the last one what is left, and numbers as much as they need. `hang`: `texts` share what the
    other columns leave, in lines that hang. `wide`: the same, and the table is as wide as it has to
    be.

    Columns in `names` have names as heads. A name takes several lines, and becomes a number where
    that is too wide still. `left_out` says of how many there is no room even then; where it is
    empty, all of them stay. A `spare` last column needs more room than the rest. Columns are as
    wide as if the rows in `alike` were there too.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    right: Sequence[int] = ()
    fit: Literal["fold", "hang", "wide"] = "fold"
    texts: Sequence[int] = ()
    names: Sequence[int] = ()
    left_out: str = ""
    spare: bool = False
    alike: tuple[tuple[Line, ...], ...] = ()
    notes: tuple[str, ...] = ()


@attrs.frozen
class Bar:
    """One line: from where to where, and how that is written. Open ranges may follow a solid part.

    `start` to `end` is drawn as `kind`, `end` to `reach` as what may still come.
    """

    name: str
    number: str
    kind: BarKind
    start: float
    end: float
    reach: float


@attrs.frozen
class Bars:
    """Bars on one scale, from 0 to 1 and beyond where they are; `legend` says what kinds mean."""

    caption: str
    bars: tuple[Bar, ...]
    legend: Mapping[BarKind, str]

    @property
    def grid(self) -> Grid:
        """The same in numbers, for a format that draws nothing."""
        return Grid(self.caption, ("", ""), tuple((e.name, e.number) for e in self.bars), (1,))


Part = Heading | Paragraph | Notes | Bullets | Outline | Tree | Grid | Bars


def _tuple(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(parts)


@attrs.frozen
class Document:
    """Parts in their order. `title` is what a browser shows in its tab, and the subject of a mail.

    Of a letter also who it is from, and whom it is for. `language` is that of its sentences.
    """

    parts: tuple[Part, ...] = attrs.field(converter=_tuple)
    title: str = ""
    sender: str = ""
    receiver: str = ""
    language: str = "en"
