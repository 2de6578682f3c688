"""Deciding: the ends of a decision as cells, case by case.

Each case is asked after what passing over those before it tells; see `interpret.narrowing`, and
`interpret.deciding`, which does the same for one request. What narrows a node is worked out in
every row: where a condition cannot hold, passing over it tells nothing new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import attrs

from evalcore.interpret.columns.alternatives import Alternative
from evalcore.interpret.columns.cells import Cell
from evalcore.interpret.columns.spans import Ends, Spans
from evalcore.interpret.columns.values import first_of
from evalcore.interpret.deciding import DEEPEST, asked_directly
from evalcore.interpret.narrowing import Among, Apart, Fact, Holding, Settled, Within, told
from evalcore.language.nodes import And, Apply, Compare, Decide, Literal, Node, Not, Or


@attrs.frozen(eq=False)
class Outcomes:
    """To which cases a decision may come: of each by its place whether it may, with the default.

    `stop` is the last one that may be reached.
    """

    may: Mapping[int, Cell]
    stop: Cell


def decide(spans: Spans, node: Decide) -> Outcomes:
    """To which cases it may come: each that may hold, as long as those before it may not."""
    cells, asking = spans.cells, Asking(spans)
    outside = spans.made
    spans.made = dict(outside)
    for place, (_, condition) in enumerate(node.cases):
        asking.last.update(dict.fromkeys(asked_directly(condition), place))
    reached: list[tuple[int, Cell]] = []
    stops: list[tuple[int, Cell]] = []
    for place, (_, condition) in node.asked:
        span = asking.asked(condition)
        may = cells.any(span.first, span.undefined)
        reached.append((place, may))
        ends = cells.no(cells.any(span.second, span.undefined))
        for each, fact in asking.facts(condition, place, holds=False):
            empty = asking.narrow(each, fact)
            ends = cells.any(ends, cells.both(may, empty))
        stops.append((place, ends))
    spans.made = outside
    stop = first_of(cells, stops, len(node.cases))
    found = {place: cells.both(may, cells.lift(place) <= stop) for place, may in reached}
    found[len(node.cases)] = cells.lift(len(node.cases)) <= stop
    return Outcomes(found, stop)


class Asking:
    """The conditions of one decision, asked one after the other.

    `narrowed` has the nodes of which more is known than their own ends say.
    """

    def __init__(self, spans: Spans, narrowed: Mapping[Node, Ends] | None = None) -> None:
        self.spans, self.cells = spans, spans.cells
        self.narrowed: dict[Node, Ends] = dict(narrowed or {})
        self.last: dict[Node, int] = {}  # the last case that asks about a node directly

    def asked(self, node: Node, depth: int = 0) -> Ends:
        """The ends of a condition after what was passed over before it."""
        if node in self.narrowed:
            return self.narrowed[node]
        if not self.narrowed or depth > DEEPEST:
            return self.spans.ends(node)
        match node:
            case Not(operand=operand):
                inner = self.asked(operand, depth + 1)
                return Ends(inner.second, inner.first, inner.undefined)
            case And(operands=operands) | Or(operands=operands):
                found = [self.asked(each, depth + 1) for each in operands]
                plain = map(self.spans.ends, operands)
                if not all(a.same(b) for a, b in zip(found, plain, strict=True)):
                    return self.joint(node, found, depth)
            case Compare(left=left, right=right):
                if left in self.narrowed or right in self.narrowed:
                    sides = [self.narrowed.get(e) or self.spans.ends(e) for e in (left, right)]
                    return self.spans.compare(node, *sides)
            case Apply("in" | "has" as operation, (item,)) if item in self.narrowed:
                return self.spans.better[operation](node, [self.narrowed[item]])
            case _:
                pass
        return self.spans.ends(node)

    def joint(self, node: And | Or, spans: Sequence[Ends], depth: int = 0) -> Ends:
        """The ends of several conditions, each asked where those before it leave that open."""
        cells, conjunction = self.cells, isinstance(node, And)
        whole = self.spans.logic(spans, conjunction=conjunction)
        if not self.tells(node):
            return whole
        inner = Asking(self.spans, self.narrowed)
        for place, each in enumerate(node.operands):
            inner.last.update(dict.fromkeys(asked_directly(each), place))
        reached = cells.true
        for place, each in enumerate(node.operands):
            span = inner.asked(each, depth + 1)
            reached = cells.both(reached, span.first if conjunction else span.second)
            for about, fact in inner.facts(each, place, holds=conjunction):
                reached = cells.both(reached, cells.no(inner.narrow(about, fact)))
        ends = (reached, whole.second) if conjunction else (whole.first, reached)
        return Ends(*ends, whole.undefined)

    def tells(self, node: And | Or) -> bool:
        """Whether one of the conditions tells something of what a later one asks about."""
        seen: set[Node] = set()
        for each in node.operands:
            if not seen.isdisjoint(asked_directly(each)):
                return True
            about = told(self.spans.plan, each, holds=isinstance(node, And))
            seen.update(found for found, _ in about if not isinstance(found, Literal))
        return False

    def facts(self, condition: Node, place: int, *, holds: bool) -> list[tuple[Node, Fact]]:
        """What it tells the later ones that one came out so."""
        found: list[tuple[Node, Fact]] = []
        for node, fact in told(self.spans.plan, condition, holds=holds):
            if self.last.get(node, place) <= place:
                continue
            span = self.narrowed.get(node) or self.spans.ends(node)
            if isinstance(fact, Settled):
                settled = self.spans.of(fact.truth, not fact.truth, span.undefined)
                self.narrowed[node] = settled
            else:
                self.narrowed[node] = span
                found.append((node, fact))
        return found

    def narrow(self, node: Node, fact: Fact) -> Cell:
        """Takes away what cannot be any more; where nothing is left, nothing comes on."""
        cells, span = self.cells, self.narrowed[node]
        match fact:
            case Within(low, high):
                first = span.first if low is None else cells.greatest(span.first, low)
                second = span.second if high is None else cells.least(span.second, high)
                self.narrowed[node] = Ends(first, second, span.undefined)
                return first > second
            case Apart(low, high, step):
                inside = cells.both(span.first >= low, cells.two("<=", span.second, high))
                if step is not None:
                    first, second = (
                        cells.case([(end == low, _moved(end, by))], end)
                        for end, by in ((span.first, step), (span.second, -step))
                    )
                    self.narrowed[node] = Ends(first, second, span.undefined)
                return inside
            case Among(texts, inside):
                kept = [_among(each, texts, inside=inside) for each in span.may_be]
            case Holding(text, inside):
                kept = [_holding(each, text, inside=inside) for each in span.may_be]
            case _:
                return cells.false
        self.narrowed[node] = attrs.evolve(span, may_be=tuple(kept))
        return cells.no(cells.any(*(each.included for each in kept)))


def _moved(end: Cell, by: float | timedelta) -> Cell:
    return end.made.shift(end, by.days) if isinstance(by, timedelta) else end + by


def _left(each: Alternative, said: Cell, domain: Any, *, is_empty: bool) -> Alternative:
    """An alternative of which only that is left: what is said, if it is so, or this domain."""
    cells = said.made
    left = cells.case([(cells.is_null(each.said), not is_empty)], said)
    return Alternative(cells.both(each.included, left), each.said, domain)


def _among(each: Alternative, texts: frozenset[str], *, inside: bool) -> Alternative:
    cells = each.said.made
    is_one = cells.among(each.said, texts)
    if each.domain is None:
        left = texts if inside else None
    else:
        left = frozenset(each.domain) & texts if inside else frozenset(each.domain) - texts
    return _left(each, is_one if inside else cells.no(is_one), left, is_empty=left == frozenset())


def _holding(each: Alternative, text: str, *, inside: bool) -> Alternative:
    cells = each.said.made
    holds = cells.holds(each.said, text)
    must, may, most = each.domain
    if inside:
        return _left(each, holds, (must | {text}, may, most), is_empty=text not in may)
    return _left(each, cells.no(holds), (must, may - {text}, most), is_empty=text in must)
