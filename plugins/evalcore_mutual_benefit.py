"""Mutual benefit: helping a colleague and benefiting from it, neither buying the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from evalcore_initiative import HIGHEST, field

from evalcore import (
    Clauses,
    Policy,
    all_of,
    clauses,
    criterion,
    gate,
    geometric_mean,
    hookimpl,
    mean,
    setting,
)

Relationship = Annotated[float, field("relationship_gain")]
Team = Annotated[float, field("team_success")]
Company = Annotated[float, field("company_goal")]
Network = Annotated[float, field("network_reach")]
Leadership = Annotated[float, field("own_dev.leadership")]
Influence = Annotated[float, field("own_dev.influence")]
Listening = Annotated[float, field("own_dev.listening")]
Business = Annotated[float, field("own_dev.business")]
People = Annotated[float, field("people_developed")]
Energy = Annotated[float, field("energy")]
Least = Annotated[float, setting(minimum=0, maximum=1, about="what helping and benefiting reach")]


def helping(relationship: float, team: float, company: float) -> float:
    """What the colleague has of it, 0 to 1."""
    return mean(relationship, team, company) / HIGHEST


def benefiting(
    network: float,
    leadership: float,
    influence: float,
    listening: float,
    business: float,
    people: float,
) -> float:
    """What you and your people have of it, 0 to 1."""
    growth = mean(leadership, influence, listening, business) / HIGHEST
    return mean(network / HIGHEST, growth, people / HIGHEST)


@criterion(
    increasing=(
        "relationship",
        "team",
        "company",
        "network",
        "leadership",
        "influence",
        "listening",
        "business",
        "people",
    )
)
def mutual_benefit(
    relationship: Relationship,
    team: Team,
    company: Company,
    network: Network,
    leadership: Leadership,
    influence: Influence,
    listening: Listening,
    business: Business,
    people: People,
) -> float:
    """Mutual benefit: helping and benefiting as one, the root of their product.

    Helping is the mean of what the relationship, the team and the company gain; benefiting the
    mean of your network, your own growth (itself a mean of four) and your people's, all over 4:

        score = sqrt(helping * benefiting)

    Why it matters: a favour wears out and self-interest is noticed; what serves both lasts. The
    geometric mean keeps either side from buying the other: where one is 0, the score is 0.

    Example:
        ```toml
        [criteria.both]
        policy = "mutual_benefit"
        weight = 1
        ```

    Fields:
        relationship_gain: what it does for the relationship, 0 to 4.
        team_success: how much it helps their team succeed, 0 to 4.
        company_goal: how much it serves a goal of the company, 0 to 4.
        network_reach: how far it reaches into your network, 0 to 4.
        own_dev.leadership: how much you grow in leadership, 0 to 4.
        own_dev.influence: how much you grow in influence, 0 to 4.
        own_dev.listening: how much you grow in listening, 0 to 4.
        own_dev.business: how much you grow in business skill, 0 to 4.
        people_developed: how much it develops your people, 0 to 4.
    """
    ours = benefiting(network, leadership, influence, listening, business, people)
    return geometric_mean(helping(relationship, team, company), ours)


@gate(name="mutual_benefit", increasing=("energy",))
def neither_drains_nor_one_sided(
    relationship: Relationship,
    team: Team,
    company: Company,
    network: Network,
    leadership: Leadership,
    influence: Influence,
    listening: Listening,
    business: Business,
    people: People,
    energy: Energy,
    *,
    least: Least = 0.25,
) -> Clauses:
    """Mutual benefit, as a gate: it does not drain, and each side has something of it.

    Why it matters: what drains you will not be done well, and one side alone is a favour or
    self-interest.

    Example:
        ```toml
        [gates.both_sides]
        policy = "mutual_benefit"
        settings = { least = 0.25 }

        [[rules]]
        id = "shared"
        gate = "both_sides"
        otherwise = { drains = "hold", one_sided = "recycle" }
        ```

    Settings:
        least: what helping and benefiting both reach, 0 to 1; a bare number. Default 0.25.

    Fields:
        relationship_gain: what it does for the relationship, 0 to 4.
        team_success: how much it helps their team succeed, 0 to 4.
        company_goal: how much it serves a goal of the company, 0 to 4.
        network_reach: how far it reaches into your network, 0 to 4.
        own_dev.leadership: how much you grow in leadership, 0 to 4.
        own_dev.influence: how much you grow in influence, 0 to 4.
        own_dev.listening: how much you grow in listening, 0 to 4.
        own_dev.business: how much you grow in business skill, 0 to 4.
        people_developed: how much it develops your people, 0 to 4.
        energy: from -2 (drains) to 2 (gives energy); a bare number.

    Clauses:
        drains: the energy reported after the first meetings is not below 0.
        one_sided: helping and benefiting, as in the criterion, both reach the least.
    """
    ours = benefiting(network, leadership, influence, listening, business, people)
    both = all_of(helping(relationship, team, company) >= least, ours >= least)
    return clauses(drains=energy >= 0, one_sided=both)


@hookimpl
def evalcore_policies() -> Iterable[Policy[..., Any]]:
    """The criterion and the gate."""
    return [mutual_benefit, neither_drains_nor_one_sided]
