"""Letters on paper: Markdown, HTML and a terminal say the same, and nothing in them is markup."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import attrs
import pytest
from hypothesis import given as drawn_from
from hypothesis import strategies as st
from portfolio import REQUESTS, evaluator

from evalcore.letters import letter, page
from evalcore.reports.document import Bullets, Document, Grid, Heading, Paragraph
from evalcore.reports.html import as_html
from evalcore.reports.letters import letter_document, page_document, title_of
from evalcore.reports.markdown import as_markdown
from evalcore.reports.terminal import as_text
from rulesets import evaluate

HOSTILE = "<script>alert('x')</script> & \"q\" | *b* _i_ `c` [l](u)\n# h \x1b[31m"


def judged(number=0, **other):
    return evaluator().evaluate({**REQUESTS[number], **other})


def sheet(**other):
    return page_document(page(judged(**other)))


def test_a_letter_as_text():
    assert (
        as_text(letter_document(letter(judged())))
        == """\
Self-service portal

To whoever asked for it,

The verdict is a go: it goes ahead.

Why
It fits, and there is time for it. The total, 0.76, is at least 0.5.

What is missing
Nothing more is needed for this verdict.

Who may decide otherwise
This follows from the ruleset "portfolio", which names nobody who may decide
otherwise.

Your request: R1. Evaluated by the ruleset "portfolio", version 2026.1.
"""
    )


def test_a_page_as_markdown():
    assert (
        as_markdown(page_document(page(judged(fit=None)))).partition("## Who may")[0]
        == """\
# Self-service portal

Request R1.

**This is not decided yet; for now it is a hold: nothing starts or goes on for now.**

The total: 0.2 to 0.95.

## Why

What is still missing decides between a go and a kill.

## What is missing

- Fit: How well does it fit?

## What was measured

Scores from 0 to 1

| Criterion | Score | Weight | Adds | Why |
| --- | ---: | ---: | ---: | --- |
| strategic fit | 0 to 1 | 3 |  | Not known without fit. |
| time left | 0.8 | 1 | 0.2 | Hours 4 of 20 hours a month; the less, the better. |

## What was asked, in order

Gates and rules, up to where it was decided

| Question | Result | Why |
| --- | --- | --- |
| voted | met | Votes, 5, are at least 3. |
| worthy | open | Not known without fit. |

"""
    )


def test_every_part_of_a_letter_has_its_place():
    body = """
    may_override = "the board"
    [fields.sponsor]
    kind = "text"
    [fields.a]
    kind = "number"
    question = "How much?"
    answered_by = "sponsor"
    [fields.b]
    kind = "number"
    [fields.c]
    kind = "number"
    question = "How many?"
    [[rules]]
    id = "r"
    when = "a > 1 or b > 1 or c > 1 or sponsor == 'x'"
    verdict = "go"
    """
    evaluation = evaluate(body, sponsor="CFO", b={"withheld": "secret"})
    text = as_text(letter_document(letter(evaluation)))
    assert "Dear CFO,\n\nThis is not decided yet.\n" in text
    assert "You can say:\n- A: How much?\n\n- C: How many?\n" in text
    assert "Withheld so far, and needed:\n- B (secret)\n" in text
    assert "Who may decide otherwise\nThe board.\n" in text
    assert "The sponsor can say:" in as_markdown(page_document(page(evaluation)))


def test_changes_are_shown_where_somebody_looked_for_them():
    written = attrs.evolve(letter(judged()), changes=("One.",))
    shown = [*letter_document(written).parts]
    assert shown[shown.index(Heading("The smallest change")) + 1] == Paragraph("One.")
    written = attrs.evolve(written, changes=("One.", "Two."))
    assert Bullets(("One.", "Two.")) in letter_document(written).parts
    assert Heading("The smallest change") not in letter_document(letter(judged())).parts


def test_a_title_says_what_came_of_it():
    assert title_of(letter(judged())) == "Self-service portal: a go"
    assert title_of(letter(judged(fit=None))) == "Self-service portal: not decided yet"


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_page_fits_the_terminal(width):
    text = as_text(sheet(title="A long title " * 20), width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text
    assert "\x1b[1m" in as_text(sheet(), width=width, color=True)


class Outline(HTMLParser):
    """The tags of a page, in order; complains where one is not closed."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, given):
        self.seen.append((tag, dict(given)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def outline(html):
    found = Outline()
    found.feed(html)
    found.close()
    assert found.open == []
    return found.seen


def test_a_page_as_html_is_whole_and_can_be_read_aloud():
    html = as_html(sheet())
    seen = outline(html)
    tags = [tag for tag, _ in seen]
    assert html.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert tags.count("h1") == tags.count("title") == tags.count("main") == 1
    assert next(tag for tag in tags if re.fullmatch("h[1-6]", tag)) == "h1"
    assert tags.count("caption") == tags.count("table") == 2
    scopes = [given.get("scope") for tag, given in seen if tag == "th"]
    assert set(scopes) == {"col", "row"}
    assert not {"script", "link", "img", "iframe"} & set(tags)
    assert "@page { size: A4" in html


def test_nothing_that_somebody_wrote_is_markup():
    document = sheet(title=HOSTILE)
    html = as_html(document)
    assert "<script" not in html
    assert "\x1b" not in html
    assert "\x1b" not in as_text(document)
    assert "\\<script\\>" in as_markdown(document) or "\\<script>" in as_markdown(document)
    outline(html)


@drawn_from(text=st.text(min_size=1))
def test_html_holds_any_text(text):
    parts = [
        Heading(text, level=1),
        Paragraph(text),
        Paragraph(text, strong=True),
        Bullets((text,)),
        Grid(text, (text, text), ((text, text),), right=(1,)),
    ]
    document = Document(parts, text)
    html = as_html(document)
    tags = [tag for tag, _ in outline(html)]
    assert [tag for tag in tags if tag not in ("html", "head", "meta", "title", "style")] == [
        "body", "main", "h1", "p", "p", "strong", "ul", "li",
        "table", "caption", "thead", "tr", "th", "th", "tbody", "tr", "th", "td",
    ]  # fmt: skip
    shown = "".join(char if char.isprintable() else " " for char in text).strip()
    assert shown in unescape(html)
    assert as_markdown(document)
    assert as_text(document, width=60) is not None


@pytest.mark.parametrize("text", ["- a", "+ a", "1. a", "12) a", "> a", "# a", "= a"])
def test_markdown_begins_no_list_by_accident(text):
    assert re.match(r"\d*\\", as_markdown(Document([Paragraph(text)])))
