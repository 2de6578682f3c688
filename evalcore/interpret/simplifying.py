"""Simplifying: what an operation comes to that names one node twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalcore.language import nodes
from evalcore.language.types import Type


def simplified(
    operation: str, args: Sequence[nodes.Node], types: Mapping[nodes.Node, Type]
) -> nodes.Node | None:
    """What says the same to the last bit, and names one number once; None where nothing does.

    It is unknown and undefined where the other is. A square is that of the size.
    """
    if operation == "*":
        signed = {each for each in args if types[each].low < 0}
        signed = {each for each in signed if args.count(each) % 2 == 0}
        sized = [nodes.Apply("abs", (each,)) if each in signed else each for each in args]
        return nodes.Apply("*", tuple(sized)) if signed else None
    first = args[0] if args else None
    if first is None or isinstance(first, nodes.Literal):
        return None  # two of them that are no number together, as 0 / 0
    if any(each is not first for each in args[1:]):
        return None
    if operation in ("min", "max"):
        return first
    if operation not in ("-", "/"):
        return None
    nothing = nodes.Apply("*", (nodes.Literal(0.0), nodes.Apply("abs", (first,))))
    if operation == "-":
        return nothing
    return nodes.Apply("+", (nodes.Literal(1.0), nodes.Apply("/", (nothing, first))))
