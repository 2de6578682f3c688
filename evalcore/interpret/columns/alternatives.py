"""Alternatives: what a text or a set may be, as cells, and what looks into it.

Row by row it is what a column says, or where that says nothing anything in a domain (see
`interpret.domains`). Where a condition chooses between two texts, a row may have both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from evalcore.interpret.columns.cells import Cell
from evalcore.language import intervals
from evalcore.language.operations import OPERATIONS


@attrs.frozen(eq=False)
class Alternative:
    """What a cell says, and where that is none, what is in a domain; as far as it is included."""

    included: Cell
    said: Cell
    domain: Any


May = Sequence[Alternative]
Widest = tuple[float, float]
OfTexts = Callable[[May, tuple[Any, ...], Widest], tuple[Cell, Cell, Cell]]
Each = list[tuple[Cell, Cell]]  # of each alternative whether it is included, and what it comes to


def same_text(left: May, right: May) -> tuple[Cell, Cell]:
    """Whether two texts can be equal, and whether they can differ."""
    cells, can, differ = left[0].said.made, list[Cell](), list[Cell]()
    for one in left:
        for other in right:
            both = cells.both(one.included, other.included)
            found = _pair(one, other)
            can.append(cells.both(both, found[0]))
            differ.append(cells.both(both, found[1]))
    return cells.any(*can), cells.any(*differ)


def _pair(one: Alternative, other: Alternative) -> tuple[Cell, Cell]:
    cells = one.said.made
    alike = one.said == other.said
    static = intervals.same_text(one.domain, other.domain)
    no_one, no_other = cells.is_null(one.said), cells.is_null(other.said)
    found: list[Cell] = []
    for place, known in enumerate((alike, cells.no(alike))):
        pairs = [
            (cells.both(no_one, no_other), cells.literal(static[place])),
            (no_one, _against(other.said, one.domain)[place]),
            (no_other, _against(one.said, other.domain)[place]),
        ]
        found.append(cells.case(pairs, known))
    return found[0], found[1]


def _against(said: Cell, domain: Any) -> tuple[Cell, Cell]:
    """Whether a text can be, and can be other than, one in a domain."""
    cells = said.made
    if domain is None:
        return cells.true, cells.true
    inside = cells.among(said, domain)
    return inside, cells.no(inside) if len(domain) < 2 else cells.true


def _over(may: May, said: Callable[[Cell], Any], domain: Callable[[Any], Any]) -> Each:
    cells = may[0].said.made
    return [
        (e.included, cells.case([(cells.is_null(e.said), domain(e.domain))], said(e.said)))
        for e in may
    ]


def _best(found: Each, best: Callable[..., Any]) -> Cell:
    """The least, or greatest, of those that are included."""
    so_far, whole = found[0]
    cells = whole.made
    for included, each in found[1:]:
        both = cells.both(so_far, included)
        whole = cells.case([(both, best(whole, each)), (included, each)], whole)
        so_far = cells.any(so_far, included)
    return whole


def _some(found: Each) -> Cell:
    """Whether it is so of one that is included."""
    cells = found[0][0].made
    return cells.any(*(cells.both(*each) for each in found))


def _listed(may: May, data: tuple[Any, ...], widest: Widest) -> tuple[Cell, Cell, Cell]:
    """A number listed for a text."""
    (table, default), cells = data, may[0].said.made
    values = dict(table)
    define: Any = OPERATIONS["lookup"].define

    def end(place: int) -> Each:
        def known(said: Cell) -> Cell:
            found = define(cells, said, table, default)
            return cells.first(cells.lift(found), cells.literal(widest[place]))

        return _over(
            may, known, lambda domain: intervals.listed(domain, values, default, widest)[place]
        )

    undefined = _over(
        may,
        lambda said: default is None and cells.no(cells.among(said, values)),
        lambda domain: intervals.listed(domain, values, default, widest)[2],
    )
    return _best(end(0), cells.least), _best(end(1), cells.greatest), _some(undefined)


def _overlap(may: May, data: tuple[Any, ...], _: Widest) -> tuple[Cell, Cell, Cell]:
    """The weights of those that a set holds."""
    (weights,), cells = data, may[0].said.made
    define: Any = OPERATIONS["overlap"].define

    def end(place: int) -> Each:
        return _over(
            may,
            lambda held: define(cells, held, weights),
            lambda domain: intervals.held(domain[0], domain[1], weights)[place],
        )

    return _best(end(0), cells.least), _best(end(1), cells.greatest), cells.false


def _count(may: May, _data: tuple[Any, ...], _widest: Widest) -> tuple[Cell, Cell, Cell]:
    """How many a set holds."""
    cells = may[0].said.made
    least = _over(may, cells.size, lambda domain: float(len(domain[0])))
    most = _over(may, cells.size, lambda domain: domain[2])
    return _best(least, cells.least), _best(most, cells.greatest), cells.false


def _holds(may: May, data: tuple[Any, ...], _: Widest) -> tuple[Cell, Cell, Cell]:
    """Whether a set holds a text."""
    (member,), cells = data, may[0].said.made
    can = _over(may, lambda e: cells.holds(e, member), lambda domain: member in domain[1])
    cannot = _over(
        may, lambda e: cells.no(cells.holds(e, member)), lambda domain: member not in domain[0]
    )
    return _some(can), _some(cannot), cells.false


def among(may: May, data: tuple[Any, ...], _: Widest) -> tuple[Cell, Cell, Cell]:
    """Whether a text is one of those listed."""
    listed, cells = frozenset(data[0]), may[0].said.made
    can = _over(
        may,
        lambda said: cells.among(said, listed),
        lambda domain: domain is None or not listed.isdisjoint(domain),
    )
    cannot = _over(
        may,
        lambda said: cells.no(cells.among(said, listed)),
        lambda domain: domain is None or not listed.issuperset(domain),
    )
    return _some(can), _some(cannot), cells.false


OF_TEXTS: Mapping[str, OfTexts] = {
    "lookup": _listed,
    "overlap": _overlap,
    "count": _count,
    "has": _holds,
}
