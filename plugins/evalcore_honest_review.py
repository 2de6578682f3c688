"""Honest review of work in flight: no stale or flattered status, and only what is still ahead.

What has been spent is not a field of these policies: sunk cost cannot be read by mistake.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from evalcore_initiative import field

from evalcore import Clauses, Policy, clauses, gate, hookimpl, setting

Age = Annotated[float, field("status_age_days")]
Own = Annotated[float, field("self_status")]
Independent = Annotated[float, field("independent_status")]
CostLeft = Annotated[float, field("remaining_cost_k")]
BenefitLeft = Annotated[float, field("remaining_benefit_k")]
Attainment = Annotated[float, field("attainment_forecast")]
Days = Annotated[float, setting(above=0, unit="day", about="how old a status may be")]
Apart = Annotated[
    float, setting(above=0, maximum=4, about="the difference from which a status is doubted")
]
Ratio = Annotated[
    float, setting(above=0, about="what must be gained for each unit that is still to be spent")
]
Least = Annotated[float, setting(above=0, about="a share of the outcome that was hoped for")]


@gate(decreasing="age")
def honest_status(
    age: Age, own: Own, independent: Independent, *, oldest: Days = 35, apart: Apart = 2
) -> Clauses:
    """Honest status: the status is recent, and somebody independent sees it likewise.

    Why it matters: ratings flatter. The GAO saw more risk than the official rating admitted in 60
    of 95 investments (GAO-16-494, 2016).

    Example:
        ```toml
        [gates.honesty]
        policy = "honest_status"
        settings = { oldest = 35, apart = 2 }

        [[rules]]
        id = "honest"
        gate = "honesty"
        otherwise = "hold"
        because = "independent review first"
        ```

    Settings:
        oldest: how old a status may be, above 0 days. Default 35.
        apart: the difference from which a status is doubted, above 0 and at most 4; a bare
            number. Default 2.

    Fields:
        status_age_days: the age of the status report, at least 0 days.
        self_status: how the programme rates itself, 0 to 4.
        independent_status: how somebody independent rates it, 0 to 4.

    Clauses:
        stale: the status is at most as old as it may be.
        flattered: both ratings differ by less than `apart`.
    """
    return clauses(stale=age <= oldest, flattered=abs(own - independent) < apart)


@gate(increasing=("benefit_left", "attainment"), decreasing="cost_left")
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

    Why it matters: sunk cost escalates commitment to failing projects (Keil, 1995, MIS Quarterly
    19). Looking ahead only, and saying beforehand what is too little, makes stopping ordinary.

    Example:
        ```toml
        [gates.ahead]
        policy = "worth_finishing"
        settings = { ratio = 1, hopeless_below = 0.5, on_course_from = 0.8 }

        [[rules]]
        id = "ahead"
        gate = "ahead"
        otherwise = { costs_more_than_it_brings = "kill", hopeless = "kill", off_course = "pivot" }
        ```

    Settings:
        ratio: what must still be gained for each unit that is still to be spent, above 0; a bare
            number. Default 1.
        hopeless_below: the share of the outcome below which it is hopeless, above 0; a bare
            number. Default 0.5.
        on_course_from: the share of the outcome from which it is on course, not below
            hopeless_below; a bare number. Default 0.8.

    Fields:
        remaining_cost_k: what is still to be spent, at least 0 kEUR.
        remaining_benefit_k: what is still to be gained, at least 0 kEUR.
        attainment_forecast: the share of the outcome hoped for that is now expected, at least 0.

    Clauses:
        costs_more_than_it_brings: the remaining benefit over the remaining cost reaches the
            ratio; undefined where nothing remains to be spent.
        hopeless: the attainment forecast is not below `hopeless_below`.
        off_course: the attainment forecast reaches `on_course_from`.
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
def evalcore_policies() -> Iterable[Policy[..., Any]]:
    """Both gates."""
    return [honest_status, worth_finishing]
