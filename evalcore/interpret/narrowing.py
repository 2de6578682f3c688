"""Narrowing: what is known of the parts of a condition that did not come out one way.

A rule that is passed over did not hold, or was undefined; a comparison in it then had a value on
one side only, or none. So what it compares can be narrowed for the rules after it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from evalcore.interpret.intervals import narrowed
from evalcore.interpret.spans import Span, exact
from evalcore.language.nodes import (
    TOLERANCE,
    And,
    Compare,
    FieldRef,
    IsIn,
    Literal,
    Named,
    Node,
    Not,
    Or,
    constant,
)
from evalcore.language.types import Type
from evalcore.request.fields import Kind

_OPPOSITE = {">=": "<", ">": "<=", "<=": ">", "<": ">="}


def assumed(
    root: Node,
    spans: Callable[[Node], Span],
    types: Mapping[Node, Type],
    names: dict[str, Any],
    *,
    holds: bool,
) -> Iterator[str]:
    """Lines of code that narrow what a condition compares: it did not come out the other way.

    `spans` gives the code of a node, `names` takes what the lines need at run time.
    """
    waiting: list[tuple[Node, bool]] = [(root, holds)]
    while waiting:
        node, true = waiting.pop()
        match node:
            case Named(body=body):
                waiting.append((body, true))
            case Not(operand=operand):
                waiting.append((operand, not true))
            case And(operands=operands) | Or(operands=operands):
                if isinstance(node, And) is true:
                    waiting += [(each, true) for each in reversed(operands)]
            case FieldRef() if types[node].kind is Kind.FLAG:
                yield f"{spans(node).second if true else spans(node).first} = False"
            case IsIn(item=item, members=members) if not types[item].is_number:
                yield from _picked(spans(item).first, members, names, inside=true)
            case Compare(left=left, right=Literal(value=value)) if _is_text(types[left]):
                inside = (node.operator == "==") is true
                yield from _picked(spans(left).first, (value,), names, inside=inside)
            case Compare():
                yield from _cut(node, spans(node.left), types, names, holds=true)
            case _:
                pass


def _is_text(kind: Type) -> bool:
    return kind.kind in (Kind.TEXT, Kind.CHOICE)


def _picked(
    texts: str, members: Sequence[object], names: dict[str, Any], *, inside: bool
) -> Iterator[str]:
    if texts.startswith("t"):
        listed = _constant(frozenset(members), names)
        operator = "&" if inside else "-"
        yield f"if {texts} is not None: {texts} = frozenset({texts}) {operator} {listed}"


def _cut(
    node: Compare, span: Span, types: Mapping[Node, Type], names: dict[str, Any], *, holds: bool
) -> Iterator[str]:
    value = constant(node.right)
    operator: str = node.operator
    if not isinstance(value, float) or operator in ("==", "!=") or not span.first.startswith("t"):
        return
    if not exact(node, types):
        value += TOLERANCE if operator in ("<=", ">") else -TOLERANCE
    operator = operator if holds else _OPPOSITE[operator]
    if types[node.left].whole:
        value, operator = _next_whole(value, operator)
    names["narrowed"] = narrowed
    ends = f"{span.first}, {span.second}"
    yield f"{ends} = narrowed({ends}, {operator!r}, {value!r})"


def _next_whole(value: float, operator: str) -> tuple[float, str]:
    """The same bound as the nearest whole number that a value may be."""
    if operator in (">", ">="):
        return math.floor(value) + 1.0 if operator == ">" else float(math.ceil(value)), ">="
    return math.ceil(value) - 1.0 if operator == "<" else float(math.floor(value)), "<="


def _constant(value: object, names: dict[str, Any]) -> str:
    name = f"K{len(names)}"
    names[name] = value
    return name
