"""The check: kinds that fit, units that agree, anchors that make sense, ranges that follow.

One pass over the nodes, children first; each rule of the language is in one place, beside the
node that it is about. What is inferred (`Type`) serves the interpretations too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from evalcore.language import nodes, ranges
from evalcore.language.operation import Operation, Takes
from evalcore.language.operations import OPERATIONS
from evalcore.language.ranges import MOST_RECORDS
from evalcore.language.types import BROKEN, Type, flag, number, of_field
from evalcore.request.fields import Field, Kind
from evalcore.request.units import BARE, Unit, parse_unit
from evalcore.written.errors import Complaint, Position, near, one_of, show

HUGE = 1e300  # computed numbers beyond it could leave float64
_TEXTS = (Kind.TEXT, Kind.CHOICE)
_TAKEN: Mapping[Takes, tuple[tuple[Kind, ...], str]] = {
    "numbers": ((Kind.NUMBER,), "numbers"),
    "dates": ((Kind.DATE,), "dates"),
    "text": (_TEXTS, "a text or a choice"),
    "set": ((Kind.SET,), "a set of texts"),
    "text or number": ((*_TEXTS, Kind.NUMBER), "a text or a number"),
}


def check(
    root: nodes.Node,
    fields: Mapping[str, Field],
    types: dict[nodes.Node, Type],
    complaints: list[Complaint],
    spelt: Callable[[nodes.Node], str] | None = None,
) -> Type:
    """The type of `root`, after checking every node below that `types` does not have yet.

    Adds to `types` and to `complaints`; a node without a position of its own is complained about
    at the nearest one above it. Where there is none, as in what a policy's function gave, it is
    shown as it is `spelt`.
    """
    parts = dict(nodes.walk_with_children(root, known=types))
    checker = _Checker(fields, types, complaints, parts, spelt)
    for node, below in checker.parts.items():
        checker.node = node
        types[node] = checker.infer(node, [types[each] for each in below])
    return types[root]


def infer(node: nodes.Node, below: Sequence[Type]) -> Type:
    """The type of a node that was put together from nodes that were checked.

    What nobody would write, such as a division by a 0 that was worked out, is a number or nothing.
    """
    found = _Checker({}, {}, [], {}).infer(node, below)
    return number(-HUGE, HUGE, nullable=True) if found is BROKEN else found


@attrs.define
class _Checker:
    fields: Mapping[str, Field]
    types: dict[nodes.Node, Type]
    complaints: list[Complaint]
    parts: Mapping[nodes.Node, Sequence[nodes.Node]]
    spelt: Callable[[nodes.Node], str] | None = None
    node: nodes.Node | None = None  # that is looked at

    @property
    def at(self) -> Position | None:
        """Where that node stands, or the nearest one above it that has a place."""
        above: dict[nodes.Node, nodes.Node] = {}
        for node in reversed([*self.parts]):
            for each in self.parts[node]:
                above.setdefault(each, node)
        place = self.node
        while place is not None and place.at is None:
            place = above.get(place)
        return None if place is None else place.at

    def complain(
        self,
        problem: str,
        expected: str = "",
        meant: tuple[str, ...] = (),
        mend: str = "",
        at: Position | None = None,
        code: str = "EV206",
    ) -> Type:
        place = at or self.at
        if place is None and self.spelt and self.node is not None:
            problem = f"{problem}, in `{self.spelt(self.node)}`"
        self.complaints.append(Complaint(problem, expected, meant, mend, position=place, code=code))
        return BROKEN

    def infer(self, node: nodes.Node, below: Sequence[Type]) -> Type:
        for each in below:
            if each.kind is None:
                return BROKEN
        match node:
            case nodes.Apply():
                return self.apply(node, below)
            case nodes.Literal():
                return _literal(node)
            case nodes.FieldRef(name=name):
                return of_field(self.fields[name])
            case nodes.Named() | nodes.Narrowed():
                return below[0]
            case nodes.Compare():
                return self.compare(node, below)
            case nodes.Not() | nodes.And() | nodes.Or():
                return self.logic(node, below)
            case nodes.If():
                return self.branches(below)
            case nodes.RecordField(name=name, records=records):
                return self.record_field(name, records)
            case nodes.AsOf():
                return Type(Kind.DATE)
            case nodes.Opaque(low=low, high=high):
                return number(low, high, nullable=True)
            case nodes.Known() | nodes.IsWithheld():
                return flag()
            case nodes.Aggregate():
                return self.aggregate(node, below)
            case nodes.Decide():
                return self.decide(node, below)
            case nodes.Rows(table=table):
                nullable = any(each.nullable for each in below[: len(node.columns)])
                return number(0, float(len(table.cells)), whole=True, nullable=nullable)
            case nodes.FirstRow() | nodes.AllRows():
                return self.of_rows(node, below)
            case nodes.DecidedBy(decision=decision):
                last = float(len(decision.cases))
                return number(0, last, whole=True, nullable=below[0].nullable)
            case _:
                raise NotImplementedError(type(node).__name__)

    def record_field(self, name: str, records: str) -> Type:
        record = self.fields[records].record
        if name not in record:
            problem = f"a record of {records} has no field {show(name)}"
            return self.complain(problem, one_of(record), near(name, record), code="EV203")
        return of_field(record[name])

    def logic(self, node: nodes.Node, below: Sequence[Type]) -> Type:
        wrong = [each for each in below if each.kind is not Kind.FLAG]
        if wrong:
            word = type(node).__name__.lower()
            mend = "compare it with something, as in x > 0" if wrong[0].is_number else ""
            problem = f"`{word}` needs conditions, found {wrong[0].described}"
            return self.complain(problem, mend=mend)
        return ranges.logic(node, below)

    def compare(self, node: nodes.Compare, below: Sequence[Type]) -> Type:
        left, right = below
        for one, other in ((node.left, right), (node.right, left)):
            if isinstance(one, nodes.Literal) and other.choices is not None:
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
        self, choices: tuple[str, ...], values: Sequence[nodes.Value], at: Position | None = None
    ) -> None:
        for value in values:
            if isinstance(value, str) and value not in choices:
                problem = f"{show(value)} is none of its choices"
                self.complain(problem, one_of(choices), near(value, choices), at=at, code="EV208")

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
            self.complain(problem, "equal units; nothing is converted", code="EV207")
            return None
        return units[0] if units else None

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

    def apply(self, node: nodes.Apply, below: Sequence[Type]) -> Type:
        row = OPERATIONS[node.operation]
        if not self.taken(row, below) or not self.looked_for(node, row, below[0]):
            return BROKEN
        nullable = any(each.nullable for each in below)
        if row.gives == "flag":
            every = node.operation == "in" and set(below[0].choices or (None,)) <= {*node.data[0]}
            return flag(float(every), nullable=nullable)
        before = len(self.complaints)
        unit = self.unit(row, below)
        lows, highs = [each.low for each in below], [each.high for each in below]
        mistake = "" if row.mistake is None else row.mistake(lows, highs)
        if mistake:
            self.complain(f"{row.name}: {mistake}", row.wanted, code="EV209")
        elif row.undefined is not None and row.undefined.always:
            ends = row.undefined.of([*zip(lows, highs, strict=True)])
            if any(row.undefined.must_be(*each) for each in ends):
                self.complain(row.undefined.always, row.wanted, code="EV209")
        if len(self.complaints) > before:
            return BROKEN
        if row.means is not None and not row.stays(node.args):
            known = {
                each: (kind.low, kind.high, False)
                for each, kind in zip(node.args, below, strict=True)
            }
            low, high, doubtful = self.composed(row.means(*node.args), known)
        else:
            low, high, doubtful = ranges.applied(node, row, below)
        whole = row.whole([each.whole for each in below], *node.data)
        found = number(low, high, unit=unit, whole=whole, nullable=nullable or doubtful)
        return self.finite(found)

    def finite(self, result: Type) -> Type:
        if max(abs(result.low), abs(result.high)) > HUGE:
            mend = "declare the ranges of its fields, or clamp() its parts"
            return self.complain(
                "the result may be too large for a number", mend=mend, code="EV209"
            )
        return result

    def composed(
        self, node: nodes.Node, known: dict[nodes.Node, tuple[float, float, bool]]
    ) -> tuple[float, float, bool]:
        """The bounds of an operation that means others; what is known of it so far grows."""
        if node not in known:
            assert isinstance(node, nodes.Apply)  # noqa: S101 - its arguments are known
            parts = [self.composed(each, known) for each in node.args]
            below = [number(low, high) for low, high, _ in parts]
            low, high, doubtful = ranges.applied(node, OPERATIONS[node.operation], below)
            known[node] = low, high, doubtful or any(each for *_, each in parts)
        return known[node]

    def taken(self, row: Operation[Any], below: Sequence[Type]) -> bool:
        """Whether an operation takes values of these kinds."""
        kinds, words = _TAKEN[row.takes]
        wrong = [each for each in below if each.kind not in kinds]
        if wrong:
            called = f"`{row.sign}`" if row.sign else row.name
            found = wrong[0].described
            dated = row.takes == "numbers" and wrong[0].kind is Kind.DATE
            mend = "for days between dates use days_since or years_between" if dated else ""
            problem = row.misfit.format(found) or f"{called} needs {words}, found {found}"
            self.complain(problem, row.wanted if row.misfit else "", mend=mend)
        return not wrong

    def looked_for(self, node: nodes.Apply, row: Operation[Any], item: Type) -> bool:
        """Complains about texts that an operation looks for where nothing can be one of them."""
        if not node.data:
            return True
        texts = row.texts(*node.data)
        wanted: Any = float if item.is_number else str
        wrong = [each for each in texts if not isinstance(each, wanted)]
        if wrong:
            problem = f"the list has {show(wrong[0])}"
            self.complain(problem, "numbers only" if item.is_number else "texts only")
            return False
        if item.choices is not None:
            self.offered(item.choices, texts)
        return True

    def unit(self, row: Operation[Any], below: Sequence[Type]) -> Unit | None:
        """What an operation makes of the units of its arguments."""
        units = [each.unit for each in below]
        match row.unit:
            case "product" | "quotient":
                return _product(units, divide=row.unit == "quotient")
            case "days" | "years" as symbol:
                return parse_unit(symbol)
            case "none":
                return BARE
            case rule:
                unit = self.one_unit(below)
        if rule == "lost":
            return BARE
        root = unit.root(2) if rule == "root" and unit is not None else unit
        if unit is not None and root is None:
            self.complain(f"the square root of {unit} has no unit", code="EV207")
        return root

    def decide(self, node: nodes.Decide, below: Sequence[Type]) -> Type:
        wrong = [each for each in below if each.kind is not Kind.FLAG]
        if wrong:
            return self.complain(f"a case needs a condition, found {wrong[0].described}")
        texts = dict.fromkeys(str(each) for each in (*(v for v, _ in node.cases), node.default))
        nullable = any(each.nullable for each in below)
        return Type(Kind.CHOICE, nullable=nullable, choices=tuple(texts))

    def of_rows(self, node: nodes.FirstRow | nodes.AllRows, below: Sequence[Type]) -> Type:
        """The type of what rows say."""
        rows, *values = below
        nullable = rows.nullable or -1 in node.which
        if isinstance(node, nodes.AllRows):
            if node.aggregation == "list":
                return Type(Kind.SET, nullable=nullable)
            count = len(node.rows.table.cells)
            low = sum(sorted(min(values[each].low, 0.0) for each in node.which[:count]))
            high = sum(sorted(max(values[each].high, 0.0) for each in node.which[:count]))
            whole = all(each.whole for each in values)
            return number(low, high, unit=self.one_unit(values), whole=whole, nullable=nullable)
        if not values or values[0].kind in _TEXTS:
            texts = dict.fromkeys(str(nodes.constant(each)) for each in node.values)
            return Type(Kind.CHOICE, nullable=nullable, choices=tuple(texts))
        if values[0].kind is Kind.DATE:
            return Type(Kind.DATE, nullable=nullable)
        low, high = min(each.low for each in values), max(each.high for each in values)
        if values[0].kind is Kind.FLAG:
            return flag(low, high, nullable=nullable)
        whole, unit = all(each.whole for each in values), self.one_unit(values)
        return number(low, high, unit=unit, whole=whole, nullable=nullable)

    def aggregate(self, node: nodes.Aggregate, below: Sequence[Type]) -> Type:
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


def _literal(node: nodes.Literal) -> Type:
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
