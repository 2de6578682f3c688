"""Cells: text out of a table (CSV and its kin), turned into what a field of each kind holds.

Only the plain notation is read here, and only unambiguously. Everybody's own notations
(currency signs, thousands separators) are a matter for mappings.
"""

from __future__ import annotations

import re

from evalcore.request.fields import Field
from evalcore.written.blank import kept

UNKNOWN_WORDS = frozenset({"", "null"})
_WITHHELD = re.compile(r"withheld(:\s*(?P<reason>.*))?", re.IGNORECASE | re.DOTALL)


class Cell(str):
    """The text of one cell; sources that read tables give these instead of typed values."""

    __slots__ = ()


def from_cell(field: Field, cell: Cell) -> object:
    """What the text stands for; text that fits no notation stays text, for `read` to refuse.

    A blank cell is unknown. `withheld` or `withheld: reason` is withheld.
    """
    text = kept(cell)
    if text not in (field.choices or ()):
        if text.casefold() in UNKNOWN_WORDS:
            return None
        withheld = _WITHHELD.fullmatch(text)
        if withheld:
            return {"withheld": kept(withheld["reason"] or "")}
    return field.kind.row.cell(field, text)
