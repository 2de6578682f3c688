"""Travel: what this distribution brings to evalcore, each under its hook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evalcore import Function, Policy, Source, Vocabulary, hookimpl

from evalcore_travel.formats import TRIPS
from evalcore_travel.policies import distance, journeys, staying
from evalcore_travel.words import WORDS


@hookimpl
def evalcore_policies() -> Iterable[Policy[..., Any]]:
    """The criterion and the gate, both called travel."""
    return [staying, journeys]


@hookimpl
def evalcore_functions() -> Iterable[Function]:
    """The distance of trips, for formulas."""
    return [distance]


@hookimpl
def evalcore_fields() -> Iterable[Vocabulary]:
    """The fields that the policies read."""
    return [WORDS]


@hookimpl
def evalcore_sources() -> Iterable[Source]:
    """Lists of trips."""
    return [TRIPS]
