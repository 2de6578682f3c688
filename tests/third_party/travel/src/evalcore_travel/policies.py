"""The policies of travel, and the function that they share with formulas."""

from __future__ import annotations

from typing import Annotated

from evalcore import Clauses, clamp, clauses, criterion, function, gate, setting

from evalcore_travel.words import KM_A_TRIP, TRIPS_A_YEAR

Trips = Annotated[float, TRIPS_A_YEAR]
Km = Annotated[float, KM_A_TRIP]
Most = Annotated[float, setting(unit="km", above=0, about="the distance a year that scores 0")]
Often = Annotated[float, setting(minimum=0, about="the trips a year that people accept")]
Far = Annotated[float, setting(unit="km", minimum=0, about="the distance of a trip by train")]


@function
def distance(trips: float, km: float) -> float:
    """The distance of so many trips, there and back."""
    return trips * km * 2


@criterion(name="travel")
def staying(trips: Trips, km: Km, *, most: Most) -> float:
    """Travel: how far people can stay where they are.

    The score is 1 without trips and falls to 0 at `most` km a year, there and back.

    Why it matters: who travels does nothing else.

    Example:
        ```toml
        [criteria.staying]
        policy = "travel"
        weight = 1
        settings = { most = 100000 }
        ```

    Settings:
        most: the distance a year that scores 0, above 0 km. Required.

    Fields:
        trips_year: the trips a year, 0 to 1000.
        trip_km: the distance of one of them, 0 to 40,000 km.
    """
    return 1 - clamp(trips * km * 2 / most)


@gate(name="travel")
def journeys(trips: Trips, km: Km, *, often: Often = 24, far: Far = 900) -> Clauses:
    """Travel, as a gate: trips are few, and can be made by train.

    Why it matters: what cannot be kept up for a year is better not begun.

    Example:
        ```toml
        [gates.journeys]
        policy = "travel"

        [[rules]]
        id = "journeys"
        gate = "journeys"
        otherwise = { too_often = "kill", too_far = "hold" }
        ```

    Settings:
        often: the trips a year that people accept, at least 0. Default 24.
        far: the distance of a trip by train, at least 0 km. Default 900.

    Fields:
        trips_year: the trips a year, 0 to 1000.
        trip_km: the distance of one of them, 0 to 40,000 km.

    Clauses:
        too_often: the trips are at most `often`.
        too_far: each is at most `far`.
    """
    return clauses(too_often=trips <= often, too_far=km <= far)
