from __future__ import annotations

import json
from typing import Annotated

import pytest

from evalcore import Evaluator, clauses, gate, number, read_ruleset
from rulesets import evaluate, offering
from rulesets import evaluator as build

BODY = """
verdicts = ["go", "refer", "hold", "recycle"]
when_undecided = "recycle"
[fields.cost]
kind = "number"
unit = "kEUR"
minimum = 0
question = "What will it cost?"
[fields.benefit]
kind = "number"
unit = "kEUR"
[fields.safe]
kind = "flag"
question = "Is it safe?"
[fields.outcomes.record.target]
kind = "number"
question = "Which number?"
[measures]
payback = "benefit / cost"
[criteria.worth]
score = "clamp(payback / 4)"
weight = 3
[criteria.safety]
score = "1 if safe else 0.5"
weight = 1
[[rules]]
id = "safe"
require = "safe"
otherwise = "refer"
because = "it is not safe"
[[rules]]
id = "measurable"
when = "share(outcomes, target > 3) < 0.5"
verdict = "recycle"
[[rules]]
id = "worthy"
when = "payback >= 2"
verdict = "go"
because = "it pays back twice"
"""
WHOLE = {"cost": 10, "benefit": 20, "safe": True, "outcomes": [{"target": 4}]}


def test_the_json_contract():
    found = evaluate(BODY, **WHOLE).to_json()
    digest = build(BODY).digest
    assert json.dumps(found, indent=1) == json.dumps(
        {
            "id": "I1",
            "title": "Try",
            "verdict": "go",
            "possible": ["go"],
            "total": 0.625,
            "total_range": [0.625, 0.625],
            "decided_by": {
                "kind": "rule",
                "id": "worthy",
                "clause": None,
                "because": "it pays back twice",
                "candidates": [],
            },
            "measures": {"payback": 2.0},
            "undefined": [],
            "criteria": [
                {
                    "id": "worth",
                    "policy": None,
                    "score": 0.5,
                    "weight": 3,
                    "contribution": 0.375,
                    "because": "payback 2 of 4",
                },
                {
                    "id": "safety",
                    "policy": None,
                    "score": 1.0,
                    "weight": 1,
                    "contribution": 0.25,
                    "because": "safe: yes",
                },
            ],
            "gates": [
                {
                    "id": "safe",
                    "policy": None,
                    "passed": True,
                    "clause": None,
                    "because": "safe: yes",
                }
            ],
            "missing": [],
            "as_of": None,
            "input": {
                "benefit": 20.0,
                "cost": 10.0,
                "safe": True,
                "outcomes": [{"target": 4.0}],
            },
            "opaque": [],
            "warnings": [],
            "ruleset": {"name": "small", "version": "1", "digest": digest},
            "plugins": [],
        },
        indent=1,
    )


def test_what_is_missing_makes_it_undecided():
    found = evaluate(BODY, cost=10, outcomes=[{"target": 4}])
    assert not found.decided
    assert found.verdict == "recycle"
    assert found.possible == ("go", "refer", "hold")
    assert found.to_json()["decided_by"] == {
        "kind": "undecided",
        "id": None,
        "clause": None,
        "because": "still open: safe, benefit",
        "candidates": ["safe", "worthy"],
    }
    assert found.to_json()["missing"] == [
        {"field": "safe", "state": "unknown", "question": "Is it safe?"},
        {"field": "benefit", "state": "unknown", "question": ""},
    ]
    assert found.to_json()["gates"][0] == {
        "id": "safe",
        "policy": None,
        "passed": None,
        "clause": None,
        "because": "not known without safe",
    }


def test_conditions_known_to_be_false_are_not_possible():
    assert evaluate(BODY, **{**WHOLE, "safe": None, "benefit": 1}).possible == ("refer", "hold")


def test_nothing_after_what_surely_speaks_is_possible_or_missing():
    found = evaluate(BODY, **{**WHOLE, "safe": None})
    assert found.possible == ("go", "refer")
    assert [each.field for each in found.missing] == ["safe"]


def test_withheld_is_missing_too():
    found = evaluate(BODY, **{**WHOLE, "safe": {"withheld": "secret"}})
    assert [(each.field, each.state) for each in found.missing] == [("safe", "withheld")]


def test_fields_inside_records_are_missing_by_their_full_name():
    found = evaluate(BODY, **{**WHOLE, "outcomes": [{"target": 2}, {}]})
    assert found.to_json()["missing"] == [
        {"field": "outcomes.target", "state": "unknown", "question": "Which number?"}
    ]


def test_fields_of_records_are_withheld_where_all_that_lack_them_are():
    kept = {"target": {"withheld": "secret"}}
    for records, state in (([kept, {"target": 1}], "withheld"), ([kept, {}], "unknown")):
        found = evaluate(BODY, **{**WHOLE, "outcomes": records})
        assert [each.state for each in found.missing] == [state]


def test_without_when_undecided_there_is_no_verdict():
    found = evaluate(BODY.replace('when_undecided = "recycle"\n', ""))
    assert found.to_json()["verdict"] is None
    assert found.to_json()["decided_by"]["kind"] == "undecided"


TWO_WAYS = """
[fields.a]
kind = "flag"
[fields.b]
kind = "flag"
[[rules]]
id = "first"
when = "a"
verdict = "go"
[[rules]]
id = "second"
when = "b"
verdict = "go"
"""


def test_a_verdict_that_is_certain_whoever_gives_it():
    found = evaluate(TWO_WAYS, b=True)
    assert found.verdict == "go"
    assert found.decided
    assert found.to_json()["decided_by"] == {
        "kind": "rule",
        "id": None,
        "clause": None,
        "because": "every way of filling in what is missing leads to go",
        "candidates": ["first", "second"],
    }
    assert found.missing == ()


def test_a_default_may_be_among_the_candidates():
    found = evaluate(TWO_WAYS.replace('"go"', '"hold"'))
    assert (found.verdict, found.decided_by.id, found.decided_by.candidates) == (
        "hold",
        None,
        ("first", "second"),
    )


Yes = Annotated[float, number("yes", minimum=0, maximum=8)]
No = Annotated[float, number("no", minimum=0, maximum=8)]


@gate
def voted(yes: Yes, no: No):
    return clauses(for_it=yes > 3, against=no < 2)


GATE = """
[gates.council]
policy = "voted"
[[rules]]
id = "council"
gate = "council"
otherwise = "refer"
"""


def council(**said: object):
    return build(GATE, offering(voted)).evaluate({"id": "I1", **said})


def test_a_gate_that_surely_fails_by_one_clause_or_another():
    found = council(no=5)
    assert found.verdict == "refer"
    assert (found.decided_by.kind, found.decided_by.id, found.decided_by.clause) == (
        "gate",
        "council",
        None,
    )
    assert (found.gates[0].passed, found.gates[0].clause) == (False, None)


def test_a_gate_names_the_clause_that_is_not_met_or_unknown():
    assert (council(yes=4, no=5).gates[0].passed, council(yes=4, no=5).gates[0].clause) == (
        False,
        "against",
    )
    assert (council(yes=4).gates[0].passed, council(yes=4).gates[0].clause) == (None, "against")
    assert council(yes=4, no=0).gates[0].because == "yes, 4, is above 3, and no, 0, is below 2"


def test_a_gate_that_is_met_names_each_field_once():
    @gate
    def twice(yes: Yes, no: No):
        return clauses(more=yes > no, cast=yes + no > 0)

    body = GATE.replace('policy = "voted"', 'policy = "twice"')
    found = build(body, offering(twice)).evaluate({"id": "I1", "yes": 4, "no": 0})
    assert found.gates[0].because == "yes, 4, is above no (0), and yes plus no, 4, is above 0"


def test_undefined_is_never_missing():
    found = evaluate(BODY, **{**WHOLE, "cost": 0, "outcomes": []})
    assert found.missing == ()
    assert [(each.name, each.because) for each in found.undefined] == [
        ("payback", "division by zero in benefit / cost"),
        ("measurable", "a share of no records in share(outcomes, target > 3)"),
    ]
    assert found.verdict == "recycle"
    assert found.possible == ("go", "hold", "recycle")
    assert found.decided_by.because == (
        "payback: division by zero in benefit / cost; "
        "measurable: a share of no records in share(outcomes, target > 3)"
    )


def test_other_causes_of_what_is_undefined():
    body = """
    total = "sqrt(x) + 1"
    [fields.x]
    kind = "number"
    [fields.who]
    kind = "text"
    [measures]
    rank = "lookup(who, {'it': 1})"
    [criteria.c]
    score = "clamp(1 / x)"
    """
    found = evaluate("\n".join(line.strip() for line in body.splitlines()), x=-4, who="sales")
    assert [(each.name, each.because) for each in found.undefined] == [
        ("rank", "'sales' is not listed in lookup(who, {'it': 1})"),
        ("total", "the square root of -4 in sqrt(x)"),
    ]
    assert found.total is None


def test_what_is_undefined_does_not_hide_what_is_missing():
    found = evaluate(BODY, **{**WHOLE, "cost": 0, "safe": None})
    assert (
        found.decided_by.because == "still open: safe; payback: division by zero in benefit / cost"
    )


def test_sets_and_dates_are_plain_in_json():
    body = '[measures]\nwhen = "start"\nwhich = "goals"\n'
    body += '[fields.start]\nkind = "date"\n[fields.goals]\nkind = "set"'
    found = evaluate(body, start="2026-11-23", goals=["b", "a"]).to_json()
    assert found["measures"] == {"when": "2026-11-23", "which": ["b", "a"]}


def test_a_score_that_is_unknown_says_what_it_needs():
    found = evaluate(BODY, safe=True)
    assert found.criteria[0].because == "not known without benefit and cost"
    assert found.criteria[0].score is None


def test_an_undefined_value_off_the_way_is_no_reason():
    body = """
    [fields.a]
    kind = "number"
    [fields.b]
    kind = "number"
    [measures]
    aside = "1 / b"
    [[rules]]
    id = "open"
    when = "a > 1"
    verdict = "go"
    """
    found = evaluate("\n".join(line.strip() for line in body.splitlines()), b=0)
    assert [each.name for each in found.undefined] == ["aside"]
    assert found.decided_by.because == "still open: a"


@pytest.mark.parametrize("x", [0.4, 0.3, 0.39999999999999997, 4.9])
def test_a_score_on_a_broken_line_stays_within_0_and_1(x):
    body = """
    [fields.x]
    kind = "number"
    [criteria.c]
    score = "piecewise(x, {0.3: 0.98, 0.4: 0, 4.9: 0.59})"
    weight = 1
    """
    found = evaluate("\n".join(line.strip() for line in body.splitlines()), x=x)
    assert 0 <= (found.criteria[0].score or 0) <= 1


def test_nothing_is_a_negative_zero():
    found = evaluate('[fields.x]\nkind = "number"\n[measures]\nm = "-x"', x=0)
    assert str(found.measures["m"]) == "0.0"


def test_what_is_certain_is_no_longer_unknown_to_gates_and_sentences():
    """The total lies from 0.5 to 1, whatever b is: gate, tree and letter say so."""
    text = """
name = "t"
version = "1"
verdicts = ["go", "hold"]
[fields]
a = { kind = "number", minimum = 0, maximum = 4 }
b = { kind = "number", minimum = 0, maximum = 4 }
[criteria.x]
score = "(a + b) / 8"
weight = 1
[[rules]]
id = "enough"
require = "total >= 0.5"
otherwise = "hold"
[default]
verdict = "go"
because = "enough in it"
"""
    judge = Evaluator(read_ruleset(text))
    found = judge.evaluate({"id": "A", "a": 4})
    (gate,) = found.gates
    assert (found.verdict, gate.passed) == ("go", True)
    assert gate.because == "the total is 0.5 to 1 whatever is filled in, and so at least 0.5"
    low = judge.evaluate({"id": "B", "a": 4, "b": None}).gates[0]
    assert low == gate
    (failed,) = judge.evaluate({"id": "C", "b": 4, "a": 4}).gates
    assert failed.passed is True
