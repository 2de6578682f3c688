"""Cells: text out of a table (CSV and its kin), turned into what a field of each kind holds.

Only the plain notation is read here, and only unambiguously. Everybody's own notations
(currency signs, thousands separators) are a matter for mappings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import cast

from evalcore.request.fields import Field, Kind
from evalcore.written.blank import kept

UNKNOWN_WORDS = frozenset({"", "null"})
LONGEST = 600  # digits; Python refuses to read some more, and no float is as large
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_COUNT = re.compile(r"[1-9]\d{0,3}", re.ASCII)
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
    text = kept(cell)
    if text.casefold() in UNKNOWN_WORDS and not _offers(field, text):
        return None
    withheld = _WITHHELD.fullmatch(text)
    if withheld and not _offers(field, text):
        return {"withheld": kept(withheld["reason"] or "")}
    if field.kind.is_number:
        return _number(text) if _NUMBER.fullmatch(text) else text
    if field.kind is Kind.FLAG:
        return _FLAGS.get(text.casefold(), text)
    if field.kind is Kind.SET:
        if text.casefold() == "none" and not _offers(field, text):
            return []
        return [part for each in text.split(";") if (part := kept(each))] or None
    return text


def numbered(raw: object) -> list[tuple[str, Mapping[str, object]]] | None:
    """Records out of numbered columns (`outcomes.1.owner`), by number; None for anything else.

    A record that says nothing is left out, so that a table can have columns for more of them.
    Only tables number their records: where there is no cell, a document gave names for a list.
    """
    if not isinstance(raw, Mapping):
        return None
    found: list[tuple[str, Mapping[str, object]]] = []
    in_cells = False
    for key, record in cast("Mapping[object, object]", raw).items():
        if not isinstance(key, str) or not _COUNT.fullmatch(key) or not isinstance(record, Mapping):
            return None
        cells = cast("Mapping[str, object]", record)
        in_cells = in_cells or any(isinstance(each, Cell) for each in cells.values())
        if _said(cells):
            found.append((key, cells))
    return sorted(found, key=lambda pair: int(pair[0])) if in_cells else None


def says_none(records: Sequence[tuple[str, Mapping[str, object]]]) -> bool:
    """Whether all that was written into numbered columns is one `none`: there are no records."""
    return [text.casefold() for _, cells in records for text in _said(cells)] == ["none"]


def _said(cells: Mapping[str, object]) -> list[str]:
    """What was written into the cells of a record, without those that say nothing."""
    found: list[str] = []
    for each in cells.values():
        if isinstance(each, Mapping):
            found += _said(cast("Mapping[str, object]", each))
        elif not isinstance(each, Cell) or kept(each).casefold() not in UNKNOWN_WORDS:
            found.append(kept(str(each)))
    return found


def _number(text: str) -> int | float:
    """A whole number stays whole: rounded to a float, one beyond 2**53 could pass as another."""
    return int(text) if len(text) < LONGEST and not text.strip("+-0123456789") else float(text)


def _offers(field: Field, text: str) -> bool:
    return text in (field.choices or ())
