"""The shared vocabulary: every field asks somebody something, and says what it is about."""

from __future__ import annotations

import pytest
from evalcore_governance_gate import governance_gate
from evalcore_initiative import FIELDS, evalcore_fields, field
from evalcore_personal_time import personal_time

from evalcore import discover
from evalcore.request.fields import Kind

BY_NAME = {each.name: each for each in FIELDS}


def test_it_is_one_vocabulary_in_which_every_name_is_there_once():
    (vocabulary,) = evalcore_fields()
    assert (vocabulary.name, vocabulary.fields) == ("initiative", FIELDS)
    assert len(BY_NAME) == len(FIELDS)


@pytest.mark.parametrize("name", BY_NAME)
def test_every_field_has_a_question_somebody_who_answers_and_no_fault(name):
    declared = BY_NAME[name]
    assert declared.question.rstrip(")").endswith(("?", ".", "each", "energy", "4", "measured"))
    assert declared.answered_by in {"sponsor", "office", "finance", "it", "council"}
    assert declared.faults() == []
    if declared.kind is Kind.NUMBER:
        assert declared.minimum is not None


def tagged(tag):
    return {name for name, each in BY_NAME.items() if tag in each.tags}


def test_tags_group_what_a_stance_rules_out():
    assert tagged("cost") == {"cost_k", "spent_k", "remaining_cost_k"}
    assert tagged("sunk") == {"spent_k"}
    assert tagged("effort") == {"sponsor_hours_month", "it_months", "duration_m"}
    units = {"units_benefiting", "units_total"}
    assert tagged("benefit") == {"benefit_k", "remaining_benefit_k", "intangible"} | units
    case = {"outcomes", "evidence", "kill_criteria", "it_months", "duration_m"}
    case |= {"objective", "strategic_contribution", "company_goal", "attainment_forecast"}
    assert tagged("business_case") == case
    assert tagged("context") == {"structure", "culture", "autonomy"}
    assert {f"council.{part}" for part in ("yes", "no", "present")} <= tagged("vote")
    assert not tagged("merit") & (tagged("vote") | tagged("status") | tagged("governance"))


def test_scores_go_from_0_to_4_and_are_merit():
    scores = {name for name, each in BY_NAME.items() if "0 none, 1 slight" in each.question}
    assert len(scores) == 16
    assert all((BY_NAME[n].minimum, BY_NAME[n].maximum) == (0, 4) for n in scores)
    assert scores <= tagged("merit")


def test_the_first_party_policies_ask_the_same_questions():
    assert [each is field(each.name) for each in personal_time.fields] == [True, True]
    assert all(each is field(each.name) for each in governance_gate.fields)


def test_no_first_party_policy_declares_such_a_field_anew():
    plugins = discover()
    policies = [policy for each in plugins.all for policy in each.policies]
    declared = [each for policy in policies for each in policy.fields if each.name in BY_NAME]
    assert len(declared) > 40
    assert [each.name for each in declared if each != BY_NAME[each.name]] == []
