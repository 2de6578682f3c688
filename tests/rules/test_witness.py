"""Witnesses: what a complaint shows is so, whatever is found."""

from __future__ import annotations

from cases.test_layouts import FIELDS as DRAWN
from cases.test_layouts import formulas, plain
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalcore.extend.plugins import Plugins
from evalcore.judge.evaluator import Evaluator
from evalcore.rules.file import read_draft
from evalcore.written.errors import Complaint, InputError
from rulesets import complaints, evaluator, ruleset_text

FIELDS = """
verdicts = ["go", "hold", "kill"]
[fields]
cost = { kind = "number", minimum = 0, maximum = 1000 }
gain = { kind = "number", minimum = 0, maximum = 400 }
seats = { kind = "number", whole = true, minimum = 0, maximum = 9 }
risk = { kind = "choice", choices = ["low", "high"] }
goals = { kind = "set", choices = ["a", "b"] }
due = { kind = "date" }
[criteria.worth]
score = "clamp(linear(gain, worst=0, best=2000))"
weight = 1
"""


def rules(*conditions: str) -> str:
    return FIELDS + "".join(
        f'[[rules]]\nid = "r{n}"\nwhen = "{each}"\nverdict = "{("go", "kill")[n % 2]}"\n'
        for n, each in enumerate(conditions)
    )


def warned(body: str, code: str) -> Complaint:
    return next(each for each in evaluator(body).warnings if each.code == code)


def witness_of(body: str, code: str):
    (found,) = [each for each in complaints(body) if each.code == code]
    return found.witness


def test_what_meets_a_rule_that_never_speaks_meets_one_before_it():
    found = witness_of(rules("cost < 300", "seats > 2", "cost < 100 and risk == 'high'"), "EV221")
    assert found == {"cost": found["cost"], "risk": "high"}
    assert 0 <= found["cost"] < 100


def test_a_set_and_a_date_stand_in_a_witness():
    found = witness_of(rules("'a' in goals", "'a' in goals and due > date(2026, 5, 1)"), "EV221")
    assert found["goals"] == ["a"]
    assert found["due"] > "2026-05-01"


def test_a_threshold_out_of_reach_is_nearest_to():
    assert witness_of(rules("total >= 0.5"), "EV220") == {"gain": 400}
    body = rules("total >= 0.1 and gain * 2 < 900")
    assert warned(body, "EV310").witness == {"gain": 400}


def test_a_score_that_hardly_moves_has_its_best_request():
    assert warned(rules("total >= 0.1"), "EV307").witness == {"gain": 400}


def test_a_gap_is_shown_by_what_lies_in_it():
    of_seats = rules("seats < 3", "seats > 4").replace('verdict = "kill"', 'verdict = "go"')
    found = warned(of_seats, "EV311")
    assert found.witness["seats"] in (3, 4)
    of_total = rules("total < 0.05", "total >= 0.1").replace('verdict = "kill"', 'verdict = "go"')
    found = warned(of_total, "EV311")
    assert evaluator(of_total).evaluate({"id": "a", **found.witness}).decided_by.kind == "default"


def test_a_request_that_breaks_a_relation_is_no_witness():
    body = rules("gain > 10 or cost > 900", "gain > 20")
    assert witness_of(body, "EV221") is not None
    relation = '[relations.r]\nholds = "gain <= 15"\nbecause = "so it is"\n'
    assert witness_of(body + relation, "EV221") is None


def test_what_counts_days_has_none():
    assert witness_of(rules("days_since(due) > 5", "days_since(due) > 6"), "EV221") is None


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(formulas(), min_size=2, max_size=4))
def test_a_witness_never_leads_to_the_rule_it_is_about(found):
    text = DRAWN + "".join(
        f'[[rules]]\nid = "r{n}"\nwhen = "{plain(each)}"\nverdict = "go"\n'
        for n, each in enumerate(found)
    )
    draft = read_draft(ruleset_text(text), "small.toml")
    try:
        own = Evaluator(draft.ruleset, plugins=Plugins())
    except InputError as error:
        own = Evaluator(draft.ruleset, plugins=Plugins(), unreached=True)
        for each in error.complaints:
            if each.code == "EV221" and each.witness is not None:
                by = own.evaluate({"id": "a", **each.witness}).decided_by
                assert by.kind == "rule"
                assert int(by.id.removeprefix("r")) < each.path[1]
