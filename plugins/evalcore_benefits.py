"""Tangible and intangible benefit, and how far it reaches through the organisation.

In flight, tangible benefit counts what is still to come for what is still to be spent.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from evalcore_initiative import HIGHEST, field

from evalcore import Policy, clamp, criterion, hookimpl, mean, piecewise, setting, when

Stage = Annotated[str, field("stage")]
Cost = Annotated[float, field("cost_k")]
Benefit = Annotated[float, field("benefit_k")]
CostLeft = Annotated[float, field("remaining_cost_k")]
BenefitLeft = Annotated[float, field("remaining_benefit_k")]
Intangible = Annotated[float, field("intangible")]
Reached = Annotated[float, field("units_benefiting")]
Units = Annotated[float, field("units_total")]
BreakEven = Annotated[float, setting(above=0, below=1, about="the value of a ratio of 1")]
Best = Annotated[float, setting(above=1, about="the ratio from which the value is 1")]


@criterion(increasing=("benefit", "benefit_left"), decreasing=("cost", "cost_left"))
def tangible_benefit(
    stage: Stage,
    cost: Cost,
    benefit: Benefit,
    cost_left: CostLeft,
    benefit_left: BenefitLeft,
    *,
    break_even: BreakEven = 0.5,
    best: Best = 3,
) -> float:
    """Tangible benefit: what comes back for what is spent; in flight, of what is still to come.

    The ratio of the likely benefit to the cost, valued between fixed anchors: 0 at a ratio of 0,
    `break_even` at 1, 1 from `best` on, with straight lines between them. In flight it is the
    ratio of what remains of both: what is spent is spent.

    Why it matters: with fixed anchors no score moves because another request arrives, and the
    break-even point keeps its meaning.

    Example:
        ```toml
        [criteria.returns]
        policy = "tangible_benefit"
        weight = 1
        settings = { break_even = 0.5, best = 3 }
        ```

    Settings:
        break_even: the value of a ratio of 1, between 0 and 1; a bare number. Default 0.5.
        best: the ratio from which the value is 1, above 1; a bare number. Default 3.

    Fields:
        stage: in_flight or another; decides which two of the others count.
        cost_k: what it costs, all in, at least 0 kEUR.
        benefit_k: what it is worth, an estimate of at least 0 kEUR; the likely value counts.
        remaining_cost_k: in flight, what is still to be spent, at least 0 kEUR.
        remaining_benefit_k: in flight, what is still to be gained, at least 0 kEUR.

    A cost of 0 leaves the ratio, and so the score, undefined.
    """
    ratio = when(stage == "in_flight", benefit_left / cost_left, benefit / cost)
    return piecewise(ratio, {0: 0, 1: break_even, float(best): 1})


@criterion(
    increasing=("benefit", "benefit_left", "intangible", "reached"),
    decreasing=("cost", "cost_left", "units"),
)
def collective_benefit(
    stage: Stage,
    cost: Cost,
    benefit: Benefit,
    cost_left: CostLeft,
    benefit_left: BenefitLeft,
    intangible: Intangible,
    reached: Reached,
    units: Units,
    *,
    break_even: BreakEven = 0.5,
    best: Best = 3,
) -> float:
    """Collective benefit: tangible, intangible, and the share of the organisation that has it.

    The mean of three: the tangible benefit (see `tangible_benefit`), the intangible benefit over
    4, and the units that benefit out of all, at most 1.

    Why it matters: a figure alone leaves out what no figure shows, and who gets nothing of it.

    Example:
        ```toml
        [criteria.results]
        policy = "collective_benefit"
        weight = 0.45
        settings = { break_even = 0.5, best = 3 }
        ```

    Settings:
        break_even: the value of a ratio of 1, between 0 and 1; a bare number. Default 0.5.
        best: the ratio from which the value is 1, above 1; a bare number. Default 3.

    Fields:
        stage: in_flight or another; decides which ratio is the tangible benefit.
        cost_k: what it costs, all in, at least 0 kEUR.
        benefit_k: what it is worth, an estimate of at least 0 kEUR; the likely value counts.
        remaining_cost_k: in flight, what is still to be spent, at least 0 kEUR.
        remaining_benefit_k: in flight, what is still to be gained, at least 0 kEUR.
        intangible: the benefit that no figure shows, 0 to 4.
        units_benefiting: the units of the organisation that benefit; whole, at least 0.
        units_total: the units that there are; whole, at least 1.

    A cost of 0 leaves the score undefined.
    """
    tangible = tangible_benefit(
        stage, cost, benefit, cost_left, benefit_left, break_even=break_even, best=best
    )
    return mean(tangible, intangible / HIGHEST, clamp(reached / units))


@hookimpl
def evalcore_policies() -> Iterable[Policy[..., Any]]:
    """Both criteria."""
    return [tangible_benefit, collective_benefit]
