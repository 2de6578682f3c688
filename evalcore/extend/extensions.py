"""Extensions: what plugins add around an evaluation, each a name and a function.

Reports write evaluations, rulesets are found by name, commands join the command line, observers
hear of every evaluation. Policies, functions, fields and sources have modules of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

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
class Observer:
    """Hears of every evaluation that somebody asked for; what it returns is not looked at.

    `evaluated(evaluation)` is called once an initiative has been evaluated, in the order of the
    evaluations, by several threads at once where the host has several. It changes nothing: an
    evaluation cannot be changed. If it raises, it is asked again after a pause (1 s, doubled with
    each failure up to 60 s); `Evaluator.troubles` and the log `evalcore` say so.
    """

    name: str
    evaluated: Callable[[Evaluation], object] = attrs.field(eq=False)
