"""Blocks: short documents of headings, paragraphs, lists and tables, in three formats.

Knows nothing of evaluations; what a letter says is put into blocks by `letters`.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Sequence
from html import escape as html_escape
from typing import Literal

import attrs
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from evalcore.reports.markdown import escape, table
from evalcore.reports.rows import printable

NARROWEST = 60  # columns of a terminal: nothing is readable below
WIDEST = 100  # columns of a line of prose: longer ones are hard to follow


@attrs.frozen
class Heading:
    """The title of the document, or of a part of it."""

    text: str
    level: int = 2


@attrs.frozen
class Paragraph:
    """One or more sentences; `strong` for the one that a reader must not miss."""

    text: str
    strong: bool = False


@attrs.frozen
class Bullets:
    """A list."""

    items: tuple[str, ...]


@attrs.frozen
class Grid:
    """A table; the first column names its rows. The columns in `right` hold numbers.

    It may do without a caption where a heading says what it is.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()


Block = Heading | Paragraph | Bullets | Grid

_STYLE = """
body { font: 11pt/1.5 Georgia, "Times New Roman", serif; color: #1a1a1a; background: #fff; }
main { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .25rem; }
p, ul { margin: .25rem 0 .5rem; } .verdict { font-size: 1.15rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .9rem; }
caption { text-align: left; font-weight: bold; padding-bottom: .25rem; }
th, td { border-bottom: 1px solid #999; padding: .25rem .5rem; text-align: left;
  vertical-align: top; overflow-wrap: break-word; }
.number { text-align: right; white-space: nowrap; }
@page { size: A4; margin: 20mm; }
@media print { main { max-width: none; margin: 0; padding: 0; } h2 { break-after: avoid; }
  tr, li { break-inside: avoid; } }
"""


def as_markdown(blocks: Iterable[Block]) -> str:
    """The blocks as Markdown, whatever their texts hold."""
    return "\n\n".join(_markdown(each) for each in blocks) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Heading(text=text, level=level):
            return f"{'#' * level} {escape(text)}"
        case Paragraph(text=text, strong=strong):
            return f"**{_begun(text)}**" if strong else _begun(text)
        case Bullets(items=items):
            return "\n".join(f"- {_begun(each)}" for each in items)
        case Grid(caption=caption, head=head, rows=rows, right=right):
            shown = table(head, rows, right)
            return f"{_begun(caption)}\n\n{shown}" if caption else shown


def _begun(text: str) -> str:
    """Escaped text that begins no list, quotation or heading of its own."""
    escaped = escape(text)
    number = len(escaped) - len(escaped.lstrip("0123456789"))
    if escaped[number : number + 1] in (".", ")") or escaped[:1] in ("-", "+", ">", "="):
        return f"{escaped[:number]}\\{escaped[number:]}"
    return escaped


def as_html(title: str, blocks: Iterable[Block]) -> str:
    """The blocks as one page that needs nothing else, and prints on A4."""
    body = "\n".join(_html(each) for each in blocks)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_escaped(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _html(block: Block) -> str:
    match block:
        case Heading(text=text, level=level):
            return f"<h{level}>{_escaped(text)}</h{level}>"
        case Paragraph(text=text, strong=True):
            return f'<p class="verdict"><strong>{_escaped(text)}</strong></p>'
        case Paragraph(text=text):
            return f"<p>{_escaped(text)}</p>"
        case Bullets(items=items):
            return "\n".join(["<ul>", *(f"<li>{_escaped(each)}</li>" for each in items), "</ul>"])
        case Grid():
            return _html_table(block)


def _html_table(grid: Grid) -> str:
    def cell(tag: str, index: int, text: str, scope: str = "") -> str:
        number = ' class="number"' if index in grid.right else ""
        return f"<{tag}{scope}{number}>{_escaped(text)}</{tag}>"

    head = "".join(cell("th", n, text, ' scope="col"') for n, text in enumerate(grid.head))
    caption = [f"<caption>{_escaped(grid.caption)}</caption>"] if grid.caption else []
    lines = ["<table>", *caption, f"<thead><tr>{head}</tr>", "</thead><tbody>"]
    for first, *rest in grid.rows:
        cells = "".join(cell("td", n, text) for n, text in enumerate(rest, start=1))
        name = cell("th", 0, first, ' scope="row"')
        lines.append(f"<tr>{name}{cells}</tr>")
    return "\n".join([*lines, "</tbody>", "</table>"])


def _escaped(text: str) -> str:
    return html_escape(printable(text).strip())


def as_text(blocks: Iterable[Block], *, width: int, color: bool) -> str:
    """The blocks for a terminal."""
    width = max(width, NARROWEST)
    file = io.StringIO()
    console = Console(
        file=file,
        width=width,
        color_system="standard" if color else None,
        force_terminal=color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    before: Block | None = None
    for block in blocks:
        if before is not None and not _leads_on(before):
            console.print()
        console.print(_text(block, min(width, WIDEST), width))
        before = block
    return "\n".join(line.rstrip() for line in file.getvalue().split("\n"))


def _leads_on(block: Block) -> bool:
    """Whether what follows belongs to it, with no empty line between."""
    if isinstance(block, Heading):
        return block.level > 1
    return isinstance(block, Paragraph) and block.text.endswith(":")


def _text(block: Block, prose: int, width: int) -> Text | Table:
    match block:
        case Heading(text=text):
            return Text(_filled(text, prose), style="bold")
        case Paragraph(text=text, strong=strong):
            return Text(_filled(text, prose), style="bold" if strong else "")
        case Bullets(items=items):
            return Text("\n".join(_filled(each, prose, "- ") for each in items))
        case Grid():
            return _text_table(block, width)


def _filled(text: str, width: int, mark: str = "") -> str:
    below = " " * len(mark)
    return textwrap.fill(
        printable(text).strip(), width, initial_indent=mark, subsequent_indent=below
    )


def _text_table(grid: Grid, width: int) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD,
        title=printable(grid.caption) or None,
        title_justify="left",
        title_style="",
        show_edge=False,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        header_style="bold",
    )
    last = len(grid.head) - 1
    for index, title in enumerate(grid.head):
        cells = [title, *(row[index] for row in grid.rows)]
        longest = max(len(printable(cell)) for cell in cells)
        side: Literal["left", "right"] = "right" if index in grid.right else "left"
        room = None if index == last else min(longest, max(width // 4, 8))
        table.add_column(printable(title), justify=side, max_width=room, overflow="fold")
    for row in grid.rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    return table


def lines_of(texts: Sequence[str]) -> tuple[Block, ...]:
    """One paragraph for a single text, a list of several."""
    if not texts:
        return ()
    return (Paragraph(texts[0]),) if len(texts) == 1 else (Bullets(tuple(texts)),)
