"""The Markdown writer: documents that render in a wiki, a ticket or a mail.

Nothing that somebody wrote is markup, and none of it begins a list, a quotation or a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from evalcore.reports import document as doc
from evalcore.reports.document import MARKS, plain

Row = Sequence[doc.Cell]
_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_~[]<|#$&"})
_BLOCK = re.compile(r"^(\d*)([-+.)](?=[ -]|$)|[>=])")


def as_markdown(document: doc.Document) -> str:
    """The document as Markdown, whatever its texts hold."""
    return "\n\n".join(text for part in document.parts for text in _part(part)) + "\n"


def _part(part: doc.Part) -> Iterator[str]:
    match part:
        case doc.Heading(text=text, level=level):
            yield f"{'#' * level} {escape(text)}"
        case doc.Paragraph(text=text, strong=strong):
            yield f"**{_begun(text)}**" if strong else _begun(text)
        case doc.Notes(lines=lines):
            yield from map(_begun, lines)
        case doc.Bullets(items=items, numbered=numbered):
            marks = (f"{n}." if numbered else "-" for n in range(1, len(items) + 1))
            yield "\n".join(
                f"{mark} {_begun(each)}" for mark, each in zip(marks, items, strict=True)
            )
        case doc.Outline(items=items):
            yield "\n".join(_items(items))
        case doc.Tree(root=root):
            yield f"# {escape(plain(root.text))}"
            yield "\n".join(_items(root.parts))
        case doc.Grid(caption=caption, head=head, rows=rows, right=right, notes=notes):
            yield from [_begun(caption)] if caption else []
            yield table(head, rows, right)
            yield from map(_begun, notes)
        case doc.Bars():
            yield from _part(part.grid)


def _items(items: Iterable[doc.Item], depth: int = 0) -> Iterator[str]:
    for each in items:
        text = _begun(" ".join(filter(None, (plain(each.text), each.note))))
        strong = isinstance(each.text, doc.Toned) and each.text.tone == "strong"
        yield f"{'  ' * depth}- {MARKS[each.state]}{f'**{text}**' if strong else text}"
        yield from _items(each.parts, depth + 1)


def table(
    head: Sequence[doc.Line], rows: Iterable[Sequence[doc.Line]], right: Sequence[int]
) -> str:
    """A Markdown table; the columns numbered in `right` hold numbers."""
    rules = ["---:" if index in right else "---" for index in range(len(head))]
    texts = [[escape(plain(cell)) for cell in row] for row in (head, *rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in [texts[0], rules, *texts[1:]])


def escape(text: str) -> str:
    """Text in which nothing is markup, on one line."""
    return plain(text).strip().translate(_SPECIAL)


def _begun(text: str) -> str:
    """Escaped text that begins no list, quotation or heading of its own."""
    return _BLOCK.sub(r"\1\\\2", escape(text))
