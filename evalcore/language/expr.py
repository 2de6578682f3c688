"""Nodes under construction: what operators build, and what they refuse.

An `Expr` wraps a node because bare nodes compare by identity: `node > 3` would be plain nonsense.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Any, NoReturn, Self

from evalcore.language import nodes
from evalcore.language.comparing import MIRRORED
from evalcore.written.errors import Position, TracingError


class Quantity(float):
    """A number with a unit, such as a setting. Plain arithmetic on it gives plain floats."""

    __slots__ = ("unit",)

    def __new__(cls, value: float, unit: str | None = None) -> Self:
        """The number, with its unit."""
        self = super().__new__(cls, value)
        self.unit = unit
        return self

    unit: str | None


class Expr:
    """A node under construction. Operators build; whatever needs a value now is refused."""

    __slots__ = ("node",)

    def __init__(self, node: nodes.Node) -> None:
        self.node = node

    def __add__(self, other: object) -> Expr:
        return arithmetic("+", self, other)

    def __radd__(self, other: object) -> Expr:
        return arithmetic("+", other, self)

    def __sub__(self, other: object) -> Expr:
        return arithmetic("-", self, other)

    def __rsub__(self, other: object) -> Expr:
        return arithmetic("-", other, self)

    def __mul__(self, other: object) -> Expr:
        return arithmetic("*", self, other)

    def __rmul__(self, other: object) -> Expr:
        return arithmetic("*", other, self)

    def __truediv__(self, other: object) -> Expr:
        return arithmetic("/", self, other)

    def __rtruediv__(self, other: object) -> Expr:
        return arithmetic("/", other, self)

    def __neg__(self) -> Expr:
        return Expr(nodes.Apply("negate", (self.node,)))

    def __pos__(self) -> Expr:
        return self

    def __abs__(self) -> Expr:
        return Expr(nodes.Apply("abs", (self.node,)))

    def __round__(self, digits: int = 0) -> Expr:
        return Expr(nodes.Apply("round", (self.node,), (float(digits),)))

    def __eq__(self, other: object) -> Expr:  # type: ignore[override]
        return compare("==", self, other)

    def __ne__(self, other: object) -> Expr:  # type: ignore[override]
        return compare("!=", self, other)

    def __lt__(self, other: object) -> Expr:
        return compare("<", self, other)

    def __le__(self, other: object) -> Expr:
        return compare("<=", self, other)

    def __gt__(self, other: object) -> Expr:
        return compare(">", self, other)

    def __ge__(self, other: object) -> Expr:
        return compare(">=", self, other)

    def __and__(self, other: object) -> Expr:
        return Expr(nodes.And((self.node, node_of(other))))

    def __rand__(self, other: object) -> Expr:
        return Expr(nodes.And((node_of(other), self.node)))

    def __or__(self, other: object) -> Expr:
        return Expr(nodes.Or((self.node, node_of(other))))

    def __ror__(self, other: object) -> Expr:
        return Expr(nodes.Or((node_of(other), self.node)))

    def __invert__(self) -> Expr:
        return Expr(nodes.Not(self.node))

    def __bool__(self) -> NoReturn:  # noqa: PLE0304
        _refuse(
            "if, and, or, not, in, min, max and chained comparisons",
            "use when(...), all_of, any_of, negate, is_in, minimum or maximum instead",
        )

    def __iter__(self) -> NoReturn:
        _refuse(
            "iteration, sum, min or max",
            "use total_of, count, any_of or all_of for records, minimum or maximum for numbers",
        )

    def __len__(self) -> NoReturn:  # noqa: PLE0303
        _refuse("len", "use count(...)")

    def __contains__(self, item: object) -> NoReturn:
        _refuse("in", "use has(set, item)")

    def __float__(self) -> NoReturn:
        _refuse(
            "float, int, math and formatting as a number",
            "leave float and int out; instead of math use square_root, nearest or magnitude",
        )

    __int__ = __index__ = __float__

    def __pow__(self, _exponent: object) -> NoReturn:
        _refuse("**", "multiply, or use square_root")

    def __floordiv__(self, _divisor: object) -> NoReturn:
        _refuse("//", "divide with /, and use nearest")

    def __mod__(self, _divisor: object) -> NoReturn:
        _refuse("%", "write a percentage as a fraction")

    __rpow__, __rfloordiv__, __rmod__ = __pow__, __floordiv__, __mod__

    def __hash__(self) -> NoReturn:  # noqa: PLE0309 - it raises
        _refuse("dict[field] (a field is unhashable)", "use lookup(field, {text: number})")

    def __getitem__(self, _key: object) -> NoReturn:
        _refuse("field[...]", "use has(set, text) for sets, and records inside count(...) and such")

    def __format__(self, _spec: str) -> NoReturn:
        _refuse("formatting as text", "give numbers and conditions; evalcore makes the words")

    def __getattr__(self, name: str) -> NoReturn:
        advice = "compare texts with ==, is_in or lookup; of sets use has or count"
        raise AttributeError(f".{name} cannot be traced into an expression: {advice}", name=name)

    def __repr__(self) -> str:
        return f"Expr({self.node!r})"


class RecordsExpr(Expr):
    """The reference to a field that holds records."""

    __slots__ = ()


class RecordExpr:
    """One record of a list, inside `share`, `count` and their kin: `outcome.owner` is a field."""

    __slots__ = ("_records",)

    def __init__(self, records: str) -> None:
        self._records = records

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Expr(nodes.RecordField(name, self._records))


def _refuse(what: str, advice: str) -> NoReturn:
    message = f"{what} cannot be traced into an expression: {advice}"
    raise TracingError(message)


def node_of(value: object) -> nodes.Node:
    """The node of an expression or of a plain value.

    Raises `TypeError` for anything else, `ValueError` for a number that is not finite.
    """
    if isinstance(value, Expr):
        return value.node
    if isinstance(value, Quantity):
        return nodes.Literal(float(value), unit=value.unit)
    if isinstance(value, bool | str | date):
        return nodes.Literal(value)
    if isinstance(value, int | float):
        if not math.isfinite(value):
            message = f"expected a finite number, found {value}"
            raise ValueError(message)
        return nodes.Literal(float(value))
    message = f"expected a number, a text, a flag or a date, found {type(value).__name__}"
    raise TypeError(message)


def written(value: object) -> Any:
    """The plain value of a literal; any other expression, and a plain value, as it is."""
    if isinstance(value, Expr) and isinstance(value.node, nodes.Literal):
        return value.node.value
    return value


def arithmetic(operator: str, left: object, right: object) -> Expr:
    """`left operator right`; sums and products from left to right become one node."""
    first, second = node_of(left), node_of(right)
    if operator in "+*" and isinstance(first, nodes.Apply) and first.operation == operator:
        return Expr(nodes.Apply(operator, (*first.args, second)))
    return Expr(nodes.Apply(operator, (first, second)))


def compare(operator: nodes.Comparison, left: object, right: object) -> Expr:
    """A comparison as `compared` says it."""
    return Expr(compared(operator, node_of(left), node_of(right)))


def compared(
    operator: nodes.Comparison, left: nodes.Node, right: nodes.Node, at: Position | None = None
) -> nodes.Compare:
    """A comparison, with what no request changes put on the right (see `Compare`)."""
    if nodes.is_fixed(left) and not nodes.is_fixed(right):
        operator, left, right = MIRRORED[operator], right, left
    return nodes.Compare(operator, left, right, at=at)
