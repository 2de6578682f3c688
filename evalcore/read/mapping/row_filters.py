"""Row filters: which rows of a sheet count, by the condition that a mapping states."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import attrs

from evalcore.extend.sheets import SheetRow, plain_text
from evalcore.read.mapping.binding import Bound
from evalcore.read.mapping.filtering import compile_filter
from evalcore.read.mapping.opened import Opened
from evalcore.read.mapping.spec import Where
from evalcore.request.situation import situation_of
from evalcore.written.blank import folded
from evalcore.written.errors import Complaint, InputError

Counts = Callable[[SheetRow], "bool | None"]


def words_in(where: Where | None) -> set[str]:
    """The words of a condition, among them the names of its fields."""
    return set(re.findall(r"[\w.]+", where.text)) if where else set()


def row_filter(
    opened: Opened,
    where: Where | None,
    bound: Sequence[Bound],
    found: list[Complaint],
) -> Counts | None:
    """Whether a row counts, by a condition over the fields of a table."""
    if where is None:
        return None
    own = {each.field.name: each.field for each in bound}
    try:
        asked = compile_filter(where, own)
    except InputError as error:
        found += map(_with_cells, error.complaints)
        return None
    cells = {name: opened.find(column, where.path, found) for name, column in asked.cells.items()}
    nothing = dict.fromkeys(own)
    words = words_in(where)
    read = [each for each in bound if each.field.name in words]

    def counts(row: SheetRow) -> bool | None:
        said = {each.field.name: each.text_or_value(opened, row) for each in read}
        said |= {name: folded(plain_text(row.cells[at])) or None for name, at in cells.items()}
        seen = situation_of({**nothing, **said})
        return asked.holds(seen.values, seen.withheld)

    return counts


def _with_cells(complaint: Complaint) -> Complaint:
    """The complaint, which says how a column is named that no field is read from."""
    if complaint.mend or "no field" not in complaint.problem:
        return complaint
    mend = "only fields with a column here can be asked; a column is cell('its name')"
    return attrs.evolve(complaint, mend=mend)
