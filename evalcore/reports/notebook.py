"""What stands in a cell of a notebook, or is printed: an evaluation with reasons, or a list."""

from __future__ import annotations

from evalcore.judge.evaluation import judged
from evalcore.judge.explanation import Reason, explain
from evalcore.judge.listing import Listing
from evalcore.judge.record import Evaluation
from evalcore.reports.document import Document
from evalcore.reports.explanations import explanation_document
from evalcore.reports.html import as_part
from evalcore.reports.listings import listing_document

Shown = Evaluation | Listing | Reason


def show_html(shown: Shown) -> str:
    """A fragment of HTML: an evaluation's reasons, a list as a table; without scripts and styles.

    Raises `InputError` for an evaluation that was read back, without its ruleset.
    """
    parts = "\n".join(map(as_part, _document(shown).parts))
    return f'<div class="evalcore">\n{parts}\n</div>'


def show_text(shown: Shown, *, width: int = 80, color: bool = False) -> str:
    """The same for a terminal of so many columns. Raises as `show_html`."""
    from evalcore.reports.terminal import as_text

    return as_text(_document(shown), width=width, color=color)


def _document(shown: Shown) -> Document:
    if isinstance(shown, Listing):
        return listing_document(shown)
    return explanation_document(shown if isinstance(shown, Reason) else explain(judged(shown)))
