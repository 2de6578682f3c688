"""The bounds interpretation: what is possible while fields are missing.

One generated function again. A number becomes its lowest and highest value, a condition whether
it can be true and can be false, a text what it may be, a set what it must and may hold; each with
whether it can be undefined. A condition that is assumed not to hold narrows, for the steps after
it, what it compares. Sound for every completion of the missing fields; exact where every field
occurs once (plain interval arithmetic: R. E. Moore, 1966).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from evalcore.interpret.bounding import INDEXED, generate
from evalcore.interpret.plan import ALL_WORKED_OUT, Leaves, Plan, Types, plan
from evalcore.language.nodes import Node
from evalcore.request.situation import Situation
from evalcore.written.memory import nothing_collected

Bounded = Callable[[Situation], Any]


@nothing_collected()
def bound_program(
    outputs: Sequence[Node],
    types: Types,
    leaves: Leaves = ALL_WORKED_OUT,
    relations: Sequence[Node] = (),
) -> Bounded:
    """The function that gives the bounds of each output in a situation, in a tuple; see `plan`.

    A number or date has `(low, high, may be undefined)`, a condition `(can be true, can be false,
    may be undefined)`, a decision the places of the cases that it may come to; anything else None.
    Last comes whether all that is left under the relations keeps them. None instead of the tuple
    says that nothing is left: no way of filling in keeps them all.
    """
    return bound_plan(plan(outputs, types, leaves, INDEXED, relations))


def bound_plan(program: Plan) -> Bounded:
    """The same for a plan."""
    source, names = generate(program)
    # The source holds only names made here and literals spelt by repr().
    exec(compile(source, "<evalcore bounds>", "exec"), names)  # noqa: S102
    return cast("Bounded", names["bounds"])
