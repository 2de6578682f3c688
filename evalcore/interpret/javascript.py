"""The JavaScript interpretation: a program as functions that a browser runs.

The code is made from a plan and from nothing else. Parameters and weights are inputs: `p` has their
numbers, by the names that `inputs` gives them. Unknown is null. Every node is worked out once, in
the order of the plan; all code is total. `javascript_bounds` makes the function that bounds need.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalcore.interpret.javascript_rows import cells_of
from evalcore.interpret.javascript_text import KERNEL, Piece, literal, spelt, text_of
from evalcore.interpret.plan import Plan
from evalcore.language import nodes
from evalcore.language.comparing import TOLERANCE, moved_by
from evalcore.language.operations import OPERATIONS
from evalcore.request.fields import Field, Kind

KEPT = frozenset({"weighted_mean"})  # what weighs nothing is not asked: that has a code of its own


def inputs(roots: Sequence[nodes.Node]) -> dict[nodes.Node, Field]:
    """The parameters and weights below these nodes, each as a field that it is read from.

    Such a name holds a blank, as no field's does: `parameter enough`, `weight fit`.
    """
    found: dict[nodes.Node, Field] = {}
    for node in nodes.walk(*roots):
        if isinstance(node, nodes.Named) and node.role in ("parameter", "weight"):
            unit = node.body.unit if isinstance(node.body, nodes.Literal) else None
            found[node] = Field(f"{node.role} {node.name}", Kind.NUMBER, unit=unit)
    return found


def is_input(node: nodes.Node) -> bool:
    """Whether a node of a plan reads a parameter or a weight."""
    return isinstance(node, nodes.FieldRef) and " " in node.name


def values_function(program: Plan) -> str:
    """The function `(v, w, asOf, p)` that returns the values of the outputs in an array.

    `v` has what is said in each field, by its name; `w` the names of those withheld, and of cells
    `outcomes.0.owner`.
    """
    return _Values(program).function()


class _Values:
    def __init__(self, program: Plan) -> None:
        self.plan = program
        self.types = program.types
        self.lines: list[str] = []
        self.made: dict[nodes.Node, str] = {}
        self.decided: dict[nodes.Node, str] = {}  # the variable of a decision's case
        self.sure: set[nodes.Node] = set()  # those that always have a value
        self.constants: list[str] = []
        self.count = 0
        self.record = ("", "", "")  # the list, the place and the record itself

    def function(self) -> str:
        for node in self.plan.parts:
            if node not in self.plan.about:
                self.add(node)
        results = ", ".join(self.made[each] for each in self.plan.outputs)
        return function_of("v, w, asOf, p", self.constants, [*self.lines, f"return [{results}];"])

    def fresh(self) -> str:
        self.count += 1
        return f"t{self.count}"

    def constant(self, text: str) -> str:
        self.constants.append(f"K{len(self.constants)} = {text}")
        return f"K{len(self.constants) - 1}"

    def local(self, text: str) -> str:
        name = self.fresh()
        self.lines.append(f"const {name} = {text};")
        return name

    def guarded(self, below: Sequence[nodes.Node], text: str, *tests: str) -> str:
        """A local variable: null where a part is, or where one of the tests holds."""
        open_ = [
            f"{self.made[each]} === null" for each in dict.fromkeys(below) if each not in self.sure
        ]
        open_ += tests
        return self.local(f"{' || '.join(open_)} ? null : {text}" if open_ else text)

    def add(self, node: nodes.Node) -> None:
        """The code of a node, after that of its parts."""
        below = self.plan.parts[node]
        if self.is_sure(node, below):
            self.sure.add(node)
        self.made[node] = self.make(node, below)

    def is_sure(self, node: nodes.Node, below: Sequence[nodes.Node]) -> bool:
        match node:
            case nodes.Literal() | nodes.AsOf() | nodes.Known() | nodes.IsWithheld():
                return True
            case nodes.FieldRef():
                return is_input(node)
            case nodes.Not() | nodes.And() | nodes.Or() | nodes.Compare() | nodes.If():
                return self.sure.issuperset(below)
            case nodes.Apply(operation):
                undefined = operation in ("lookup", "weighted_mean") or self.tests(node)
                return self.sure.issuperset(below) and not undefined
            case _:
                return False

    def make(self, node: nodes.Node, below: Sequence[nodes.Node]) -> str:
        match node:
            case nodes.Literal(value=value):
                return literal(value)
            case nodes.FieldRef(name=name) | nodes.Opaque(key=name):
                return self.local(f"{'p' if is_input(node) else 'v'}[{literal(name)}]")
            case nodes.RecordField(name=name):
                return self.local(f"{self.record[2]}[{literal(name)}]")
            case nodes.Narrowed(field=field):
                return self.made[field]
            case nodes.AsOf():
                return "asOf"
            case nodes.Not(operand=operand):
                return self.guarded([operand], f"!{self.made[operand]}")
            case nodes.And(operands=operands):
                return self.logic(operands, "false")
            case nodes.Or(operands=operands):
                return self.logic(operands, "true")
            case nodes.Compare():
                return self.guarded(below, self.compared(node))
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                text = f"({self.made[condition]} ? {self.made[then]} : {self.made[otherwise]})"
                return self.guarded([condition], text)
            case nodes.Apply("lookup"):
                return self.lookup(node)
            case nodes.Apply("weighted_mean"):
                return self.weighed(node)
            case nodes.Apply(operation, args, data):
                text = spelt(operation, tuple(self.made[each] for each in args), data)
                return self.guarded(args, text, *self.tests(node))
            case nodes.Known(operands=operands):
                return self.local(" || ".join(f"{self.source(e)} !== null" for e in operands))
            case nodes.IsWithheld(operands=operands):
                return self.local(" || ".join(f"w.has({self.key(each)})" for each in operands))
            case nodes.Aggregate():
                return self.aggregate(node)
            case nodes.Decide():
                case = self.decide(node)
                values = self.constant(literal([*(v for v, _ in node.cases), node.default]))
                return self.local(f"{case} === null ? null : {values}[{case}]")
            case nodes.DecidedBy(decision=decision):
                return self.decide(decision)
            case nodes.Rows(columns=columns, parameters=parameters, table=table):
                values, numbers = (
                    ", ".join(self.made[each] for each in part) for part in (columns, parameters)
                )
                cells = self.constant(cells_of(table))
                return self.local(f"rowsFitting({cells}, [{values}], [{numbers}])")
            case nodes.AllRows(rows=rows, values=values, which=which, aggregation="list"):
                said = ", ".join(self.made[each] for each in values)
                return self.local(f"listOf({self.made[rows]}, {literal(which)}, [{said}])")
            case _:
                raise NotImplementedError(type(node).__name__)

    def source(self, each: nodes.FieldRef | nodes.RecordField) -> str:
        if isinstance(each, nodes.FieldRef):
            return f"v[{literal(each.name)}]"
        return f"{self.record[2]}[{literal(each.name)}]"

    def key(self, each: nodes.FieldRef | nodes.RecordField) -> str:
        return key_of(each, self.record[1])

    def logic(self, operands: Sequence[nodes.Node], absorbing: str) -> str:
        """Kleene's `and` (where false absorbs) and `or` (where true does)."""
        texts = [self.made[each] for each in operands]
        if self.sure.issuperset(operands):
            return self.local((" || " if absorbing == "true" else " && ").join(texts))
        settled = " || ".join(f"{each} === {absorbing}" for each in texts)
        open_ = " || ".join(
            f"{self.made[each]} === null" for each in operands if each not in self.sure
        )
        other = "false" if absorbing == "true" else "true"
        return self.local(f"{settled} ? {absorbing} : {open_} ? null : {other}")

    def compared(self, node: nodes.Compare) -> str:
        left, right = self.made[node.left], self.made[node.right]
        if self.plan.is_exact(node):
            return f"{left} {_SIGNS.get(node.operator, node.operator)} {right}"
        slack = literal(TOLERANCE)
        if node.operator == "==":
            return f"({right} - {slack} <= {left} && {left} <= {right} + {slack})"
        sign = "-" if moved_by(node.operator) < 0 else "+"
        return f"{left} {node.operator} {right} {sign} {slack}"

    def tests(self, node: nodes.Apply) -> list[str]:
        """Where an operation has no value although its arguments do."""
        rule = OPERATIONS[node.operation].undefined
        found: list[str] = []
        for each in () if rule is None else rule.of(node.args):
            kind, text = self.types[each], self.made.get(each, "")
            if rule is not None and rule.may_be(kind.low, kind.high):
                found.append(
                    f"{text_of(KERNEL.between(Piece(text), -TOLERANCE, TOLERANCE))}"
                    if rule.where == "zero"
                    else f"{text} < {literal(-TOLERANCE)}"
                )
        return found

    def lookup(self, node: nodes.Apply) -> str:
        """One look into a table, however long it is."""
        (item,), (pairs, default) = node.args, node.data
        table = self.constant(f"new Map({literal([*dict(pairs).items()])})")
        return self.guarded([item], f"found({table}, {self.made[item]}, {literal(default)})")

    def weighed(self, node: nodes.Apply) -> str:
        """The scores, each times its share of the weights; one that weighs 0 is not asked."""
        half = len(node.args) // 2
        scores, weights = (
            ", ".join(self.made[each] for each in part)
            for part in (node.args[:half], node.args[half:])
        )
        return self.local(f"weightedMean([{scores}], [{weights}])")

    def aggregate(self, node: nodes.Aggregate) -> str:
        """A loop over the records; any unknown part makes it unknown."""
        records, result = self.made[node.records], self.fresh()
        start = {"any_of": "false", "all_of": "true"}.get(node.function, "0")
        place, record = f"i{result}", f"r{result}"
        self.lines += [
            f"let {result} = null;",
            f"if ({records} !== null) {{",
            f"{result} = {start};",
            f"for (let {place} = 0; {place} < {records}.length; {place}++) {{",
            f"const {record} = {records}[{place}];",
        ]
        outside, self.record = (
            (dict(self.made), set(self.sure), self.record),
            (
                node.records.name,
                place,
                record,
            ),
        )
        for each in inside(self.plan, node):
            self.add(each)
        self.lines += _taken_in(node.function, result, self.made[node.body])
        self.lines.append("}")
        self.made, self.sure, self.record = outside
        if node.function == "share":
            share = f"{records}.length ? {result} / {records}.length : null"
            self.lines.append(f"if ({result} !== null) {result} = {share};")
        self.lines.append("}")
        return result

    def decide(self, node: nodes.Decide) -> str:
        """Which case it comes to: the first that holds, unless one before it is unknown."""
        if node in self.decided:
            return self.decided[node]
        name = self.decided[node] = self.fresh()
        self.lines += [f"let {name} = null;", f"{name}_: {{"]
        for place, (_, condition) in node.asked:
            text = self.made[condition]
            if condition not in self.sure:
                self.lines.append(f"if ({text} === null) break {name}_;")
            self.lines.append(f"if ({text}) {{ {name} = {place}; break {name}_; }}")
        self.lines += [f"{name} = {len(node.cases)};", "}"]
        return name


_SIGNS = {"==": "===", "!=": "!=="}


def _taken_in(function: str, result: str, found: str) -> Iterator[str]:
    """The lines of a loop over records that take one of them in."""
    match function:
        case "any_of":
            yield f"if ({found}) {{ {result} = true; break; }}"
            yield f"if ({found} === null) {result} = null;"
        case "all_of":
            yield f"if ({found} === null) {result} = null;"
            yield f"else if (!{found}) {{ {result} = false; break; }}"
        case _:
            yield f"if ({found} === null) {{ {result} = null; break; }}"
            yield f"{result} += Number({found});"


def inside(program: Plan, node: nodes.Aggregate) -> list[nodes.Node]:
    """What changes from record to record in what is asked of them: parts before wholes."""
    wanted: set[nodes.Node] = set()
    waiting = [node.body]
    while waiting:
        each = waiting.pop()
        if each not in wanted and each in program.about:
            wanted.add(each)
            waiting += program.parts[each]
    return [each for each in program.parts if each in wanted]


def key_of(each: nodes.FieldRef | nodes.RecordField, place: str) -> str:
    """The key of a field, or of a cell in the record at a place, as an expression."""
    if isinstance(each, nodes.FieldRef):
        return literal(each.name)
    return f"{literal(f'{each.records}.')} + {place} + {literal(f'.{each.name}')}"


def function_of(parameters: str, constants: Sequence[str], lines: Sequence[str]) -> str:
    """An expression for a function that has these constants to itself."""
    declared = f"const {', '.join(constants)};\n" if constants else ""
    body = "\n".join(lines)
    return f"(() => {{\n{declared}return ({parameters}) => {{\n{body}\n}};\n}})()"
