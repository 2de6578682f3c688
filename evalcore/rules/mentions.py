"""Mentions: which fields a condition reads in one place only, and which in several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evalcore.interpret.plan import Leaves
from evalcore.language.nodes import FieldRef, Node, RecordField, walk_with_children

Mentions = tuple[frozenset[str], frozenset[str]]  # the fields mentioned once, and more often


def mentions(parts: Iterable[Mentions]) -> Mentions:
    """The fields that several parts mention together."""
    once, more = frozenset[str](), frozenset[str]()
    for each, often in parts:
        more |= often | (once & each)
        once |= each
    return once, more


class Repeated:
    """The fields that make one pass of bounds over some clauses promise too much.

    They are mentioned more than once there, or are `tied` to others.
    """

    def __init__(self, conditions: Sequence[Mentions], tied: frozenset[str]) -> None:
        self.conditions, self.tied = conditions, tied
        self.kept: dict[tuple[int, ...], frozenset[str]] = {}

    def within(self, cases: tuple[int, ...]) -> frozenset[str]:
        """Those of these clauses, given by their places; the default mentions none."""
        if cases not in self.kept:
            some = [self.conditions[each] for each in cases if each < len(self.conditions)]
            once, more = mentions(some)
            self.kept[cases] = more | (once & self.tied)
        return self.kept[cases]


def mentioned_in(conditions: Sequence[Node], leaves: Leaves) -> list[Mentions]:
    """What each of these conditions mentions; `leaves` are read as fields."""
    found: dict[Node, Mentions] = {}
    for node, below in walk_with_children(*conditions, known=leaves):
        parts = [found[each] for each in below if each in found]
        read = [leaves[each].name for each in below if each in leaves]
        if isinstance(node, FieldRef):
            read.append(node.name)
        if isinstance(node, RecordField):
            read.append(node.records)
        found[node] = mentions([*parts, *((frozenset({each}), frozenset()) for each in read)])
    return [found.get(each, (frozenset(), frozenset())) for each in conditions]
