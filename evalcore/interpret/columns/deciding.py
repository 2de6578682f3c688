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

from evalcore.interpret import asking
from evalcore.interpret.columns.alternatives import Alternative
from evalcore.interpret.columns.cells import Cell
from evalcore.interpret.columns.spans import Ends, Spans
from evalcore.interpret.columns.values import first_of
from evalcore.interpret.narrowing import Among, Apart, Beside, Fact, Holding, Settled, Within
from evalcore.language.nodes import And, Decide, Node, Or


@attrs.frozen(eq=False)
class Outcomes:
    """To which cases a decision may come: of each by its place whether it may, with the default.

    `stop` is the last one that may be reached.
    """

    may: Mapping[int, Cell]
    stop: Cell


def decide(spans: Spans, node: Decide) -> Outcomes:
    """To which cases it may come: each that may hold, as long as those before it may not."""
    cells, walk = spans.cells, Asking(spans)
    outside = spans.made
    spans.made = dict(outside)
    walk.look_ahead(condition for _, condition in node.cases)
    reached: list[tuple[int, Cell]] = []
    stops: list[tuple[int, Cell]] = []
    for place, (_, condition) in node.asked:
        span = walk.asked(condition)
        may = cells.any(span.first, span.undefined)
        reached.append((place, may))
        ends = cells.no(cells.any(span.second, span.undefined))
        for each, fact in walk.facts(condition, place, holds=False):
            empty = walk.narrow(each, fact)
            ends = cells.any(ends, cells.both(may, empty))
        ends = cells.any(ends, walk.suppose(may))
        stops.append((place, ends))
    spans.made = outside
    stop = first_of(cells, stops, len(node.cases))
    found = {place: cells.both(may, cells.lift(place) <= stop) for place, may in reached}
    found[len(node.cases)] = cells.lift(len(node.cases)) <= stop
    return Outcomes(found, stop)


class Asking(asking.Asking[Spans, Ends]):
    """The same for every row at once, as cells."""

    def before(self, node: Node) -> Ends:  # noqa: D102
        return self.bounds.ends(node)

    def turned(self, ends: Ends) -> Ends:  # noqa: D102
        return Ends(ends.second, ends.first, ends.undefined)

    def settled(self, ends: Ends, *, truth: bool) -> Ends:  # noqa: D102
        return self.bounds.of(truth, not truth, ends.undefined)

    def met(self, one: Ends, other: Ends) -> Ends:  # noqa: D102
        both = self.bounds.cells.both
        ends = (both(one.first, other.first), both(one.second, other.second))
        return Ends(*ends, one.undefined)

    def same(self, one: Ends, other: Ends) -> bool:  # noqa: D102
        return one.same(other)

    def joint(self, node: And | Or, spans: Sequence[Ends], depth: int = 0) -> Ends:  # noqa: D102
        cells, conjunction = self.bounds.cells, isinstance(node, And)
        whole = self.bounds.logic(spans, conjunction=conjunction)
        if not self.tells(node):
            return whole
        inner = self.following(node.operands)
        reached = cells.true
        for place, each in enumerate(node.operands):
            span = inner.asked(each, depth + 1)
            reached = cells.both(reached, span.first if conjunction else span.second)
            for about, fact in inner.facts(each, place, holds=conjunction):
                reached = cells.both(reached, cells.no(inner.narrow(about, fact)))
            reached = cells.both(reached, cells.no(inner.suppose(reached)))
        ends = (reached, whole.second) if conjunction else (whole.first, reached)
        return Ends(*ends, whole.undefined)

    def suppose(self, reached: Cell) -> Cell:
        """Takes away what cannot be in some rows only, of those that are reached; as `narrow`."""
        cells, nothing = self.bounds.cells, self.bounds.cells.false
        for each in self.waiting:
            doubts = [
                cells.any(ends.first if held else ends.second, ends.undefined)
                for ends, held in self.doubts(each.others)
            ]
            here = cells.both(reached, cells.no(cells.any(*doubts)))
            for node, fact in each.told:
                before = self.narrowed[node]
                empty = self.narrow(node, fact)
                after = self.narrowed[node]
                first = cells.case([(here, after.first)], before.first)
                second = cells.case([(here, after.second)], before.second)
                self.narrowed[node] = Ends(first, second, before.undefined)
                nothing = cells.any(nothing, cells.both(here, empty))
        return nothing

    def narrow(self, node: Node, fact: Fact) -> Cell:
        """Takes away what cannot be any more; where nothing is left, nothing comes on.

        But for what may be undefined: a condition on it is passed over then, whatever it tells.
        """
        cells, ends = self.bounds.cells, self.narrowed[node]
        match fact:
            case Within(low, high):
                first = ends.first if low is None else cells.greatest(ends.first, low)
                second = ends.second if high is None else cells.least(ends.second, high)
                left, empty = Ends(first, second, ends.undefined), first > second
            case Apart(low, high, step):
                left, empty = self.apart(ends, low, high, step)
            case Beside(other, low, high):
                theirs = self.now(other)
                sure = cells.no(theirs.undefined)
                if fact.apart:
                    least, most = (_plus(theirs.first, end) for end in (-fact.slack, fact.slack))
                    only = cells.both(sure, theirs.first == theirs.second)
                    left, empty = self.apart(ends, least, most, fact.step, theirs.first, only)
                else:
                    first, second = ends.first, ends.second
                    if low is not None:
                        end = cells.greatest(first, _plus(theirs.first, low))
                        first = cells.case([(sure, end)], first)
                    if high is not None:
                        end = cells.least(second, _plus(theirs.second, high))
                        second = cells.case([(sure, end)], second)
                    left, empty = Ends(first, second, ends.undefined), first > second
            case Among(texts, inside):
                kept = [_among(each, texts, inside=inside) for each in ends.may_be]
                left, empty = self.of_kept(ends, kept)
            case Holding(text, inside):
                kept = [_holding(each, text, inside=inside) for each in ends.may_be]
                left, empty = self.of_kept(ends, kept)
            case Settled(truth):
                first = ends.first if truth else cells.false
                second = cells.false if truth else ends.second
                left, empty = (
                    Ends(first, second, ends.undefined),
                    cells.no(cells.any(first, second)),
                )
        self.narrowed[node] = left
        return cells.both(empty, cells.no(ends.undefined))

    def apart(
        self, ends: Ends, low: Any, high: Any, step: Any, at: Any = None, only: Any = None
    ) -> tuple[Ends, Cell]:
        """What is not between two ends, and whether that is nothing; where `only` says so.

        An end that is `at` one of them moves on by a step.
        """
        cells, at = self.bounds.cells, low if at is None else at
        only = cells.true if only is None else only
        empty = cells.both(only, ends.first >= low, cells.two("<=", ends.second, high))
        if step is None:
            return ends, empty
        # An end moves on to the next one only where there is one before the other end.
        inside = cells.both(only, cells.two("<", ends.first, ends.second))
        first, second = (
            cells.case([(cells.both(inside, end == at), _moved(end, by))], end)
            for end, by in ((ends.first, step), (ends.second, -step))
        )
        return Ends(first, second, ends.undefined), empty

    def of_kept(self, ends: Ends, kept: list[Alternative]) -> tuple[Ends, Cell]:
        """Ends with these alternatives, and whether none of them is included."""
        cells = self.bounds.cells
        none = cells.no(cells.any(*(each.included for each in kept)))
        return attrs.evolve(ends, may_be=tuple(kept)), none


def _plus(end: Cell, by: float) -> Cell:
    """An end that is moved; of a day, by nothing."""
    return end + by if by else end


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
