"""Comparisons: conditions, or clauses of a gate, that are settled before any request is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalcore.language.nodes import Compare, Named, Node, children, constant, reads, walk
from evalcore.language.types import Type
from evalcore.request.spelling import rounded
from evalcore.rules.context import Context
from evalcore.rules.graph import RuleNode
from evalcore.rules.reach import passed_by, reached_clauses
from evalcore.rules.witness import nearest
from evalcore.say.formula import spell
from evalcore.written.errors import Complaint, Path
from evalcore.written.numbers import LARGEST


def certain_comparisons(context: Context) -> Iterator[Complaint]:
    """Warnings about comparisons in formulas that always hold, or never, by declared ranges."""
    seen = set[Node]()
    for path, root in context.written:
        for node in _own(root):
            if not isinstance(node, Compare) or node.at is None or node in seen:
                continue
            seen.add(node)
            kind = context.types[node]
            if kind.kind is None or kind.low != kind.high or not any(map(reads, walk(node))):
                continue  # of parameters alone, it is a switch
            word = "always" if kind.low else "never"
            problem = f"{spell(node)} {word} holds{_why(context, node)}"
            mend = "hold it against the ranges that its fields are declared with, or leave it out"
            yield Complaint(
                problem, mend=mend, path=path, position=node.at, code="EV310",
                witness=nearest(context, node),
            )  # fmt: skip


def _own(root: Node) -> Iterator[Node]:
    """The nodes that this formula itself is made of, not those that its names stand for."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Named):
            waiting += children(node)


def _why(context: Context, node: Compare) -> str:
    for side in (node.left, node.right):
        kind = context.types[side]
        if kind.is_number and constant(side) is None:
            return f": {spell(side)} is {_range(kind)}"
    return ""


def _range(kind: Type) -> str:
    low, high = rounded(kind.low, 4), rounded(kind.high, 4)
    if kind.low <= -LARGEST or kind.high >= LARGEST:
        return f"at least {low}" if kind.high >= LARGEST else f"at most {high}"
    return low if low == high else f"{low} to {high}"


def silent_clauses(context: Context, rules: Sequence[RuleNode]) -> Iterator[Complaint]:
    """Warnings about clauses that a rule names but that can never speak, where others can."""
    reached = reached_clauses(rules, context.types)
    place = 0
    for index, rule in enumerate(rules):
        named = context.ruleset.rules[index].clauses or ()
        for number, clause in enumerate(rule.clauses):
            if len(rule.clauses) > 1 and place + number not in reached and clause.name in named:
                path: Path = ("rules", index, "clauses", named.index(clause.name))
                problem = f"the clause {clause.name} of the rule {rule.id} can never speak"
                mend = "an earlier clause or rule always does where it would; leave it out"
                conditions = [one.speaks for each in rules for one in each.clauses]
                at = range(place + number, place + number + 1)
                met = passed_by(context, conditions, at)
                yield Complaint(problem, mend=mend, path=path, code="EV309", witness=met)
        place += len(rule.clauses)
