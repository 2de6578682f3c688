"""Policies, fields and settings with mistakes that an author finds in the editor."""

from __future__ import annotations

from typing import Annotated

import evalcore
from evalcore import (
    Clauses,
    Source,
    Vocabulary,
    choice,
    clamp,
    clauses,
    criterion,
    gate,
    number,
    opaque_criterion,
    records,
    setting,
    text,
)

Hours = Annotated[float, number("hours", minimum=0, maximum=1)]
Best = Annotated[float, setting(above=0)]

evalcore.nummber("hours")  # error: a misspelt kind of field
number("hours", minimun=0)  # error: a misspelt option
number("hours", minimum="0")  # error: a range is made of numbers
number(name="hours", kind="estimate")  # error: the kind is the function
text("sponsor", unit="h")  # error: a text has no unit
choice("stage")  # error: a choice lists its choices
choice("stage", 3)  # error: a choice lists texts
records("outcomes", "owner")  # error: a record is made of fields
setting(abov=0)  # error: a misspelt option
setting(0)  # error: options are named
Vocabulary("house", ["hours"])  # error: a vocabulary is made of fields
Source("lines", [".txt"], "read")  # error: reading is a function
clauses(open="yes")  # error: a clause is a condition
clamp("a")  # error: only numbers can be cut off


@criterion
def idle(hours: Hours, *, best: Best = 1) -> float:
    """Idle: what is left of the hours."""
    return clamp((1 - hours) / best)


idle("0.5")  # error: the field holds numbers
idle(0.5, 1)  # error: settings are named
idle(0.5, bset=1)  # error: a misspelt setting
idle()  # error: a field is missing


@gate  # error: a gate returns clauses
def scored(hours: Hours) -> float:
    """Scored: a number where conditions are due."""
    return hours


@criterion  # error: a criterion returns a number
def demanding(hours: Hours) -> Clauses:
    """Demanding: conditions where a number is due."""
    return clauses(some=hours > 0)


@criterion(name="worded")  # error: a criterion returns a number
def worded(hours: Hours) -> str:
    """Worded: a text where a number is due."""
    return f"{hours}"


@opaque_criterion(version="1", low=0, high=1)  # error: also arbitrary Python returns a number
def opaque(hours: Hours) -> str:
    """Opaque: a text where a number is due."""
    return f"{hours}"


@opaque_criterion(low=0, high=1)  # error: its version is missing
def unversioned(hours: Hours) -> float:
    """Unversioned: nobody can tell what decided."""
    return hours
