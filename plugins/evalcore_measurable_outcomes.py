"""Measurable outcomes: each with an owner, a metric, a baseline, a target and a date."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from evalcore_initiative import field

from evalcore import Clauses, all_of, clauses, count, criterion, gate, hookimpl, known, setting, share

Outcomes = Annotated[Sequence[Mapping[str, Any]], field("outcomes")]
Least = Annotated[
    float, setting(minimum=0, maximum=1, about="the share of outcomes that must be complete")
]


def complete(outcome: Any) -> bool:
    """Whether an outcome says all that is needed to see later whether it came true."""
    return all_of(
        known(outcome.owner),
        known(outcome.metric),
        known(outcome.baseline),
        known(outcome.target),
        known(outcome.due_month),
    )


@criterion
def measurable_outcomes(outcomes: Outcomes) -> float:
    """Measurable outcomes: the share of the wanted outcomes that can be measured.

    What it measures: outcomes with owner, metric, baseline, target and due month, out of all;
    undefined where there are none.

    Why it matters: a benefit that nobody owns and nobody can measure is not realised.

    Example:
        [criteria.measurable]
        policy = "measurable_outcomes"
        weight = 1
    """
    return share(outcomes, complete)


@gate(name="measurable_outcomes")
def enough_are_measurable(outcomes: Outcomes, *, least: Least = 1) -> Clauses:
    """Measurable outcomes as a gate: there is one, and enough of them can be measured.

    What it demands: `no_outcome` - at least one outcome is wanted; `incomplete` - the share of
    them with owner, metric, baseline, target and due month reaches `least`.

    Why it matters: who cannot say what is to be different cannot say later that it failed.

    Example:
        [gates.measurable]
        policy = "measurable_outcomes"
        settings = { least = 0.5 }
    """
    return clauses(no_outcome=count(outcomes) > 0, incomplete=share(outcomes, complete) >= least)


@hookimpl
def evalcore_policies() -> list[object]:
    """The policies of this plugin."""
    return [measurable_outcomes, enough_are_measurable]
