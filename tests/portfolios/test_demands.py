"""What is demanded: capacities over periods, relations, shares, force; as written in a ruleset."""

from __future__ import annotations

import sys

import pytest
from choosing import HOURS, candidates, choice, ids, reasons, request
from selections import drawing

from evalcore import InputError
from evalcore.form import form_of
from evalcore.portfolios.engine import Engine

MONEY = '[portfolio.capacities.money]\nuses = "cost"\namount = 400\n'


def test_the_best_selection_within_a_capacity():
    requests = [request("A", 5, 6), request("B", 4, 5), request("C", 3, 5)]
    found = choice(HOURS, requests)
    assert (found.status, ids(found), found.best.value) == ("optimal", ["B", "C"], 7)


def test_only_certain_verdicts_among_those_named_are_chosen():
    requests = [
        request("A"),
        request("B", ready="partly"),
        request("C", ready="no"),
        request("D", ready=None),
    ]
    assert ids(choice(HOURS, requests)) == ["A"]
    both = choice(f'among = ["go", "conditional_go"]\n{HOURS}', requests)
    assert ids(both) == ["A", "B"]
    assert reasons(both) == {
        "C": "its verdict is hold; only go and conditional_go may be chosen",
        "D": "undecided, go, conditional_go or hold: depends on ready",
    }


def test_another_formula_is_maximised():
    requests = [request("A", 5, 6, cost=1), request("B", 1, 6, cost=100)]
    assert ids(choice(HOURS, requests)) == ["A"]
    assert ids(choice(f'maximise = "cost"\n{HOURS}', requests)) == ["B"]


def test_tenths_add_up_to_what_they_print():
    requests = [request("A", 1, 0.1), request("B", 1, 0.2)]
    assert ids(choice(HOURS, requests, amounts={"my_hours": 0.3})) == ["A", "B"]


PERIODS = """
periods = ["q1", "q2", "q3"]
start = "begins"
length = "lasts"
[portfolio.capacities.my_hours]
uses = "hours"
amount = 10
"""


def test_a_request_takes_its_hours_in_each_period_that_it_runs():
    requests = [
        request("A", 1, 10, begins=1, lasts=1),
        request("B", 1, 10, begins=2, lasts=5),
        request("C", 0.5, 1, begins=3, lasts=1),
    ]
    found = choice(PERIODS, requests)
    assert ids(found) == ["A", "B"]
    assert found.used("my_hours") == (10, 10, 10)
    assert reasons(found)["C"] == "lacks 1 h/month of my_hours; in place of B 0.5 is lost"


def test_it_is_told_from_when_on_a_request_would_fit():
    requests = [
        request("A", 5, 10, begins=1, lasts=2),
        request("B", 1, 4, begins=1, lasts=1),
        request("C", 1, 4, begins=0, lasts=2),
        request("D", 1, 4, begins=1, lasts=3),
    ]
    found = choice(PERIODS, requests)
    assert {e.candidate.id: e.fits_from for e in found.left_out} == {
        "B": "q3",
        "C": None,
        "D": "q3",
    }
    assert reasons(found)["B"] == (
        "lacks 4 h/month of my_hours; it would fit from q3; in place of A 3 is lost"
    )


def test_what_began_before_the_first_period_takes_only_what_is_left_of_it():
    found = choice(PERIODS, [request("A", 1, 4, begins=-1, lasts=3)])
    assert found.chosen[0].uses["my_hours"] == (4, 0, 0)


def test_a_profile_spreads_what_is_taken_over_the_life():
    body = PERIODS.replace("amount = 10", "amount = [10, 5, 1]\nprofile = [0.5, 0.3, 0.2]")
    found = choice(body, [request("A", 1, 10, begins=1, lasts=3)])
    assert (ids(found), reasons(found)) == (
        [],
        {"A": "fits in no way: by itself my_hours 2 of 1 h/month in q3"},
    )
    late = choice(body, [request("A", 1, 10, begins=2, lasts=3)], amounts={"my_hours": 5})
    assert late.chosen[0].uses["my_hours"] == (0, 5, 3)
    begun = choice(body, [request("A", 1, 10, begins=0, lasts=3)])
    assert begun.demands.members[0].uses["my_hours"] == (3, 2, 0)


def test_part_of_a_period_is_the_whole_of_it():
    found = choice(PERIODS, [request("A", 1, 4, begins=1.5, lasts=1)])
    assert found.chosen[0].uses["my_hours"] == (4, 4, 0)


def four():
    return [request("A", 5, 4), request("B", 1, 4), request("C", 3, 4), request("D", 2, 4)]


def relation(text: str) -> str:
    return f'{HOURS}[[portfolio.relations]]\nid = "r"\n{text}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('requires = ["A", "B"]', ["A", "B"]),
        ('requires = ["B", "A"]', ["A", "C"]),
        ('excludes = ["A", "C"]', ["A", "D"]),
        ('together = ["A", "D"]', ["A", "D"]),
        ('at_most = 1\nof = ["A", "C", "D"]', ["A", "B"]),
        ('at_least = 1\nof = ["B", "D"]', ["A", "D"]),
        ('at_most = 0\nwhere = "worth > 4"', ["C", "D"]),
        ('at_least = 2\nwhere = "worth <= 2"', ["B", "D"]),
    ],
)
def test_a_relation_holds_between_those_chosen(text, expected):
    assert ids(choice(relation(text), four())) == expected


def test_a_relation_comes_from_a_field():
    requests = four()
    requests[0]["depends_on"] = ["B"]
    assert ids(choice(relation('requires = "depends_on"'), requests)) == ["A", "B"]
    assert ids(choice(relation('together = "depends_on"'), requests)) == ["A", "B"]
    requests[0]["rivals"] = "C; X"
    assert ids(choice(relation('excludes = "rivals"'), requests)) == ["A", "D"]


def test_what_is_required_and_not_there_keeps_a_request_out():
    requests = [request("A", 5, 1, depends_on=["X"]), request("B", 1, 1)]
    found = choice(relation('requires = "depends_on"\nbecause = "first things first"'), requests)
    assert ids(found) == ["B"]
    assert reasons(found) == {"A": "fits in no way: X cannot be chosen: first things first"}


def test_a_condition_that_is_unknown_counts_against_what_is_demanded():
    requests = [request("A", 5, 1, learns=None), request("B", 1, 1, learns=True)]
    least = relation('at_least = 1\nwhere = "learns"')
    assert ids(choice(least, requests[:1])) == []
    assert ids(choice(least, requests)) == ["A", "B"]
    assert ids(choice(relation('at_most = 1\nwhere = "learns"'), requests)) == ["A"]


def share(text: str) -> str:
    return f'{HOURS}[[portfolio.shares]]\nid = "s"\nwhere = "learns"\n{text}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('of = "my_hours"\nat_least = 0.5', ["A", "B"]),
        ('of = "count"\nat_least = 0.7', ["B"]),
        ('of = "value"\nat_most = 0.1', ["A"]),
        ('of = "count"\nat_least = 0.5\nat_most = 0.5', ["A", "B"]),
    ],
)
def test_a_share_of_what_is_chosen(text, expected):
    requests = [
        request("A", 5, 4, learns=False),
        request("B", 1, 4, learns=True),
        request("C", 3, 4, learns=None),
    ]
    assert ids(choice(share(text), requests)) == expected


def test_force_in_and_out():
    assert ids(choice(f'always = ["B"]\n{HOURS}', four())) == ["A", "B"]
    assert ids(choice(f'never = ["A"]\n{HOURS}', four())) == ["C", "D"]
    found = choice(HOURS, four(), inside=["B"], outside=["A"])
    assert ids(found) == ["B", "C"]
    assert reasons(found)["A"] == "forced out (--out)"


def test_ids_and_names_that_there_are_not():
    with pytest.raises(InputError) as caught:
        choice(
            relation('requires = ["A", "Bb"]').replace(
                "[portfolio", 'always = ["AA"]\n[portfolio', 1
            ),
            four(),
            amounts={"my_ours": 1},
            inside=["c"],
        )
    assert [str(each).splitlines() for each in caught.value.complaints] == [
        [
            "--capacity: there is no capacity 'my_ours'",
            "    expected one of my_hours",
            "    did you mean 'my_hours'?",
        ],
        [
            "--in: no initiative has the id 'c'",
            "    expected one of A, B, C, D",
            "    did you mean 'C'?",
        ],
        [
            "small.toml:41:11: portfolio.always[1]: no initiative has the id 'AA'",
            "    expected one of A, B, C, D",
        ],
        [
            "small.toml:47:18: portfolio.relations[1].requires[2]: no initiative has the id 'Bb'",
            "    expected one of A, B, C, D",
        ],
    ]


def test_what_is_not_said_is_never_taken_for_nothing():
    requests = [request("A", 1, None), request("B", None, 1), request("C", 1, 1)]
    found = choice(HOURS, requests)
    assert ids(found) == ["C"]
    assert reasons(found) == {
        "A": "needs hours, not said yet; an answer could let it in",
        "B": "needs worth, not said yet; an answer could let it in",
    }


def test_what_is_withheld_is_told_from_what_is_not_said_yet():
    money = f'{HOURS}[portfolio.capacities.money]\nuses = "cost"\namount = 5\n'
    kept_back = {"withheld": "secret"}
    requests = [request("A", 1, 1, cost=kept_back), {**request("B", 1, None), "cost": kept_back}]
    found = reasons(choice(money, requests))
    assert found["A"] == "needs cost, withheld; an answer could let it in"
    assert found["B"] == "needs hours, not said yet, and cost, withheld; an answer could let it in"


def test_all_capacities_that_are_too_small_for_one_by_itself_are_named():
    money = f'{HOURS}[portfolio.capacities.money]\nuses = "cost"\namount = 5\n'
    found = choice(money, [request("A", 1, 99, cost=7), request("B", 1, 1, cost=1)])
    reason = reasons(found)["A"]
    assert reason is not None
    assert "by itself my_hours 99 of " in reason
    assert "money 7 of 5" in reason


def test_whether_no_answer_could_let_it_in_is_told():
    better = [request("A", 5, 10), request("B", 1, 10, cost=None)]
    money = f'{HOURS}[portfolio.capacities.money]\nuses = "cost if worth < 3 else 0"\namount = 5\n'
    assert reasons(choice(money, better)) == {
        "B": "needs cost, not said yet; no answer could let it in"
    }


def test_the_form_asks_what_only_the_portfolio_reads():
    judge = candidates(HOURS, []).evaluator
    assert "hours" not in judge.fields
    assert [each.name for each in form_of(judge).fields] == ["worth", "ready", "hours"]


def test_more_than_twenty_need_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "highspy", None)
    requests = [request(f"R{n:02}", 1, 1) for n in range(21)]
    with pytest.raises(InputError) as caught:
        choice(HOURS, requests)
    assert str(caught.value) == (
        "choosing among more than 20 requests needs HiGHS (highspy), which is not installed\n"
        "    pip install 'initiative-evalcore[portfolio]'"
    )
    assert choice(HOURS, requests[:20]).status == "optimal"


def test_what_is_found_in_no_time_is_proved_or_has_a_gap():
    pytest.importorskip("highspy", reason="the extra portfolio is not installed")
    rng = drawing(3)
    requests = [
        request(f"R{n:02}", rng.randint(1, 99), rng.randint(1, 60), cost=rng.randint(1, 60))
        for n in range(60)
    ]
    body = HOURS.replace("10", "300") + MONEY
    data = choice(body, requests, engine=Engine(nodes=1)).to_json()
    assert data["status"] in ("optimal", "gap")
    if data["status"] == "gap":
        assert data["gap"] > 0
        assert {each["why"] for each in data["left_out"]} == {"not asked"}
