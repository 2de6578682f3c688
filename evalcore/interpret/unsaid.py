"""Unsaid: what a decision may come to while nobody has said anything, worked out at once.

Bounds make code for that, which pays where many requests are asked. Here one is, when a ruleset is
loaded, about conditions that ask directly what fields say; of anything else bounds are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import attrs

from evalcore.interpret import asking
from evalcore.interpret.bounding import INDEXED
from evalcore.interpret.bounds import bound_plan
from evalcore.interpret.cuts import name_of, told_apart
from evalcore.interpret.domains import mentioned, natural
from evalcore.interpret.narrowing import Among, Apart, Beside, Fact, Holding, Settled, Within
from evalcore.interpret.plan import Leaves, Plan, Types, plan
from evalcore.language import intervals, nodes
from evalcore.language.comparing import TOLERANCE, moved_by
from evalcore.request.fields import Kind
from evalcore.request.situation import Situation

PLAIN = (
    nodes.Literal, nodes.FieldRef, nodes.Known, nodes.IsWithheld, nodes.Not, nodes.And, nodes.Or,
    nodes.Compare, nodes.Decide,
)  # fmt: skip
MEMBERS = ("in", "has")


class Ends(NamedTuple):
    """Of a number or date the lowest and highest, of a condition whether it can be true, and false.

    Of a text what it may be, None for anything; of a set what it must hold, and may hold.
    """

    first: Any
    second: Any = None


OPEN = Ends(first=True, second=True)


def cases_of(decision: nodes.Decide, types: Types, leaves: Leaves, open_: Situation) -> list[int]:
    """The places of the cases that it may come to, that of the default last.

    `open_` is a situation in which fields say nothing, but for flags.
    """
    program = plan([decision], types, leaves, INDEXED)
    if not all(map(_is_plain, program.parts)):
        found, _ = bound_plan(program)(open_)
        return [*found]
    (planned,) = program.outputs
    assert isinstance(planned, nodes.Decide)  # noqa: S101 - what was planned
    return _Asking(_Unsaid(program, open_.values)).cases(planned)


def _is_plain(node: nodes.Node) -> bool:
    return isinstance(node, PLAIN) or (isinstance(node, nodes.Apply) and node.operation in MEMBERS)


class _Unsaid:
    """The ends of the nodes of a plan."""

    def __init__(self, program: Plan, said: Mapping[str, Any]) -> None:
        self.plan, self.said = program, said
        self.made: dict[nodes.Node, Ends] = {}
        self.mentioned = mentioned(program.parts)
        self.told_apart = told_apart(program.parts, program.types)
        self.better = {"in": self.membership, "has": self.holding}

    def ends(self, root: nodes.Node) -> Ends:
        """Those of a node, after those of everything below it."""
        if root not in self.made:
            for node in self.plan.below(root, self.made):
                self.made[node] = self.make(node)
        return self.made[root]

    def make(self, node: nodes.Node) -> Ends:
        match node:
            case nodes.Literal(value=value):
                return self.single(value)
            case nodes.FieldRef(name=name):
                said = self.said.get(name)
                return self.anything(node) if said is None else self.single(said)
            case nodes.Not(operand=operand):
                inner = self.ends(operand)
                return Ends(inner.second, inner.first)
            case nodes.And() | nodes.Or():
                return _Asking(self).joint(node, [*map(self.ends, node.operands)])
            case nodes.Compare():
                return self.compare(node, self.ends(node.left), self.ends(node.right))
            case nodes.Apply(operation, (item,)):
                return self.better[operation](node, [self.ends(item)])
            case _:
                return OPEN  # whether it is known

    def single(self, value: Any) -> Ends:
        if isinstance(value, bool):
            return Ends(value, not value)
        return Ends(frozenset({value})) if isinstance(value, str) else Ends(value, value)

    def anything(self, node: nodes.Node) -> Ends:
        kind = self.plan.types[node]
        choices = self.told_apart.get(name_of(node) or "", kind.choices)
        domain = natural(attrs.evolve(kind, choices=choices), self.mentioned)
        if kind.kind is Kind.SET:
            return Ends(frozenset(domain[0]), frozenset(domain[1]))
        return Ends(*domain) if isinstance(domain, tuple) else Ends(domain)

    def compare(self, node: nodes.Compare, left: Ends, right: Ends) -> Ends:
        true = self.plan.foregone(node)
        if true is not None:
            return Ends(true, not true)
        match self.plan.types[node.left].kind:
            case Kind.FLAG:
                same = (left.first and right.first) or (left.second and right.second)
                return Ends(same, (left.first and right.second) or (left.second and right.first))
            case Kind.TEXT | Kind.CHOICE:
                return Ends(*intervals.same_text(left.first, right.first))
            case _:
                return _compared(node, left, right, exact=self.plan.is_exact(node))

    def logic(self, spans: Sequence[Ends], *, conjunction: bool) -> Ends:
        every, some = (all, any) if conjunction else (any, all)
        return Ends(every(each.first for each in spans), some(each.second for each in spans))

    def membership(self, node: nodes.Apply, ends: Sequence[Ends]) -> Ends:
        (item,), (members,) = ends, node.data
        if self.plan.types[node.args[0]].is_number:
            return Ends(*intervals.among(item.first, item.second, members))
        if item.first is None:
            return OPEN
        return Ends(not item.first.isdisjoint(members), not item.first.issubset(members))

    def holding(self, node: nodes.Apply, ends: Sequence[Ends]) -> Ends:
        (bag,), (member,) = ends, node.data
        return Ends(member in bag.second, member not in bag.first)


def _compared(node: nodes.Compare, left: Ends, right: Ends, *, exact: bool) -> Ends:
    """Whether a comparison of numbers or dates can hold, and can fail."""
    if node.operator == "==" and exact:
        apart = left.second < right.first or left.first > right.second
        return Ends(not apart, not left.first == left.second == right.first == right.second)
    if node.operator == "==":
        can = left.first <= right.second + TOLERANCE and left.second >= right.first - TOLERANCE
        off = left.first < right.second - TOLERANCE or left.second > right.first + TOLERANCE
        return Ends(can, off)
    easy, hard = right.second, right.first
    if not exact:
        easy, hard = (each + moved_by(node.operator) for each in (easy, hard))
    if node.operator == "<":
        return Ends(left.first < easy, not left.second < hard)
    return Ends(left.first <= easy, not left.second <= hard)


class _Asking(asking.Asking[_Unsaid, Ends]):
    """The conditions of a decision, asked one after the other."""

    def before(self, node: nodes.Node) -> Ends:
        return self.bounds.ends(node)

    def turned(self, ends: Ends) -> Ends:
        return Ends(ends.second, ends.first)

    def settled(self, ends: Ends, *, truth: bool) -> Ends:  # noqa: ARG002 - never undefined here
        return Ends(truth, not truth)

    def met(self, one: Ends, other: Ends) -> Ends:
        return Ends(one.first and other.first, one.second and other.second)

    def same(self, one: Ends, other: Ends) -> bool:
        return one is other

    def cases(self, decision: nodes.Decide) -> list[int]:
        """The places of the cases that it may come to; of nothing left, nothing comes on."""
        found: list[int] = []
        self.look_ahead(condition for _, condition in decision.cases)
        for place, (_, condition) in decision.asked:
            ends = self.asked(condition)
            facts = self.facts(condition, place, holds=False)
            if ends.first:
                found.append(place)
            if not ends.second or (ends.first and not self.leaves(facts)):
                return found
        return [*found, len(decision.cases)]

    def joint(self, node: nodes.And | nodes.Or, spans: Sequence[Ends], depth: int = 0) -> Ends:
        conjunction = isinstance(node, nodes.And)
        whole = self.bounds.logic(spans, conjunction=conjunction)
        if not self.tells(node):
            return whole
        reached = self.following(node.operands).reaches(node.operands, conjunction, depth)
        return Ends(reached, whole.second) if conjunction else Ends(whole.first, reached)

    def reaches(self, conditions: Sequence[nodes.Node], holds: bool, depth: int) -> bool:  # noqa: FBT001
        """Whether all of them can come out so, each after those before it."""
        for place, each in enumerate(conditions):
            ends = self.asked(each, depth + 1)
            facts = self.facts(each, place, holds=holds)
            if not (ends.first if holds else ends.second) or not self.leaves(facts):
                return False
        return True

    def leaves(self, facts: Iterable[tuple[nodes.Node, Fact]]) -> bool:
        """Takes away what cannot be any more, and says whether anything is left."""
        if not all(self.narrow(node, fact) for node, fact in facts):
            return False
        for each in self.waiting:
            doubts = (
                ends.first if held else ends.second for ends, held in self.doubts(each.others)
            )
            if not any(doubts) and not all(self.narrow(node, fact) for node, fact in each.told):
                return False
        return True

    def narrow(self, node: nodes.Node, fact: Fact) -> bool:
        """Takes away from the ends of one node, and says whether anything is left of it."""
        first, second = self.narrowed[node]
        match fact:
            case Within(low, high):
                first = first if low is None else max(first, low)
                second = second if high is None else min(second, high)
                left = first <= second
            case Apart(low, high, step):
                left = not (low <= first and second <= high)
                if left and step is not None:
                    first = first + step if first == low else first
                    second = second - step if second == low else second
            case Beside(other):
                found = _beside(fact, first, second, self.now(other))
                left = found is not None
                first, second = found or (first, second)
            case Settled(truth):
                first, second = first and truth, second and not truth
                left = first or second
            case Among(texts, inside):
                if first is not None:
                    first = first & texts if inside else first - texts
                elif inside:
                    first = texts
                left = first is None or bool(first)
            case Holding(text, inside):
                left = text in second if inside else text not in first
                first = first | {text} if inside else first
                second = second if inside else second - {text}
        self.narrowed[node] = Ends(first, second)
        return bool(left)


def _beside(fact: Beside, first: Any, second: Any, other: Ends) -> Ends | None:
    """What another node leaves of these ends; None for nothing."""
    if not fact.apart:
        first = first if fact.low is None else max(first, _moved(other.first, fact.low))
        second = second if fact.high is None else min(second, _moved(other.second, fact.high))
        return Ends(first, second) if first <= second else None
    if other.first != other.second:
        return Ends(first, second)
    if _moved(other.first, -fact.slack) <= first and second <= _moved(other.first, fact.slack):
        return None
    # An end moves on to the next one only where there is one before the other end.
    if fact.step is not None and first < second and first == other.first:
        first = first + fact.step
    if fact.step is not None and first < second and second == other.first:
        second = second - fact.step
    return Ends(first, second)


def _moved(end: Any, by: float) -> Any:
    """An end that is moved; of a day, by nothing."""
    return end + by if by else end
