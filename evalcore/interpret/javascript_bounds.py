"""The JavaScript of bounds: what is possible while fields are missing, in one pass.

It makes of a plan what `bounding` makes of it for Python, node by node; what that promises is said
in `bounds`. A parameter or weight has one value, and narrows like the number that it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs

from evalcore.interpret.javascript import function_of, inside, is_input, key_of
from evalcore.interpret.javascript_deciding import Asking
from evalcore.interpret.javascript_rows import cells_of
from evalcore.interpret.javascript_spans import (
    assigned,
    compared,
    joined,
    of_literal,
)
from evalcore.interpret.javascript_text import best, literal, spelt
from evalcore.interpret.plan import Plan
from evalcore.interpret.spans import Span
from evalcore.interpret.writing import Writing
from evalcore.language import nodes
from evalcore.language.kernel import PLAIN
from evalcore.language.operation import Corner, Operation, turning
from evalcore.language.operations import OPERATIONS
from evalcore.request.fields import Kind


def bounds_function(program: Plan) -> str:
    """The function `(v, w, asOf, p, b)` that returns the bounds of the outputs in an array.

    Of a number or date `[low, high, may be undefined]`, of a condition `[can be true, can be false,
    may be undefined]`, of a decision the places of its cases. Last comes whether all that is left
    keeps the relations; null instead says that nothing is left. `b` has ranges by name where less
    is possible than the field could say.
    """
    return _Bounding(program).function()


class _Bounding(Writing):
    AND, OR, END = " && ", " || ", ";"

    def __init__(self, program: Plan) -> None:
        super().__init__(program)
        self.constants: list[str] = []
        self.record = ("", "")  # the place and the record itself
        self.fixed = self.constant_nodes()

    def function(self) -> str:
        for node in self.plan.parts:
            if node not in self.plan.about:
                self.made[node] = self.make(node)
        held: list[str] = []
        for node in self.plan.relations:
            span = self.made[node]
            doubt = f" || {span.undefined}" if span.undefined else ""
            self.line(f"if (!({span.first}{doubt})) return null;")
            held.append(f"!{span.second}")
        shown = [self.shown(node, self.made[node]) for node in self.plan.outputs]
        self.line(f"return [{', '.join([*shown, ' && '.join(held) or 'true'])}];")
        names = ", ".join(f"t{n}" for n in range(1, self.count + 1))
        head = [f"let {names};"] if names else []
        return function_of("v, w, asOf, p, b", self.constants, [*head, *self.lines])

    def constant_nodes(self) -> frozenset[nodes.Node]:
        """Those that have one value whatever a request says: parameters, what is made of them."""
        found: set[nodes.Node] = set()
        for node, below in self.plan.parts.items():
            is_made = isinstance(node, nodes.Apply) and bool(below) and found.issuperset(below)
            if isinstance(node, nodes.Literal) or is_input(node) or is_made:
                found.add(node)
        return frozenset(found)

    def line(self, text: str) -> None:
        self.lines.append(text)

    def spread(self, names: Sequence[str], text: str) -> None:
        self.line(f"[{', '.join(names)}] = {text};")

    def any_of(self, conditions: Iterable[str]) -> str:
        found = [*conditions]
        return f"({self.OR.join(found)})" if len(found) > 1 else "".join(found)

    def constant(self, text: str) -> str:
        """The name of a value that is made once."""
        self.constants.append(f"K{len(self.constants)} = {text}")
        return f"K{len(self.constants) - 1}"

    def shown(self, node: nodes.Node, span: Span) -> str:
        """What the function returns for an output."""
        if isinstance(node, nodes.Decide):
            return span.first
        if self.shows_ends(node):
            return f"[{span.first}, {span.second}, {span.undefined or 'false'}]"
        return "null"

    def make(self, node: nodes.Node) -> Span:
        """The span of a node whose parts have theirs."""
        match node:
            case nodes.Literal(value=value):
                return of_literal(value)
            case nodes.FieldRef(name=name) if is_input(node):
                text = f"p[{literal(name)}]"
                return Span(text, text)
            case nodes.FieldRef(name=name) | nodes.Opaque(key=name):
                return self.said(node, f"v[{literal(name)}]", literal(name))
            case nodes.RecordField():
                return self.said(node, *self.reference(node))
            case nodes.Narrowed():
                return self.narrowed(node)
            case nodes.AsOf():
                return Span("asOf", "asOf")
            case nodes.Not(operand=operand):
                inner = self.made[operand]
                return Span(inner.second, inner.first, inner.undefined)
            case nodes.And(operands=operands) | nodes.Or(operands=operands):
                return Asking(self).joint(node, [self.made[each] for each in operands])
            case nodes.Compare():
                return self.compare(node, self.made[node.left], self.made[node.right])
            case nodes.If():
                return self.branches(node)
            case nodes.Apply(operation, args):
                spans = [self.made[each] for each in args]
                return self.better.get(operation, self.applied)(node, spans)
            case nodes.Known(operands=operands):
                tests = [f"{value} !== null" for value, _ in map(self.reference, operands)]
                return self.stored(" || ".join(tests), f"!({' || '.join(tests)})")
            case nodes.IsWithheld(operands=operands):
                tests = [f"w.has({key})" for _, key in map(self.reference, operands)]
                return self.stored(" || ".join(tests), f"!({' || '.join(tests)})")
            case nodes.Aggregate():
                return self.aggregate(node)
            case nodes.Decide():
                return Asking(self).decide(node)
            case nodes.Rows():
                return self.rows(node)
            case nodes.AllRows(rows=rows, values=values, which=which, aggregation="list"):
                said = ", ".join(self.made[each].first for each in values)
                text = f"listWithin({self.made[rows].first}, {literal(which)}, [{said}])"
                must, may, most = self.fresh(), self.fresh(), self.fresh()
                self.line(f"[{must}, {may}, {most}] = {text};")
                return Span(must, may, self.made[rows].undefined, most)
            case _:
                raise NotImplementedError(type(node).__name__)

    def rows(self, node: nodes.Rows) -> Span:
        """Which rows of a table may fit, and which do."""
        spans = [self.made[each] for each in node.columns]
        boxes = ", ".join(
            f"[{e.first}, {e.second or 'null'}, {e.undefined or 'false'}]" for e in spans
        )
        numbers = ", ".join(self.made[each].first for each in node.parameters)
        found, cells = self.fresh(), self.constant(cells_of(node.table))
        self.line(f"{found} = rowsWithin({cells}, [{boxes}], [{numbers}]);")
        return Span(found, undefined=self.doubt(*spans))

    def reference(self, operand: nodes.FieldRef | nodes.RecordField) -> tuple[str, str]:
        """The code of a field's value, and of its key."""
        key = key_of(operand, self.record[0])
        if isinstance(operand, nodes.FieldRef):
            return f"v[{key}]", key
        return f"{self.record[1]}[{literal(operand.name)}]", key

    def said(self, node: nodes.Node, value: str, key: str) -> Span:
        """What a field says, or else the domain of what it may say."""
        name, kind = self.fresh(), self.types[node].kind
        self.line(f"{name} = {value};")
        if kind is Kind.RECORDS:
            return Span(name)
        domain = f"within(b, {key}, {self.constant(literal(self.domain(node)))})"
        if kind in (Kind.TEXT, Kind.CHOICE):
            texts = self.fresh()
            self.line(f"{texts} = {name} === null ? {domain} : [{name}];")
            return Span(texts)
        first, second, most = self.fresh(), self.fresh(), self.fresh()
        if kind is Kind.SET:
            self.line(f"if ({name} === null) [{first}, {second}, {most}] = {domain};")
            self.line(f"else {{ {first} = {second} = {name}; {most} = {name}.length; }}")
            return Span(first, second, most=most)
        self.line(f"if ({name} === null) [{first}, {second}] = {domain};")
        ends = f"{first} = {name}; {second} = {'!' if kind is Kind.FLAG else ''}{name};"
        self.line(f"else {{ {ends} }}")
        return Span(first, second)

    def narrowed(self, node: nodes.Narrowed) -> Span:
        """The span of a field from here on; ends where nothing is left of it."""
        span, end, kind = self.made[node.field], self.made[node.end], self.types[node]
        place, sign = (0, "<") if node.is_low else (1, ">")
        name, wanted = self.fresh(), (end.first, end.second)[place]
        if node.slack:
            terms = [self.made[each] for each in self.plan.parts[node.end]] or [end]
            size = ", ".join(f"{each.first}, {each.second}" for each in terms)
            room = f"roomFor({literal(node.slack)}, [{size}])"
            wanted = f"{wanted} {'-+'[place]} {room}"
        if kind.whole:
            wanted = f"Math.{'ceil' if node.is_low else 'floor'}({wanted})"
        self.line(f"{name} = {wanted};")
        found = [span.first, span.second]
        self.line(f"if ({name} {sign} {found[place]}) {name} = {found[place]};")
        found[place] = name
        self.line(f"if ({found[0]} > {found[1]}) return null;")
        return Span(*found)

    def compare(self, node: nodes.Compare, left: Span, right: Span) -> Span:
        """Whether a comparison can hold, and can fail."""
        undefined = self.doubt(left, right)
        true = self.plan.foregone(node)
        if true is not None:
            return Span(literal(true), literal(not true), undefined)
        match self.types[node.left].kind:
            case Kind.FLAG:
                return self.flags(left, right, undefined)
            case Kind.TEXT | Kind.CHOICE:
                return self.paired(f"sameText({left.first}, {right.first})", undefined)
            case _:
                can, cannot = compared(node, left, right, exact=self.plan.is_exact(node))
                number = self.apart_from(node)
                if number:
                    can, cannot = f"!{number} && ({can})", f"{number} || {cannot}"
                return self.stored(can, cannot, undefined)

    def apart_from(self, node: nodes.Compare) -> str:
        """Whether a number that no request changes lies between two whole ones; see `foregone`."""
        for side, other in ((node.left, node.right), (node.right, node.left)):
            is_open = side in self.fixed and not isinstance(side, nodes.Literal)
            if node.operator == "==" and is_open and self.types[other].whole:
                return f"liesBetween({self.made[side].first})"
        return ""

    def applied(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        """An operation at those ends of its arguments where it is lowest and highest."""
        row = OPERATIONS[node.operation]
        kinds = [self.types[each] for each in node.args]
        lows, highs = row.corners([each.low for each in kinds], [each.high for each in kinds])
        found = self.stored(
            best("least", [_at(node, each, spans) for each in lows]).text,
            best("greatest", [_at(node, each, spans) for each in highs]).text,
        )
        turns = _turns(row, node.data)
        if turns:
            ends = f"{spans[0].first}, {spans[0].second}, {found.first}, {found.second}"
            found = self.paired(f"turned({self.constant(literal(turns))}, {ends})")
        if row.rough(len(spans)):
            found = self.paired(f"roughly({found.first}, {found.second})")
        return attrs.evolve(found, undefined=self.doubted(row, node, spans))

    def multiplied(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        """From left to right; by the signs that the types promise where they promise any."""
        result, positive = spans[0], self.types[node.args[0]].low >= 0
        for each, span in zip(node.args[1:], spans[1:], strict=True):
            factor = self.types[each]
            if positive and factor.low >= 0:
                low, high = f"{result.first} * {span.first}", f"{result.second} * {span.second}"
                result = self.stored(low, high)
            else:
                ends = f"{result.first}, {result.second}, {span.first}, {span.second}"
                result = self.paired(f"product({ends})")
            positive = positive and factor.low >= 0
        return attrs.evolve(result, undefined=self.doubt(*spans))

    def divided(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        above, below = spans
        ends = f"{above.first}, {above.second}, {below.first}, {below.second}"
        return self.unpacked(f"quotient({ends}, {self.widest(node)})", self.doubt(*spans))

    def weighed(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        """Of scores between bounds, with weights that are known."""
        half = len(spans) // 2
        lows, highs = (
            ", ".join(parts)
            for parts in ([e.first for e in spans[:half]], [e.second for e in spans[:half]])
        )
        doubts = ", ".join(each.undefined or "false" for each in spans[:half])
        weights = ", ".join(each.first for each in spans[half:])
        text = f"[{lows}], [{highs}], [{doubts}], [{weights}], {self.widest(node)}"
        return self.unpacked(f"weighed({text})", "")

    def widest(self, node: nodes.Node) -> str:
        return self.constant(literal((self.types[node].low, self.types[node].high)))

    def looked_up(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        (item,), (table, default) = spans, node.data
        entries = self.constant(f"new Map({literal([*dict(table).items()])})")
        text = f"listed({item.first}, {entries}, {literal(default)}, {self.widest(node)})"
        return self.unpacked(text, item.undefined)

    def overlapping(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        (bag,), (weights,) = spans, node.data
        listed = self.constant(literal(weights))
        return self.paired(f"held({bag.first}, {bag.second}, {listed})", bag.undefined)

    def counted(self, _node: nodes.Apply, spans: Sequence[Span]) -> Span:
        (bag,) = spans
        return self.stored(f"{bag.first}.length", bag.most, bag.undefined)

    def holding(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        (bag,), (member,) = spans, map(literal, node.data)
        can, cannot = f"{bag.second}.includes({member})", f"!{bag.first}.includes({member})"
        return self.stored(can, cannot, bag.undefined)

    def membership(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        (item,), (members,) = spans, node.data
        listed = self.constant(literal(members))
        if self.types[node.args[0]].is_number:
            return self.paired(f"among({item.first}, {item.second}, {listed})", item.undefined)
        return self.paired(f"amongTexts({item.first}, {listed})", item.undefined)

    def branches(self, node: nodes.If) -> Span:
        test, then, other = (self.made[e] for e in (node.condition, node.then, node.otherwise))
        doubt = f" || {test.undefined}" if test.undefined else ""
        doubts = (then, other, test) if node.strict else (then, other)
        joint = joined(self.types[node].kind, then, other)
        both = attrs.evolve(joint, undefined=self.doubt(*doubts))
        then, other = (attrs.evolve(e, undefined=e.undefined or "false") for e in (then, other))
        names = Span(*(self.fresh() if part else "" for part in attrs.astuple(both)))
        self.line(f"if ({test.first} && !({test.second}{doubt})) {{ {assigned(names, then)} }}")
        self.line(
            f"else if ({test.second} && !({test.first}{doubt})) {{ {assigned(names, other)} }}"
        )
        self.line(f"else {{ {assigned(names, both)} }}")
        return names

    def aggregate(self, node: nodes.Aggregate) -> Span:
        """The span of what is gathered; where nobody has listed the records, that of any list."""
        records = self.made[node.records].first
        first, second, undefined, each, place, listed = (self.fresh() for _ in range(6))
        start = {"any_of": ("false", "true"), "all_of": ("true", "false")}
        low, high = start.get(node.function, ("0", "0"))
        self.line(f"{first} = {low}; {second} = {high}; {undefined} = false;")
        within = inside(self.plan, node)
        cells = {e.name: None for e in within if isinstance(e, nodes.RecordField)}
        asked = [e for e in within if isinstance(e, nodes.Known | nodes.IsWithheld)]
        cells |= {e.name: None for some in asked for e in some.operands}
        self.line(f"{listed} = {records} === null ? {self.constant(literal([cells]))} : {records};")
        self.line(f"for ({place} = 0; {place} < {listed}.length; {place}++) {{")
        self.line(f"{each} = {listed}[{place}];")
        outside, self.record = (self.made, self.record), (place, each)
        self.made = dict(self.made)
        for part in within:
            self.made[part] = self.make(part)
        self.lines += _gathered(node.function, self.made[node.body], first, second, undefined)
        self.made, self.record = outside
        self.line("}")
        if node.function == "share":
            none = self.fresh()
            self.line(f"[{first}, {second}, {none}] = shareOf({first}, {second}, {listed}.length);")
            self.line(f"{undefined} = {undefined} || {none};")
        elif node.function in ("any_of", "all_of"):
            open_ = second if node.function == "any_of" else first
            self.line(f"if (!{open_} && {records} !== null) {undefined} = false;")
        found = Span(first, second, undefined)
        self.line(f"if ({records} === null) {{ {self.of_any_list(node, found, bool(asked))} }}")
        return found

    def of_any_list(self, node: nodes.Aggregate, of_one: Span, asked: bool) -> str:  # noqa: FBT001
        """What turns what one open record comes to into what any number of them do."""
        first, second, undefined = of_one.first, of_one.second, of_one.undefined
        kind = self.types[node]
        if asked:  # of a record that nobody has listed, all is open
            if node.function in ("any_of", "all_of"):
                return f"{first} = {second} = {undefined} = true;"
            low, high = literal(kind.low), literal(kind.high)
            return f"{first} = {low}; {second} = {high}; {undefined} = true;"
        match node.function:
            case "any_of":
                return f"{second} = true;"
            case "all_of":
                return f"{first} = true;"
            case "share":
                return f"{undefined} = true;"  # of no records
            case "count":
                return f"{first} = 0; {second} = {second} ? {literal(kind.high)} : 0;"
            case _:
                low = f"{first} = {first} < 0 ? {literal(kind.low)} : 0;"
                return f"{low} {second} = {second} > 0 ? {literal(kind.high)} : 0;"


def _gathered(function: str, body: Span, first: str, second: str, undefined: str) -> Iterator[str]:
    """The lines of a loop over records that take one of them in."""
    doubt = f" || {body.undefined}" if body.undefined else ""
    match function:
        case "any_of":
            yield f"if ({body.first}) {first} = true;"
            yield f"if (!({body.second}{doubt})) {second} = false;"
        case "all_of":
            yield f"if ({body.second}) {second} = true;"
            yield f"if (!({body.first}{doubt})) {first} = false;"
        case "total_of":
            yield f"{first} += {body.first}; {second} += {body.second};"
        case _:
            yield f"if (!({body.second}{doubt})) {first} += 1;"
            yield f"if ({body.first}{doubt}) {second} += 1;"
    if body.undefined:
        yield f"if ({body.undefined}) {undefined} = true;"


def _at(node: nodes.Apply, corner: Corner, spans: Sequence[Span]) -> str:
    """The operation at one end of each argument."""
    texts = (each.second if end else each.first for each, end in zip(spans, corner, strict=True))
    return spelt(node.operation, tuple(texts), node.data)


def _turns(row: Operation[Any], data: tuple[Any, ...]) -> list[tuple[float, float]]:
    """Where an operation turns, each with its value."""
    whole = turning(row.turns(*data), -float("inf"), float("inf"))
    return [(each, row.define(PLAIN, each, *data)) for each in whole]
