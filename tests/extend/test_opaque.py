"""Opaque criteria: asked once, bounded, never trusted; what they raise harms nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from types import SimpleNamespace
from typing import Annotated, Any

import pytest

from evalcore import Policy, criterion, hookimpl, number, opaque_criterion, records, setting
from evalcore.extend.opaque import MOST_KEPT
from evalcore.extend.plugins import Plugins, discover
from evalcore.extend.policies import PolicyError
from evalcore.say.formula import spell
from rulesets import evaluator

X = Annotated[float, number("x", minimum=0, maximum=10)]
Outcomes = Annotated[Sequence[Any], records("outcomes", number("target"))]
RULES = """
verdicts = ["go", "hold", "kill"]
[criteria.model]
policy = "model"
weight = 1
{settings}
[criteria.plain]
policy = "plain"
weight = 1
[[rules]]
id = "great"
when = "total >= {great}"
verdict = "go"
[[rules]]
id = "poor"
when = "total < {poor}"
verdict = "kill"
"""


@criterion
def plain(x: X) -> float:
    """Plain: x of ten."""
    return x / 10


def plugins(*policies: Policy[..., Any]) -> Plugins:
    plugin = SimpleNamespace(evalcore_policies=hookimpl(lambda: list(policies)), __name__="acme")
    return discover(extra=[plugin], entry_points=False)


def judge(policy: Policy[..., Any], poor: float = 0.2, settings: str = "", great: float = 0.9):
    return evaluator(
        RULES.format(poor=poor, great=great, settings=settings), plugins(policy, plain)
    )


def model_of(function, **terms: Any):
    calls: list[float] = []

    @opaque_criterion(version="3", name="model", **terms)
    def model(x: X) -> float:
        """Model: what somebody else's program makes of x."""
        calls.append(x)
        return function(x)

    return model, calls


def test_it_scores_like_any_other_criterion():
    model, calls = model_of(lambda x: x / 20)
    found = judge(model).evaluate({"id": "I1", "x": 8})
    assert [each.score for each in found.criteria] == [0.4, 0.8]
    assert found.total == pytest.approx(0.6)
    assert found.verdict == "hold"
    assert found.to_json()["criteria"][0]["contribution"] == 0.2
    assert calls == [8.0]


def test_it_is_not_asked_while_a_field_is_missing_and_its_bounds_hold():
    model, calls = model_of(lambda x: x / 20, low=0.1, high=0.4)
    found = judge(model, great=0.6).evaluate({"id": "I1"})
    assert calls == []
    assert found.total_range == (0.05, 0.7)
    assert found.possible == ("go", "hold", "kill")
    assert [each.field for each in found.missing] == ["x"]
    sure = judge(model, poor=0.8, great=0.05).evaluate({"id": "I1"})
    assert (sure.verdict, sure.decided) == ("go", True)


def broken(x: float) -> float:
    message = f"no route\nto {x:g}"
    raise ConnectionError(message)


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (broken, "it raised ConnectionError: no route to 8"),
        (lambda x: x, "it returned 8.0, outside 0 to 1"),
        (lambda _: float("nan"), "it returned nan, outside 0 to 1"),
        (lambda _: "much", "it returned 'much', no number"),
        (lambda _: True, "it returned true, no number"),
        (lambda _: None, "it returned nothing, no number"),
        (lambda _: 1 / 0, "it raised ZeroDivisionError: division by zero"),
        (lambda _: exit(7), "it raised SystemExit: 7"),  # noqa: PLR1722
    ],
)
def test_what_goes_wrong_is_a_reason_and_the_rest_goes_on(function, problem):
    model, calls = model_of(function)
    found = judge(model).evaluate({"id": "I1", "x": 8})
    assert [each.score for each in found.criteria] == [None, 0.8]
    assert found.total is None
    assert found.possible == ("go", "hold")
    (undefined,) = found.undefined
    assert undefined.name == "model"
    author, said = undefined.because.split(": ", 1)
    assert author.startswith("model 3 of ")
    assert "acme" in author
    assert said == f"{problem} in model(x)"
    assert found.missing == ()
    assert problem in found.decided_by.because
    assert len(calls) == 1


def test_where_the_bounds_settle_it_a_failure_changes_nothing():
    model, _ = model_of(broken, low=0.5)
    found = judge(model, poor=0.6).evaluate({"id": "I1", "x": 1})
    assert found.decided
    assert found.verdict == "kill"


def test_a_call_that_takes_long_is_reported_and_not_interrupted(monkeypatch):
    monkeypatch.setattr("evalcore.extend.opaque.perf_counter", count(0, 3).__next__)
    model, _ = model_of(lambda _: 0.5, seconds=2)
    found = judge(model).evaluate({"id": "I1", "x": 8})
    assert found.criteria[0].score == 0.5
    (note,) = found.answers.notes
    assert note.startswith("model 3 of ")
    assert note.endswith(": it took 3 s of 2 s")


def test_pure_answers_are_kept_and_failures_are_not():
    fails = [True]

    def sometimes(x: float) -> float:
        if fails[0]:
            raise TimeoutError
        return x / 10

    model, calls = model_of(sometimes, pure=True)
    evaluate = judge(model).evaluate
    assert evaluate({"id": "I1", "x": 4}).criteria[0].score is None
    fails[0] = False
    assert [evaluate({"id": "I1", "x": x}).criteria[0].score for x in (4, 5, 4)] == [0.4, 0.5, 0.4]
    assert calls == [4.0, 4.0, 5.0]
    again, calls = model_of(lambda x: x / 10)
    evaluate = judge(again).evaluate
    for _ in range(2):
        evaluate({"id": "I1", "x": 4})
    assert calls == [4.0, 4.0]


def test_no_more_answers_are_kept_than_said():
    model, _ = model_of(lambda _: 0.5, pure=True)
    (node,) = model.trace({}).values()
    for number_ in range(MOST_KEPT + 5):
        node.call.ask([float(number_)])
    assert len(node.call.kept) == MOST_KEPT


def test_records_are_its_own_to_change_and_can_be_looked_up():
    @opaque_criterion(version="1", name="model", pure=True)
    def model(x: X, outcomes: Outcomes) -> float:
        """Model."""
        assert all(set(each) == {"target"} for each in outcomes)
        outcomes[0]["target"] = 99
        return 0.5

    made = judge(model)
    initiative = made.read({"id": "I1", "x": 8, "outcomes": [{"target": 4}]})
    assert made.evaluate(initiative).criteria[0].score == 0.5
    assert made.evaluate(initiative).criteria[0].score == 0.5
    assert initiative.situation.values["outcomes"][0]["target"] == 4


def test_settings_reach_it_and_name_it():
    @opaque_criterion(version="1", name="model")
    def model(x: X, *, scale: Annotated[float, setting(above=0)] = 10) -> float:
        """Model."""
        return x / scale

    found = judge(model, settings="settings = { scale = 16 }").evaluate({"id": "I1", "x": 8})
    assert found.criteria[0].score == 0.5
    assert model(4, scale=16) == 0.25
    node = found.graph.opaques[0]
    assert (node.key, spell(node)) == ('model({"scale": 16.0})', "model(x)")


def test_version_and_settings_count_in_the_digest_and_the_function_does_not():
    digests = [
        judge(opaque_criterion(version=version, name="model")(function)).digest
        for version, function in (("1", _one), ("1", _two), ("2", _one))
    ]
    assert digests[0] == digests[1] != digests[2]


def _one(x: X) -> float:
    """Model."""
    return x / 10


def _two(x: X) -> float:
    """Model."""
    return x / 20


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"version": "1", "high": 2}, "_one: bounds 0 to 2; expected 0 <= low <= high <= 1"),
        ({"version": "1", "low": 0.5, "high": 0.2}, "expected 0 <= low <= high <= 1"),
        ({"version": "1", "low": float("nan")}, "expected 0 <= low <= high <= 1"),
        ({"version": ""}, "_one: an opaque criterion needs a version, such as '2026.1'"),
    ],
)
def test_terms_that_make_no_sense_are_the_authors_mistake(terms, words):
    with pytest.raises(PolicyError) as caught:
        opaque_criterion(**terms)(_one)
    assert words in str(caught.value)
