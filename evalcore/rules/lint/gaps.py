"""Gaps: what rules about one thing leave to `[default]` between two of them.

Only rules that ask nothing else count: a field, a measure or the total against constants. Rules
before them may speak for other reasons; where others follow, nothing is certain.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from evalcore.language.nodes import And, Compare, FieldRef, Named, Node, Not, constant
from evalcore.language.types import Type
from evalcore.request.spelling import spell_number
from evalcore.rules.context import Context
from evalcore.rules.graph import RuleNode
from evalcore.rules.witness import Witness, witness
from evalcore.say.formula import spell
from evalcore.written.errors import Complaint, Path

Edge = tuple[float, int]  # a number; -1 just below it, 0 at it, 1 just above it
NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
LOWEST, HIGHEST = (-math.inf, 0), (math.inf, 0)


@attrs.frozen
class Band:
    """From where to where a rule speaks, both ends included; `index` is the place of the rule."""

    low: Edge
    high: Edge
    index: int
    verdict: str


@attrs.frozen(eq=False)
class Gap:
    """What lies between two rules about the same thing, of which the later one is `index`."""

    about: Node
    low: Edge
    high: Edge
    index: int
    neighbours: tuple[str, str]

    @property
    def words(self) -> str:
        """Where it is: `cost_k is from 3 up to below 4`."""
        what = spell(self.about)
        if self.low == self.high:
            return f"{what} is {spell_number(self.low[0])}"
        low = f"{'above ' if self.low[1] > 0 else ''}{spell_number(self.low[0])}"
        high = f"{'below ' if self.high[1] < 0 else ''}{spell_number(self.high[0])}"
        return f"{what} is from {low} to {high}"


def gaps(rules: Sequence[RuleNode], types: Mapping[Node, Type]) -> Iterator[Gap]:
    """The gaps between rules that are about one number alone, from the lowest."""
    bands: dict[str | Node, list[Band]] = {}
    about: dict[str | Node, Node] = {}
    for index, rule in enumerate(rules):
        for clause in rule.clauses:
            found = _band(clause.speaks)
            if found is None or types[found[0]].kind is None:
                continue
            node, (low, high) = found
            key: str | Node = node.name if isinstance(node, FieldRef) else node
            about.setdefault(key, node)
            bands.setdefault(key, []).append(Band(low, high, index, clause.verdict))
    clauses = [sum(len(rule.clauses) for rule in rules[n:]) for n in range(len(rules))]
    for key, listed in bands.items():
        if clauses[min(band.index for band in listed)] != len(listed):
            continue  # a rule about something else comes later, and may speak there
        whole = types[about[key]].whole
        yield from _between(about[key], sorted(listed, key=lambda e: (e.low, e.high)), whole=whole)


def unintended_gaps(context: Context, rules: Sequence[RuleNode]) -> Iterator[Complaint]:
    """Warnings about gaps where the default is no step between the rules on both sides."""
    verdicts, default = context.ruleset.verdicts, context.ruleset.default.verdict
    for gap in gaps(rules, context.types):
        places = sorted(verdicts.index(each) for each in gap.neighbours)
        if places[0] < verdicts.index(default) < places[1] and gap.low != gap.high:
            continue  # the middle of a ladder
        rule = rules[gap.index]
        path: Path = ("rules", gap.index, rule.form)
        problem = f"where {gap.words}, only [default] is left: {default}"
        mend = "let one of the rules beside it begin or end there, or give it a rule"
        left = _left(context, rules, gap)
        yield Complaint(problem, mend=mend, path=path, code="EV311", witness=left)


def _left(context: Context, rules: Sequence[RuleNode], gap: Gap) -> Witness | None:
    """A request in the gap, of which no rule speaks."""
    (low, after), (high, before) = gap.low, gap.high

    def shows(values: Sequence[Any]) -> bool:
        value, *spoken = values
        if value is None or any(each is not False for each in spoken):
            return False
        return bool((value > low if after > 0 else value >= low) and (
            value < high if before < 0 else value <= high
        ))  # fmt: skip

    conditions = [clause.speaks for rule in rules for clause in rule.clauses]
    return witness(context, [gap.about, *conditions], shows)


def _between(about: Node, bands: Sequence[Band], *, whole: bool) -> Iterator[Gap]:
    reached: Edge | None = None
    last: Band | None = None
    for band in bands:
        if reached is not None and last is not None and _apart(reached, band.low, whole=whole):
            low, high = _after(reached), _before(band.low)
            index = max(last.index, band.index)
            yield Gap(about, low, high, index, (last.verdict, band.verdict))
        if reached is None or band.high > reached:
            reached, last = band.high, band


def _after(edge: Edge) -> Edge:
    return (edge[0], edge[1] + 1)


def _before(edge: Edge) -> Edge:
    return (edge[0], edge[1] - 1)


def _apart(end: Edge, start: Edge, *, whole: bool) -> bool:
    """Whether a value lies between where one band ends and another starts."""
    if whole:
        first = math.floor(end[0]) + 1 if end[1] >= 0 else math.ceil(end[0])
        last = math.ceil(start[0]) - 1 if start[1] <= 0 else math.floor(start[0])
        return first <= last
    return _after(end) <= _before(start)


def _band(node: Node, *, holds: bool = True) -> tuple[Node, tuple[Edge, Edge]] | None:
    """What a condition is about, and from where to where it holds; None for any other."""
    if isinstance(node, Not):
        return _band(node.operand, holds=not holds)
    if isinstance(node, And) and holds:
        parts = [_band(each) for each in node.operands]
        first = parts[0]
        if first is None or any(each is None or not _same(each[0], first[0]) for each in parts):
            return None
        ends = [each[1] for each in parts if each is not None]
        return first[0], (max(low for low, _ in ends), min(high for _, high in ends))
    if not isinstance(node, Compare):
        return None
    left, right, operator = node.left, node.right, str(node.operator)
    if constant(left) is not None:
        left, right, operator = right, left, TURNED[operator]
    value = constant(right)
    if constant(left) is not None or isinstance(value, bool | str | date) or value is None:
        return None
    operator = operator if holds else NEGATED[operator]
    edges: dict[str, tuple[Edge, Edge]] = {
        "<": (LOWEST, (value, -1)),
        "<=": (LOWEST, (value, 0)),
        ">": ((value, 1), HIGHEST),
        ">=": ((value, 0), HIGHEST),
        "==": ((value, 0), (value, 0)),
    }
    return (left, edges[operator]) if operator in edges else None


def _same(one: Node, other: Node) -> bool:
    if isinstance(one, FieldRef) and isinstance(other, FieldRef):
        return one.name == other.name
    if isinstance(one, Named) and isinstance(other, Named):
        return one.name == other.name and one.role == other.role
    return one is other
