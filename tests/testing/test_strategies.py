"""Strategies: what they draw can be read, is within what was declared, and is registered."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalcore import Estimate, Evaluator, Field, Initiative, Ruleset, Withheld
from evalcore.extend.loading import Origin, Plugin
from evalcore.extend.plugins import Plugins
from evalcore.extend.settings import read_settings
from evalcore.request.initiative import read_initiative
from evalcore.testing import strategies
from testing import bad_policies as bad

POLICIES = [bad.good, bad.good_gate, bad.good_model, bad.swallows_keys, bad.divides_by_a_setting]
FEW = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@FEW
@given(st.data(), st.sampled_from(POLICIES))
def test_every_request_can_be_read(data, policy):
    request = data.draw(strategies.requests(policy))
    declared = {each.name: each for each in policy.fields}
    reading = read_initiative(request, declared)
    assert reading.initiative.id == "R1"
    assert list(reading.warnings) == []


@FEW
@given(st.data(), st.sampled_from(POLICIES))
def test_nothing_is_missing_where_nothing_may_be(data, policy):
    drawn = data.draw(strategies.initiatives(policy, missing=False))
    assert None not in drawn.values.values()
    assert not drawn.situation.withheld


@FEW
@given(st.data(), st.sampled_from(POLICIES))
def test_settings_are_those_that_a_ruleset_may_give(data, policy):
    found = []
    read_settings(policy.settings, data.draw(strategies.settings_of(policy)), found)
    assert found == []


@FEW
@given(st.data())
def test_settings_that_are_given_stay(data):
    drawn = data.draw(strategies.settings_of(bad.good, {"free": 7}))
    assert drawn == {"free": 7}


@FEW
@given(strategies.fields())
def test_fields_have_no_faults(field):
    assert list(field.faults()) == []


@FEW
@given(st.data())
def test_rulesets_decide(data):
    offered = [bad.good, bad.swallows_keys]
    ruleset = data.draw(strategies.rulesets(offered))
    plugins = Plugins([Plugin(Origin("mine"), policies=tuple(offered))])
    evaluator = Evaluator(ruleset, plugins=plugins)
    assert {"criterion_1", "criterion_2"} <= {each.id for each in evaluator.graph.criteria}
    request = data.draw(strategies.requests(evaluator))
    assert evaluator.evaluate(request).verdict in ruleset.verdicts


@FEW
@given(st.data())
def test_rulesets_over_fields_that_are_given(data):
    declared = list(bad.good.fields)
    ruleset = data.draw(strategies.rulesets((), declared))
    assert list(ruleset.fields) == ["hours"]


@pytest.mark.parametrize("kind", [Initiative, Ruleset, Field, Estimate, Withheld])
@FEW
@given(data=st.data())
def test_hypothesis_knows_our_types(data, kind):
    assert isinstance(data.draw(st.from_type(kind)), kind)


@FEW
@given(st.from_type(Estimate))
def test_estimates_are_in_order(estimate):
    assert estimate.low <= estimate.likely <= estimate.high


def test_whoever_imports_hypothesis_does_not_wait_for_the_kit():
    code = "import hypothesis.strategies, sys; print('evalcore.testing.strategies' in sys.modules)"
    words = [sys.executable, "-c", code]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout == "False\n"
