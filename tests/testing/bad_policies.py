"""Policies that the framework takes, each with the mistake that one check is there to find.

`good`, `good_gate` and `good_model` have none: the others are made like them.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any, TypeVar

from evalcore import (
    Clauses,
    choice,
    clamp,
    clauses,
    criterion,
    gate,
    known,
    number,
    opaque_criterion,
    records,
    setting,
    when,
)

F = TypeVar("F", bound=Callable[..., Any])

Hours = Annotated[
    float,
    number("hours", unit="h/month", minimum=0, maximum=744, question="How many hours a month?"),
]
Fit = Annotated[float, number("fit", minimum=0, maximum=4, question="How well does it fit?")]
Segment = Annotated[
    str, choice("segment", ["home", "business", "public"], question="For whom is it?")
]
Outcomes = Annotated[
    Any, records("outcomes", number("target", minimum=0), question="What is it to bring?")
]
Free = Annotated[float, setting(unit="h/month", above=0, maximum=744, about="hours that are free")]
Factor = Annotated[float, setting(minimum=0, maximum=2, about="how much the fit counts")]
Parts = Annotated[int, setting(minimum=0, maximum=9, about="into how many parts it is cut")]
Strict = Annotated[bool, setting(about="whether the fit is asked first")]
Scale = Annotated[dict[str, float], setting(minimum=0, maximum=1, about="weights of a and of b")]
EVEN = {"a": 0.5, "b": 0.5}

SAID = {
    "hours": "the hours that it takes, 0 to 744 h/month.",
    "fit": "how well it fits, 0 to 4.",
    "segment": "for whom it is.",
    "outcomes": "what it is to bring, records with a target.",
    "free": "the hours that are free, above 0 and at most 744 h/month.",
    "factor": "how much the fit counts, 0 to 2.",
    "parts": "into how many parts it is cut, 0 to 9.",
    "word": "the word that only the organisation knows.",
    "strict": "whether the fit is asked first.",
    "scale": "the weights of a and of b, each 0 to 1.",
    "too_long": "the hours are those that are free, or fewer.",
    "unfit": "it fits.",
    "Reason.TOO_LONG": "the hours are those that are free, or fewer.",
}


def page(table: str, fields: str, settings: str = "", conditions: str = "") -> Callable[[F], F]:
    """A complete docstring for a function, with these names in its sections."""

    def written(function: F) -> F:
        name = function.__name__
        lines = [f"{name}: made to be checked.", "", "Example:", "    ```toml"]
        lines += [f"    [{table}.mine]", f'    policy = "{name}"', "    ```"]
        sections = {"Settings": settings, "Fields": fields, "Clauses": conditions}
        for heading, names in sections.items():
            entries = [f"    {each}: {SAID[each]}" for each in names.split()]
            lines += ["", f"{heading}:", *entries] if entries else []
        function.__doc__ = "\n".join(lines)
        return function

    return written


@criterion(decreasing="hours")
@page("criteria", "hours", "free")
def good(hours: Hours, *, free: Free = 20) -> float:
    return 1 - clamp(hours / free)


@gate(decreasing="hours", increasing="fit")
@page("gates", "hours fit", "free", "too_long unfit")
def good_gate(hours: Hours, fit: Fit, *, free: Free = 20) -> Clauses:
    return clauses(too_long=hours <= free, unfit=fit >= 1)


@opaque_criterion(version="1")
@page("criteria", "segment hours outcomes", "free")
def good_model(segment: Segment, hours: Hours, outcomes: Outcomes, *, free: Free = 20) -> float:
    told = [each["target"] for each in outcomes if each["target"] is not None]
    return {"home": 1.0, "business": 0.5}.get(segment, 0.1) / (1 + hours / free + len(told))


@criterion
@page("criteria", "fit", "parts")
def divides_by_a_setting(fit: Fit, *, parts: Parts = 4) -> float:
    """With 0 parts a user reads of a ZeroDivisionError."""
    return clamp(fit / (4 / parts))


@criterion
@page("criteria", "fit", "factor")
def leaves_the_range(fit: Fit, *, factor: Factor = 0.5) -> float:
    """It is from 0 to 1 with the default, and up to 2 with others."""
    return fit / 4 * factor


@gate
@page("gates", "hours fit", "strict", "too_long unfit")
def turns_its_clauses_round(hours: Hours, fit: Fit, *, strict: Strict = False) -> Clauses:
    short, fits = hours <= 20, fit >= 1
    return clauses(unfit=fits, too_long=short) if strict else clauses(too_long=short, unfit=fits)


@opaque_criterion(version="1")
@page("criteria", "fit")
def rolls_dice(fit: Fit) -> float:
    return fit / 8 + random.random() / 2  # noqa: S311


@criterion
@page("criteria", "fit", "scale")
def completes_its_settings(fit: Fit, *, scale: Scale = EVEN) -> float:
    """The next ruleset that shares the table finds a key in it that nobody wrote."""
    scale.setdefault("rest", 1.0)
    return clamp(fit * sum(scale.values()))


@opaque_criterion(version="1")
@page("criteria", "segment")
def lacks_a_choice(segment: Segment) -> float:
    return {"home": 1.0, "business": 0.5}[segment]


@criterion
@page("criteria", "fit")
def takes_unknown_for_a_number(fit: Fit) -> float:
    return when(known(fit), fit / 4, 0.5)


@opaque_criterion(version="1")
@page("criteria", "outcomes")
def adds_up_what_is_unknown(outcomes: Outcomes) -> float:
    total = sum(each["target"] for each in outcomes)
    return total / (total + 100)


_met = [4.0]


@criterion
@page("criteria", "fit", "factor")
def remembers_the_ruleset_before(fit: Fit, *, factor: Factor = 1) -> float:
    """The factor is the mean of what this ruleset and the one compiled before it give."""
    if factor != _met[-1]:
        _met.append(factor)
    return clamp(fit / 4 * sum(_met[-2:]) / 2)


@criterion
@page("criteria", "fit", "scale")
def swallows_keys(fit: Fit, *, scale: Scale = EVEN) -> float:
    """A key other than a and b is passed over: a slip of the pen costs a weight."""
    return clamp(fit * scale.get("a", 0) + scale.get("b", 0))


@criterion
@page("criteria", "fit")
def catches_the_refusal(fit: Fit) -> float:
    """What cannot be traced is caught, so that the graph is a constant."""
    try:
        return min(fit / 4, 1)
    except TypeError:
        return 0.5


class Reason(Enum):
    """What a gate can ask, as Python knows it and JSON does not."""

    TOO_LONG = 1


@gate
@page("gates", "hours", conditions="Reason.TOO_LONG")
def names_its_clause_by_an_object(hours: Hours) -> Clauses:
    return Clauses({Reason.TOO_LONG: hours <= 20})  # type: ignore[dict-item]


@criterion
@page("criteria", "hours")
def says_nothing_about_a_setting(hours: Hours, *, free: Free = 20) -> float:
    return 1 - clamp(hours / free)


@criterion(increasing="hours")
@page("criteria", "hours", "free")
def goes_the_other_way(hours: Hours, *, free: Free = 20) -> float:
    return 1 - clamp(hours / free)
