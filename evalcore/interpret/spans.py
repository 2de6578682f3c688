"""Spans: pieces of generated code for the two ends of a node, and how they compare and join.

How nodes become such pieces is up to `bounding`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import attrs

from evalcore.language.comparing import TOLERANCE, is_zero, moved_by
from evalcore.language.intervals import either_text
from evalcore.language.nodes import Aggregate, Apply, Compare, FirstRow, Literal, Node
from evalcore.language.operations import OPERATIONS
from evalcore.request.fields import Kind


@attrs.frozen
class Span:
    """Two pieces of code, and one more where the node may be undefined.

    Of a number the lowest and highest, of a condition whether it can be true and can be false, of
    a text what it may be (and nothing), of a set what it must hold, may hold, and how many at most,
    of a decision the cases that it may come to.
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


def assign(names: Span, parts: Span) -> str:
    """The code that gives variables their parts."""
    pairs = zip(attrs.astuple(names), attrs.astuple(parts), strict=True)
    return "; ".join(f"{name} = {part}" for name, part in pairs if name and part)


def compared(node: Compare, left: Span, right: Span, *, exact: bool) -> tuple[str, str]:
    """Whether a comparison of numbers or dates can hold, and can fail."""
    if node.operator == "==":
        if exact:
            apart = f"{left.second} < {right.first} or {left.first} > {right.second}"
            one = f"{left.first} == {left.second} == {right.first} == {right.second}"
            return f"not ({apart})", f"not ({one})"
        can = f"{left.first} <= {right.second} + {TOLERANCE!r}"
        can = f"{can} and {left.second} >= {right.first} - {TOLERANCE!r}"
        cannot = f"{left.first} < {right.second} - {TOLERANCE!r}"
        return can, f"{cannot} or {left.second} > {right.first} + {TOLERANCE!r}"
    easy, hard = right.second, right.first
    if not exact:
        moved = moved_by(node.operator)
        if isinstance(node.right, Literal):
            easy = hard = repr(node.right.value + moved)  # type: ignore[operator]
        else:
            easy, hard = (f"{each} + {moved!r}" for each in (easy, hard))
    return f"{left.first} {node.operator} {easy}", f"not {left.second} {node.operator} {hard}"


def in_doubt(sides: Iterable[tuple[Span, bool]]) -> list[str]:
    """Pieces of code of which one is true where a condition may have come out so, or undefined."""
    found = ((span.first if held else span.second, span.undefined) for span, held in sides)
    return [piece for pair in found for piece in pair if piece]


def may_be_undefined(node: Node) -> bool:
    """Whether it could be undefined although all its parts have values."""
    match node:
        case Apply("lookup", _, (_, default)):
            return default is None
        case Apply("/", (_, Literal(value=float(divisor)))):
            return is_zero(divisor)
        case Apply(operation):
            return OPERATIONS[operation].undefined is not None
        case Aggregate(function=function):
            return function == "share"
        case FirstRow(which=which):
            return -1 in which
        case _:
            return False


def undefinable(parts: Mapping[Node, Sequence[Node]]) -> frozenset[Node]:
    """The nodes, parts before wholes, that may be undefined although every field has a value."""
    found = set[Node]()
    for node, below in parts.items():
        if may_be_undefined(node) or not found.isdisjoint(below):
            found.add(node)
    return frozenset(found)
