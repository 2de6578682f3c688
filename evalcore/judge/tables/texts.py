"""Texts: columns of them as they are kept, and where they are what a failed formula leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evalcore.interpret.columns.frames import polars
from evalcore.written.blank import ERRORS, kept
from evalcore.written.numbers import LARGEST

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


def ids(column: Any) -> tuple[Any, Any]:
    """The ids as texts, and where there is none that would do."""
    pl = polars()
    if column.dtype == pl.Object:  # texts beside numbers
        column = pl.Series([_id(each) for each in column.to_list()], dtype=pl.String)
    column = once_each(column)
    if column.dtype == pl.String:
        texts, bad = sound(column)
        return texts, texts.is_null() if bad is None else texts.is_null() | bad
    texts = column.cast(pl.String, strict=False)
    if not column.dtype.is_integer():
        return texts, pl.Series([True]).new_from_index(0, len(column))
    far = (column.cast(pl.Float64).abs() > LARGEST).fill_null(value=False)
    return texts, column.is_null() | far


def _id(raw: object) -> str | None:
    """A text or a whole number as the text of an id; None for anything else."""
    if isinstance(raw, str):
        return raw
    whole = isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) <= LARGEST
    return str(raw) if whole else None


def once_each(column: Any) -> Any:
    """Texts that are stored once each, as such."""
    pl = polars()
    return column.cast(pl.String) if column.dtype in (pl.Categorical, pl.Enum) else column
