"""Formats: a document, or a list of evaluations, in the format that somebody asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalcore.reports.document import Document

if TYPE_CHECKING:
    from evalcore.judge.listing import Listing


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


def write_report(
    listing: Listing, form: str = "table", *, width: int = 80, color: bool = False
) -> str:
    """Evaluations as a table, json, csv, markdown or html; `Evaluator.listing` puts them together.

    `width` is how many columns a table may take, `color` whether it steers a terminal. Raises
    `ValueError` for another format: those of plugins are found by `Plugins.report`.
    """
    if form in ("json", "csv"):
        from evalcore.reports import machine

        return machine.as_json(listing) if form == "json" else machine.as_csv(listing)
    if form not in ("table", "markdown", "html"):
        message = f"there is no format {form!r}: take table, json, csv, markdown or html"
        raise ValueError(message)
    from evalcore.reports.listings import listing_document

    brief = form == "table"
    return written(listing_document(listing, brief=brief), form, width=width, color=color)
