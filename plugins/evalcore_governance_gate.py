"""Governance gate: whether a council has voted, with a quorum, and how the vote went.

A gate and no criterion: a vote decides and is no degree of merit. As a score, the share of votes
in favour could be bought off by other scores, and a total would be unknown until the vote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Annotated, Any, Literal

from evalcore_initiative import field

from evalcore import (
    Clauses,
    Policy,
    Relation,
    all_of,
    any_of,
    clauses,
    count,
    gate,
    hookimpl,
    known,
    setting,
    when,
    withheld,
)

Yes = Annotated[float, field("council.yes")]
No = Annotated[float, field("council.no")]
Abstain = Annotated[float, field("council.abstain")]
Present = Annotated[float, field("council.present")]
Recused = Annotated[Sequence[str], field("council.recused")]
Chair = Annotated[str, field("council.casting_vote")]
Seats = Annotated[int, setting(minimum=1, about="how many seats the council has")]
Quorum = Annotated[int, setting(minimum=1, about="how many members have to be present")]
Majority = Annotated[
    Literal["cast", "present", "seats"],
    setting(about="what the majority is taken of: votes cast, members present, or seats"),
]
Threshold = Annotated[
    str, setting(about='how much of that a majority is: "more than 1/2", "at least 2/3" ...')
]
AbstentionsCount = Annotated[
    bool, setting(about="whether who abstains counts for the quorum, as who votes does")
]
CastingVote = Annotated[bool, setting(about="whether the chair decides where votes are equal")]
Presence = Annotated[
    Literal["recorded", "votes"],
    setting(about="whether the minutes record who was present, or only the votes"),
]
RecusedAreCounted = Annotated[
    bool, setting(about="whether the minutes count recused members as present")
]

HALF = Fraction(1, 2)
WORDS = re.compile(r"(more than|at least) ([0-9]{1,3})/([0-9]{1,3})")


def _council(
    yes: Any,
    no: Any,
    abstain: Any,
    present: Any,
    recused: Any,
    *,
    seats: int,
    presence: str,
    recused_are_counted: bool,
) -> dict[str, Relation]:
    """What holds of any vote: nobody votes who is not there, and nobody is there without a seat."""
    cast, away = yes + no + abstain, count(recused)
    if presence == "votes":  # who was present decides nothing here, and is held against the rest
        return {
            "seats": Relation(cast + away <= seats, "who votes, and who left the room, has a seat"),
            "present": Relation(present + away <= seats, "who is present, or left, has a seat"),
            "votes": Relation(cast <= present, "who votes is present"),
        }
    there = present if recused_are_counted else present + away
    stayed = present - away if recused_are_counted else present
    return {
        "seats": Relation(there <= seats, "who is present, or left the room, has a seat"),
        "votes": Relation(cast <= stayed, "who votes is present"),
    }


@gate(relations=_council)
def governance_gate(
    yes: Yes,
    no: No,
    abstain: Abstain,
    present: Present,
    recused: Recused,
    chair: Chair,
    *,
    seats: Seats,
    quorum: Quorum,
    majority: Majority = "cast",
    casting_vote: CastingVote = False,
    presence: Presence = "recorded",
    recused_are_counted: RecusedAreCounted = False,
    threshold: Threshold = "more than 1/2",
    abstentions_count: AbstentionsCount = True,
) -> Clauses:
    """Governance gate: whether a council has voted for an initiative, by its own rules.

    Four conditions, asked in order: it has voted, it had a quorum, the votes are not equal, and a
    majority is in favour. An abstention counts for the quorum and not for the votes cast; a
    recusal counts for neither. Votes of 0 to 0, where all abstain, are equal. A vote that is
    withheld was taken: how it went stays open.

    Why it matters: a decision is only as good as the right to take it. The rules are those of most
    deliberative bodies: in Robert's Rules of Order Newly Revised, the quorum is counted by the
    members present, a majority by the votes cast without abstentions, and a tie does not carry.
    Its two-thirds vote is threshold = "at least 2/3", compared in whole numbers of votes.

    Example:
        ```toml
        [gates.council_decision]
        policy = "governance_gate"
        settings = { seats = 8, quorum = 5, majority = "present" }

        [[rules]]
        id = "council"
        gate = "council_decision"
        otherwise = { not_voted = "refer", no_quorum = "hold", tie = "hold", declined = "kill" }
        ```

    Settings:
        seats: how many seats the council has; a whole number of at least 1. Required.
        quorum: how many members have to be present; whole, from 1 to seats. Required.
        majority: a majority of what: "cast" (votes for and against), "present" (members
            present) or "seats". Default "cast".
        casting_vote: whether the chair decides where votes are equal; his or her vote then counts
            as one more. Default false.
        presence: "recorded" reads council.present, "votes" adds up the votes and abstentions, for
            a council whose minutes hold nothing else. Default "recorded".
        recused_are_counted: whether council.present includes the recused, who are then taken off.
            Only with presence = "recorded". Default false.
        threshold: how much of them has to be in favour: "more than" or "at least" and a share
            such as 2/3, from more than 1/2 to at least 1/1. Default "more than 1/2".
        abstentions_count: whether abstentions count for the quorum. Otherwise it is counted by the
            votes for and against. Default true.

    Fields:
        council.yes: votes for it; a whole number of at least 0.
        council.no: votes against it; a whole number of at least 0.
        council.abstain: members there who did not vote; whole, at least 0. Decides only with
            presence = "votes".
        council.present: members present, without the recused; whole, at least 0. Decides only with
            presence = "recorded".
        council.recused: the set of members who left the room. Decides only with
            recused_are_counted.
        council.casting_vote: "yes" or "no". Read only with casting_vote.

    Relations:
        seats: no more members are present, or left the room, than there are seats.
        votes: no more votes and abstentions than members present who stayed. A request that breaks
            one of these is refused: a transposed column must never approve anything.
        present: the same of the members present, where the minutes name them although only the
            votes count.

    Clauses:
        not_voted: some votes are known, or withheld.
        no_quorum: as many members as the quorum are present.
        tie: votes for and against differ, or the chair has decided.
        declined: a majority is in favour.
    """
    _go_together(seats, quorum, presence, recused_are_counted=recused_are_counted)
    strict, share = _share(threshold)
    votes = [yes, no] if presence == "recorded" else [yes, no, abstain]
    voted = any_of(*(known(each) for each in votes), *(withheld(each) for each in votes))
    if presence == "votes":
        attending = yes + no + abstain
    else:
        attending = present - count(recused) if recused_are_counted else present
    counted = attending if abstentions_count else yes + no
    untied, in_favour, against = yes != no, yes, no
    if casting_vote:
        equal = yes == no
        untied = any_of(yes != no, known(chair), withheld(chair))
        in_favour = yes + when(all_of(equal, chair == "yes"), 1, 0)
        against = no + when(all_of(equal, chair == "no"), 1, 0)
    if majority == "cast":
        carried = _carried_of_cast(
            in_favour, no if share == HALF else against, share, strict=strict
        )
    else:
        of = attending if majority == "present" else seats
        carried = _carried(in_favour, of, share, strict=strict)
    return clauses(not_voted=voted, no_quorum=counted >= quorum, tie=untied, declined=carried)


def _share(threshold: str) -> tuple[bool, Fraction]:
    """Whether a threshold has to be passed, not only reached; and which share of 1 it is."""
    found = WORDS.fullmatch(threshold)
    strict, share = False, Fraction(0)
    if found is not None and int(found[3]):
        strict, share = found[1] == "more than", Fraction(int(found[2]), int(found[3]))
    if not (HALF <= share < 1 if strict else HALF < share <= 1):
        message = (
            f'a threshold of "{threshold}" is none: expected "more than" or "at least" and a '
            'share, from "more than 1/2" to "at least 1/1", such as "at least 2/3"'
        )
        raise ValueError(message)
    return strict, share


def _carried(in_favour: float, of: float, share: Fraction, *, strict: bool) -> bool:
    """Whether the votes in favour reach a share: in whole numbers, so never off by a rounding."""
    have, need = _times(share.denominator, in_favour), _times(share.numerator, of)
    return have > need if strict else all_of(in_favour >= 1, have >= need)


def _carried_of_cast(in_favour: float, against: float, share: Fraction, *, strict: bool) -> bool:
    """The same of the votes cast. Who is in favour stands on one side only, so bounds are sharp."""
    if share == 1:
        return all_of(in_favour >= 1, against == 0)
    return _carried(in_favour, against, share / (1 - share), strict=strict)


def _times(factor: int, votes: float) -> float:
    return votes if factor == 1 else factor * votes


def _go_together(seats: int, quorum: int, presence: str, *, recused_are_counted: bool) -> None:
    if quorum > seats:
        message = f"a quorum of {quorum} is out of reach for a council of {seats} seats"
        raise ValueError(message)
    if recused_are_counted and presence == "votes":
        message = 'recused_are_counted needs presence = "recorded": the recused do not vote'
        raise ValueError(message)


@hookimpl
def evalcore_policies() -> Iterable[Policy[..., Any]]:
    """The gate."""
    return [governance_gate]
