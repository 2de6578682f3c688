"""Interviews: they end, what they end with is certain, and they ask nothing twice."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from evalcore.request.initiative import Initiative
from evalcore.request.values import Estimate, Withheld
from rulesets import evaluator

BODY = """
verdicts = ["go", "hold", "refer", "kill"]
[fields.x]
kind = "number"
minimum = 0
maximum = 10
question = "How much?"
minutes = 1
answered_by = "sponsor"
[fields.cost]
kind = "number"
minimum = 0
answered_by = "finance"
minutes = 60
[fields.safe]
kind = "flag"
[fields.remit]
kind = "choice"
choices = ["it", "trust", "sales"]
[fields.note]
kind = "text"
[fields.tags]
kind = "set"
choices = ["a", "b"]
[fields.start]
kind = "date"
[fields.benefit]
kind = "estimate"
minimum = 0
[fields."council.yes"]
kind = "number"
whole = true
minimum = 0
maximum = 8
[fields.outcomes.record.owner]
kind = "text"
[fields.outcomes.record.target]
kind = "number"
minimum = 0
maximum = 9
[[rules]]
id = "own"
when = "remit == 'it' and not safe"
verdict = "refer"
[[rules]]
id = "unknown_cost"
when = "not known(cost) and x > 8"
verdict = "hold"
[[rules]]
id = "dear"
when = "cost > 100 or benefit < cost and 'a' in tags"
verdict = "kill"
[[rules]]
id = "measured"
when = "share(outcomes, known(owner) and target > 3) >= 0.5 and note != 'x'"
verdict = "go"
[[rules]]
id = "voted"
when = "council.yes >= 5 and start > date(2026, 1, 1)"
verdict = "go"
"""
JUDGE = evaluator(BODY)
RECORD = st.fixed_dictionaries({
    "owner": st.sampled_from(["cio", None, Withheld("")]),
    "target": st.sampled_from([1.0, 5.0, None]),
})  # fmt: skip
ANSWERS = st.fixed_dictionaries({
    "x": st.sampled_from([0.0, 8.0, 9.5]),
    "cost": st.sampled_from([0.0, 50.0, 100.0, 101.0]),
    "safe": st.booleans(),
    "remit": st.sampled_from(["it", "trust", "sales"]),
    "note": st.sampled_from(["x", "y"]),
    "tags": st.sampled_from([(), ("a",), ("a", "b")]),
    "start": st.sampled_from([date(2025, 1, 1), date(2026, 6, 1)]),
    "benefit": st.sampled_from([Estimate(1, 20, 30), Estimate(60, 120, 300)]),
    "council.yes": st.sampled_from([0.0, 4.0, 5.0]),
    "outcomes": st.lists(RECORD, max_size=2).map(tuple),
})  # fmt: skip
SAYS = st.fixed_dictionaries({name: st.sampled_from("vvvvu-") for name in JUDGE.fields})


def conduct(answers: dict[str, Any], says: dict[str, str]) -> tuple[Initiative, list[str]]:
    """A whole interview: `v` says the value, `u` that it is not known, `-` that it is withheld."""
    values: dict[str, Any] = dict.fromkeys(JUDGE.fields)
    asked: list[str] = []
    while len(asked) < 40:
        initiative = Initiative("I1", "", dict(values), JUDGE.fields)
        found = JUDGE.next_question(initiative, asked=asked)
        if found is None:
            return initiative, asked
        asked.append(found.key)
        if found.key in answers:
            said = {"v": answers[found.key], "u": None, "-": Withheld("")}
            values[found.key] = said[says[found.key]]
    raise AssertionError(asked)


@settings(max_examples=60)
@given(ANSWERS, SAYS)
def test_an_interview_ends_with_what_is_certain_and_asks_nothing_twice(answers, says):
    initiative, asked = conduct(answers, says)
    assert len(asked) == len(set(asked))
    evaluation = JUDGE.evaluate(initiative)
    everything = {name: answers[name] if says[name] == "v" else None for name in answers}
    everything |= {name: Withheld("") for name in answers if says[name] == "-"}
    whole = Initiative("I1", "", everything, JUDGE.fields)
    full = JUDGE.evaluate(whole)
    if full.decided:
        assert evaluation.decided
        assert evaluation.verdict == full.verdict
    assert conduct(answers, says)[1] == asked


def test_nothing_is_asked_where_the_verdict_is_certain():
    assert JUDGE.next_question({"id": "I1", "remit": "it", "safe": False}) is None
    sure = {"remit": "trust", "cost": 200, "x": 3}
    assert JUDGE.next_question({"id": "I1", **sure}) is None


def test_known_is_open_until_it_was_asked():
    said = {"id": "I1", "remit": "trust", "x": 9}
    found = JUDGE.next_question(said)
    assert found.key == "cost"
    assert (found.minutes, found.answered_by) == (60, "finance")
    assert JUDGE.next_question(said, asked=["cost"]) is None
    assert JUDGE.evaluate(said).verdict == "hold"


def test_withheld_fields_are_never_asked_for():
    said = {"id": "I1", "remit": "trust", "cost": {"withheld": "secret"}, "x": 3}
    asked = []
    while (found := JUDGE.next_question(said, asked=asked)) is not None:
        asked.append(found.key)
    assert "cost" not in asked


def test_only_the_questions_of_one_role_and_those_that_anybody_can_answer():
    asked: list[str] = []
    while found := JUDGE.next_question({"id": "I1"}, asked=asked, answered_by="sponsor"):
        asked.append(found.key)
    assert "x" in asked
    assert "cost" not in asked


def test_a_cell_of_a_record_is_asked_by_its_number():
    said = {
        "id": "I1", "remit": "trust", "safe": True, "cost": 5, "benefit": 90, "tags": [], "x": 1,
        "note": "y", "council.yes": 0, "start": date(2020, 1, 1),
        "outcomes": [{"owner": "cio", "target": 1}, {"owner": "cfo"}],
    }  # fmt: skip
    found = JUDGE.next_question(said)
    assert found.key == "outcomes.2.target"
    assert JUDGE.next_question(said, asked=[found.key]) is None


def test_a_question_says_why():
    found = JUDGE.next_question({"id": "I1"})
    assert set(found.possible) == {"go", "hold", "refer", "kill"}
    assert found.why
