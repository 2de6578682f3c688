"""What a policy author calls, and what the text syntax calls for him: builders of nodes.

Every builder works on numbers as well as on expressions: on plain numbers it computes, so that a
policy stays an ordinary function; as soon as one argument is an `Expr`, it builds a node. To the
type checker both are floats and flags.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from evalcore.language.expr import Expr, RecordExpr, RecordsExpr, node_of, written
from evalcore.language.nodes import (
    TOLERANCE,
    Aggregate,
    And,
    Apply,
    AsOf,
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
    Node,
    Not,
    Or,
    Overlap,
    Piecewise,
    Quantifier,
    RecordField,
    SetSize,
)
from evalcore.written.errors import show

T = TypeVar("T")


def _traced(*values: object) -> bool:
    return any(isinstance(value, Expr) for value in values)


def _apply(function: Any, *args: object) -> float:
    return cast("float", Expr(Apply(function, tuple(node_of(arg) for arg in args))))


def minimum(first: float, *others: float) -> float:
    """The smallest of the values."""
    values = (first, *others)
    return _apply("min", *values) if _traced(*values) else min(values)


def maximum(first: float, *others: float) -> float:
    """The largest of the values."""
    values = (first, *others)
    return _apply("max", *values) if _traced(*values) else max(values)


def mean(first: float, *others: float) -> float:
    """The arithmetic mean of the values."""
    values = (first, *others)
    if _traced(*values):
        return _apply("mean", *values)
    return _added(values) / len(values)


def geometric_mean(first: float, *others: float) -> float:
    """The n-th root of the product: one low value cannot be bought off. Undefined below 0."""
    values = (first, *others)
    if _traced(*values):
        return _apply("geometric_mean", *values)
    return math.prod(max(0.0, value) for value in values) ** (1 / len(values))


def clamp(x: float, low: float = 0.0, high: float = 1.0) -> float:
    """`x`, but not below `low` and not above `high`."""
    if _traced(x, low, high):
        return _apply("clamp", x, low, high)
    if low > high:
        message = f"clamp: low {low:g} is above high {high:g}"
        raise ValueError(message)
    return low if x < low else min(x, high)


def linear(x: float, worst: float, best: float) -> float:
    """The value function with 0 at `worst` and 1 at `best`; not cut off beyond them."""
    if not _traced(worst, best) and worst == best:
        message = f"linear: worst and best are both {worst:g}"
        raise ValueError(message)
    if _traced(x, worst, best):
        return cast("float", Expr(Linear(node_of(x), node_of(worst), node_of(best))))
    return (x - worst) / (best - worst)


def piecewise(x: float, points: Mapping[float, float]) -> float:
    """Straight lines between the points `{x: y}`, constant beyond the outermost."""
    if not isinstance(cast("object", points), Mapping) or len(points) < 2:
        message = "piecewise: expected at least two points {x: y, ...}"
        raise ValueError(message)
    if any(isinstance(n, bool | str | date) for pair in points.items() for n in pair):
        message = "piecewise: expected numbers {x: y}"
        raise TypeError(message)
    line = tuple((float(at), float(y)) for at, y in sorted(points.items()))
    slopes = [(high - low) / (right - left) for (left, low), (right, high) in pairwise(line)]
    if any(map(math.isinf, slopes)):
        message = "piecewise: two points are too close together"
        raise ValueError(message)
    if isinstance(x, Expr):
        return cast("float", Expr(Piecewise(x.node, line)))
    return interpolate(x, line)


def interpolate(x: float, line: Sequence[tuple[float, float]]) -> float:
    """The y at `x` on straight lines between points in rising order."""
    if x <= line[0][0]:
        return line[0][1]
    for (left, low), (right, high) in pairwise(line):
        if x <= right:
            return low + (x - left) * ((high - low) / (right - left))
    return line[-1][1]


def lookup(item: str, table: Mapping[str, float], default: float | None = None) -> float:
    """The number listed for a text. One that is not listed gives `default`, else undefined."""
    _check_weights("lookup", table)
    if isinstance(item, Expr):
        pairs = tuple((text, float(number)) for text, number in table.items())
        other = _default(written(default))
        return cast("float", Expr(Lookup(item.node, pairs, other)))
    if item not in table and default is None:
        message = f"lookup: {item!r} is not listed"
        raise ValueError(message)
    return table.get(item, cast("float", default))


def _default(value: object) -> float | None:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return None if value is None else float(value)
    message = "lookup: expected a number written out as default"
    raise TypeError(message)


def overlap(held: Sequence[str], weights: Mapping[str, float] | Sequence[str]) -> float:
    """The weights of the listed texts that a set holds, added up.

    With a list instead of a table of weights: the share of the list that the set holds.
    """
    if isinstance(weights, list | tuple):
        listed = dict.fromkeys(_texts("overlap", weights))
        pairs = tuple((text, 1 / len(listed)) for text in listed)
    else:
        table = cast("Mapping[str, float]", weights)
        _check_weights("overlap", table)
        pairs = tuple((text, float(number)) for text, number in table.items())
    if isinstance(held, Expr):
        return cast("float", Expr(Overlap(held.node, pairs)))
    return _added([weight for text, weight in pairs if text in held])


def _check_weights(function: str, table: Mapping[str, float]) -> None:
    if not isinstance(cast("object", table), Mapping) or not table:
        message = f"{function}: expected a table {{text: number, ...}}"
        raise ValueError(message)
    for text, number in cast("Mapping[object, object]", table).items():
        if not isinstance(text, str) or isinstance(number, bool | str | date):
            message = f"{function}: expected texts with numbers, found {text!r}: {number!r}"
            raise TypeError(message)


def _texts(function: str, listed: Sequence[Any]) -> Sequence[str]:
    wrong = [each for each in listed if not isinstance(each, str)]
    if wrong or not listed:
        found = f"found {show(wrong[0])}" if wrong else "the list is empty"
        message = f"{function}: expected a list of texts, {found}"
        raise TypeError(message)
    return listed


def when(condition: bool, then: T, otherwise: T) -> T:  # noqa: FBT001
    """`then` where the condition holds, else `otherwise`: the `if` that can be traced."""
    if _traced(condition, then, otherwise):
        parts = (node_of(condition), node_of(then), node_of(otherwise))
        return cast("T", Expr(If(*parts)))
    return then if condition else otherwise


def negate(condition: bool) -> bool:  # noqa: FBT001
    """`not`, for conditions that are traced."""
    given = cast("object", condition)
    if isinstance(given, Expr):
        return cast("bool", Expr(Not(given.node)))
    return not condition


def is_in(item: str, members: Sequence[str]) -> bool:
    """Whether a value is one of those listed: `in`, for values that are traced."""
    if isinstance(item, Expr):
        listed = tuple(cast("Literal", node_of(m)).value for m in members)
        return cast("bool", Expr(IsIn(item.node, listed)))
    return item in members


def has(held: Sequence[str], member: str) -> bool:
    """Whether a set holds a text: `in`, for sets that are traced."""
    if isinstance(held, Expr):
        return cast("bool", Expr(Has(held.node, member)))
    return member in held


def known(value: object) -> bool:
    """Whether the request says this. Never unknown itself; false for what is withheld."""
    operand = _reference(value, "known")
    return value is not None if operand is None else _as_flag(Known((operand,), operand.name))


def withheld(value: object) -> bool:
    """Whether this exists and will not be given."""
    operand = _reference(value, "withheld")
    return False if operand is None else _as_flag(IsWithheld((operand,), operand.name))


def _reference(value: object, function: str) -> FieldRef | RecordField | None:
    if not isinstance(value, Expr):
        return None
    if not isinstance(value.node, FieldRef | RecordField):
        message = f"{function}: expected the name of a field, not a computed value"
        raise TypeError(message)
    return value.node


def _as_flag(node: Node) -> bool:
    return cast("bool", Expr(node))


Condition = Callable[[Any], bool]


def count(records: Any, condition: Condition | None = None) -> float:
    """How many records meet the condition; without one: how many records, or texts in a set.

    0 of none. The condition is a function of one record: `count(outcomes, lambda o: o.target > 0)`.
    """
    if isinstance(records, Expr) and condition is None and not _of_records(records):
        return cast("float", Expr(SetSize(records.node)))
    if isinstance(records, Expr):
        return cast("float", _aggregate("count", records, condition or (lambda _: True)))
    rows = _rows(records)
    return float(len(rows) if condition is None else sum(bool(condition(row)) for row in rows))


def share(records: Any, condition: Condition) -> float:
    """The share of the records that meet the condition, 0 to 1. Undefined without records."""
    if isinstance(records, Expr):
        return cast("float", _aggregate("share", records, condition))
    rows = _rows(records)
    return sum(bool(condition(row)) for row in rows) / len(rows)


def total_of(records: Any, number: Callable[[Any], float]) -> float:
    """The sum of a number over the records, in their order. 0 of none."""
    if isinstance(records, Expr):
        return cast("float", _aggregate("total_of", records, number))
    return _added([number(row) for row in _rows(records)])


def any_of(*args: Any) -> bool:
    """Whether one holds: `any_of(a, b)`, `any_of(records, condition)`, `any_of(set, [texts])`."""
    return _quantified("any_of", Or, any, args)


def all_of(*args: Any) -> bool:
    """Whether all hold: `all_of(a, b)`, `all_of(records, condition)`, `all_of(set, [texts])`.

    True of no records: combine it with `count(records) > 0` where that matters.
    """
    return _quantified("all_of", And, all, args)


def _quantified(name: Quantifier, join: Any, decide: Any, args: tuple[Any, ...]) -> bool:
    if len(args) == 2 and callable(args[1]) and not isinstance(args[1], Expr):
        if isinstance(args[0], Expr):
            return cast("bool", _aggregate(name, args[0], args[1]))
        return bool(decide(bool(args[1](row)) for row in _rows(args[0])))
    if len(args) == 2 and isinstance(args[1], list | tuple):
        members = _texts(name, cast("Sequence[Any]", args[1]))
        if isinstance(args[0], Expr):
            return _as_flag(join(tuple(Has(args[0].node, member) for member in members)))
        return bool(decide(member in args[0] for member in members))
    if not args:
        message = f"{name}: expected at least one condition"
        raise TypeError(message)
    if _traced(*args):
        return _as_flag(join(tuple(node_of(arg) for arg in args)))
    return bool(decide(args))


def _of_records(expression: Expr) -> bool:
    return isinstance(expression, RecordsExpr)


def _aggregate(function: Quantifier, records: Expr, body: Callable[[Any], Any]) -> Expr:
    if not isinstance(records, RecordsExpr) or not isinstance(records.node, FieldRef):
        message = f"{function}: expected a field of kind records first"
        raise TypeError(message)
    inner = body(RecordExpr(records.node.name))
    return Expr(Aggregate(function, records.node, node_of(inner)))


def _rows(records: Any) -> list[Any]:
    return [SimpleNamespace(**r) if isinstance(r, Mapping) else r for r in records]


def days_since(day: date, as_of: date | None = None) -> float:
    """The days from `day` to the date of the evaluation, or to another; negative for later days."""
    if _traced(day, as_of):
        return _apply("days_since", day, Expr(AsOf()) if as_of is None else as_of)
    if as_of is None:
        message = "days_since on a plain date needs as_of"
        raise TypeError(message)
    return float((as_of - day).days)


def years_between(start: date, end: date) -> float:
    """The years from `start` to `end`, of 365.25 days each."""
    if _traced(start, end):
        return _apply("years_between", start, end)
    return (end - start).days / 365.25


def on(year: int, month: int, day: int) -> date:
    """A date written down. Raises `ValueError` for a day that does not exist."""
    parts = [written(each) for each in (year, month, day)]
    if not all(isinstance(n, int | float) and type(n) is not bool and n == n // 1 for n in parts):
        message = "date: expected whole numbers written out, such as date(2026, 11, 23)"
        raise TypeError(message)
    try:
        return date(*map(int, parts))
    except (ValueError, OverflowError) as error:
        message = f"date: there is no such day: {error}"
        raise ValueError(message) from None


def square_root(x: float) -> float:
    """The square root; undefined below 0."""
    return _apply("sqrt", x) if isinstance(x, Expr) else math.sqrt(x)


def nearest(x: float, digits: int = 0) -> float:
    """`x` rounded to so many decimals (0 to 15), half to even."""
    places = written(digits)
    if type(places) not in (int, float) or places not in range(16):
        message = "round: the number of decimals is written out, a whole number from 0 to 15"
        raise ValueError(message)
    if isinstance(x, Expr):
        return _apply("round", x, places)
    return float(round(x, int(places)))


def magnitude(x: float) -> float:
    """`x` without its sign."""
    return _apply("abs", x) if isinstance(x, Expr) else abs(x)


def named(name: str, body: object, role: Any, args: Sequence[object] = ()) -> Expr:
    """Gives a node a name of its own, for messages and for sharing."""
    return Expr(Named(name, node_of(body), role, tuple(node_of(arg) for arg in args)))


def _added(values: Sequence[float]) -> float:
    """A sum from left to right; the built-in sum changed its result between Python versions."""
    total = 0.0
    for value in values:
        total += value
    return total


def is_zero(x: float) -> bool:
    """Whether a number counts as 0, as in every comparison."""
    return -TOLERANCE <= x <= TOLERANCE
