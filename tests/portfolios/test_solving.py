"""HiGHS: equal to enumeration, believed only where it is checked, and silent."""

from __future__ import annotations

import random
import subprocess
import sys
from fractions import Fraction

import attrs
import pytest
from selections import brute_force, drawing, instance

from evalcore.portfolios import enumerating, solving
from evalcore.portfolios.engine import Engine
from evalcore.portfolios.model import TIE, Demand, Problem, Row
from evalcore.portfolios.solving import Found, Limits

pytest.importorskip("highspy", reason="the extra portfolio is not installed")

SOLVER = Engine(few=0)


@pytest.mark.parametrize("seed", range(150))
def test_the_best_and_its_ties_are_those_of_brute_force(seed):
    rng = drawing(seed)
    problem = instance(rng, rng.randint(1, 9))
    value, ties = brute_force(problem)
    best = SOLVER.best(problem)
    assert best.proved
    if value is None:
        assert best.impossible
        return
    best = SOLVER.improved(problem, best)
    assert abs(best.value - value) <= TIE
    assert problem.allows(best.chosen)
    found = SOLVER.ties(problem, best, 12)
    if found.complete:
        assert list(found.listed) == ties[:12]
    else:
        assert len(ties) > 12
        assert set(found.listed) <= set(ties)
        assert found.listed[0] == ties[0]


def planted(rng: random.Random, count: int, rows: int) -> tuple[Problem, tuple[int, ...]]:
    """A problem of equations and bounds that one selection keeps, with next to no slack."""
    chosen = tuple(n for n in range(count) if rng.random() < 0.5)
    made: list[Row] = []
    for number in range(rows):
        terms = {n: Fraction(rng.randint(-60, 60)) for n in range(count)}
        total = sum((terms[n] for n in chosen), Fraction(0))
        made.append(Row(Demand("relation", f"r{number}"), terms, total - rng.randint(0, 2), total))
    values = tuple(Fraction(rng.randint(1, 60)) for _ in range(count))
    return Problem(tuple(f"R{n:02}" for n in range(count)), values, tuple(made)), chosen


@pytest.mark.parametrize("seed", range(60))
def test_no_feasible_problem_is_called_infeasible(seed):
    rng = drawing(seed)
    problem, chosen = planted(rng, rng.randint(12, 18), rng.randint(6, 12))
    assert problem.allows(chosen)
    found = solving.solve(problem, Limits())
    assert found.chosen is not None
    assert problem.allows(found.chosen)
    assert problem.value(found.chosen) == enumerating.best(problem)[0]


def small() -> Problem:
    terms = {0: Fraction(2), 1: Fraction(3), 2: Fraction(4)}
    rows = (Row(Demand("capacity", "c"), terms, high=Fraction(6)),)
    return Problem(("a", "b", "c"), (Fraction(2), Fraction(3), Fraction(4)), rows)


def test_infeasible_is_not_believed_on_one_run(monkeypatch):
    asked: list[bool] = []
    run = solving._run

    def wrong_with_presolve(problem, limits, *, presolve):
        asked.append(presolve)
        return Found(None, None, proved=True) if presolve else run(problem, limits, presolve=False)

    monkeypatch.setattr(solving, "_run", wrong_with_presolve)
    assert solving.solve(small(), Limits()).chosen == (0, 2)
    assert asked == [True, False, False]


def test_infeasible_is_not_believed_without_the_second_model(monkeypatch):
    monkeypatch.setattr(solving, "_run", lambda *_, **__: Found(None, None, proved=True))
    found = solving.solve(small(), Limits())
    assert not found.proved or found.chosen is not None
    assert found.chosen is None or small().allows(found.chosen)


def test_a_selection_that_rounding_has_let_through_is_told_to_the_solver(monkeypatch):
    given = [Found((1, 2), 7.0, proved=True)]
    run = solving._run

    def once_wrong(problem, limits, *, presolve):
        return given.pop() if given else run(problem, limits, presolve=presolve)

    monkeypatch.setattr(solving, "_run", once_wrong)
    found = solving.solve(small(), Limits())
    assert (found.chosen, found.proved) == ((0, 2), True)


def test_amounts_that_differ_in_the_twelfth_digit_are_told_apart():
    terms = {0: Fraction(1), 1: Fraction(1)}
    high = Fraction(2) - Fraction(1, 10**12)
    row = Row(Demand("capacity", "c"), terms, high=high)
    problem = Problem(("a", "b"), (Fraction(1), Fraction(2)), (row,))
    assert SOLVER.best(problem).chosen == (1,)
    exact = Problem(problem.ids, problem.values, (attrs.evolve(row, high=Fraction(2)),))
    assert SOLVER.best(exact).chosen == (0, 1)


def test_a_limit_in_nodes_leaves_a_gap():
    rng = drawing(5)
    values = tuple(Fraction(rng.randint(10**5, 10**6), 10**6) for _ in range(60))
    rows = []
    for number in range(30):
        terms = {n: Fraction(rng.randint(1, 60)) for n in range(60)}
        rows.append(Row(Demand("capacity", f"c{number}"), terms, high=sum(terms.values()) / 3))
    problem = Problem(tuple(f"R{n:02}" for n in range(60)), values, tuple(rows))
    best = Engine(nodes=1).best(problem)
    assert not best.proved
    assert problem.allows(best.chosen)
    assert 0 < best.gap < 1


def test_the_first_solver_of_a_process_prints_nothing():
    code = (
        "from fractions import Fraction as F\n"
        "from evalcore.portfolios.model import *\n"
        "from evalcore.portfolios.engine import Engine\n"
        "row = Row(Demand('capacity', 'c'), {0: F(1)}, high=F(1))\n"
        "problem = Problem(('a',), (F(1),), (row,))\n"
        "print(Engine(few=0).best(problem).chosen)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("(0,)\n", "")


def test_others_in_the_process_may_use_more_threads():
    code = (
        "import highspy\n"
        "other = highspy.Highs()\n"
        "other.setOptionValue('output_flag', False)\n"
        "other.setOptionValue('threads', 2)\n"
        "other.addVar(0, 1)\n"
        "other.changeColIntegrality(0, highspy.HighsVarType.kInteger)\n"
        "other.run()\n"
        "from fractions import Fraction as F\n"
        "from evalcore.portfolios.model import *\n"
        "from evalcore.portfolios.engine import Engine\n"
        "row = Row(Demand('capacity', 'c'), {0: F(1), 1: F(1)}, high=F(1))\n"
        "problem = Problem(('a', 'b'), (F(1), F(2)), (row,))\n"
        "print(Engine(few=0).best(problem).chosen)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "(1,)"
