"""Slate: requests judged together, where a total depends on the scores of all of them.

Each is worked out alone, up to its scores; then an aggregation works out totals across the slate;
then each comes to its verdict. While a score is open, so are the totals of all: each lies within
bounds that hold whatever is filled in, in any of the requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs

from evalcore.extend.aggregations import Ends
from evalcore.extend.opaque import Answers
from evalcore.interpret.python import Compiled
from evalcore.interpret.trace import Trace
from evalcore.judge.evaluation import Judged, evaluated
from evalcore.judge.possible import Space
from evalcore.language.nodes import Across
from evalcore.request.situation import Situation
from evalcore.rules.graph import Graph
from evalcore.written.errors import Complaint, InputError, listing, plural

NAMED = 3  # requests that a sentence names; the others are counted


def together(run: Compiled, alone: Sequence[Judged]) -> list[Judged]:
    """The same evaluations with totals from across; as they are where no total needs that."""
    graph = alone[0].graph if alone else None
    if graph is None or graph.across is None:
        return list(alone)
    node, rows, day = graph.across, [*map(row_of, alone)], alone[0].as_of
    return [
        evaluated(graph, run, each.initiative, each.as_of, _answered(each, node, *found))
        for each, found in zip(alone, across(graph, rows, as_of=day), strict=True)
    ]


@attrs.frozen
class Row:
    """Between which ends each score of a request lies.

    `doubts` says of each whether it may turn out to have no value; None where it has none for sure.
    """

    id: str
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    doubts: tuple[bool | None, ...]


def row_of(evaluation: Judged) -> Row:
    """The scores of an evaluation."""
    graph = evaluation.graph
    scores = [evaluation.values[graph.places[each.score]] for each in graph.criteria]
    return row_in(graph, evaluation.situation, scores, evaluation.id)


def row_in(graph: Graph, now: Situation, scores: Sequence[float | None], name: str) -> Row:
    """The scores in a situation, of which those that are None are open there."""
    if None not in scores:
        known: Any = tuple(scores)
        return Row(name, known, known, (False,) * len(known))
    spans, trace = graph.spanning(Space(graph, now).situation), Trace(now, graph.named)
    found: list[tuple[float, float, bool | None]] = []
    for each, score in zip(graph.criteria, scores, strict=True):
        low, high, doubt = spans[graph.places[each.score]]
        if score is not None:
            low, high, doubt = score, score, False
        elif not trace.outcome(each.score).missing:
            doubt = None
        found.append((low, high, doubt))
    lows, highs, doubts = zip(*found, strict=True)
    return Row(name, lows, highs, doubts)


def across(
    graph: Graph,
    rows: Sequence[Row],
    weights: Sequence[float] | None = None,
    as_of: date | None = None,
) -> list[tuple[Ends | None, str]]:
    """What each row gets: the ends of its total, None where it has none, and why that is so.

    By the weights of the criteria on a day, where no others are given.
    """
    node = graph.across
    assert node is not None  # noqa: S101 - asked of rulesets that have one
    own = graph.days.weights(as_of) if weights is None else ()
    given = [weight or 0 for weight, _ in own] if weights is None else weights
    columns = [n for n, weight in enumerate(given) if weight]
    lost = [any(row.doubts[n] is None for n in columns) for row in rows]
    inside = [row for row, out in zip(rows, lost, strict=True) if not out]
    ends, problem = [(node.low, node.high)] * len(inside), ""
    if not any(row.doubts[n] for row in inside for n in columns):
        lows = [[row.lows[n] for n in columns] for row in inside]
        highs = [[row.highs[n] for n in columns] for row in inside]
        ends, problem = node.call.ends(lows, highs, [float(given[n]) for n in columns])
    author = f"{node.name} {node.version}" + (f" of {node.origin}" if node.origin else "")
    open_ = [row.id for row in inside if any(row.lows[n] != row.highs[n] for n in columns)]
    waits = f"it waits for what is not known of {listing(sorted(open_), most=NAMED)}"
    others = f"judged together with {plural(len(inside) - 1, 'other request')}"
    said, found = iter(ends), list[tuple[Ends | None, str]]()
    for out in lost:
        low, high = (node.low, node.high) if out else next(said)
        why = f"{author}: {problem}" if problem else others if low == high else waits
        found.append((None, "one of its scores has no value") if out else ((low, high), why))
    return found


def _answered(alone: Judged, node: Across, ends: Ends | None, why: str) -> Answers:
    answers, value = alone.answers, None
    if ends is not None and ends[0] == ends[1]:
        value, ends = ends[0], None
    return attrs.evolve(
        answers,
        values={**answers.values, node.key: value},
        problems={**answers.problems, node.key: why},
        ranges={} if ends is None else {node.key: ends},
    )


def check_alone(graph: Graph, what: str) -> None:
    """Raises `InputError` where a total depends on other requests, for what looks at one alone."""
    if graph.across is not None:
        total = f"the total of {graph.ruleset.name}, by {graph.across.name}"
        problem = f"{total}, depends on other requests; {what} looks at one alone"
        raise InputError(Complaint(problem, "a total that does not depend on other requests"))
