"""Slate: requests judged together, where a total depends on the scores of all of them.

Each is worked out alone, up to its scores; then an aggregation works out totals across the slate;
then each comes to its verdict. While a score is open, so are the totals of all: each lies within
bounds that hold whatever is filled in, in any of the requests.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from evalcore.extend.aggregations import Ends
from evalcore.extend.opaque import Answers
from evalcore.interpret.python import Compiled
from evalcore.judge.evaluation import Judged, evaluated
from evalcore.language.nodes import Across
from evalcore.rules.graph import Graph
from evalcore.written.errors import Complaint, InputError, listing, plural

NAMED = 3  # requests that a sentence names; the others are counted


def together(run: Compiled, alone: Sequence[Judged]) -> list[Judged]:
    """The same evaluations with totals from across; as they are where no total needs that."""
    graph = alone[0].graph if alone else None
    if graph is None or graph.across is None:
        return list(alone)
    rows = [Row.of(each) for each in alone]
    return [
        evaluated(graph, run, each.initiative, each.as_of, _answered(each, graph.across, *found))
        for each, found in zip(alone, across(graph.across, rows), strict=True)
    ]


@attrs.frozen
class Row:
    """Between which ends the scores of a request lie that have a weight, and their weights.

    `doubtful` where one of them may turn out to have no value, None where one has none for sure.
    """

    id: str
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    weights: tuple[float, ...]
    doubtful: bool | None

    @classmethod
    def of(cls, evaluation: Judged) -> Row:
        """The scores of an evaluation."""
        graph, known = evaluation.graph, evaluation.values
        counted = [each for each in graph.criteria if each.weight]
        places = [graph.places[each.score] for each in counted]
        spans = [(known[place], known[place], False) for place in places]
        if any(low is None for low, _, _ in spans):
            every = graph.spanning(evaluation.space.situation)
            spans = [
                span if span[0] is not None else every[place]
                for span, place in zip(spans, places, strict=True)
            ]
        outcomes = (evaluation.outcome(each.score) for each in counted)
        lost = any(each.value is None and not each.missing for each in outcomes)
        lows, highs, doubts = zip(*spans, strict=True)
        weights = tuple(float(each.weight or 0) for each in counted)
        return cls(evaluation.id, lows, highs, weights, None if lost else any(doubts))


def across(node: Across, rows: Sequence[Row]) -> list[tuple[Ends | None, str]]:
    """What each row gets: the ends of its total, None where it has none, and why that is so."""
    inside = [row for row in rows if row.doubtful is not None]
    open_ = [row.id for row in inside if row.lows != row.highs]
    ends, problem = [(node.low, node.high)] * len(inside), ""
    if inside and not any(row.doubtful for row in inside):
        lows, highs = [row.lows for row in inside], [row.highs for row in inside]
        ends, problem = node.call.ends(lows, highs, inside[0].weights)
    author = f"{node.name} {node.version}" + (f" of {node.origin}" if node.origin else "")
    waits = f"it waits for what is not known of {listing(sorted(open_), most=NAMED)}"
    others = f"judged together with {plural(len(inside) - 1, 'other request')}"
    said = iter(ends)
    found: list[tuple[Ends | None, str]] = []
    for row in rows:
        if row.doubtful is None:
            found.append((None, "one of the scores has no value"))
            continue
        low, high = next(said)
        why = f"{author}: {problem}" if problem else others if low == high else waits
        found.append(((low, high), why))
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


def refuse_slate(graph: Graph, what: str) -> None:
    """Raises `InputError` where totals come from across a slate, for what looks at one request."""
    if graph.across is not None:
        name = graph.ruleset.name
        problem = f"the total of {name} is by {graph.across.name}, across all requests: {what}"
        raise InputError(Complaint(problem, "a ruleset that judges each request by itself"))
