"""Reasons: what the reports of an explanation share; how it looks is up to each format."""

from __future__ import annotations

from evalcore.judge.explanation import Reason
from evalcore.reports.rows import printable


def values_behind(reason: Reason) -> str:
    """The values behind a line, where they are nothing but values: `where cost_k = 750 kEUR`."""
    if not reason.parts or any(part.parts or part.state for part in reason.parts):
        return ""
    if not all(" = " in part.text for part in reason.parts):
        return ""
    return f"where {', '.join(printable(part.text) for part in reason.parts)}"
