"""What is printed of an evaluation with its reasons, or of a list."""

from __future__ import annotations

from evalcore.judge.evaluation import judged
from evalcore.judge.explanation import Reason, explain
from evalcore.judge.listing import Listing
from evalcore.judge.record import Evaluation
from evalcore.reports.document import Document
from evalcore.reports.explanations import explanation_document
from evalcore.reports.listings import listing_document

Shown = Evaluation | Listing | Reason


def show_text(shown: Shown, *, width: int = 80, color: bool = False) -> str:
    """What `show_html` shows, for a terminal of so many columns. Raises as that does."""
    from evalcore.reports.terminal import as_text

    return as_text(document_of(shown), width=width, color=color)


def document_of(shown: Shown) -> Document:
    """A list as a table, or the reasons of an evaluation."""
    if isinstance(shown, Listing):
        return listing_document(shown)
    return explanation_document(shown if isinstance(shown, Reason) else explain(judged(shown)))
