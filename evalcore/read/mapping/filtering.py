"""Filtering: `where = "status != 'TOTAL'"`, the one place where a mapping meets formulas.

What a condition can say belongs to the expression language; which rows it is asked about to
`reading`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import attrs

from evalcore.interpret.python import compile_program
from evalcore.language.bind import Scope, bind
from evalcore.language.check import check
from evalcore.language.functions import FUNCTIONS
from evalcore.language.nodes import Node
from evalcore.language.syntax import parse
from evalcore.language.types import Type
from evalcore.read.mapping.cell_names import with_names
from evalcore.read.mapping.spec import Read, Where, usual
from evalcore.request.fields import Field, Kind
from evalcore.request.situation import Key
from evalcore.written.errors import Complaint, InputError

Condition = Callable[[Mapping[str, Any], frozenset[Key]], bool | None]


@attrs.frozen
class Filter:
    """A condition that is ready to be asked, and the columns that it names as `cell('...')`.

    `holds(values, withheld)` is None where what is unknown could make it true or false.
    """

    cells: Mapping[str, str]
    holds: Condition


def compile_filter(where: Where, fields: Mapping[str, Field]) -> Filter:
    """The condition over these fields. Raises `InputError` for everything that is wrong with it."""
    text, cells = with_names(where.text, frozenset(fields))
    # Totals and notes stand where choices are asked for: here any text can.
    known = {name: Field(name, Kind.TEXT) if usual(field) is Read.CHOICE else field
             for name, field in fields.items()}  # fmt: skip
    known |= {name: Field(name, Kind.TEXT) for name in cells}
    found: list[Complaint] = []
    try:
        node = bind(parse(text), Scope(known, {}, FUNCTIONS), found)
        types: dict[Node, Type] = {}
        kind = check(node, known, types, found) if not found else None
    except InputError as error:
        raise InputError(_said(where, cells, error.complaints)) from None
    if kind is not None and kind.kind not in (Kind.FLAG, None):
        problem = f"this is {kind.described}"
        found.append(Complaint(problem, "a condition, such as status != 'TOTAL'"))
    if found:
        raise InputError(_said(where, cells, found))
    run = compile_program([node], types)
    return Filter(cells, lambda values, withheld: _answer(run, values, withheld))


def _answer(run: Any, values: Mapping[str, Any], withheld: frozenset[Key]) -> bool | None:
    found: bool | None = run(values, withheld, date.max)[0]
    return found


def _said(
    where: Where, cells: Mapping[str, str], complaints: tuple[Complaint, ...] | list[Complaint]
) -> list[Complaint]:
    """The complaints in the words of the mapping, where they were written."""

    def plain(text: str) -> str:
        for name, column in cells.items():
            text = text.replace(name, f"cell('{column}')")
        return text

    return [
        attrs.evolve(
            each, problem=plain(each.problem), expected=plain(each.expected),
            did_you_mean=tuple(map(plain, each.did_you_mean)), mend=plain(each.mend),
            path=where.path,
        )
        for each in complaints
    ]  # fmt: skip
