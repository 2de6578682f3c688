"""Asking: the conditions of one decision, asked one after the other, whatever engine is asked.

Each is asked after what passing over those before it tells; see `narrowing`. How what a condition
comes to is written, and how that is taken away which cannot be any more, each engine says itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Generic, Protocol, Self, TypeVar

from evalcore.interpret.alternation import DEEPEST, OneOf, Part, Supposed, asked_directly
from evalcore.interpret.narrowing import Apart, Settled, hole, told
from evalcore.interpret.plan import Plan
from evalcore.language.comparing import TOLERANCE
from evalcore.language.nodes import And, Apply, Compare, Literal, Node, Not, Or, constant

MOST_HOLES = 4  # of one node, of which is remembered that it is apart from them

Order = frozenset[str]
ANY = frozenset("<=>")  # how two sides may stand: below, equal, above
ORDERS: Mapping[str, Order] = {
    "<": frozenset("<"), "<=": frozenset("<="), "==": frozenset("="),
}  # fmt: skip

TURNED = {"<": ">", "=": "=", ">": "<"}

Ends = TypeVar("Ends")  # what an engine has of a node: code for both ends, cells


class Bounds(Protocol[Ends]):
    """What makes the ends of nodes in one engine."""

    plan: Plan

    @property
    def better(self) -> Mapping[str, Callable[[Apply, Sequence[Ends]], Ends]]: ...  # noqa: D102
    def compare(self, node: Compare, left: Ends, right: Ends) -> Ends: ...  # noqa: D102
    def logic(self, spans: Sequence[Ends], *, conjunction: bool) -> Ends: ...  # noqa: D102


AnyBounds = TypeVar("AnyBounds", bound=Bounds[Any])


class Asking(ABC, Generic[AnyBounds, Ends]):
    """The conditions of one decision, asked one after the other.

    `narrowed` has the nodes of which more is known than their own ends say.
    """

    def __init__(self, bounds: AnyBounds, narrowed: Mapping[Node, Ends] | None = None) -> None:
        self.bounds = bounds
        self.narrowed: dict[Node, Ends] = dict(narrowed or {})
        self.own: set[Node] = set()  # those of them that were narrowed here
        self.partly: set[Node] = set()  # those that are settled in some requests only
        self.last: dict[Node, int] = {}  # the last condition that asks about a node directly
        self.held: dict[tuple[Node, Node], Order] = {}  # how two sides may stand to one another
        self.holes: dict[Node, list[Any]] = {}  # what each of some nodes is apart from
        self.open = OneOf()  # of what one condition at least came out so
        self.waiting: list[Supposed] = []  # what is so where others are not, after this condition

    @abstractmethod
    def before(self, node: Node) -> Ends:
        """The ends of a node before anything narrowed it."""

    @abstractmethod
    def turned(self, ends: Ends) -> Ends:
        """The ends of `not` a condition."""

    @abstractmethod
    def settled(self, ends: Ends, *, truth: bool) -> Ends:
        """The ends of a condition that is known, wherever it has a value."""

    def doubts(self, others: Iterable[Part]) -> Iterator[tuple[Ends, bool]]:
        """Of each of these its ends now, and what it must not be, nor be undefined."""
        for node, held in others:
            yield self.asked(node), held

    @abstractmethod
    def met(self, one: Ends, other: Ends) -> Ends:
        """The ends of a condition of which both are true."""

    @abstractmethod
    def joint(self, node: And | Or, spans: Sequence[Ends], depth: int = 0) -> Ends:
        """The ends of several conditions, each asked where those before it leave that open.

        All of them hold only where each does after what the others tell; none of them only where
        each does not.
        """

    def same(self, one: Ends, other: Ends) -> bool:
        """Whether both say the same."""
        return one == other

    def to_narrow(self, ends: Ends) -> Ends:
        """Ends that can be narrowed without changing those of anybody else."""
        return ends

    def told(self, condition: Node, *, holds: bool) -> Iterator[tuple[Node, Any]]:
        """What it tells of which nodes that a condition came out so; see `narrowing.told`."""
        return told(self.bounds.plan, condition, holds=holds)

    def look_ahead(self, conditions: Iterable[Node]) -> None:
        """Notes what will be asked about: what nothing asks about is not narrowed."""
        for place, condition in enumerate(conditions):
            self.last.update(dict.fromkeys(asked_directly(condition), place))

    def following(self, conditions: Iterable[Node]) -> Self:
        """The same for conditions within one, of which what they tell stays among them."""
        inner = type(self)(self.bounds, self.narrowed)
        inner.held.update(self.held)
        inner.holes = dict(self.holes)
        inner.open, inner.partly = self.open.within(), set(self.partly)
        inner.look_ahead(conditions)
        return inner

    def now(self, node: Node) -> Ends:
        """The ends of a node after what was passed over so far."""
        return self.narrowed[node] if node in self.narrowed else self.before(node)

    def now_told(self, node: Node) -> Ends:
        """The ends of what more is known of; of what is settled in some requests only, by both."""
        ends = self.narrowed[node]
        if not isinstance(node, Compare) or node not in self.partly or node in self.open.truths:
            return ends
        if node.left not in self.narrowed and node.right not in self.narrowed:
            return ends
        return self.met(ends, self.bounds.compare(node, self.now(node.left), self.now(node.right)))

    def asked(self, node: Node, depth: int = 0) -> Ends:
        """The ends of a condition after what was passed over before it."""
        if node in self.narrowed:
            return self.now_told(node)
        if not self.narrowed or depth > DEEPEST:
            return self.before(node)
        match node:
            case Not(operand=operand):
                return self.turned(self.asked(operand, depth + 1))
            case And(operands=operands) | Or(operands=operands):
                spans = [self.asked(each, depth + 1) for each in operands]
                plain = map(self.before, operands)
                if not all(map(self.same, spans, plain)):
                    return self.joint(node, spans, depth)
            case Compare(left=left, right=right):
                if self.holes.get(left) and self.falls_into(node):
                    return self.settled(self.before(node), truth=False)
                if left in self.narrowed or right in self.narrowed:
                    found: Ends = self.bounds.compare(node, self.now(left), self.now(right))
                    return found
            case Apply("in" | "has" as operation, (item,)) if item in self.narrowed:
                member: Ends = self.bounds.better[operation](node, [self.narrowed[item]])
                return member
            case _:
                pass
        return self.before(node)

    def tells(self, node: And | Or) -> bool:
        """Whether one of the conditions tells something of what a later one asks about."""
        seen: set[Node] = set()
        for each in node.operands:
            if not seen.isdisjoint(asked_directly(each)):
                return True
            about = self.told(each, holds=isinstance(node, And))
            seen.update(found for found, _ in about if not isinstance(found, Literal))
        return False

    def facts(self, condition: Node, place: int, *, holds: bool) -> list[tuple[Node, Any]]:
        """What it tells the later ones that one came out so; what is settled is so from here on."""
        found: list[tuple[Node, Any]] = []
        told = self.all_told(condition, holds=holds)
        self.open.forget(self.last, place)
        for node, fact in told:
            if self.last.get(node, place) <= place and not self.open.asks(node):
                continue
            if isinstance(fact, Settled):
                self.narrowed[node] = self.settled(self.now(node), truth=fact.truth)
                continue
            found.append((node, fact))
            self.take(node)
            found += self.with_holes(node, fact)
        self.waiting = [*self.supposed({node for node, _ in told}, place)]
        return found

    def with_holes(self, node: Node, fact: Any) -> Iterator[tuple[Node, Any]]:
        """From what a node is apart all the same: it may be all that ends leave of it now."""
        holes = self.holes.setdefault(node, [])
        if self.is_hole(fact):
            self.holes[node] = [*holes[1 - MOST_HOLES :], fact]
        else:
            yield from ((node, each) for each in holes)

    def falls_into(self, node: Compare) -> bool:
        """Whether it asks for a value that its left side is apart from."""
        value = constant(node.right)
        if node.operator != "==" or not isinstance(value, float | date):
            return False
        exact, holes = self.bounds.plan.is_exact(node), self.holes[node.left]
        low = high = value
        if isinstance(value, float) and not exact:
            low, high = value - TOLERANCE, value + TOLERANCE
        return any(isinstance(e, Apart) and e.low <= low and high <= e.high for e in holes)

    def is_hole(self, fact: Any) -> bool:
        """Whether it takes something out of the middle."""
        return isinstance(fact, Apart)

    def take(self, node: Node) -> None:
        """Has ends of a node that can be narrowed here."""
        if node not in self.own:
            self.own.add(node)
            self.narrowed[node] = self.to_narrow(self.now(node))

    def all_told(self, condition: Node, *, holds: bool) -> list[tuple[Node, Any]]:
        """What it tells that a condition came out so, and what follows with what is settled."""
        told = [*self.told(condition, holds=holds)]
        found: list[tuple[Node, Any]] = []
        for _ in range(DEEPEST + 1):
            told += [*self.beside(told)]
            found += told
            for new in self.open.learn(told):
                ways = [[*self.told(each, holds=held)][-1] for each, held in new.parts]
                between = hole(self.bounds.plan, *ways) if len(ways) == 2 else None
                if between is not None:
                    found.append((ways[0][0], between))
            last = self.open.left(self.bounds.plan.undefinable)
            if last is None:
                break
            told = [*self.told(last[0], holds=last[1])]
        return found

    def supposed(self, touched: Collection[Node], place: int) -> Iterator[Supposed]:
        """What is so of conditions of which one at least came out so, where the others did not."""
        for alternation in self.open.asked_again(touched):
            for part in alternation.parts:
                told = [
                    (node, fact)
                    for node, fact in self.told(part[0], holds=part[1])
                    if self.last.get(node, place) > place and self.open.may_tell(node, fact)
                ]
                others = [each for each in alternation.parts if each is not part]
                if told and self.open.spend():
                    told += [
                        (node, each)
                        for node, fact in told
                        if not self.is_hole(fact)
                        for each in self.holes.get(node, ())
                    ]
                    for node, _ in told:
                        self.take(node)
                        self.partly.add(node)
                    for node, _ in others:
                        self.before(node)
                    yield Supposed(tuple(others), tuple(told))

    def beside(self, told: Iterable[tuple[Node, Any]]) -> Iterator[tuple[Node, Settled]]:
        """What is settled of other comparisons of two sides, by how those may stand now."""
        for node, fact in told:
            if not isinstance(node, Compare) or isinstance(node.right, Literal):
                continue
            sides, holding = (node.left, node.right), ORDERS[node.operator]
            left = self.held.get(sides, ANY) & (holding if fact.truth else ANY - holding)
            self.held[sides] = left
            for operator, other in self.bounds.plan.comparisons[sides].items():
                if other is not node and (left <= ORDERS[operator] or not left & ORDERS[operator]):
                    yield other, Settled(left <= ORDERS[operator])
            # The other way round, computed numbers leave a sliver by the tolerance.
            exact = self.bounds.plan.is_exact(node)
            turned = self.bounds.plan.comparisons.get((node.right, node.left), {})
            for operator, other in turned.items():
                way = frozenset(TURNED[each] for each in ORDERS[operator])
                if exact and (left <= way or not left & way):
                    yield other, Settled(left <= way)
                elif operator == node.operator != "==" and fact.truth is (operator == "<"):
                    yield other, Settled(not fact.truth)
