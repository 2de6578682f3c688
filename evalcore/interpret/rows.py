"""Rows: the code of bounds for decision tables, by the index that finds the rows that fit.

The rows that may fit, and those that do for certain, are found column by column; that a value in
one column says something of another is not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from evalcore.interpret.plan import Plan
from evalcore.interpret.spans import Span, either
from evalcore.language import nodes
from evalcore.language.tables import Found, Index, places
from evalcore.request.fields import Kind

_ROUNDING = 2.0**-50  # of numbers that are added up, at most


class Bounds(Protocol):
    """What writes the code of nodes and keeps its lines."""

    plan: Plan

    def line(self, text: str) -> None: ...  # noqa: D102
    def fresh(self) -> str: ...  # noqa: D102
    def constant(self, value: object) -> str: ...  # noqa: D102
    def span(self, root: nodes.Node) -> Span: ...  # noqa: D102


def which_rows(bounds: Bounds, node: nodes.Rows) -> Span:
    """Which rows may fit, and which do."""
    spans = [bounds.span(each) for each in node.columns]
    boxes = [f"({e.first}, {e.second or None}, bool({e.undefined or False}))" for e in spans]
    found = bounds.fresh()
    within = bounds.constant(index_of(node).within)
    bounds.line(f"{found} = {within}({', '.join(boxes)})")
    return Span(found, undefined=either(*spans))


def said_by_rows(bounds: Bounds, node: nodes.FirstRow | nodes.AllRows) -> Span:
    """What rows may say."""
    rows = bounds.span(node.rows)
    spans = [bounds.span(each) for each in node.values]
    firsts, seconds = bounds.fresh(), bounds.fresh()
    bounds.line(f"{firsts} = ({''.join(f'{each.first}, ' for each in spans)})")
    bounds.line(f"{seconds} = ({''.join(f'{each.second or None}, ' for each in spans)})")
    first, second, none, most = (bounds.fresh() for _ in range(4))
    gather = bounds.constant(_gatherer(bounds, node))
    bounds.line(f"{first}, {second}, {none}, {most} = {gather}({rows.first}, {firsts}, {seconds})")
    undefined = " or ".join(filter(None, [rows.undefined, none]))
    return Span(first, second, undefined, most)


Ends = Sequence[Any]
Gathered = tuple[Any, Any, bool, float]


def _gatherer(
    bounds: Bounds, node: nodes.FirstRow | nodes.AllRows
) -> Callable[[Found, Ends, Ends], Gathered]:
    kind, which = bounds.plan.types[node].kind, node.which
    if isinstance(node, nodes.AllRows):
        if node.aggregation == "list":
            return lambda found, said, _: _listed(found, which, said)
        return lambda found, low, high: _added(found, which, low, high)
    firsts = index_of(node.rows).firsts

    def first(found: Found, low: Ends, high: Ends) -> Gathered:
        said = {which[place] for place in firsts(found)}
        undefined = -1 in said
        said.discard(-1)
        chosen = sorted(said) or [0]  # of what is undefined for certain, no value is asked for
        if kind in (Kind.TEXT, Kind.CHOICE):
            texts = [text for each in chosen for text in low[each]]
            return tuple(texts), None, undefined, 0.0
        if kind is Kind.FLAG:
            return any(low[e] for e in chosen), any(high[e] for e in chosen), undefined, 0.0
        return min(low[e] for e in chosen), max(high[e] for e in chosen), undefined, 0.0

    return first


def _added(found: Found, which: Sequence[int], low: Ends, high: Ends) -> Gathered:
    """The sum is of rows that fit, and perhaps of those that may."""
    may, sure = found
    first = second = size = 0.0
    for place in places(may):
        ends: tuple[float, float] = low[which[place]], high[which[place]]
        certain = sure >> place & 1
        first += ends[0] if certain else min(0.0, ends[0])
        second += ends[1] if certain else max(0.0, ends[1])
        size += max(map(abs, ends))
    slack = 0.0 if may == sure and first == second else size * _ROUNDING
    return first - slack, second + slack, False, 0.0


def _listed(found: Found, which: Sequence[int], said: Ends) -> Gathered:
    may, sure = ([_text(said[which[place]]) for place in places(each)] for each in found)
    return frozenset(sure), frozenset(may), False, float(len(may))


def _text(texts: Any) -> Any:
    several: Any = texts
    return several[0] if isinstance(texts, tuple) else texts


def index_of(node: nodes.Rows) -> Index:
    """The index of a table whose parameters are known."""
    values: list[Any] = [nodes.constant(each) for each in node.parameters]
    found: Index = node.table.index(values)
    return found
