"""Random problems of choosing together, and brute force over all their selections."""

from __future__ import annotations

import random
from fractions import Fraction

from evalcore.portfolios.model import TIE, Demand, Problem, Row, Selection, fixed

FORMS = ("requires", "excludes", "together", "count", "share")


def drawing(seed: int) -> random.Random:
    """Random numbers that are the same each time."""
    return random.Random(seed)  # noqa: S311


def instance(rng: random.Random, count: int, *, demands: int = 4) -> Problem:
    """Requests with capacities over roles and periods, relations between them, and force."""
    ids = tuple(f"R{number:02}" for number in range(count))
    values = tuple(_value(rng, whole=rng.random() < 0.5) for _ in ids)
    rows = [*capacities(rng, count, rng.randint(0, 3), rng.randint(1, 3))]
    for number in range(rng.randint(0, demands)):
        rows += relation(rng, count, Demand("relation", f"r{number}"))
    if rng.random() < 0.3:
        place = rng.randrange(count)
        rows.append(fixed(ids[place], place, chosen=rng.random() < 0.5))
    return Problem(ids, values, tuple(rows))


def _value(rng: random.Random, *, whole: bool) -> Fraction:
    return Fraction(rng.randint(-2, 20)) if whole else Fraction(rng.randint(1, 10**6), 10**6)


def capacities(rng: random.Random, count: int, roles: int, periods: int) -> list[Row]:
    """What each takes of each role in each period, and what there is: a part of it."""
    rows: list[Row] = []
    for role in range(roles):
        demand = Demand("capacity", f"c{role}")
        for period in range(periods):
            terms = {place: Fraction(rng.randint(0, 12), 2) for place in range(count)}
            part = Fraction(rng.randint(2, 8), 10)
            high = Fraction(int(2 * part * sum(terms.values())), 2)
            rows.append(Row(demand, terms, high=high, period=period))
    return rows


def relation(rng: random.Random, count: int, demand: Demand) -> list[Row]:
    """One relation of any form between a few of them."""
    one, form = Fraction(1), rng.choice(FORMS)
    first, *others = rng.sample(range(count), min(count, rng.randint(2, 4)))
    all_of = dict.fromkeys((first, *others), one)
    match form:
        case "requires":
            return [Row(demand, {first: one, o: -one}, high=Fraction(0)) for o in others]
        case "together":
            return [Row(demand, {first: one, o: -one}, Fraction(0), Fraction(0)) for o in others]
        case "excludes":
            return [Row(demand, all_of, high=one)]
        case "count":
            least = Fraction(rng.randint(0, len(all_of) - 1))
            return [Row(demand, all_of, least, max(least, Fraction(rng.randint(1, len(all_of)))))]
        case _:
            part = Fraction(rng.randint(1, 6), 10)
            terms = {n: (one if n in all_of else Fraction(0)) - part for n in range(count)}
            return [Row(demand, terms, low=Fraction(0))]


def selections(count: int) -> list[Selection]:
    """Every selection of so many requests, in the order of their ids."""
    return sorted(tuple(n for n in range(count) if mask >> n & 1) for mask in range(1 << count))


def brute_force(problem: Problem) -> tuple[Fraction | None, list[Selection]]:
    """What the best is worth, and all that are as good, in the order of their ids."""
    allowed = [each for each in selections(len(problem.ids)) if problem.allows(each)]
    best = max(map(problem.value, allowed), default=None)
    if best is None:
        return None, []
    return best, [each for each in allowed if problem.value(each) >= best - TIE]
