"""Domains: what a missing field may say, and how such a range is cut in parts.

A number or date has `(low, high)`, a flag `(can be true, can be false)`, a text the collection of
what it may be (None: anything), a set `(what it must hold, what it may hold, how many at most)`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from evalcore.language.nodes import Apply, Node
from evalcore.language.operations import OPERATIONS
from evalcore.language.types import Type
from evalcore.request.fields import Kind

Cell = tuple[str, int, str]  # the records, the place of one among them, its field
Key = str | Cell
Domains = Mapping[Key, Any]
Facts = Mapping[Key, bool | None]

MOST_TEXTS = 1e6  # in an open set
FAR = 16.0  # ends whose ratio is beyond this are cut at their geometric mean


def mentioned(nodes: Iterable[Node]) -> frozenset[str]:
    """The texts that formulas look for in sets: of an open set, only these matter."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Apply) and OPERATIONS[node.operation].takes == "set":
            found.update(OPERATIONS[node.operation].texts(*node.data))
    return frozenset(found)


def natural(kind: Type, texts: frozenset[str]) -> Any:
    """The whole domain of a field of this type; `texts` are those `mentioned`."""
    match kind.kind:
        case Kind.NUMBER:
            return (kind.low, kind.high)
        case Kind.FLAG:
            return (True, True)
        case Kind.DATE:
            return (date.min, date.max)
        case Kind.SET:
            if kind.choices is None:
                return (frozenset[str](), texts, MOST_TEXTS)
            return (frozenset[str](), frozenset(kind.choices), float(len(kind.choices)))
        case _:
            return None if kind.choices is None else frozenset(kind.choices)


def parts(kind: Type, domain: Any) -> list[Any]:
    """The domain in two or more parts; none where it cannot or need not be cut."""
    match kind.kind:
        case Kind.NUMBER:
            return _halves(*domain, whole=kind.whole)
        case Kind.FLAG:
            return [(True, False), (False, True)] if all(domain) else []
        case Kind.DATE:
            low, high = domain
            middle = low + timedelta(days=(high - low).days // 2)
            return [(low, middle), (middle + timedelta(days=1), high)] if low < high else []
        case Kind.SET:
            return _with_and_without(*domain)
        case _:
            return [frozenset({each}) for each in sorted(domain)] if len(domain or ()) > 1 else []


def _halves(low: float, high: float, *, whole: bool) -> list[tuple[float, float]]:
    if low >= high:
        return []
    middle = center(low, high)
    if whole:
        middle = math.floor(middle)
        return [(low, float(middle)), (float(middle + 1), high)]
    return [(low, middle), (middle, high)] if low < middle < high else []


def center(low: float, high: float) -> float:
    """Where a range is cut: in the middle, and a wide one at a middle order of magnitude."""
    if low < 0 < high:
        return 0.0
    sign, near, far = (1, low, high) if low >= 0 else (-1, -high, -low)
    if far <= FAR * max(near, 1.0):
        return sign * (near + (far - near) / 2)
    return sign * math.sqrt(max(near, 1.0)) * math.sqrt(far)


def _with_and_without(
    must: frozenset[str], may: frozenset[str], most: float
) -> list[tuple[frozenset[str], frozenset[str], float]]:
    open_ = sorted(may.difference(must))
    if not open_:
        return []
    first = frozenset({open_[0]})
    fewer = most if most == MOST_TEXTS else most - 1
    return [(must | first, may, most), (must, may - first, fewer)]


def is_single(kind: Type, domain: Any) -> bool:
    """Whether only one value is left."""
    match kind.kind:
        case Kind.NUMBER | Kind.DATE:
            return bool(domain[0] == domain[1])
        case Kind.FLAG:
            return not all(domain)
        case Kind.SET:
            must, may, most = domain
            return bool(may <= must and most <= len(must))
        case _:
            return domain is not None and len(domain) == 1


def samples(kind: Type, domain: Any) -> list[Any]:
    """A few single values in the domain, as domains: both ends, and a middle."""
    match kind.kind:
        case Kind.NUMBER:
            low, high = domain
            middle = center(low, high)
            middle = float(math.floor(middle)) if kind.whole else middle
            return [(each, each) for each in (low, high, min(max(middle, low), high))]
        case Kind.FLAG:
            return [each for each in ((True, False), (False, True)) if domain[each[1]]]
        case Kind.DATE:
            return [(domain[0], domain[0]), (domain[1], domain[1])]
        case Kind.SET:
            must, may, _ = domain
            return [(must, must, float(len(must))), (may, may, float(len(may)))]
        case _:
            return [frozenset({each}) for each in sorted(domain)] if domain else [domain]
