"""Deciding: the code of bounds for a decision, case by case.

Each case is asked after what passing over those before it tells; see `narrowing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

import attrs

from evalcore.interpret.narrowing import (
    Among,
    Apart,
    Beside,
    Fact,
    Holding,
    Settled,
    Within,
    told,
)
from evalcore.interpret.plan import Plan
from evalcore.interpret.spans import Span, assign
from evalcore.language.nodes import And, Apply, Compare, Decide, Literal, Node, Not, Or

DEEPEST = 5  # levels of `and` and `or` into which narrowing reaches
_IN = "    "


class Bounds(Protocol):
    """What writes the code of nodes and keeps its lines."""

    plan: Plan
    indent: str

    @property
    def better(self) -> Mapping[str, Callable[[Apply, Sequence[Span]], Span]]: ...  # noqa: D102
    def line(self, text: str) -> None: ...  # noqa: D102
    def fresh(self) -> str: ...  # noqa: D102
    def constant(self, value: object) -> str: ...  # noqa: D102
    def literal(self, value: object) -> Span: ...  # noqa: D102
    def span(self, root: Node) -> Span: ...  # noqa: D102
    def logic(self, spans: Sequence[Span], *, conjunction: bool) -> Span: ...  # noqa: D102
    def compare(self, node: Compare, left: Span, right: Span) -> Span: ...  # noqa: D102


class Asking:
    """The conditions of one decision, asked one after the other.

    `narrowed` has the nodes of which more is known than their own span says.
    """

    def __init__(self, bounds: Bounds, narrowed: Mapping[Node, Span] | None = None) -> None:
        self.bounds = bounds
        self.narrowed: dict[Node, Span] = dict(narrowed or {})
        self.own: set[Node] = set()  # those of them that were narrowed here
        self.last: dict[Node, int] = {}  # the last case that asks about a node directly

    def decide(self, node: Decide) -> Span:
        """Which cases it may come to: each that may hold, as long as those before it may not."""
        cases = self.bounds.fresh()
        for place, (_, condition) in enumerate(node.cases):
            self.last.update(dict.fromkeys(asked_directly(condition), place))
        self.bounds.line(f"{cases} = []")
        self.bounds.line("while True:")
        self.bounds.indent += _IN
        for place, (_, condition) in node.asked:
            span = self.asked(condition)
            undefined = f" or {span.undefined}" if span.undefined else ""
            facts = self.facts(condition, place, holds=False)
            self.bounds.line(f"if {span.first}{undefined}:")
            self.bounds.indent += _IN
            self.bounds.line(f"{cases}.append({place})")
            self.bounds.line(f"if not ({span.second}{undefined}): break")
            for each, fact in facts:
                self.narrow(self.narrowed[each], fact)
            self.bounds.indent = self.bounds.indent[:-4]
            self.bounds.line(f"elif not {span.second}: break")  # nothing comes this far
        self.bounds.line(f"{cases}.append({len(node.cases)}); break")
        self.bounds.indent = self.bounds.indent[:-4]
        return Span(cases)

    def asked(self, node: Node, depth: int = 0) -> Span:
        """The span of a condition after what was passed over before it."""
        if node in self.narrowed:
            return self.narrowed[node]
        if not self.narrowed or depth > DEEPEST:
            return self.bounds.span(node)
        match node:
            case Not(operand=operand):
                inner = self.asked(operand, depth + 1)
                return Span(inner.second, inner.first, inner.undefined)
            case And(operands=operands) | Or(operands=operands):
                spans = [self.asked(each, depth + 1) for each in operands]
                if spans != [self.bounds.span(each) for each in operands]:
                    return self.joint(node, spans, depth)
            case Compare(left=left, right=right):
                plain = [self.bounds.span(left), self.bounds.span(right)]
                sides = [self.narrowed.get(left, plain[0]), self.narrowed.get(right, plain[1])]
                if sides != plain:
                    return self.bounds.compare(node, *sides)
            case Apply("in" | "has" as operation, (item,)) if item in self.narrowed:
                return self.bounds.better[operation](node, [self.narrowed[item]])
            case _:
                pass
        return self.bounds.span(node)

    def joint(self, node: And | Or, spans: Sequence[Span], depth: int = 0) -> Span:
        """The span of several conditions, each asked where those before it leave that open.

        All of them hold only where each does after what the others tell; none of them only where
        each does not.
        """
        conjunction = isinstance(node, And)
        whole = self.bounds.logic(spans, conjunction=conjunction)
        if not self.tells(node):
            return whole
        inner, reached = Asking(self.bounds, self.narrowed), self.bounds.fresh()
        for place, each in enumerate(node.operands):
            inner.last.update(dict.fromkeys(asked_directly(each), place))
        self.bounds.line(f"{reached} = False")
        self.bounds.line("while True:")
        self.bounds.indent += _IN
        for place, each in enumerate(node.operands):
            span = inner.asked(each, depth + 1)
            self.bounds.line(f"if not ({span.first if conjunction else span.second}): break")
            for about, fact in inner.facts(each, place, holds=conjunction):
                inner.narrow(inner.narrowed[about], fact)
        self.bounds.line(f"{reached} = True; break")
        self.bounds.indent = self.bounds.indent[:-4]
        ends = (reached, whole.second) if conjunction else (whole.first, reached)
        return Span(*ends, whole.undefined)

    def tells(self, node: And | Or) -> bool:
        """Whether one of the conditions tells something of what a later one asks about."""
        seen: set[Node] = set()
        for each in node.operands:
            if not seen.isdisjoint(asked_directly(each)):
                return True
            about = told(self.bounds.plan, each, holds=isinstance(node, And))
            seen.update(found for found, _ in about if not isinstance(found, Literal))
        return False

    def facts(self, condition: Node, place: int, *, holds: bool) -> list[tuple[Node, Fact]]:
        """What it tells the later ones that one came out so; its nodes get variables for that."""
        found: list[tuple[Node, Fact]] = []
        for node, fact in told(self.bounds.plan, condition, holds=holds):
            if self.last.get(node, place) <= place:
                continue
            span = self.narrowed.get(node) or self.bounds.span(node)
            if isinstance(fact, Settled):
                truth = fact.truth
                self.narrowed[node] = Span(str(truth), str(not truth), span.undefined)
                continue
            found.append((node, fact))
            if node not in self.own:
                self.own.add(node)
                parts = [each and self.bounds.fresh() for each in attrs.astuple(span)]
                self.narrowed[node] = attrs.evolve(Span(*parts), undefined=span.undefined)
                self.bounds.line(assign(self.narrowed[node], attrs.evolve(span, undefined="")))
        return found

    def narrow(self, span: Span, fact: Fact) -> None:
        """The lines that take away what cannot be any more; of nothing left, nothing comes on.

        But for what may be undefined: a condition on it is passed over then, whatever it tells.
        """
        first, second = span.first, span.second
        only = f" and not ({span.undefined})" if span.undefined else ""
        match fact:
            case Within(low, high):
                for name, end, sign in ((first, low, "<"), (second, high, ">")):
                    if end is not None:
                        text = self.bounds.literal(end).first
                        self.bounds.line(f"if {name} {sign} {text}: {name} = {text}")
                self.bounds.line(f"if {first} > {second}{only}: break")
            case Apart(low, high, step):
                left, right = self.bounds.literal(low).first, self.bounds.literal(high).first
                self.bounds.line(f"if {left} <= {first} and {second} <= {right}{only}: break")
                if step is not None:
                    text = self.bounds.constant(step)
                    self.bounds.line(f"if {first} == {left}: {first} = {first} + {text}")
                    self.bounds.line(f"if {second} == {left}: {second} = {second} - {text}")
            case Beside(other):
                self.narrow_beside(span, fact, self.narrowed.get(other) or self.bounds.span(other))
            case Among(texts, inside):
                listed = self.bounds.constant(texts)
                sign, any_text = ("&", listed) if inside else ("-", "None")
                kept = f"frozenset({first}) {sign} {listed}"
                self.bounds.line(f"{first} = {any_text} if {first} is None else {kept}")
                self.bounds.line(f"if {first} is not None and not {first}{only}: break")
            case Holding(text, inside):
                if inside:
                    self.bounds.line(f"if {text!r} not in {second}{only}: break")
                    self.bounds.line(f"{first} = frozenset({first}) | {{{text!r}}}")
                else:
                    self.bounds.line(f"if {text!r} in {first}{only}: break")
                    self.bounds.line(f"{second} = frozenset({second}) - {{{text!r}}}")
            case _:
                pass

    def narrow_beside(self, span: Span, fact: Beside, other: Span) -> None:
        """The same from the ends of another node, where that one has a value for certain."""
        before = self.bounds.indent
        if other.undefined:
            self.bounds.line(f"if not ({other.undefined}):")
            self.bounds.indent += _IN
        for line in _beside(span, fact, other, self.bounds.constant):
            self.bounds.line(line)
        only = f" and not ({span.undefined})" if span.undefined else ""
        self.bounds.line(f"if {span.first} > {span.second}{only}: break")
        self.bounds.indent = before


def _beside(
    span: Span, fact: Beside, other: Span, constant: Callable[[object], str]
) -> Iterator[str]:
    first, second = span.first, span.second
    if not fact.apart:
        if fact.low is not None:
            text = _moved(other.first, fact.low)
            yield f"if {first} < {text}: {first} = {text}"
        if fact.high is not None:
            text = _moved(other.second, fact.high)
            yield f"if {second} > {text}: {second} = {text}"
        return
    only = f"{other.first} == {other.second}"
    sure = f" and not ({span.undefined})" if span.undefined else ""
    left, right = (_moved(other.first, end) for end in (-fact.slack, fact.slack))
    yield f"if {only} and {left} <= {first} and {second} <= {right}{sure}: break"
    if fact.step is not None:
        # An end moves on to the next one only where there is one before the other end.
        here, step = f"{only} and {first} < {second} and", constant(fact.step)
        yield f"if {here} {first} == {other.first}: {first} = {first} + {step}"
        yield f"if {here} {second} == {other.first}: {second} = {second} - {step}"


def _moved(text: str, by: float) -> str:
    """The code of an end that is moved; of a day, by nothing."""
    return f"({text} + {by!r})" if by else text


def asked_directly(condition: Node) -> Iterator[Node]:
    """The nodes of a condition that narrowing reaches: its parts, and what those compare."""
    waiting, seen = [condition], set[Node]()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        yield node
        match node:
            case Not(operand=operand):
                waiting.append(operand)
            case And(operands=operands) | Or(operands=operands):
                waiting += operands
            case Compare(left=left, right=right):
                yield from (left, right)
            case Apply("in" | "has", (item,)):
                yield item
            case _:
                pass
