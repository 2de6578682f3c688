"""The work that every engine does: the initiatives, and their verdicts by plain Python.

The references are what a careful colleague would write by hand if this one set of rules were all
that he ever needed: one function on a dict, no names of intermediate values kept, no reasons.
Numbers are compared within 1e-9, as evalcore does, by thresholds that say so: it costs nothing.
"""

# ruff: noqa: PLR0915, PLR1730 - calls of min() are slower, and so is a function in pieces
from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]

RULESET = Path(__file__).with_name("work.toml")
UNDECIDED = "undecided"

GOALS = {
    "growth": 0.5,
    "retention": 0.375,
    "cost_down": 0.25,
    "compliance": 0.25,
    "platform": 0.1875,
    "people": 0.125,
    "brand": 0.125,
    "green": 0.0625,
}
STAGES = {"idea": 0.25, "discovery": 0.5, "pilot": 0.75, "scale": 1.0, "run": 0.5}


def initiatives(count: int) -> list[Row]:
    """So many initiatives, always the same, in the values that a reader of files would give.

    Whole numbers become floats, as evalcore's own reading makes them, for every engine alike.
    """
    rng = random.Random(7)
    goals, stages = list(GOALS), list(STAGES)
    return [
        {
            "goals": tuple(rng.sample(goals, rng.choice((0, 1, 1, 2, 2, 3, 3, 4, 5)))),
            "expected_benefit": round(rng.lognormvariate(12.3, 0.9), 2),
            "confidence": round(rng.random(), 3),
            "personal_hours": round(rng.uniform(0, 60), 1),
            "energy": float(rng.randint(-2, 2)),
            "sponsor_trust": float(rng.randint(0, 5)),
            "cost": round(rng.lognormvariate(11.9, 0.8), 2),
            "stage": rng.choice(stages),
            "council_votes_for": float(rng.randint(0, 9)),
            "council_votes_against": float(rng.randint(0, 4)),
            "council_votes_abstain": float(rng.randint(0, 2)),
            "measurable_outcomes": float(rng.randint(0, 6)),
            "culture_fit": round(rng.random(), 3),
            "days_since_review": float(rng.randint(0, 240)),
        }
        for _ in range(count)
    ]


def with_nulls(rows: Sequence[Row], share: float = 0.1) -> list[Row]:
    """The same rows with this share of all values unknown."""
    rng = random.Random(8)
    return [
        {name: None if rng.random() < share else value for name, value in row.items()}
        for row in rows
    ]


def by_hand(row: Row) -> str:
    """The verdict on an initiative that says everything."""
    fit = 0.0
    for goal in row["goals"]:
        fit += GOALS[goal]
    if fit > 1.0:
        fit = 1.0
    value = row["expected_benefit"] * row["confidence"] / 400_000
    if value > 1.0:
        value = 1.0
    hours = (row["personal_hours"] - 4) / 36
    time = 1.0 if hours < 0.0 else 0.0 if hours > 1.0 else 1.0 - hours
    votes_for, votes_against = row["council_votes_for"], row["council_votes_against"]
    votes = votes_for + votes_against
    outcomes = row["measurable_outcomes"] / 4
    if outcomes > 1.0:
        outcomes = 1.0
    total = (
        0.25 * fit
        + 0.20 * value
        + 0.15 * time
        + 0.05 * ((row["energy"] + 2) / 4)
        + 0.10 * STAGES[row["stage"]]
        + 0.10 * (votes_for / votes if votes else 0.5)
        + 0.10 * outcomes
        + 0.05 * (0.5 * row["culture_fit"] + 0.5 * row["sponsor_trust"] / 5)
    )
    aligned = fit >= 0.25 - 1e-9
    if not aligned and total < 0.45 - 1e-9:
        return "stop"
    cost = row["cost"]
    budget = cost <= 250_000 + 1e-9 or (cost <= 400_000 + 1e-9 and total >= 0.6 - 1e-9)
    if not budget and total < 0.5 - 1e-9:
        return "stop"
    if not aligned or not budget:
        return "pivot"
    if votes + row["council_votes_abstain"] < 5 or votes_for <= votes_against:
        return "hold"
    if row["days_since_review"] > 180:
        return "hold"
    if total >= 0.62 - 1e-9:
        return "commit"
    if total >= 0.5 - 1e-9:
        return "coach"
    if total >= 0.4 - 1e-9:
        return "pivot"
    if total >= 0.3 - 1e-9:
        return "hold"
    return "stop"


def by_hand_with_unknowns(row: Row) -> str:
    """The verdict on an initiative that may leave fields out (None).

    As evalcore has it: a condition that is unknown before any rule speaks leaves the initiative
    undecided; `and` and `or` are decided by one side where that suffices. Written in the order of
    the work, so a score that is unknown does not stop the others from being worked out.
    """
    goals = row["goals"]
    if goals is None:
        fit = None
    else:
        fit = 0.0
        for goal in goals:
            fit += GOALS[goal]
        if fit > 1.0:
            fit = 1.0
    benefit, confidence = row["expected_benefit"], row["confidence"]
    if benefit is None or confidence is None:
        value = None
    else:
        value = benefit * confidence / 400_000
        if value > 1.0:
            value = 1.0
    hours = row["personal_hours"]
    if hours is None:
        time = None
    else:
        hours = (hours - 4) / 36
        time = 1.0 if hours < 0.0 else 0.0 if hours > 1.0 else 1.0 - hours
    votes_for, votes_against = row["council_votes_for"], row["council_votes_against"]
    if votes_for is None or votes_against is None:
        votes = council = None
    else:
        votes = votes_for + votes_against
        council = votes_for / votes if votes else 0.5
    outcomes = row["measurable_outcomes"]
    if outcomes is not None:
        outcomes = outcomes / 4
        if outcomes > 1.0:
            outcomes = 1.0
    energy, stage = row["energy"], row["stage"]
    culture_fit, sponsor_trust = row["culture_fit"], row["sponsor_trust"]
    if (
        fit is None
        or value is None
        or time is None
        or energy is None
        or stage is None
        or council is None
        or outcomes is None
        or culture_fit is None
        or sponsor_trust is None
    ):
        total = None
    else:
        total = (
            0.25 * fit
            + 0.20 * value
            + 0.15 * time
            + 0.05 * ((energy + 2) / 4)
            + 0.10 * STAGES[stage]
            + 0.10 * council
            + 0.10 * outcomes
            + 0.05 * (0.5 * culture_fit + 0.5 * sponsor_trust / 5)
        )
    if fit is None:
        return UNDECIDED
    aligned = fit >= 0.25 - 1e-9
    if not aligned:
        if total is None:
            return UNDECIDED
        if total < 0.45 - 1e-9:
            return "stop"
    cost = row["cost"]
    if cost is None:
        budget = None
    elif cost <= 250_000 + 1e-9:
        budget = True
    elif cost > 400_000 + 1e-9:
        budget = False
    else:
        budget = None if total is None else total >= 0.6 - 1e-9
    if not budget:
        if total is None:
            return UNDECIDED
        if total < 0.5 - 1e-9:
            return UNDECIDED if budget is None else "stop"
    if not aligned:
        return "pivot"
    if budget is None:
        return UNDECIDED
    if not budget:
        return "pivot"
    if votes is None:
        return UNDECIDED
    if votes_for <= votes_against:
        return "hold"
    abstain = row["council_votes_abstain"]
    if abstain is None:
        return UNDECIDED
    if votes + abstain < 5:
        return "hold"
    days = row["days_since_review"]
    if days is None:
        return UNDECIDED
    if days > 180:
        return "hold"
    if total is None:
        return UNDECIDED
    if total >= 0.62 - 1e-9:
        return "commit"
    if total >= 0.5 - 1e-9:
        return "coach"
    if total >= 0.4 - 1e-9:
        return "pivot"
    if total >= 0.3 - 1e-9:
        return "hold"
    return "stop"


def disagreement(
    rows: Sequence[Row], verdicts: Mapping[str, Sequence[str]]
) -> tuple[int, dict[str, str]] | None:
    """The first row on which the engines differ, and what each says about it; None if none."""
    for index, found in enumerate(zip(*verdicts.values(), strict=True)):
        if len(set(found)) > 1:
            return index, dict(zip(verdicts, found, strict=True))
    if any(len(each) != len(rows) for each in verdicts.values()):
        message = "an engine left rows out"
        raise ValueError(message)
    return None
