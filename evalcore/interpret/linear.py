"""Linear sums: what a number is as a sum of terms, each with its factor, where it is one.

Products of two terms, and whatever else is no sum, are terms themselves.
"""

from __future__ import annotations

import attrs

from evalcore.language import nodes


@attrs.define
class Sum:
    """A sum of terms, each with its factor: fields by their names, anything else as it is."""

    terms: dict[object, tuple[nodes.Node, float]] = attrs.field(
        factory=dict[object, tuple[nodes.Node, float]]
    )
    constant: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether all factors are whole numbers."""
        factors = [self.constant, *(factor for _, factor in self.terms.values())]
        return all(each.is_integer() for each in factors)

    def add(self, node: nodes.Node, factor: float) -> None:
        """Adds a node so many times."""
        match node:
            case nodes.Named(body=body):
                self.add(body, factor)
            case nodes.Literal(value=float(value)):
                self.constant += factor * value
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
            case nodes.FieldRef(name=name):
                self.put(name, node, factor)
            case _:
                self.put(node, node, factor)

    def put(self, key: object, node: nodes.Node, factor: float) -> None:
        """Adds a term so many times."""
        first, before = self.terms.get(key, (node, 0.0))
        self.terms[key] = (first, before + factor)


def difference(left: nodes.Node, right: nodes.Node) -> Sum:
    """The first less the second."""
    found = Sum()
    found.add(left, 1.0)
    found.add(right, -1.0)
    return found


def _number(node: nodes.Node) -> float | None:
    found = nodes.constant(node)
    return found if isinstance(found, float) else None
