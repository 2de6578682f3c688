"""Alternation: conditions of which one at least came out so, and what that tells of each.

A conjunction that is passed over leaves one: of `2 < x and x < 5` either `x <= 2` or `x >= 5`. Once
all but one of them are known not to be so, the last one is. What is settled while code is made
tells that for nothing; what depends on the request is asked where it runs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import attrs

from evalcore.interpret.joints import all_held
from evalcore.interpret.narrowing import Among, Holding, Settled
from evalcore.language.nodes import And, Apply, Compare, Literal, Node, Not, Or

DEEPEST = 5  # levels of `and` and `or` into which narrowing reaches
MOST_PARTS = 6  # conditions of one alternation
MOST_KEPT = 20  # alternations at a time: each is looked at after each later condition
MOST_ASKED = 3  # times that one is asked again
MOST_SUPPOSED = 6  # suppositions of one decision: in columns each one mentions the others again
Part = tuple[Node, bool]  # a condition, and what it came out as


@attrs.define
class Alternation:
    """One of these came out so at least, or was undefined."""

    parts: tuple[Part, ...]
    about: frozenset[Node]  # the nodes that they ask about directly
    asked: int = 0


@attrs.frozen
class Supposed:
    """What is so wherever none of the others came out so, of which each is defined."""

    others: tuple[Part, ...]
    told: tuple[tuple[Node, Any], ...]


class OneOf:
    """The alternations that are open after some conditions, and which conditions are settled."""

    def __init__(self) -> None:
        self.truths: dict[Node, bool] = {}
        self.open: list[Alternation] = []
        self.budget = [MOST_SUPPOSED]

    def within(self) -> OneOf:
        """The same for conditions within one; what is supposed counts together."""
        inner = OneOf()
        inner.truths, inner.budget = dict(self.truths), self.budget
        inner.open = [attrs.evolve(each) for each in self.open]
        return inner

    def learn(self, told: Iterable[tuple[Node, Any]]) -> list[Alternation]:
        """Notes what is settled, and returns what that leaves open."""
        new: list[Alternation] = []
        for node, fact in told:
            if not isinstance(fact, Settled):
                continue
            self.truths[node] = fact.truth
            if isinstance(node, And | Or) and isinstance(node, And) is not fact.truth:
                parts = [(each, not held) for each, held in all_held(node, holds=not fact.truth)]
                if 1 < len(parts) <= MOST_PARTS:
                    asked = (each for one, _ in parts for each in asked_directly(one))
                    about = frozenset(each for each in asked if not isinstance(each, Literal))
                    new.append(Alternation(tuple(parts), about))
        self.open = [*self.open, *new][-MOST_KEPT:]
        return new

    def left(self, undefinable: Collection[Node]) -> Part | None:
        """A condition that came out so, as all others of its alternation did not."""
        for alternation in [*self.open]:
            open_: list[Part] = []
            for node, held in alternation.parts:
                if self.truths.get(node) is held:
                    self.open.remove(alternation)
                    break
                if node not in self.truths or node in undefinable:
                    open_.append((node, held))
            else:
                if len(open_) == 1:
                    self.open.remove(alternation)
                    return open_[0]
        return None

    def forget(self, last: Mapping[Node, int], place: int) -> None:
        """Lets go of those of which nothing is asked after this place."""
        self.open = [
            each for each in self.open if any(last.get(node, place) > place for node in each.about)
        ]

    def asks(self, node: Node) -> bool:
        """Whether an alternation is about this node, or asks whether it is so."""
        return any(node in each.about for each in self.open)

    def asked_again(self, touched: Collection[Node]) -> Iterator[Alternation]:
        """The alternations about which more is known now."""
        for each in self.open:
            again = each.asked < MOST_ASKED and not each.about.isdisjoint(touched)
            if again or not each.asked:
                each.asked += 1
                yield each

    def may_tell(self, node: Node, fact: Any) -> bool:
        """Whether a fact can be taken for some requests only, and tells what no other does.

        Texts and sets are cut into all that they may be anyway.
        """
        if not isinstance(fact, Settled):
            return not isinstance(fact, Among | Holding)
        match node:
            case Not() | And() | Or() | Literal() | Compare(right=Literal()):
                return False
            case Apply("in" | "has"):
                return False
            case _:
                return node not in self.truths

    def spend(self) -> bool:
        """Whether one more supposition may be made."""
        self.budget[0] -= 1
        return self.budget[0] >= 0


def asked_directly(condition: Node) -> Iterator[Node]:
    """The nodes of a condition that narrowing reaches: its parts, and what those compare."""
    level, seen = [condition], set[Node]()
    for _ in range(DEEPEST + 2):  # itself, the levels within, and what is settled one below
        below: list[Node] = []
        for node in level:
            if node in seen:
                continue
            seen.add(node)
            yield node
            match node:
                case Not(operand=operand):
                    below.append(operand)
                case And(operands=operands) | Or(operands=operands):
                    below += operands
                case Compare(left=left, right=right):
                    yield from (left, right)
                case Apply("in" | "has", (item,)):
                    yield item
                case _:
                    pass
        level = below
