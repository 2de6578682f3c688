"""The check: kinds that fit, units that agree, anchors that make sense, ranges that follow.

One pass over the nodes, children first; each rule of the language is in one place, beside the
node that it is about. What is inferred (`Type`) serves the interpretations too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import attrs

from evalcore.language import ranges
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
    Value,
    walk_with_children,
)
from evalcore.language.types import BROKEN, Type, flag, number, of_field
from evalcore.request.fields import Field, Kind
from evalcore.request.units import BARE, Unit, parse_unit
from evalcore.written.errors import Complaint, Position, near, one_of, show

HUGE = 1e300  # computed numbers beyond it could leave float64
MOST_RECORDS = 1e6  # in one list, for the bounds of total_of
_TEXTS = (Kind.TEXT, Kind.CHOICE)


def check(
    root: Node,
    fields: Mapping[str, Field],
    types: dict[Node, Type],
    complaints: list[Complaint],
) -> Type:
    """The type of `root`, after checking every node below that `types` does not have yet.

    Adds to `types` and to `complaints`; a node without a position of its own is complained about
    at the nearest one above it.
    """
    parts = dict(walk_with_children(root, known=types))
    places: dict[Node, Position | None] = {root: root.at}
    for above in reversed(parts):
        for below in parts[above]:
            places[below] = below.at or places.get(below) or places.get(above)
    checker = _Checker(fields, types, complaints)
    for each, inner in parts.items():
        checker.at = places.get(each)
        types[each] = checker.infer(each, [types[below] for below in inner])
    return types[root]


@attrs.define
class _Checker:
    fields: Mapping[str, Field]
    types: dict[Node, Type]
    complaints: list[Complaint]
    at: Position | None = None  # of the node that is looked at

    def complain(
        self,
        problem: str,
        expected: str = "",
        meant: tuple[str, ...] = (),
        mend: str = "",
        at: Position | None = None,
    ) -> Type:
        self.complaints.append(Complaint(problem, expected, meant, mend, position=at or self.at))
        return BROKEN

    def infer(self, node: Node, below: Sequence[Type]) -> Type:
        for each in below:
            if each.kind is None:
                return BROKEN
        match node:
            case Literal():
                return _literal(node)
            case FieldRef(name=name):
                return of_field(self.fields[name])
            case RecordField(name=name, records=records):
                return self.record_field(name, records)
            case AsOf():
                return Type(Kind.DATE)
            case Named():
                return below[0]
            case Not() | And() | Or():
                return self.logic(node, below)
            case Compare():
                return self.compare(node, below)
            case IsIn():
                return self.membership(node, below[0])
            case Has():
                return self.has(node, below[0])
            case Arithmetic() | Negate():
                return self.arithmetic(node, below)
            case If():
                return self.branches(below)
            case Apply():
                return self.apply(node, below)
            case Linear():
                return self.linear(below)
            case Piecewise():
                return self.piecewise(node, below[0])
            case Lookup():
                return self.lookup(node, below[0])
            case Overlap():
                return self.overlap(node, below[0])
            case Opaque(low=low, high=high):
                return number(low, high, nullable=True)
            case Known() | IsWithheld():
                return flag()
            case Aggregate():
                return self.aggregate(node, below)
            case SetSize():
                return self.set_size(below[0])
            case _:
                raise NotImplementedError(type(node).__name__)

    def record_field(self, name: str, records: str) -> Type:
        record = self.fields[records].record
        if name not in record:
            problem = f"a record of {records} has no field {show(name)}"
            return self.complain(problem, one_of(record), near(name, record))
        return of_field(record[name])

    def logic(self, node: Node, below: Sequence[Type]) -> Type:
        wrong = [each for each in below if each.kind is not Kind.FLAG]
        if wrong:
            word = type(node).__name__.lower()
            mend = "compare it with something, as in x > 0" if wrong[0].is_number else ""
            problem = f"`{word}` needs conditions, found {wrong[0].described}"
            return self.complain(problem, mend=mend)
        return ranges.logic(node, below)

    def compare(self, node: Compare, below: Sequence[Type]) -> Type:
        left, right = below
        for one, other in ((node.left, right), (node.right, left)):
            if isinstance(one, Literal) and other.choices is not None:
                self.offered(other.choices, [one.value], one.at)
        for each in below:
            if each.kind in (Kind.SET, Kind.RECORDS):
                of_set = "write 'a' in field, or any_of(field, ['a', 'b'])"
                mend = of_set if each.kind is Kind.SET else "use count or share"
                return self.complain(f"{each.described} cannot be compared", mend=mend)
        texts = left.kind in _TEXTS and right.kind in _TEXTS
        if not texts and left.kind != right.kind:
            problem = f"cannot compare {left.described} with {right.described}"
            dated = Kind.DATE in (left.kind, right.kind)
            mend = "a date is written date(2026, 11, 23)" if dated else ""
            return self.complain(problem, mend=mend)
        if left.is_number:
            if self.one_unit(below) is None and _units(below):
                return BROKEN
        elif left.kind is not Kind.DATE and node.operator not in ("==", "!="):
            problem = f"{left.described} has no order, so `{node.operator}` says nothing"
            return self.complain(problem, "== or !=, or `in` a list")
        return ranges.compare(node.operator, left, right)

    def offered(
        self, choices: tuple[str, ...], values: Sequence[Value], at: Position | None = None
    ) -> None:
        for value in values:
            if isinstance(value, str) and value not in choices:
                problem = f"{show(value)} is none of its choices"
                self.complain(problem, one_of(choices), near(value, choices), at=at)

    def membership(self, node: IsIn, item: Type) -> Type:
        if not item.is_number and item.kind not in _TEXTS:
            problem = f"{item.described} cannot be looked for in a list"
            return self.complain(problem, "a text, a choice or a number")
        wanted = float if item.is_number else str
        wrong = [each for each in node.members if not isinstance(each, wanted)]
        if wrong:
            problem = f"the list has {show(wrong[0])}"
            return self.complain(problem, "numbers only" if item.is_number else "texts only")
        if item.choices is not None:
            self.offered(item.choices, node.members)
            if set(item.choices) <= set(node.members):
                return flag(1, 1, nullable=item.nullable)
        return flag(nullable=item.nullable)

    def has(self, node: Has, held: Type) -> Type:
        if held.kind is not Kind.SET:
            problem = f"{held.described} holds no texts to look for"
            return self.complain(problem, "a field that holds a set")
        if held.choices is not None:
            self.offered(held.choices, [node.member])
        return flag(nullable=held.nullable)

    def numbers(self, below: Sequence[Type], what: str) -> bool:
        wrong = [each for each in below if not each.is_number]
        if wrong:
            mend = "for days between dates use days_since or years_between"
            mend = mend if wrong[0].kind is Kind.DATE else ""
            self.complain(f"{what} needs numbers, found {wrong[0].described}", mend=mend)
        return not wrong

    def one_unit(self, below: Sequence[Type]) -> Unit | None:
        """The unit all have; None where only bare literals are there, or after a complaint."""
        units = _units(below)
        if len(units) > 1:
            problem = f"the units differ: {' and '.join(str(each) for each in units)}"
            self.complain(problem, "equal units; nothing is converted")
            return None
        return units[0] if units else None

    def arithmetic(self, node: Node, below: Sequence[Type]) -> Type:
        operator = node.operator if isinstance(node, Arithmetic) else "-"
        if not self.numbers(below, f"`{operator}`"):
            return BROKEN
        if not isinstance(node, Arithmetic):
            return attrs.evolve(below[0], low=-below[0].high, high=-below[0].low)
        if operator in "+-":
            unit = self.one_unit(below)
            if unit is None and _units(below):
                return BROKEN
        else:
            unit = _product([each.unit for each in below], divide=operator == "/")
        if operator == "/":
            divisor = below[1]
            if max(-divisor.low, divisor.high) <= TOLERANCE:
                return self.complain("division by zero", "a divisor that can be something else")
        return self.finite(ranges.arithmetic(node.operator, below).in_unit(unit))

    def finite(self, result: Type) -> Type:
        if max(abs(result.low), abs(result.high)) > HUGE:
            mend = "declare the ranges of its fields, or clamp() its parts"
            return self.complain("the result may be too large for a number", mend=mend)
        return result

    def branches(self, below: Sequence[Type]) -> Type:
        condition, then, otherwise = below
        if condition.kind is not Kind.FLAG:
            mend = "compare it with something, as in x > 0" if condition.is_number else ""
            return self.complain(f"`if` needs a condition, found {condition.described}", mend=mend)
        if then.kind != otherwise.kind and not {then.kind, otherwise.kind} <= set(_TEXTS):
            problem = f"`if` gives {then.described}, `else` gives {otherwise.described}"
            return self.complain(problem, "the same kind from both")
        if then.is_number:
            unit = self.one_unit((then, otherwise))
            if unit is None and _units((then, otherwise)):
                return BROKEN
            return ranges.branches(*below).in_unit(unit)
        return ranges.branches(*below)

    def apply(self, node: Apply, below: Sequence[Type]) -> Type:
        function = node.function
        if function in ("days_since", "years_between"):
            wrong = [each for each in below if each.kind is not Kind.DATE]
            if wrong:
                return self.complain(f"{function} needs dates, found {wrong[0].described}")
            nullable = any(each.nullable for each in below)
            if function == "days_since":
                days = parse_unit("days")
                return number(-4e6, 4e6, unit=days, whole=True, nullable=nullable)
            return number(-2e4, 2e4, unit=parse_unit("years"), nullable=nullable)
        if not self.numbers(below, function):
            return BROKEN
        joined = below[:1] if function == "round" else below
        unit = self.one_unit(joined)
        if unit is None and _units(joined):
            return BROKEN
        if function == "clamp" and below[1].low > below[2].high:
            return self.complain("clamp: low is above high")
        if function == "sqrt":
            if below[0].high < -TOLERANCE:
                return self.complain("sqrt of a number that is always below 0")
            root = unit.root(2) if unit is not None else None
            if unit is not None and root is None:
                return self.complain(f"the square root of {unit} has no unit")
            unit = root
        return self.finite(ranges.apply(function, below).in_unit(unit))

    def linear(self, below: Sequence[Type]) -> Type:
        if not self.numbers(below, "linear"):
            return BROKEN
        if self.one_unit(below) is None and _units(below):
            return BROKEN
        _, worst, best = below
        if max(abs(best.high - worst.low), abs(best.low - worst.high)) <= TOLERANCE:
            return self.complain("linear: worst and best are the same", "two different anchors")
        return self.finite(ranges.linear(below))

    def piecewise(self, node: Piecewise, operand: Type) -> Type:
        if not self.numbers((operand,), "piecewise"):
            return BROKEN
        values = [y for _, y in node.points]
        # At an inner point the line before it may miss its end by rounding.
        slack = 0.0 if min(values) == max(values) else 2**-50 * max(map(abs, values))
        low, high = min(values) - slack, max(values) + slack
        return number(low, high, nullable=operand.nullable)

    def lookup(self, node: Lookup, item: Type) -> Type:
        if item.kind not in _TEXTS:
            return self.complain(f"lookup needs a text or a choice, found {item.described}")
        listed = dict(node.table)
        values = [*listed.values(), *([] if node.default is None else [node.default])]
        misses = node.default is None
        if item.choices is not None:
            self.offered(item.choices, list(listed))
            misses = misses and not set(item.choices) <= set(listed)
        return number(min(values), max(values), nullable=item.nullable or misses)

    def overlap(self, node: Overlap, held: Type) -> Type:
        if held.kind is not Kind.SET:
            return self.complain(f"overlap needs a set of texts, found {held.described}")
        if held.choices is not None:
            self.offered(held.choices, [text for text, _ in node.weights])
        low = high = 0.0
        for _, weight in node.weights:
            low, high = low + min(0.0, weight), high + max(0.0, weight)
        return number(low, high, nullable=held.nullable)

    def aggregate(self, node: Aggregate, below: Sequence[Type]) -> Type:
        records, body = below
        if records.kind is not Kind.RECORDS:
            return self.complain(f"{node.function} needs records, found {records.described}")
        if node.function == "total_of":
            if not self.numbers((body,), "total_of"):
                return BROKEN
            low, high = min(0.0, body.low) * MOST_RECORDS, max(0.0, body.high) * MOST_RECORDS
            return number(low, high, unit=body.unit, whole=body.whole, nullable=True)
        if body.kind is not Kind.FLAG:
            problem = f"{node.function} needs a condition about one record, found {body.described}"
            return self.complain(problem, "one such as known(owner) or target > baseline")
        if node.function == "count":
            return number(0, MOST_RECORDS, whole=True, nullable=True)
        return flag(nullable=True) if "_of" in node.function else number(0, 1, nullable=True)

    def set_size(self, held: Type) -> Type:
        if held.kind is not Kind.SET:
            return self.complain(f"count needs records or a set, found {held.described}")
        most = math.inf if held.choices is None else len(held.choices)
        return number(0, min(most, MOST_RECORDS), whole=True, nullable=held.nullable)


def _literal(node: Literal) -> Type:
    value = node.value
    if isinstance(value, bool):
        return flag(float(value), float(value))
    if isinstance(value, float):
        unit = None if node.unit is None else parse_unit(node.unit)
        return number(value, value, unit=unit, whole=value.is_integer())
    return Type(Kind.TEXT if isinstance(value, str) else Kind.DATE)


def _units(below: Sequence[Type]) -> list[Unit]:
    return list(dict.fromkeys(each.unit for each in below if each.unit is not None))


def _product(units: Sequence[Unit | None], *, divide: bool) -> Unit | None:
    if all(unit is None for unit in units):
        return None
    result = units[0] or BARE
    for unit in units[1:]:
        result = result / (unit or BARE) if divide else result * (unit or BARE)
    return result
