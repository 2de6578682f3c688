"""Mentions: which fields a formula names once, and which more often.

One pass of bounds takes each mention of a field for a field of its own, and so promises too much
only where one is mentioned more than once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evalcore.interpret.plan import Leaves
from evalcore.language.nodes import FieldRef, Node, RecordField, walk_with_children

Mentions = tuple[frozenset[str], frozenset[str]]  # the fields mentioned once, and more often
_NOTHING: Mentions = frozenset(), frozenset()


def mentions(parts: Iterable[Mentions]) -> Mentions:
    """The fields that several parts mention together."""
    once, more = frozenset[str](), frozenset[str]()
    for each, often in parts:
        more |= often | (once & each)
        once |= each
    return once, more


def mentioned_in(formulas: Sequence[Node], leaves: Leaves) -> list[Mentions]:
    """The fields that each formula mentions; leaves are read like fields."""
    found: dict[Node, Mentions] = {}
    for node, below in walk_with_children(*formulas, known=leaves):
        parts = [found[each] for each in below if each in found]
        read = [leaves[each].name for each in below if each in leaves]
        if isinstance(node, FieldRef):
            read.append(node.name)
        if isinstance(node, RecordField):
            read.append(node.records)
        found[node] = mentions([*parts, *((frozenset({each}), frozenset()) for each in read)])
    return [found.get(each, _NOTHING) for each in formulas]
