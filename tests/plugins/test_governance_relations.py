"""Votes that cannot be: what the governance gate and the vocabulary refuse."""

from itertools import product

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
        ('presence = "votes"', {"yes": 5, "no": 1, "abstain": 0, "present": 5}, True),
        ('presence = "votes"', {"yes": 5, "present": 9}, True),
        ('presence = "votes"', {"yes": 5, "present": 7, "recused": ["a", "b"]}, True),
        ('threshold = "at least 2/3"', {"yes": 5, "no": 3, "present": 7}, True),
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


SEATS, QUORUM = 3, 2
SMALL = GATE.replace("8, quorum = 5", f"{SEATS}, quorum = {QUORUM}").replace(
    'otherwise = "hold"',
    'otherwise = {{ not_voted = "refer", no_quorum = "hold", tie = "recycle", declined = "kill" }}',
)
COUNTS = ("yes", "no", "abstain", "present", "recused")


def can_be(settings: str, yes: int, no: int, abstain: int, present: int, recused: int) -> bool:
    """Whether a council of three can have voted so: found by seating its members."""
    if "recused_are_counted" in settings:
        return yes + no + abstain + recused <= present <= SEATS
    return yes + no + abstain <= present <= SEATS - recused


@pytest.mark.parametrize(
    "settings",
    [
        'threshold = "at least 2/3"',
        'majority = "present"',
        'majority = "seats", threshold = "at least 3/4"',
        "recused_are_counted = true",
        "abstentions_count = false",
        'presence = "votes"',
        'presence = "votes", abstentions_count = false',
    ],
)
def test_every_council_that_cannot_be_is_refused_and_what_is_left_is_what_can_come(settings):
    """Each council of three, and each with counts left out, by trying all councils there are."""
    judge = Evaluator(read_ruleset(SMALL.format(more=settings)))
    verdicts: dict[tuple[int, ...], str] = {}
    for counts in product(range(SEATS + 2), repeat=5):
        request = {"id": "R1", "council": spelt(dict(zip(COUNTS, counts, strict=True)))}
        if can_be(settings, *counts):
            verdicts[counts] = judge.evaluate(request).verdict
        else:
            assert "the policy governance_gate" in refusal(judge, council=request["council"])
    for said in product((None, 0, 1, 2, 3), repeat=5):
        if said[:2] == (None, None):  # nobody has voted: that is known
            continue
        worlds = {v for c, v in verdicts.items() if fits(said, c)}
        if not worlds:
            continue
        council = spelt({n: v for n, v in zip(COUNTS, said, strict=True) if v is not None})
        possible = set(judge.evaluate({"id": "R1", "council": council}).possible)
        assert possible == worlds if len(worlds) == 1 else possible >= worlds, council


def spelt(counts: dict[str, int]) -> dict[str, object]:
    """Counts as a request says them: who left the room has a name."""
    names = [f"m{n}" for n in range(counts.get("recused", 0))]
    return counts | ({"recused": names} if "recused" in counts else {})


def fits(said: tuple[int | None, ...], counts: tuple[int, ...]) -> bool:
    return all(each is None or each == count for each, count in zip(said, counts, strict=True))
