"""TOPSIS: how near a request is to the best scores of its slate, against how near to the worst.

The technique for order preference by similarity to ideal solution (C.-L. Hwang and K. Yoon,
Multiple Attribute Decision Making, 1981), with vector normalisation. All scores rise: more is
better.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt

from evalcore import Aggregation, hookimpl

Numbers = Sequence[float]
Rows = Sequence[Numbers]
Ends = tuple[float, float]

SAME = 0.5  # the total of all where nothing varies
DIGITS = 9  # scores that are equal to so many decimals do not vary by the noise of their last bits
SLACK = 1e-12  # by which rounding may move a total beyond its bounds


def topsis(scores: Rows, weights: Numbers) -> list[float]:
    """The relative closeness of each row to the ideal, from 0 (the worst in all) to 1 (the best).

    Each column is divided by its length as a vector and weighted; the ideal has the highest of each
    column, its opposite the lowest. A column that does not vary counts for nobody.
    """
    from_best: list[Numbers] = []
    from_worst: list[Numbers] = []
    for column, weight in zip(_columns(scores), weights, strict=True):
        length = sqrt(fsum(each * each for each in column)) or 1.0
        weighed = [weight * each / length for each in column]
        best, worst = max(weighed), min(weighed)
        from_best.append([best - each for each in weighed])
        from_worst.append([each - worst for each in weighed])
    return [*map(_closeness, _distances(from_worst), _distances(from_best))]


def bounds(lows: Rows, highs: Rows, weights: Numbers) -> list[Ends]:
    """Between which ends the closeness of each row lies, for all scores from lows to highs.

    Each distance has ends of its own in each column: sound for all of them together, and wider than
    they can be at once. A share of a column rises with the row's own score alone.
    """
    from_best: tuple[list[Numbers], ...] = ([], [])
    from_worst: tuple[list[Numbers], ...] = ([], [])
    for low, high, weight in zip(_columns(lows), _columns(highs), weights, strict=True):
        least = [weight * _share(low, high, row) for row in range(len(low))]
        most = [weight * _share(high, low, row) for row in range(len(low))]
        for end, (own, other) in enumerate(((most, least), (least, most))):
            gaps = zip(_of_others(other, highest=True), own, strict=True)
            from_best[end].append([max(0.0, best - each) for best, each in gaps])
            gaps = zip(other, _of_others(own, highest=False), strict=True)
            from_worst[end].append([max(0.0, each - worst) for each, worst in gaps])
    near_best, far_best = map(_distances, from_best)
    near_worst, far_worst = map(_distances, from_worst)
    found = zip(
        map(_closeness, near_worst, far_best), map(_closeness, far_worst, near_best), strict=True
    )
    return [(max(0.0, low - SLACK), min(1.0, high + SLACK)) for low, high in found]


def _columns(rows: Rows) -> list[list[float]]:
    return [[round(each, DIGITS) for each in column] for column in zip(*rows, strict=True)]


def _share(own: Numbers, others: Numbers, row: int) -> float:
    """A row's share of the length of a column in which the others have other scores."""
    squares = [each * each for place, each in enumerate(others) if place != row]
    return own[row] / (sqrt(fsum([own[row] * own[row], *squares])) or 1.0)


def _of_others(numbers: Numbers, *, highest: bool) -> list[float]:
    """For each row, the highest or lowest number of the other rows; its own where it is alone."""
    if len(numbers) == 1:
        return list(numbers)
    ordered = sorted(numbers, reverse=highest)
    return [ordered[1] if each == ordered[0] else ordered[0] for each in numbers]


def _distances(columns: Sequence[Numbers]) -> list[float]:
    """The Euclidean distance of each row, from its distance in each column."""
    return [sqrt(fsum(each * each for each in row)) for row in zip(*columns, strict=True)]


def _closeness(to_worst: float, to_best: float) -> float:
    whole = to_worst + to_best
    return to_worst / whole if whole else SAME


@hookimpl
def evalcore_aggregations() -> list[Aggregation]:
    """TOPSIS; it takes no settings."""
    return [Aggregation("topsis", topsis, bounds, version="1")]
