"""Texts: columns of them as they are kept, and where they are what a failed formula leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evalcore.interpret.columns.frames import polars
from evalcore.written.blank import ERRORS, kept

FEW = 8  # choices that are compared one by one: that is quicker than to look for one of them
PLAIN = r"^[!-~](?:[ -~]*[!-~])?$"  # texts that are kept as they are
SOUND = r'^[!"$-DF-~](?:[ -~]*[!-~])?$'  # and begin like nothing that a failed formula leaves


def sound(column: Any) -> tuple[Any, Any]:
    """Texts as they are kept, and where they are no texts but what a formula leaves; or None."""
    if column.str.contains(SOUND).all():
        return column, None
    values = as_kept(column)
    return values, failed(values)


def as_kept(column: Any) -> Any:
    """Texts as they are kept; blank ones say nothing."""
    pl = polars()
    if column.str.contains(PLAIN).all():
        return column
    odd = column.unique()
    odd = odd.filter(odd.is_not_null() & ~odd.str.contains(PLAIN))
    found = pl.Series([kept(each) or None for each in odd.to_list()], dtype=pl.String)
    return column.replace_strict(odd, found, default=column) if len(odd) else column


def are_choices(texts: Any, choices: Sequence[str]) -> Any:
    """Whether each is one of the choices; null is."""
    if len(choices) > FEW:
        return texts.is_in(list(choices)).fill_null(value=True)
    found = texts.is_null()
    for each in choices:
        found = found | (texts == each)
    return found


def failed(texts: Any) -> Any:
    """Where a text is what a formula that failed leaves; None where none is."""
    marked = texts.str.starts_with("#") | texts.str.starts_with("Err:")
    if not marked.any():
        return None
    found = texts.is_in(list(ERRORS)).fill_null(value=False)
    return found if found.any() else None
