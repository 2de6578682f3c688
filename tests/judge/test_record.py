"""Records: evaluations as data, read back, made again, copied and pickled."""

from __future__ import annotations

import copy
import json
import pickle
import sys
from datetime import date
from types import ModuleType
from typing import Annotated, Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plugin_shop import save

from evalcore import (
    Complaint,
    Evaluation,
    Evaluator,
    InputError,
    discover,
    explain,
    next_question,
    number,
    opaque_criterion,
    read_ruleset,
)
from evalcore.extend.plugins import Plugins
from evalcore.testing.strategies import requests, rulesets
from evalcore.written.errors import EvalcoreError
from rulesets import evaluator, plugin

NEVER = """
name = "never"
version = "1"
verdicts = ["go", "hold"]
[fields.x]
kind = "number"
maximum = 5
[[rules]]
id = "beyond"
when = "x > 5"
verdict = "go"
[default]
verdict = "hold"
"""
BODY = """
verdicts = ["go", "hold"]
when_undecided = "hold"
[fields.cost]
kind = "estimate"
question = "What will it cost?"
[fields.due]
kind = "date"
[fields.tags]
kind = "set"
[fields.outcomes.record.target]
kind = "number"
[measures]
by = "due"
late = "days_since(due)"
[criteria.cheap]
score = "clamp(1 - cost / 10)"
weight = 1
[criteria.many]
score = "share(outcomes, target > 3)"
weight = 1
[[rules]]
id = "good"
when = "total >= 0.5 or 'now' in tags"
verdict = "go"
because = "it is good"
"""
SAID = {
    "id": "R1",
    "title": "Portal",
    "cost": {"low": 1, "likely": 2, "high": 9},
    "due": date(2026, 1, 31),
    "tags": ["now", "later"],
    "outcomes": [{"target": 4}, {"target": {"withheld": "private"}}],
}
DAY = date(2026, 11, 23)


def small() -> Evaluator:
    return evaluator(BODY)


def evaluation(judge: Evaluator | None = None) -> Evaluation:
    return (judge or small()).evaluate(SAID, as_of=DAY)


def through_json(found: Evaluation) -> Evaluation:
    return Evaluation.from_json(json.loads(json.dumps(found.to_json(), allow_nan=False)))


def test_what_is_kept_of_an_evaluation():
    found = evaluation().to_json()
    assert list(found)[-6:] == ["as_of", "input", "opaque", "warnings", "ruleset", "plugins"]
    assert found["as_of"] == "2026-11-23"
    assert found["input"] == {
        "due": "2026-01-31",
        "cost": {"low": 1.0, "likely": 2.0, "high": 9.0},
        "outcomes": [{"target": 4.0}, {"target": {"withheld": "private"}}],
        "tags": ["now", "later"],
    }
    assert found["ruleset"] == {"name": "small", "version": "1", "digest": small().digest}
    assert (found["opaque"], found["warnings"], found["plugins"]) == ([], [], [])


@given(st.data())
@settings(max_examples=60)
def test_every_evaluation_can_be_read_back_and_made_again(data):
    judge = Evaluator(data.draw(rulesets()), plugins=Plugins())
    found = judge.evaluate(data.draw(requests(judge)), as_of=DAY)
    back = through_json(found)
    assert type(back) is Evaluation
    assert back == found
    assert hash(back) == hash(found)
    again = judge.again(back)
    assert again == found
    assert json.dumps(again.to_json()) == json.dumps(found.to_json())
    assert again.score_ranges == found.score_ranges


def test_an_evaluation_of_a_document_is_read_back_with_it():
    judge = small()
    document = json.loads(json.dumps(judge.to_json([evaluation(judge)])))
    assert list(document) == ["ruleset", "as_of", "evaluations", "plugins"]
    (each,) = document["evaluations"]
    assert list(each)[-4:] == ["as_of", "input", "opaque", "warnings"]
    assert Evaluation.from_json(each, document) == evaluation(judge)


def test_what_is_no_evaluation_is_said_so():
    whole = evaluation().to_json()
    cases = {
        "this is no evaluation: MadeBy.__init__() missing 1 required": {
            **whole,
            "ruleset": {"name": "small", "version": "1"},
        },
        "this is no evaluation: 'total' is missing": {
            key: value for key, value in whole.items() if key != "total"
        },
        "this is no evaluation: Decision.__init__() missing 3 required": {**whole, "decided_by": 3},
        "this is no evaluation: Invalid isoformat": {**whole, "as_of": "today"},
    }
    for words, data in cases.items():
        with pytest.raises(InputError) as caught:
            Evaluation.from_json(data)
        assert words in str(caught.value)
        assert "expected what to_json() of one gave" in str(caught.value)


def test_what_was_read_back_needs_its_evaluator_for_the_rest():
    back = through_json(evaluation())
    for ask in (explain, next_question, lambda each: each.score_ranges):
        with pytest.raises(InputError) as caught:
            ask(back)
        assert str(caught.value) == (
            "the evaluation of R1 was read back, without its ruleset\n"
            "    expected one that an evaluator made\n"
            "    evaluator.again(evaluation) makes it once more, with words, ranges and reasons"
        )
    assert explain(small().again(back)).text == "R1 Portal: go, total from 0.65 to 0.9"


def test_an_evaluator_signs_only_what_it_made():
    judge, other = small(), evaluator(BODY.replace("0.5", "0.6"))
    for foreign in (evaluation(other), through_json(evaluation(judge))):
        for sign in (judge.listing, judge.to_json):
            with pytest.raises(InputError, match=r"the evaluation of R1 was"):
                sign([foreign])
    with pytest.raises(InputError) as caught:
        judge.to_json([evaluation(other)])
    assert str(caught.value) == (
        "the evaluation of R1 was made by another evaluator\n"
        "    expected one that this evaluator of small made\n"
        "    evaluator.again(evaluation) makes it once more, by the same ruleset"
    )


def test_a_record_of_another_ruleset_is_refused():
    other = evaluator(BODY.replace("0.5", "0.6"))
    with pytest.raises(InputError) as caught:
        other.again(evaluation().to_json())
    assert str(caught.value) == (
        "the evaluation of R1 was made by small 1, which decides otherwise than small 1 does now\n"
        f"    expected a record with the digest {other.digest}\n"
        f"    its own is {small().digest}"
    )


def test_the_digest_is_that_of_what_decides():
    digest = small().digest
    same = (
        small().ruleset,
        attrs.evolve(small().ruleset, name="other", version="2", about="so"),
        evaluator(BODY.replace("it is good", "it pays")).ruleset,
        evaluator(BODY.replace("What will it", "Say: what will it")).ruleset,
        attrs.evolve(small().ruleset, default=attrs.evolve(small().ruleset.default, because="so")),
    )
    assert {Evaluator(each, plugins=Plugins()).digest for each in same} == {digest}
    for old, new in (("0.5", "0.51"), ("> 3", "> 4"), ('"go"\nbecause', '"hold"\nbecause')):
        assert evaluator(BODY.replace(old, new)).digest != digest


X = Annotated[float, number("x", minimum=0, maximum=10)]
CALLS: list[float] = []


@opaque_criterion(version="7")
def model(x: X) -> float:
    """A model."""
    CALLS.append(x)
    if x == 9:
        raise ValueError("no model of nine")
    return x / (11 + len(CALLS))  # another answer each time


SCORED = """
verdicts = ["go", "hold"]
[criteria.model]
policy = "model"
weight = 1
[[rules]]
id = "good"
when = "total >= 0.3"
verdict = "go"
"""
SHOP = plugin("shop", policies=lambda: [model])


def modelled() -> Evaluator:
    return evaluator(SCORED, discover(extra=[SHOP], entry_points=False))


@pytest.mark.parametrize("x", [5, 9, None])
def test_what_an_opaque_criterion_answered_is_kept_and_not_asked_again(x):
    judge = modelled()
    found = judge.evaluate({"id": "R1", "x": x})
    asked = len(CALLS)
    (answer,) = found.opaque
    assert (answer.key, answer.version, answer.value) == ("model()", "7", found.total)
    because = {
        5: "x 5",
        9: "model 7 of plugin shop: it raised ValueError: no model of nine",
        None: "needs x",
    }
    assert answer.because == because[x]
    assert found.plugins[0].name == "shop"
    again = judge.again(through_json(found))
    assert again == found
    assert explain(again) == explain(found)
    assert len(CALLS) == asked
    assert judge.evaluate({"id": "R1", "x": 5}).total != found.total


def test_a_record_without_an_answer_leaves_it_open():
    judge = modelled()
    found = judge.evaluate({"id": "R1", "x": 5}).to_json()
    again = judge.again({**found, "opaque": []})
    assert (again.total, again.possible) == (None, ("go", "hold"))


def test_warnings_are_kept():
    found = small().evaluate({"id": "R1", "costs": 3}, as_of=DAY)
    assert found.warnings == (
        "R1: no field is called 'costs', so it is not read\n    did you mean 'cost'?",
    )
    assert small().again(found.to_json()).warnings == found.warnings


def test_nothing_in_it_can_be_changed():
    judge = small()
    found = evaluation(judge)
    for each in (found.measures, found.input, found.score_ranges, judge.fields):
        with pytest.raises(TypeError):
            each["x"] = 1
    with pytest.raises(TypeError):
        found.input["outcomes"][0]["target"] = 1
    for changed in (found, through_json(found)):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            changed.total = 1.0
    with pytest.raises(TypeError):
        judge.read(SAID).values["cost"] = 1


def test_evaluations_are_equal_by_value():
    assert evaluation() == evaluation()
    assert evaluation() != small().evaluate({**SAID, "title": "Other"}, as_of=DAY)
    assert evaluation() != "R1"
    assert len({evaluation(), evaluation(), through_json(evaluation())}) == 1


def pickled(thing: Any) -> Any:
    return pickle.loads(pickle.dumps(thing))  # noqa: S301 - our own


def test_a_copy_may_have_rules_that_never_speak_where_the_evaluator_may():
    judge = Evaluator(read_ruleset(NEVER), unreached=True)
    assert pickled(judge).evaluate({"id": "A", "x": 1}).verdict == "hold"


def copies(thing: object) -> list[object]:
    return [copy.copy(thing), copy.deepcopy(thing), pickled(thing)]


def test_all_that_an_app_hands_around_can_be_copied_and_pickled():
    judge = small()
    found = evaluation(judge)
    for each in copies(found):
        assert each == found
    assert copy.deepcopy(found) is found
    for each in copies(judge):
        assert each.digest == judge.digest
        assert each.evaluate(SAID, as_of=DAY) == found
    for each in copies(judge.read(SAID)):
        assert each == judge.read(SAID)
    for each in copies(model):
        assert each is model
    error = InputError([Complaint("wrong", "right", path=("a", 1)), Complaint("worse")])
    for each in copies(error):
        assert (str(each), each.complaints) == (str(error), error.complaints)


def test_plugins_are_found_again_by_name_or_file(tmp_path):
    save(tmp_path, acme=f"from {__name__} import SHOP\nevalcore_policies = SHOP.evalcore_policies")
    for plugins in (
        discover(),
        discover(extra=[SHOP], entry_points=False),
        discover(folder=tmp_path, entry_points=False),
        discover(folder=tmp_path, entry_points=False).blocking(["acme"]),
    ):
        for each in copies(plugins):
            assert [one.origin for one in each.all] == [one.origin for one in plugins.all]
            assert [one.status for one in each.all] == [one.status for one in plugins.all]
            assert each.names("criterion") == plugins.names("criterion")
    again = pickled(modelled())
    assert again.evaluate({"id": "R1", "x": None}) == modelled().evaluate({"id": "R1", "x": None})


def test_a_plugin_that_no_name_leads_to_says_so():
    local = plugin("local", policies=lambda: [model])
    with pytest.raises(EvalcoreError, match=r"the plugin namespace\(.* cannot be pickled: no imp"):
        pickle.dumps(discover(extra=[local], entry_points=False))
    made = opaque_criterion(version="1")(model.function)
    with pytest.raises(EvalcoreError) as caught:
        pickle.dumps(made)
    assert str(caught.value) == (
        "the criterion model cannot be pickled: no importable name leads to it; "
        "give it a name in a module, or make it a plugin in a file"
    )
    assert copy.deepcopy(made) is made


def test_a_module_is_a_plugin_that_is_found_again(monkeypatch):
    module = ModuleType("shop_module")
    module.evalcore_policies = SHOP.evalcore_policies
    plugins = discover(extra=[module], entry_points=False)
    with pytest.raises(EvalcoreError, match="no importable name leads to it"):
        pickle.dumps(plugins)
    monkeypatch.setitem(sys.modules, "shop_module", module)
    assert pickled(plugins).names("criterion") == ["model"]
