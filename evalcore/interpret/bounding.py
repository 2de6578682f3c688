"""Bounding: the code of the bounds interpretation, node by node.

A number becomes its lowest and highest value, a condition whether it can be true and can be
false, a text what it may be, a set what it must and may hold; each with whether it can be
undefined; a decision the cases that it may come to. What the interpretation promises is said in
`bounds`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import attrs

from evalcore.interpret.code import CALLED, called, template
from evalcore.interpret.deciding import Asking
from evalcore.interpret.gathering import aggregate
from evalcore.interpret.plan import INDEX, Plan
from evalcore.interpret.rows import said_by_rows, which_rows
from evalcore.interpret.spans import (
    Span,
    assign,
    compared,
    joined,
)
from evalcore.interpret.writing import Writing
from evalcore.language import intervals, nodes
from evalcore.language.comparing import is_zero
from evalcore.language.kernel import PLAIN
from evalcore.language.operation import Corner, Operation, turning
from evalcore.language.operations import OPERATIONS
from evalcore.request.fields import Kind

KEPT = frozenset({"weighted_mean"})  # operations of which more can be told than of what they mean
INDEXED = KEPT | {INDEX}  # the same for bounds that find the rows of tables by an index
_ROUNDING = 2.0**-50  # of numbers that are added up, at most
_LONG = 60  # operands in one expression: CPython's compiler recurses into longer ones
_IN = "    "


def generate(program: Plan) -> tuple[str, dict[str, Any]]:
    """The source of `bounds(s)` and the globals that it needs."""
    return _Bounding(program).function()


class _Bounding(Writing):
    AND, OR, END = " and ", " or ", ""

    def __init__(self, program: Plan) -> None:
        super().__init__(program)
        self.names: dict[str, Any] = dict(CALLED)
        self.indent = _IN
        # The variables of the records' name, place and content.
        self.record: tuple[str, str, str] = ("", "", "")

    def function(self) -> tuple[str, dict[str, Any]]:
        held = self.relations()
        shown = [self.shown(node, self.span(node)) for node in self.plan.outputs]
        self.line(f"return ({''.join(f'{each}, ' for each in shown)}{held},)")
        parts = "v, b, k, w, as_of = s.values, s.ranges, s.known, s.withheld, s.as_of"
        head = f"def bounds(s):\n    {parts}"
        return "\n".join([head, *self.lines, ""]), self.names

    def relations(self) -> str:
        """Ends where no way of filling in keeps the relations; else whether all of them do."""
        for node in self.plan.narrowed:
            self.span(node)
        held: list[str] = []
        for node in self.plan.relations:
            span = self.span(node)
            self.line(f"if not ({span.first} or {span.undefined or False}): return None")
            held.append(self.fresh())
            self.line(f"{held[-1]} = not {span.second}")
        return " and ".join(held) or "True"

    def narrowed(self, node: nodes.Narrowed) -> Span:
        """The span of a field from here on; ends where nothing is left of it."""
        span, end, kind = self.span(node.field), self.span(node.end), self.types[node]
        place, sign = (0, "<") if node.is_low else (1, ">")
        name, wanted = self.fresh(), (end.first, end.second)[place]
        if node.slack:
            terms = [self.span(each) for each in self.plan.parts[node.end]] or [end]
            size = " + ".join(f"max(abs({each.first}), abs({each.second}))" for each in terms)
            wanted = f"{wanted} {'-+'[place]} ({node.slack!r} + {_ROUNDING!r} * ({size}))"
        if kind.whole:
            function = math.ceil if node.is_low else math.floor
            wanted = f"float({self.call(function)}({wanted}))"
        self.line(f"{name} = {wanted}")
        found = [span.first, span.second]
        self.line(f"if {name} {sign} {found[place]}: {name} = {found[place]}")
        found[place] = name
        self.line(f"if {found[0]} > {found[1]}: return None")
        return Span(*found)

    def shown(self, node: nodes.Node, span: Span) -> str:
        """What the function returns for an output."""
        if isinstance(node, nodes.Decide):
            return f"tuple({span.first})"
        if self.shows_ends(node):
            return f"({span.first}, {span.second}, {span.undefined or False})"
        return "None"

    def line(self, text: str) -> None:
        self.lines.append(self.indent + text)

    @contextmanager
    def block(self, head: str) -> Generator[None]:
        """A block of lines; what is made within it is not there after it."""
        before, count = self.indent, len(self.made)
        self.line(head)
        self.indent += _IN
        yield
        self.indent = before
        while len(self.made) > count:
            self.made.popitem()

    def spread(self, names: Sequence[str], text: str) -> None:
        self.line(f"{', '.join(names)} = {text}")

    def constant(self, value: object) -> str:
        name = f"K{len(self.names)}"
        self.names[name] = value
        return name

    def call(self, function: Callable[..., Any]) -> str:
        name = function.__name__
        self.names[name] = function
        return name

    def span(self, root: nodes.Node) -> Span:
        """The span of a node, after those of everything below it."""
        if root not in self.made:
            for node in self.plan.below(root, self.made):
                self.made[node] = self.make(node)
        return self.made[root]

    def make(self, node: nodes.Node) -> Span:
        match node:
            case nodes.Literal(value=value):
                return self.literal(value)
            case nodes.FieldRef(name=name) | nodes.Opaque(key=name):
                return self.said(node, f"v[{name!r}]", repr(name))
            case nodes.RecordField():
                return self.said(node, *self.reference(node))
            case nodes.Narrowed():
                return self.narrowed(node)
            case nodes.AsOf():
                return Span("as_of", "as_of")
            case nodes.Not(operand=operand):
                inner = self.span(operand)
                return Span(inner.second, inner.first, inner.undefined)
            case nodes.And() | nodes.Or():
                return Asking(self).joint(node, [*map(self.span, node.operands)])
            case nodes.Compare():
                return self.compare(node, self.span(node.left), self.span(node.right))
            case nodes.If():
                return self.branches(node)
            case nodes.Apply(operation, args):
                return self.better.get(operation, self.applied)(node, [*map(self.span, args)])
            case nodes.Known(operands=operands):
                return self.known(operands)
            case nodes.IsWithheld(operands=operands):
                return self.withheld(operands)
            case nodes.Aggregate():
                return aggregate(self, node)
            case nodes.Decide():
                return Asking(self).decide(node)
            case nodes.Rows():
                return which_rows(self, node)
            case nodes.FirstRow() | nodes.AllRows():
                return said_by_rows(self, node)
            case nodes.DecidedBy(decision=decision):
                cases = self.span(decision).first
                return self.stored(f"float(min({cases}))", f"float(max({cases}))")
            case _:
                raise NotImplementedError(type(node).__name__)

    def literal(self, value: object) -> Span:
        if isinstance(value, bool):
            return Span(str(value), str(not value))
        if isinstance(value, str):
            return Span(self.constant((value,)))
        text = self.constant(value) if isinstance(value, date) else repr(value)
        text = f"({text})" if text.startswith("-") else text
        return Span(text, text)

    def said(self, node: nodes.Node, value: str, key: str) -> Span:
        """What a field says, or else the domain of what it may say."""
        name, kind = self.fresh(), self.types[node].kind
        domain = f"b.get({key}, {self.constant(self.domain(node))})"
        self.line(f"{name} = {value}")
        if kind is Kind.RECORDS:
            return Span(name)
        if kind in (Kind.TEXT, Kind.CHOICE):
            texts = self.fresh()
            self.line(f"{texts} = {domain} if {name} is None else ({name},)")
            return Span(texts)
        first, second, most = self.fresh(), self.fresh(), self.fresh()
        names = f"{first}, {second}, {most}" if kind is Kind.SET else f"{first}, {second}"
        self.line(f"if {name} is None: {names} = {domain}")
        match kind:
            case Kind.SET:
                self.line(f"else: {first} = {second} = {name}; {most} = float(len({name}))")
                return Span(first, second, most=most)
            case Kind.FLAG:
                self.line(f"else: {first} = {name}; {second} = not {name}")
            case _:
                self.line(f"else: {first} = {second} = {name}")
        return Span(first, second)

    def reference(self, operand: nodes.FieldRef | nodes.RecordField) -> tuple[str, str]:
        """The code of a field's value, and of its key."""
        if isinstance(operand, nodes.FieldRef):
            return f"v[{operand.name!r}]", repr(operand.name)
        records, place, content = self.record
        return f"{content}[{operand.name!r}]", f"({records!r}, {place}, {operand.name!r})"

    def known(self, operands: Sequence[nodes.FieldRef | nodes.RecordField]) -> Span:
        facts: list[str] = []
        for value, key in map(self.reference, operands):
            fact = self.fresh()
            self.line(f"{fact} = {value} is not None or k.get({key}, False)")
            facts.append(fact)
        can = " or ".join(f"{fact} is not False" for fact in facts)
        cannot = " and ".join(f"{fact} is not True" for fact in facts)
        return self.stored(can, cannot)

    def withheld(self, operands: Sequence[nodes.FieldRef | nodes.RecordField]) -> Span:
        sure, open_ = self.fresh(), self.fresh()
        self.line(f"{sure} = {open_} = False")
        for operand in operands:
            value, key = self.reference(operand)
            self.line(f"if {key} in w: {sure} = True")
            self.line(f"elif {value} is None and k.get({key}, False) is None: {open_} = True")
        return self.stored(f"{sure} or {open_}", f"not {sure}")

    def compare(self, node: nodes.Compare, left: Span, right: Span) -> Span:
        undefined = self.doubt(left, right)
        true = self.plan.foregone(node)
        if true is not None:
            return Span(str(true), str(not true), undefined)
        match self.types[node.left].kind:
            case Kind.FLAG:
                return self.flags(left, right, undefined)
            case Kind.TEXT | Kind.CHOICE:
                texts = f"{self.call(intervals.same_text)}({left.first}, {right.first})"
                return self.paired(texts, undefined)
            case _:
                ends = compared(node, left, right, exact=self.plan.is_exact(node))
                return self.stored(*ends, undefined)

    def applied(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        """An operation at those ends of its arguments where it is lowest and highest."""
        row = OPERATIONS[node.operation]
        while node.operation == "+" and len(spans) > _LONG:
            spans = [self.at_ends(row, node, spans[:_LONG]), *spans[_LONG:]]
        found = self.at_ends(row, node, spans)
        turns = row.turns(*node.data)
        if turns:
            name = self.constant(_turned(row, node.data))
            ends = f"{spans[0].first}, {spans[0].second}, {found.first}, {found.second}"
            found = self.paired(f"{name}({ends})")
        if row.rough(len(spans)):
            ends = f"{found.first}, {found.second}, {len(spans)}"
            found = self.paired(f"{self.constant(row.widened)}({ends})")
        return attrs.evolve(found, undefined=self.doubted(row, node, spans))

    def at_ends(self, row: Operation[Any], node: nodes.Apply, spans: Sequence[Span]) -> Span:
        kinds = [self.types[each] for each in node.args[: len(spans)]]
        lows, highs = row.corners([each.low for each in kinds], [each.high for each in kinds])
        return self.stored(
            _best("min", [self.at(node, each, spans) for each in lows]),
            _best("max", [self.at(node, each, spans) for each in highs]),
        )

    def at(self, node: nodes.Apply, corner: Corner, spans: Sequence[Span]) -> str:
        """The operation at one end of each argument."""
        texts = [
            each.second if end else each.first for each, end in zip(spans, corner, strict=True)
        ]
        spelt = template(node.operation, len(texts), node.data).filled(texts)
        if spelt:
            return spelt
        return f"{self.constant(called(node))}({', '.join(texts)})"

    def multiplied(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        """From left to right; by the signs that the types promise where they promise any."""
        result, positive = spans[0], self.types[node.args[0]].low >= 0
        for each, span in zip(node.args[1:], spans[1:], strict=True):
            factor = self.types[each]
            if positive and factor.low >= 0:
                low, high = f"{result.first} * {span.first}", f"{result.second} * {span.second}"
                result = self.stored(low, high)
            elif factor.low == factor.high:
                ends = (result.first, result.second)
                left, right = ends if factor.low >= 0 else reversed(ends)
                result = self.stored(f"{left} * {span.first}", f"{right} * {span.first}")
            else:
                corners = f"{result.first}, {result.second}, {span.first}, {span.second}"
                result = self.paired(f"{self.call(intervals.product)}({corners})")
            positive = positive and factor.low >= 0
        return attrs.evolve(result, undefined=self.doubt(*spans))

    def divided(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        above, below = spans
        divisor = self.types[node.args[1]]
        undefined = self.doubt(*spans)
        is_number = divisor.low == divisor.high and isinstance(node.args[1], nodes.Literal)
        if is_number and not is_zero(divisor.low):
            first, second = (above.first, above.second)
            low, high = (first, second) if divisor.low > 0 else (second, first)
            return self.stored(f"{low} / {below.first}", f"{high} / {below.first}", undefined)
        ends = f"{above.first}, {above.second}, {below.first}, {below.second}"
        text = f"{self.call(intervals.quotient)}({ends}, {self.widest(node)})"
        return self.unpacked(text, undefined)

    def weighed(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        """Over a box of weights at once, not term by term."""
        half = len(spans) // 2
        lists = [", ".join(e.first for e in part) for part in (spans[:half], spans[half:])]
        lists += [", ".join(e.second for e in part) for part in (spans[:half], spans[half:])]
        doubts = [each.undefined for each in spans[:half]]
        text = ", ".join(f"({each},)" for each in lists)
        doubts_text = ", ".join(each or "False" for each in doubts)
        call = f"{self.call(intervals.weighed)}({text}, ({doubts_text},), {self.widest(node)})"
        return self.unpacked(call, "")

    def widest(self, node: nodes.Node) -> str:
        return self.constant((self.types[node].low, self.types[node].high))

    def looked_up(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        (item,), (table, default) = spans, node.data
        given = f"{self.constant(dict(table))}, {default!r}, {self.widest(node)}"
        text = f"{self.call(intervals.listed)}({item.first}, {given})"
        return self.unpacked(text, item.undefined)

    def overlapping(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        (bag,), (weights,) = spans, node.data
        sides = f"{bag.first}, {bag.second}, {self.constant(weights)}"
        return self.paired(f"{self.call(intervals.held)}({sides})", bag.undefined)

    def counted(self, _node: nodes.Apply, spans: Sequence[Span]) -> Span:
        (bag,) = spans
        return self.stored(f"float(len({bag.first}))", bag.most, bag.undefined)

    def holding(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        (bag,), (member,) = spans, node.data
        can, sure = f"{member!r} in {bag.second}", f"{member!r} in {bag.first}"
        return self.stored(can, f"not {sure}", bag.undefined)

    def membership(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        (item,), (members,) = spans, node.data
        if self.types[node.args[0]].is_number:
            text = f"{item.first}, {item.second}, {self.constant(members)}"
            return self.paired(f"{self.call(intervals.among)}({text})", item.undefined)
        listed, texts = self.constant(frozenset(members)), item.first
        can = f"{texts} is None or not {listed}.isdisjoint({texts})"
        cannot = f"{texts} is None or not {listed}.issuperset({texts})"
        return self.stored(can, cannot, item.undefined)

    def branches(self, node: nodes.If) -> Span:
        test, then, other = map(self.span, (node.condition, node.then, node.otherwise))
        doubt = f" or {test.undefined}" if test.undefined else ""
        both = joined(self.types[node].kind, then, other, self.call)
        # A condition that is undefined leaves either branch, as one that is unknown does.
        doubts = (then, other, test) if node.strict else (then, other)
        both = attrs.evolve(both, undefined=self.doubt(*doubts))
        then, other = (attrs.evolve(e, undefined=e.undefined or "False") for e in (then, other))
        names = Span(*(self.fresh() if part else "" for part in attrs.astuple(both)))
        self.line(f"if {test.first} and not ({test.second}{doubt}): {assign(names, then)}")
        self.line(f"elif {test.second} and not ({test.first}{doubt}): {assign(names, other)}")
        self.line(f"else: {assign(names, both)}")
        return names


def _best(function: str, texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{function}({', '.join(texts)})"


def _turned(row: Operation[Any], data: tuple[Any, ...]) -> Callable[..., tuple[float, float]]:
    """The range between two ends, given the range at them, with what lies at turns between."""
    whole = turning(row.turns(*data), -math.inf, math.inf)
    values = [(each, row.define(PLAIN, each, *data)) for each in whole]

    def between(low: float, high: float, least: float, most: float) -> tuple[float, float]:
        for at, value in values:
            if low < at < high:
                if value < least:
                    least = value
                elif value > most:
                    most = value
        return least, most

    return between
