"""Bounding: the code of the bounds interpretation, node by node.

A number becomes its lowest and highest value, a condition whether it can be true and can be
false, a text what it may be, a set what it must and may hold; each with whether it can be
undefined. What the interpretation promises is said in `bounds`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from evalcore.interpret import intervals
from evalcore.interpret.domains import mentioned, natural
from evalcore.interpret.narrowing import assumed
from evalcore.interpret.spans import (
    Span,
    compared,
    either,
    exact,
    gathered,
    joined,
    may_be_undefined,
    rising,
)
from evalcore.language.nodes import (
    Aggregate,
    And,
    Apply,
    Arithmetic,
    AsOf,
    Compare,
    FieldRef,
    Has,
    If,
    IsIn,
    IsWithheld,
    Known,
    Linear,
    Literal,
    Lookup,
    Named,
    Negate,
    Node,
    Not,
    Opaque,
    Or,
    Overlap,
    Piecewise,
    RecordField,
    SetSize,
    constant,
    walk,
)
from evalcore.language.types import Type
from evalcore.request.fields import Kind

_LONG = 60  # operands in one expression
_IN = "    "


Generated = tuple[str, dict[str, Any]]


def chain(steps: Sequence[Node], types: Mapping[Node, Type]) -> Generated:
    """The source, and its globals, of a function that goes through steps in order."""
    return _Bounding(types).chain(steps)


def values(outputs: Sequence[Node], types: Mapping[Node, Type]) -> Generated:
    """The source, and its globals, of a function that gives the bounds of outputs."""
    return _Bounding(types).values(outputs)


class _Bounding:
    def __init__(self, types: Mapping[Node, Type]) -> None:
        self.types = types
        self.mentioned = mentioned(types)
        self.names: dict[str, Any] = {"NOTHING": frozenset[str](), "NO": {}}
        self.lines: list[str] = []
        self.indent = _IN
        self.made: dict[Node, Span] = {}
        self.fields: dict[str, Span] = {}
        self.count = 0
        self.record = ("", "", "")  # the variables of the records' name, place and content

    def chain(self, steps: Sequence[Node]) -> Generated:
        self.line("p = 0")
        for index, step in enumerate(steps):
            span = self.root(step)
            undefined = f" or {span.undefined}" if span.undefined else ""
            self.line(f"if {span.first}{undefined}:")
            self.indent += _IN
            self.line(f"p |= {1 << index}")
            self.line(f"if not ({span.second}{undefined}): return p")
            for text in assumed(step, self.span, self.types, self.names, holds=False):
                self.line(text)
            self.indent = self.indent[:-4]
            self.line(f"elif not {span.second}: return p")  # nothing comes this far
        self.line(f"return p | {1 << len(steps)}")
        return self.source()

    def values(self, outputs: Sequence[Node]) -> Generated:
        spans = [self.root(each) for each in outputs]
        shown = [
            f"({span.first}, {span.second}, {span.undefined or False})"
            if self.types[node].is_number or self.types[node].kind is Kind.FLAG
            else "None"
            for node, span in zip(outputs, spans, strict=True)
        ]
        self.line(f"return ({''.join(f'{each}, ' for each in shown)})")
        return self.source()

    def source(self) -> Generated:
        head = "def bounds(v, b, w=NOTHING, as_of=None, k=NO):"
        return "\n".join([head, *self.lines, ""]), self.names

    def root(self, root: Node) -> Span:
        """A node after the named ones below it, so that a long chain of measures never recurses."""
        for node in walk(root, known=self.made):
            if isinstance(node, Named) and node.role != "function":
                self.span(node)
        return self.span(root)

    def line(self, text: str) -> None:
        self.lines.append(self.indent + text)

    def fresh(self) -> str:
        self.count += 1
        return f"t{self.count}"

    def constant(self, value: object) -> str:
        name = f"K{len(self.names)}"
        self.names[name] = value
        return name

    def call(self, function: Callable[..., Any]) -> str:
        name = function.__name__
        self.names[name] = function
        return name

    def stored(self, first: str, second: str, undefined: str = "") -> Span:
        """Local variables for both ends."""
        low, high = self.fresh(), self.fresh()
        self.line(f"{low} = {first}; {high} = {second}")
        return Span(low, high, undefined)

    def paired(self, text: str, undefined: str = "") -> Span:
        """Local variables for the two ends that a function returns."""
        low, high = self.fresh(), self.fresh()
        self.line(f"{low}, {high} = {text}")
        return Span(low, high, undefined)

    def unpacked(self, text: str, undefined: str) -> Span:
        """Local variables for the two ends that a function returns, and whether it has a value."""
        low, high, none = self.fresh(), self.fresh(), self.fresh()
        self.line(f"{low}, {high}, {none} = {text}")
        return Span(low, high, " or ".join(filter(None, [undefined, none])))

    def span(self, node: Node) -> Span:
        if node not in self.made:
            self.made[node] = self.make(node)
        return self.made[node]

    def make(self, node: Node) -> Span:
        match node:
            case Literal(value=value):
                return self.literal(value)
            case FieldRef(name=name) | Opaque(key=name):
                if name not in self.fields:  # each formula has a node of its own for it
                    self.fields[name] = self.said(node, f"v[{name!r}]", f"b[{name!r}]")
                return self.fields[name]
            case RecordField(name=name):
                return self.cell(node, name)
            case AsOf():
                return Span("as_of", "as_of")
            case Named(body=body):
                return self.span(body)
            case Not(operand=operand):
                inner = self.span(operand)
                return Span(inner.second, inner.first, inner.undefined)
            case And(operands=operands):
                return self.logic(operands, conjunction=True)
            case Or(operands=operands):
                return self.logic(operands, conjunction=False)
            case Compare():
                return self.compare(node)
            case IsIn():
                return self.is_in(node)
            case Has(set=held, member=member):
                bag = self.span(held)
                can, sure = f"{member!r} in {bag.second}", f"{member!r} in {bag.first}"
                return self.stored(can, f"not {sure}", bag.undefined)
            case Arithmetic():
                return self.arithmetic(node)
            case Negate(operand=operand):
                inner = self.span(operand)
                return self.stored(f"-{inner.second}", f"-{inner.first}", inner.undefined)
            case If():
                return self.branches(node)
            case Apply():
                return self.apply(node)
            case Linear():
                return self.linear(node)
            case Piecewise(operand=operand, points=points):
                inner = self.span(operand)
                ends = f"{inner.first}, {inner.second}, {self.constant(tuple(points))}"
                return self.paired(f"{self.call(intervals.along)}({ends})", inner.undefined)
            case Lookup(item=item, table=table, default=default):
                inner = self.span(item)
                given = f"{self.constant(dict(table))}, {default!r}, {self.widest(node)}"
                text = f"{self.call(intervals.listed)}({inner.first}, {given})"
                return self.unpacked(text, inner.undefined)
            case Overlap(set=held, weights=weights):
                bag = self.span(held)
                sides = f"{bag.first}, {bag.second}, {self.constant(tuple(weights))}"
                return self.paired(f"{self.call(intervals.held)}({sides})", bag.undefined)
            case Known(operands=operands):
                return self.known(operands)
            case IsWithheld(operands=operands):
                return self.withheld(operands)
            case Aggregate():
                return self.aggregate(node)
            case SetSize(set=held):
                bag = self.span(held)
                return self.stored(f"float(len({bag.first}))", bag.most, bag.undefined)
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

    def said(self, node: Node, value: str, domain: str) -> Span:
        """What a field says, or else the domain of what it may say."""
        name, kind = self.fresh(), self.types[node].kind
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

    def cell(self, node: Node, name: str) -> Span:
        records, place, content = self.record
        key = f"({records!r}, {place}, {name!r})"
        widest = self.constant(natural(self.types[node], self.mentioned))
        return self.said(node, f"{content}[{name!r}]", f"b.get({key}, {widest})")

    def reference(self, operand: FieldRef | RecordField) -> tuple[str, str, str]:
        """The code of a field's value, of its key among facts, and of where it may be withheld."""
        if isinstance(operand, FieldRef):
            return f"v[{operand.name!r}]", repr(operand.name), "w"
        records, place, content = self.record
        key = f"({records!r}, {place}, {operand.name!r})"
        return f"{content}[{operand.name!r}]", key, f"{content}['']"

    def known(self, operands: Sequence[FieldRef | RecordField]) -> Span:
        facts: list[str] = []
        for value, key, _ in map(self.reference, operands):
            fact = self.fresh()
            self.line(f"{fact} = {value} is not None or k.get({key}, False)")
            facts.append(fact)
        can = " or ".join(f"{fact} is not False" for fact in facts)
        cannot = " and ".join(f"{fact} is not True" for fact in facts)
        return self.stored(can, cannot)

    def withheld(self, operands: Sequence[FieldRef | RecordField]) -> Span:
        sure, open_ = self.fresh(), self.fresh()
        self.line(f"{sure} = {open_} = False")
        for operand in operands:
            value, key, where = self.reference(operand)
            self.line(f"if {operand.name!r} in {where}: {sure} = True")
            self.line(f"elif {value} is None and k.get({key}, False) is None: {open_} = True")
        return self.stored(f"{sure} or {open_}", f"not {sure}")

    def logic(self, operands: Sequence[Node], *, conjunction: bool) -> Span:
        """Kleene's `and` and `or`: undefined only where nothing settles it."""
        spans = [self.span(each) for each in operands]
        every, some = (" and ", " or ") if conjunction else (" or ", " and ")
        can = every.join(each.first for each in spans)
        cannot = some.join(each.second for each in spans)
        doubtful = [each.undefined for each in spans if each.undefined]
        if not doubtful:
            return self.stored(can, cannot)
        name = self.fresh()
        settled = [each.first if conjunction else each.second for each in spans]
        open_ = [
            f"({side} or {each.undefined})" if each.undefined else side
            for side, each in zip(settled, spans, strict=True)
        ]
        self.line(f"{name} = ({' or '.join(doubtful)}) and {' and '.join(open_)}")
        return self.stored(can, cannot, name)

    def compare(self, node: Compare) -> Span:
        left, right = self.span(node.left), self.span(node.right)
        undefined = either(left, right)
        kind = self.types[node.left].kind
        if kind is Kind.FLAG:
            equal = [f"({left.first} and {right.first})", f"({left.second} and {right.second})"]
            other = [f"({left.first} and {right.second})", f"({left.second} and {right.first})"]
            can, cannot = " or ".join(equal), " or ".join(other)
        elif kind in (Kind.TEXT, Kind.CHOICE):
            same = self.paired(f"{self.call(intervals.same_text)}({left.first}, {right.first})")
            can, cannot = same.first, same.second
        else:
            can, cannot = compared(node, left, right, exact=exact(node, self.types))
        if node.operator == "!=":
            can, cannot = cannot, can
        return self.stored(can, cannot, undefined)

    def is_in(self, node: IsIn) -> Span:
        item = self.span(node.item)
        if self.types[node.item].is_number:
            members = f"{item.first}, {item.second}, {self.constant(node.members)}"
            return self.paired(f"{self.call(intervals.among)}({members})", item.undefined)
        listed, texts = self.constant(frozenset(node.members)), item.first
        can = f"{texts} is None or not {listed}.isdisjoint({texts})"
        cannot = f"{texts} is None or not {listed}.issuperset({texts})"
        return self.stored(can, cannot, item.undefined)

    def arithmetic(self, node: Arithmetic) -> Span:
        spans = [self.span(each) for each in node.operands]
        undefined = either(*spans)
        match node.operator:
            case "+":
                return attrs.evolve(self.added(spans), undefined=undefined)
            case "-":
                left, right = spans
                low, high = f"{left.first} - {right.second}", f"{left.second} - {right.first}"
                return self.stored(low, high, undefined)
            case "*":
                return attrs.evolve(self.multiplied(node.operands, spans), undefined=undefined)
            case _:
                return self.divided(node, spans[0], spans[1], undefined)

    def added(self, spans: Sequence[Span]) -> Span:
        while len(spans) > _LONG:  # long sums in pieces: CPython's compiler recurses into them
            spans = [self.added(spans[:_LONG]), *spans[_LONG:]]
        low, high = (" + ".join(side) for side in zip(*map(_ends, spans), strict=True))
        return self.stored(low, high)

    def multiplied(self, operands: Sequence[Node], spans: Sequence[Span]) -> Span:
        """From left to right; by the signs that the types promise where they promise any."""
        result, positive = spans[0], self.types[operands[0]].low >= 0
        for node, span in zip(operands[1:], spans[1:], strict=True):
            factor = self.types[node]
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
        return result

    def divided(self, node: Node, above: Span, below: Span, undefined: str) -> Span:
        ends = f"{above.first}, {above.second}, {below.first}, {below.second}"
        text = f"{self.call(intervals.quotient)}({ends}, {self.widest(node)})"
        return self.unpacked(text, undefined)

    def widest(self, node: Node) -> str:
        return self.constant((self.types[node].low, self.types[node].high))

    def linear(self, node: Linear) -> Span:
        operand, worst, best = map(self.span, (node.operand, node.worst, node.best))
        low, high = constant(node.worst), constant(node.best)
        if isinstance(low, float) and isinstance(high, float):
            less = f" - {low!r}" if low != 0.0 else ""
            ends = (f"({operand.first}{less})", f"({operand.second}{less})")
            first, second = ends if high > low else reversed(ends)
            width = f"({high - low!r})"
            return self.stored(f"{first} / {width}", f"{second} / {width}", operand.undefined)
        above = self.stored(
            f"{operand.first} - {worst.second}", f"{operand.second} - {worst.first}"
        )
        below = self.stored(f"{best.first} - {worst.second}", f"{best.second} - {worst.first}")
        return self.divided(node, above, below, either(operand, worst, best))

    def branches(self, node: If) -> Span:
        test, then, other = map(self.span, (node.condition, node.then, node.otherwise))
        doubt = f" or {test.undefined}" if test.undefined else ""
        both = joined(self.types[node].kind, then, other, self.call)
        both = attrs.evolve(both, undefined=either(then, other, test))
        then, other = (attrs.evolve(e, undefined=e.undefined or "False") for e in (then, other))
        names = Span(*(self.fresh() if part else "" for part in attrs.astuple(both)))
        self.line(f"if {test.first} and not ({test.second}{doubt}): {_assign(names, then)}")
        self.line(f"elif {test.second} and not ({test.first}{doubt}): {_assign(names, other)}")
        self.line(f"else: {_assign(names, both)}")
        return names

    def apply(self, node: Apply) -> Span:
        spans = [self.span(each) for each in node.args]
        undefined = either(*spans)
        lows, highs = [each.first for each in spans], [each.second for each in spans]
        match node.function:
            case "abs":
                return self.paired(
                    f"{self.call(intervals.absolute)}({lows[0]}, {highs[0]})", undefined
                )
            case "mean":
                total = self.added(spans)
                count = repr(float(len(spans)))
                return self.stored(
                    f"{total.first} / {count}", f"{total.second} / {count}", undefined
                )
            case "clamp" if self.types[node.args[1]].high > self.types[node.args[2]].low:
                pairs = (f"({each.first}, {each.second})" for each in spans)
                text = f"{self.call(intervals.clamped)}({', '.join(pairs)})"
                return self.paired(text, undefined)
            case "sqrt":
                text = f"{self.call(intervals.root)}({lows[0]}, {highs[0]}, {self.widest(node)})"
                return self.unpacked(text, undefined)
            case "geometric_mean":
                both = f"({', '.join(lows)},), ({', '.join(highs)},)"
                text = f"{self.call(intervals.geometric)}({both}, {self.widest(node)})"
                return self.unpacked(text, undefined)
            case _:
                low, high = rising(node.function, lows, highs)
                return self.stored(low, high, undefined)

    def aggregate(self, node: Aggregate) -> Span:
        """A loop over the records; where nobody has listed them, what any list could lead to."""
        records = self.span(node.records).first
        first, second, undefined = self.fresh(), self.fresh(), self.fresh()
        self.line(f"if {records} is None: {first}, {second}, {undefined} = {self.unlisted(node)}")
        self.line("else:")
        outside = self.made, self.fields, self.record, self.indent
        self.made, self.fields, self.indent = dict(self.made), dict(self.fields), self.indent + _IN
        start = {"any_of": "False; {} = True", "all_of": "True; {} = False"}
        text = start.get(node.function, "0.0; {} = 0.0").format(second)
        self.line(f"{first} = {text}; {undefined} = False")
        self.record = (node.records.name, self.fresh(), self.fresh())
        self.line(f"for {self.record[1]}, {self.record[2]} in enumerate({records}):")
        self.indent += _IN
        for text in gathered(node.function, self.span(node.body), first, second, undefined):
            self.line(text)
        self.made, self.fields, self.record, self.indent = outside
        if node.function == "share":
            text = f"{self.call(intervals.share)}({first}, {second}, len({records}))"
            none = self.fresh()
            self.line(f"if {records} is not None:")
            self.line(
                f"    {first}, {second}, {none} = {text}; {undefined} = {undefined} or {none}"
            )
        elif node.function in ("any_of", "all_of"):
            # One that settles it leaves nothing undefined.
            open_ = second if node.function == "any_of" else first
            self.line(f"if not {open_} and {records} is not None: {undefined} = False")
        return Span(first, second, undefined)

    def unlisted(self, node: Aggregate) -> str:
        kind, body = self.types[node], self.types[node.body]
        if node.function in ("any_of", "all_of"):
            return "True, True, True" if may_be_undefined(node.body) else "True, True, False"
        low, high = kind.low, kind.high
        if node.function in ("count", "share"):
            high = high if body.high else 0.0
        empty = node.function == "share"
        return f"{low!r}, {high!r}, {empty or may_be_undefined(node.body)}"


def _ends(span: Span) -> tuple[str, str]:
    return span.first, span.second


def _assign(names: Span, parts: Span) -> str:
    pairs = zip(attrs.astuple(names), attrs.astuple(parts), strict=True)
    return "; ".join(f"{name} = {part}" for name, part in pairs if name)
