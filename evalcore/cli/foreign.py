"""Commands of plugins: finding them, and keeping what goes wrong in one of them its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn, cast

import click

from evalcore.cli.common import BAD_INPUT, complain, say
from evalcore.extend.loading import Origin, spell_error
from evalcore.extend.plugins import Plugins, discover
from evalcore.written.errors import InputError, near, one_of, show

FOUND = "evalcore.commands"  # where a run of the program keeps the plugins that it looked at


def _plugins(context: click.Context) -> Plugins:
    """What is installed. A folder of plugins is an option of a command, so it can bring none."""
    found: Plugins = context.meta.get(FOUND) or discover()
    context.meta[FOUND] = found
    return found


def offered(context: click.Context) -> dict[str, str]:
    """The commands of plugins, each with its line of help."""
    plugins = _plugins(context)
    return {name: plugins.command(name).about for name in plugins.names("command")}


def why_not(context: click.Context, name: str, known: Sequence[str]) -> str:
    """Why there is no command of that name."""
    plugins = _plugins(context)
    try:
        plugins.command(name)
    except InputError as error:
        complaint = error.complaints[0]
        if not complaint.problem.startswith("there is no"):  # it is claimed twice, or turned off
            return ": ".join(filter(None, (complaint.problem, complaint.mend)))
    meant = near(name, known)
    hint = f"Did you mean {meant[0]!r}?" if meant else f"Expected {one_of(known)}."
    off = [f"{each.origin}, which is {each.status}" for each in plugins.all if not each.active]
    maybe = f" It may belong to {one_of(off)}: see `evalcore plugins`." if off and not meant else ""
    return f"There is no command {name!r}. {hint}{maybe}"


def find_command(context: click.Context, name: str) -> click.Command | None:
    """The command of a plugin; None where there is none that can be used."""
    plugins = _plugins(context)
    if name not in plugins.names("command"):
        return None
    try:
        found = cast("object", plugins.command(name).load())
    except Exception as error:  # noqa: BLE001 - it is anybody's code
        end(context, name, error)
    if not isinstance(found, click.Command):
        end(context, name, TypeError(f"load() returned {show(found)}, expected a click command"))
    return found


def end(context: click.Context, name: str, error: Exception) -> NoReturn:
    """Ends the program, with one message about a command of a plugin that failed."""
    if isinstance(error, InputError):
        complain(error.complaints)
        sys.exit(BAD_INPUT)
    origin = _plugins(context).origin("command", name) or Origin(name)
    words = spell_error(error, origin.file)
    say(f"error: the command {name} of {origin.in_full} failed: {words}", "red")
    sys.exit(BAD_INPUT)
