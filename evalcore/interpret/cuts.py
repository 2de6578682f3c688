"""Cuts: where the range of a missing field is best cut in two.

A field that is compared with a constant answers that comparison alike on either side of it, so a
range is cut there before it is halved. A text that is only ever held against certain texts is each
of those, or any other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from evalcore.language import nodes
from evalcore.language.comparing import MIRRORED, TOLERANCE, is_exact
from evalcore.language.operations import OPERATIONS
from evalcore.language.types import Type
from evalcore.request.fields import Kind

OTHER = "\ue000 any other text"  # that none of the texts mentioned equals
Parts = Mapping[nodes.Node, Sequence[nodes.Node]]
Cut = tuple[Any, Any]  # the last value on one side, and the first on the other


def name_of(node: nodes.Node) -> str | None:
    """The full name of the field that a node reads, whatever relations bound it."""
    while isinstance(node, nodes.Named | nodes.Narrowed):
        node = node.body if isinstance(node, nodes.Named) else node.field
    return nodes.reads(node)


def cuts(found: Parts, types: Mapping[nodes.Node, Type]) -> dict[str, tuple[Cut, ...]]:
    """Where each number and date is compared with a constant, in order."""
    marks: dict[str, set[Cut]] = {}
    for node in found:
        if isinstance(node, nodes.Rows):
            for name, cut in _of_rows(node):
                marks.setdefault(name, set()).add(cut)
        if not isinstance(node, nodes.Compare):
            continue
        for side, other in ((node.left, node.right), (node.right, node.left)):
            named, value = name_of(side), nodes.constant(other)
            if named and isinstance(value, float | date):
                exact = is_exact(types[node.left], types[node.right])
                upward = node.operator if side is node.left else MIRRORED[node.operator]
                marks.setdefault(named, set()).update(_at(value, upward, exact=exact))
    return {name: tuple(sorted(some)) for name, some in marks.items()}


def _of_rows(node: nodes.Rows) -> Iterator[tuple[str, Cut]]:
    """Where the cells of a table cut the fields that are its columns."""
    parameters: list[Any] = [nodes.constant(each) for each in node.parameters]
    if None in parameters:
        return
    for column, each in zip(node.columns, node.table.index(parameters).columns, strict=True):
        name = name_of(column)
        if name is None or each.is_exact:
            continue
        for edge in each.edges[:MOST_CUTS]:
            if each.is_dated:
                yield name, (date.fromordinal(int(edge) - 1), date.fromordinal(int(edge)))
            else:
                yield name, (math.nextafter(edge, -math.inf), edge)


MOST_CUTS = 200  # of one column of a table


def _at(value: float | date, operator: str, *, exact: bool) -> Iterator[Cut]:
    """The cuts before or after a constant, or on both sides of it."""
    if operator in ("<", ">=", "==", "!="):
        yield from _before(value, exact=exact)
    if operator in ("<=", ">", "==", "!="):
        yield from _after(value, exact=exact)


def _before(value: float | date, *, exact: bool) -> Iterator[Cut]:
    if isinstance(value, date):
        if value > date.min:
            yield value - timedelta(days=1), value
    elif exact:
        yield math.ceil(value) - 1.0, float(math.ceil(value))
    else:
        yield math.nextafter(value - TOLERANCE, -math.inf), value - TOLERANCE


def _after(value: float | date, *, exact: bool) -> Iterator[Cut]:
    if isinstance(value, date):
        if value < date.max:
            yield value, value + timedelta(days=1)
    elif exact:
        yield float(math.floor(value)), math.floor(value) + 1.0
    else:
        yield value + TOLERANCE, math.nextafter(value + TOLERANCE, math.inf)


def told_apart(found: Parts, types: Mapping[nodes.Node, Type]) -> dict[str, tuple[str, ...]]:
    """What each open text can be told apart by; only those held against nothing but texts."""
    texts: dict[str, set[str]] = {}
    open_: set[str] = set()
    for node, below in found.items():
        for each in below:
            name, kind = name_of(each), types[each]
            if name is None or kind.kind is not Kind.TEXT or kind.choices is not None:
                continue
            match node:
                case nodes.Compare(left=left, right=right):
                    sides = (nodes.constant(left), nodes.constant(right))
                    some = [side for side in sides if isinstance(side, str)]
                    open_.update([] if some else [name])
                case nodes.Apply(operation, _, data):
                    some = [t for t in OPERATIONS[operation].texts(*data) if isinstance(t, str)]
                case nodes.Known() | nodes.IsWithheld() | nodes.Narrowed():
                    some = []
                case nodes.Rows(columns=columns, table=table):
                    places = [n for n, one in enumerate(columns) if name_of(one) == name]
                    cells = [row[n] for row in table.cells for n in places]
                    some = [t for cell in cells if cell is not None for t in cell.parts]
                case _:
                    open_.add(name)
                    continue
            texts.setdefault(name, set()).update(some)
    return {name: (*sorted(some), OTHER) for name, some in texts.items() if name not in open_}
