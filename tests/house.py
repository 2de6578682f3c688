"""A plugin for the tests of the core: one source, one criterion, one gate, one vocabulary."""

from __future__ import annotations

import json
from typing import Annotated

from evalcore import Source, Vocabulary, clamp, clauses, criterion, gate, hookimpl, number, setting

Hours = Annotated[float, number("hours", unit="h/month", minimum=0, question="How many hours?")]
Votes = Annotated[float, number("votes", minimum=0, question="How many voted for it?")]


@criterion
def time_left(
    hours: Hours, *, available: Annotated[float, setting(unit="h/month", above=0)]
) -> float:
    """Time left: the share of the free hours that a request leaves untouched."""
    return 1 - clamp(hours / available)


@gate
def vote(votes: Votes, *, needed: Annotated[float, setting(minimum=0)] = 3):
    """Vote: enough have voted for it."""
    return clauses(carried=votes >= needed)


def read_rows(text, name):
    return [(row, (index,)) for index, row in enumerate(json.loads(text))]


@hookimpl
def evalcore_policies():
    return [time_left, vote]


@hookimpl
def evalcore_fields():
    return [
        Vocabulary("house", [number("fit", minimum=0, maximum=4, question="How well does it fit?")])
    ]


@hookimpl
def evalcore_sources():
    return [Source("rows", [".rows"], read_rows)]
