"""Hooks that return something else than they should; each plugin is an object with one mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any

from evalcore import (
    Command,
    Listing,
    Observer,
    Policy,
    Report,
    Vocabulary,
    criterion,
    hookimpl,
    number,
)

Hours = Annotated[float, number("hours", minimum=0, maximum=1)]


@criterion
def idle(hours: Hours) -> float:
    """Idle: what is left of the hours."""
    return 1 - hours


def undecorated(hours: float) -> float:
    return 1 - hours


def as_lines(listing: Listing) -> str:
    return "\n".join(each.id for each in listing.evaluations)


def as_rows(listing: Listing) -> list[str]:
    return [each.id for each in listing.evaluations]


class Text:
    @hookimpl  # error: a text is no list of policies
    def evalcore_policies(self) -> str:
        return "idle"


class PlainFunctions:
    @hookimpl  # error: a decorator is missing
    def evalcore_functions(self) -> list[Callable[[float], float]]:
        return [undecorated]


class NoDecorator:
    @hookimpl
    def evalcore_policies(self) -> Iterable[Policy[..., Any]]:
        return [undecorated]  # error: a decorator is missing


class OneOfThem:
    @hookimpl  # error: one vocabulary is no list of them
    def evalcore_fields(self) -> Vocabulary:
        return Vocabulary("house", [number("hours")])


class TheOnlyPolicy:
    @hookimpl
    def evalcore_policies(self) -> Iterable[Policy[..., Any]]:
        return idle  # error: one policy is no list of them


class NoReturn:
    @hookimpl  # error: the return is missing
    def evalcore_sources(self) -> None:
        pass


class Unannotated:
    @hookimpl  # error(pyright): it infers what mypy wants to be told
    def evalcore_policies(self):  # error(mypy): no annotation
        return [undecorated]


class Called:
    @hookimpl()  # error: the mark takes no options
    def evalcore_policies(self) -> Iterable[Policy[..., Any]]:
        return [idle]


class PlainWriter:
    @hookimpl  # error: a function is no report
    def evalcore_reports(self) -> list[Callable[[Listing], str]]:
        return [as_lines]


class WrongWriter:
    @hookimpl
    def evalcore_reports(self) -> Iterable[Report]:
        return [Report("lines", as_rows)]  # error: a report writes text


class Path:
    @hookimpl  # error: a path is no ruleset, it has no name
    def evalcore_rulesets(self) -> list[str]:
        return ["rules.toml"]


class CommandItself:
    @hookimpl
    def evalcore_commands(self) -> Iterable[Command]:
        return [Command("count", "count")]  # error: the function that loads it is wanted


class WrongObserver:
    @hookimpl
    def evalcore_observers(self) -> Iterable[Observer]:
        return [Observer("ears", as_lines)]  # error: it hears of one evaluation, not of a list
