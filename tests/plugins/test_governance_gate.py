"""The governance gate: cases worked out by hand, and the graph against the function."""

from __future__ import annotations

import re
from fractions import Fraction

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
VOTING = {"abstentions_count": False}
WITHHELD = {"withheld": "secret ballot"}


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


@pytest.mark.parametrize(
    "said",
    [
        {"council.yes": WITHHELD, "council.no": WITHHELD},
        {"council.yes": WITHHELD},
        {"council.no": WITHHELD},
    ],
)
def test_a_withheld_vote_was_taken_and_how_it_went_stays_open(said):
    clauses = traced(governance_gate, **COUNCIL).run(said | {"council.present": 7})
    assert clauses == {"not_voted": True, "no_quorum": True, "tie": None, "declined": None}


def test_withheld_abstentions_are_a_vote_where_the_votes_count():
    said = {"council.abstain": WITHHELD}
    assert traced(governance_gate, **COUNCIL | VOTES).run(said)["not_voted"] is True
    assert traced(governance_gate, **COUNCIL).run(said)["not_voted"] is False


def test_a_withheld_casting_vote_was_given_and_leaves_the_majority_open():
    said = {"council.yes": 3, "council.no": 3, "council.present": 7}
    clauses = traced(governance_gate, **COUNCIL | CHAIR).run(
        said | {"council.casting_vote": WITHHELD}
    )
    assert clauses == {"not_voted": True, "no_quorum": True, "tie": True, "declined": None}


TWO_THIRDS = {"threshold": "at least 2/3"}
THREE_QUARTERS = {"threshold": "at least 3/4"}


@pytest.mark.parametrize(
    ("settings", "said", "failed"),
    [
        # two thirds of the votes cast: 4 of 6 are, 5 of 8 are not; abstentions are not cast
        (TWO_THIRDS, vote(4, 2), None),
        (TWO_THIRDS, vote(5, 3), "declined"),
        (TWO_THIRDS, vote(4, 2, abstain=2), None),
        (TWO_THIRDS, vote(3, 3), "tie"),
        ({"threshold": "more than 2/3"}, vote(4, 2), "declined"),
        ({"threshold": "more than 2/3"}, vote(5, 2), None),
        (THREE_QUARTERS, vote(6, 2), None),
        (THREE_QUARTERS, vote(5, 2), "declined"),
        ({"threshold": "at least 3/5"}, vote(3, 2), None),
        ({"threshold": "at least 6/10"}, vote(3, 2), None),
        ({"threshold": "at least 1/1"}, vote(5, 0), None),
        ({"threshold": "at least 1/1"}, vote(7, 1), "declined"),
        # of those present, of all seats
        (TWO_THIRDS | OF_PRESENT, vote(4, 1, abstain=1), None),
        (TWO_THIRDS | OF_PRESENT, vote(4, 1, abstain=2), "declined"),
        (TWO_THIRDS | OF_PRESENT | COUNTED, vote(4, 2, present=8, recused=["A", "B"]), None),
        (THREE_QUARTERS | OF_SEATS, vote(6, 1), None),
        (THREE_QUARTERS | OF_SEATS, vote(5, 0), "declined"),
        # the chair's vote is one more vote cast: 4 of 7 are more than half and no two thirds
        (CHAIR | TWO_THIRDS, vote(3, 3, chair="yes"), "declined"),
        (CHAIR | {"threshold": "at least 4/7"}, vote(3, 3, chair="yes"), None),
        (CHAIR | {"threshold": "at least 4/7"}, vote(3, 3, chair="no"), "declined"),
        (CHAIR | TWO_THIRDS, vote(0, 0, abstain=5, chair="yes"), None),
        (CHAIR | TWO_THIRDS, vote(0, 0, abstain=5, chair="no"), "declined"),
        # a quorum of votes: who abstains is present, and does not count
        (VOTING, vote(3, 1, abstain=4), "no_quorum"),
        (VOTING, vote(4, 1, abstain=3), None),
        (VOTING | VOTES, vote(3, 1, abstain=1), "no_quorum"),
        (VOTING | VOTES, vote(3, 2, abstain=1), None),
        (VOTING | COUNTED, vote(4, 1, present=7, recused=["A"]), None),
    ],
)
def test_a_share_and_a_quorum_worked_out_by_hand(settings, said, failed):
    assert first_failed(settings, said) == failed
    assert governance_gate(*said.values(), **COUNCIL | settings).failed == failed


@pytest.mark.parametrize("more", [{}, OF_PRESENT, OF_SEATS, VOTES])
@pytest.mark.parametrize("threshold", ["at least 2/3", "at least 1/1", "more than 1/2"])
def test_nothing_is_carried_without_a_vote_for_it(threshold, more):
    said = vote(0, 0, present=0)
    assert (
        traced(governance_gate, **COUNCIL | more, threshold=threshold).run(said)["declined"]
        is False
    )


def test_the_quorum_of_votes_is_known_without_the_members_present():
    said = {"council.yes": 4, "council.no": 1}
    assert traced(governance_gate, **COUNCIL | VOTING).run(said)["no_quorum"] is True


@pytest.mark.parametrize(
    "threshold",
    [
        "2/3",
        "at least 1/2",
        "more than 1/1",
        "at least 1/3",
        "at least 3/2",
        "at least 2/0",
        "half",
        "more than 1/2 ",
        "at least two thirds",
        "AT LEAST 2/3",
        "at least 0.66",
        "at least 1000/1",
        "",
    ],
)
def test_a_threshold_that_is_none_says_what_is_one(threshold):
    with pytest.raises(ValueError, match=re.escape(f'a threshold of "{threshold}"')) as caught:
        traced(governance_gate, **COUNCIL, threshold=threshold)
    assert 'from "more than 1/2" to "at least 1/1", such as "at least 2/3"' in str(caught.value)


def carried(settings, yes, no, present, seats, chair):
    """A majority by the definition, in fractions."""
    words, share = settings["threshold"].rsplit(" ", 1)
    if settings["casting_vote"] and yes == no:
        yes, no = yes + (chair == "yes"), no + (chair == "no")
    of = {"cast": yes + no, "present": present, "seats": seats}[settings["majority"]]
    need = Fraction(share) * of
    return yes > need if words == "more than" else yes >= max(need, 1)


@given(
    st.fixed_dictionaries(
        {
            "majority": st.sampled_from(["cast", "present", "seats"]),
            "casting_vote": st.booleans(),
            "threshold": st.fractions(Fraction(1, 2), 1, max_denominator=200)
            .map(lambda f: (f, f"{f.numerator}/{f.denominator}"))
            .flatmap(
                lambda drawn: st.sampled_from(
                    (["more than"] if drawn[0] < 1 else [])
                    + (["at least"] if drawn[0] > Fraction(1, 2) else [])
                ).map(lambda words: f"{words} {drawn[1]}")
            ),
        }
    ),
    st.data(),
)
def test_a_share_is_exact(settings, data):
    seats = data.draw(st.integers(1, 400))
    yes = data.draw(st.integers(0, seats))
    no = data.draw(st.integers(0, seats - yes) | st.just(min(yes, seats - yes)))
    present = data.draw(st.integers(yes + no, seats))
    chair = data.draw(st.sampled_from(["yes", "no"]))
    said = vote(yes, no, present=present, chair=chair)
    made = traced(governance_gate, seats=seats, quorum=1, **settings).run(said)
    assert made["declined"] is carried(settings, yes, no, present, seats, chair)


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
            "recused_are_counted, threshold, abstentions_count\n"
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
