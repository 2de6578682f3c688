"""Checks of aggregations: what every total across a slate has to keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from evalcore.testing.needed import needed

needed("hypothesis")

from hypothesis import strategies as st  # noqa: E402

from evalcore.extend.aggregations import Aggregating, Aggregation, Ends, Rows  # noqa: E402
from evalcore.extend.opaque import keyed  # noqa: E402
from evalcore.extend.settings import read_settings  # noqa: E402
from evalcore.testing.conformance import Results, run  # noqa: E402
from evalcore.testing.examples import Example  # noqa: E402
from evalcore.testing.importing import stop_where_timed  # noqa: E402
from evalcore.testing.registry import Check  # noqa: E402
from evalcore.testing.subjects import CheckFailed, Subject  # noqa: E402

_SCORES = st.sampled_from([0.0, 0.25, 0.5, 1.0]) | st.floats(0, 1)
_WEIGHTS = st.integers(1, 9).map(float)


def check_aggregation(
    aggregation: Aggregation,
    *,
    settings: Mapping[str, object] | None = None,
    examples: int = 50,
    raises: bool = False,
) -> Results:
    """Runs every check on an aggregation, over slates of up to six requests; see `check_policy`.

    `settings` stay as they are, the others are drawn from what `totals` declares.
    """
    stop_where_timed()
    subject = Subject(cast("Any", aggregation), settings=settings or {}, examples=examples)
    checks = (totals_are_in_range, order_of_requests_does_not_matter, bounds_hold)
    found = tuple(run(Check(each), subject) for each in checks)
    results = Results(aggregation.name, found, ("totals", "bounds"))
    if raises and not results.ok:
        raise CheckFailed(str(results))
    return results


def totals_are_in_range(example: Example) -> None:
    """Every request gets a total from the lowest to the highest that is declared."""
    rows, weights = _slate(example)
    _ends(example, rows, rows, weights)


def order_of_requests_does_not_matter(example: Example) -> None:
    """Requests in another order get the very same totals, to the last bit."""
    rows, weights = _slate(example)
    order = example.draw(st.permutations(range(len(rows))))
    totals = _ends(example, rows, rows, weights)
    turned = [rows[n] for n in order]
    again = _ends(example, turned, turned, weights)
    if [totals[n] for n in order] != again:
        example.shown["order"] = order
        example.fail(f"the totals {[totals[n][0] for n in order]} become {[t for t, _ in again]}")


def bounds_hold(example: Example) -> None:
    """Whatever any request's open scores come to, every total is within the bounds promised."""
    lows, weights = _slate(example)
    highs = [[max(low, example.draw(st.just(low) | _SCORES)) for low in row] for row in lows]
    ends = _ends(example, lows, highs, weights)
    pairs = [zip(*each, strict=True) for each in zip(lows, highs, strict=True)]
    scores = [[example.draw(_between(low, high)) for low, high in row] for row in pairs]
    example.shown |= {"highs": highs, "scores": scores}
    totals = _ends(example, scores, scores, weights)
    for (low, high), (total, _) in zip(ends, totals, strict=True):
        if not low <= total <= high:
            example.fail(f"the bounds are {low!r} to {high!r}, but the total may be {total!r}")


def _between(low: float, high: float) -> st.SearchStrategy[float]:
    return st.sampled_from([low, high]) | st.floats(low, high)


def _slate(example: Example) -> tuple[list[list[float]], list[float]]:
    """Scores, a row for each request, and weights."""
    weights = example.draw(st.lists(_WEIGHTS, min_size=1, max_size=4))
    row = st.lists(_SCORES, min_size=len(weights), max_size=len(weights))
    rows = example.draw(st.lists(row, min_size=1, max_size=6))
    example.shown |= {"scores": rows, "weights": weights}
    return rows, weights


def _ends(example: Example, lows: Rows, highs: Rows, weights: Sequence[float]) -> list[Ends]:
    aggregation = cast("Any", example.policy)
    if "settings" not in example.shown:
        example.settings()
    settings = read_settings(aggregation.settings, example.shown["settings"], [])
    plain, _ = keyed(aggregation.name, settings)
    ends, problem = Aggregating(aggregation, plain).ends(lows, highs, weights)
    if problem:
        example.fail(problem)
    return ends
