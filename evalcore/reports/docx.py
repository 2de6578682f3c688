"""The writer of documents for a word processor (.docx), to be edited before they are sent.

Needs python-docx, which is imported when a document is written: the extra `office`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from evalcore.reports import document as doc
from evalcore.reports.document import MARKS, plain
from evalcore.written.extras import library
from evalcore.written.zipped import timeless

Paper = Any  # python-docx comes without types
DEEPEST = 3  # levels of lists that its styles have


def as_docx(document: doc.Document) -> bytes:
    """The document's bytes. Raises `InputError` where python-docx is not installed."""
    docx = library("docx", extra="office", use="writing docx", called="python-docx")
    paper: Paper = docx.Document()
    about = paper.core_properties
    about.title, about.author, about.comments = (
        plain(document.title)[:255],
        plain(document.sender)[:255],
        "",
    )
    about.language = document.language
    for part in document.parts:
        _add(paper, part)
    written = io.BytesIO()
    paper.save(written)
    return timeless(written.getvalue())


def _add(paper: Paper, part: doc.Part) -> None:
    match part:
        case doc.Heading(text=text, level=level):
            paper.add_heading(_text(text), level=min(level, 9))
        case doc.Paragraph(text=text, strong=strong):
            paper.add_paragraph().add_run(_text(text)).bold = strong or None
        case doc.Notes(lines=lines):
            for line in lines:
                paper.add_paragraph().add_run(_text(line)).italic = True
        case doc.Bullets(items=items, numbered=numbered):
            for item in items:
                paper.add_paragraph(_text(item), "List Number" if numbered else "List Bullet")
        case doc.Outline(items=items):
            _items(paper, items)
        case doc.Tree(root=root):
            paper.add_heading(_text(root.text), level=1)
            _items(paper, root.parts)
        case doc.Grid():
            _table(paper, part)
        case doc.Bars():
            _table(paper, part.grid)


def _items(paper: Paper, items: Iterable[doc.Item], depth: int = 1) -> None:
    style = "List Bullet" if depth == 1 else f"List Bullet {min(depth, DEEPEST)}"
    for each in items:
        text = f"{MARKS[each.state]}{_text(each.text)}"
        run = paper.add_paragraph(style=style).add_run(f"{text} {_text(each.note)}".rstrip())
        run.bold = (isinstance(each.text, doc.Toned) and each.text.tone == "strong") or None
        _items(paper, each.parts, depth + 1)


def _table(paper: Paper, grid: doc.Grid) -> None:
    if grid.caption:
        paper.add_paragraph(_text(grid.caption), "Caption")
    table = paper.add_table(rows=0, cols=len(grid.head))
    table.style = "Light Grid Accent 1"
    for number, row in enumerate((grid.head, *grid.rows)):
        cells = table.add_row().cells
        for column, (cell, said) in enumerate(zip(cells, row, strict=True)):
            (paragraph,) = cell.paragraphs
            paragraph.add_run(_text(said)).bold = number == 0 or column == 0
            if column in grid.right:
                paragraph.alignment = import_module("docx.enum.text").WD_ALIGN_PARAGRAPH.RIGHT
    for each in grid.notes:
        paper.add_paragraph().add_run(_text(each)).italic = True


def _text(line: doc.Line) -> str:
    """A line on paper; what XML cannot hold is no printable sign, and so a blank already."""
    return plain(line).strip()
