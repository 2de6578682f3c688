"""The Python interpretation: one generated function for a whole program.

The code is made from a plan and from nothing else. Unknown is None. Each node becomes an
expression with *guards*: local variables of which none may be None where the expression is used.
So one `is None` test covers a whole run of arithmetic, and a node that is used twice, or asked
for, is computed once. All code is total: nothing in it raises for readable values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from evalcore.interpret.code import (
    CALLED,
    Code,
    any_null,
    called,
    is_literal,
    subset_sums,
    template,
    union,
)
from evalcore.interpret.plan import ALL_WORKED_OUT, INDEX, Leaves, Plan, Types, plan
from evalcore.interpret.rows import index_of
from evalcore.language import nodes
from evalcore.language.comparing import OPPOSITE, TOLERANCE, moved_by
from evalcore.language.operations import OPERATIONS
from evalcore.language.tables import Found, places
from evalcore.request.situation import Key
from evalcore.written.memory import nothing_collected


class Compiled(Protocol):
    """The generated function.

    `v` maps every field that is read to a float, flag, text, date, tuple of texts, tuple of records
    or None; `w` holds the keys of those withheld: names, and of cells the records, their place and
    the name; `as_of` is the date of the evaluation, which a program that counts days needs. It
    returns the value of each output, None where unknown or undefined.
    """

    def __call__(
        self, v: Mapping[str, Any], w: frozenset[Key] = ..., as_of: date | None = ...
    ) -> tuple[Any, ...]:
        """The values of the outputs, in their order."""
        ...


def added(found: Found, said: Sequence[Any]) -> float | None:
    """The sum of what these rows say, in their order; None where it is open which fit."""
    may, sure = found
    if may != sure:
        return None
    total = 0.0
    for place in places(may):
        total += said[place]
    return total


def listed_of(found: Found, said: Sequence[Any]) -> tuple[Any, ...] | None:
    """What these rows say, in their order; None where it is open which fit."""
    may, sure = found
    return tuple([said[place] for place in places(may)]) if may == sure else None


_CHAIN = 60  # operands in one expression: CPython's compiler recurses into longer ones
_CASES = 1_000  # in one function: CPython's compiler takes more time a line in longer ones
_BITS = 8  # texts of which all subsets are added up beforehand
_INLINE = 240  # characters; longer code gets a local variable, so that brackets stay shallow
_IN = "    "
_Case = tuple[int, tuple[nodes.Value, nodes.Node]]  # its place, its outcome, and what it asks


@nothing_collected()
def compile_program(
    outputs: Sequence[nodes.Node], types: Types, leaves: Leaves = ALL_WORKED_OUT
) -> Compiled:
    """The generated function for these outputs; see `plan`."""
    return compile_plan(plan(outputs, types, leaves, (INDEX,)))


def compile_plan(program: Plan) -> Compiled:
    """The generated function for a plan."""
    source, names = generate(program)
    # The source holds only names made here and literals spelt by repr().
    exec(compile(source, "<evalcore ruleset>", "exec"), names)  # noqa: S102
    compiled: Compiled = names["evaluate"]
    return compiled


def generate(program: Plan) -> tuple[str, dict[str, Any]]:
    """The source of `evaluate(v, w, as_of)` and the globals that it needs."""
    return _Generator(program).function()


class _Generator:
    def __init__(self, program: Plan) -> None:
        self.plan = program
        self.types = program.types
        self.names: dict[str, Any] = {**CALLED, "NOTHING": frozenset[str]()}
        self.lines: list[str] = []
        self.indent = _IN
        self.made: dict[nodes.Node, Code] = {}
        self.decided: dict[
            nodes.Node, tuple[str, str]
        ] = {}  # variables of a decision: case and value
        self.fields: dict[str, str] = {}
        self.count = 0
        self.record = self.place = ""
        self.proved: set[str] = set()  # locals that an earlier case has found not to be None
        self.better: dict[str, Callable[[nodes.Apply], Code]] = {
            "lookup": self.lookup,
            "overlap": self.overlap,
            "in": self.membership,
        }

    def function(self) -> tuple[str, dict[str, Any]]:
        results = [self.value(each) for each in self.plan.outputs]
        loads = [f"    {local} = v[{name!r}]" for name, local in self.fields.items()]
        head = ["def evaluate(v, w=NOTHING, as_of=None):"]
        ends = [f"    return ({''.join(f'{each}, ' for each in results)})"]
        return "\n".join([*head, *loads, *self.lines, *ends, ""]), self.names

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

    def value(self, node: nodes.Node) -> str:
        """A local variable, or a literal, that holds the node's value or None."""
        text = self.whole(self.code(node))
        return text if text.isidentifier() or isinstance(node, nodes.Literal) else self.local(text)

    def stored(self, text: str, *, nullable: bool) -> Code:
        name = self.local(text)
        return Code(name, (name,) if nullable else ())

    def code(self, root: nodes.Node) -> Code:
        """The code of a node, after that of everything below it."""
        if root not in self.made:
            for node in self.plan.below(root, self.made):
                self.made[node] = self.kept(node, self.make(node))
        return self.made[root]

    def kept(self, node: nodes.Node, code: Code) -> Code:
        short = len(code.text) <= _INLINE and node not in self.plan.shared
        if short or code.is_name or isinstance(node, nodes.Literal):
            return code
        return self.stored(self.whole(code), nullable=bool(code.guards))

    def make(self, node: nodes.Node) -> Code:
        match node:
            case nodes.Literal(value=value):
                return Code(self.literal(value))
            case nodes.FieldRef(name=name) | nodes.Opaque(key=name):
                local = self.field(name)
                return Code(local, (local,))
            case nodes.RecordField(name=name):
                return self.stored(f"{self.record}[{name!r}]", nullable=True)
            case nodes.AsOf():
                return Code("as_of")
            case nodes.Not(operand=operand):
                return self.negated(operand)
            case nodes.And(operands=operands):
                return self.logic(operands, "and", absorbing=False)
            case nodes.Or(operands=operands):
                return self.logic(operands, "or", absorbing=True)
            case nodes.Compare(operator=operator):
                return self.compared(node, operator)
            case nodes.If():
                return self.branches(node)
            case nodes.Apply(operation):
                return self.better.get(operation, self.applied)(node)
            case nodes.Known(operands=operands):
                tests = " or ".join(f"{self.source(each)} is not None" for each in operands)
                return Code(f"({tests})")
            case nodes.IsWithheld(operands=operands):
                tests = " or ".join(self.kept_back(each) for each in operands)
                return Code(f"({tests})")
            case nodes.Aggregate():
                return self.aggregate(node)
            case nodes.Decide():
                value = self.decide(node)[1]
                return Code(value, (value,))
            case nodes.Rows():
                values = [self.whole(self.code(each)) for each in node.columns]
                look = self.constant(index_of(node).look)
                return self.stored(f"{look}({', '.join(values)})", nullable=False)
            case nodes.FirstRow():
                return self.first_row(node)
            case nodes.AllRows():
                return self.all_rows(node)
            case nodes.DecidedBy(decision=decision):
                case = self.decide(decision)[0]
                return Code(case, (case,))
            case _:
                raise NotImplementedError(type(node).__name__)

    def literal(self, value: object) -> str:
        if isinstance(value, date):
            return self.constant(value)
        text = repr(value)
        return f"({text})" if text.startswith("-") else text

    def field(self, name: str) -> str:
        return self.fields.setdefault(name, f"f{len(self.fields)}")

    def source(self, reference: nodes.FieldRef | nodes.RecordField) -> str:
        if isinstance(reference, nodes.FieldRef):
            return self.field(reference.name)
        return f"{self.record}[{reference.name!r}]"

    def kept_back(self, reference: nodes.FieldRef | nodes.RecordField) -> str:
        if isinstance(reference, nodes.FieldRef):
            return f"{reference.name!r} in w"
        return f"({reference.records!r}, {self.place}, {reference.name!r}) in w"

    def simple(self, code: Code) -> Code:
        """The same with a text that may be repeated: a local variable or a literal."""
        if code.is_name or is_literal(code.text):
            return code
        return self.stored(self.whole(code), nullable=bool(code.guards))

    def negated(self, operand: nodes.Node) -> Code:
        if isinstance(operand, nodes.Compare) and not self.made[operand].is_name:
            return self.compared(operand, OPPOSITE[operand.operator])
        inner = self.made[operand]
        return Code(f"(not {inner.text})", inner.guards)

    def logic(self, operands: Sequence[nodes.Node], word: str, *, absorbing: bool) -> Code:
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

    def compared(self, node: nodes.Compare, operator: Any) -> Code:
        left, right = self.code(node.left), self.code(node.right)
        guards = union(left, right)
        if self.plan.is_exact(node):
            return Code(f"({left.text} {operator} {right.text})", guards)
        if operator in ("==", "!="):
            within = f"{right.text} - {TOLERANCE!r} <= {left.text} <= {right.text} + {TOLERANCE!r}"
            if isinstance(node.right, nodes.Literal) and isinstance(node.right.value, float):
                value = node.right.value
                within = f"{value - TOLERANCE!r} <= {left.text} <= {value + TOLERANCE!r}"
            return Code(f"({within})" if operator == "==" else f"(not {within})", guards)
        moved = moved_by(operator)
        if isinstance(node.right, nodes.Literal) and isinstance(node.right.value, float):
            return Code(f"({left.text} {operator} {node.right.value + moved!r})", guards)
        sign = "-" if moved < 0 else "+"
        return Code(f"({left.text} {operator} {right.text} {sign} {TOLERANCE!r})", guards)

    def applied(self, node: nodes.Apply) -> Code:
        """An operation as it is defined; None where it is undefined."""
        codes = [self.code(each) for each in node.args]
        while node.operation in ("+", "*") and len(codes) > _CHAIN:
            codes = [self.joined(node.operation, codes[:_CHAIN]), *codes[_CHAIN:]]
        spelt = template(node.operation, len(codes), node.data)
        rule = OPERATIONS[node.operation].undefined
        tested: list[int] = [] if rule is None else rule.of(range(len(codes)))
        ends = [(self.types[each].low, self.types[each].high) for each in node.args]
        tested = [place for place in tested if rule is not None and rule.may_be(*ends[place])]
        for place, uses in enumerate(spelt.uses):
            if uses > 1 or place in tested:
                codes[place] = self.simple(codes[place])
        texts = [code.text for code in codes]
        guards = union(*codes)
        text = spelt.filled(texts) or f"{self.constant(called(node))}({', '.join(texts)})"
        if rule is None or not tested:
            return Code(text, guards)
        tests = [f"{guard} is None" for guard in guards]
        for place in tested:
            zero = f"-{TOLERANCE!r} <= {texts[place]} <= {TOLERANCE!r}"
            tests.append(zero if rule.where == "zero" else f"{texts[place]} < -{TOLERANCE!r}")
        return self.stored(f"None if {' or '.join(tests)} else {text}", nullable=True)

    def joined(self, operation: str, codes: Sequence[Code]) -> Code:
        """The first of many terms or factors, worked out by themselves."""
        text = template(operation, len(codes)).filled([code.text for code in codes])
        guards = union(*codes)
        return self.stored(self.whole(Code(text, guards)), nullable=bool(guards))

    def branches(self, node: nodes.If) -> Code:
        condition, then, otherwise = map(self.code, (node.condition, node.then, node.otherwise))
        text = f"({self.whole(then)} if {condition.text} else {self.whole(otherwise)})"
        if condition.guards:
            text = f"(None if {any_null(condition.guards)} else {text})"
        return self.stored(text, nullable=bool(union(condition, then, otherwise)))

    def membership(self, node: nodes.Apply) -> Code:
        """One look into a set of texts, however many there are."""
        (members,) = node.data
        if not all(isinstance(each, str) for each in members):
            return self.applied(node)
        item = self.code(node.args[0])
        return Code(f"({item.text} in {self.constant(frozenset(members))})", item.guards)

    def lookup(self, node: nodes.Apply) -> Code:
        """One look into a table, however long it is."""
        item, (pairs, default) = self.code(node.args[0]), node.data
        table, choices = dict(pairs), self.types[node.args[0]].choices
        name = self.constant(table)
        if choices is not None and table.keys() >= set(choices):
            return Code(f"{name}[{item.text}]", item.guards)
        if default is not None:
            return Code(f"{name}.get({item.text}, {self.literal(default)})", item.guards)
        text = self.whole(Code(f"{name}.get({item.text})", item.guards))
        return self.stored(text, nullable=True)

    def overlap(self, node: nodes.Apply) -> Code:
        """The sums of all subsets, worked out beforehand: one look for each text that is held."""
        held, (weights,) = self.simple(self.code(node.args[0])), node.data
        if len(weights) > _BITS:
            return self.applied(node)
        bits = self.constant({text: 1 << index for index, (text, _) in enumerate(weights)})
        sums = self.constant(subset_sums([weight for _, weight in weights]))
        result, text = self.fresh(), self.fresh()
        indent = self.indent
        if held.guards:
            self.line(f"if {held.text} is None: {result} = None")
            self.line("else:")
            self.indent += _IN
        self.line(f"{result} = 0")
        self.line(f"for {text} in {held.text}:")
        self.line(f"    if {text} in {bits}: {result} |= {bits}[{text}]")
        self.line(f"{result} = {sums}[{result}]")
        self.indent = indent
        return Code(result, (result,) if held.guards else ())

    def aggregate(self, node: nodes.Aggregate) -> Code:
        """A loop over the records, in a block of its own; any unknown part makes it unknown."""
        records = self.code(node.records).text
        for each in self.plan.lifted(node):
            self.code(each)
        result, found = self.fresh(), self.fresh()
        outside = self.made, self.record, self.place
        self.made, self.record, self.place = dict(self.made), self.fresh(), self.fresh()
        start = {"any_of": "False", "all_of": "True"}.get(node.function, "0.0")
        self.line(f"if {records} is None: {result} = None")
        self.line("else:")
        self.indent += _IN
        self.line(f"{result} = {start}")
        self.line(f"for {self.place}, {self.record} in enumerate({records}):")
        self.indent += _IN
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
        self.made, self.record, self.place = outside
        return Code(result, (result,))

    def first_row(self, node: nodes.FirstRow) -> Code:
        """What the row says that an index finds."""
        found, place = self.code(node.rows).text, self.fresh()
        self.line(f"{place} = {self.constant(index_of(node.rows).first)}({found})")
        said = self.said_by(node)
        return self.stored(f"None if {place} is None else {said}[{place}]", nullable=True)

    def said_by(self, node: nodes.FirstRow | nodes.AllRows) -> str:
        """What each row says, and last what is so where none fits."""
        values = [nodes.constant(each) for each in node.values]
        if None in values:
            listed = ", ".join(self.value(each) for each in node.values)
            given = self.local(f"({listed}, None)")
            return f"[{given}[n] for n in {self.constant(node.which)}]"
        return self.constant(tuple([None if n < 0 else values[n] for n in node.which]))

    def all_rows(self, node: nodes.AllRows) -> Code:
        """The sum of what all rows say that fit, or the list."""
        found, said = self.code(node.rows).text, self.said_by(node)
        gather = self.constant(added if node.aggregation == "sum" else listed_of)
        return self.stored(f"{gather}({found}, {said})", nullable=True)

    def decide(self, node: nodes.Decide) -> tuple[str, str]:
        """Case by case, in a loop that is left at the first that holds, or is unknown."""
        if node in self.decided:
            return self.decided[node]
        case, value = self.decided[node] = self.fresh(), self.fresh()
        outside = self.made, self.proved
        self.made, self.proved = dict(self.made), set(self.proved)
        self.line("while True:")
        self.indent += _IN
        cases, leave = [*node.asked], f"{case}, {value} = {{}}; break"
        if len(cases) <= _CASES:
            self.cases(cases, leave)
        else:
            for start in range(0, len(cases), _CASES):
                self.line(f"{case}, {value} = {self.part(cases[start : start + _CASES])}()")
                self.line(f"if {case} != -1: break")
        self.line(leave.format(f"{len(node.cases)}, {self.literal(node.default)}"))
        self.indent = self.indent[:-4]
        self.made, self.proved = outside
        return case, value

    def part(self, cases: Sequence[_Case]) -> str:
        """A function within that asks some cases, and gives -1 where none of them is met."""
        name, outside = self.fresh(), (self.made, self.proved)
        self.made, self.proved = dict(self.made), set(self.proved)
        self.line(f"def {name}():")
        self.indent += _IN
        self.cases(cases, "return {}")
        self.line("return -1, None")
        self.indent = self.indent[:-4]
        self.made, self.proved = outside
        return name

    def cases(self, cases: Sequence[_Case], leave: str) -> None:
        """The lines that `leave` with the place and the outcome of one of these cases."""
        for place, (outcome, condition) in cases:
            code = self.code(condition)
            unproved = [guard for guard in code.guards if guard not in self.proved]
            if unproved:
                self.line(f"if {any_null(unproved)}: {leave.format('None, None')}")
                self.proved.update(unproved)
            self.line(f"if {code.text}: {leave.format(f'{place}, {self.literal(outcome)}')}")
