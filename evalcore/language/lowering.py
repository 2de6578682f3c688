"""Lowering: a decision table as ordinary nodes, for an engine that has no index of rows."""

from __future__ import annotations

from collections.abc import Sequence

from evalcore.language.nodes import (
    And,
    Apply,
    Compare,
    Comparison,
    If,
    Literal,
    Node,
    Not,
    Or,
    Rows,
)
from evalcore.language.tables import Cell, End, Parameter, Range


def undefined(value: Node) -> Node:
    """A node that is undefined, of the kind that a value is of."""
    never = Compare("==", Apply("/", (Literal(1.0), Literal(0.0))), Literal(0.0))
    return If(never, value, value, strict=True)


def conditions_of(rows: Rows) -> list[Node]:
    """The condition of each row."""
    made: dict[tuple[int, Cell], Node] = {}

    def condition(place: int, cell: Cell) -> Node:
        if (place, cell) not in made:
            made[place, cell] = _cell(rows.columns[place], cell, rows.parameters)
        return made[place, cell]

    found: list[Node] = []
    for row in rows.table.cells:
        asked = [condition(n, cell) for n, cell in enumerate(row) if cell is not None]
        whole = And(tuple(asked)) if len(asked) > 1 else None
        found.append(whole or (asked[0] if asked else Literal(value=True)))
    return found


def _cell(column: Node, cell: Cell, parameters: Sequence[Node]) -> Node:
    assert cell is not None  # noqa: S101 - which asks nothing
    exact = [part for part in cell.parts if not isinstance(part, Range)]
    parts: list[Node] = [_range(column, p, parameters) for p in cell.parts if isinstance(p, Range)]
    if exact and isinstance(exact[0], bool):
        parts += [column if part else Not(column) for part in exact]
    elif exact:
        parts.append(Apply("in", (column,), (tuple(exact),)))
    whole = parts[0] if len(parts) == 1 else Or(tuple(parts))
    return Not(whole) if cell.inverted else whole


def _range(column: Node, part: Range, parameters: Sequence[Node]) -> Node:
    if part.low is not None and part.low == part.high:
        return Compare("==", column, _end(part.low, parameters))
    ends: list[Node] = []
    signs: list[tuple[End, Comparison]] = [
        (part.low, ">" if part.low_open else ">="),
        (part.high, "<" if part.high_open else "<="),
    ]
    for end, sign in signs:
        if end is not None:
            ends.append(Compare(sign, column, _end(end, parameters)))
    return ends[0] if len(ends) == 1 else And(tuple(ends))


def _end(end: End, parameters: Sequence[Node]) -> Node:
    return parameters[end.place] if isinstance(end, Parameter) else Literal(end)  # type: ignore[arg-type]
