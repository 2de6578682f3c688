"""Strategic fit: which of the organisation's goals an initiative advances, and how much they weigh.

One field serves twice: as a score, and as a gate that asks for a minimum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from evalcore import (
    Clauses,
    Policy,
    clamp,
    clauses,
    criterion,
    gate,
    hookimpl,
    overlap,
    set_of_text,
    setting,
)

Advances = Annotated[
    Sequence[str],
    set_of_text(
        "goals",
        question="Which of the organisation's goals does it advance? None is an answer.",
        answered_by="sponsor",
        controlled_by="sponsor",
        minutes=2,
        tags=["merit"],
    ),
]
Goals = Annotated[
    dict[str, float],
    setting(above=0, about="the organisation's goals, each with its weight"),
]
Floor = Annotated[float, setting(above=0, maximum=1, about="the least score that is let through")]


@criterion(increasing="advances")
def strategic_fit(advances: Advances, *, goals: Goals) -> float:
    """Strategic fit: the weight of the organisation's goals that an initiative advances.

    The weights of the goals that it names are added up; the score is that sum, at most 1. A goal
    that is not among the settings counts for nothing, and naming no goal scores 0.

    Why it matters: work that advances no goal competes for the same people and money as work that
    does, and nobody can say what it would be worth giving up for it.

    Weights that add up to 1 make the score the share of the strategy that an initiative serves.
    Weights that add up to more let a few goals suffice: with a weight of 1, one goal alone gives
    the full score, as an obligation should.

    Example:
        ```toml
        [criteria.fit]
        policy = "strategic_fit"
        weight = 3
        settings = { goals = { grow-digital-revenue = 0.5, talent = 0.3, licence-to-operate = 1 } }
        ```

    Settings:
        goals: a table of goals, each with a weight above 0; a bare number. Required.

    Fields:
        goals: the set of goals that the initiative advances; any texts, spelt as in the settings.
    """
    _some(goals)
    return clamp(overlap(advances, goals))


@gate(name="strategic_fit", increasing="advances")
def strategic_fit_floor(advances: Advances, *, goals: Goals, floor: Floor) -> Clauses:
    """Strategic fit, as a gate: the goals that an initiative advances weigh at least so much.

    The score of the criterion of the same name has to reach a floor.

    Why it matters: a score can be bought off by other scores, a must-meet condition cannot. Robert
    G. Cooper asks for such conditions first at every gate, so that gates have teeth (Cooper, 2008,
    Journal of Product Innovation Management 25).

    Example:
        ```toml
        [gates.aligned]
        policy = "strategic_fit"
        settings = { goals = { grow-digital-revenue = 0.6, talent = 0.4 }, floor = 0.4 }

        [[rules]]
        id = "aligned"
        gate = "aligned"
        otherwise = "recycle"
        because = "it advances too little of the strategy"
        ```

    Settings:
        goals: a table of goals, each with a weight above 0; a bare number. Required.
        floor: the least score that is let through, above 0 and at most 1; a bare number. Required.
            What all goals together give has to reach it.

    Fields:
        goals: the set of goals that the initiative advances; any texts, spelt as in the settings.

    Clauses:
        below_floor: the score is at least the floor.
    """
    _some(goals)
    reach = clamp(overlap(list(goals), goals))
    if floor > reach + 1e-9:  # weights such as ten times 0.1 miss their sum by rounding
        message = f"the floor {floor:g} is out of reach: all goals together give {reach:g}"
        raise ValueError(message)
    return clauses(below_floor=clamp(overlap(advances, goals)) >= floor)


def _some(goals: dict[str, float]) -> None:
    if not goals:
        message = "goals is empty: list at least one goal with its weight"
        raise ValueError(message)


@hookimpl
def evalcore_policies() -> Iterable[Policy[..., Any]]:
    """The criterion and the gate."""
    return [strategic_fit, strategic_fit_floor]
