"""Balance of relationships and outcomes: neither side may be neglected for the other."""

from typing import Annotated

from evalcore_initiative import field

from evalcore import criterion, hookimpl

Rational = Annotated[float, field("rational_aspiration")]
Emotional = Annotated[float, field("emotional_aspiration")]

HIGHEST = 8  # two scores of 4


@criterion
def aspirations(rational: Rational, emotional: Emotional) -> float:
    """Aspirations: how far it serves what the peer wants, rationally and emotionally.

    What it measures: the sum of both scores out of 8.

    Why it matters: a relationship lives on both; an outcome that ignores them is not wanted.

    Example:
        [criteria.relations]
        policy = "aspirations"
        weight = 0.35
    """
    return (rational + emotional) / HIGHEST


@hookimpl
def evalcore_policies() -> list[object]:
    """The policies of this plugin."""
    return [aspirations]
