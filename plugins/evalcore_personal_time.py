"""Personal time: the hours that an initiative takes of an executive in person, against free hours.

How energising the work is eases the score; the gate counts hours alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from evalcore_initiative import field

from evalcore import Clauses, Policy, clamp, clauses, criterion, gate, hookimpl, setting

Hours = Annotated[float, field("sponsor_hours_month")]
Energy = Annotated[float, field("energy")]
Available = Annotated[
    float,
    setting(unit="h/month", above=0, maximum=744, about="the hours a month that are free"),
]
Relief = Annotated[
    float,
    setting(minimum=0, maximum=1, about="how much of the hours fully energising work takes away"),
]


@criterion(increasing="energy", decreasing="hours")
def personal_time(
    hours: Hours, energy: Energy, *, available_hours: Available, relief: Relief = 0.25
) -> float:
    """Personal time: the share of an executive's free hours that an initiative leaves untouched.

    The score is 1 where it takes no time and 0 where it takes all free hours or more. Energising
    work counts for fewer hours and draining work for more:

        felt hours = hours * (1 - relief * energy / 2)
        score      = 1 - felt hours / available hours, at least 0

    With the default relief of 0.25, work that gives all its energy back (2) feels like three
    quarters of its hours, and work that drains (-2) like five quarters. At energy 0 the hours
    count as they are. With relief = 0 the field energy is not read at all.

    Why it matters: the sponsor's own hours are the scarcest that an initiative needs, and the only
    ones that no budget can buy. What drains is put off, so that the same hours take longer.

    Example:
        ```toml
        [criteria.time]
        policy = "personal_time"
        weight = 1
        settings = { available_hours = 20, relief = 0.25 }
        ```

    Settings:
        available_hours: the hours that are free, above 0 and at most 744 h/month. Required.
        relief: how much of the hours fully energising work takes away, 0 to 1; a bare number.
            Default 0.25.

    Fields:
        sponsor_hours_month: the hours that it takes in person, 0 to 744 h/month.
        energy: from -2 (drains) to 2 (gives energy); a bare number.
    """
    felt = hours * (1 - relief * energy / 2) if relief else hours
    return 1 - clamp(felt / available_hours)


@gate(name="personal_time", decreasing="hours")
def personal_time_limit(hours: Hours, *, available_hours: Available) -> Clauses:
    """Personal time, as a gate: an initiative takes no more hours than are free.

    Why it matters: the sponsor's absence is a common way for a good initiative to fail; it is
    cheaper to say so before the start. Energy does not count here: a month has only so many hours.

    Example:
        ```toml
        [gates.diary]
        policy = "personal_time"
        settings = { available_hours = 20 }

        [[rules]]
        id = "diary"
        gate = "diary"
        otherwise = "recycle"
        because = "it takes more hours than the sponsor has"
        ```

    Settings:
        available_hours: the hours that are free, above 0 and at most 744 h/month. Required.

    Fields:
        sponsor_hours_month: the hours that it takes in person, 0 to 744 h/month.

    Clauses:
        too_many_hours: the hours are at most those that are free.
    """
    return clauses(too_many_hours=hours <= available_hours)


@hookimpl
def evalcore_policies() -> Iterable[Policy[..., Any]]:
    """The criterion and the gate."""
    return [personal_time, personal_time_limit]
