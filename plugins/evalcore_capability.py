"""Developing a colleague's digital capability, up to a critical mass of dexterous executives."""

from typing import Annotated

from evalcore_initiative import field

from evalcore import Clauses, clamp, clauses, criterion, gate, hookimpl, setting

Newly = Annotated[float, field("newly_dexterous")]
Hours = Annotated[float, field("sponsor_hours_month")]
Needed = Annotated[int, setting(minimum=1, about="how many dexterous executives carry the rest")]
Now = Annotated[int, setting(minimum=0, about="how many there are today")]
HoursNeeded = Annotated[
    float, setting(unit="h/month", above=0, about="what it takes of the sponsor to learn by doing")
]


@criterion
def critical_mass(newly: Newly, *, needed: Needed = 5, now: Now = 2) -> float:
    """Critical mass: the share of the executives still missing that this initiative makes dexterous.

    What it measures: executives who become digitally dexterous through the initiative, against
    those still missing for a critical mass; 1 from there on.

    Why it matters: once enough executives use digital means themselves, the others follow without
    help; before that, every one of them counts.

    Example:
        [criteria.mass]
        policy = "critical_mass"
        weight = 0.25
        settings = { needed = 5, now = 2 }
    """
    if now >= needed:
        message = f"{now} are dexterous now and {needed} are needed: nobody is missing"
        raise ValueError(message)
    return clamp(newly / (needed - now))


@gate
def executive_involved(hours: Hours, *, at_least: HoursNeeded = 2) -> Clauses:
    """Executive involved: the sponsor gives enough hours in person to learn something.

    What it demands: `too_few_hours` - at least so many hours a month of the sponsor in person.

    Why it matters: without the executive in it there is nobody to develop, only work to deliver.

    Example:
        [gates.somebody_to_develop]
        policy = "executive_involved"
        settings = { at_least = 2 }
    """
    return clauses(too_few_hours=hours >= at_least)


@hookimpl
def evalcore_policies() -> list[object]:
    """The policies of this plugin."""
    return [critical_mass, executive_involved]
