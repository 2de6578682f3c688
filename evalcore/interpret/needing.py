"""Needing: which fields keep nodes without a value, as generated code.

It says what a trace says, without a walk through the graph. What no gap but a division by zero
keeps open, and what a record or a table's row does, is left to the trace, which says why, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from evalcore.interpret.plan import Types
from evalcore.interpret.python import Compiled, compile_program
from evalcore.interpret.seeding import FEW
from evalcore.interpret.trace import weighing
from evalcore.language import nodes
from evalcore.language.comparing import is_zero
from evalcore.language.operations import OPERATIONS
from evalcore.request.situation import Situation

Needed = tuple[str, ...] | None  # the fields; None where it has a value, nothing: ask the trace
ASK: tuple[str, ...] = ()
_KEPT = 4096  # answers that are kept at hand


class Needs:
    """What some nodes still need, in one situation after the other."""

    def __init__(self, roots: Sequence[nodes.Node], types: Types) -> None:
        self.places = {node: place for place, node in enumerate(roots)}
        self._types = types
        self._waiting = FEW
        self._run: tuple[Any, Compiled] | None = None

    def of(self, situation: Situation) -> Sequence[Needed] | None:
        """What each of the nodes needs; None for the first few, for which code is not worth it."""
        run = self._run
        if run is None:
            self._waiting -= 1
            if self._waiting > 0:
                return None
            run = self._run = _Needing(list(self.places), self._types).compiled()
        needs, values = run
        known = values(situation.values, situation.withheld, situation.as_of)
        found: Sequence[Needed] = needs(situation.values, known)
        return found


class _Needing:
    """Writes the function: of the fields' values, and of the values of some nodes.

    What depends on nothing but which fields are known is looked up by these: `plain` has the
    fields of such nodes, in the order in which a trace would name them.
    """

    def __init__(self, roots: Sequence[nodes.Node], types: Types) -> None:
        self.roots, self.types = roots, types
        self.plain: dict[nodes.Node, tuple[str, ...]] = {}
        self.names: dict[str, Any] = {"joint": _joint, "is_zero": is_zero, "ASK": ASK}
        self.code: dict[nodes.Node, str] = {}
        self.lines: list[str] = []
        self.bits: dict[str, int] = {}
        self.wanted: dict[nodes.Node, int] = {}

    def compiled(self) -> tuple[Any, Compiled]:
        """The function, and the one whose values it takes."""
        for node, below in nodes.walk_with_children(*self.roots):
            self.put(node, below)
        ends = "".join(f"{self.of(each)}, " for each in self.roots)
        head = ["def needs(v, k):"]
        if self.bits:
            head.append("    x = 0")
            head += [f"    if v[{name!r}] is None: x |= {bit}" for name, bit in self.bits.items()]
        source = "\n".join([*head, *self.lines, f"    return ({ends})", ""])
        # The source holds only names made here and literals spelt by repr().
        exec(compile(source, "<evalcore needs>", "exec"), self.names)  # noqa: S102
        return self.names["needs"], compile_program(list(self.wanted), self.types)

    def put(self, node: nodes.Node, below: Sequence[nodes.Node]) -> None:
        """What a node needs, as a name or a constant, or in `plain`.

        Nothing is put down for what is about a record: that has no value of its own.
        """
        if isinstance(node, nodes.RecordField):
            return
        if not isinstance(node, nodes.Aggregate) and not all(map(self.is_known, below)):
            return
        match node:
            case nodes.Literal() | nodes.AsOf() | nodes.Known() | nodes.IsWithheld() | nodes.Rows():
                self.plain[node] = ()
            case nodes.FieldRef(name=name):
                self.plain[node] = (name,)
            case nodes.Named(body=body):
                if body in self.plain:
                    self.plain[node] = self.plain[body]
                else:
                    self.code[node] = self.code[body]
            case nodes.And() | nodes.Or():
                self.lacking(node, self.joint(below))
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                asked, both = self.value(condition), self.joint(below)
                chosen = f"{self.of(then)} if {asked} else {self.of(otherwise)}"
                self.lacking(node, f"{both} if {asked} is None else {chosen}")
            case nodes.Aggregate(records=nodes.FieldRef() as records, body=body):
                outer = [each for each in nodes.walk(body) if isinstance(each, nodes.FieldRef)]
                listed = self.joint([records, *outer])
                self.lacking(node, f"ASK if {self.of(records)} is None else {listed}")
            case nodes.Compare() | nodes.Not() | nodes.Apply():
                self.strict(node, below)
            case _:
                self.lacking(node, "ASK")  # it says why

    def strict(self, node: nodes.Node, below: Sequence[nodes.Node]) -> None:
        """What is unknown as soon as one part is, and undefined as soon as one part is that."""
        below = _counting(node) or below
        if not isinstance(node, nodes.Apply) or not self.may_be_undefined(node):
            if all(each in self.plain for each in below):
                self.plain[node] = (*dict.fromkeys(chain(*(self.plain[each] for each in below))),)
            else:
                parts = self.needed_by(below)
                self.code[node] = parts[0] if len(parts) == 1 else self.stored(self.joint(below))
            return
        found = self.joint(below)
        if node.operation == "/":
            divisor = node.args[1]
            zero = f"{self.of(divisor)} is None and is_zero({self.value(divisor)})"
            found = f"ASK if {zero} else {found}"
        self.lacking(node, found)

    def may_be_undefined(self, node: nodes.Apply) -> bool:
        """Whether it could have no value although all its parts have one."""
        operation = OPERATIONS[node.operation]
        if operation.cause is not None:
            fixed = [nodes.constant(each) for each in node.args]
            match node:
                case nodes.Apply("lookup", (item,), (pairs, default)):
                    choices, table = self.types[item].choices, dict(pairs)
                    return default is None and (choices is None or not table.keys() >= {*choices})
                case nodes.Apply("linear"):
                    return None in fixed[1:] or bool(operation.cause([0.0, *fixed[1:]], node.data))
                case nodes.Apply("weighted_mean", args):
                    half = len(args) // 2
                    weights = fixed[half:]
                    return None in weights or bool(operation.cause([0.0] * half + weights, ()))
                case _:
                    return True
        rule = operation.undefined
        ends = [(self.types[each].low, self.types[each].high) for each in node.args]
        return rule is not None and any(rule.may_be(*each) for each in rule.of(ends))

    def is_known(self, node: nodes.Node) -> bool:
        """Whether it has a value of its own."""
        return node in self.plain or node in self.code

    def of(self, node: nodes.Node) -> str:
        """The name of what a node needs, or `None` where it always has a value."""
        found = self.code.get(node)
        if found is None:
            fields = self.plain[node]
            found = "None"
            if fields:
                for each in fields:
                    self.bits.setdefault(each, 1 << len(self.bits))
                told = f"T{len(self.names)}"
                self.names[told] = _Told([(self.bits[each], each) for each in fields])
                mask = sum(self.bits[each] for each in fields)
                found = self.stored(f"{told}[x & {mask}]")
            self.code[node] = found
        return found

    def value(self, node: nodes.Node) -> str:
        """The value of a node; None where it has none."""
        return f"k[{self.wanted.setdefault(node, len(self.wanted))}]"

    def lacking(self, node: nodes.Node, otherwise: str) -> None:
        """A node that needs nothing where it has a value."""
        text = f"None if {self.value(node)} is not None else ({otherwise}) or ASK"
        self.code[node] = self.stored(text)

    def needed_by(self, parts: Sequence[nodes.Node]) -> list[str]:
        """The needs of several parts, without those that always have a value."""
        return [each for each in map(self.of, parts) if each != "None"]

    def joint(self, parts: Sequence[nodes.Node]) -> str:
        """What they need together."""
        return f"joint({', '.join(self.needed_by(parts))})"

    def stored(self, text: str) -> str:
        name = f"n{len(self.lines)}"
        self.lines.append(f"    {name} = {text}")
        return name


class _Told(dict[int, Needed]):
    """The fields that are not known, by their bits, in an order; worked out when first asked."""

    def __init__(self, fields: Sequence[tuple[int, str]]) -> None:
        super().__init__({0: None})
        self.fields = fields

    def __missing__(self, key: int) -> Needed:
        if len(self) > _KEPT:
            self.clear()
        found = tuple(name for bit, name in self.fields if key & bit) or None
        self[key] = found
        return found


@lru_cache(maxsize=_KEPT)
def _joint(*parts: Needed) -> Needed:
    """What parts need together; None where all of them have values."""
    lacking = [each for each in parts if each is not None]
    if len(lacking) < 2:
        return lacking[0] if lacking else None
    return ASK if ASK in lacking else tuple(dict.fromkeys(chain(*lacking)))


def _counting(node: nodes.Node) -> list[nodes.Node]:
    """The parts of a weighted mean that count; of anything else, nothing."""
    match node:
        case nodes.Apply("weighted_mean", args):
            return weighing(args)
        case _:
            return []
