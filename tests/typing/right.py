"""A plugin with every hook and kind of field, as a careful author annotates it: no errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import attrs
import click

from evalcore import (
    Aggregation,
    Clauses,
    Command,
    Evaluation,
    Function,
    Listing,
    Observer,
    Policy,
    Report,
    RulesetFile,
    Settings,
    Source,
    Vocabulary,
    all_of,
    any_of,
    choice,
    clamp,
    clauses,
    count,
    criterion,
    day,
    days_since,
    estimate,
    flag,
    function,
    gate,
    has,
    hookimpl,
    is_in,
    known,
    linear,
    number,
    opaque_criterion,
    records,
    set_of_text,
    setting,
    share,
    text,
    when,
)

Cost = Annotated[float, number("cost_k", unit="kEUR", minimum=0, answered_by="finance")]
Benefit = Annotated[float, estimate("benefit_k", unit="kEUR", minimum=0)]
Stage = Annotated[str, choice("stage", ["proposed", "in_flight", "closed"])]
Mandatory = Annotated[bool, flag("mandatory", question="Is it required by law?")]
Sponsor = Annotated[str, text("sponsor")]
Reviewed = Annotated[date, day("reviewed_on")]
Goals = Annotated[Sequence[str], set_of_text("goals", tags=["merit"])]
Outcomes = Annotated[Sequence[Any], records("outcomes", text("owner"), number("target"))]
Best = Annotated[float, setting(above=0, about="the ratio that gets the full score")]


@criterion
def worth(
    cost: Cost,
    benefit: Benefit,
    mandatory: Mandatory,
    outcomes: Outcomes,
    *,
    best: Best = 3,
    shape: Literal["line", "step"] = "line",
) -> float:
    """Worth: what is required, or pays back and is owned."""
    owned = share(outcomes, lambda each: known(each.owner))
    ratio = benefit / cost
    score = linear(ratio, worst=0, best=best) if shape == "line" else when(ratio > best, 1, 0)
    return when(mandatory, 1, clamp(score) * owned)


@gate
def accounted_for(mandatory: Mandatory, cost: Cost, goals: Goals, outcomes: Outcomes) -> Clauses:
    """Accounted for: conditions, conditions on records, and what a set holds."""
    return clauses(
        required=any_of(mandatory, cost < 10, known(cost)),
        owned=all_of(outcomes, lambda each: known(each.owner) and each.target > 0),
        started=any_of(outcomes, lambda each: known(each.target)),
        complete=all_of(all_of(outcomes, lambda each: known(each.owner)), count(outcomes) > 0),
        aligned=any_of(goals, ["talent", "speed"]) and all_of(goals, ("talent",)),
    )


@gate(name="alive")
def still_alive(
    stage: Stage, reviewed: Reviewed, goals: Goals, sponsor: Sponsor, outcomes: Outcomes
) -> Clauses:
    """Alive: looked at this quarter, with a sponsor, a goal and something to reach."""
    return clauses(
        over=is_in(stage, ["proposed", "in_flight"]),
        stale=days_since(reviewed) <= 90,
        orphaned=known(sponsor),
        off_strategy=has(goals, "growth"),
        aimless=count(outcomes, lambda each: each.target > 0) > 0,
    )


@opaque_criterion(version="1", low=0, high=1)
def modelled(cost: Cost) -> float:
    """Modelled: arbitrary Python."""
    return 1 / (1 + cost)


@function
def faded(value: float, months: float) -> float:
    """What is left of a value that fades away within 24 months."""
    return value * (1 - clamp(months / 24))


def read_lines(document: str, _name: str) -> list[tuple[Mapping[str, object], tuple[int]]]:
    return [({"id": line}, (row,)) for row, line in enumerate(document.splitlines())]


@hookimpl
def evalcore_policies() -> Iterable[Policy[..., Any]]:
    return [worth, still_alive, modelled]


@hookimpl
def evalcore_functions() -> list[Function]:
    return [faded]


@hookimpl
def evalcore_fields() -> tuple[Vocabulary, ...]:
    return (Vocabulary("offices", [number("headcount", whole=True), flag("open")]),)


@hookimpl
def evalcore_sources() -> Iterable[Source]:
    yield Source("lines", suffixes=[".txt"], read=read_lines)


def as_lines(listing: Listing) -> str:
    return "".join(f"{each.id}: {each.verdict}\n" for each in listing.evaluations)


@attrs.frozen
class Offices:
    footer: str = "internal"


@hookimpl
def evalcore_settings() -> list[Settings]:
    return [Settings(Offices)]


def with_footer(listing: Listing) -> str:
    return as_lines(listing) + listing.settings_of(Offices).footer


@hookimpl
def evalcore_reports() -> list[Report]:
    return [Report("lines", as_lines, about="one line a request")]


@hookimpl
def evalcore_rulesets() -> Iterable[RulesetFile]:
    rules = Path(__file__).parent / "rules"
    return [RulesetFile(path.stem, path) for path in rules.glob("*.toml")]


@click.command("count")
def counted() -> None:
    click.echo("1")


@hookimpl
def evalcore_commands() -> Iterable[Command]:
    return [Command("count", lambda: counted, about="Count.")]


def heard(evaluation: Evaluation) -> None:
    _ = evaluation.verdict, evaluation.total


@hookimpl
def evalcore_observers() -> tuple[Observer, ...]:
    return (Observer("ears", heard),)


def halves(scores: Sequence[Sequence[float]], weights: Sequence[float]) -> list[float]:
    return [0.5 for _ in zip(scores, weights, strict=False)]


@hookimpl
def evalcore_aggregations() -> list[Aggregation]:
    return [Aggregation("halves", halves, version="1", low=0.5)]


class Plugin:
    """A plugin may also be an object."""

    @hookimpl
    def evalcore_policies(self) -> list[Policy[..., float]]:
        return [worth, modelled]


def called_as_functions() -> tuple[float, str | None]:
    proposed = still_alive("proposed", date(2026, 1, 1), ["growth"], "CFO", [])
    return worth(100, 150, mandatory=False, outcomes=[], best=2), proposed.failed
