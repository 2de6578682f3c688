"""Measurable outcomes: each with an owner, a metric, a baseline, a target and a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from evalcore_initiative import field

from evalcore import (
    Clauses,
    Policy,
    all_of,
    clauses,
    count,
    criterion,
    gate,
    hookimpl,
    known,
    setting,
    share,
)

Outcomes = Annotated[Sequence[Mapping[str, Any]], field("outcomes")]
Least = Annotated[
    float, setting(minimum=0, maximum=1, about="the share of the outcomes that can be measured")
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

    An outcome can be measured where it has all five of owner, metric, baseline, target and due
    month. The share of no outcomes is undefined: pair the criterion with the gate of the same
    name, or with a rule on `count(outcomes)`.

    Why it matters: what has no baseline cannot be seen to change, and what nobody owns is not
    realised. About 30% of projects deliver the benefits expected (Ward and Daniel, 2006).

    Example:
        ```toml
        [criteria.measurable]
        policy = "measurable_outcomes"
        weight = 1
        ```

    Fields:
        outcomes: the outcomes that are wanted, records with owner, metric, baseline, target and
            due_month.
    """
    return share(outcomes, complete)


@gate(name="measurable_outcomes")
def enough_are_measurable(outcomes: Outcomes, *, least: Least = 1) -> Clauses:
    """Measurable outcomes, as a gate: there is one, and enough of them can be measured.

    Why it matters: who cannot say what is to be different cannot say later that it failed.

    Example:
        ```toml
        [gates.measurable]
        policy = "measurable_outcomes"
        settings = { least = 0.5 }

        [[rules]]
        id = "measurable"
        gate = "measurable"
        otherwise = { no_outcome = "kill", incomplete = "recycle" }
        ```

    Settings:
        least: the share of the outcomes that can be measured, 0 to 1; a bare number. Default 1.

    Fields:
        outcomes: the outcomes that are wanted, records with owner, metric, baseline, target and
            due_month.

    Clauses:
        no_outcome: at least one outcome is wanted.
        incomplete: the share of them with owner, metric, baseline, target and due month reaches
            the least.
    """
    return clauses(no_outcome=count(outcomes) > 0, incomplete=share(outcomes, complete) >= least)


@hookimpl
def evalcore_policies() -> Iterable[Policy[..., Any]]:
    """The criterion and the gate."""
    return [measurable_outcomes, enough_are_measurable]
