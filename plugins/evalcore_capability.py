"""Developing a colleague's digital capability, up to a critical mass of dexterous executives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from evalcore_initiative import field

from evalcore import Clauses, Policy, clamp, clauses, criterion, gate, hookimpl, setting

Newly = Annotated[float, field("newly_dexterous")]
Hours = Annotated[float, field("sponsor_hours_month")]
Needed = Annotated[int, setting(minimum=1, about="how many dexterous executives carry the rest")]
Now = Annotated[int, setting(minimum=0, about="how many there are today")]
HoursNeeded = Annotated[
    float,
    setting(unit="h/month", above=0, maximum=744, about="what learning by doing takes in person"),
]


@criterion(increasing="newly")
def critical_mass(newly: Newly, *, needed: Needed = 5, now: Now = 2) -> float:
    """Critical mass: the share of the executives still missing that this makes dexterous.

    The executives who become digitally dexterous through the initiative, out of those that are
    still missing for a critical mass:

        score = newly dexterous / (needed - now), at most 1

    Why it matters: once enough executives use digital means themselves, the others follow without
    help; before that, every one of them counts.

    Example:
        ```toml
        [criteria.mass]
        policy = "critical_mass"
        weight = 0.25
        settings = { needed = 5, now = 2 }
        ```

    Settings:
        needed: how many dexterous executives carry the rest; a whole number of at least 1.
            Default 5.
        now: how many there are today; a whole number of at least 0, below needed. Default 2.

    Fields:
        newly_dexterous: the executives who become dexterous through it; whole, at least 0.
    """
    if now >= needed:
        message = (
            f"{now} are dexterous now and {needed} are needed: nobody is missing, so drop the "
            f"criterion or need more"
        )
        raise ValueError(message)
    return clamp(newly / (needed - now))


@gate(increasing="hours")
def executive_involved(hours: Hours, *, at_least: HoursNeeded = 2) -> Clauses:
    """Executive involved: the sponsor gives enough hours in person to learn something.

    Why it matters: without the executive in it there is nobody to develop, only work to deliver.

    Example:
        ```toml
        [gates.somebody_to_develop]
        policy = "executive_involved"
        settings = { at_least = 2 }

        [[rules]]
        id = "executive_in_it"
        gate = "somebody_to_develop"
        otherwise = "recycle"
        because = "nobody to develop: reshape it with the executive in it"
        ```

    Settings:
        at_least: the hours that learning by doing takes in person, above 0 and at most 744
            h/month. Default 2.

    Fields:
        sponsor_hours_month: the hours that it takes of the sponsor in person, 0 to 744 h/month.

    Clauses:
        too_few_hours: the hours reach what learning by doing takes.
    """
    return clauses(too_few_hours=hours >= at_least)


@hookimpl
def evalcore_policies() -> Iterable[Policy[..., Any]]:
    """The criterion and the gate."""
    return [critical_mass, executive_involved]
