"""No change is offered by which a request would only be refused earlier, or be worth less."""

from __future__ import annotations

import pytest

from evalcore.letters import letter
from evalcore.study.changes import find_changes
from rulesets import evaluator

FIELDS = """
verdicts = ["go", "conditional_go", "hold", "recycle", "kill"]
[fields.worth]
kind = "number"
minimum = 0
maximum = 10
[fields.votes]
kind = "number"
minimum = 0
maximum = 10
[criteria.worth_of_it]
score = "worth / 10"
weight = 1
"""
COUNCIL = f"""{FIELDS}
[[rules]]
id = "aligned"
require = "worth >= 2"
otherwise = "recycle"
[[rules]]
id = "declined"
when = "votes < 5"
verdict = "kill"
[[rules]]
id = "good"
when = "worth >= 8"
verdict = "go"
"""
DECLINED = {"id": "A", "worth": 5, "votes": 1}


def test_an_earlier_refusal_that_ranks_higher_is_not_offered():
    judge = evaluator(COUNCIL)
    found = find_changes(judge, DECLINED, "recycle")
    assert (found.found, found.left_out) == ((), True)
    assert found.to_json()["left_out"] is True
    assert letter(judge.judge(DECLINED), found).changes == (
        "No change of one or two answers leads to a recycle.",
        "Changes by which it would fall short of what it meets today are left out.",
    )


def test_what_it_would_meet_then_is_offered():
    found = find_changes(evaluator(COUNCIL), DECLINED, "hold")
    assert [each.words for each in found.found] == ["votes from 1 to 5"]


def test_on_the_way_down_everything_is_offered():
    found = find_changes(evaluator(COUNCIL), {"id": "A", "worth": 5, "votes": 6}, "recycle")
    assert [move.field for each in found.found for move in each.moves] == ["worth"]
    assert not found.left_out


@pytest.mark.parametrize(
    ("rules", "offered"),
    [
        # Worth less, and nothing is met that was not: a worse case.
        ('when = "worth <= 3"\nverdict = "go"', []),
        # Worth less, but within the limit that it was over: a smaller request.
        (
            (
                'require = "worth <= 3"\notherwise = "hold"\n'
                '[[rules]]\nid = "rest"\nwhen = "votes > 5"\nverdict = "go"'
            ),
            ["worth"],
        ),
    ],
)
def test_a_lower_total_is_offered_only_where_it_meets_what_was_not_met(rules, offered):
    judge = evaluator(f'{FIELDS}[[rules]]\nid = "small"\n{rules}\n')
    found = find_changes(judge, {"id": "A", "worth": 5, "votes": 6}, "go")
    assert [move.field for each in found.found for move in each.moves] == offered
    assert found.left_out is not bool(offered)
