"""The bounds interpretation: what is possible while fields are missing.

One generated function again. A number becomes its lowest and highest value, a condition whether
it can be true and can be false, a text what it may be, a set what it must and may hold; each with
whether it can be undefined. A condition that is assumed not to hold narrows, for the steps after
it, what it compares. Sound for every completion of the missing fields; exact where every field
occurs once (plain interval arithmetic: R. E. Moore, 1966).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol, cast

from evalcore.interpret.bounding import generate
from evalcore.interpret.domains import Domains, Facts
from evalcore.interpret.plan import plan
from evalcore.language.nodes import Node
from evalcore.language.types import Type


class Bounded(Protocol):
    """The generated function.

    `v` and `w` are as for the Python interpretation; `b` has a domain for every field that is
    None in `v`. `k` says of such fields what `known()` is: True where the field counts as said,
    None where that is open; those that are not listed were not said.
    """

    def __call__(
        self,
        v: Mapping[str, Any],
        b: Domains,
        w: frozenset[str] = ...,
        as_of: date | None = ...,
        k: Facts = ...,
    ) -> Any:
        """See `bound_program`."""
        ...


def bound_program(outputs: Sequence[Node], types: Mapping[Node, Type]) -> Bounded:
    """The function that gives the bounds of each output, in a tuple.

    A number has `(low, high, may be undefined)`, a condition `(can be true, can be false, may be
    undefined)`, a decision the places of the cases that it may come to; anything else None.
    """
    source, names = generate(plan(outputs, types))
    # The source holds only names made here and literals spelt by repr().
    exec(compile(source, "<evalcore bounds>", "exec"), names)  # noqa: S102
    return cast("Bounded", names["bounds"])
