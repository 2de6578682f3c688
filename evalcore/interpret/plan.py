"""The plan: what is to be worked out, for whatever generates code.

A program is outputs. The plan turns them into the fewest nodes that say the same: nodes that say
the same are one, names and parameters are what they stand for, what is constant is worked out, an
operation that means others is replaced by them, and of the comparisons only `==`, `<` and `<=` are
left, the others being their negation. It says of each node which list's record it is about, which
nodes are worth keeping, what a condition on records reads outside of them, and in which stage
columns can be worked out.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

import attrs

from evalcore.interpret.foregone import DEEPEST, foregone, may_miss
from evalcore.interpret.joints import Held, held_by, met
from evalcore.interpret.relating import bounded_by, sides_bounded_by
from evalcore.interpret.simpler import simpler
from evalcore.interpret.spans import undefinable
from evalcore.language import nodes
from evalcore.language.check import infer
from evalcore.language.comparing import MIRRORED, OPPOSITE, is_exact, is_turned
from evalcore.language.lowering import conditions_of, undefined
from evalcore.language.operations import OPERATIONS
from evalcore.language.types import Type, flag, of_field
from evalcore.request.fields import Field

INDEX = "index"  # what an engine keeps that finds the rows of tables by an index
LISTS = "lists"  # what an engine keeps that makes the list of what rows say
# `a <= b` is `not b < a`: what is only asked whether it can be, to the last bit
ONE_WAY = "one way"
_KEPT = ("==", "<", "<=")


@attrs.frozen(eq=False, slots=False)
class Plan:
    """The nodes of a program, each with those directly below it: parts before wholes.

    `types` has the type of each. `relations` are conditions that hold wherever a request is filled
    in; where bounds are wanted, `narrowed` has the fields that they bound.
    """

    outputs: tuple[nodes.Node, ...]
    parts: Mapping[nodes.Node, Sequence[nodes.Node]]
    types: Mapping[nodes.Node, Type]
    relations: tuple[nodes.Node, ...] = ()
    narrowed: tuple[nodes.Node, ...] = ()

    @cached_property
    def shared(self) -> frozenset[nodes.Node]:
        """The nodes that are used more than once."""
        uses: dict[nodes.Node, int] = dict.fromkeys(self.outputs, 1)
        for below in self.parts.values():
            for each in below:
                uses[each] = uses.get(each, 0) + 1
        return frozenset(each for each, times in uses.items() if times > 1)

    @cached_property
    def about(self) -> Mapping[nodes.Node, str]:
        """For nodes that change from record to record: the list whose records they are about."""
        found: dict[nodes.Node, str] = {}
        for node, below in self.parts.items():
            if isinstance(node, nodes.RecordField):
                found[node] = node.records
            elif not isinstance(node, nodes.Aggregate):
                name = next((found[each] for each in below if each in found), "")
                if name:
                    found[node] = name
        return found

    def lifted(self, node: nodes.Aggregate) -> list[nodes.Node]:
        """What the condition on a list's records reads outside of them, worked out before it."""
        found: dict[nodes.Node, None] = {}
        waiting, seen = [node.body], set[nodes.Node]()
        while waiting:
            each = waiting.pop()
            if each in seen:
                continue
            seen.add(each)
            if each in self.about:
                waiting += reversed(self.parts[each])
            elif not isinstance(each, nodes.Literal):
                found[each] = None
        return list(found)

    @cached_property
    def undefinable(self) -> frozenset[nodes.Node]:
        """The nodes that may be undefined although every field has a value."""
        return undefinable(self.parts)

    @cached_property
    def comparisons(self) -> Mapping[tuple[nodes.Node, nodes.Node], Mapping[str, nodes.Node]]:
        """For two sides that are compared: the comparisons of them, by operator."""
        found: dict[tuple[nodes.Node, nodes.Node], dict[str, nodes.Node]] = {}
        for node in self.parts:
            if isinstance(node, nodes.Compare):
                found.setdefault((node.left, node.right), {})[node.operator] = node
        return found

    @cached_property
    def stages(self) -> Mapping[nodes.Node, int]:
        """In which pass over a table a node that is kept can be worked out, from 0.

        What is kept in one pass is read in a later one; everything else is part of those.
        """
        kept = {each for each in (*self.shared, *self.outputs) if self.parts[each]}
        found: dict[nodes.Node, int] = {}
        for node, below in self.parts.items():
            found[node] = max((found[each] + (each in kept) for each in below), default=0)
        return found

    @cached_property
    def fields(self) -> frozenset[str]:
        """The names under which values are read."""
        return frozenset(each.name for each in self.parts if isinstance(each, nodes.FieldRef))

    def is_exact(self, node: nodes.Compare) -> bool:
        """Whether a comparison is made without tolerance."""
        return is_exact(self.types[node.left], self.types[node.right])

    def foregone(self, node: nodes.Compare) -> bool | None:
        """What a comparison comes to wherever both sides have a value; None where that is open."""
        return foregone(node, self.types)

    def below(self, root: nodes.Node, known: Container[nodes.Node] = ()) -> Iterator[nodes.Node]:
        """The nodes under a root that are not known yet, and itself: parts before wholes.

        Those about a record come only under a root that is about one. What a decision asks comes
        case by case, so it is no part of this.
        """
        inside = self.about.get(root)
        waiting: list[tuple[nodes.Node, bool]] = [(root, False)]
        seen: set[nodes.Node] = set()
        while waiting:
            node, entered = waiting.pop()
            if entered:
                yield node
            elif node not in seen and node not in known and self.about.get(node) in (None, inside):
                seen.add(node)
                waiting.append((node, True))
                if not isinstance(node, nodes.Decide):
                    waiting.extend((each, False) for each in reversed(self.parts[node]))


Types = Mapping[nodes.Node, Type]
Leaves = Mapping[nodes.Node, Field]
ALL_WORKED_OUT: Leaves = {}


def plan(
    outputs: Sequence[nodes.Node],
    types: Types,
    leaves: Leaves = ALL_WORKED_OUT,
    keep: Container[str] = (),
    relations: Sequence[nodes.Node] = (),
) -> Plan:
    """The plan of these outputs; `types` has the types of all nodes below them.

    `leaves` are not worked out but read, as the fields that are given for them: a weight, a
    parameter, a score. Operations to `keep` stay as they are where that tells
    more than what they mean. Under `relations` every field that they bound is `Narrowed` by each
    of them, in the order in which they are given and back.
    """
    return Planner(types, leaves, keep).plan(outputs, relations)


class Planner:
    """Puts nodes into a plan; each is asked for after those below it."""

    def __init__(self, types: Types, leaves: Leaves, keep: Container[str]) -> None:
        self.given, self.leaves, self.keep = types, leaves, keep
        self.moved: set[nodes.Node] = set()  # those that depend on a leaf of another range
        self.types: dict[nodes.Node, Type] = {}
        self.parts: dict[nodes.Node, Sequence[nodes.Node]] = {}
        self.placed: dict[nodes.Node, nodes.Node] = {}
        self.same: dict[tuple[Any, ...], nodes.Node] = {}
        self.joints: dict[Held, nodes.Node] = {}  # what holds where all of these do
        self.narrowed: dict[str, nodes.Node] = {}  # what stands for a field, by its name
        self.formulas: dict[nodes.Node, nodes.Node] = {}  # what stands for a formula

    def plan(self, roots: Sequence[nodes.Node], relations: Sequence[nodes.Node] = ()) -> Plan:
        """All that is below the roots, in as few nodes as say it."""
        for node, field in self.leaves.items():
            name, kind = nodes.FieldRef(field.name), of_field(field)
            self.placed[node] = self.kept((nodes.FieldRef, field.name), name, (), kind)
            now = self.given[node]
            if (kind.low, kind.high) != (now.low, now.high):
                self.moved.add(node)
        # Forth and back: what the last one tells may matter to the first.
        for relation in (*relations, *reversed(relations[:-1])):
            for each in bounded_by(relation, self.given):
                self.narrow(each)
        held = self.put(relations)
        for relation in relations:
            for each in sides_bounded_by(relation, self.given):
                self.narrow_formula(each)
        outputs = self.put(roots)
        narrowed = tuple(each for each in self.parts if isinstance(each, nodes.Narrowed))
        wanted = {*outputs, *held, *narrowed}
        for node in reversed(self.parts):
            if node in wanted:
                wanted.update(self.parts[node])
        parts = {node: below for node, below in self.parts.items() if node in wanted}
        return Plan(outputs, parts, self.types, held, narrowed)

    def put(self, roots: Sequence[nodes.Node]) -> tuple[nodes.Node, ...]:
        """The nodes that stand for these, after all that is below them."""
        for node, below in nodes.walk_with_children(*roots, known=self.leaves):
            if not self.moved.isdisjoint(below):
                self.moved.add(node)
            placed = self.place(node, below, [self.placed[each] for each in below])
            self.placed[node] = self.formulas.get(placed, placed)
        return tuple(self.placed[each] for each in roots)

    def narrow(self, bound: nodes.Narrowed) -> None:
        """From here on a field is what a relation bounds it to; what is said is what it is."""
        field, end = self.put([bound.field, bound.end])
        if not isinstance(field, nodes.Literal):
            name = self.named(bound.field).name
            key = (nodes.Narrowed, field, end, bound.is_low)
            made = nodes.Narrowed(field, end, bound.is_low, bound.slack)
            self.narrowed[name] = self.kept(key, made, (field, end), self.types[field])

    def narrow_formula(self, bound: nodes.Narrowed) -> None:
        """From here on a formula is what a relation bounds it to, which was held against it."""
        formula, end = self.put([bound.field, bound.end])
        plain = formula
        while isinstance(plain, nodes.Narrowed):
            plain = plain.field
        if isinstance(plain, nodes.Apply):
            key = (nodes.Narrowed, formula, end, bound.is_low)
            made = nodes.Narrowed(formula, end, bound.is_low, bound.slack)
            self.formulas[plain] = self.kept(key, made, (formula, end), self.types[plain])

    def named(self, node: nodes.Node) -> nodes.FieldRef | nodes.RecordField:
        """The field itself, however it is bounded."""
        while isinstance(node, nodes.Narrowed):
            node = node.field
        return cast("nodes.FieldRef | nodes.RecordField", node)

    def place(
        self, node: nodes.Node, _parts: Sequence[nodes.Node], below: Sequence[nodes.Node]
    ) -> nodes.Node:
        """The node in the plan that stands for this one, over those that stand for its parts."""
        return self.one(node, below, None if node in self.moved else self.given.get(node))

    def one(self, node: nodes.Node, below: Sequence[nodes.Node], kind: Type | None) -> nodes.Node:
        """The one node that says this of the nodes below."""
        match node:
            case nodes.Apply():
                return self._applied(node, below, kind)
            case nodes.Named():
                return below[0]
            case nodes.Literal(value=value):
                return self.kept((nodes.Literal, type(value), repr(value)), node, (), kind)
            case nodes.FieldRef(name=name) | nodes.Opaque(key=name):
                found = self.kept((nodes.FieldRef, name), node, (), kind)
                return self.narrowed.get(name, found)
            case nodes.RecordField(name=name, records=records):
                return self.kept((nodes.RecordField, records, name), node, (), kind)
            case nodes.AsOf():
                return self.kept((nodes.AsOf,), node, (), kind)
            case nodes.Not():
                return self._negated(below[0], kind)
            case nodes.And() | nodes.Or():
                below = tuple(dict.fromkeys(met(type(node), below, self._equal)))
                if len(below) == 1:
                    return below[0]
                held = held_by(type(node), below)
                if held not in self.joints:
                    joint = type(node)(below)
                    self.joints[held] = self.kept((type(node), *below), joint, below, kind)
                there = self.joints[held]
                return there if isinstance(there, type(node)) else self._negated(there, kind)
            case nodes.Compare(operator=operator):
                if is_turned(node):
                    operator, below = MIRRORED[operator], below[::-1]
                return self._compared(operator, below, kind)
            case nodes.If(strict=strict):
                made = nodes.If(*below, strict=strict)
                return self.kept((nodes.If, strict, *below), made, below, kind)
            case nodes.Known() | nodes.IsWithheld():
                fields = tuple(map(self.named, below))
                return self.kept((type(node), *fields), type(node)(fields, node.name), fields, kind)
            case nodes.Aggregate(function=function):
                return self._gathered(function, below, kind)
            case nodes.Decide(cases=cases, default=default):
                values = tuple(value for value, _ in cases)
                decision = nodes.Decide(tuple(zip(values, below, strict=True)), default)
                return self.kept((nodes.Decide, values, default, *below), decision, below, kind)
            case nodes.DecidedBy():
                one: Any = below[0]
                return self.kept((nodes.DecidedBy, one), nodes.DecidedBy(one), below, kind)
            case nodes.Rows() | nodes.FirstRow() | nodes.AllRows():
                return self._rows(node, below, kind)
            case _:
                raise NotImplementedError(type(node).__name__)

    def kept(
        self, key: tuple[Any, ...], node: nodes.Node, below: Sequence[nodes.Node], kind: Type | None
    ) -> nodes.Node:
        """The node that is there already under this key, or this one from now on."""
        if key not in self.same:
            self.same[key] = node
            self.parts[node] = below
            found = infer(node, [self.types[each] for each in below]) if kind is None else kind
            self.types[node] = found
        return self.same[key]

    def _rows(
        self,
        node: nodes.Rows | nodes.FirstRow | nodes.AllRows,
        below: Sequence[nodes.Node],
        kind: Type | None,
    ) -> nodes.Node:
        """What rows say, for an engine that has an index; for others what that means.

        There is no index where a parameter is open.
        """
        if isinstance(node, nodes.Rows):
            half = len(node.columns)
            rows = nodes.Rows(tuple(below[:half]), tuple(below[half:]), node.table)
            return self.kept((nodes.Rows, id(node.table), *below), rows, below, kind)
        table: Any = below[0]
        values = tuple(below[1:])
        made = attrs.evolve(node, rows=table, values=values)
        is_list = isinstance(node, nodes.AllRows) and node.aggregation == "list"
        if self._indexed(table) or is_list:
            return self.kept((type(node), node.which, *below), made, below, kind)
        wanted = infer(made, [self.types[each] for each in below]) if kind is None else kind
        return self._lowered(made, wanted)

    def _indexed(self, rows: nodes.Rows) -> bool:
        """Whether rows are found by an index: there is none where a parameter is open."""
        return INDEX in self.keep and all(isinstance(e, nodes.Literal) for e in rows.parameters)

    def _of_list(self, node: nodes.Apply, listed: nodes.AllRows, kind: Type | None) -> nodes.Node:
        """What is asked of a list, by the conditions of its rows, where no list is made.

        It is unknown as soon as one of them is.
        """
        found = [self._condition(each) for each in conditions_of(listed.rows)]
        texts = [nodes.constant(listed.values[which]) for which in listed.which[:-1]]
        yes, no, one, none = (self._composed(nodes.Literal(e)) for e in (True, False, 1.0, 0.0))
        free = flag(nullable=True)
        either = [
            self.one(nodes.Or((each, not_)), (each, not_), free)
            for each in found
            for not_ in [self._negated(each, free)]
        ]
        known = self.one(nodes.And(tuple(either)), either, free)

        def holds(text: object) -> nodes.Node:
            fitting = [each for each, said in zip(found, texts, strict=True) if said == text]
            if not fitting:
                return no
            return self.one(nodes.Or(tuple(fitting)), fitting, free)

        def added(pairs: Iterable[tuple[nodes.Node, nodes.Node]]) -> nodes.Node:
            terms = [none]
            for condition, number in pairs:
                terms.append(self._chosen((condition, number, none), None))
            return self.one(nodes.Apply("+", tuple(terms)), terms, None)

        match node.operation:
            case "has":
                said = holds(node.data[0])
            case "count":
                said = added((each, one) for each in found)
            case _:
                weights = node.data[0]
                said = added((holds(t), self._composed(nodes.Literal(w))) for t, w in weights)
        return said if known is yes else self._chosen((known, said, said), kind)

    def _lowered(self, node: nodes.FirstRow | nodes.AllRows, kind: Type) -> nodes.Node:
        """What rows say as nested choices, or as a sum of terms: from the last row to the first."""
        found = [self._condition(each) for each in conditions_of(node.rows)]
        if isinstance(node, nodes.AllRows):
            none = self._composed(nodes.Literal(0.0))
            terms = tuple(
                self._chosen((condition, node.values[which], none), kind)
                for condition, which in zip(found, node.which, strict=False)
            )
            return terms[0] if len(terms) == 1 else self.one(nodes.Apply("+", terms), terms, kind)
        last = node.which[-1]
        said = node.values[last] if last >= 0 else self._composed(undefined(node.values[0]))
        for condition, which in reversed([*zip(found, node.which, strict=False)]):
            said = self._chosen((condition, node.values[which], said), kind)
        return said

    def _chosen(
        self, parts: tuple[nodes.Node, nodes.Node, nodes.Node], kind: Type | None
    ) -> nodes.Node:
        return self.one(nodes.If(*parts, strict=True), parts, kind)

    def _condition(self, node: nodes.Node) -> nodes.Node:
        """A condition over nodes that are placed, also where an open parameter has no unit."""
        if node in self.parts or isinstance(node, nodes.Literal):
            return self._composed(node)
        free = flag(nullable=True)
        if isinstance(node, nodes.Compare | nodes.Apply):
            below = [self._composed(each) for each in nodes.children(node)]
        else:
            below = [self._condition(each) for each in nodes.children(node)]
        if isinstance(node, nodes.Compare):  # as an index holds its column against a cell
            return self._compared(node.operator, below, free)
        return self.one(node, below, free)

    def _equal(self, sides: Sequence[nodes.Node], *, holds: bool) -> nodes.Node:
        found = self._compared("==", sides, None)
        return found if holds else self._negated(found, None)

    def _negated(self, operand: nodes.Node, kind: Type | None) -> nodes.Node:
        if isinstance(operand, nodes.Not):
            return operand.operand
        return self.kept((nodes.Not, operand), nodes.Not(operand), (operand,), kind)

    def _gathered(
        self, function: nodes.Quantifier, below: Sequence[nodes.Node], kind: Type | None
    ) -> nodes.Node:
        """Something gathered over records: of all it holds where of none the opposite does."""
        listed: Any = below[0]
        if function == "all_of":
            opposite = self._negated(below[1], None)
            return self._negated(self._gathered("any_of", (listed, opposite), None), kind)
        whole = nodes.Aggregate(function, listed, below[1])
        return self.kept((nodes.Aggregate, function, *below), whole, below, kind)

    def _compared(
        self, operator: nodes.Comparison, sides: Sequence[nodes.Node], kind: Type | None
    ) -> nodes.Node:
        if ONE_WAY in self.keep and not isinstance(sides[1], nodes.Literal):
            if operator in ("<=", ">"):
                operator, sides = ("<" if operator == ">" else ">="), sides[::-1]
            elif operator in ("==", "!="):
                turned = (nodes.Compare, "==", *sides[::-1])
                sides = sides[::-1] if turned in self.same else sides
        if operator in _KEPT:
            left, right = sides
            if operator == "==" and may_miss(left, right, self.types):
                return self._branched(left, right, kind)
            return self.kept(
                (nodes.Compare, operator, *sides), nodes.Compare(operator, *sides), sides, kind
            )
        other = None
        if kind is not None:
            other = flag(1 - kind.high, 1 - kind.low, nullable=kind.nullable)
        return self._negated(self._compared(OPPOSITE[operator], sides, other), kind)

    def _branched(
        self, choice: nodes.Node, other: nodes.Node, kind: Type | None, depth: int = 0
    ) -> nodes.Node:
        """A choice held against something: whichever branch it is, held against that."""
        if not isinstance(choice, nodes.If) or depth == DEEPEST:
            sides = (choice, other)
            return self.kept(
                (nodes.Compare, "==", *sides), nodes.Compare("==", *sides), sides, kind
            )
        branches = nodes.children(choice)[1:]
        then, otherwise = (self._branched(each, other, kind, depth + 1) for each in branches)
        parts = (choice.condition, then, otherwise)
        return self.one(nodes.If(*parts, strict=choice.strict), parts, kind)

    def _applied(
        self, node: nodes.Apply, args: Sequence[nodes.Node], kind: Type | None
    ) -> nodes.Node:
        match args[0]:
            case nodes.AllRows(rows=rows, aggregation="list") as listed:
                if not (LISTS in self.keep or self._indexed(rows)):
                    return self._of_list(node, listed, kind)
            case _:
                pass
        row = OPERATIONS[node.operation]
        if row.means is not None and not (row.name in self.keep and row.stays(args)):
            return self._composed(row.means(*args))
        if all(isinstance(each, nodes.Literal) for each in args):
            value, why = row.result([each.value for each in args], node.data)  # type: ignore[attr-defined]
            if not why:
                return self.one(nodes.Literal(value), (), None)
        shorter = simpler(node.operation, args, self.types)
        if shorter is not None:
            return self._composed(shorter)
        made = nodes.Apply(node.operation, tuple(args), node.data)
        return self.kept((nodes.Apply, node.operation, node.data, *args), made, args, kind)

    def _composed(
        self, node: nodes.Node, done: dict[nodes.Node, nodes.Node] | None = None
    ) -> nodes.Node:
        """What an operation means, over nodes that are placed already; `done` grows."""
        if node in self.parts:
            return node
        done = {} if done is None else done
        if node not in done:
            below = [self._composed(each, done) for each in nodes.children(node)]
            done[node] = self.one(node, below, None)
        return done[node]
