"""Plans: who may begin later, what was promised, and what a stop would free and for whom."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product

import pytest
from choosing import FIELDS, choice, ids, reasons, request
from selections import drawing

from evalcore import InputError
from evalcore.portfolios.candidates import candidates_of, reader_of
from evalcore.portfolios.choice import choose
from evalcore.portfolios.demands import Promises, Wishes
from evalcore.portfolios.engine import Engine
from evalcore.portfolios.promises import read_promises
from rulesets import evaluator

BODY = """
periods = ["q1", "q2", "q3"]
start = "begins"
length = "lasts"
latest = "cost"
running = "learns"
[portfolio.capacities.my_hours]
uses = "hours"
amount = 10
"""
RULES = """
[[portfolio.relations]]
id = "after"
requires = ["R0", "R1"]
[[portfolio.relations]]
id = "rivals"
excludes = ["R2", "R3"]
[[portfolio.shares]]
id = "half"
of = "my_hours"
where = "ready == 'yes' and worth >= 4"
at_least = 0.3
"""


def slate(seed: int):
    rng = drawing(seed)
    found = []
    for number in range(rng.randint(4, 5)):
        begins = rng.choice([0, 1, 1, 1, 2])
        latest = rng.choice([None, 1, 2, 3, 5])
        found.append(
            request(
                f"R{number}",
                rng.randint(1, 9),
                rng.randint(2, 9),
                begins=begins,
                cost=latest,
                lasts=rng.randint(1, 3),
                learns=rng.random() < 0.2,
            )
        )
    return found


def starts(each) -> range:
    """The periods in which one may begin."""
    first, latest = each["begins"], each["cost"]
    if latest is None or first < 1 or each["learns"]:
        return range(first, first + 1)
    return range(first, max(first, min(latest, 3)) + 1)


def taken(each, start: int, period: int) -> int:
    return each["hours"] if start <= period < start + each["lasts"] else 0


def plans(requests, *, ruled: bool):
    """Every plan that is allowed: a start for each that is chosen, None for the others."""
    for plan in product(*([None, *starts(each)] for each in requests)):
        inside = [n for n, start in enumerate(plan) if start is not None]
        uses = [[taken(requests[n], plan[n], p) for p in (1, 2, 3)] for n in inside]
        if any(sum(use[p] for use in uses) > 10 for p in range(3)):
            continue
        if ruled and ((0 in inside and 1 not in inside) or {2, 3} <= {*inside}):
            continue
        whole = sum(map(sum, uses))
        own = sum(sum(u) for n, u in zip(inside, uses, strict=True) if requests[n]["worth"] >= 4)
        if not ruled or Fraction(own) >= Fraction(3, 10) * whole:
            yield plan


@pytest.mark.parametrize("ruled", [False, True])
@pytest.mark.parametrize("seed", range(25))
def test_a_plan_is_the_best_of_all(seed, ruled):
    check_plan(slate(seed), Engine(), ruled=ruled)


@pytest.mark.parametrize("seed", range(6))
def test_a_plan_that_is_solved_is_the_best_of_all(seed):
    pytest.importorskip("highspy", reason="the extra portfolio is not installed")
    check_plan(slate(seed), Engine(few=0), ruled=True)


def check_plan(requests, engine, *, ruled: bool) -> None:
    """Holds the plan, its ties, what it takes and what others lose against all plans."""
    found = choice(BODY + RULES * ruled, requests, engine=engine, why=["all"])
    allowed = [*plans(requests, ruled=ruled)]

    def worth(plan):
        return sum(e["worth"] for e, s in zip(requests, plan, strict=True) if s is not None)

    best = max(map(worth, allowed))
    assert found.best.value == best
    sets = sorted({
        tuple(f"R{n}" for n, start in enumerate(plan) if start is not None)
        for plan in allowed if worth(plan) == best
    })  # fmt: skip
    assert tuple(ids(found)) == sets[0]
    assert list(found.also_optimal) == sets[1:]
    assert found.ties.complete
    own = tuple(
        requests[n]["begins"] + found.waiting.get(f"R{n}", 0) if f"R{n}" in sets[0] else None
        for n in range(len(requests))
    )
    assert own in allowed
    same = [p for p in allowed if [s is None for s in p] == [s is None for s in own]]
    assert sum(s or 0 for s in own) == min(sum(s or 0 for s in p) for p in same)
    used = [
        sum(taken(requests[n], s, p) for n, s in enumerate(own) if s is not None) for p in (1, 2, 3)
    ]
    assert [*found.used("my_hours")] == used
    for each in found.left_out:
        place = int(each.candidate.id[1])
        values = [worth(plan) for plan in allowed if plan[place] is not None]
        assert each.loss == (best - max(values) if values else None)


def two(**promise: str | None):
    requests = [
        request("A", 3, 6, begins=1, lasts=1, cost=3),
        request("B", 5, 6, begins=1, lasts=1),
    ]
    judge = evaluator(f"{FIELDS}\n[portfolio]\n{BODY}")
    read = reader_of(judge).read_all([(each, (n,)) for n, each in enumerate(requests)])
    whole = candidates_of(judge, [each.initiative for each in read])
    return choose(whole, Wishes(promised=Promises(promise, "plan.json")))


def test_who_may_wait_makes_room():
    found = two()
    assert (ids(found), found.waiting) == (["A", "B"], {"A": 1})
    data = found.to_json()["chosen"]
    assert [(each["id"], each["from"]) for each in data] == [("A", "q2"), ("B", "q1")]


def test_a_promise_is_kept_from_when_it_was_given():
    assert two(A="q3").to_json()["chosen"][0]["uses"] == {"my_hours": [0, 0, 6]}
    found = two(A="q1")
    assert ids(found) == ["A"]
    assert reasons(found)["B"].startswith("fits in no way: A is forced in (--promises)")
    stop = found.to_json()["chosen"][0]["stop"]
    assert stop == {"frees": {"my_hours": [6, 0, 0]}, "for": ["B"], "takes_along": [], "loss": -2}
    assert ids(two(A="before")) == ["A"]  # that period is over: it begins as it says


def test_a_promise_that_nobody_makes_good_is_named():
    with pytest.raises(InputError, match="no initiative has the id 'AA'") as caught:
        two(AA="q1")
    (complaint,) = caught.value.complaints
    assert complaint.source == "plan.json"
    assert "it is promised" in complaint.mend


def test_who_is_in_flight_is_judged_anew():
    running = request("A", 2, 6, begins=0, lasts=3)
    requests = [
        running,
        request("B", 5, 6, begins=1, lasts=1),
        request("C", 1, 4, begins=1, lasts=3),
    ]
    found = choice(BODY, requests)
    assert ids(found) == ["B", "C"]
    assert reasons(found)["A"].startswith(
        "in flight; its stop frees 6 h/month of my_hours in q1 and q2; lacks"
    )
    kept = choice(BODY, [{**running, "worth": 9}, *requests[1:]])
    assert ids(kept) == ["A", "C"]
    stop = kept.staying["A"].stop
    assert (stop.come, stop.go, stop.loss) == (("B",), (), 4)
    assert kept.staying["C"].stop is None
    body = f'{BODY}[[portfolio.relations]]\nid = "r"\nrequires = ["C", "A"]\n'
    along = choice(body, [{**running, "worth": 9}, *requests[1:]])
    assert along.staying["A"].stop.go == ("C",)


def test_a_condition_says_who_is_in_flight():
    requests = [
        request("A", 2, 6, begins=1, lasts=1, cost=3, learns=True),
        request("B", 1, 6, begins=1),
    ]
    found = choice(BODY, requests)
    assert found.waiting == {}  # it does not wait
    assert found.chosen[0].in_flight
    with pytest.raises(InputError, match=r"running.*found a number"):
        choice(BODY.replace('"learns"', '"worth"'), requests)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "line 1, column 2"),
        ("[]", "there is no list chosen in it"),
        ('{"chosen": [3, {"id": "A"}, {"id": "B", "from": 2}]}', r"chosen\[1\]: found 3"),
    ],
)
def test_a_file_that_is_no_plan(tmp_path, text, said):
    file = tmp_path / "plan.json"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError, match=said):
        read_promises(str(file))


def test_what_is_written_is_read_back(tmp_path):
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(two().to_json()), "utf-8")
    assert read_promises(str(file)).begin == {"A": "q2", "B": "q1"}
