"""The rows of long tables for a terminal: what rich would print, byte for byte, but sooner.

Rich lays out each cell anew; of a table whose columns have their widths, only the texts differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style

from evalcore.reports import document as doc
from evalcore.reports.document import plain

LONG = 100  # rows; rich draws shorter tables


class Unfit(Exception):  # noqa: N818 - it says that rich has to draw it
    """A cell is wider than its column."""


def lines_of(
    grid: doc.Grid,
    sizes: Mapping[int, int],
    gap: int,
    text_of: Callable[[doc.Line, int], str],
    styles: Mapping[str, str] | None,
) -> Iterator[str]:
    """The lines of all rows; `text_of` fills the cell of a text into its column.

    `styles` are those of tones, None without colour. Raises `Unfit`.
    """
    columns = [(n, n in grid.texts, n in grid.right, size) for n, size in sizes.items()]
    between = " " * gap
    for row in grid.rows:
        cells = [
            text_of(row[n], size).split("\n") if is_text else [_toned(row[n], styles)]
            for n, is_text, _, size in columns
        ]
        for number in range(max(map(len, cells))):
            parts: list[str] = []
            for (n, is_text, right, size), lines in zip(columns, cells, strict=True):
                text = lines[number] if number < len(lines) else ""
                seen = text if is_text or not text else plain(row[n])
                parts.append(_padded(text, seen, size, right=right))
            yield between.join(parts).rstrip()


def width(text: str) -> int:
    """How many columns a text takes."""
    return len(text) if text.isascii() else cell_len(text)


def _padded(text: str, seen: str, size: int, *, right: bool) -> str:
    room = size - width(seen)
    if room < 0 or seen[-1:] == " ":
        raise Unfit
    return f"{' ' * room}{text}" if right else f"{text}{' ' * room}"


def _toned(line: doc.Line, styles: Mapping[str, str] | None) -> str:
    if styles is None:
        return plain(line)
    pieces = line if isinstance(line, tuple) else (line,)
    toned = (each if isinstance(each, doc.Toned) else doc.Toned(each) for each in pieces)
    return "".join(_colored(plain(each.text), styles[each.tone]) for each in toned)


@lru_cache(maxsize=256)
def _colored(text: str, style: str) -> str:
    if not style or not text:
        return text
    return Style.parse(style).render(text, color_system=ColorSystem.STANDARD)
