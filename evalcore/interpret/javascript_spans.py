"""Pieces of JavaScript for the two ends of a node, and how they compare and join.

How nodes become such pieces is up to `javascript_bounds`.
"""

from __future__ import annotations

from evalcore.interpret.javascript_text import literal
from evalcore.interpret.spans import Span, assign
from evalcore.language import nodes
from evalcore.language.comparing import TOLERANCE, moved_by
from evalcore.request.fields import Kind

SLACK = literal(TOLERANCE)


def joined(kind: Kind | None, one: Span, other: Span) -> Span:
    """What is one or the other."""
    match kind:
        case Kind.FLAG:
            return Span(f"{one.first} || {other.first}", f"{one.second} || {other.second}")
        case Kind.TEXT | Kind.CHOICE:
            return Span(f"eitherText({one.first}, {other.first})")
        case Kind.SET:
            must = f"{one.first}.filter((e) => {other.first}.includes(e))"
            may = f"{one.second}.concat({other.second})"
            return Span(must, may, most=f"greatest({one.most}, {other.most})")
        case _:
            low, high = (
                f"least({one.first}, {other.first})",
                f"greatest({one.second}, {other.second})",
            )
            return Span(low, high)


def assigned(names: Span, parts: Span) -> str:
    """The code that gives variables their parts."""
    return f"{assign(names, parts)};"


def compared(node: nodes.Compare, left: Span, right: Span, *, exact: bool) -> tuple[str, str]:
    """Whether a comparison of numbers or dates can hold, and can fail."""
    if node.operator == "==":
        if exact:
            apart = f"{left.second} < {right.first} || {left.first} > {right.second}"
            one = f"{left.first} === {left.second} && {right.first} === {right.second}"
            return f"!({apart})", f"!({one} && {left.first} === {right.first})"
        can = f"{left.first} <= {right.second} + {SLACK}"
        can = f"{can} && {left.second} >= {right.first} - {SLACK}"
        cannot = f"{left.first} < {right.second} - {SLACK}"
        return can, f"{cannot} || {left.second} > {right.first} + {SLACK}"
    easy, hard = right.second, right.first
    if not exact:
        sign = "-" if moved_by(node.operator) < 0 else "+"
        easy, hard = (f"{each} {sign} {SLACK}" for each in (easy, hard))
    return f"{left.first} {node.operator} {easy}", f"!({left.second} {node.operator} {hard})"


def of_literal(value: object) -> Span:
    """The span of a value that is written down."""
    if isinstance(value, bool):
        return Span(literal(value), literal(not value))
    if isinstance(value, str):
        return Span(literal([value]))
    return Span(literal(value), literal(value))
