"""Keeping: requests that keep the relations between fields, out of requests that may not.

Numbers and dates that a relation bounds are moved to what the ones before them leave; what breaks
one all the same is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from evalcore.judge.possible import Space
from evalcore.judge.relations import Relations
from evalcore.request.initiative import read_initiative
from evalcore.rules.graph import Graph


def keeping(graph: Graph, request: Mapping[str, Any]) -> dict[str, Any]:
    """The request as a JSON document holds it, moved to where it keeps what it can."""
    if not graph.demanded:
        return dict(request)
    initiative = read_initiative(request, graph.fields).initiative
    bounded = [name for name in graph.fields if name in graph.bounded_names]
    now = initiative.situation.put(dict.fromkeys(bounded))
    found = dict(request)
    for name in bounded:
        value = initiative.situation.values[name]
        ends = Space(graph, now).left(now).get(name)
        if value is None or ends is None:
            continue
        low, high = ends
        now = now.put({name: min(max(value, low), high)})
        if not low <= value <= high:
            found[name] = _as_written(now.values[name], whole=graph.fields[name].whole)
    return found


def keeps(graph: Graph, request: Mapping[str, Any]) -> bool:
    """Whether a request would be judged."""
    broken = Relations(graph).broken(read_initiative(request, graph.fields).initiative)
    return all(each.warns for each in broken)


def _as_written(value: object, *, whole: bool) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return int(cast("float", value)) if whole else value
