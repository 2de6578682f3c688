"""Gathering: the ends of conditions and numbers over the records of a list.

Where nobody has listed them, those of one record of which all is open: what no record can come to,
no list of them can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalcore.interpret.gathering import within
from evalcore.language import nodes

if TYPE_CHECKING:
    from evalcore.interpret.columns.spans import Ends, Spans


def aggregate(spans: Spans, node: nodes.Aggregate) -> Ends:
    """The ends of what is gathered; where nobody has listed the records, those of any list."""
    cells = spans.cells
    size = spans.ends(node.records).first
    for each in spans.plan.lifted(node):
        spans.ends(each)
    listed = _listed(spans, node, _body(spans, node, is_open=False))
    if not size.nullable:
        return listed
    unlisted = _unlisted(spans, node, _body(spans, node, is_open=True))
    nobody = cells.is_null(size)
    return spans.of(
        cells.case([(nobody, unlisted.first)], listed.first),
        cells.case([(nobody, unlisted.second)], listed.second),
        cells.case([(nobody, unlisted.undefined)], listed.undefined),
    )


def _body(spans: Spans, node: nodes.Aggregate, *, is_open: bool) -> Ends:
    outside = spans.made, spans.is_open
    spans.made, spans.is_open = dict(spans.made), is_open
    body = spans.ends(node.body)
    spans.made, spans.is_open = outside
    return body


def _listed(spans: Spans, node: nodes.Aggregate, body: Ends) -> Ends:
    cells, name = spans.cells, node.records.name
    size = spans.ends(node.records).first
    may, may_not = (cells.any(each, body.undefined) for each in (body.first, body.second))
    undefined = cells.some(name, body.undefined)
    match node.function:
        case "any_of":
            second = cells.no(cells.some(name, cells.no(may_not)))
            return spans.of(cells.some(name, body.first), second, cells.both(undefined, second))
        case "all_of":
            first = cells.no(cells.some(name, cells.no(may)))
            return spans.of(first, cells.some(name, body.second), cells.both(undefined, first))
        case "total_of":
            ends = cells.adding(name, body.first), cells.adding(name, body.second)
            return spans.of(*ends, undefined)
        case _:
            low, high = cells.number(name, cells.no(may_not)), cells.number(name, may)
    if node.function == "count":
        return spans.of(low, high, undefined)
    some = size > 0.0
    low, high = (cells.case([(some, e / size)], end) for e, end in ((low, 0.0), (high, 1.0)))
    return spans.of(low, high, cells.any(undefined, cells.no(some)))


def _unlisted(spans: Spans, node: nodes.Aggregate, body: Ends) -> Ends:
    """What any number of records can come to, by what one of which all is open does."""
    cells, kind = spans.cells, spans.types[node]
    below = within(spans.plan, node)
    if any(isinstance(each, nodes.Known | nodes.IsWithheld) for each in below):
        # Of a record that nobody has listed, all is open.
        if node.function in ("any_of", "all_of"):
            return spans.of(cells.true, cells.true, cells.true)
        return spans.of(kind.low, kind.high, cells.true)
    may, may_not = (cells.any(each, body.undefined) for each in (body.first, body.second))
    match node.function:
        case "any_of":
            return spans.of(body.first, cells.true, body.undefined)
        case "all_of":
            return spans.of(cells.true, body.second, body.undefined)
        case "share":
            low = cells.case([(cells.no(may_not), 1.0)], 0.0)
            return spans.of(low, cells.case([(may, 1.0)], 0.0), cells.true)
        case "count":
            return spans.of(0.0, cells.case([(may, kind.high)], 0.0), body.undefined)
        case _:
            low = cells.case([(body.first < 0.0, kind.low)], 0.0)
            return spans.of(low, cells.case([(body.second > 0.0, kind.high)], 0.0), body.undefined)
