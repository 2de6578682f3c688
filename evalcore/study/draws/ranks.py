"""Ranks: who comes where in each draw, counted. Needs numpy.

Only whole numbers are counted, so it does not matter in which order they are added.
"""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy import float64, int64, intp, uint16
from numpy.typing import NDArray

Numbers = NDArray[float64]
Orders = NDArray[int64]
Counts = NDArray[int64]

DECIMALS = 1e9  # totals count to nine decimals, as in `Evaluator.rank`
MOST_SUMS = 255  # that a byte holds
MOST_RANKED = 5_000  # as two tables of them by them have to fit into memory; ranks into two bytes


def orders(states: NDArray[intp], totals: Numbers, verdicts: int) -> Orders:
    """Who comes first, second ... in each draw: one row a draw, with the numbers of initiatives.

    `states` and `totals` have one row an initiative, in the order of their ids, and one column a
    draw; states are places of verdicts, the undecided -1. By verdict, then total descending, then
    id; the undecided come last.
    """
    count, draws = states.shape
    bits = max(count - 1, 1).bit_length()
    place = np.where(states < 0, verdicts, states).astype(np.int64)
    below, span = _steps_below(totals)
    if (verdicts + 1) * span << bits >= 2**63:
        _, inverse = np.unique(below, return_inverse=True)
        below = inverse.reshape(count, draws).astype(np.int64)
        span = int(below.max()) + 1
    place *= span
    place += below
    place <<= bits
    place |= np.arange(count, dtype=np.int64)[:, None]
    keys = np.ascontiguousarray(place.T)
    keys.sort(axis=1)
    keys &= (1 << bits) - 1
    return keys


def _steps_below(totals: Numbers) -> tuple[Orders, int]:
    """How many steps each total is below the best one, unknown ones last; and how many there are.

    Steps of a billionth; of whatever differs where that would be too many for 64 bits.
    """
    rounded = np.rint(totals * DECIMALS)
    known = ~np.isnan(rounded)
    best = float(rounded[known].max()) if known.any() else 0.0
    worst = float(rounded[known].min()) if known.any() else 0.0
    if best - worst < 2**52:
        steps = best - rounded
        span = int(best - worst) + 2
    else:
        distinct, inverse = np.unique(-rounded, return_inverse=True)
        steps = inverse.reshape(totals.shape).astype(float)
        span = len(distinct) + 2
    steps[~known] = span - 1
    return steps.astype(np.int64), span


def rank_counts(order: Orders) -> Counts:
    """How often each initiative (row) has each rank (column)."""
    count = order.shape[1]
    cells = order * count + np.arange(count, dtype=int64)
    return np.bincount(cells.ravel(), minlength=count * count).reshape(count, count)


def add_pairs(order: Orders, before: Counts) -> None:
    """Adds, for each initiative (row), in how many draws it comes before each other (column)."""
    draws, count = order.shape
    places = np.arange(count, dtype=uint16)
    for start in range(0, draws, MOST_SUMS):
        part = order[start : start + MOST_SUMS]
        ranks = np.empty(part.shape, uint16)
        np.put_along_axis(ranks, part, np.broadcast_to(places, part.shape), axis=1)
        _add_pairs(ranks, before)


def _add_pairs(ranks: NDArray[uint16], before: Counts) -> None:
    """The same for a few draws. Those who never meet are told apart by their best and worst."""
    draws = len(ranks)
    best = cast("NDArray[uint16]", ranks.min(axis=0))
    worst = cast("NDArray[uint16]", ranks.max(axis=0))
    column = np.argsort(best, kind="stable")
    ranks = np.ascontiguousarray(ranks[:, column])
    ends = np.searchsorted(best[column], worst[column])
    for place, end in enumerate(map(int, ends)):
        start, one = place + 1, column[place]
        apart = max(start, end)
        before[one, column[apart:]] += draws
        won = ranks[:, place : place + 1] < ranks[:, start:apart]
        wins = won.view(np.uint8).sum(axis=0, dtype=np.uint8)
        others = column[start:apart]
        before[one, others] += wins
        before[others, one] += draws - wins.astype(np.int64)
