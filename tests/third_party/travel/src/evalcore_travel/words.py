"""The fields that trips are described with; rulesets ask for them as the vocabulary `trips`."""

from __future__ import annotations

from evalcore import Vocabulary, number

TRIPS_A_YEAR = number(
    "trips_year",
    minimum=0,
    maximum=1000,
    whole=True,
    question="How many trips a year does it take?",
    answered_by="sponsor",
)
KM_A_TRIP = number(
    "trip_km",
    unit="km",
    minimum=0,
    maximum=40_000,
    question="How far is one of them?",
    answered_by="sponsor",
)
WORDS = Vocabulary("trips", [TRIPS_A_YEAR, KM_A_TRIP])
