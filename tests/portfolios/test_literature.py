"""Known optima of the literature: the first problems of `mknap1` in the OR-Library.

C. C. Petersen, "Computational experience with variants of the Balas algorithm applied to the
selection of R&D projects", Management Science 13, 1967; J. E. Beasley, OR-Library, 1990. The values
are facts: projects, what each costs in ten budgets, and the best that there is.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from evalcore.portfolios.engine import Engine
from evalcore.portfolios.model import Demand, Problem, Row

PETERSEN = {
    "3800": """
100 600 1200 2400 500 2000
8 12 13 64 22 41
8 12 13 75 22 41
3 6 4 18 6 4
5 10 8 32 6 12
5 13 8 42 6 20
5 13 8 48 6 20
0 0 0 0 8 0
3 0 4 0 8 0
3 2 4 0 8 4
3 2 4 8 8 4
80 96 20 36 44 48 10 18 22 24
""",
    "8706.1": """
600.1 310.5 1800 3850 18.6 198.7 882 4200 402.5 327
20 5 100 200 2 4 60 150 80 40
20 7 130 280 2 8 110 210 100 40
60 3 50 100 4 2 20 40 6 12
60 8 70 200 4 6 40 70 16 20
60 13 70 250 4 10 60 90 20 24
60 13 70 280 4 10 70 105 22 28
5 2 20 100 2 5 10 60 0 0
45 14 80 180 6 10 40 100 20 0
55 14 80 200 6 10 50 140 30 40
65 14 80 220 6 10 50 180 30 50
450 540 200 360 440 480 200 360 440 480
""",
    "4015": """
100 220 90 400 300 400 205 120 160 580 400 140 100 1300 650
8 24 13 80 70 80 45 15 28 90 130 32 20 120 40
8 44 13 100 100 90 75 25 28 120 130 32 40 160 40
3 6 4 20 20 30 8 3 12 14 40 6 3 20 5
5 9 6 40 30 40 16 5 18 24 60 16 11 30 25
5 11 7 50 40 40 19 7 18 29 70 21 17 30 25
5 11 7 55 40 40 21 9 18 29 70 21 17 35 25
0 0 1 10 4 10 0 6 0 6 32 3 0 70 10
3 4 5 20 14 20 6 12 10 18 42 9 12 100 20
3 6 9 30 29 20 12 12 10 30 42 18 18 110 20
3 8 9 35 29 20 16 15 10 30 42 20 18 120 20
550 700 130 240 280 310 110 205 260 275
""",
}


def problem(text: str) -> Problem:
    values, *costs, budgets = [
        list(map(Fraction, line.split())) for line in text.split("\n") if line
    ]
    rows = tuple(
        Row(Demand("capacity", f"b{n}"), dict(enumerate(cost)), high=budget)
        for n, (cost, budget) in enumerate(zip(costs, budgets, strict=True))
    )
    return Problem(tuple(f"P{n:02}" for n in range(len(values))), tuple(values), rows)


@pytest.mark.parametrize("engine", [Engine(), Engine(few=0)], ids=["enumerated", "solved"])
@pytest.mark.parametrize("best", PETERSEN)
def test_the_known_optimum_is_reached(best, engine):
    if engine.few == 0:
        pytest.importorskip("highspy", reason="the extra portfolio is not installed")
    found = engine.best(problem(PETERSEN[best]))
    assert (found.value, found.proved) == (Fraction(best), True)
