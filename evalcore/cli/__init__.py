"""The command line: one small module a command, each imported only when it is called."""

from __future__ import annotations

import importlib
import os
from typing import Any

import click

from evalcore import __version__
from evalcore.extend.reserved import COMMANDS

COMPLETING = ("_EVALCORE_COMPLETE", "_INITIATIVE_EVALCORE_COMPLETE")  # set where a shell asks


class _Commands(click.Group):
    """Knows its commands by name and help; their modules are imported on use.

    Plugins are looked at only where a command is none of evalcore's own, and for the help.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*COMMANDS, *_offered(ctx)])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            module = importlib.import_module(f"evalcore.cli.{cmd_name}")
            command: click.Command = module.command
            if any(name in os.environ for name in COMPLETING):
                from evalcore.cli.completing import offering

                return offering(command)
            return command
        from evalcore.cli.foreign import find_command

        return find_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            offered = _offered(ctx)
            if args[0] not in offered:
                from evalcore.cli.foreign import why_not

                ctx.fail(why_not(ctx, args[0], [*COMMANDS, *offered]))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            name = ctx.invoked_subcommand
            if name is None or name in COMMANDS:
                raise
            from evalcore.cli.foreign import end

            end(ctx, name, error)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))
        offered = _offered(ctx)
        if offered:
            with formatter.section("Commands of plugins"):
                formatter.write_dl(sorted(offered.items()))


def _offered(context: click.Context) -> dict[str, str]:
    from evalcore.cli.foreign import offered

    return offered(context)


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="evalcore", message="%(prog)s %(version)s")
def evalcore() -> None:
    """Which initiatives deserve your time, why, and what would change the answer.

    RULESET is the path of a TOML file or the name of an installed ruleset; INPUT is a file of
    initiatives (.toml, .json, .csv, .xlsx) or - for standard input.
    """
