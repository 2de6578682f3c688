"""Governance gate: whether a council has voted, with a quorum, and how the vote went.

A gate and no criterion: a vote decides and is no degree of merit. As a score, the share of votes
in favour could be bought off by other scores, and a total would be unknown until the vote.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    setting(about="what more than half is taken of: votes cast, members present, or seats"),
]
CastingVote = Annotated[bool, setting(about="whether the chair decides where votes are equal")]
Presence = Annotated[
    Literal["recorded", "votes"],
    setting(about="whether the minutes record who was present, or only the votes"),
]
RecusedAreCounted = Annotated[
    bool, setting(about="whether the minutes count recused members as present")
]


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
    if presence == "votes":
        because = "who votes, and who left the room, has a seat"
        return {"seats": Relation(cast + away <= seats, because)}
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
) -> Clauses:
    """Governance gate: whether a council has voted for an initiative, by its own rules.

    Four conditions, asked in order: it has voted, it had a quorum, the votes are not equal, and a
    majority is in favour. An abstention counts for the quorum and not for the votes cast; a
    recusal counts for neither. Votes of 0 to 0, where all abstain, are equal.

    Why it matters: a decision is only as good as the right to take it. The rules are those of most
    deliberative bodies: in Robert's Rules of Order Newly Revised, the quorum is counted by the
    members present, a majority by the votes cast without abstentions, and a tie does not carry.

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
        majority: more than half of what: "cast" (votes for and against), "present" (members
            present) or "seats". Default "cast".
        casting_vote: whether the chair decides where votes are equal; his or her vote then counts
            as one more. Default false.
        presence: "recorded" reads council.present, "votes" adds up the votes and abstentions, for
            a council whose minutes hold nothing else. Default "recorded".
        recused_are_counted: whether council.present includes the recused, who are then taken off.
            Only with presence = "recorded". Default false.

    Fields:
        council.yes: votes for it; a whole number of at least 0.
        council.no: votes against it; a whole number of at least 0.
        council.abstain: members there who did not vote; whole, at least 0. Read only with
            presence = "votes".
        council.present: members present, without the recused; whole, at least 0. Read only with
            presence = "recorded".
        council.recused: the set of members who left the room. Read only with recused_are_counted.
        council.casting_vote: "yes" or "no". Read only with casting_vote.

    Relations:
        seats: no more members are present, or left the room, than there are seats.
        votes: no more votes and abstentions than members present who stayed. A request that breaks
            one of these is refused: a transposed column must never approve anything.

    Clauses:
        not_voted: votes are known.
        no_quorum: as many members as the quorum are present.
        tie: votes for and against differ, or the chair has decided.
        declined: a majority is in favour.
    """
    _go_together(seats, quorum, presence, recused_are_counted=recused_are_counted)
    if presence == "votes":
        voted = any_of(known(yes), known(no), known(abstain))
        attending = yes + no + abstain
    else:
        voted = any_of(known(yes), known(no))
        attending = present - count(recused) if recused_are_counted else present
    untied, in_favour = yes != no, yes
    if casting_vote:
        untied = any_of(yes != no, known(chair))
        in_favour = yes + when(all_of(yes == no, chair == "yes"), 1, 0)
    if majority == "cast":
        carried = in_favour > no
    else:
        carried = 2 * in_favour > (attending if majority == "present" else seats)
    return clauses(not_voted=voted, no_quorum=attending >= quorum, tie=untied, declined=carried)


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
