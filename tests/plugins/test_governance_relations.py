"""Votes that cannot be: what the governance gate and the vocabulary refuse."""

import pytest

from evalcore import Evaluator, InputError
from evalcore.rules.file import read_ruleset


def refusal(judge: Evaluator, **said) -> str:
    with pytest.raises(InputError) as caught:
        judge.evaluate({"id": "R1", **said})
    return str(caught.value)


GATE = """
name = "g"
version = "1"
vocabulary = ["initiative"]
[default]
verdict = "go"
[gates.vote]
policy = "governance_gate"
settings = {{ seats = 8, quorum = 5, {more} }}
[[rules]]
id = "vote"
gate = "vote"
otherwise = "hold"
"""


@pytest.mark.parametrize(
    ("more", "council", "refused"),
    [
        ('majority = "cast"', {"yes": 9, "no": 0, "present": 5}, True),
        ('majority = "cast"', {"yes": 5, "no": 0, "present": 12}, True),
        ('majority = "cast"', {"yes": 9}, True),
        ('majority = "cast"', {"yes": 4, "no": 1, "abstain": 1, "present": 5}, True),
        ('majority = "cast"', {"yes": 4, "no": 1, "present": 7, "recused": ["a", "b"]}, True),
        ('majority = "cast"', {"yes": 4, "no": 1, "present": 7, "recused": ["a"]}, False),
        ("recused_are_counted = true", {"yes": 7, "present": 7, "recused": ["a"]}, True),
        ("recused_are_counted = true", {"yes": 6, "present": 8, "recused": ["a", "b"]}, False),
        ('presence = "votes"', {"yes": 5, "no": 3, "abstain": 1}, True),
        ('presence = "votes"', {"yes": 5, "no": 3, "abstain": 0}, False),
    ],
)
def test_the_governance_gate_declares_its_own(more, council, refused):
    judge = Evaluator(read_ruleset(GATE.format(more=more)))
    if refused:
        assert "the policy governance_gate" in refusal(judge, council=council)
    else:
        judge.evaluate({"id": "R1", "council": council})


def test_more_units_that_benefit_than_there_are_are_refused():
    words = refusal(Evaluator("balanced"), units_benefiting=9, units_total=6)
    assert "found units_benefiting 9 and units_total 6" in words
    assert "units_benefiting <= units_total (who benefits is one of the units" in words
