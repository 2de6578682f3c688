"""Linear sums: what a number is as a sum of terms, each with its factor, where it is one.

Products of two terms, and whatever else is no sum, are terms themselves.
"""

from __future__ import annotations

import attrs

from evalcore.language import nodes
from evalcore.language.comparing import is_zero

MOST_PARTS = 300  # of a sum that are looked into; what is left is a term: sums may be shared


@attrs.define
class Sum:
    """A sum of terms, each with its factor: fields by their names, anything else as it is.

    `sizes` and `fixed` are what is added of each term, and of constants, whatever its sign:
    rounding goes by what is added up on the way, also of what takes itself away in the end.
    """

    left: int = MOST_PARTS
    terms: dict[object, tuple[nodes.Node, float]] = attrs.field(
        factory=dict[object, tuple[nodes.Node, float]]
    )
    constant: float = 0.0
    sizes: dict[object, float] = attrs.field(factory=dict[object, float])
    fixed: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether all factors are whole numbers."""
        factors = [self.constant, *(factor for _, factor in self.terms.values())]
        return all(each.is_integer() for each in factors)

    def add(self, node: nodes.Node, factor: float) -> None:
        """Adds a node so many times."""
        self.left -= 1
        match node:
            case nodes.Literal(value=float(value)):
                self.constant += factor * value
                self.fixed += abs(factor * value)
            case nodes.FieldRef(name=name):
                self.put(name, node, factor)
            case _ if self.left < 0:
                self.put(node, node, factor)
            case nodes.Named(body=body):
                self.add(body, factor)
            case nodes.If(then=then, otherwise=otherwise) if then is otherwise:
                self.add(then, factor)
            case nodes.Apply("+", args):
                for each in args:
                    self.add(each, factor)
            case nodes.Apply("-", (first, second)):
                self.add(first, factor)
                self.add(second, -factor)
            case nodes.Apply("negate", (operand,)):
                self.add(operand, -factor)
            case nodes.Apply("*", (one, other)) if _number(one) is not None:
                self.add(other, factor * (_number(one) or 0.0))
            case nodes.Apply("*", (one, other)) if _number(other) is not None:
                self.add(one, factor * (_number(other) or 0.0))
            case nodes.Apply("/", (one, other)) if not is_zero(_number(other) or 0.0):
                self.add(one, factor / (_number(other) or 1.0))
            case _:
                self.put(node, node, factor)

    def put(self, key: object, node: nodes.Node, factor: float) -> None:
        """Adds a term so many times."""
        first, before = self.terms.get(key, (node, 0.0))
        self.terms[key] = (first, before + factor)
        self.sizes[key] = self.sizes.get(key, 0.0) + abs(factor)


def total(node: nodes.Node) -> Sum:
    """A number as a sum."""
    found = Sum()
    found.add(node, 1.0)
    return found


def difference(left: nodes.Node, right: nodes.Node) -> Sum:
    """The first less the second."""
    found = Sum()
    found.add(left, 1.0)
    found.add(right, -1.0)
    return found


def _number(node: nodes.Node) -> float | None:
    found = nodes.constant(node)
    return found if isinstance(found, float) else None
