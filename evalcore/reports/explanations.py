"""The explanation as a document: the tree of why, and how the total adds up."""

from __future__ import annotations

from evalcore.judge.explanation import Reason
from evalcore.reports.document import Bars, Document, Item, Tree, plain


def explanation_document(root: Reason, bars: Bars | None = None) -> Document:
    """The tree, with the waterfall below where there is one."""
    return Document((Tree(_item(root)), *([] if bars is None else [bars])), root.text)


def _item(reason: Reason) -> Item:
    """A reason; values that stand behind it and nothing else are said beside it."""
    values = _values_behind(reason)
    parts = () if values else tuple(map(_item, reason.parts))
    return Item(reason.text, parts, reason.state, values)


def _values_behind(reason: Reason) -> str:
    """`where cost_k = 750 kEUR`, where there are values behind a line and nothing else."""
    if not reason.parts or any(part.parts or part.state for part in reason.parts):
        return ""
    if not all(" = " in part.text for part in reason.parts):
        return ""
    return f"where {', '.join(plain(part.text) for part in reason.parts)}"
