"""TOPSIS: equal to a table in a book, fair in its edge cases, and bounded."""

from __future__ import annotations

import pytest
from evalcore_topsis import SAME, bounds, topsis

from evalcore import discover
from evalcore.testing import check_aggregation


def test_it_is_the_table_of_hwang_and_yoon():
    """The fighter aircraft of C.-L. Hwang and K. Yoon, Multiple Attribute Decision Making, 1981.

    Speed, range, payload, cost, reliability, manoeuvrability. The less a column of costs, the
    better: turned round, it rises. The book rounds on the way: it has 0.0920 / (0.0580 + 0.0920)
    as 0.613 for the third.
    """
    aircraft = [
        [2.0, 1500, 20_000, -5.5, 5, 9],
        [2.5, 2700, 18_000, -6.5, 3, 5],
        [1.8, 2000, 21_000, -4.5, 7, 7],
        [2.2, 1800, 20_000, -5.0, 5, 5],
    ]
    totals = topsis(aircraft, [0.2, 0.1, 0.1, 0.1, 0.2, 0.3])
    assert totals == pytest.approx([0.643, 0.268, 0.613, 0.312], abs=1e-3)


def test_only_the_proportion_of_weights_matters():
    rows = [[0.2, 0.9], [0.7, 0.1], [0.5, 0.5]]
    assert topsis(rows, [2, 1]) == pytest.approx(topsis(rows, [0.5, 0.25]))
    assert topsis(rows, [2, 1]) != pytest.approx(topsis(rows, [1, 2]))


def test_a_column_that_does_not_vary_counts_for_nobody():
    rows, other = [[0.2, 0.4], [0.7, 0.4]], [[0.2, 0.9], [0.7, 0.9]]
    assert topsis(rows, [1, 5]) == topsis(other, [1, 5]) == [0.0, 1.0]
    noise = [[0.2, 0.1 + 0.2], [0.2, 0.3]]
    assert topsis(noise, [1, 1]) == [SAME, SAME]


@pytest.mark.parametrize("rows", [[[0.3]], [[0.3, 0.9]] * 3, [[0.0, 0.0]] * 2])
def test_where_nothing_varies_all_get_the_same(rows):
    assert topsis(rows, [1.0] * len(rows[0])) == [SAME] * len(rows)


def test_bounds_of_what_is_known_are_next_to_the_total():
    rows = [[0.2, 0.9], [0.7, 0.1], [0.5, 0.5]]
    for (low, high), total in zip(bounds(rows, rows, [2, 1]), topsis(rows, [2, 1]), strict=True):
        assert low <= total <= high
        assert high - low < 1e-9


def test_bounds_say_something_while_a_score_is_open():
    lows, highs = [[0.9, 0.2], [0.1, 0.1], [0.5, 0.3]], [[0.9, 0.2], [0.1, 0.1], [0.5, 0.4]]
    first, second, third = bounds(lows, highs, [3, 1])
    assert first[0] > third[1] > third[0] > second[1]


def test_it_keeps_what_every_aggregation_has_to():
    check_aggregation(discover().aggregation("topsis"), examples=300, raises=True)
