"""Letters for the office: documents that a word processor opens, and drafts of mails."""

from __future__ import annotations

import io
import sys
from email import message_from_bytes
from email.policy import default as modern

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore import InputError
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
)
from evalcore.reports.formats import for_office

PARTS = (
    Heading("Portal", level=1),
    Paragraph("A go.", strong=True),
    Paragraph("=1+1 & <b>bold</b>"),
    Notes(("beside",)),
    Bullets(("first", "second")),
    Bullets(("one",), numbered=True),
    Outline((Item(Toned("top", "strong"), (Item("below", state="yes", note="why"),)),)),
    Tree(Item("root", (Item("leaf", state="no"),))),
    Grid("Scores", ("Name", "Score"), (("fit", "0.5"),), right=(1,), notes=("in kEUR",)),
    Bars("how", (Bar("fit", "0.5", "adds", 0, 0.5, 0.5),), {}),
)
LETTER = Document(PARTS, "Portal: a go", "Office <office@example.org>", "CFO <cfo@example.org>")


def paper(document):
    return docx.Document(io.BytesIO(for_office(document, "docx")))


def mail(document):
    return message_from_bytes(for_office(document, "eml"), policy=modern)


def test_a_word_processor_finds_every_part():
    found = paper(LETTER)
    texts = [(each.style.name, each.text) for each in found.paragraphs]
    assert texts == [
        ("Heading 1", "Portal"),
        ("Normal", "A go."),
        ("Normal", "=1+1 & <b>bold</b>"),
        ("Normal", "beside"),
        ("List Bullet", "first"),
        ("List Bullet", "second"),
        ("List Number", "one"),
        ("List Bullet", "top"),
        ("List Bullet 2", "✓ below why"),
        ("Heading 1", "root"),
        ("List Bullet", "✗ leaf"),
        ("Caption", "Scores"),
        ("Normal", "in kEUR"),
        ("Caption", "how"),
    ]
    assert found.paragraphs[1].runs[0].bold
    tables = [[[cell.text for cell in row.cells] for row in each.rows] for each in found.tables]
    assert tables == [[["Name", "Score"], ["fit", "0.5"]], [["", ""], ["fit", "0.5"]]]
    assert found.core_properties.title == "Portal: a go"
    assert found.core_properties.author == "Office <office@example.org>"
    assert not found.core_properties.comments


def test_a_mail_program_finds_a_draft():
    found = mail(LETTER)
    assert found["Subject"] == "Portal: a go"
    assert found["From"] == "Office <office@example.org>"
    assert found["To"] == "CFO <cfo@example.org>"
    assert found["X-Unsent"] == "1"
    text, page = found.iter_parts()
    assert (
        text.get_content()
        .replace("\r\n", "\n")
        .startswith("Portal\n\nA go.\n\n=1+1 & <b>bold</b>\n")
    )
    assert "&lt;b&gt;bold&lt;/b&gt;" in page.get_content()


@pytest.mark.parametrize("who", ["CFO", "", "a@b", "x@y.org\r\nBcc: z@y.org", "a, b@c.org"])
def test_who_has_no_address_is_filled_in_by_hand(who):
    found = mail(Document(PARTS, "t", who, who))
    assert found["To"] is None
    assert found["Bcc"] is None


@given(st.text(max_size=60))
def test_no_text_gets_out_of_its_place(text):
    document = Document([Heading(text, 1), Paragraph(text), Bullets((text,))], text, text, text)
    found = mail(document)
    assert set(found.keys()) <= {
        "Subject", "From", "To", "X-Unsent", "MIME-Version", "Content-Type"
    }  # fmt: skip
    assert len([*found.iter_parts()]) == 2
    assert len(paper(document).paragraphs) == 3


@pytest.mark.parametrize("form", ["docx", "eml"])
def test_the_same_bytes_whenever_it_is_written(form):
    assert for_office(LETTER, form) == for_office(LETTER, form)


def test_without_python_docx_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(InputError, match="writing docx needs python-docx, which is not installed"):
        for_office(LETTER, "docx")
