"""Writing: what the bounds of a plan have in common as code, in whatever language.

Variables, Kleene's `and` and `or`, and the doubts about a value. How a node becomes code is up to
`bounding` for Python, and to `javascript_bounds`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

import attrs

from evalcore.interpret.cuts import name_of, told_apart
from evalcore.interpret.domains import mentioned, natural
from evalcore.interpret.plan import Plan
from evalcore.interpret.spans import Span
from evalcore.language import nodes
from evalcore.language.comparing import TOLERANCE
from evalcore.language.operation import Operation
from evalcore.request.fields import Kind

Better = Mapping[str, Callable[[nodes.Apply, Sequence[Span]], Span]]


class Writing(ABC):
    """Writes the code of nodes, and keeps its lines and the spans of what it has written.

    `better` has the operations of which more can be said than what they are at their ends.
    """

    AND: ClassVar[str]
    OR: ClassVar[str]
    END: ClassVar[str]  # of a statement

    def __init__(self, program: Plan) -> None:
        self.plan = program
        self.types = program.types
        self.mentioned = mentioned(program.parts)
        self.told_apart = told_apart(program.parts, program.types)
        self.lines: list[str] = []
        self.made: dict[nodes.Node, Span] = {}
        self.count = 0
        self.better: Better = {
            "*": self.multiplied,
            "/": self.divided,
            "lookup": self.looked_up,
            "overlap": self.overlapping,
            "count": self.counted,
            "has": self.holding,
            "in": self.membership,
            "weighted_mean": self.weighed,
        }

    @abstractmethod
    def line(self, text: str) -> None:
        """Adds a line."""

    @abstractmethod
    def spread(self, names: Sequence[str], text: str) -> None:
        """A line that gives names to the several values that a function returns."""

    @abstractmethod
    def multiplied(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        """From left to right; by the signs that the types promise where they promise any."""

    @abstractmethod
    def divided(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        """A quotient; undefined where the divisor may be 0."""

    @abstractmethod
    def weighed(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        """The weighted mean at once, not term by term."""

    @abstractmethod
    def looked_up(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        """What a table says of a text."""

    @abstractmethod
    def overlapping(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        """What the members of a set weigh."""

    @abstractmethod
    def counted(self, _node: nodes.Apply, spans: Sequence[Span]) -> Span:
        """How many members a set has."""

    @abstractmethod
    def holding(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        """Whether a set has a member."""

    @abstractmethod
    def membership(self, node: nodes.Apply, spans: Sequence[Span]) -> Span:
        """Whether a value is one of these."""

    def fresh(self) -> str:
        """The name of a variable that is new."""
        self.count += 1
        return f"t{self.count}"

    def let(self, **values: str) -> None:
        """A line that gives variables their values."""
        said = "; ".join(f"{name} = {text}" for name, text in values.items())
        self.line(f"{said}{self.END}")

    def stored(self, first: str, second: str, undefined: str = "") -> Span:
        """Variables for both ends."""
        low, high = self.fresh(), self.fresh()
        self.let(**{low: first, high: second})
        return Span(low, high, undefined)

    def paired(self, text: str, undefined: str = "") -> Span:
        """Variables for the two ends that a function returns."""
        low, high = self.fresh(), self.fresh()
        self.spread((low, high), text)
        return Span(low, high, undefined)

    def unpacked(self, text: str, undefined: str) -> Span:
        """Variables for the two ends that a function returns, and whether it may have no value."""
        low, high, none = self.fresh(), self.fresh(), self.fresh()
        self.spread((low, high, none), text)
        return Span(low, high, self.any_of(filter(None, (undefined, none))))

    def any_of(self, conditions: Iterable[str]) -> str:
        """The code for whether any of these is so; empty for none of them."""
        return self.OR.join(conditions)

    def doubt(self, *spans: Span) -> str:
        """Whether any of them may be undefined; empty where none ever is."""
        return self.any_of(dict.fromkeys(each.undefined for each in spans if each.undefined))

    def domain(self, node: nodes.Node) -> Any:
        """What a field may say of which nothing is said."""
        kind = self.types[node]
        choices = self.told_apart.get(name_of(node) or "", kind.choices)
        return natural(attrs.evolve(kind, choices=choices), self.mentioned)

    def shows_ends(self, node: nodes.Node) -> bool:
        """Whether an output is given with its ends: a number, a date, a condition."""
        kind = self.types[node]
        return kind.is_number or kind.kind in (Kind.FLAG, Kind.DATE)

    def logic(self, spans: Sequence[Span], *, conjunction: bool) -> Span:
        """Kleene's `and` and `or`: undefined only where nothing settles it."""
        every, some = (self.AND, self.OR) if conjunction else (self.OR, self.AND)
        can = every.join(each.first for each in spans)
        cannot = some.join(each.second for each in spans)
        doubtful = [each.undefined for each in spans if each.undefined]
        if not doubtful:
            return self.stored(can, cannot)
        name = self.fresh()
        settled = [each.first if conjunction else each.second for each in spans]
        open_ = [
            f"({side}{self.OR}{each.undefined})" if each.undefined else side
            for side, each in zip(settled, spans, strict=True)
        ]
        self.let(**{name: f"({self.OR.join(doubtful)}){self.AND}{self.AND.join(open_)}"})
        return self.stored(can, cannot, name)

    def flags(self, left: Span, right: Span, undefined: str) -> Span:
        """Whether two conditions are the same."""
        same = f"({left.first}{self.AND}{right.first}){self.OR}({left.second}{self.AND}"
        other = f"({left.first}{self.AND}{right.second}){self.OR}({left.second}{self.AND}"
        return self.stored(f"{same}{right.second})", f"{other}{right.first})", undefined)

    def doubted(self, row: Operation[Any], node: nodes.Apply, spans: Sequence[Span]) -> str:
        """Whether it may be undefined, beside what its arguments may be."""
        rule, undefined, slack = row.undefined, self.doubt(*spans), repr(TOLERANCE)
        doubts = [undefined] if undefined else []
        places: list[int] = [] if rule is None else rule.of(range(len(spans)))
        for place in places:
            kind, span = self.types[node.args[place]], spans[place]
            if rule is not None and rule.may_be(kind.low, kind.high):
                name = self.fresh()
                test = f"{span.first} < -{slack}"
                if rule.where == "zero":
                    test = f"{span.first} <= {slack}{self.AND}{span.second} >= -{slack}"
                self.let(**{name: test})
                doubts.append(name)
        return self.any_of(doubts)
