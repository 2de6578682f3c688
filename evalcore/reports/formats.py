"""Formats: a document, or a list of evaluations, in the format that somebody asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from evalcore.extend.reserved import FORMATS
from evalcore.written.errors import Complaint, InputError, near, one_of, show

if TYPE_CHECKING:
    from evalcore.judge.listing import Listing
    from evalcore.reports.document import Document


def written(document: Document, form: str, *, width: int = 80, color: bool = False) -> str:
    """The document as Markdown, as HTML, or for a terminal of so many columns."""
    if form == "markdown":
        from evalcore.reports.markdown import as_markdown

        return as_markdown(document)
    if form == "html":
        from evalcore.reports.html import as_html

        return as_html(document)
    from evalcore.reports.terminal import as_text

    return as_text(document, width=width, color=color)


def for_office(document: Document, form: str) -> bytes:
    """The document for a word processor (docx), or as the draft of a mail (eml)."""
    if form == "docx":
        from evalcore.reports.docx import as_docx

        return as_docx(document)
    from evalcore.reports.eml import as_eml

    return as_eml(document)


def write_report(
    listing: Listing, form: str = "table", *, width: int = 80, color: bool = False
) -> str:
    """Evaluations as a table, json, csv, markdown or html; `Evaluator.listing` puts them together.

    `width` is how many columns a table may take, `color` whether it steers a terminal. Raises
    `InputError` for another format: `Plugins.report` finds those of plugins.
    """
    return "".join(report_pieces(listing, form, width=width, color=color))


def report_pieces(
    listing: Listing, form: str = "table", *, width: int = 80, color: bool = False
) -> Iterable[str]:
    """The same in pieces: json and csv evaluation by evaluation, as all together are large."""
    if form in ("json", "csv"):
        from evalcore.reports import machine

        return (machine.json_pieces if form == "json" else machine.csv_pieces)(listing)
    known = (*FORMATS, "html")
    if form not in known:
        raise InputError(
            Complaint(f"there is no report {show(form)}", one_of(known), near(form, known))
        )
    from evalcore.reports.listings import listing_document

    brief = form == "table"
    return [written(listing_document(listing, brief=brief), form, width=width, color=color)]
