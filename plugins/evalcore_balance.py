"""Relationships: how far an initiative serves what the peer who asks for it wants.

One side of a balance. The other side is a criterion of the ruleset's choice (see
`collective_benefit`); how far the two may be apart is a formula between criteria, and so a matter
for rulesets.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from evalcore_initiative import HIGHEST, field

from evalcore import Clauses, Policy, all_of, clauses, criterion, gate, hookimpl, setting

Rational = Annotated[float, field("rational_aspiration")]
Emotional = Annotated[float, field("emotional_aspiration")]
Weight = Annotated[
    float, setting(minimum=0, maximum=1, about="how much the emotional aspiration weighs of both")
]
Least = Annotated[
    float, setting(above=0, maximum=1, about="the share of 4 that either aspiration must reach")
]


@criterion(increasing=("rational", "emotional"))
def aspirations(
    rational: Rational, emotional: Emotional, *, emotional_weight: Weight = 0.5
) -> float:
    """Aspirations: how far it serves what the peer wants, rationally and emotionally.

    The score is the weighted mean of both, each over 4:

        score = (1 - emotional_weight) * rational / 4 + emotional_weight * emotional / 4

    Why it matters: a relationship lives on both. What serves only the plan is not wanted, and what
    serves only the wish is not missed once it is there.

    Example:
        ```toml
        [criteria.relations]
        policy = "aspirations"
        weight = 0.35
        settings = { emotional_weight = 0.5 }
        ```

    Settings:
        emotional_weight: how much the emotional aspiration weighs of both, 0 to 1; a bare number.
            Default 0.5.

    Fields:
        rational_aspiration: how far it serves what the peer wants to achieve, 0 to 4.
        emotional_aspiration: how much it matters to the peer in person, 0 to 4.
    """
    return (1 - emotional_weight) * rational / HIGHEST + emotional_weight * emotional / HIGHEST


@gate(name="aspirations", increasing=("rational", "emotional"))
def both_aspirations(rational: Rational, emotional: Emotional, *, least: Least = 0.25) -> Clauses:
    """Aspirations, as a gate: the peer wants it with the head, and wants it with the heart.

    Why it matters: a mean lets one of them stand in for the other. Reason without desire is
    delivered and not used; desire without reason is used and not missed.

    Example:
        ```toml
        [gates.wanted]
        policy = "aspirations"
        settings = { least = 0.25 }

        [[rules]]
        id = "wanted"
        gate = "wanted"
        otherwise = "recycle"
        because = "the peer does not want it enough"
        ```

    Settings:
        least: the share of 4 that either aspiration must reach, above 0 and at most 1; a bare
            number. Default 0.25.

    Fields:
        rational_aspiration: how far it serves what the peer wants to achieve, 0 to 4.
        emotional_aspiration: how much it matters to the peer in person, 0 to 4.

    Clauses:
        one_missing: both aspirations, each over 4, reach the least.
    """
    enough = all_of(rational / HIGHEST >= least, emotional / HIGHEST >= least)
    return clauses(one_missing=enough)


@hookimpl
def evalcore_policies() -> Iterable[Policy[..., Any]]:
    """The criterion and the gate."""
    return [aspirations, both_aspirations]
