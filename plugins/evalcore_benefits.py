"""Tangible and intangible benefit, and how far it reaches through the organisation."""

from typing import Annotated

from evalcore_initiative import field

from evalcore import clamp, criterion, hookimpl, is_in, mean, piecewise, setting, when

Cost = Annotated[float, field("cost_k")]
Benefit = Annotated[float, field("benefit_k")]
Stage = Annotated[str, field("stage")]
CostLeft = Annotated[float, field("remaining_cost_k")]
BenefitLeft = Annotated[float, field("remaining_benefit_k")]
Intangible = Annotated[float, field("intangible")]
Reached = Annotated[float, field("units_benefiting")]
Units = Annotated[float, field("units_total")]
BreakEven = Annotated[float, setting(above=0, below=1, about="the value of a ratio of 1")]
Best = Annotated[float, setting(above=1, about="the ratio from which the value is 1")]

HIGHEST = 4  # of the score for the intangible


def tangible(
    cost: float,
    benefit: float,
    stage: str,
    cost_left: float,
    benefit_left: float,
    break_even: float,
    best: float,
) -> float:
    """The value of benefit over cost, 0 to 1; in flight of what is left of both."""
    ratio = when(is_in(stage, ["in_flight"]), benefit_left / cost_left, benefit / cost)
    return piecewise(ratio, {0: 0, 1: break_even, float(best): 1})


@criterion
def tangible_benefit(
    cost: Cost,
    benefit: Benefit,
    stage: Stage,
    cost_left: CostLeft,
    benefit_left: BenefitLeft,
    *,
    break_even: BreakEven = 0.5,
    best: Best = 3,
) -> float:
    """Tangible benefit: what comes back for what is spent; in flight, of what is still to come.

    What it measures: the likely benefit over the cost, 0 at 0, `break_even` at 1, 1 from `best`
    on, straight lines between. In flight the remaining benefit over the remaining cost: what is
    spent is spent.

    Why it matters: fixed anchors keep a score from moving when another request arrives.

    Example:
        [criteria.tangible]
        policy = "tangible_benefit"
        weight = 1
        settings = { break_even = 0.5, best = 3 }
    """
    return tangible(cost, benefit, stage, cost_left, benefit_left, break_even, best)


@criterion
def collective_benefit(
    cost: Cost,
    benefit: Benefit,
    stage: Stage,
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

    What it measures: the mean of the tangible benefit (see `tangible_benefit`), the intangible
    benefit over 4, and the units that benefit out of all.

    Why it matters: a figure alone leaves out what no figure shows, and who has nothing of it.

    Example:
        [criteria.results]
        policy = "collective_benefit"
        weight = 0.45
    """
    returns = tangible(cost, benefit, stage, cost_left, benefit_left, break_even, best)
    return mean(returns, intangible / HIGHEST, clamp(reached / units))


@hookimpl
def evalcore_policies() -> list[object]:
    """The policies of this plugin."""
    return [tangible_benefit, collective_benefit]
