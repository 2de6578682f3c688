"""Deciding: the code of bounds for a decision, case by case: see `asking`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

import attrs

from evalcore.interpret import asking
from evalcore.interpret.narrowing import (
    Among,
    Apart,
    Beside,
    Fact,
    Holding,
    Settled,
    Within,
)
from evalcore.interpret.spans import Span, assign, in_doubt
from evalcore.language.nodes import And, Decide, Node, Or


class Bounds(asking.Bounds[Span], Protocol):
    """What writes the code of nodes and keeps its lines."""

    def line(self, text: str) -> None: ...  # noqa: D102
    def block(self, head: str) -> AbstractContextManager[None]: ...  # noqa: D102
    def fresh(self) -> str: ...  # noqa: D102
    def constant(self, value: object) -> str: ...  # noqa: D102
    def literal(self, value: object) -> Span: ...  # noqa: D102
    def span(self, root: Node) -> Span: ...  # noqa: D102


class Asking(asking.Asking[Bounds, Span]):
    """The same for one request, as Python."""

    def before(self, node: Node) -> Span:  # noqa: D102
        return self.bounds.span(node)

    def turned(self, ends: Span) -> Span:  # noqa: D102
        return Span(ends.second, ends.first, ends.undefined)

    def settled(self, ends: Span, *, truth: bool) -> Span:  # noqa: D102
        return Span(str(truth), str(not truth), ends.undefined)

    def met(self, one: Span, other: Span) -> Span:  # noqa: D102
        first, second = f"({one.first} and {other.first})", f"({one.second} and {other.second})"
        return Span(first, second, one.undefined)

    def to_narrow(self, ends: Span) -> Span:
        """Variables of its own."""
        parts = [each and self.bounds.fresh() for each in attrs.astuple(ends)]
        found = attrs.evolve(Span(*parts), undefined=ends.undefined)
        self.bounds.line(assign(found, attrs.evolve(ends, undefined="")))
        return found

    def decide(self, node: Decide) -> Span:
        """Which cases it may come to: each that may hold, as long as those before it may not."""
        cases = self.bounds.fresh()
        self.look_ahead(condition for _, condition in node.cases)
        self.bounds.line(f"{cases} = []")
        with self.bounds.block("while True:"):
            for place, (_, condition) in node.asked:
                span = self.asked(condition)
                undefined = f" or {span.undefined}" if span.undefined else ""
                facts = self.facts(condition, place, holds=False)
                with self.bounds.block(f"if {span.first}{undefined}:"):
                    self.bounds.line(f"{cases}.append({place})")
                    self.bounds.line(f"if not ({span.second}{undefined}): break")
                    for each, fact in facts:
                        self.narrow(self.narrowed[each], fact)
                    self.suppose()
                self.bounds.line(f"elif not {span.second}: break")  # nothing comes this far
            self.bounds.line(f"{cases}.append({len(node.cases)}); break")
        return Span(cases)

    def joint(self, node: And | Or, spans: Sequence[Span], depth: int = 0) -> Span:  # noqa: D102
        conjunction = isinstance(node, And)
        whole = self.bounds.logic(spans, conjunction=conjunction)
        if not self.tells(node):
            return whole
        inner, reached = self.following(node.operands), self.bounds.fresh()
        self.bounds.line(f"{reached} = False")
        with self.bounds.block("while True:"):
            for place, each in enumerate(node.operands):
                span = inner.asked(each, depth + 1)
                self.bounds.line(f"if not ({span.first if conjunction else span.second}): break")
                for about, fact in inner.facts(each, place, holds=conjunction):
                    inner.narrow(inner.narrowed[about], fact)
                inner.suppose()
            self.bounds.line(f"{reached} = True; break")
        ends = (reached, whole.second) if conjunction else (whole.first, reached)
        return Span(*ends, whole.undefined)

    def suppose(self) -> None:
        """The lines for what is so in some requests only."""
        for each in self.waiting:
            doubts = in_doubt(self.doubts(each.others))
            with self.bounds.block(f"if not ({' or '.join(doubts)}):"):
                for node, fact in each.told:
                    self.narrow(self.narrowed[node], fact)

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
                self.narrow_beside(span, fact, self.now(other))
            case Settled(truth):
                self.bounds.line(f"{second if truth else first} = False")
                self.bounds.line(f"if not ({first} or {second}){only}: break")
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

    def narrow_beside(self, span: Span, fact: Beside, other: Span) -> None:
        """The same from the ends of another node, where that one has a value for certain."""
        only = f" and not ({span.undefined})" if span.undefined else ""
        sure = (
            self.bounds.block(f"if not ({other.undefined}):") if other.undefined else nullcontext()
        )
        with sure:
            for line in _beside(span, fact, other, self.bounds.constant):
                self.bounds.line(line)
            self.bounds.line(f"if {span.first} > {span.second}{only}: break")


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
