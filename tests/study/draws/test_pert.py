"""PERT: moments and quantiles as theory has them."""

from __future__ import annotations

from statistics import fmean, pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore.study.draws import Pert
from study.draws.seeds import seeded

COUNT = 20_000
FARTHEST = 1.63 / COUNT**0.5  # from the distribution: 1 % of all seeds (Kolmogorov and Smirnov)

# Beta distributions with whole shapes have polynomials as distribution functions.
KNOWN = {
    (0.0, 0.0, 1.0): lambda x: 1 - (1 - x) ** 5,
    (0.0, 0.25, 1.0): lambda x: 1 - (1 - x) ** 5 - 5 * x * (1 - x) ** 4,
    (0.0, 0.5, 1.0): lambda x: x**3 * (10 - 15 * x + 6 * x**2),
    (0.0, 0.75, 1.0): lambda x: x**5 + 5 * x**4 * (1 - x),
    (0.0, 1.0, 1.0): lambda x: x**5,
}


@pytest.mark.parametrize("ends", KNOWN, ids=str)
def test_draws_are_distributed_as_the_beta_distribution(ends):
    low, likely, high = ends
    for scale, offset in ((1.0, 0.0), (4000.0, -500.0)):
        stretched = Pert(*(offset + scale * each for each in (low, likely, high)))
        drawn = sorted(stretched.draws(seeded(7), COUNT))
        function = KNOWN[ends]
        apart = [
            abs(function((x - offset) / scale) - (n + 0.5) / COUNT) for n, x in enumerate(drawn)
        ]
        assert max(apart) < FARTHEST


@pytest.mark.parametrize(
    ("ends", "mean", "variance"),
    [
        ((0, 3, 6), 3, 9 / 7),
        ((0, 0, 6), 1, 5 / 7),
        ((900, 2600, 3600), 14900 / 6, (14900 / 6 - 900) * (3600 - 14900 / 6) / 7),
    ],
)
def test_the_moments_are_those_of_the_method(ends, mean, variance):
    pert = Pert(*ends)
    assert pert.mean == pytest.approx(mean)
    assert pert.variance == pytest.approx(variance)
    drawn = pert.draws(seeded(1), COUNT)
    assert fmean(drawn) == pytest.approx(mean, abs=4 * (variance / COUNT) ** 0.5)
    assert pvariance(drawn) == pytest.approx(variance, rel=0.05)


def test_the_shapes_add_up_to_six_and_have_the_mode_where_it_is_likely():
    up, down = Pert(10, 30, 90).shapes
    assert (up, down) == (2, 4)
    assert 10 + 80 * (up - 1) / (up + down - 2) == 30


def test_without_a_range_there_is_one_value_and_nothing_is_drawn():
    random = seeded(1)
    state = random.getstate()
    assert Pert(5, 5, 5).draws(random, 3) == [5, 5, 5]
    assert random.getstate() == state
    assert (Pert(5, 5, 5).mean, Pert(5, 5, 5).variance) == (5, 0)


def test_the_same_seed_gives_the_same_values_on_every_machine():
    # Written down: a machine that comes to others breaks the promise.
    assert Pert(900, 2600, 3600).draws(seeded(1), 3) == FIRST


FIRST = [2962.191471236858, 2237.674735148241, 2659.3010263514598]

numbers = st.floats(-1e9, 1e9)


@given(st.lists(numbers, min_size=3, max_size=3), st.integers(0, 2**53))
def test_no_value_is_beyond_the_ends(ends, seed):
    low, likely, high = sorted(ends)
    assert all(low <= each <= high for each in Pert(low, likely, high).draws(seeded(seed), 20))
