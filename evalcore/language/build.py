"""What a policy author calls, and what the text syntax calls for him: builders of nodes.

Every builder works on numbers as well as on expressions: on plain numbers it computes, so that a
policy stays an ordinary function; as soon as one argument is an `Expr`, it builds a node. To the
type checker both are floats and flags. What is an operation computes as its row says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, TypeVar, cast, overload

from evalcore.language import nodes
from evalcore.language import operations as op
from evalcore.language.expr import Expr, Quantity, RecordExpr, RecordsExpr, node_of, written
from evalcore.language.operation import UndefinedError
from evalcore.written.errors import show

T = TypeVar("T")

NO_RECORDS = "a share of no records"


def _traced(*values: object) -> bool:
    return any(isinstance(value, Expr) for value in values)


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
    units = [*map(_unit, points.values())]
    return _in_unit("piecewise", cast("float", op.along.made((x,), (line,))), units)


def lookup(item: str, table: Mapping[str, float], default: float | None = None) -> float:
    """The number listed for a text. One that is not listed gives `default`, else undefined."""
    _check_weights("lookup", table)
    pairs = tuple((text, float(number)) for text, number in table.items())
    units = [*map(_unit, table.values()), *([] if default is None else [_unit(written(default))])]
    found = op.listed.made((item,), (pairs, _default(written(default))))
    return _in_unit("lookup", cast("float", found), units)


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
        units, pairs = [], tuple((text, 1 / len(listed)) for text in listed)
    else:
        table = cast("Mapping[str, float]", weights)
        _check_weights("overlap", table)
        pairs = tuple((text, float(number)) for text, number in table.items())
        units = [*map(_unit, table.values())]
    return _in_unit("overlap", cast("float", op.weighed.made((held,), (pairs,))), units)


def _unit(number: object) -> str | None:
    return number.unit if isinstance(number, Quantity) else None


def _in_unit(function: str, found: float, units: Sequence[str | None]) -> float:
    """A number from a table in the unit that its numbers have."""
    several = [*dict.fromkeys(units)]
    if len(several) > 1:
        named = " and ".join(each or "no unit" for each in several[:2])
        message = f"{function}: the numbers of the table differ in unit: {named}"
        raise TypeError(message)
    if not isinstance(found, Expr) or several in ([], [None]):
        return found
    whole: Any = found
    return cast("float", whole * Quantity(1.0, several[0]))


def quantity(value: float, unit: str) -> float:
    """A number with its unit, for what a policy says itself: `quantity(12, "month/year")`."""
    return Quantity(value, unit)


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
        return cast("T", Expr(nodes.If(*parts)))
    return then if condition else otherwise


def negate(condition: bool) -> bool:  # noqa: FBT001
    """`not`, for conditions that are traced."""
    given = cast("object", condition)
    if isinstance(given, Expr):
        return cast("bool", Expr(nodes.Not(given.node)))
    return not condition


def is_in(item: str, members: Sequence[str]) -> bool:
    """Whether a value is one of those listed: `in`, for values that are traced."""
    if isinstance(members, str):
        message = f"is_in: expected a list of texts, such as [{members!r}], found {members!r}"
        raise TypeError(message)
    listed = tuple(cast("nodes.Literal", node_of(each)).value for each in members)
    return cast("bool", op.among.made((item,), (listed,)))


def has(held: Sequence[str], member: str) -> bool:
    """Whether a set holds a text: `in`, for sets that are traced."""
    return cast("bool", op.holding.made((held,), (member,)))


def known(value: object) -> bool:
    """Whether the request says this. Never unknown itself; false for what is withheld."""
    operand = _reference(value, "known")
    return value is not None if operand is None else _as_flag(nodes.Known((operand,), operand.name))


def withheld(value: object) -> bool:
    """Whether this exists and will not be given."""
    operand = _reference(value, "withheld")
    return False if operand is None else _as_flag(nodes.IsWithheld((operand,), operand.name))


def _reference(value: object, function: str) -> nodes.FieldRef | nodes.RecordField | None:
    if not isinstance(value, Expr):
        return None
    if not isinstance(value.node, nodes.FieldRef | nodes.RecordField):
        message = f"{function}: expected the name of a field, not a computed value"
        raise TypeError(message)
    return value.node


def _as_flag(node: nodes.Node) -> bool:
    return cast("bool", Expr(node))


Condition = Callable[[Any], bool]


def count(records: Any, condition: Condition | None = None) -> float:
    """How many records meet the condition; without one: how many records, or texts in a set.

    0 of none. The condition is a function of one record: `count(outcomes, lambda o: o.target > 0)`.
    """
    if isinstance(records, Expr) and condition is None and not isinstance(records, RecordsExpr):
        return op.size(cast("Any", records))
    if isinstance(records, Expr):
        return cast("float", _aggregate("count", records, condition or (lambda _: True)))
    rows = _rows(records)
    return float(len(rows) if condition is None else sum(bool(condition(row)) for row in rows))


def share(records: Any, condition: Condition) -> float:
    """The share of the records that meet the condition, 0 to 1. Undefined without records."""
    if isinstance(records, Expr):
        return cast("float", _aggregate("share", records, condition))
    rows = _rows(records)
    if not rows:
        message = f"share: {NO_RECORDS}"
        raise UndefinedError(message)
    return sum(bool(condition(row)) for row in rows) / len(rows)


def total_of(records: Any, number: Callable[[Any], float]) -> float:
    """The sum of a number over the records, in their order. 0 of none."""
    if isinstance(records, Expr):
        return cast("float", _aggregate("total_of", records, number))
    return op.plus(0.0, *(number(row) for row in _rows(records)))


@overload
def any_of(records: Sequence[Any], condition: Condition, /) -> bool: ...
@overload
def any_of(held: Sequence[str], texts: Sequence[str], /) -> bool: ...
@overload
def any_of(condition: bool, /, *more: bool) -> bool: ...  # noqa: FBT001
def any_of(*args: Any) -> bool:
    """Whether one holds: `any_of(a, b)`, `any_of(records, condition)`, `any_of(set, [texts])`."""
    return _quantified("any_of", nodes.Or, any, args)


@overload
def all_of(records: Sequence[Any], condition: Condition, /) -> bool: ...
@overload
def all_of(held: Sequence[str], texts: Sequence[str], /) -> bool: ...
@overload
def all_of(condition: bool, /, *more: bool) -> bool: ...  # noqa: FBT001
def all_of(*args: Any) -> bool:
    """Whether all hold: `all_of(a, b)`, `all_of(records, condition)`, `all_of(set, [texts])`.

    True of no records: combine it with `count(records) > 0` where that matters.
    """
    return _quantified("all_of", nodes.And, all, args)


def _quantified(name: nodes.Quantifier, join: Any, decide: Any, args: tuple[Any, ...]) -> bool:
    if len(args) == 2 and callable(args[1]) and not isinstance(args[1], Expr):
        if isinstance(args[0], Expr):
            return cast("bool", _aggregate(name, args[0], args[1]))
        return bool(decide(bool(args[1](row)) for row in _rows(args[0])))
    if len(args) == 2 and isinstance(args[1], list | tuple):
        members = _texts(name, cast("Sequence[Any]", args[1]))
        if isinstance(args[0], Expr):
            return _as_flag(
                join(tuple(nodes.Apply("has", (args[0].node,), (member,)) for member in members))
            )
        return bool(decide(member in args[0] for member in members))
    if not args:
        message = f"{name}: expected at least one condition"
        raise TypeError(message)
    if _traced(*args):
        return _as_flag(join(tuple(node_of(arg) for arg in args)))
    return bool(decide(args))


def _aggregate(function: nodes.Quantifier, records: Expr, body: Callable[[Any], Any]) -> Expr:
    if not isinstance(records, RecordsExpr) or not isinstance(records.node, nodes.FieldRef):
        message = f"{function}: expected a field of kind records first"
        raise TypeError(message)
    inner = body(RecordExpr(records.node.name))
    return Expr(nodes.Aggregate(function, records.node, node_of(inner)))


def _rows(records: Any) -> list[Any]:
    return [SimpleNamespace(**r) if isinstance(r, Mapping) else r for r in records]


def days_since(day: date, as_of: date | None = None) -> float:
    """The days from `day` to the date of the evaluation, or to another; negative for later days."""
    if as_of is None and not _traced(day):
        as_of = _AS_OF.get()
        if as_of is None:
            message = (
                "days_since on a plain date needs as_of: days_since(day, as_of), or around the call"
                " of a whole policy `with evalcore.as_of(date(2026, 11, 23)):`"
            )
            raise TypeError(message)
    return op.days(day, cast("date", Expr(nodes.AsOf())) if as_of is None else as_of)


_AS_OF: ContextVar[date | None] = ContextVar("as_of", default=None)


@contextmanager
def as_of(day: date) -> Generator[None]:
    """Within it, plain calls of policies are evaluated on this day: for their unit tests.

    A ruleset is given its date by whoever evaluates.
    """
    token = _AS_OF.set(day)
    try:
        yield
    finally:
        _AS_OF.reset(token)


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


def nearest(x: float, digits: int = 0) -> float:
    """`x` rounded to so many decimals (0 to 15), half to even."""
    places = written(digits)
    if type(places) not in (int, float) or places not in range(16):
        message = "round: the number of decimals is written out, a whole number from 0 to 15"
        raise ValueError(message)
    return cast("float", op.rounded.made((x,), (float(places),)))


def named(name: str, body: object, role: nodes.Role, args: Sequence[object] = ()) -> Expr:
    """Gives a node a name of its own, for messages and for sharing."""
    return Expr(nodes.Named(name, node_of(body), role, tuple(node_of(arg) for arg in args)))
