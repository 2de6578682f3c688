"""The JavaScript of bounds for a decision, case by case: see `deciding`, which says the same.

Each case is asked after what passing over those before it tells. What a comparison with a
parameter tells is known once the parameter has its value, and so is worked out there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import attrs

from evalcore.interpret.deciding import DEEPEST, asked_directly
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
from evalcore.interpret.plan import Plan
from evalcore.interpret.spans import Span
from evalcore.language.comparing import moved_by
from evalcore.language.nodes import And, Apply, Compare, Decide, Literal, Node, Not, Or


@attrs.frozen
class Against:
    """A number stands so to one that is known when the code runs: a parameter, or made of some."""

    operator: str
    number: str
    whole: bool
    truth: bool


class Bounds(Protocol):
    """What writes the code of nodes and keeps its lines."""

    plan: Plan
    made: dict[Node, Span]
    fixed: frozenset[Node]

    @property
    def better(self) -> Mapping[str, Callable[[Apply, Sequence[Span]], Span]]: ...  # noqa: D102
    def line(self, text: str) -> None: ...  # noqa: D102
    def fresh(self) -> str: ...  # noqa: D102
    def constant(self, text: str) -> str: ...  # noqa: D102
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
        line, cases = self.bounds.line, self.bounds.fresh()
        for place, (_, condition) in enumerate(node.cases):
            self.last.update(dict.fromkeys(asked_directly(condition), place))
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
            line(f"}} else if (!({span.second})) break {cases}_;")
        line(f"{cases}.push({len(node.cases)}); }}")
        return Span(cases)

    def asked(self, node: Node, depth: int = 0) -> Span:
        """The span of a condition after what was passed over before it."""
        made = self.bounds.made
        if node in self.narrowed:
            return self.narrowed[node]
        if not self.narrowed or depth > DEEPEST:
            return made[node]
        match node:
            case Not(operand=operand):
                inner = self.asked(operand, depth + 1)
                return Span(inner.second, inner.first, inner.undefined)
            case And(operands=operands) | Or(operands=operands):
                spans = [self.asked(each, depth + 1) for each in operands]
                if spans != [made[each] for each in operands]:
                    return self.joint(node, spans, depth)
            case Compare(left=left, right=right):
                plain = [made[left], made[right]]
                sides = [self.narrowed.get(left, plain[0]), self.narrowed.get(right, plain[1])]
                if sides != plain:
                    return self.bounds.compare(node, *sides)
            case Apply("in" | "has" as operation, (item,)) if item in self.narrowed:
                return self.bounds.better[operation](node, [self.narrowed[item]])
            case _:
                pass
        return made[node]

    def joint(self, node: And | Or, spans: Sequence[Span], depth: int = 0) -> Span:
        """The span of several conditions, each asked where those before it leave that open."""
        conjunction = isinstance(node, And)
        whole = self.bounds.logic(spans, conjunction=conjunction)
        if not self.tells(node):
            return whole
        line, inner, reached = (
            self.bounds.line,
            Asking(self.bounds, self.narrowed),
            self.bounds.fresh(),
        )
        for place, each in enumerate(node.operands):
            inner.last.update(dict.fromkeys(asked_directly(each), place))
        line(f"{reached} = false;")
        line(f"{reached}_: {{")
        for place, each in enumerate(node.operands):
            span = inner.asked(each, depth + 1)
            line(f"if (!({span.first if conjunction else span.second})) break {reached}_;")
            for about, fact in inner.facts(each, place, holds=conjunction):
                inner.narrow(inner.narrowed[about], fact, f"break {reached}_;")
        line(f"{reached} = true; }}")
        ends = (reached, whole.second) if conjunction else (whole.first, reached)
        return Span(*ends, whole.undefined)

    def told(self, condition: Node, *, holds: bool) -> Iterator[tuple[Node, Fact | Against]]:
        """What it tells of which nodes that a condition came out so."""
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

    def tells(self, node: And | Or) -> bool:
        """Whether one of the conditions tells something of what a later one asks about."""
        seen: set[Node] = set()
        for each in node.operands:
            if not seen.isdisjoint(asked_directly(each)):
                return True
            about = self.told(each, holds=isinstance(node, And))
            seen.update(found for found, _ in about if not isinstance(found, Literal))
        return False

    def facts(
        self, condition: Node, place: int, *, holds: bool
    ) -> list[tuple[Node, Fact | Against]]:
        """What it tells the later ones that one came out so; its nodes get variables for that."""
        found: list[tuple[Node, Fact | Against]] = []
        for node, fact in self.told(condition, holds=holds):
            if self.last.get(node, place) <= place:
                continue
            span = self.narrowed.get(node) or self.bounds.made[node]
            if isinstance(fact, Settled):
                truth = literal(fact.truth), literal(not fact.truth)
                self.narrowed[node] = Span(*truth, span.undefined)
                continue
            found.append((node, fact))
            if node not in self.own:
                self.own.add(node)
                parts = [each and self.bounds.fresh() for each in attrs.astuple(span)]
                self.narrowed[node] = attrs.evolve(Span(*parts), undefined=span.undefined)
                pairs = zip(parts, attrs.astuple(attrs.evolve(span, undefined="")), strict=True)
                self.bounds.line(" ".join(f"{a} = {b};" for a, b in pairs if a and b))
        return found

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
                self.narrow_beside(span, fact, self.narrowed.get(other) or self.made(other), leave)
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
            case _:
                pass

    def made(self, node: Node) -> Span:
        """The span of a node before anything narrowed it."""
        return self.bounds.made[node]

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
