"""Values: a plan as cells, what each node comes to in every row; none where it is unknown.

The same as `python` says for one request: what that does by looking for None, cells do by having
no value.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from evalcore.interpret.columns.cells import Cell, Cells, is_none_where
from evalcore.interpret.plan import Plan
from evalcore.language import nodes
from evalcore.language.comparing import TOLERANCE, moved_by
from evalcore.language.operations import OPERATIONS

PIECE = 40  # cases that are asked in one cell: engines take long over more


def withheld(name: str) -> str:
    """The column that says whether a field, or a cell of a record, is withheld."""
    return f"{name}\0withheld"


class Reading:
    """How the columns of a table are read: which may lack values, and which say what is withheld.

    A list of records stands as the column of how many there are.
    """

    def __init__(
        self,
        cells: Cells,
        as_of: date | None,
        lacking: Collection[str] | None = None,
        withholding: Collection[str] | None = None,
    ) -> None:
        self.cells, self.as_of = cells, as_of
        self.lacking, self.withholding = lacking, withholding

    def field(self, name: str) -> Cell:
        """What a field says."""
        return self.cells.column(name, nullable=self.lacking is None or name in self.lacking)

    def inner(self, node: nodes.RecordField) -> Cell:
        """What a field of a record says."""
        return self.cells.inner(node.records, node.name)

    def source(self, operand: nodes.FieldRef | nodes.RecordField) -> Cell:
        """What is said in either."""
        return (
            self.field(operand.name) if isinstance(operand, nodes.FieldRef) else self.inner(operand)
        )

    def kept_back(self, operand: nodes.FieldRef | nodes.RecordField) -> Cell:
        """Whether a field, or a field of a record, is withheld."""
        full = (
            operand.name
            if isinstance(operand, nodes.FieldRef)
            else f"{operand.records}.{operand.name}"
        )
        if self.withholding is not None and full not in self.withholding:
            return self.cells.false
        if isinstance(operand, nodes.FieldRef):
            return self.cells.column(withheld(operand.name), nullable=False)
        return self.cells.inner(operand.records, withheld(operand.name), nullable=False)


def compared(
    cells: Cells, operator: str, left: Cell, right: Cell, *, exact: bool, doubtful: bool = False
) -> Cell:
    """A comparison, by the tolerance where it is not exact. NaN compares as false."""
    if operator == "==" and not exact:
        found = cells.both(right - TOLERANCE <= left, left <= right + TOLERANCE)
    elif operator == "==":
        found = left == right
    else:
        moved = right if exact else right + moved_by(operator)  # type: ignore[arg-type]
        found = left < moved if operator == "<" else left <= moved
    if not doubtful:
        return found
    return cells.both(cells.no(cells.is_nan(left)), cells.no(cells.is_nan(right)), found)


class Values:
    """The cells of a plan's nodes."""

    def __init__(self, program: Plan, reading: Reading) -> None:
        self.plan, self.types = program, program.types
        self.reading, self.cells = reading, reading.cells
        self.made: dict[nodes.Node, Cell] = {}
        self.better: dict[str, Callable[[nodes.Apply, Sequence[Cell]], Cell]] = {}

    def cell(self, root: nodes.Node) -> Cell:
        """The cell of a node, after those of everything below it."""
        if root not in self.made:
            for node in self.plan.below(root, self.made):
                self.made[node] = self.make(node)
        return self.made[root]

    def make(self, node: nodes.Node) -> Cell:
        """The cell of a node of which the parts are made."""
        cells, reading = self.cells, self.reading
        match node:
            case nodes.Literal(value=value):
                return cells.literal(value)
            case nodes.FieldRef(name=name) | nodes.Opaque(key=name):
                return reading.field(name)
            case nodes.RecordField():
                return reading.inner(node)
            case nodes.Narrowed(field=field):
                return self.cell(field)
            case nodes.AsOf():
                return cells.literal(reading.as_of)
            case nodes.Not(operand=operand):
                return cells.no(self.cell(operand))
            case nodes.And(operands=operands):
                return cells.both(*map(self.cell, operands))
            case nodes.Or(operands=operands):
                return cells.any(*map(self.cell, operands))
            case nodes.Compare(operator, left, right):
                doubtful = any(self.may_be_none(each) for each in (left, right))
                exact = self.plan.is_exact(node)
                sides = self.cell(left), self.cell(right)
                return compared(cells, operator, *sides, exact=exact, doubtful=doubtful)
            case nodes.If():
                test, then, other = map(self.cell, (node.condition, node.then, node.otherwise))
                if not test.nullable:
                    return cells.case([(test, then)], other)
                return cells.case([(test, then), (cells.no(test), other)])
            case nodes.Apply():
                return self.applied(node)
            case nodes.Known(operands=operands):
                return cells.any(*(cells.no(cells.is_null(reading.source(e))) for e in operands))
            case nodes.IsWithheld(operands=operands):
                return cells.any(*map(reading.kept_back, operands))
            case nodes.Aggregate():
                return self.aggregate(node)
            case nodes.Decide(cases=cases, default=default):
                return self.decided(self.place(node), cases, default)
            case nodes.DecidedBy(decision=decision):
                return self.place(decision)
            case _:
                raise NotImplementedError(type(node).__name__)

    def may_be_none(self, node: nodes.Node) -> bool:
        """Whether it may come to no number at all (NaN): only what is without end may."""
        kind = self.types[node]
        return kind.is_number and (math.isinf(kind.low) or math.isinf(kind.high))

    def applied(self, node: nodes.Apply) -> Cell:
        """An operation as it is defined; without a value where an argument is, or it has none."""
        args = [self.cell(each) for each in node.args]
        if node.operation in self.better:
            found = self.better[node.operation](node, args)
        else:
            define: Any = OPERATIONS[node.operation].define
            found = self.cells.lift(define(self.cells, *args, *node.data))
        rule = OPERATIONS[node.operation].undefined
        needed: list[Cell] = []
        places: list[int] = [] if rule is None else rule.of(range(len(args)))
        for place in places:
            kind, each = self.types[node.args[place]], args[place]
            if rule is not None and rule.may_be(kind.low, kind.high):
                zero = rule.where == "zero"
                least = each >= -TOLERANCE
                needed.append(
                    self.cells.any(each < -TOLERANCE, each > TOLERANCE) if zero else least
                )
        whole = self.cells.case([(self.cells.both(*needed), found)]) if needed else found
        return self.guarded(whole, args)

    def guarded(self, found: Cell, args: Sequence[Cell]) -> Cell:
        """None as soon as an argument is, where that is not so by itself."""
        cells = self.cells
        guards = [e for e in args if e.nullable and not is_none_where(found, e)]
        if not guards:
            return found
        return cells.case([(cells.both(*(cells.no(cells.is_null(e)) for e in guards)), found)])

    def aggregate(self, node: nodes.Aggregate) -> Cell:
        """Over the records of a list; any unknown part makes it unknown."""
        cells, name = self.cells, node.records.name
        size = self.reading.field(name)
        for each in self.plan.lifted(node):
            self.cell(each)
        outside = self.made
        self.made = dict(outside)
        body = self.cell(node.body)
        self.made = outside
        unknown = cells.some(name, cells.is_null(body))
        match node.function:
            case "any_of":
                found = cells.case(
                    [(cells.some(name, body), cells.true), (unknown, None)], cells.false
                )
            case "all_of":
                fails = cells.some(name, cells.no(body))
                found = cells.case([(fails, cells.false), (unknown, None)], cells.true)
            case "total_of":
                found = cells.case([(unknown, None)], cells.adding(name, body))
            case _:
                found = cells.case([(unknown, None)], cells.number(name, body))
        if node.function == "share":
            return cells.case([(size > 0.0, found / size)])
        if not size.nullable:
            return found
        return cells.case([(cells.no(cells.is_null(size)), found)])

    def place(self, decision: nodes.Decide) -> Cell:
        """The place of the first case that holds, or of the default; none if one is unknown."""
        cells = self.cells
        asked = [(n, self.cell(condition)) for n, (_, condition) in decision.asked]
        whole = first_of(cells, [(n, each) for n, each in asked], len(decision.cases), unknown=-1)
        if not any(each.nullable for _, each in asked):
            return whole
        return cells.case([(whole >= 0, whole)])

    def decided(self, place: Cell, cases: Sequence[tuple[Any, nodes.Node]], default: Any) -> Cell:
        """The value of the case that a decision came to."""
        places: dict[Any, list[int]] = {}
        for n, (value, _) in enumerate(cases):
            places.setdefault(value, []).append(n)
        places.setdefault(default, []).append(len(cases))
        cells = self.cells
        return cells.case((cells.among(place, some), value) for value, some in places.items())


def first_of(
    cells: Cells, conditions: Sequence[tuple[int, Cell]], otherwise: int, unknown: int | None = None
) -> Cell:
    """The number beside the first condition that holds; `unknown` where one before it is."""
    pieces: list[Cell] = []
    for start in range(0, len(conditions), PIECE):
        pairs: list[tuple[Cell, Any]] = []
        for number, each in conditions[start : start + PIECE]:
            if unknown is not None and each.nullable:
                pairs.append((cells.is_null(each), unknown))
            pairs.append((each, number))
        pieces.append(cells.case(pairs))
    return cells.first(*pieces, cells.literal(otherwise))
