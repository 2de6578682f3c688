"""Extensions: what plugins add around an evaluation, each a name and a function.

Reports write evaluations, rulesets are found by name, commands join the command line, observers
hear of every evaluation, settings are what a ruleset may say to a plugin. Policies, functions,
fields and sources have modules of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:  # what these functions are given is made on higher floors
    import click

    from evalcore import Evaluation, Listing


@attrs.frozen
class Report:
    """A format that evaluations are written in: `evalcore rank --format NAME`.

    `write(listing)` gives the whole text, or bytes, which need a file. A `Listing` has the
    evaluations in their order, the ruleset that they were made by, and whether they are a ranking.
    `about` is one line on what the format is for.
    """

    name: str
    write: Callable[[Listing], str | bytes] = attrs.field(eq=False)
    about: str = ""


@attrs.frozen
class RulesetFile:
    """A ruleset that is found by its name, in this TOML file."""

    name: str
    path: Path = attrs.field(converter=Path)


@attrs.frozen
class Command:
    """A command of the command line: `evalcore NAME`.

    `load()` gives the `click` command; it is called when somebody runs it or asks for its help, so
    that nobody else waits for what it imports. `about` is its line in `evalcore --help`.
    """

    name: str
    load: Callable[[], click.Command] = attrs.field(eq=False)
    about: str = ""


@attrs.frozen
class Settings:
    """What a ruleset may say to a plugin, in `[plugins.NAME]`: the fields of an attrs class.

    They are annotated, checked and complained about as the settings of policies. Without a table
    they are the defaults; where one has none, the plugin has no settings.
    """

    kind: type

    @property
    def name(self) -> str:
        """The name of the class, with its module."""
        return f"{self.kind.__module__}.{self.kind.__qualname__}"


@attrs.frozen
class Observer:
    """Hears of every evaluation that somebody asked for; what it returns is not looked at.

    `evaluated(evaluation)` is called once an initiative has been evaluated, in the order of the
    evaluations. It changes nothing: an evaluation cannot be changed. `begins()` and `ends()` are
    called around a batch: all that one call evaluates, be it a single one. What takes time, such as
    the commit of a database, belongs there.

    If one of them raises, the observer is tried again after a pause, of 1 s, then twice as long
    each time, at most 60 s. Each failure is logged as a warning under `evalcore`, and is in
    `Evaluator.troubles`. No two threads call it at once; several may, one after the other.

    `configured(settings)` gives the observer to be used instead, where a ruleset has a table
    `[plugins.NAME]` for its plugin: it is given the `Settings` that the plugin declares, or else
    the bare table, and then raises `InputError` for what it cannot use. One whose `evaluated` is
    None hears of nothing until it is configured.
    """

    name: str
    evaluated: Callable[[Evaluation], object] | None = attrs.field(eq=False)
    begins: Callable[[], object] | None = attrs.field(default=None, eq=False)
    ends: Callable[[], object] | None = attrs.field(default=None, eq=False)
    configured: Callable[[Any], Observer] | None = attrs.field(default=None, eq=False)
