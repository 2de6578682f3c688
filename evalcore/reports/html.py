"""The HTML writer: one page that needs nothing else, can be read aloud, and prints on A4."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from evalcore.reports import document as doc
from evalcore.reports.document import MARKS, plain

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


def as_html(document: doc.Document) -> str:
    """The document as one page."""
    body = "\n".join(map(as_part, document.parts))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(document.language)}">\n'
        '<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_escaped(document.title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def as_part(part: doc.Part) -> str:
    """One part of a document as markup."""
    match part:
        case doc.Heading(text=text, level=level):
            return f"<h{level}>{_escaped(text)}</h{level}>"
        case doc.Paragraph(text=text, strong=True):
            return f'<p class="verdict"><strong>{_escaped(text)}</strong></p>'
        case doc.Paragraph(text=text):
            return f"<p>{_escaped(text)}</p>"
        case doc.Notes(lines=lines):
            return "\n".join(f"<p>{_escaped(each)}</p>" for each in lines)
        case doc.Bullets(items=items, numbered=numbered):
            return _list(map(doc.Item, items), "ol" if numbered else "ul")
        case doc.Outline(items=items):
            return _list(items)
        case doc.Tree(root=root):
            return f"<h1>{_escaped(root.text)}</h1>\n{_list(root.parts)}"
        case doc.Grid(notes=notes):
            return "\n".join([_table(part), *(f"<p>{_escaped(each)}</p>" for each in notes)])
        case doc.Bars():
            return _table(part.grid)


def _list(items: Iterable[doc.Item], tag: str = "ul") -> str:
    return "\n".join([f"<{tag}>", *map(_item, items), f"</{tag}>"])


def _item(item: doc.Item) -> str:
    text = f"{MARKS[item.state]}{_escaped(item.text)}"
    if isinstance(item.text, doc.Toned) and item.text.tone == "strong":
        text = f"<strong>{text}</strong>"
    note = f" {_escaped(item.note)}" if item.note else ""
    below = f"\n{_list(item.parts)}\n" if item.parts else ""
    return f"<li>{text}{note}{below}</li>"


def _table(grid: doc.Grid) -> str:
    def cell(tag: str, index: int, text: doc.Line, scope: str = "") -> str:
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


def _escaped(line: doc.Line) -> str:
    return escape(plain(line).strip())
