"""What is called .xlsx and is no usual one: read, or a sentence that says how to save it."""

from __future__ import annotations

import io
import zipfile

import pytest
from read.mapping.spreadsheet import JUDGE, refusal

openpyxl = pytest.importorskip("openpyxl", reason="the extra xlsx is not installed")

from evalcore import load_initiatives  # noqa: E402

BOTH = (
    ("http://schemas.openxmlformats.org/spreadsheetml/2006", "http://purl.oclc.org/ooxml/spreadsheetml"),
    ("http://schemas.openxmlformats.org/officeDocument/2006", "http://purl.oclc.org/ooxml/officeDocument"),
)  # fmt: skip
AS_WORKBOOK = 'save it as "Excel Workbook (.xlsx)"'
BY_NAME = "a hidden sheet is read by its name: --sheet NAME"
OLD = "this workbook has a password, or is one of the old format .xls"
NONE = "no .xlsx workbook is in it"
AGAIN = "open it in a spreadsheet program and save it again as .xlsx"
STRICT = (
    "the workbook is saved as Strict Open XML, which cannot be read\n"
    f'    {AS_WORKBOOK}, not as "Strict Open XML Spreadsheet"'
)


def book(change=None):
    made = openpyxl.Workbook()
    made.active.append(["id", "cost"])
    made.active.append(["A", 5])
    if change is not None:
        change(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def repacked(change, more=(), document=None):
    """The parts of a workbook, each as `change` gives it; None leaves it out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document or book())) as packed,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as into,
    ):
        for name in packed.namelist():
            part = change(name, packed.read(name).decode())
            if part is not None:
                into.writestr(name, part)
        for name, part in more:
            into.writestr(name, part)
    return stream.getvalue()


def archive(*names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as into:
        for name in names:
            into.writestr(name, "<x/>")
    return stream.getvalue()


def strict(*parts):
    def change(name, text):
        for usual, other in BOTH if any(each in name for each in parts) else ():
            text = text.replace(usual, other)
        return text

    return repacked(change)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REFERENCE = f'<externalReference xmlns:r="{LINK}" r:id="rId99"/>'
TARGET = f'Id="rId99" Type="{LINK}/externalLink" Target="externalLinks/externalLink1.xml"'
LINKED = (
    ("</sheets>", f"</sheets><externalReferences>{REFERENCE}</externalReferences>"),
    ("</Relationships>", f"<Relationship {TARGET}/></Relationships>"),
)


def linked(name, text):
    for usual, other in LINKED if "workbook.xml" in name else ():
        text = text.replace(usual, other)
    return text


@pytest.mark.parametrize(
    "document",
    [
        strict(".rels"),
        book(lambda made: made.create_chartsheet("empty")),
        book(lambda made: made.create_chartsheet("empty", 0)),
        repacked(linked),
        repacked(lambda name, text: None if name == "xl/styles.xml" else text),
        book(lambda made: setattr(made.create_sheet("more"), "sheet_state", "veryHidden")),
    ],
    ids=["strict links", "chart", "chart first", "lost link", "no styles", "hidden"],
)
def test_what_does_not_concern_the_cells_is_passed_over(tmp_path, document):
    (tmp_path / "in.xlsx").write_bytes(document)
    (found,) = load_initiatives(JUDGE, tmp_path / "in.xlsx").initiatives
    assert (found.id, found.values["cost"]) == ("A", 5)


def hidden_alone(made):
    made.active.sheet_state = "hidden"
    made.active = made.create_sheet("Cover")


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (strict("xl/"), STRICT),
        (strict("xl/workbook.xml"), STRICT),
        (strict("worksheets/"), STRICT),
        (OLE, f"{OLD}\n    save it as .xlsx without a password"),
        (archive("word/document.xml"), f"this is a document, and {NONE}\n    {AS_WORKBOOK}"),
        (archive("Index/Document.iwa"), f"this is a file of Numbers, and {NONE}"),
        (archive("photo.jpg"), f"this is a zip archive, and {NONE}"),
        (archive(), f"this is a zip archive, and {NONE}"),
        (archive("content.xml"), f"this is OpenDocument, not .xlsx\n    {AS_WORKBOOK}"),
        (archive("xl/workbook.bin"), "this is a binary workbook (.xlsb), not .xlsx"),
        (book()[:2_000], "this workbook is cut off, or damaged\n    copy it again, or open it"),
        (book()[:-5], "this workbook is cut off, or damaged"),
        (b"", "the file is empty\n    open it in a spreadsheet program"),
        (b"id,cost\nA,5\n", "save it as .xlsx; text with separators is read with --from csv"),
        (b"%PDF-1.7\n", "this is no .xlsx workbook\n    open it in a spreadsheet program"),
        (repacked(lambda name, text: None if "sheet1" in name else text), f"cells\n    {AGAIN}"),
        (repacked(lambda name, text: text[:300] if "sheet1" in name else text), AGAIN),
        (book(hidden_alone), f"the sheet 'Cover' is empty; hidden: 'Sheet'\n    {BY_NAME}"),
    ],
    ids=lambda each: each.partition("\n")[0][:40] if isinstance(each, str) else "",
)
def test_a_sentence_says_how_to_save_it(tmp_path, document, words):
    (tmp_path / "in.xlsx").write_bytes(document)
    said = refusal(load_initiatives, JUDGE, tmp_path / "in.xlsx")
    assert words in said
    assert len(said) < 600
