"""Cells: text out of a table (CSV and its kin), turned into what a field of each kind holds.

Only the plain notation is read here, and only unambiguously. Everybody's own notations
(currency signs, thousands separators) are a matter for mappings.
"""

from __future__ import annotations

import re

from evalcore.fields import Field, Kind

UNKNOWN_WORDS = frozenset({"", "null"})
LONGEST = 600  # digits; Python refuses to read some more, and no float is as large
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
_WITHHELD = re.compile(r"withheld(:\s*(?P<reason>.*))?", re.IGNORECASE | re.DOTALL)


class Cell(str):
    """The text of one cell; sources that read tables give these instead of typed values."""

    __slots__ = ()


def from_cell(field: Field, cell: Cell) -> object:
    """What the text stands for; text that fits no notation stays text, for `read` to refuse.

    An empty cell is unknown. `withheld` or `withheld: reason` is withheld. A set is separated by
    `;`, and `none` is the set of nothing. A flag is true, false, yes or no.
    """
    text = cell.strip()
    if text.casefold() in UNKNOWN_WORDS and not _offers(field, text):
        return None
    withheld = _WITHHELD.fullmatch(text)
    if withheld and not _offers(field, text):
        return {"withheld": (withheld["reason"] or "").strip()}
    if field.kind.is_number:
        return _number(text) if _NUMBER.fullmatch(text) else text
    if field.kind is Kind.FLAG:
        return _FLAGS.get(text.casefold(), text)
    if field.kind is Kind.SET:
        if text.casefold() == "none" and not _offers(field, text):
            return []
        return [part.strip() for part in text.split(";") if part.strip()]
    return text


def _number(text: str) -> int | float:
    """A whole number stays whole: rounded to a float, one beyond 2**53 could pass as another."""
    return int(text) if len(text) < LONGEST and not text.strip("+-0123456789") else float(text)


def _offers(field: Field, text: str) -> bool:
    return text in (field.choices or ())
