"""Reasons: each of them is true of what solving again says."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

import pytest
from choosing import HOURS, choice, ids, reasons, request
from selections import brute_force, drawing, instance

from evalcore.portfolios import conflict
from evalcore.portfolios.conflict import conflict_of
from evalcore.portfolios.engine import Engine
from evalcore.portfolios.model import Demand, Problem, Row

MONEY = f"""{HOURS}
[portfolio.capacities.money]
uses = "cost"
amount = 100
"""


def slate(rng: random.Random, count: int):
    body, forms = MONEY, ["requires", "excludes", "together"]
    names = [f"R{n:02}" for n in range(count)]
    for number in range(rng.randint(0, 3)):
        listed = ", ".join(f'"{key}"' for key in rng.sample(names, rng.randint(2, 3)))
        said = rng.choice([f"{rng.choice(forms)} = [{listed}]", f"at_most = 1\nof = [{listed}]"])
        body += f'[[portfolio.relations]]\nid = "r{number}"\n{said}\n'
    requests = [
        request(key, rng.randint(0, 9), rng.randint(0, 8), cost=rng.randint(0, 60)) for key in names
    ]
    return body, requests


@pytest.mark.parametrize("seed", range(40))
def test_every_reason_is_true(seed):
    rng = drawing(seed)
    body, requests = slate(rng, rng.randint(3, 8))
    found = choice(body, requests)
    problem, place = found.demands.problem, found.demands.place
    best, ties = brute_force(problem)
    assert found.best.value == best
    assert found.selection == ties[0]
    assert [tuple(place[key] for key in each) for each in found.also_optimal] == ties[1:11]
    for each in found.left_out:
        own = place[each.candidate.id]
        value, selections = brute_force(problem.forced(own, chosen=True))
        assert each.loss == (None if value is None else best - value)
        displaced = {place[key] for key in each.displaced_by}
        assert value is None or any(
            displaced == {*found.selection}.difference(other) for other in selections
        )
        if each.fits_with is not None:
            amounts = {
                name: float(amounts[0] + each.fits_with.get(name, 0))
                for name, amounts in found.demands.amounts.items()
            }
            inside = [*ids(found), each.candidate.id]
            assert choice(body, requests, amounts=amounts, inside=inside).status == "optimal"
            for name, more in each.fits_with.items():
                less = {**amounts, name: amounts[name] - min(float(more), 0.5)}
                assert choice(body, requests, amounts=less, inside=inside).status == "infeasible"
    for key, staying in found.staying.items():
        value, _ = brute_force(problem.forced(place[key], chosen=False))
        assert staying.margin == (None if value is None else best - value)


def test_what_joins_with_what_it_requires():
    body = f'{HOURS}[[portfolio.relations]]\nid = "r"\nrequires = ["C", "B"]\n'
    found = choice(body, [request("A", 5, 8), request("B", 1, 3), request("C", 1, 4)])
    (_, last) = found.left_out
    assert last.fits_with == {"my_hours": 5}
    assert last.because == "lacks 5 h/month of my_hours (with B); in place of A 3 is lost"
    assert (last.loss, last.displaced_by) == (3, ("A",))


def test_what_would_fit_and_adds_nothing():
    found = choice(HOURS, [request("A", 5, 2), request("B", -1, 2), request("C", 0, 2)])
    assert ids(found) == ["A"]
    assert reasons(found) == {
        "B": "it would fit, and adds nothing: it is worth -1; with it 1 is lost",
        "C": "it would fit, and adds nothing: it is worth 0; with it as good",
    }
    assert found.also_optimal == (("A", "C"),)


def test_more_than_a_few_reasons_are_given_on_demand():
    requests = [request(f"R{n:02}", 1 + n, 10) for n in range(25)]
    found = choice(HOURS, requests, engine=Engine(few=30))
    told = found.to_json()["left_out"]
    assert {each["why"] for each in told} == {"not asked"}
    keys = ("because", "loss", "displaced_by", "fits_with")
    assert {each[key] for each in told for key in keys} == {None}
    one = choice(HOURS, requests, why=["R03"], engine=Engine(few=30)).to_json()["left_out"]
    assert [each["id"] for each in one if "why" not in each] == ["R03"]
    assert one[3]["loss"] == 21
    every = choice(HOURS, requests, why=["all"], engine=Engine(few=30)).to_json()["left_out"]
    assert not [each for each in every if "why" in each]


@pytest.mark.parametrize("seed", range(60))
def test_a_conflict_cannot_be_met_and_without_any_one_it_can(seed):
    rng = drawing(seed)
    problem = instance(rng, rng.randint(2, 6), demands=9)
    if brute_force(problem)[0] is not None:
        problem = problem.forced(0, chosen=True).forced(0, chosen=False)
    whole = conflict_of(Engine(), problem)
    found = whole.demands
    assert brute_force(problem.only(found))[0] is None
    for each in found:
        others = [other for other in found if other != each]
        assert brute_force(problem.only(others))[0] is not None
    assert whole.smallest
    for fewer in combinations(problem.demands, len(found) - 1):
        assert brute_force(problem.only(fewer))[0] is not None


def crossed() -> Problem:
    """A short contradiction that leaving out one after the other misses, and a long one.

    Of the first capacity both are forced out; the second one needs one of four by four relations.
    """
    one = Fraction(1)
    rows = [Row(Demand("in", "R0"), {0: one}, low=one), Row(Demand("in", "R1"), {1: one}, low=one)]
    rows.append(Row(Demand("share", "s"), {0: one, 1: one}, high=one))
    for n in (0, 1):
        terms = {n: one, n + 2: -one}
        rows.append(Row(Demand("relation", f"r{n}"), terms, high=Fraction(0)))
    rows.append(Row(Demand("capacity", "c"), {2: one, 3: one}, high=one))
    return Problem(tuple(f"R{n}" for n in range(4)), (one,) * 4, tuple(rows))


@pytest.mark.parametrize("seed", range(12))
def test_many_demands_are_given_up_at_once_by_the_solver(seed):
    pytest.importorskip("highspy", reason="the extra portfolio is not installed")
    rng = drawing(seed)
    problem = instance(rng, 6, demands=9).forced(0, chosen=True).forced(0, chosen=False)
    solved = conflict_of(Engine(few=0), problem)
    assert len(solved.demands) == len(conflict_of(Engine(), problem).demands)
    assert solved.smallest
    assert brute_force(problem.only(solved.demands))[0] is None


def test_of_several_contradictions_the_smallest_is_told():
    found = conflict_of(Engine(), crossed())
    assert [str(each) for each in found.demands] == ["in R0", "in R1", "share s"]
    assert found.smallest


def test_a_conflict_says_where_fewer_were_not_ruled_out(monkeypatch):
    monkeypatch.setattr(conflict, "MOST_ROUNDS", 0)
    found = conflict_of(Engine(), crossed())
    assert (len(found.demands), found.smallest) == (5, False)
    monkeypatch.undo()
    monkeypatch.setattr(conflict, "MOST_STEPS", 1)
    assert conflict_of(Engine(), crossed()).smallest is False


def test_a_conflict_is_told_in_words():
    requests = [request("A", 5, 8), request("B", 1, 3), request("C", 1, 4, ready="no")]
    found = choice(f'always = ["A"]\n{HOURS}', requests, inside=["B"])
    data = found.to_json()
    assert (data["status"], data["value"], data["chosen"], data["gap"]) == (
        "infeasible", None, [], None,
    )  # fmt: skip
    assert data["conflict"] == [
        {"demand": "in B", "because": "B is forced in (--in)"},
        {"demand": "in A", "because": "A is forced in (always)"},
        {"demand": "capacity my_hours", "because": "my_hours has 10 h/month"},
    ]
    assert data["conflict_smallest"] is True
    alone = choice(HOURS, requests, inside=["C"]).to_json()["conflict"]
    assert alone == [
        {
            "demand": "in C",
            "because": "C is forced in (--in): its verdict is hold; only go may be chosen",
        }
    ]


def test_ties_are_within_a_billionth():
    requests = [request("A", 1, 10), request("B", 1 - 5e-10, 10), request("C", 1 - 2e-9, 10)]
    found = choice(HOURS, requests)
    assert (ids(found), found.also_optimal) == (["A"], (("B",),))


def test_the_order_of_rows_changes_nothing():
    requests = [request(key, 1, 5) for key in "ABCD"]
    first = choice(HOURS, requests).to_json()
    assert choice(HOURS, requests[::-1]).to_json() == first


def test_usual_rules_stand_beside_the_best():
    requests = [request("A", 5, 8), request("B", 4, 5), request("C", 3, 5), request("D", 1, 2)]
    found = choice(HOURS, requests)
    assert ids(found) == ["B", "C"]
    told = [(e.rule, e.chosen, e.value, e.loss) for e in found.greedy]
    assert told == [
        ("by rank, until one does not fit", ("A",), 5, 2),
        ("by rank, skipping what does not fit", ("A", "D"), 6, 1),
    ]
