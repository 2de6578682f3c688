"""Honest review of work in flight: no stale or flattered status, and only what is still ahead."""

from typing import Annotated

from evalcore_initiative import field

from evalcore import Clauses, clauses, gate, hookimpl, setting

Age = Annotated[float, field("status_age_days")]
Own = Annotated[float, field("self_status")]
Independent = Annotated[float, field("independent_status")]
CostLeft = Annotated[float, field("remaining_cost_k")]
BenefitLeft = Annotated[float, field("remaining_benefit_k")]
Attainment = Annotated[float, field("attainment_forecast")]
Days = Annotated[float, setting(above=0, unit="day", about="how old a status may be")]
Apart = Annotated[float, setting(above=0, maximum=4, about="from which difference on it is doubted")]
Ratio = Annotated[float, setting(above=0, about="what is still gained for what is still spent")]
Least = Annotated[float, setting(above=0, about="the share of the hoped-for outcome")]


@gate
def honest_status(
    age: Age, own: Own, independent: Independent, *, oldest: Days = 35, apart: Apart = 2
) -> Clauses:
    """Honest status: the status is recent, and somebody independent sees it likewise.

    What it demands: `stale` - the status is not older than `oldest` days; `flattered` - the own
    and the independent rating are less than `apart` from each other.

    Why it matters: ratings flatter. The GAO saw more risk than the official rating said in 60 of
    95 investments (GAO-16-494, 2016).

    Example:
        [gates.honesty]
        policy = "honest_status"
        settings = { oldest = 35, apart = 2 }
    """
    return clauses(stale=age <= oldest, flattered=abs(own - independent) < apart)


@gate
def worth_finishing(
    cost_left: CostLeft,
    benefit_left: BenefitLeft,
    attainment: Attainment,
    *,
    ratio: Ratio = 1,
    hopeless_below: Least = 0.5,
    on_course_from: Least = 0.8,
) -> Clauses:
    """Worth finishing: what is still to come is worth what is still to be spent, and is coming.

    What it demands: `costs_more_than_it_brings` - the remaining benefit over the remaining cost
    reaches `ratio`; `hopeless` - the attainment forecast reaches `hopeless_below`; `off_course` -
    it reaches `on_course_from`. What has been spent is not a field of this policy.

    Why it matters: sunk cost escalates commitment to failing projects (Keil, 1995).

    Example:
        [gates.ahead]
        policy = "worth_finishing"
        settings = { ratio = 1, hopeless_below = 0.5, on_course_from = 0.8 }
    """
    if hopeless_below > on_course_from:
        message = f"hopeless_below {hopeless_below:g} is above on_course_from {on_course_from:g}"
        raise ValueError(message)
    return clauses(
        costs_more_than_it_brings=benefit_left / cost_left >= ratio,
        hopeless=attainment >= hopeless_below,
        off_course=attainment >= on_course_from,
    )


@hookimpl
def evalcore_policies() -> list[object]:
    """The policies of this plugin."""
    return [honest_status, worth_finishing]
