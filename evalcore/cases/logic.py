"""Logic: what the clauses of a graph are put together from: conditions, and how they are joined.

A condition is a comparison, a membership, a flag, `known`, `withheld`, or one about records. Names
are looked through, and one that is written twice, or turned round, is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

import attrs

from evalcore.cases.sameness import Key, Sameness
from evalcore.language import nodes
from evalcore.rules.graph import Clause, Graph, RuleNode
from evalcore.say.formula import spell

Truth = bool | None  # None is unknown, undefined included
Values = Sequence[Truth]
Join = Literal["and", "or", "not", "if"]


@attrs.frozen(eq=False)
class Condition:
    """One condition: the node that was written first, and its place among all of them.

    `occurrence` is the place of that node among all that were written. `key` says what it says in
    every layout: its mark, and whether the node is the negation of what has that mark.
    """

    place: int
    node: nodes.Node
    occurrence: int
    key: Key

    @property
    def text(self) -> str:
        """How it is written; of a rule by a table what that says."""
        is_table = isinstance(self.node, nodes.Named) and self.node.role == "function"
        return self.node.name if is_table else spell(self.node)  # type: ignore[attr-defined]


@attrs.frozen
class Leaf:
    """A condition, or its negation."""

    place: int
    inverted: bool


@attrs.frozen
class Fixed:
    """What is true, or false, whatever is said."""

    value: bool


@attrs.frozen
class Joined:
    """Steps before this one, by their places, and how they are joined."""

    how: Join
    parts: tuple[int, ...]


Step = Leaf | Fixed | Joined


@attrs.frozen(eq=False, slots=False)
class Question:
    """A clause of a rule as steps, of which the last one says whether it speaks."""

    rule: RuleNode
    clause: Clause
    steps: tuple[Step, ...]

    @cached_property
    def conditions(self) -> tuple[int, ...]:
        """The places of its conditions, each once."""
        found = (each.place for each in self.steps if isinstance(each, Leaf))
        return tuple(dict.fromkeys(found))

    def value(self, values: Values, instead: int = -1, truth: Truth = None) -> Truth:
        """What it comes to where its conditions come to this, but for one that is `truth`."""
        found: list[Truth] = []
        for step in self.steps:
            match step:
                case Leaf(place, inverted):
                    value = truth if place == instead else values[place]
                    found.append(value if value is None else value is not inverted)
                case Fixed(value):
                    found.append(value)
                case Joined(how, parts):
                    found.append(_joined(how, [found[each] for each in parts]))
        return found[-1]

    def turns(self, values: Values, place: int) -> bool:
        """Whether one condition, the others held as they are, decides whether it speaks."""
        ends = {self.value(values, place, truth) for truth in (True, False)}
        return ends == {True, False}


def _joined(how: Join, parts: Values) -> Truth:
    match how:
        case "and":
            return False if False in parts else None if None in parts else True
        case "or":
            return True if True in parts else None if None in parts else False
        case "not":
            return None if parts[0] is None else not parts[0]
        case "if":
            return None if parts[0] is None else parts[1] if parts[0] else parts[2]


@attrs.frozen(eq=False)
class Logic:
    """All conditions of a graph, and all its clauses, in the order in which they are asked.

    `written` has every node that is a condition, in the order in which they were met: a graph of
    the same shape, with other parameters, has them at the same places.
    """

    conditions: tuple[Condition, ...]
    questions: tuple[Question, ...]
    written: tuple[nodes.Node, ...]
    sameness: Sameness


def logic_of(graph: Graph) -> Logic:
    """The logic of a graph's clauses."""
    made = _Reading()
    questions = tuple(
        Question(rule, clause, made.steps(clause.speaks)) for rule, clause in graph.steps
    )
    return Logic(tuple(made.conditions.values()), questions, tuple(made.written), made.sameness)


class _Reading:
    def __init__(self) -> None:
        self.sameness = Sameness()
        self.conditions: dict[str, Condition] = {}  # by the mark of what they say
        self.written: dict[nodes.Node, None] = {}

    def steps(self, root: nodes.Node) -> tuple[Step, ...]:
        """Parts before wholes, however deeply measures name one another."""
        steps: list[Step] = []
        places: dict[nodes.Node, int] = {}
        waiting: list[tuple[nodes.Node, tuple[Join, tuple[nodes.Node, ...]] | None]] = [
            (root, None)
        ]
        while waiting:
            node, joined = waiting.pop()
            if joined is not None:
                how, parts = joined
                steps.append(Joined(how, tuple(places[each] for each in parts)))
            elif node in places:
                continue
            elif (joined := _joint(node)) is not None:
                waiting += [(node, joined), *((each, None) for each in reversed(joined[1]))]
                continue
            else:
                steps.append(self._single(node))
            places[node] = len(steps) - 1
        if places[root] != len(steps) - 1:
            steps.append(Joined("and", (places[root],)))
        return tuple(steps)

    def _single(self, node: nodes.Node) -> Leaf | Fixed:
        if isinstance(node, nodes.Literal):
            return Fixed(node.value is True)
        mark, inverted = key = self.sameness.of(node)
        if mark not in self.conditions:
            places = len(self.conditions), len(self.written)
            self.conditions[mark] = Condition(places[0], node, places[1], key)
        self.written.setdefault(node, None)
        found = self.conditions[mark]
        return Leaf(found.place, inverted is not found.key[1])


def _joint(node: nodes.Node) -> tuple[Join, tuple[nodes.Node, ...]] | None:
    """How a node joins conditions, and which; None where it is one itself."""
    match node:
        case nodes.Named(role="function", body=nodes.FirstRow()):
            return None
        case nodes.Named(body=body):
            return "and", (body,)
        case nodes.Not(operand=operand):
            return "not", (operand,)
        case nodes.And(operands=operands):
            return "and", operands
        case nodes.Or(operands=operands):
            return "or", operands
        case nodes.If():
            return "if", (node.condition, node.then, node.otherwise)
        case nodes.Compare(operator=operator, left=left, right=right):
            for side, other in ((left, right), (right, left)):
                truth = nodes.constant(other)
                if isinstance(truth, bool):  # x == true is x
                    return ("and" if truth is (operator == "==") else "not"), (side,)
            return None
        case _:
            return None
