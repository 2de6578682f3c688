"""`evalcore plugins`: what is installed, what it offers, and why something is off."""

from __future__ import annotations

import io
import sys
from typing import Any

import click

from evalcore.cli.common import NOT_HELD, careful, emit, format_option, terminal, warn
from evalcore.plugins import Plugins, discover, summaries
from evalcore.reports.rows import printable

OFFERS = ("criteria", "gates", "functions", "vocabularies", "sources")


@click.command("plugins")
@click.option("--plugins-dir", "folder", metavar="DIR", help="A folder of policies, one file each.")
@click.option("--block", multiple=True, metavar="NAME", help="Turn a plugin off, by name.")
@click.option("--strict", is_flag=True, help="End with 1 where a plugin cannot be used.")
@format_option("table", "json")
@careful
def command(folder: str | None, block: tuple[str, ...], strict: bool, form: str) -> None:  # noqa: FBT001
    """List the plugins: name, distribution, version, file, what they offer, and their status."""
    plugins = discover(folder=folder, block=block)
    if form == "json":
        from evalcore.reports.machine import spell_json

        data = {"plugins": summaries(plugins), "problems": list(plugins.problems)}
        emit(spell_json(data))
    else:
        emit(as_table(plugins, **terminal()))
    for problem in plugins.problems:
        warn(problem)
    if strict and plugins.problems:
        sys.exit(NOT_HELD)


def as_table(plugins: Plugins, *, width: int, color: bool) -> str:
    """Two lines a plugin: what it is, and what it offers or why it is off."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(
        file=io.StringIO(), width=width, force_terminal=color, markup=False, highlight=False
    )
    if not plugins.all:
        console.print("no plugins are installed")
    for each in summaries(plugins):
        style = {"active": "green", "broken": "red"}.get(each["status"], "yellow")
        package = " ".join(part for part in (each["distribution"], each["version"]) if part)
        head = Text.assemble((each["name"], "bold"), "  ", (each["status"], style))
        console.print(head + Text(printable(f"  {package}" if package else "")))
        for line in _details(each):
            console.print(Padding(Text(printable(line)), (0, 0, 0, 4)))
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().split("\n"))


def _details(summary: dict[str, Any] | Any) -> list[str]:
    offers = [f"{kind}: {', '.join(summary[kind])}" for kind in OFFERS if summary[kind]]
    why = [f"off: {summary['why']}"] if summary["why"] else []
    file = [summary["file"]] if summary["file"] else []
    return [*why, *offers, *file]
