"""Solving: the best selections of many requests, by HiGHS, and nothing that it says on trust.

A selection that it finds is checked in exact fractions; where rounding has let one through that is
not allowed, the row that it breaks is told to it, and it is asked again. "Infeasible" is believed
only once a run without presolve and a second model, which minimises what is broken, say so, too
(it has called feasible problems of 22 columns infeasible). One thread, one seed and a limit in
nodes: the answer does not depend on the machine.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import accumulate
from typing import Any

import attrs

from evalcore.portfolios.model import Problem, Row, Selection
from evalcore.written.errors import EvalcoreError
from evalcore.written.extras import library

NODES = 200_000  # of a branch-and-bound tree, at most
MOST_ROUNDS = 200  # of telling it a row that it has broken
_FINE = 1e-9  # by which a row or a whole number may be off
_SCALED = 10**7  # up to which values in whole numbers are left as they are
_UNIT = 1e4  # a value of 1 in the objective, where values are no whole numbers: 1e-9 is seen there
_ROOM = 1e-10  # of an end, so that rounding shuts nobody out


@attrs.frozen
class Found:
    """What a run came to: the best selection so far, and a bound on what any is worth.

    `proved` says that none is better; without a selection, that none is allowed.
    """

    chosen: Selection | None
    bound: float | None
    proved: bool


class SolverError(EvalcoreError):
    """HiGHS has ended with an error."""


@attrs.frozen
class Limits:
    """How long it may take: `until` is a time of the monotonic clock, None is no guard at all."""

    nodes: int = NODES
    until: float | None = None

    @property
    def seconds(self) -> float | None:
        """What is left of the time."""
        return None if self.until is None else max(self.until - time.monotonic(), 0.01)


def solve(problem: Problem, limits: Limits, *, presolve: bool = True) -> Found:
    """The best selection. Raises `InputError` where HiGHS is not installed."""
    cuts: list[Row] = []
    for _ in range(MOST_ROUNDS):
        asked = problem.under(*cuts)
        found = _run(asked, limits, presolve=presolve)
        if found.chosen is None:
            if not found.proved or _is_impossible(asked, limits):
                return found
            second = _elastic(asked, limits)
            if second.chosen is None or not problem.allows(second.chosen):
                return Found(None, None, proved=second.proved and second.chosen is None)
            presolve = False
            found = _run(asked, limits, presolve=False)
            if found.chosen is None:
                return Found(second.chosen, None, proved=False)
        broken = problem.broken(found.chosen)
        if not broken:
            return found
        cuts += [_cover(each, found.chosen, len(problem.ids)) for each in broken]
    return Found(None, None, proved=False)


def _is_impossible(problem: Problem, limits: Limits) -> bool:
    """Whether a run without presolve and a second model agree that no selection is allowed."""
    again = _run(problem, limits, presolve=False)
    if again.chosen is not None or not again.proved:
        return False
    second = _elastic(problem, limits)
    return second.proved and second.chosen is None


def _cover(row: Row, chosen: Sequence[int], count: int) -> Row:
    """What no allowed selection does, of a row that one breaks: choose all of these again.

    Where terms of others could mend it, it is this very selection that is forbidden.
    """
    one = Fraction(1)
    if row.low is None and all(term >= 0 for term in row.terms.values()):
        inside = [each for each in chosen if each in row.terms]
        return Row(row.demand, dict.fromkeys(inside, one), high=Fraction(len(inside) - 1))
    return forbid(row, chosen, count)


def forbid(row: Row, chosen: Sequence[int], count: int) -> Row:
    """The row that forbids one selection of so many requests."""
    inside = set(chosen)
    terms = {n: Fraction(1 if n in inside else -1) for n in range(count)}
    return Row(row.demand, terms, high=Fraction(len(inside) - 1))


def _run(problem: Problem, limits: Limits, *, presolve: bool) -> Found:
    costs, exact = _costs(problem)
    rows = list(_rows(problem.rows))
    if any(not terms and (low > 0 or high < 0) for terms, low, high in rows):
        return Found(None, None, proved=True)
    rows = [each for each in rows if each[0]]
    solver = _solver()
    if limits.seconds is not None:
        solver.setOptionValue("time_limit", limits.seconds)
    solver.setOptionValue("mip_max_nodes", limits.nodes)
    solver.setOptionValue("presolve", "on" if presolve else "off")
    _pass(solver, costs, rows, upper=[1.0] * len(costs), whole=[True] * len(costs))
    return _answer(solver, len(costs), 1.0 if exact else _UNIT)


def _elastic(problem: Problem, limits: Limits) -> Found:
    """The selection that breaks the rows least; none where every one breaks some."""
    count = len(problem.ids)
    costs, upper, whole = [0.0] * count, [1.0] * count, [True] * count
    rows: list[tuple[dict[int, float], float, float]] = []
    for given, low, high in _rows(problem.rows):
        size = max(map(abs, given.values()), default=1.0)
        slack, terms = len(costs), {place: term / size for place, term in given.items()}
        costs.append(-1.0)
        upper.append(float("inf"))
        whole.append(False)
        if high < float("inf"):
            rows.append(({**terms, slack: -1.0}, -float("inf"), high / size))
        if low > -float("inf"):
            rows.append(({**terms, slack: 1.0}, low / size, float("inf")))
    solver = _solver()
    if limits.seconds is not None:
        solver.setOptionValue("time_limit", limits.seconds)
    solver.setOptionValue("mip_max_nodes", limits.nodes)
    _pass(solver, costs, rows, upper, whole)
    found = _answer(solver, count, 1.0)
    if found.chosen is None or problem.allows(found.chosen):
        return found
    # What is broken least is broken still: nothing is allowed, unless by less than rounding.
    impossible = found.proved and found.bound is not None and found.bound < -_FINE
    return Found(None, None, proved=impossible)


def _costs(problem: Problem) -> tuple[list[float], bool]:
    """What each is worth in the objective, and whether that is in whole numbers."""
    values, scale = problem.scaled_values
    if scale == 1 and max(map(abs, values), default=0) <= _SCALED:
        return [float(each) for each in values], True
    return [float(each) * _UNIT for each in problem.values], False


def _rows(rows: Iterable[Row]) -> Iterator[tuple[dict[int, float], float, float]]:
    """The rows in floats: in whole numbers where these are not too large, else on one scale."""
    for row in rows:
        terms, low, high = row.whole
        size = max(map(abs, terms.values()), default=1)
        scale = 1.0 if size <= _SCALED else 1e4 / size
        ends = [
            -float("inf") if low is None else low * scale - abs(low * scale) * _ROOM,
            float("inf") if high is None else high * scale + abs(high * scale) * _ROOM,
        ]
        yield {place: term * scale for place, term in terms.items()}, ends[0], ends[1]


def _pass(
    solver: Any,
    costs: Sequence[float],
    rows: Sequence[tuple[dict[int, float], float, float]],
    upper: Sequence[float],
    whole: Sequence[bool],
) -> None:
    highspy = _highspy()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(costs), len(rows)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = list(costs)
    model.col_lower_ = [0.0] * len(costs)
    model.col_upper_ = list(upper)
    model.row_lower_ = [low for _, low, _ in rows]
    model.row_upper_ = [high for _, _, high in rows]
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.num_col_, matrix.num_row_ = len(costs), len(rows)
    matrix.start_ = [0, *accumulate(len(terms) for terms, _, _ in rows)]
    matrix.index_ = [n for terms, _, _ in rows for n in sorted(terms)]
    matrix.value_ = [terms[n] for terms, _, _ in rows for n in sorted(terms)]
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kInteger if each else kinds.kContinuous for each in whole]
    _check(solver.passModel(model), "the model")


def _answer(solver: Any, count: int, unit: float) -> Found:
    highspy = _highspy()
    statuses = highspy.HighsModelStatus
    status, model = solver.run(), solver.getModelStatus()
    if status == highspy.HighsStatus.kError and model == statuses.kNotset:
        # Somebody else in this process has made it work with another number of threads.
        solver.resetGlobalScheduler(True)  # noqa: FBT003 - as it is declared
        status, model = solver.run(), solver.getModelStatus()
    infeasible = (statuses.kInfeasible, statuses.kUnboundedOrInfeasible)
    if status == highspy.HighsStatus.kError or model in (statuses.kSolveError, statuses.kNotset):
        raise SolverError(f"HiGHS has ended with an error: {solver.modelStatusToString(model)}")
    if model in infeasible:
        return Found(None, None, proved=True)
    info = solver.getInfo()
    bound = float(info.mip_dual_bound) / unit
    known = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if not known:
        return Found(None, bound, proved=False)
    values = solver.getSolution().col_value[:count]
    chosen = tuple(n for n, value in enumerate(values) if value > 0.5)
    return Found(chosen, bound, proved=model == statuses.kOptimal)


def _check(status: Any, what: str) -> None:
    if status == _highspy().HighsStatus.kError:
        raise SolverError(f"HiGHS has refused {what}")


def _highspy() -> Any:
    use = "choosing among more than 20 requests"
    return library("highspy", extra="portfolio", use=use, called="HiGHS (highspy)")


def _solver() -> Any:
    """A solver with one thread that prints nothing and stops at no gap but the smallest."""
    highspy = _highspy()
    with _quiet():
        solver = highspy.Highs()
    options = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": _FINE,
        "mip_feasibility_tolerance": _FINE,
        "primal_feasibility_tolerance": _FINE,
    }
    for name, value in options.items():
        _check(solver.setOptionValue(name, value), f"the option {name}")
    return solver


@contextmanager
def _quiet() -> Generator[None]:
    """Keeps standard output clean: the first solver of a process prints two lines there."""
    if _State.greeted:
        yield
        return
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
        kept = os.dup(1)
    except (OSError, ValueError):  # closed
        yield
        return
    silent = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(silent, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(silent)
        _State.greeted = True


class _State:
    """What a process remembers: whether the first solver has said its two lines."""

    greeted = False
