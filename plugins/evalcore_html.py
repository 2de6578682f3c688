"""A ranking, or a list of scores, as one HTML page that needs nothing else and prints on A4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalcore import Report, hookimpl, write_report

if TYPE_CHECKING:
    from evalcore import Listing


@hookimpl
def evalcore_reports() -> list[Report]:
    """The one format."""
    return [Report("html", as_html, about="a page to read in a browser, to mail or to print")]


def as_html(listing: Listing) -> str:
    """The page: a heading, the decided with their places, the undecided with what they wait for."""
    return write_report(listing, "html")
