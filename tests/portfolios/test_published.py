"""Problems that were published because HiGHS had called them infeasible, and are not.

The reports are HiGHS#2204, #3090 and #3258. The first one prints its numbers, and is here (2025,
first jump-dev/HiGHS.jl#267): it decodes a surface code, that is, which few of 25 places explain the
parities that 12 checks have seen. #3090 (2026: 73 rows, 96 binary columns and 16 others) has its
numbers in a file beside the report, which was not to be had; the 22 columns of #3258 (2026) are one
binary and 21 continuous ones, which no selection is.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest

from evalcore.portfolios.engine import Engine
from evalcore.portfolios.model import Demand, Problem, Row
from evalcore.portfolios.solving import Limits, solve

pytest.importorskip("highspy", reason="the extra portfolio is not installed")

PLACES = 25
CHECKS = (
    (1, 2, 6, 7), (3, 4, 8, 9), (5, 6, 10, 11), (7, 8, 12, 13), (11, 12, 16, 17),
    (13, 14, 18, 19), (15, 16, 20, 21), (17, 18, 22, 23), (0, 1), (21, 22), (2, 3), (23, 24),
)  # fmt: skip
ODD = (1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1)  # what each check has seen


def surface_code() -> Problem:
    """As few places as there can be; each pair that a check does not see has a column."""
    rows, count = list[Row](), PLACES
    for number, (places, odd) in enumerate(zip(CHECKS, ODD, strict=True)):
        terms = dict.fromkeys(places, Fraction(1))
        pairs = range(count, count + len(places) // 2)
        terms |= dict.fromkeys(pairs, Fraction(-2))
        count += len(pairs)
        rows.append(Row(Demand("relation", f"r{number}"), terms, Fraction(odd), Fraction(odd)))
    values = (Fraction(-1),) * PLACES + (Fraction(0),) * (count - PLACES)
    return Problem(tuple(f"c{n:02}" for n in range(count)), values, tuple(rows))


def seen(places: tuple[int, ...]) -> tuple[int, ...]:
    """The parities that the checks would see."""
    return tuple(len({*check} & {*places}) % 2 for check in CHECKS)


@pytest.mark.parametrize("presolve", [True, False])
def test_the_surface_code_has_an_answer(presolve):
    problem = surface_code()
    found = solve(problem, Limits(), presolve=presolve)
    assert found.proved
    assert found.chosen is not None
    assert problem.allows(found.chosen)
    places = tuple(each for each in found.chosen if each < PLACES)
    assert (seen(places), problem.value(found.chosen)) == (ODD, -6)


def test_no_fewer_places_explain_what_was_seen():
    columns = [sum(1 << n for n, check in enumerate(CHECKS) if p in check) for p in range(PLACES)]
    wanted = sum(odd << n for n, odd in enumerate(ODD))
    for count in range(6):
        for places in combinations(columns, count):
            total = 0
            for each in places:
                total ^= each
            assert total != wanted
    assert Engine(few=0).best(surface_code()).value == -6
