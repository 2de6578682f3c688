"""The governance gate: cases worked out by hand, and the graph against the function."""

from __future__ import annotations

import pytest
from evalcore_governance_gate import evalcore_policies, governance_gate
from hypothesis import given
from hypothesis import strategies as st
from traced import complaints, traced

COUNCIL = {"seats": 8, "quorum": 5}
VOTES = {"presence": "votes"}
COUNTED = {"recused_are_counted": True}
CHAIR = {"casting_vote": True}
OF_PRESENT = {"majority": "present"}
OF_SEATS = {"majority": "seats"}


def vote(yes, no, abstain=0, *, present=None, recused=(), chair=None):
    present = yes + no + abstain if present is None else present
    return {
        "council.yes": yes,
        "council.no": no,
        "council.abstain": abstain,
        "council.present": present,
        "council.recused": list(recused),
        "council.casting_vote": chair,
    }


def first_failed(settings, said):
    """The first clause that is not met; every clause before it has to be known."""
    for clause, holds in traced(governance_gate, **COUNCIL | settings).run(said).items():
        assert holds is not None, clause
        if not holds:
            return clause
    return None


@pytest.mark.parametrize(
    ("settings", "said", "failed"),
    [
        # a majority of the votes cast; abstentions are not among them
        ({}, vote(4, 3), None),
        ({}, vote(3, 2, abstain=2), None),
        ({}, vote(1, 0, abstain=4), None),
        ({}, vote(2, 3), "declined"),
        ({}, vote(0, 5), "declined"),
        # of those present: 3 of 7 and 3 of 6 are not more than half, 4 of 7 are
        (OF_PRESENT, vote(3, 2, abstain=2), "declined"),
        (OF_PRESENT, vote(3, 2, abstain=1), "declined"),
        (OF_PRESENT, vote(4, 2, abstain=1), None),
        # of 8 seats: 4 are not more than half, 5 are
        (OF_SEATS, vote(4, 3), "declined"),
        (OF_SEATS, vote(5, 2), None),
        # the quorum is 5; abstentions count for it
        ({}, vote(3, 1), "no_quorum"),
        ({}, vote(3, 1, abstain=1), None),
        ({}, vote(4, 0, present=5), None),
        (VOTES, vote(2, 1, abstain=1, present=8), "no_quorum"),
        (VOTES, vote(2, 1, abstain=2, present=0), None),
        (VOTES | OF_PRESENT, vote(2, 1, abstain=2, present=0), "declined"),
        # a recusal counts neither for the quorum nor among those present
        ({}, vote(4, 1, present=5, recused=["CMO"]), None),
        (COUNTED, vote(3, 1, present=5, recused=["CMO"]), "no_quorum"),
        (COUNTED, vote(4, 1, present=6, recused=["CMO"]), None),
        (COUNTED | OF_PRESENT, vote(3, 2, 1, present=7, recused=["CMO"]), "declined"),
        (COUNTED | OF_PRESENT, vote(3, 2, present=7, recused=["CMO", "CFO"]), None),
        # equal votes
        ({}, vote(3, 3, abstain=1), "tie"),
        ({}, vote(0, 0, abstain=5), "tie"),
        (OF_SEATS, vote(3, 3, abstain=1), "tie"),
        ({}, vote(3, 3, abstain=1, chair="yes"), "tie"),
        # the casting vote: one more yes where votes are equal, and only there
        (CHAIR, vote(3, 3, abstain=1, chair="yes"), None),
        (CHAIR, vote(3, 3, abstain=1, chair="no"), "declined"),
        (CHAIR, vote(3, 3, abstain=1), "tie"),
        (CHAIR, vote(0, 0, abstain=5, chair="yes"), None),
        (CHAIR, vote(4, 3, chair="no"), None),
        (CHAIR, vote(3, 4, chair="yes"), "declined"),
        (CHAIR | OF_PRESENT, vote(3, 3, abstain=1, chair="yes"), None),
        (CHAIR | OF_PRESENT, vote(3, 3, abstain=2, chair="yes"), "declined"),
        (CHAIR | OF_SEATS, vote(3, 3, abstain=1, chair="yes"), "declined"),
        (CHAIR | OF_SEATS, vote(4, 4, chair="yes"), None),
        # the order: a vote without a quorum is no tie, and is not declined
        ({}, vote(1, 1), "no_quorum"),
        ({}, vote(0, 1), "no_quorum"),
    ],
)
def test_a_case_worked_out_by_hand(settings, said, failed):
    assert first_failed(settings, said) == failed
    assert governance_gate(*said.values(), **COUNCIL | settings).failed == failed


@pytest.mark.parametrize("settings", [{}, VOTES, CHAIR, COUNTED])
def test_without_a_vote_nothing_was_voted(settings):
    assert first_failed(settings, {}) == "not_voted"
    assert first_failed(settings, {"council.present": 7, "council.recused": []}) == "not_voted"


def test_one_known_count_is_a_vote_and_the_rest_stays_unknown():
    clauses = traced(governance_gate, **COUNCIL).run({"council.yes": 4})
    assert clauses == {"not_voted": True, "no_quorum": None, "tie": None, "declined": None}
    gate = traced(governance_gate, **COUNCIL, presence="votes")
    assert gate.run({"council.abstain": 2})["not_voted"] is True


def test_a_withheld_vote_is_not_known():
    withheld = {"withheld": "secret ballot"}
    said = {"council.yes": withheld, "council.no": withheld, "council.present": 7}
    assert first_failed({}, said) == "not_voted"


def test_a_casting_vote_that_is_needed_and_missing_leaves_the_majority_open():
    clauses = traced(governance_gate, **COUNCIL, casting_vote=True).run(
        {"council.yes": 3, "council.no": 3, "council.present": 7}
    )
    assert clauses == {"not_voted": True, "no_quorum": True, "tie": False, "declined": None}


settings = st.fixed_dictionaries(
    {
        "majority": st.sampled_from(["cast", "present", "seats"]),
        "casting_vote": st.booleans(),
    }
).flatmap(
    lambda drawn: st.sampled_from([{}, VOTES, COUNTED]).map(lambda presence: drawn | presence)
)
numbers = st.integers(0, 9)


@given(settings, st.integers(1, 12), st.data())
def test_the_graph_equals_the_function(chosen, seats, data):
    quorum = data.draw(st.integers(1, seats))
    chosen = chosen | {"seats": seats, "quorum": quorum}
    yes, no, abstain, present = (data.draw(numbers) for _ in range(4))
    recused = data.draw(st.lists(st.sampled_from(["CMO", "CFO", "CRO"]), unique=True))
    chair = data.draw(st.sampled_from(["yes", "no", None]))
    said = vote(yes, no, abstain, present=present, recused=recused, chair=chair)
    made = traced(governance_gate, **chosen).run(said)
    expected = governance_gate(*said.values(), **chosen)
    if chosen["casting_vote"] and yes == no and chair is None:
        assert made.pop("declined") is None
        assert made == {name: holds for name, holds in expected.items() if name != "declined"}
    else:
        assert made == dict(expected)


ALWAYS = {"council.yes", "council.no"}


@pytest.mark.parametrize(
    ("chosen", "more"),
    [
        ({}, {"council.present"}),
        (OF_PRESENT, {"council.present"}),
        (OF_SEATS, {"council.present"}),
        (VOTES, {"council.abstain"}),
        (VOTES | OF_PRESENT, {"council.abstain"}),
        (COUNTED, {"council.present", "council.recused"}),
        (CHAIR, {"council.present", "council.casting_vote"}),
        (VOTES | CHAIR, {"council.abstain", "council.casting_vote"}),
    ],
)
def test_only_the_fields_that_the_settings_need_are_read(chosen, more):
    assert traced(governance_gate, **COUNCIL | chosen).fields == ALWAYS | more


def test_wrong_settings_are_complained_about_all_at_once():
    found = complaints(
        governance_gate,
        seats=0,
        quorum=2.5,
        majority="presents",
        casting_vote="yes",
        presence=True,
        quorums=5,
    )
    assert found == [
        (
            "settings.quorums: there is no setting 'quorums'\n"
            "    expected one of seats, quorum, majority, casting_vote, presence, "
            "recused_are_counted\n"
            "    did you mean 'quorum'?"
        ),
        "settings.seats: found 0\n    expected a whole number at least 1",
        "settings.quorum: found 2.5\n    expected a whole number at least 1",
        (
            "settings.majority: found 'presents'\n"
            "    expected one of cast, present, seats\n"
            "    did you mean 'present'?"
        ),
        "settings.casting_vote: found 'yes'\n    expected true or false",
        "settings.presence: found true\n    expected one of recorded, votes",
    ]


def test_a_quorum_above_the_seats_is_refused():
    expected = "^a quorum of 9 is out of reach for a council of 8 seats$"
    with pytest.raises(ValueError, match=expected):
        traced(governance_gate, seats=8, quorum=9)
    assert traced(governance_gate, seats=8, quorum=8).run(vote(8, 0))["no_quorum"] is True


def test_recusals_cannot_be_taken_off_the_votes():
    expected = '^recused_are_counted needs presence = "recorded": the recused do not vote$'
    with pytest.raises(ValueError, match=expected):
        traced(governance_gate, **COUNCIL, presence="votes", recused_are_counted=True)


def test_the_plugin_brings_one_gate():
    assert [(each.name, each.role) for each in evalcore_policies()] == [("governance_gate", "gate")]
