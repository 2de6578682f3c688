"""The document model: each part in each format, and what stands together in a terminal."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from evalcore.reports.document import (
    Bar,
    Bars,
    Bullets,
    Document,
    Grid,
    Heading,
    Item,
    Notes,
    Outline,
    Paragraph,
    Toned,
    Tree,
    plain,
)
from evalcore.reports.html import as_html
from evalcore.reports.markdown import as_markdown
from evalcore.reports.terminal import as_text, filled

OUTLINE = Outline(
    (Item(Toned("R1 *Portal*", "strong"), (Item("two agree", (Item("because < it fits"),)),)),)
)
TREE = Tree(Item("R1: go", (Item("total >= 0.5", state="yes", note="where total = 0.7"),)))
NAMES = ("short", "a_rather_long_name", "another_rather_long_one", "the_last_of_them_all")


def html(*parts):
    return as_html(Document(parts)).partition("<main>\n")[2].partition("\n</main>")[0]


def markdown(*parts):
    return as_markdown(Document(parts))


def text(*parts, width=60):
    return as_text(Document(parts), width=width)


def test_an_outline():
    assert text(OUTLINE) == "R1 *Portal*\n  two agree\n    because < it fits\n"
    assert markdown(OUTLINE) == (
        "- **R1 \\*Portal\\***\n  - two agree\n    - because \\< it fits\n"
    )
    assert html(OUTLINE) == (
        "<ul>\n<li><strong>R1 *Portal*</strong>\n<ul>\n<li>two agree\n<ul>\n"
        "<li>because &lt; it fits</li>\n</ul>\n</li>\n</ul>\n</li>\n</ul>"
    )


def test_a_tree_has_its_root_as_a_title():
    assert text(TREE) == "R1: go\n└── ✓ total >= 0.5 where total = 0.7\n"
    assert markdown(TREE) == "# R1: go\n\n- ✓ total >= 0.5 where total = 0.7\n"
    assert html(TREE) == (
        "<h1>R1: go</h1>\n<ul>\n<li>✓ total &gt;= 0.5 where total = 0.7</li>\n</ul>"
    )


def test_numbered_bullets_set_apart():
    parts = (Paragraph("Any of these:"), Bullets(("one", "two"), numbered=True, apart=True))
    assert text(*parts) == "Any of these:\n\n  1. one\n  2. two\n"
    assert markdown(*parts) == "Any of these:\n\n1. one\n2. two\n"
    assert html(*parts) == "<p>Any of these:</p>\n<ol>\n<li>one</li>\n<li>two</li>\n</ol>"


def test_notes_are_a_line_each():
    notes = Notes(("first", "1. second"))
    assert text(notes) == "first\n1. second\n"
    assert markdown(notes) == "first\n\n1\\. second\n"
    assert html(notes) == "<p>first</p>\n<p>1. second</p>"


def test_notes_of_a_table_stand_below_it():
    grid = Grid("", ("a", "b"), (("x", "y"),), notes=("y: yes",))
    assert text(grid) == "a  b\n────\nx  y\n\ny: yes\n"
    assert markdown(grid).endswith("| x | y |\n\ny: yes\n")
    assert html(grid).endswith("</table>\n<p>y: yes</p>")


def test_bars_are_numbers_where_nothing_is_drawn():
    bars = Bars("adds up", (Bar("fit", "+0.60", "adds", 0, 0.6, 0.6),), {})
    assert "<caption>adds up</caption>" in html(bars)
    assert '<th scope="row">fit</th><td class="number">+0.60</td>' in html(bars)
    assert "| fit | +0.60 |" in markdown(bars)


@pytest.mark.parametrize(
    ("parts", "apart"),
    [
        ((Heading("T", level=1), Paragraph("p")), True),
        ((Heading("T", level=1, close=True), Paragraph("p")), False),
        ((Heading("T"), Paragraph("p")), False),
        ((Heading("T"), Bullets(("b",))), False),
        ((Heading("T"), OUTLINE), True),
        ((Heading("T"), Grid("", ("h",), (("c",),))), True),
        ((Heading("T"), Grid("caption", ("h",), (("c",),))), False),
        ((Paragraph("So:"), Bullets(("b",))), False),
        ((Paragraph("So."), Bullets(("b",))), True),
    ],
)
def test_what_stands_together(parts, apart):
    assert ("\n\n" in text(*parts)) is apart


def wide(labels, cell="go"):
    head, names = ("Request", *labels), range(1, 1 + len(labels))
    return Grid("", head, (("R1", *[cell] * len(labels)),), fit="wide", texts=(0,), names=names)


def test_names_take_several_lines_before_they_become_numbers():
    lines = text(wide(NAMES[:2]), width=60).splitlines()
    assert [line.split() for line in lines[:4]] == [
        ["a"], ["rather"], ["long"], ["Request", "short", "name"],
    ]  # fmt: skip
    numbered = text(wide(NAMES * 2), width=60).splitlines()
    assert numbered[0].startswith("1 short, 2 a_rather_long_name, ")
    assert numbered[4].split() == ["Request", *"12345678"]


def test_what_is_wide_is_as_wide_as_it_has_to_be():
    lines = text(wide(["x"] * 30), width=60).splitlines()
    assert max(map(cell_len, lines)) > 60
    assert lines[-1].split() == ["R1", *["go"] * 30]


def test_tones_are_colours_in_a_terminal_and_nothing_elsewhere():
    grid = Grid("", ("a",), ((Toned("go", "best"),),))
    assert "\x1b[1;32mgo" in as_text(Document([grid]), color=True)
    assert "| go |" in markdown(grid)
    assert plain(("a", Toned("b\x1b", "bad"))) == "ab "


def test_lines_are_filled():
    assert filled("one  two three", 9) == "one  two\nthree"
    assert filled("one two three", 9, "1. ") == "1. one\n   two\n   three"
    assert filled("顧客データ", 4) == "顧客\nデー\nタ"
    assert filled("a generative-AI", 13, below=2) == "a\n  generative-\n  AI"
