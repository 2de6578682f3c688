"""Simpler: an operation that names one number more than once, said by naming it once.

Bounds take each mention of a number for a number of its own: `x - x` would be anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalcore.language.nodes import Apply, Literal, Node
from evalcore.language.types import Type


def simpler(operation: str, args: Sequence[Node], types: Mapping[Node, Type]) -> Node | None:
    """What says the same to the last bit; None where nothing does.

    It is unknown and undefined where the other is. A square is that of the size.
    """
    if operation == "*":
        signed = {each for each in args if types[each].low < 0}
        signed = {each for each in signed if args.count(each) % 2 == 0}
        if not signed:
            return None
        return Apply("*", tuple(Apply("abs", (x,)) if x in signed else x for x in args))
    first = args[0]
    if isinstance(first, Literal):
        return None  # two of them that are no number together, as 0 / 0
    if any(each is not first for each in args[1:]):
        return None
    if operation in ("min", "max"):
        return first
    if operation not in ("-", "/"):
        return None
    nothing = Apply("*", (Literal(0.0), Apply("abs", (first,))))
    if operation == "-":
        return nothing
    return Apply("+", (Literal(1.0), Apply("/", (nothing, first))))
