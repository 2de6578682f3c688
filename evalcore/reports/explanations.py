"""The explanation as a document: the tree of why, and how the total adds up."""

from __future__ import annotations

from collections.abc import Iterator

from evalcore.judge.explanation import Reason
from evalcore.reports.document import Bars, Document, Item, Tree, plain
from evalcore.reports.tables import Row, Table


def explanation_document(root: Reason, bars: Bars | None = None) -> Document:
    """The tree, with the waterfall below where there is one."""
    return Document((Tree(_item(root)), *([] if bars is None else [bars])), root.text)


def explanation_table(root: Reason) -> Table:
    """A row for each reason, in order; `level` says how far it is behind the verdict."""
    return Table("reasons", ("level", "state", "reason"), [*_rows(root, 0)])


def _rows(reason: Reason, level: int) -> Iterator[Row]:
    yield level, reason.state, reason.text
    for part in reason.parts:
        yield from _rows(part, level + 1)


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
