"""The Python interpretation: one generated function for a whole graph.

The code is made from nodes and from nothing else. Unknown is None. Each node becomes an
expression with *guards*: local variables of which none may be None where the expression is used.
So one `is None` test covers a whole run of arithmetic, and a node with several parents, or with a
name of its own, is computed once. All code is total: nothing in it raises for readable values.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Protocol

from evalcore.interpret.code import Code, any_null, is_literal, nulls, subset_sums, union, weigh
from evalcore.language.build import interpolate
from evalcore.language.nodes import (
    TOLERANCE,
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
    walk_with_children,
)
from evalcore.language.types import Type


class Compiled(Protocol):
    """The generated function.

    `v` maps every field that is read to a float, flag, text, date, tuple of texts or None; `w`
    holds the names of those withheld; `as_of` is the date of the evaluation, which a graph that
    counts days needs.
    """

    def __call__(
        self, v: Mapping[str, Any], w: frozenset[str] = ..., as_of: date | None = ...
    ) -> tuple[Any, ...]:
        """The index of the deciding step, then the values of the outputs: see `generate`."""
        ...


_CHAIN = 60  # operands in one expression
_BITS = 8  # texts of which all subsets are added up beforehand
_INLINE = 240  # characters; longer code gets a local variable, so that brackets stay shallow


def generate(
    outputs: Sequence[Node], steps: Sequence[Node], types: Mapping[Node, Type]
) -> tuple[str, dict[str, Any]]:
    """The source of `evaluate(v, w, as_of)` and the globals that it needs.

    It returns a tuple: first the index of the first step whose condition is true (the number of
    steps where none is), or `~index` of a step that is unknown before any is true; then the
    values of the outputs.
    """
    return _Generator(types, [*outputs, *steps]).function(outputs, steps)


def compile_graph(
    outputs: Sequence[Node], steps: Sequence[Node], types: Mapping[Node, Type]
) -> Compiled:
    """The generated function itself; see `generate`."""
    source, names = generate(outputs, steps, types)
    # The source holds only names made here and literals spelt by repr().
    exec(compile(source, "<evalcore ruleset>", "exec"), names)  # noqa: S102
    compiled: Compiled = names["evaluate"]
    return compiled


class _Generator:
    def __init__(self, types: Mapping[Node, Type], roots: Sequence[Node]) -> None:
        self.types = types
        self.names: dict[str, Any] = {"sqrt": math.sqrt, "NOTHING": frozenset[str]()}
        self.lines: list[str] = []
        self.indent = "    "
        self.made: dict[Node, Code] = {}
        self.fields: dict[str, str] = {}
        self.count = 0
        self.record = ""
        self.proved: set[str] = set()  # locals that an earlier step has found not to be None
        self.parts = dict(walk_with_children(*roots))
        self.shared = _shared(roots, self.parts)

    def function(
        self, outputs: Sequence[Node], steps: Sequence[Node]
    ) -> tuple[str, dict[str, Any]]:
        # Named nodes in order of use, so that a long chain of measures never recurses. Those that
        # only steps use come with their step; a plugin's function may be about a record.
        early = set(outputs)
        for node in self.parts:
            if node in early and isinstance(node, Named):
                self.code(node)
        results = [self.value(output) for output in outputs]
        body, self.lines = self.lines, []
        self.indent = "        "
        for index, step in enumerate(steps):
            condition = self.code(step)
            unproved = [guard for guard in condition.guards if guard not in self.proved]
            if unproved:
                self.line(f"if {any_null(unproved)}: d = {~index}; break")
                self.proved.update(unproved)
            self.line(f"if {condition.text}: d = {index}; break")
        chain = ["    while True:", *self.lines, f"        d = {len(steps)}; break"]
        loads = [f"    {local} = v[{name!r}]" for name, local in self.fields.items()]
        ends = [f"    return ({', '.join(['d', *results])},)"]
        head = ["def evaluate(v, w=NOTHING, as_of=None):"]
        return "\n".join([*head, *loads, *body, *chain, *ends, ""]), self.names

    def line(self, text: str) -> None:
        self.lines.append(self.indent + text)

    def fresh(self) -> str:
        self.count += 1
        return f"t{self.count}"

    def local(self, text: str) -> str:
        name = self.fresh()
        self.line(f"{name} = {text}")
        return name

    def constant(self, value: object) -> str:
        name = f"K{len(self.names)}"
        self.names[name] = value
        return name

    def whole(self, code: Code) -> str:
        """The code as a value of its own: None where a guard is."""
        if not code.guards or code.guards == (code.text,):
            return code.text
        return f"(None if {any_null(code.guards)} else {code.text})"

    def value(self, node: Node) -> str:
        """A local variable, or a literal, that holds the node's value or None."""
        code = self.code(node)
        text = self.whole(code)
        return text if text.isidentifier() or isinstance(node, Literal) else self.local(text)

    def stored(self, text: str, *, nullable: bool) -> Code:
        name = self.local(text)
        return Code(name, (name,) if nullable else ())

    def code(self, node: Node) -> Code:
        if node in self.made:
            return self.made[node]
        code = self.make(node)
        if not code.is_name and (node in self.shared or len(code.text) > _INLINE):
            code = self.stored(self.whole(code), nullable=bool(code.guards))
        self.made[node] = code
        return code

    def make(self, node: Node) -> Code:
        match node:
            case Literal():
                return Code(self.literal(node.value))
            case FieldRef(name=name) | Opaque(key=name):
                local = self.field(name)
                return Code(local, (local,))
            case RecordField(name=name):
                return self.stored(f"{self.record}[{name!r}]", nullable=True)
            case AsOf():
                return Code("as_of")
            case Named(body=body):
                return self.code(body)
            case Not(operand=operand):
                inner = self.code(operand)
                return Code(f"(not {inner.text})", inner.guards)
            case And(operands=operands):
                return self.logic(operands, "and", absorbing=False)
            case Or(operands=operands):
                return self.logic(operands, "or", absorbing=True)
            case Compare():
                return self.compare(node)
            case IsIn(item=item, members=members):
                return self.is_in(self.code(item), members)
            case Has(set=held, member=member):
                inner = self.code(held)
                return Code(f"({member!r} in {inner.text})", inner.guards)
            case Arithmetic():
                return self.arithmetic(node)
            case Negate(operand=operand):
                inner = self.code(operand)
                return Code(f"(-{inner.text})", inner.guards)
            case If():
                return self.branches(node)
            case Apply():
                return self.apply(node)
            case Linear():
                return self.linear(node)
            case Piecewise(operand=operand, points=points):
                return self.piecewise(self.simple(self.code(operand)), points)
            case Lookup():
                return self.lookup(node)
            case Overlap(set=held, weights=weights):
                return self.overlap(self.code(held), weights)
            case Known(operands=operands):
                tests = " or ".join(f"{self.source(each)} is not None" for each in operands)
                return Code(f"({tests})")
            case IsWithheld(operands=operands):
                tests = " or ".join(self.kept(each) for each in operands)
                return Code(f"({tests})")
            case Aggregate():
                return self.aggregate(node)
            case SetSize(set=held):
                inner = self.code(held)
                return Code(f"float(len({inner.text}))", inner.guards)
            case _:
                raise NotImplementedError(type(node).__name__)

    def literal(self, value: object) -> str:
        if isinstance(value, date):
            return self.constant(value)
        text = repr(value)
        return f"({text})" if text.startswith("-") else text

    def field(self, name: str) -> str:
        return self.fields.setdefault(name, f"f{len(self.fields)}")

    def source(self, reference: FieldRef | RecordField) -> str:
        if isinstance(reference, FieldRef):
            return self.field(reference.name)
        return f"{self.record}[{reference.name!r}]"

    def kept(self, reference: FieldRef | RecordField) -> str:
        held = "w" if isinstance(reference, FieldRef) else f"{self.record}['']"
        return f"{reference.name!r} in {held}"

    def simple(self, code: Code) -> Code:
        """The same with a text that may be repeated: a local variable or a literal."""
        if code.is_name or is_literal(code.text):
            return code
        return self.stored(self.whole(code), nullable=bool(code.guards))

    def logic(self, operands: Sequence[Node], word: str, *, absorbing: bool) -> Code:
        """Kleene's `and` (where False absorbs) and `or` (where True does)."""
        codes = [self.code(each) for each in operands]
        sure = [code.text for code in codes if not code.guards]
        sure += [code.text for code in codes if code.guards and self.proved.issuperset(code.guards)]
        unsure = [code for code in codes if not self.proved.issuperset(code.guards)]
        if not unsure:
            return Code(f"({f' {word} '.join(sure)})")
        guards = tuple(guard for guard in union(*unsure) if guard not in self.proved)
        negation = "" if absorbing else "not "
        decides = [f"{negation}{text}" for text in sure]
        for code in unsure:
            known = " and ".join(f"{g} is not None" for g in code.guards if g not in self.proved)
            decides.append(f"({known} and {negation}{code.text})")
        ends = f"None if {any_null(guards)} else {not absorbing}"
        text = f"({absorbing} if {' or '.join(decides)} else {ends})"
        return self.stored(text, nullable=True)

    def compare(self, node: Compare) -> Code:
        left, right = self.code(node.left), self.code(node.right)
        guards = union(left, right)
        kinds = (self.types[node.left], self.types[node.right])
        exact = not kinds[0].is_number or all(each.whole for each in kinds)
        operator = node.operator
        if exact:
            return Code(f"({left.text} {operator} {right.text})", guards)
        value = constant(node.right)
        if operator in ("==", "!="):
            within = f"-{TOLERANCE!r} <= {left.text} - {right.text} <= {TOLERANCE!r}"
            return Code(f"({within})" if operator == "==" else f"(not {within})", guards)
        sign = "-" if operator in (">=", "<") else "+"
        if isinstance(value, float):
            bound = value - TOLERANCE if sign == "-" else value + TOLERANCE
            return Code(f"({left.text} {operator} {bound!r})", guards)
        return Code(f"({left.text} {operator} {right.text} {sign} {TOLERANCE!r})", guards)

    def is_in(self, item: Code, members: Sequence[object]) -> Code:
        if all(isinstance(each, str) for each in members):
            return Code(f"({item.text} in {self.constant(frozenset(members))})", item.guards)
        item = self.simple(item)
        tests = " or ".join(
            f"-{TOLERANCE!r} <= {item.text} - {self.literal(member)} <= {TOLERANCE!r}"
            for member in members
        )
        return Code(f"({tests})", item.guards)

    def arithmetic(self, node: Arithmetic) -> Code:
        codes = [self.code(each) for each in node.operands]
        if node.operator == "/" and self.may_be_zero(node.operands[1]):
            return self.quotient(*codes)
        return self.chain(node.operator, codes)

    def chain(self, operator: str, codes: Sequence[Code]) -> Code:
        while len(codes) > _CHAIN:  # long sums in pieces: CPython's compiler recurses into them
            first = self.chain(operator, codes[:_CHAIN])
            codes = [self.stored(self.whole(first), nullable=bool(first.guards)), *codes[_CHAIN:]]
        return Code(f"({f' {operator} '.join(c.text for c in codes)})", union(*codes))

    def may_be_zero(self, divisor: Node) -> bool:
        kind = self.types[divisor]
        return kind.low <= TOLERANCE and kind.high >= -TOLERANCE

    def quotient(self, above: Code, below: Code) -> Code:
        tests = nulls(above, below)
        name = below.text if below.is_name else self.fresh()
        divisor = name if below.is_name else f"({name} := {below.text})"
        tests.append(f"-{TOLERANCE!r} <= {divisor} <= {TOLERANCE!r}")
        text = f"None if {' or '.join(tests)} else {above.text} / {name}"
        return self.stored(text, nullable=True)

    def branches(self, node: If) -> Code:
        condition, then, otherwise = map(self.code, (node.condition, node.then, node.otherwise))
        text = f"({self.whole(then)} if {condition.text} else {self.whole(otherwise)})"
        if condition.guards:
            text = f"(None if {any_null(condition.guards)} else {text})"
        return self.stored(text, nullable=bool(union(condition, then, otherwise)))

    def apply(self, node: Apply) -> Code:
        codes = [self.code(each) for each in node.args]
        guards = union(*codes)
        texts = [code.text for code in codes]
        match node.function:
            case "abs":
                return Code(f"abs({texts[0]})", guards)
            case "round":
                digits = int(self.types[node.args[1]].low)
                return Code(f"round({texts[0]}, {digits})", guards)
            case "mean":
                added = self.chain("+", codes)
                return Code(f"({added.text} / {float(len(texts))!r})", added.guards)
            case "min" | "max" as function:
                if len(texts) == 2:
                    return self.better(codes, "<" if function == "min" else ">")
                return Code(f"{function}({', '.join(texts)})", guards) if texts[1:] else codes[0]
            case "clamp":
                return self.clamp(codes)
            case "sqrt":
                root = self.not_negative(codes, self.types[node.args[0]].low)
                return Code(f"sqrt({root[0].text})", root[0].guards)
            case "geometric_mean":
                lowest = min(self.types[each].low for each in node.args)
                product = self.chain("*", self.not_negative(codes, lowest))
                return Code(f"({product.text} ** {1 / len(codes)!r})", product.guards)
            case "days_since":
                return Code(f"float(({texts[1]} - {texts[0]}).days)", guards)
            case "years_between":
                return Code(f"(({texts[1]} - {texts[0]}).days / 365.25)", guards)

    def better(self, codes: Sequence[Code], sign: str) -> Code:
        """The smaller or larger of two: half the time of a call of min or max."""
        first, second = map(self.simple, codes)
        text = f"({second.text} if {second.text} {sign} {first.text} else {first.text})"
        return Code(text, union(first, second))

    def clamp(self, codes: Sequence[Code]) -> Code:
        operand, low, high = codes
        low, high = self.simple(low), self.simple(high)
        guards = union(*codes)
        name = operand.text if operand.is_name else self.fresh()
        first = name if operand.is_name else f"({name} := {operand.text})"
        upper = f"{high.text} if {name} > {high.text} else {name}"
        text = f"({low.text} if {first} < {low.text} else {upper})"
        return Code(text, guards)

    def not_negative(self, codes: Sequence[Code], lowest: float) -> list[Code]:
        """The same numbers, 0 where they are below it within the tolerance, else None."""
        results: list[Code] = []
        for code in map(self.simple, codes):
            text = f"(0.0 if {code.text} < 0.0 else {code.text})"
            if lowest < -TOLERANCE:
                tests = " or ".join([*nulls(code), f"{code.text} < -{TOLERANCE!r}"])
                results.append(self.stored(f"None if {tests} else {text}", nullable=True))
            else:
                results.append(Code(text, code.guards))
        return results

    def linear(self, node: Linear) -> Code:
        operand, worst, best = map(self.code, (node.operand, node.worst, node.best))
        low, high = constant(node.worst), constant(node.best)
        if isinstance(low, float) and isinstance(high, float):
            text = operand.text if low == 0.0 else f"({operand.text} - {self.literal(low)})"
            return Code(f"({text} / {self.literal(high - low)})", operand.guards)
        worst = self.simple(worst)
        above = self.chain("-", [operand, worst])
        return self.quotient(above, self.chain("-", [best, worst]))

    def piecewise(self, x: Code, points: Sequence[tuple[float, float]]) -> Code:
        if len(points) > _CHAIN:
            self.names["interpolate"] = interpolate
            return Code(f"interpolate({x.text}, {self.constant(tuple(points))})", x.guards)
        text = f"{points[-1][1]!r}"
        pieces = list(pairwise(points))
        for (left, low), (right, high) in reversed(pieces):
            slope = self.literal((high - low) / (right - left))
            piece = f"{low!r} + ({x.text} - {self.literal(left)}) * {slope}"
            text = f"{piece} if {x.text} <= {right!r} else {text}"
        text = f"({points[0][1]!r} if {x.text} <= {points[0][0]!r} else {text})"
        return Code(text, x.guards)

    def lookup(self, node: Lookup) -> Code:
        item = self.code(node.item)
        table = self.constant(dict(node.table))
        if _covers(node, self.types):
            return Code(f"{table}[{item.text}]", item.guards)
        if node.default is not None:
            return Code(f"{table}.get({item.text}, {self.literal(node.default)})", item.guards)
        text = self.whole(Code(f"{table}.get({item.text})", item.guards))
        return self.stored(text, nullable=True)

    def overlap(self, held: Code, weights: Sequence[tuple[str, float]]) -> Code:
        held = self.simple(held)
        if len(weights) > _CHAIN:
            self.names["weigh"] = weigh
            return Code(f"weigh({held.text}, {self.constant(tuple(weights))})", held.guards)
        if len(weights) <= _BITS:
            return self.overlap_by_bits(held, weights)
        parts = (f"({weight!r} if {text!r} in {held.text} else 0.0)" for text, weight in weights)
        return Code(f"({' + '.join(parts)})", held.guards)

    def overlap_by_bits(self, held: Code, weights: Sequence[tuple[str, float]]) -> Code:
        """The sums of all subsets, worked out beforehand: one look for each text that is held."""
        bits = self.constant({text: 1 << index for index, (text, _) in enumerate(weights)})
        sums = self.constant(subset_sums([weight for _, weight in weights]))
        result, text = self.fresh(), self.fresh()
        indent = self.indent
        if held.guards:
            self.line(f"if {held.text} is None: {result} = None")
            self.line("else:")
            self.indent += "    "
        self.line(f"{result} = 0")
        self.line(f"for {text} in {held.text}:")
        self.line(f"    if {text} in {bits}: {result} |= {bits}[{text}]")
        self.line(f"{result} = {sums}[{result}]")
        self.indent = indent
        return Code(result, (result,) if held.guards else ())

    def aggregate(self, node: Aggregate) -> Code:
        """A loop over the records, in a block of its own; any unknown part makes it unknown."""
        records = self.code(node.records).text
        result, found = self.fresh(), self.fresh()
        outside = self.made, self.record
        self.made, self.record = dict(self.made), self.fresh()
        start = {"any_of": "False", "all_of": "True"}.get(node.function, "0.0")
        self.line(f"if {records} is None: {result} = None")
        self.line("else:")
        self.indent += "    "
        self.line(f"{result} = {start}")
        self.line(f"for {self.record} in {records}:")
        self.indent += "    "
        self.line(f"{found} = {self.whole(self.code(node.body))}")
        match node.function:
            case "any_of":
                self.line(f"if {found}: {result} = True; break")
                self.line(f"if {found} is None: {result} = None")
            case "all_of":
                self.line(f"if {found} is None: {result} = None")
                self.line(f"elif not {found}: {result} = False; break")
            case _:
                self.line(f"if {found} is None: {result} = None; break")
                self.line(f"{result} += {found}")
        self.indent = self.indent[:-4]
        if node.function == "share":
            share = f"{result} / len({records}) if {records} else None"
            self.line(f"if {result} is not None: {result} = {share}")
        self.indent = self.indent[:-4]
        self.made, self.record = outside
        return Code(result, (result,))


def _shared(roots: Sequence[Node], parts: Mapping[Node, list[Node]]) -> frozenset[Node]:
    """The nodes that are worth a local variable: those with a name, or with several parents."""
    parents: dict[Node, int] = {}
    for inner in parts.values():
        for below in inner:
            parents[below] = parents.get(below, 0) + 1
    for root in roots:
        parents[root] = parents.get(root, 0) + 1
    return frozenset(each for each, times in parents.items() if times > 1)


def _covers(node: Lookup, types: Mapping[Node, Type]) -> bool:
    choices = types[node.item].choices
    return choices is not None and set(choices) <= {text for text, _ in node.table}
