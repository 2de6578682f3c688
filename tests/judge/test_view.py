"""What is shown of a list: places, counts, groups, and the first of each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evalcore import Evaluator, read_ruleset
from evalcore.judge.view import UNDECIDED, View, groups_of, outcome, places, tally
from evalcore.request.initiative import read_initiative

RULES = """
name = "view"
version = "1"
verdicts = ["go", "hold", "kill"]
when_undecided = "hold"
total = "size"
[fields.size]
kind = "number"
minimum = 0
maximum = 9
[fields.part]
kind = "choice"
choices = ["sales", "it"]
[fields.tags]
kind = "set"
[fields.cost]
kind = "estimate"
[[rules]]
id = "big"
when = "size >= 5"
verdict = "go"
[[rules]]
id = "none"
when = "size == 0"
verdict = "kill"
[default]
verdict = "hold"
"""
JUDGE = Evaluator(read_ruleset(RULES))
READ = {**JUDGE.graph.declared}


def evaluated(*sizes, **more):
    rows = [{"id": f"R{n}", "size": size} for n, size in enumerate(sizes)]
    for name, values in more.items():
        for row, value in zip(rows, values, strict=True):
            row[name] = value
    read = [read_initiative(row, READ).initiative for row in rows]
    return JUDGE.rank(read)


def ids(evaluations):
    return [each.id for each in evaluations]


def test_equals_share_a_place_and_the_next_one_counts_them():
    assert list(places(evaluated(7, 5, 7, 1, None, 0)).values()) == [1, 1, 3, 4, 5]


def test_what_differs_beyond_nine_decimals_is_equal():
    assert places(evaluated(7, 7 + 1e-12)) == {"R0": 1, "R1": 1}


@given(st.lists(st.sampled_from([None, 0, 1, 5, 6])))
def test_places_count_those_that_are_better(sizes):
    ranking = evaluated(*sizes)
    found = places(ranking)
    decided = [each for each in ranking if each.decided]
    for each in decided:
        better = [e for e in decided if (e.total, e.verdict) != (each.total, each.verdict)]
        ahead = [e for e in better if ranking.index(e) < ranking.index(each)]
        assert found[each.id] == len(ahead) + 1
    assert set(found) == {each.id for each in decided}


def test_verdicts_are_counted_the_best_first_and_the_undecided_last():
    ranking = evaluated(7, 5, 1, None, 0)
    assert tally(ranking, ["go", "hold", "kill"]) == {
        "go": 2, "hold": 1, "kill": 1, UNDECIDED: 1,
    }  # fmt: skip
    assert outcome(ranking[-1]) == UNDECIDED


def test_a_verdict_that_stands_in_is_none_of_those_that_are_asked_for():
    ranking = evaluated(7, 1, None)
    assert ids(View(only=("hold",)).of(ranking)) == ["R1"]
    assert ids(View(only=(UNDECIDED, "go")).of(ranking)) == ["R0", "R2"]


def test_groups_come_in_the_order_of_the_choices_and_what_nobody_said_last():
    withheld = {"withheld": "secret"}
    ranking = evaluated(7, 6, 5, 4, 3, part=["it", "sales", None, "it", withheld])
    found = [(str(value), ids(group)) for value, group in groups_of(ranking, "part")]
    assert found == [
        ("sales", ["R1"]), ("it", ["R0", "R3"]), ("withheld", ["R4"]), ("None", ["R2"]),
    ]  # fmt: skip


def test_groups_of_sets_do_not_mind_the_order_and_estimates_go_by_what_is_likely():
    ranking = evaluated(7, 6, 5, tags=[["a", "b"], ["b", "a"], []])
    assert [value for value, _ in groups_of(ranking, "tags")] == [(), ("a", "b")]
    ranking = evaluated(7, 6, 5, cost=[[1, 5, 9], [2, 3, 4], 4])
    assert [ids(group) for _, group in groups_of(ranking, "cost")] == [["R1"], ["R2"], ["R0"]]


def test_the_first_of_each_group():
    ranking = evaluated(7, 6, 5, 4, 3, part=["it", "sales", "it", "sales", None])
    assert ids(View(top=1).of(ranking)) == ["R0"]
    assert ids(View(top=1, group_by="part").of(ranking)) == ["R0", "R1", "R4"]


def test_what_is_left_out_keeps_its_place_and_is_counted():
    ranking = evaluated(7, 5, 1, 0)
    view = View(only=("hold", "kill"), top=1, group_by="part")
    listing = JUDGE.listing(ranking, ranking=True, view=view)
    assert [(place, each.id) for place, each in listing.decided] == [(3, "R2")]
    assert listing.counts == {"go": 2, "hold": 1, "kill": 1}
    assert listing.heading == "view 1: 4 initiatives"
    ((_, group),) = listing.groups
    assert [(place, each.id) for place, each in group.decided] == [(3, "R2")]
