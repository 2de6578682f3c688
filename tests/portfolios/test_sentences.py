"""Sentences of letters: what becomes of one request beside the others."""

from __future__ import annotations

from choosing import HOURS, choice, request

from evalcore.portfolios.sentences import beside

PERIODS = """
periods = ["spring", "summer"]
length = "lasts"
[portfolio.capacities.my_hours]
uses = "hours"
amount = 10
"""


def test_what_a_letter_says():
    requests = [
        request("A", 5, 8, title="Portal"),
        request("B", 1, 6, title="App"),
        request("C", 1, 20, title="Robots"),
        request("D", 1, None),
        request("E", ready="no"),
    ]
    found = choice(HOURS, requests)
    assert {key: beside(found, key) for key in "ABCDE"} == {
        "A": "It is one of the 1 that are chosen together from 5 requests.",
        "B": (
            "It may go ahead, and does not fit beside Portal: 4 hours a month more of my hours "
            "would let it in."
        ),
        "C": (
            "It is not among the 1 that are chosen together: it fits in no way: "
            "by itself my_hours 20 of 10 h/month."
        ),
        "D": (
            "It is not among the 1 that are chosen together: it needs hours, not said "
            "yet; an answer could let it in."
        ),
        "E": "",
    }


def test_a_later_start_is_told():
    requests = [
        request("A", 5, 8, title="Portal", lasts=1),
        request("B", 1, 6, title="App", lasts=1),
    ]
    assert beside(choice(PERIODS, requests), "B").endswith(
        "4 hours a month more of my hours would let it in, or a start in summer."
    )


def test_when_it_begins_is_told_where_the_plan_has_it_wait():
    body = PERIODS.replace("length", 'start = "begins"\nlatest = "cost"\nlength')
    once = {"begins": 1, "lasts": 1}
    found = choice(body, [request("A", 5, 8, **once), request("B", 1, 6, cost=2, **once)])
    assert beside(found, "B") == (
        "It is one of the 2 that are chosen together from 2 requests; it begins in summer."
    )
