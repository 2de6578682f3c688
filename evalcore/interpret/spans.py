"""Spans: pieces of generated code for the two ends of a node, and how they compare and join.

How nodes become such pieces is up to `bounds`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from evalcore.interpret.intervals import either_text
from evalcore.language.nodes import (
    TOLERANCE,
    Aggregate,
    Apply,
    Arithmetic,
    Compare,
    Linear,
    Lookup,
    Node,
    constant,
    walk,
)
from evalcore.language.types import Type
from evalcore.request.fields import Kind


@attrs.frozen
class Span:
    """Two pieces of code, and one more where the node may be undefined.

    Of a number the lowest and highest, of a condition whether it can be true and can be false, of
    a text what it may be (and nothing), of a set what it must hold, may hold, and how many at most.
    """

    first: str
    second: str = ""
    undefined: str = ""
    most: str = ""


def either(*spans: Span) -> str:
    """Whether any of them may be undefined; empty where none ever is."""
    return " or ".join(dict.fromkeys(each.undefined for each in spans if each.undefined))


def joined(kind: Kind | None, one: Span, other: Span, call: Callable[..., str]) -> Span:
    """What is one or the other."""
    match kind:
        case Kind.FLAG:
            first, second = f"{one.first} or {other.first}", f"{one.second} or {other.second}"
            return Span(first, second)
        case Kind.TEXT | Kind.CHOICE:
            return Span(f"{call(either_text)}({one.first}, {other.first})")
        case Kind.SET:
            must = f"frozenset({one.first}).intersection({other.first})"
            may = f"frozenset({one.second}).union({other.second})"
            return Span(must, may, most=f"max({one.most}, {other.most})")
        case _:
            low, high = f"min({one.first}, {other.first})", f"max({one.second}, {other.second})"
            return Span(low, high)


def exact(node: Compare, types: Mapping[Node, Type]) -> bool:
    """Whether both sides compare without tolerance, as all but computed numbers do."""
    kinds = (types[node.left], types[node.right])
    return not kinds[0].is_number or all(each.whole for each in kinds)


def compared(node: Compare, left: Span, right: Span, *, exact: bool) -> tuple[str, str]:
    """Whether a comparison can hold, and can fail; of `!=` that is said as of `==`."""
    operator = node.operator
    if operator in ("==", "!="):
        if exact:
            apart = f"{left.second} < {right.first} or {left.first} > {right.second}"
            one = f"{left.first} == {left.second} == {right.first} == {right.second}"
            return f"not ({apart})", f"not ({one})"
        above, below = f"{left.second} - {right.first}", f"{left.first} - {right.second}"
        can = f"{below} <= {TOLERANCE!r} and {above} >= -{TOLERANCE!r}"
        return can, f"{below} < -{TOLERANCE!r} or {above} > {TOLERANCE!r}"
    up = operator in (">=", ">")
    best, worst = (left.second, left.first) if up else (left.first, left.second)
    easy, hard = (right.first, right.second) if up else (right.second, right.first)
    if not exact:
        value, sign = constant(node.right), "-" if operator in (">=", "<") else "+"
        if isinstance(value, float):
            easy = hard = repr(value - TOLERANCE if sign == "-" else value + TOLERANCE)
        else:
            easy, hard = f"{easy} {sign} {TOLERANCE!r}", f"{hard} {sign} {TOLERANCE!r}"
    return f"{best} {operator} {easy}", f"not {worst} {operator} {hard}"


def rising(function: str, lows: Sequence[str], highs: Sequence[str]) -> tuple[str, str]:
    """The bounds of a function that never falls (or, of a first date, never rises)."""
    match function:
        case "min" | "max" if len(lows) == 1:
            return lows[0], highs[0]
        case "min" | "max" if len(lows) == 2:
            sign = "<" if function == "min" else ">"
            low, high = (f"({b} if {b} {sign} {a} else {a})" for a, b in (lows, highs))
            return low, high
        case "min" | "max":
            low, high = (f"{function}({', '.join(each)})" for each in (lows, highs))
            return low, high
        case "clamp":  # spelt out, as calls of min and max take most of the time
            low, high = (
                f"({least} if {x} < {least} else {most} if {x} > {most} else {x})"
                for x, least, most in (lows, highs)
            )
            return low, high
        case "days_since":
            return f"float(({lows[1]} - {highs[0]}).days)", f"float(({highs[1]} - {lows[0]}).days)"
        case "years_between":
            return (
                f"({lows[1]} - {highs[0]}).days / 365.25",
                f"({highs[1]} - {lows[0]}).days / 365.25",
            )
        case _:
            low, high = (f"round({each[0]}, int({each[1]}))" for each in (lows, highs))
            return low, high


def gathered(function: str, body: Span, first: str, second: str, undefined: str) -> Iterator[str]:
    """The lines of a loop over records that take one of them in."""
    doubt = f" or {body.undefined}" if body.undefined else ""
    match function:
        case "any_of":
            yield f"if {body.first}: {first} = True"
            yield f"if not ({body.second}{doubt}): {second} = False"
        case "all_of":
            yield f"if {body.second}: {second} = True"
            yield f"if not ({body.first}{doubt}): {first} = False"
        case "total_of":
            yield f"{first} += {body.first}; {second} += {body.second}"
        case _:
            yield f"if not ({body.second}{doubt}): {first} += 1.0"
            yield f"if {body.first}{doubt}: {second} += 1.0"
    if body.undefined:
        yield f"if {body.undefined}: {undefined} = True"


def may_be_undefined(body: Node) -> bool:
    """Whether anything below could be undefined although all was said."""
    return any(map(_undefinable, walk(body)))


def _undefinable(node: Node) -> bool:
    match node:
        case Arithmetic(operator="/") | Linear():
            return True
        case Lookup(default=default):
            return default is None
        case Apply(function=function):
            return function in ("sqrt", "geometric_mean")
        case Aggregate(function=function):
            return function == "share"
        case _:
            return False
