"""Domains: what a missing field may say, and how such a range is cut in parts.

A number or date has `(low, high)`, a flag `(can be true, can be false)`, a text the collection of
what it may be (None: anything), a set `(what it must hold, what it may hold, how many at most)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evalcore.language.nodes import Apply, Node
from evalcore.language.operations import OPERATIONS
from evalcore.language.types import Type
from evalcore.request.kinds.row import Row


def mentioned(nodes: Iterable[Node]) -> frozenset[str]:
    """The texts that formulas look for in sets: of an open set, only these matter."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Apply) and OPERATIONS[node.operation].takes == "set":
            found.update(OPERATIONS[node.operation].texts(*node.data))
    return frozenset(found)


def natural(kind: Type, texts: frozenset[str]) -> Any:
    """The whole domain of a field of this type; `texts` are those `mentioned`."""
    return row_of(kind).domain.whole(kind, texts)


def parts(kind: Type, domain: Any) -> list[Any]:
    """The domain in two or more parts; none where it cannot or need not be cut."""
    return row_of(kind).domain.parts(kind, domain)


def is_single(kind: Type, domain: Any) -> bool:
    """Whether only one value is left."""
    return row_of(kind).domain.is_single(domain)


def samples(kind: Type, domain: Any) -> list[Any]:
    """A few single values in the domain, as domains: both ends, and a middle."""
    return row_of(kind).domain.samples(kind, domain)


def value(kind: Type, domain: Any) -> Any:
    """A single value in a domain of its own, as formulas see it."""
    return row_of(kind).domain.value(domain)


def row_of(kind: Type) -> Row:
    """What there is to know of fields of this type."""
    assert kind.kind is not None  # noqa: S101 - a field has a kind
    return kind.kind.row
