"""Words, changes, questions and draws work on every hit policy, lists included."""

from __future__ import annotations

import random

import pytest

from evalcore.judge.explanation import explain
from evalcore.letters import letter
from evalcore.study.changes import find_changes
from evalcore.study.draws import draw_estimates, draw_weights
from evalcore.study.interview import next_question
from rules.decision_tables.test_engines import POLICIES, requests
from rulesets import evaluator

OWN = evaluator(POLICIES)
ESTIMATED = evaluator(POLICIES.replace('cost = { kind = "number"', 'cost = { kind = "estimate"'))
WHOLE = {"id": "a", "cost": 600, "risk": "mid", "owner": "ann", "urgent": False}
TABLES = ("only", "alike", "least", "most", "fits", "names", "step", "strong")


def test_each_table_is_explained_and_told_in_words():
    found = OWN.evaluate({**WHOLE, "due": "2026-11-20"})
    told = str(explain(found))
    for name in TABLES:
        assert name in told
    assert (found.verdict, found.decided_by.id) == ("kill", "alike")
    assert str(letter(found))


def test_a_change_that_is_found_is_one():
    found = 0
    for row in requests(40):
        said = {name: value for name, value in row.items() if value is not None}
        for verdict in ("go", "refer"):
            if OWN.evaluate(said).verdict == verdict:
                continue
            for change in find_changes(OWN, said, verdict).found:
                moved = {move.field: move.after for move in change.moves}
                after = OWN.evaluate({**said, **moved})
                assert (after.verdict, after.decided) == (verdict, True)
                found += 1
    assert found > 20


@pytest.mark.parametrize("rng", [random.Random(n) for n in range(5)])  # noqa: S311
def test_draws_come_to_what_evaluations_come_to(rng):
    low, likely, high = sorted(rng.randrange(0, 1000) for _ in range(3))
    drawn = draw_estimates(
        ESTIMATED, {**WHOLE, "cost": {"low": low, "likely": likely, "high": high}}, draws=200
    )
    reached = {OWN.evaluate({**WHOLE, "cost": cost}).verdict for cost in range(low, high + 1)}
    shares = drawn.shares
    assert {each for each in shares.verdicts if shares.of(each)} <= reached
    weights = draw_weights(OWN, [{**WHOLE, "cost": likely}], draws=100)
    assert weights.initiatives[0].shares.draws == 100


def test_an_interview_ends_with_what_the_answers_come_to():
    answers = {**WHOLE, "due": "2026-11-20"}
    said = {"id": "a"}
    while (question := next_question(OWN.judge(said))) is not None:
        assert question.key not in said
        said[question.key] = answers[question.key]
    found = OWN.evaluate(said)
    assert (found.verdict, found.decided) == (OWN.evaluate(answers).verdict, True)


def test_what_a_table_lacks_is_told_however_many_were_evaluated():
    own = evaluator(POLICIES)  # after a dozen, values are worked out all at once
    lacking = {"id": "a", **{k: v for k, v in WHOLE.items() if k not in ("id", "cost")}}
    told = {tuple(each.field for each in own.evaluate(lacking).missing) for _ in range(20)}
    assert told == {("cost", "due")}
