"""The command line: one small module a command, each imported only when it is called."""

from __future__ import annotations

import importlib

import click

from evalcore import __version__

COMMANDS = {
    "ask": "Ask what is needed, and stop as soon as the verdict is certain.",
    "check": "Check rulesets without evaluating anything.",
    "compare": "Compare rulesets: where their verdicts part, and how far they agree.",
    "evaluate": "Evaluate initiatives, in the order given.",
    "explain": "Explain one initiative: a tree of why.",
    "form": "Write the form that a ruleset wants filled in.",
    "map": "Propose a mapping from the columns of a spreadsheet to fields.",
    "plugins": "List the plugins, and why one is off.",
    "rank": "Rank initiatives, best first.",
}


class _Commands(click.Group):
    """Knows its commands by name and help; their modules are imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"evalcore.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from evalcore.errors import near, one_of

            meant = near(args[0], COMMANDS)
            hint = f"Did you mean {meant[0]!r}?" if meant else f"Expected {one_of(COMMANDS)}."
            ctx.fail(f"There is no command {args[0]!r}. {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="evalcore", message="%(prog)s %(version)s")
def evalcore() -> None:
    """Which initiatives deserve your time, why, and what would change the answer.

    RULESET is the path of a TOML file or the name of a shipped ruleset; INPUT is a file of
    initiatives (.toml, .json, .csv, .xlsx) or - for standard input.
    """
