"""Robust: core indexes equal to brute force over scenarios; ends where there are many."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from choosing import FIELDS, candidates, request
from selections import drawing, selections

from evalcore import InputError
from evalcore.portfolios.candidates import candidates_of, reader_of
from evalcore.portfolios.demands import Demands, Wishes
from evalcore.portfolios.robust import robust
from evalcore.portfolios.takings import Takings, _parts
from rulesets import evaluator

BODY = """
maximise = "gain - worth"
[portfolio.capacities.my_hours]
uses = "hours"
amount = 12
"""
GAIN = '\n[fields.gain]\nkind = "estimate"\nminimum = 0\nmaximum = 20\n'
HALF = Fraction(1, 2)


def slate(seed: int):
    """Candidates whose gain is an estimate, a number, or not said."""
    rng = drawing(seed)
    requests = []
    for number in range(rng.randint(2, 6)):
        low = rng.randint(0, 8)
        gain = rng.choice([low, [low, low + 1, low + rng.randint(1, 6)], None])
        if isinstance(gain, list):
            gain = dict(zip(("low", "likely", "high"), gain, strict=True))
        requests.append(request(f"R{number}", rng.randint(0, 3), rng.randint(1, 8), gain=gain))
    judge = evaluator(f"{FIELDS.partition('[[rules]]')[0]}{GAIN}[[rules]]"
                      f"{FIELDS.partition('[[rules]]')[2]}\n[portfolio]\n{BODY}")  # fmt: skip
    rows = [(each, (n,)) for n, each in enumerate(requests)]
    read = [each.initiative for each in reader_of(judge).read_all(rows)]
    return candidates_of(judge, read), requests


def ends(said) -> tuple[int, int]:
    gain, worth = said["gain"], said["worth"]
    low, high = (0, 20) if gain is None else (gain, gain)
    if isinstance(gain, dict):
        low, high = gain["low"], gain["high"]
    return low - worth, high - worth


@pytest.mark.parametrize("seed", range(60))
def test_core_indexes_are_those_of_brute_force(seed):
    whole, requests = slate(seed)
    problem = Demands(whole, Wishes()).problem_of(whole.all)
    allowed = [each for each in selections(len(requests)) if problem.allows(each)]
    scenarios = [*product(*map(ends, requests))]

    def worth(selection, scenario):
        return sum(scenario[n] for n in selection)

    def dominates(one, other):
        better = [worth(one, each) - worth(other, each) for each in scenarios]
        return min(better) >= 0 and max(better) > 0

    kept = [each for each in allowed if not any(dominates(one, each) for one in allowed)]
    found = robust(whole)
    assert found.non_dominated == len(kept)
    for n, each in enumerate(requests):
        share = Fraction(sum(n in selection for selection in kept), len(kept))
        assert found.core[each["id"]] == (share, share)


WEIGHED = """
[fields.fit]
kind = "number"
minimum = 0
maximum = 1
[fields.gain]
kind = "number"
minimum = 0
maximum = 1
[fields.hours]
kind = "number"
[criteria.first]
score = "fit"
weight = 1
[criteria.second]
score = "gain"
weight = 1
[portfolio]
[portfolio.capacities.my_hours]
uses = "hours"
amount = 1
"""


def weighed(*said: tuple[float | None, float], body: str = WEIGHED):
    judge = evaluator(body.replace('verdict = "hold"', 'verdict = "go"'))
    requests = [
        {"id": f"R{n}", "fit": fit, "gain": gain, "hours": 1} for n, (fit, gain) in enumerate(said)
    ]
    rows = [(each, (n,)) for n, each in enumerate(requests)]
    return candidates_of(judge, [r.initiative for r in reader_of(judge).read_all(rows)])


def cores(found):
    return {key: low for key, (low, high) in found.core.items() if low == high}


def test_weights_are_as_they_are_unless_they_are_left_open():
    body = 'verdicts = ["hold"]\n' + WEIGHED
    whole = weighed((0.9, 0.1), (0.6, 0.6), (0.1, 0.9), (0.5, 0.5), body=body)
    assert cores(robust(whole)) == {"R0": 0, "R1": 1, "R2": 0, "R3": 0}
    third = Fraction(1, 3)
    assert cores(robust(whole, weights=None)) == {"R0": third, "R1": third, "R2": third, "R3": 0}
    assert cores(robust(whole, weights=0.2)) == {"R0": 0, "R1": 1, "R2": 0, "R3": 0}
    assert cores(robust(whole, weights=0.9)) == {"R0": third, "R1": third, "R2": third, "R3": 0}


def test_what_is_not_said_lies_in_its_range():
    body = 'verdicts = ["hold"]\n' + WEIGHED
    whole = weighed((None, 0.5), (0.6, 0.6), body=body)
    assert cores(robust(whole)) == {"R0": HALF, "R1": HALF}
    whole = weighed((None, 0.1), (0.9, 0.9), body=body)
    assert cores(robust(whole)) == {"R0": 0, "R1": 1}


def test_weights_cannot_be_left_open_where_the_value_is_not_linear_in_them():
    body = 'verdicts = ["hold"]\n' + WEIGHED.replace(
        "[portfolio]", '[portfolio]\nmaximise = "min(total, 0.5)"'
    )
    whole = weighed((0.9, 0.1), (0.6, 0.6), body=body)
    with pytest.raises(InputError, match="what is maximised is no multiple of the weighted mean"):
        robust(whole, weights=None)
    linear = body.replace("min(total, 0.5)", "total * hours + fit")
    assert robust(weighed((0.9, 0.1), body=linear), weights=None).core["R0"] == (1, 1)


def test_a_field_that_is_named_twice_has_the_ends_that_it_reaches():
    body = 'verdicts = ["hold"]\n' + WEIGHED.replace(
        "[portfolio]", '[portfolio]\nmaximise = "fit * (3 - fit)"'
    )
    whole = weighed((None, 0), (1, 0), body=body)
    assert cores(robust(whole)) == {"R0": 0, "R1": 1}  # at most 2, where one pass of bounds says 3


def test_many_candidates_have_ends_that_hold():
    body = '[portfolio.capacities.my_hours]\nuses = "hours"\namount = 20\n'
    requests = [request(f"R{n:02}", 1, 1) for n in range(17)]
    requests += [request("S", 1, 30), request("T", -1, 1)]
    found = robust(candidates(body, requests))
    assert found.non_dominated is None
    assert found.core["R00"] == (1, 1)
    assert found.core["S"] == found.core["T"] == (0, 0)
    tight = robust(candidates(body.replace("20", "5"), requests))
    assert sorted(tight.between) == [f"R{n:02}" for n in range(17)]
    assert all(0 < low < 5 / 17 < high < 1 for low, high in map(tight.core.get, tight.between))


def test_who_leaves_open_what_it_takes_is_left_out():
    body = '[portfolio.capacities.my_hours]\nuses = "hours"\namount = 20\n'
    found = robust(candidates(body, [request("A", 1, None), request("B")]))
    assert [each.id for each in found.left_open] == ["A"]
    share = [2 / 3, 2 / 3]  # A alone, B alone, and both, as A may take all there is
    assert found.to_json() == {
        "core": {"B": [1.0, 1.0]},
        "non_dominated": 1,
        "left_open": ["A"],
        "core_anyhow": {"A": share, "B": share},
    }
    assert found.unsaid == ("A",)


def test_what_takes_too_much_whatever_is_said_need_not_be_asked():
    body = '[portfolio.capacities.my_hours]\nuses = "hours + 30"\namount = 40\n'
    found = robust(candidates(body.replace("40", "20"), [request("A", 1, None)]))
    assert (found.unsaid, found.anyhow) == ((), {"A": (0, 0)})
    assert robust(candidates(body, [request("A", 1, None)])).unsaid == ("A",)


TAKES = """
[fields.effort]
kind = "estimate"
minimum = 0
maximum = 20
"""


def test_what_is_taken_may_come_out_anywhere_too():
    parts = FIELDS.partition("[[rules]]")
    body = '[portfolio]\n[portfolio.capacities.my_hours]\nuses = "effort"\namount = 10\n'
    judge = evaluator(f"{parts[0]}{TAKES}{parts[1]}{parts[2]}\n{body}")
    effort = {"low": 3, "likely": 4, "high": 8}
    requests = [
        request("A", 5, effort=effort),
        request("B", 3, effort=5),
        request("C", 1, effort=1),
    ]
    rows = [(each, (n,)) for n, each in enumerate(requests)]
    found = robust(candidates_of(judge, [r.initiative for r in reader_of(judge).read_all(rows)]))
    assert cores(found) == {"A": 1, "B": 1, "C": 1}  # 4, 5 and 1 of 10
    some = (Fraction(2, 3), Fraction(2, 3))  # all, if A takes up to 4; A and B, up to 5; A and C
    assert found.anyhow == {"A": (1, 1), "B": some, "C": some}


@pytest.mark.parametrize("begins", [-50, float("-inf")])
def test_what_may_have_begun_long_ago_may_be_through_its_profile(begins):
    profile = [Fraction(1), Fraction(2), Fraction(3)]
    ever = float("inf")
    assert _parts(1, profile, (begins, 1), (ever, ever)) == [0, 3]


def test_periods_in_which_something_may_run():
    body = """
periods = ["q1", "q2", "q3"]
start = "begins"
length = "lasts"
[portfolio.capacities.my_hours]
uses = "hours"
amount = 10
profile = [1, 0.5]
"""
    whole = candidates(body, [request("A", 1, 4, begins=2, lasts=2), request("B", 1, 4, lasts=1)])
    takings = Takings(whole)
    least, most = takings.between(whole.by_id["A"])
    assert least.uses == most.uses == {"my_hours": (0, 4, 2)}
    least, most = takings.between(whole.by_id["B"])
    assert least.uses == {"my_hours": (0, 0, 0)}
    assert most.uses == {"my_hours": (4, 4, 4)}
