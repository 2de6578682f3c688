"""The JavaScript of bounds for a decision, case by case: see `deciding`, which says the same.

Each case is asked after what passing over those before it tells. What a comparison with a
parameter tells is known once the parameter has its value, and so is worked out there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import attrs

from evalcore.interpret import asking
from evalcore.interpret.javascript_spans import assigned
from evalcore.interpret.javascript_text import literal
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
from evalcore.interpret.spans import Span, in_doubt
from evalcore.language.comparing import moved_by
from evalcore.language.nodes import And, Compare, Decide, Literal, Node, Or


@attrs.frozen
class Against:
    """A number stands so to one that is known when the code runs: a parameter, or made of some."""

    operator: str
    number: str
    whole: bool
    truth: bool


class Bounds(asking.Bounds[Span], Protocol):
    """What writes the code of nodes and keeps its lines."""

    made: dict[Node, Span]
    fixed: frozenset[Node]

    def line(self, text: str) -> None: ...  # noqa: D102
    def fresh(self) -> str: ...  # noqa: D102
    def constant(self, text: str) -> str: ...  # noqa: D102


class Asking(asking.Asking[Bounds, Span]):
    """The same for one request, as JavaScript."""

    def before(self, node: Node) -> Span:  # noqa: D102
        return self.bounds.made[node]

    def turned(self, ends: Span) -> Span:  # noqa: D102
        return Span(ends.second, ends.first, ends.undefined)

    def settled(self, ends: Span, *, truth: bool) -> Span:  # noqa: D102
        return Span(literal(truth), literal(not truth), ends.undefined)

    def met(self, one: Span, other: Span) -> Span:  # noqa: D102
        first, second = f"({one.first} && {other.first})", f"({one.second} && {other.second})"
        return Span(first, second, one.undefined)

    def is_hole(self, fact: Fact | Against) -> bool:  # noqa: D102
        if isinstance(fact, Against):
            return fact.operator == "==" and not fact.truth
        return isinstance(fact, Apart)

    def to_narrow(self, ends: Span) -> Span:
        """Variables of its own."""
        parts = [each and self.bounds.fresh() for each in attrs.astuple(ends)]
        found = attrs.evolve(Span(*parts), undefined=ends.undefined)
        self.bounds.line(assigned(found, attrs.evolve(ends, undefined="")))
        return found

    def decide(self, node: Decide) -> Span:
        """Which cases it may come to: each that may hold, as long as those before it may not."""
        line, cases = self.bounds.line, self.bounds.fresh()
        self.look_ahead(condition for _, condition in node.cases)
        line(f"{cases} = [];")
        line(f"{cases}_: {{")
        for place, (_, condition) in node.asked:
            span = self.asked(condition)
            undefined = f" || {span.undefined}" if span.undefined else ""
            facts = self.facts(condition, place, holds=False)
            line(f"if ({span.first}{undefined}) {{")
            line(f"{cases}.push({place});")
            line(f"if (!({span.second}{undefined})) break {cases}_;")
            for each, fact in facts:
                self.narrow(self.narrowed[each], fact, f"break {cases}_;")
            self.suppose(f"break {cases}_;")
            line(f"}} else if (!({span.second})) break {cases}_;")
        line(f"{cases}.push({len(node.cases)}); }}")
        return Span(cases)

    def joint(self, node: And | Or, spans: Sequence[Span], depth: int = 0) -> Span:  # noqa: D102
        conjunction = isinstance(node, And)
        whole = self.bounds.logic(spans, conjunction=conjunction)
        if not self.tells(node):
            return whole
        line, inner = self.bounds.line, self.following(node.operands)
        reached = self.bounds.fresh()
        line(f"{reached} = false;")
        line(f"{reached}_: {{")
        for place, each in enumerate(node.operands):
            span = inner.asked(each, depth + 1)
            line(f"if (!({span.first if conjunction else span.second})) break {reached}_;")
            for about, fact in inner.facts(each, place, holds=conjunction):
                inner.narrow(inner.narrowed[about], fact, f"break {reached}_;")
            inner.suppose(f"break {reached}_;")
        line(f"{reached} = true; }}")
        ends = (reached, whole.second) if conjunction else (whole.first, reached)
        return Span(*ends, whole.undefined)

    def told(self, condition: Node, *, holds: bool) -> Iterator[tuple[Node, Fact | Against]]:
        """Also of what is held against a number that is known when the code runs."""
        fixed, asked = self.bounds.fixed, condition
        for node, fact in told(self.bounds.plan, condition, holds=holds):
            asked = node if isinstance(fact, Settled) else asked
            # Of a number that is known there is `Against`, and it is what it is.
            known = isinstance(asked, Compare) and (asked.right in fixed or node in fixed)
            if not (known and isinstance(fact, Beside)):
                yield node, fact
            if (
                isinstance(fact, Settled)
                and isinstance(node, Compare)
                and node.right in fixed
                and not isinstance(node.right, Literal)
            ):
                number, kind = self.bounds.made[node.right].first, self.bounds.plan.types[node.left]
                yield node.left, Against(node.operator, number, kind.whole, fact.truth)

    def suppose(self, leave: str) -> None:
        """The lines for what is so in some requests only."""
        for each in self.waiting:
            doubts = in_doubt(self.doubts(each.others))
            self.bounds.line(f"if (!({' || '.join(doubts)})) {{")
            for node, fact in each.told:
                self.narrow(self.narrowed[node], fact, leave)
            self.bounds.line("}")

    def narrow(self, span: Span, fact: Fact | Against, leave: str) -> None:
        """The lines that take away what cannot be any more; of nothing left, nothing comes on.

        But for what may be undefined: a condition on it is passed over then, whatever it tells.
        """
        first, second, line = span.first, span.second, self.bounds.line
        only = f" && !({span.undefined})" if span.undefined else ""
        match fact:
            case Within(low, high):
                self.held_within(span, _end(low), _end(high), leave)
            case Apart(low, high, step):
                self.kept_apart(span, literal(low), literal(high), _step(step), leave)
            case Beside(other):
                self.narrow_beside(span, fact, self.now(other), leave)
            case Settled(truth):
                line(f"{second if truth else first} = false;")
                line(f"if (!({first} || {second}){only}) {leave}")
            case Against(operator, number, whole, truth):
                ends, name = (self.bounds.fresh(), self.bounds.fresh()), self.bounds.fresh()
                known = f"{literal(whole)}, {literal(truth)}"
                if operator == "==" and not truth:
                    line(f"[{ends[0]}, {ends[1]}, {name}] = around({number}, {literal(whole)});")
                    self.kept_apart(span, *ends, name, leave)
                else:
                    moved = literal(moved_by(operator) if operator != "==" else 0.0)  # type: ignore[arg-type]
                    text = f"beside({literal(operator)}, {number}, {moved}, {known})"
                    line(f"[{ends[0]}, {ends[1]}] = {text};")
                    self.held_within(span, *ends, leave)
            case Among(texts, inside):
                listed = self.bounds.constant(literal(sorted(texts)))
                kept = f"{first}.filter((e) => {'' if inside else '!'}{listed}.includes(e))"
                any_text = listed if inside else "null"
                line(f"{first} = {first} === null ? {any_text} : {kept};")
                line(f"if ({first} !== null && !{first}.length{only}) {leave}")
            case Holding(text, inside):
                member = literal(text)
                if inside:
                    line(f"if (!{second}.includes({member}){only}) {leave}")
                    line(f"if (!{first}.includes({member})) {first} = [...{first}, {member}];")
                else:
                    line(f"if ({first}.includes({member}){only}) {leave}")
                    line(f"{second} = {second}.filter((e) => e !== {member});")

    def narrow_beside(self, span: Span, fact: Beside, other: Span, leave: str) -> None:
        """The same from the ends of another node, where that one has a value for certain."""
        line, first, second = self.bounds.line, span.first, span.second
        line(f"if (!({other.undefined or 'false'})) {{")
        if fact.apart:
            step, here = _step(fact.step), f"{other.first} === {other.second}"
            left, right = (_moved(other.first, end) for end in (-fact.slack, fact.slack))
            sure = f" && !({span.undefined})" if span.undefined else ""
            line(f"if ({here} && {left} <= {first} && {second} <= {right}{sure}) {leave}")
            if step != "null":
                # An end moves on to the next one only where there is one before the other end.
                inside = f"{here} && {first} < {second}"
                line(f"if ({inside} && {first} === {other.first}) {first} += {step};")
                line(f"if ({inside} && {second} === {other.first}) {second} -= {step};")
        if not fact.apart and fact.low is not None:
            text = _moved(other.first, fact.low)
            line(f"if ({first} < {text}) {first} = {text};")
        if not fact.apart and fact.high is not None:
            text = _moved(other.second, fact.high)
            line(f"if ({second} > {text}) {second} = {text};")
        self.leave_if_empty(span, leave)
        line("}")

    def held_within(self, span: Span, low: str, high: str, leave: str) -> None:
        """The lines for what lies between two ends."""
        for name, end, sign in ((span.first, low, "<"), (span.second, high, ">")):
            if end:
                self.bounds.line(f"if ({name} {sign} {end}) {name} = {end};")
        self.leave_if_empty(span, leave)

    def leave_if_empty(self, span: Span, leave: str) -> None:
        """The line for what nothing is left of."""
        only = f" && !({span.undefined})" if span.undefined else ""
        self.bounds.line(f"if ({span.first} > {span.second}{only}) {leave}")

    def kept_apart(self, span: Span, low: str, high: str, step: str, leave: str) -> None:
        """The lines for what does not; an end that is one of them moves on by a step."""
        first, second, line = span.first, span.second, self.bounds.line
        only = f" && !({span.undefined})" if span.undefined else ""
        line(f"if ({low} <= {first} && {second} <= {high}{only}) {leave}")
        if step != "null":
            line(f"if ({step} !== null && {first} === {low}) {first} += {step};")
            line(f"if ({step} !== null && {second} === {low}) {second} -= {step};")


def _end(value: Any) -> str:
    return "" if value is None else literal(value)


def _step(step: Any) -> str:
    """A step; of days, which are numbers here, one."""
    return literal(step if step is None or isinstance(step, float) else 1)


def _moved(text: str, by: float) -> str:
    """The code of an end that is moved; of a day, by nothing."""
    return f"({text} + {literal(by)})" if by else text
