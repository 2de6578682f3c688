"""The tracing interpretation: what each node came to on one initiative, and why where unknown.

Slower than the generated function and used only to explain: it keeps the outcome of every node,
the fields that an unknown needs, and the causes of what is undefined.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from operator import add, mul
from typing import Any

import attrs

from evalcore.language.build import interpolate, is_zero
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
    children,
    walk,
)


@attrs.frozen
class Cause:
    """Why a node has no value although everything it needs was said."""

    node: Node
    why: str


@attrs.frozen
class Outcome:
    """The value of a node. None is unknown (it needs `missing`) or undefined (by `causes`)."""

    value: Any
    missing: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()


class Trace:
    """The outcomes of nodes on one initiative, each worked out when it is first asked for.

    `named` are the named nodes of the graph, in order of use, where somebody has them at hand;
    `problems` say why an opaque node has no answer, by its key.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        withheld: frozenset[str],
        as_of: date | None,
        named: Sequence[Node] | None = None,
        problems: Mapping[str, str] | None = None,
    ) -> None:
        self.values = values
        self.withheld = withheld
        self.as_of = as_of
        self._named = named
        self._problems = problems or {}
        self._outcomes: dict[Node, Outcome] = {}
        self._record: Mapping[str, Any] = {}

    def outcome(self, root: Node) -> Outcome:
        """What the node comes to."""
        if root not in self._outcomes:
            # Worked out in order of use, so that a long chain of measures never recurses.
            for each in named_nodes(root) if self._named is None else self._named:
                self._see(each)
            if self._named is not None:
                self._named = ()
        return self._see(root)

    def __getitem__(self, node: Node) -> Any:
        return self.outcome(node).value

    def _see(self, node: Node) -> Outcome:
        if node not in self._outcomes:
            self._outcomes[node] = self._work_out(node)
        return self._outcomes[node]

    def _work_out(self, node: Node) -> Outcome:
        match node:
            case Literal(value=value):
                return Outcome(value)
            case FieldRef(name=name):
                said = self.values.get(name)
                return Outcome(said, () if said is not None else (name,))
            case RecordField(name=name, records=records):
                said = self._record.get(name)
                return Outcome(said, () if said is not None else (f"{records}.{name}",))
            case Opaque():
                return self._answer(node)
            case Named(body=body):
                return self._see(body)
            case AsOf():
                return Outcome(self.as_of)
            case Known(operands=operands):
                return Outcome(any(self._said(each) is not None for each in operands))
            case IsWithheld(operands=operands):
                return Outcome(any(self._kept(each) for each in operands))
            case And(operands=operands):
                return self._logic(operands, absorbing=False)
            case Or(operands=operands):
                return self._logic(operands, absorbing=True)
            case If():
                return self._branches(node)
            case Aggregate():
                return self._aggregate(node)
            case _:
                return self._strict(node)

    def _answer(self, node: Opaque) -> Outcome:
        value = self.values.get(node.key)
        missing = tuple(each.name for each in node.args if self.values.get(each.name) is None)
        if value is not None or missing:
            return Outcome(value, missing if value is None else ())
        why = self._problems.get(node.key, "it has not been asked")
        return Outcome(None, causes=(Cause(node, why),))

    def _said(self, reference: FieldRef | RecordField) -> Any:
        known = self.values if isinstance(reference, FieldRef) else self._record
        return known.get(reference.name)

    def _kept(self, reference: FieldRef | RecordField) -> bool:
        kept = self.withheld if isinstance(reference, FieldRef) else self._record[""]
        return reference.name in kept

    def _logic(self, operands: Sequence[Node], *, absorbing: bool) -> Outcome:
        outcomes = [self._see(each) for each in operands]
        if any(each.value is absorbing for each in outcomes):
            return Outcome(absorbing)
        return _blocked(outcomes) or Outcome(not absorbing)

    def _branches(self, node: If) -> Outcome:
        condition = self._see(node.condition)
        if condition.value is None:
            branches = [self._see(node.then), self._see(node.otherwise)]
            return _blocked([condition, *branches]) or condition
        return self._see(node.then if condition.value else node.otherwise)

    def _aggregate(self, node: Aggregate) -> Outcome:
        records = self._see(node.records)
        if records.value is None:
            return records
        outcomes: list[Outcome] = []
        inside, outside = _local(node.body), self._record
        for record in records.value:
            self._record = record
            for each in inside:
                self._outcomes.pop(each, None)
            outcomes.append(self._see(node.body))
        self._record = outside
        values = [each.value for each in outcomes]
        if node.function in ("any_of", "all_of"):
            absorbing = node.function == "any_of"
            if absorbing in values:
                return Outcome(absorbing)
            return _blocked(outcomes) or Outcome(not absorbing)
        blocked = _blocked(outcomes)
        if blocked:
            return blocked
        if node.function == "share" and not values:
            return Outcome(None, causes=(Cause(node, "a share of no records"),))
        total = reduce(add, values, 0.0)
        return Outcome(total / len(values) if node.function == "share" else total)

    def _strict(self, node: Node) -> Outcome:
        """Nodes that are unknown as soon as one part is; undefined where filling in cannot help."""
        outcomes = [self._see(each) for each in children(node)]
        hopeless = [each for each in outcomes if each.value is None and not each.missing]
        if not hopeless and isinstance(node, Arithmetic) and node.operator == "/":
            below = outcomes[1].value
            if below is not None and is_zero(below):
                return Outcome(None, causes=(Cause(node, "division by zero"),))
        blocked = _blocked(hopeless or outcomes)
        if blocked:
            return blocked
        result = _compute(node, [each.value for each in outcomes])
        return result if isinstance(result, Outcome) else Outcome(result)


def _blocked(outcomes: Sequence[Outcome]) -> Outcome | None:
    """The unknown outcome that unknown parts lead to; None where all parts have values."""
    unknown = [each for each in outcomes if each.value is None]
    if not unknown:
        return None
    missing = dict.fromkeys(name for each in unknown for name in each.missing)
    causes = dict.fromkeys(cause for each in unknown for cause in each.causes)
    return Outcome(None, tuple(missing), tuple(causes))


def _compute(node: Node, values: Sequence[Any]) -> Any:
    first = values[0]
    match node:
        case Not():
            return not first
        case Negate():
            return -first
        case Compare(operator=operator):
            return compare_values(operator, first, values[1])
        case IsIn(members=members):
            return any(compare_values("==", first, member) for member in members)
        case Has(member=member):
            return member in first
        case SetSize():
            return float(len(first))
        case Arithmetic(operator="/"):
            return _quotient(node, first, values[1])
        case Arithmetic(operator="-"):
            return first - values[1]
        case Arithmetic(operator=operator):
            return reduce(add if operator == "+" else mul, values)
        case Linear():
            why = "worst equals best"
            return _quotient(node, first - values[1], values[2] - values[1], why)
        case Piecewise(points=points):
            return interpolate(first, points)
        case Lookup(table=table, default=default):
            found = dict(table).get(first, default)
            cause = Cause(node, f"{first!r} is not listed")
            return found if found is not None else Outcome(None, causes=(cause,))
        case Overlap(weights=weights):
            return reduce(add, (w if text in first else 0.0 for text, w in weights), 0.0)
        case Apply():
            return _apply(node, values)
        case _:
            raise NotImplementedError(type(node).__name__)


def compare_values(operator: str, left: Any, right: Any) -> bool:
    """A comparison as every interpretation makes it: numbers within the tolerance."""
    if not isinstance(left, float) or not isinstance(right, float):
        ordered = {
            "==": lambda: left == right,
            "!=": lambda: left != right,
            "<": lambda: left < right,
            "<=": lambda: left <= right,
            ">": lambda: left > right,
            ">=": lambda: left >= right,
        }
        return bool(ordered[operator]())
    match operator:
        case ">=":
            return left >= right - TOLERANCE
        case ">":
            return left > right + TOLERANCE
        case "<=":
            return left <= right + TOLERANCE
        case "<":
            return left < right - TOLERANCE
        case "==":
            return is_zero(left - right)
        case _:
            return not is_zero(left - right)


def _quotient(node: Node, above: float, below: float, why: str = "division by zero") -> Any:
    if is_zero(below):
        return Outcome(None, causes=(Cause(node, why),))
    return above / below


def _apply(node: Apply, values: Sequence[Any]) -> Any:
    first = values[0]
    match node.function:
        case "abs":
            return abs(first)
        case "round":
            return round(first, int(values[1]))
        case "min":
            return min(values)
        case "max":
            return max(values)
        case "mean":
            return reduce(add, values) / len(values)
        case "clamp":
            return values[1] if first < values[1] else min(first, values[2])
        case "sqrt":
            if first < -TOLERANCE:
                return Outcome(None, causes=(Cause(node, f"the square root of {first:g}"),))
            return math.sqrt(max(0.0, first))
        case "geometric_mean":
            lowest = min(values)
            if lowest < -TOLERANCE:
                return Outcome(None, causes=(Cause(node, f"a geometric mean with {lowest:g}"),))
            return math.prod(max(0.0, value) for value in values) ** (1 / len(values))
        case "days_since":
            return float((values[1] - first).days)
        case "years_between":
            return (values[1] - first).days / 365.25


def named_nodes(*roots: Node) -> list[Node]:
    """The nodes below that have names of their own, in order of use.

    Not a plugin's functions: they may be about a record.
    """
    return [each for each in walk(*roots) if isinstance(each, Named) and each.role != "function"]


def _local(body: Node) -> list[Node]:
    """The nodes of a body that are about the current record, and so change with it."""
    local: set[Node] = set()
    for each in walk(body):
        if isinstance(each, RecordField) or any(below in local for below in children(each)):
            local.add(each)
    return list(local)
