"""Mutual benefit: helping a colleague and benefiting from it, neither buying the other."""

from typing import Annotated

from evalcore_initiative import field

from evalcore import Clauses, clauses, criterion, gate, geometric_mean, hookimpl, mean, minimum, setting

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
Least = Annotated[float, setting(minimum=0, maximum=1, about="what either side must reach")]

HIGHEST = 4  # of each score


def helping(relationship: float, team: float, company: float) -> float:
    """What the colleague has of it, 0 to 1."""
    return mean(relationship, team, company) / HIGHEST


def benefiting(  # one parameter a field
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


@criterion
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

    What it measures: helping is the mean of what the relationship, the team and the company gain;
    benefiting the mean of your network, your own growth and your people's. The geometric mean
    keeps either from buying the other.

    Why it matters: a favour wears out and self-interest is noticed; what serves both lasts.

    Example:
        [criteria.both]
        policy = "mutual_benefit"
        weight = 1
    """
    ours = benefiting(network, leadership, influence, listening, business, people)
    return geometric_mean(helping(relationship, team, company), ours)


@gate(name="mutual_benefit")
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
    """Mutual benefit as a gate: it does not drain, and each side has something of it.

    What it demands: `drains` - the energy reported after the first meetings is not below 0;
    `one_sided` - helping and benefiting both reach `least`.

    Why it matters: what drains you will not be done well, and one side alone is a favour or
    self-interest.

    Example:
        [gates.both_sides]
        policy = "mutual_benefit"
        settings = { least = 0.25 }
    """
    ours = benefiting(network, leadership, influence, listening, business, people)
    weaker = minimum(helping(relationship, team, company), ours)
    return clauses(drains=energy >= 0, one_sided=weaker >= least)


@hookimpl
def evalcore_policies() -> list[object]:
    """The policies of this plugin."""
    return [mutual_benefit, neither_drains_nor_one_sided]
