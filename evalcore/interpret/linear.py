"""Linear sums: what a number is as a sum of terms, each with its factor, where it is one.

Products of two terms, and whatever else is no sum, are terms themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
        """Adds a node so many times; what it names twice is looked at once."""
        factors: dict[nodes.Node, float] = {node: factor}
        for each in _in_order(node):
            times = factors[each]
            parts = _parts(each)
            for part, sign in parts or ():
                factors[part] = factors.get(part, 0.0) + times * sign
            if isinstance(each, nodes.Literal) and isinstance(each.value, float):
                self.constant += times * each.value
            elif parts is None:
                self.put(each.name if isinstance(each, nodes.FieldRef) else each, each, times)

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


def _in_order(root: nodes.Node) -> Iterator[nodes.Node]:
    """The sums below a node and their terms, each once, and after all that it is a part of."""
    found: list[nodes.Node] = []
    seen: set[nodes.Node] = set()
    waiting: list[tuple[nodes.Node, bool]] = [(root, False)]
    while waiting:
        node, whole = waiting.pop()
        if whole:
            found.append(node)
        elif node not in seen:
            seen.add(node)
            waiting.append((node, True))
            # The last part comes out first, and so the first of all at the end.
            waiting += [(part, False) for part, _ in _parts(node) or ()]
    return reversed(found)


def _parts(node: nodes.Node) -> Sequence[tuple[nodes.Node, float]] | None:
    """What a node adds up, each so many times; None for what is a term itself."""
    match node:
        case nodes.Named(body=body):
            return [(body, 1.0)]
        case nodes.Apply("+", args):
            return [(each, 1.0) for each in args]
        case nodes.Apply("-", (first, second)):
            return [(first, 1.0), (second, -1.0)]
        case nodes.Apply("negate", (operand,)):
            return [(operand, -1.0)]
        case nodes.Apply("*", (one, other)) if _number(one) is not None:
            return [(other, _number(one) or 0.0)]
        case nodes.Apply("*", (one, other)) if _number(other) is not None:
            return [(one, _number(other) or 0.0)]
        case _:
            return None


def _number(node: nodes.Node) -> float | None:
    found = nodes.constant(node)
    return found if isinstance(found, float) else None
