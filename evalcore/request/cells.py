"""Cells: text out of a table (CSV and its kin), turned into what a field of each kind holds.

Only the plain notation is read here, and only unambiguously. Everybody's own notations
(currency signs, thousands separators) are a matter for mappings.
"""

from __future__ import annotations

import re

import attrs

from evalcore.request.fields import Field
from evalcore.written.blank import kept

UNKNOWN_WORDS = frozenset({"", "null"})
_WITHHELD = re.compile(r"withheld(:\s*(?P<reason>.*))?", re.IGNORECASE | re.DOTALL)


class Cell(str):
    """The text of one cell; sources that read tables give these instead of typed values."""

    __slots__ = ()


@attrs.frozen
class Broken:
    """A cell that holds no value, such as the error `#DIV/0!`: refused, whatever the field."""

    text: str
    mend: str = ""

    def __repr__(self) -> str:
        return self.text


def from_cell(field: Field, cell: Cell) -> object:
    """What the text stands for; text that fits no notation stays text, for `read` to refuse.

    A blank cell is unknown. `withheld` or `withheld: reason` is withheld.
    """
    text = kept(cell)
    return withholding(text) if is_unsaid(field, text) else field.kind.row.cell(field, text)


def is_unsaid(field: Field, text: str) -> bool:
    """Whether a text says that a value is unknown or withheld, and is no choice of that name."""
    if text in (field.choices or ()):
        return False
    return text.casefold() in UNKNOWN_WORDS or _WITHHELD.fullmatch(text) is not None


def withholding(text: str) -> dict[str, str] | None:
    """Withheld, with the reason that such a text gives; None where it says unknown."""
    withheld = _WITHHELD.fullmatch(text)
    return {"withheld": kept(withheld["reason"] or "")} if withheld else None
