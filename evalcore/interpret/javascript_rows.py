"""The JavaScript of decision tables that collect a list: their cells as data, for the runtime.

Every other table means nested choices or a sum, and comes as those.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from evalcore.interpret.javascript_text import literal
from evalcore.language.tables import Parameter, Range, Table, Test


def cells_of(table: Table) -> str:
    """The cells, row by row: null where anything will do, else whether inverted, and the parts.

    A part is a text or a flag in a list of its own, or the ends of a range, whether they are open,
    and whether they are dates; an end that is a parameter is the place of it in a list.
    """
    return literal([[_cell(cell) for cell in row] for row in table.cells])


def _cell(cell: Test | None) -> Any:
    return None if cell is None else [cell.inverted, [[*_part(each)] for each in cell.parts]]


def _part(part: Range | str | bool) -> Iterator[Any]:  # noqa: FBT001 - a flag that a cell names
    if not isinstance(part, Range):
        yield part
        return
    ends = (part.low, part.high)
    yield from (_end(each) for each in ends)
    yield from (part.low_open, part.high_open, any(isinstance(each, date) for each in ends))


def _end(end: object) -> Any:
    return [end.place] if isinstance(end, Parameter) else end
