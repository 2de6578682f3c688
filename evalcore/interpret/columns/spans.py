"""Spans: a plan as cells for both ends of each node, whatever is filled in where nothing is said.

The same as `bounding` says for one request, and so the same rows come out certain. What a text or
a set may be is one of a few alternatives, of which a row has those that are included.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial, reduce
from typing import Any, cast

import attrs

from evalcore.interpret.columns.alternatives import (
    OF_TEXTS,
    Alternative,
    OfTexts,
    among,
    same_text,
)
from evalcore.interpret.columns.cells import Cell
from evalcore.interpret.columns.values import Reading
from evalcore.interpret.cuts import name_of, told_apart
from evalcore.interpret.domains import mentioned, natural
from evalcore.interpret.plan import Plan
from evalcore.language import nodes
from evalcore.language.comparing import TOLERANCE, is_zero, moved_by
from evalcore.language.kernel import PLAIN
from evalcore.language.operation import ROUGH, Corner, Operation, turning
from evalcore.language.operations import OPERATIONS
from evalcore.request.fields import Kind

_ROUNDING = 2.0**-50  # of numbers that are added up, at most


@attrs.frozen(eq=False)
class Ends:
    """Of a number its lowest and highest, of a condition whether it can be true and can be false.

    Of a text or a set what it may be, instead. `undefined` says whether it may have no value.
    """

    first: Cell
    second: Cell
    undefined: Cell
    may_be: tuple[Alternative, ...] = ()

    def same(self, other: Ends) -> bool:
        """Whether both say the same."""
        ends = (
            (self.first, self.second, self.undefined),
            (other.first, other.second, other.undefined),
        )
        return self.may_be is other.may_be and all(a is b for a, b in zip(*ends, strict=True))


class Spans:
    """The ends of a plan's nodes.

    `impossible` are the rows of which nothing is left under the relations, `kept` those of which
    every completion keeps them.
    """

    def __init__(
        self, program: Plan, reading: Reading, points: Mapping[str, Any] | None = None
    ) -> None:
        self.plan, self.types = program, program.types
        self.reading, self.cells = reading, reading.cells
        self.points = points or {}  # what fields say where nothing is said, as domains
        self.mentioned = mentioned(program.parts)
        self.told_apart = told_apart(program.parts, program.types)
        self.made: dict[nodes.Node, Ends] = {}
        self.is_open = False  # whether it is about a record of which all is open
        self.impossible = self.cells.false
        self.better: dict[str, Callable[[nodes.Apply, Sequence[Ends]], Ends]] = {
            "*": self.multiplied,
            "/": self.divided,
            **{name: partial(self.about_texts, each) for name, each in OF_TEXTS.items()},
            "in": self.membership,
        }
        for node in program.narrowed:
            self.ends(node)
        held = [self.ends(each) for each in program.relations]
        cells = self.cells
        never = [cells.no(cells.any(each.first, each.undefined)) for each in held]
        self.impossible = cells.any(self.impossible, *never)
        fails = (each.second for each in held)
        self.kept = cells.no(cells.any(self.impossible, *fails))

    def ends(self, root: nodes.Node) -> Ends:
        """The ends of a node, after those of everything below it."""
        if root not in self.made:
            for node in self.plan.below(root, self.made):
                self.made[node] = self.make(node)
        return self.made[root]

    def of(self, first: Any, second: Any, undefined: Cell | None = None) -> Ends:
        """Two ends; a value, unless it may be undefined."""
        cells = self.cells
        return Ends(cells.lift(first), cells.lift(second), undefined or cells.false)

    def make(self, node: nodes.Node) -> Ends:
        """The ends of a node of which the parts are made."""
        match node:
            case nodes.Literal(value=value):
                return self.literal(value)
            case nodes.FieldRef() | nodes.RecordField() | nodes.Opaque():
                return self.said(node)
            case nodes.Narrowed():
                return self.narrowed(node)
            case nodes.AsOf():
                return self.literal(self.reading.as_of)
            case nodes.Not(operand=operand):
                inner = self.ends(operand)
                return Ends(inner.second, inner.first, inner.undefined)
            case nodes.And() | nodes.Or():
                from evalcore.interpret.columns.deciding import Asking

                return Asking(self).joint(node, [*map(self.ends, node.operands)])
            case nodes.Compare():
                return self.compare(node, self.ends(node.left), self.ends(node.right))
            case nodes.If():
                return self.branches(node)
            case nodes.Apply(operation, args):
                return self.better.get(operation, self.applied)(node, [*map(self.ends, args)])
            case nodes.Known(operands=operands):
                facts = [self.cells.is_null(self.source(each)) for each in operands]
                return self.of(self.cells.any(*map(self.cells.no, facts)), self.cells.both(*facts))
            case nodes.IsWithheld(operands=operands):
                found = self.cells.any(*map(self.kept_back, operands))
                return self.of(found, self.cells.no(found))
            case nodes.Aggregate():
                from evalcore.interpret.columns.gathering import aggregate

                return aggregate(self, node)
            case _:
                raise NotImplementedError(type(node).__name__)

    def literal(self, value: Any) -> Ends:
        """The ends of what is written down."""
        cells, found = self.cells, self.cells.literal(value)
        if isinstance(value, bool):
            return self.of(found, not value)
        if isinstance(value, str):
            some = Alternative(cells.true, found, frozenset({value}))
            return Ends(found, found, cells.false, (some,))
        return self.of(found, found)

    def source(self, operand: nodes.FieldRef | nodes.RecordField) -> Cell:
        """What a field says; of a record of which all is open, nothing."""
        if self.is_open and isinstance(operand, nodes.RecordField):
            return self.cells.none
        return self.reading.source(operand)

    def kept_back(self, operand: nodes.FieldRef | nodes.RecordField) -> Cell:
        """Whether it is withheld."""
        if self.is_open and isinstance(operand, nodes.RecordField):
            return self.cells.false
        return self.reading.kept_back(operand)

    def said(self, node: nodes.FieldRef | nodes.RecordField | nodes.Opaque) -> Ends:
        """What a field says, or else all that it may say."""
        cells, kind = self.cells, self.types[node]
        name = node.key if isinstance(node, nodes.Opaque) else name_of(node) or ""
        value = self.reading.field(name) if isinstance(node, nodes.Opaque) else self.source(node)
        choices = self.told_apart.get(name, kind.choices)
        domain = self.points.get(name) or natural(
            attrs.evolve(kind, choices=choices), self.mentioned
        )
        match kind.kind:
            case Kind.RECORDS:
                return self.of(value, value)
            case Kind.TEXT | Kind.CHOICE | Kind.SET:
                return Ends(value, value, cells.false, (Alternative(cells.true, value, domain),))
            case Kind.FLAG:
                can, cannot = map(cells.lift, domain)
                return self.of(cells.first(value, can), cells.first(cells.no(value), cannot))
            case _:
                low, high = map(cells.lift, domain)
                return self.of(cells.first(value, low), cells.first(value, high))

    def narrowed(self, node: nodes.Narrowed) -> Ends:
        """The ends of a field from here on, by a relation."""
        cells, kind = self.cells, self.types[node]
        span, end = self.ends(node.field), self.ends(node.end)
        wanted = end.first if node.is_low else end.second
        if node.slack:
            terms = [self.ends(each) for each in self.plan.parts[node.end]] or [end]
            sizes = [cells.greatest(*map(self.size, (e.first, e.second))) for e in terms]
            slack = _ROUNDING * reduce(lambda one, other: one + other, sizes) + node.slack
            wanted = wanted - slack if node.is_low else wanted + slack
        if kind.whole:
            near = cells.nearest(wanted)
            if node.is_low:
                wanted = cells.case([(near < wanted, near + 1.0)], near)
            else:
                wanted = cells.case([(near > wanted, near - 1.0)], near)
        found = (
            self.of(cells.greatest(span.first, wanted), span.second)
            if node.is_low
            else self.of(span.first, cells.least(span.second, wanted))
        )
        self.impossible = cells.any(self.impossible, found.first > found.second)
        return found

    def size(self, cell: Cell) -> Cell:
        """A number without its sign."""
        found: Cell = self.cells.greatest(cell, -cell)
        return found

    def either(self, spans: Iterable[Ends]) -> Cell:
        """Whether any of them may be undefined."""
        return self.cells.any(*(each.undefined for each in spans))

    def logic(self, spans: Sequence[Ends], *, conjunction: bool) -> Ends:
        """Kleene's `and` and `or`: undefined only where nothing settles it."""
        cells = self.cells
        every, some = (cells.both, cells.any) if conjunction else (cells.any, cells.both)
        first, second = every(*(e.first for e in spans)), some(*(e.second for e in spans))
        undefined = self.either(spans)
        settled = [e.first if conjunction else e.second for e in spans]
        open_ = [cells.any(s, e.undefined) for s, e in zip(settled, spans, strict=True)]
        return Ends(first, second, cells.both(undefined, *open_))

    def compare(self, node: nodes.Compare, left: Ends, right: Ends) -> Ends:
        """Whether a comparison can hold, and can fail."""
        cells, undefined = self.cells, self.either((left, right))
        true = self.plan.foregone(node)
        if true is not None:
            return self.of(true, not true, undefined)
        match self.types[node.left].kind:
            case Kind.FLAG:
                same = cells.any(
                    cells.both(left.first, right.first), cells.both(left.second, right.second)
                )
                other = cells.any(
                    cells.both(left.first, right.second), cells.both(left.second, right.first)
                )
                return Ends(same, other, undefined)
            case Kind.TEXT | Kind.CHOICE:
                return Ends(*same_text(left.may_be, right.may_be), undefined)
            case _:
                exact = self.plan.is_exact(node)
                return Ends(*self.compared(node.operator, left, right, exact=exact), undefined)

    def compared(self, operator: str, left: Ends, right: Ends, *, exact: bool) -> tuple[Cell, Cell]:
        """Whether a comparison of numbers or dates can hold, and can fail."""
        cells = self.cells
        if operator == "==" and exact:
            apart = cells.any(left.second < right.first, right.second < left.first)
            one = cells.both(
                left.first == left.second, left.second == right.first, right.first == right.second
            )
            return cells.no(apart), cells.no(one)
        if operator == "==":
            below, above = right.first - TOLERANCE, right.second + TOLERANCE
            can = cells.both(left.first <= above, below <= left.second)
            inside = right.second - TOLERANCE, right.first + TOLERANCE
            return can, cells.any(left.first < inside[0], inside[1] < left.second)
        easy, hard = right.second, right.first
        if not exact:
            easy, hard = (each + moved_by(cast("Any", operator)) for each in (easy, hard))
        if operator == "<":
            return left.first < easy, cells.no(left.second < hard)
        return left.first <= easy, cells.no(left.second <= hard)

    def applied(self, node: nodes.Apply, spans: Sequence[Ends]) -> Ends:
        """An operation at those ends of its arguments where it is lowest and highest."""
        cells, row = self.cells, OPERATIONS[node.operation]
        kinds = [self.types[each] for each in node.args]
        lows, highs = row.corners([each.low for each in kinds], [each.high for each in kinds])
        low = cells.least(*(self.at(row, node, each, spans) for each in lows))
        high = cells.greatest(*(self.at(row, node, each, spans) for each in highs))
        start, end = spans[0].first, spans[0].second
        for turn in turning(row.turns(*node.data), -math.inf, math.inf):
            value = row.define(PLAIN, turn, *node.data)
            inside = cells.both(start < turn, cells.two("<", turn, end))
            low = cells.case([(inside, cells.least(low, value))], low)
            high = cells.case([(inside, cells.greatest(high, value))], high)
        if row.rough(len(spans)):
            known = low == high
            wide = low - self.size(low) * ROUGH, high + self.size(high) * ROUGH
            low, high = cells.case([(known, low)], wide[0]), cells.case([(known, high)], wide[1])
        return Ends(low, high, self.doubted(row, node, spans))

    def at(
        self, row: Operation[Any], node: nodes.Apply, corner: Corner, spans: Sequence[Ends]
    ) -> Cell:
        """The operation at one end of each argument."""
        args = [e.second if end else e.first for e, end in zip(spans, corner, strict=True)]
        define: Any = row.define
        return self.cells.lift(define(self.cells, *args, *node.data))

    def doubted(self, row: Operation[Any], node: nodes.Apply, spans: Sequence[Ends]) -> Cell:
        """Whether it may be undefined."""
        rule, cells = row.undefined, self.cells
        doubts = [each.undefined for each in spans]
        places: list[int] = [] if rule is None else rule.of(range(len(spans)))
        for place in places:
            kind, span = self.types[node.args[place]], spans[place]
            if rule is not None and rule.may_be(kind.low, kind.high):
                zero = cells.both(span.first <= TOLERANCE, span.second >= -TOLERANCE)
                doubts.append(zero if rule.where == "zero" else span.first < -TOLERANCE)
        return cells.any(*doubts)

    def multiplied(self, node: nodes.Apply, spans: Sequence[Ends]) -> Ends:
        """From left to right; by the signs that the types promise where they promise any."""
        cells, result = self.cells, spans[0]
        positive = self.types[node.args[0]].low >= 0
        for each, span in zip(node.args[1:], spans[1:], strict=True):
            factor = self.types[each]
            if positive and factor.low >= 0:
                result = self.of(result.first * span.first, result.second * span.second)
            elif factor.low == factor.high:
                ends = (result.first, result.second)
                left, right = ends if factor.low >= 0 else reversed(ends)
                result = self.of(left * span.first, right * span.first)
            else:
                corners = [
                    one * other
                    for one in (result.first, result.second)
                    for other in (span.first, span.second)
                ]
                result = self.of(cells.least(*corners), cells.greatest(*corners))
            positive = positive and factor.low >= 0
        return attrs.evolve(result, undefined=self.either(spans))

    def divided(self, node: nodes.Apply, spans: Sequence[Ends]) -> Ends:
        """A quotient; of a divisor that may be 0, what comes out beside 0."""
        cells, (above, below) = self.cells, spans
        divisor, undefined = self.types[node.args[1]], self.either(spans)
        ends = (above.first, above.second)
        if isinstance(node.args[1], nodes.Literal) and not is_zero(divisor.low):
            low, high = ends if divisor.low > 0 else reversed(ends)
            return self.of(low / below.first, high / below.first, undefined)
        corners = [one / other for one in ends for other in (below.first, below.second)]
        if divisor.low > TOLERANCE or divisor.high < -TOLERANCE:
            return self.of(cells.least(*corners), cells.greatest(*corners), undefined)
        sure = cells.any(below.first > TOLERANCE, below.second < -TOLERANCE)
        left = cells.false if divisor.low >= -TOLERANCE else below.first < -TOLERANCE
        right = cells.false if divisor.high <= TOLERANCE else below.second > TOLERANCE
        beside = [one / end for end in (below.first, cells.literal(-TOLERANCE)) for one in ends]
        beyond = [one / end for end in (below.second, cells.literal(TOLERANCE)) for one in ends]

        def best(of: Callable[..., Cell], widest: float) -> Cell:
            pairs = [
                (sure, of(*corners)),
                (cells.both(left, right), of(*beside, *beyond)),
                (left, of(*beside)),
                (right, of(*beyond)),
            ]
            return cells.case(pairs, widest)

        kind = self.types[node]
        ends = (best(cells.least, kind.low), best(cells.greatest, kind.high))
        return self.of(*ends, cells.any(undefined, cells.no(sure)))

    def about_texts(self, found: OfTexts, node: nodes.Apply, spans: Sequence[Ends]) -> Ends:
        """An operation that looks into a text or a set."""
        widest = self.types[node].low, self.types[node].high
        first, second, undefined = found(spans[0].may_be, node.data, widest)
        return Ends(first, second, self.cells.any(spans[0].undefined, undefined))

    def membership(self, node: nodes.Apply, spans: Sequence[Ends]) -> Ends:
        """Whether it is one of those listed."""
        if not self.types[node.args[0]].is_number:
            return self.about_texts(among, node, spans)
        (item,), (members,), cells = spans, node.data, self.cells
        apart = [(item.first - each, item.second - each) for each in members]
        can = [cells.both(low <= TOLERANCE, high >= -TOLERANCE) for low, high in apart]
        other = [cells.any(low < -TOLERANCE, high > TOLERANCE) for low, high in apart]
        return Ends(cells.any(*can), cells.both(*other), item.undefined)

    def branches(self, node: nodes.If) -> Ends:
        """One branch where the condition is certain, else either."""
        cells = self.cells
        test, then, other = map(self.ends, (node.condition, node.then, node.otherwise))
        one = cells.both(test.first, cells.no(cells.any(test.second, test.undefined)))
        two = cells.both(test.second, cells.no(cells.any(test.first, test.undefined)))

        def chosen(first: Cell, second: Cell, joint: Cell) -> Cell:
            return cells.case([(one, first), (two, second)], joint)

        doubt = cells.any(then.undefined, other.undefined)
        if node.strict:
            doubt = cells.any(doubt, test.undefined)
        undefined = chosen(then.undefined, other.undefined, doubt)
        if then.may_be:
            kept = [
                attrs.evolve(e, included=cells.both(e.included, cells.no(two))) for e in then.may_be
            ]
            kept += [
                attrs.evolve(e, included=cells.both(e.included, cells.no(one)))
                for e in other.may_be
            ]
            return Ends(then.first, then.second, undefined, tuple(kept))
        if self.types[node].kind is Kind.FLAG:
            firsts, seconds = (
                cells.any(then.first, other.first),
                cells.any(then.second, other.second),
            )
        else:
            firsts = cells.least(then.first, other.first)
            seconds = cells.greatest(then.second, other.second)
        first = chosen(then.first, other.first, firsts)
        return Ends(first, chosen(then.second, other.second, seconds), undefined)
