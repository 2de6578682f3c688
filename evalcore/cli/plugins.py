"""`evalcore plugins`: what is installed, what it offers, and why something is off."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import click

from evalcore.cli.common import (
    NOT_HELD,
    Selection,
    careful,
    emit,
    format_option,
    plugin_options,
    terminal,
    warn,
)
from evalcore.plugins import discover, summaries

OFFERS = ("criteria", "gates", "functions", "vocabularies", "sources")


@click.command("plugins")
@plugin_options
@format_option("table", "json")
@careful
def command(*, selection: Selection, form: str) -> None:
    """List the plugins: name, distribution, version, file, what they offer, and their status.

    With --strict ends with 1 where a plugin cannot be used.
    """
    plugins = discover(folder=selection.folder, block=selection.block)
    if form == "json":
        from evalcore.reports.machine import spell_json

        data = {"plugins": summaries(plugins), "problems": list(plugins.problems)}
        emit(spell_json(data))
    else:
        from evalcore.reports.terminal import as_entries

        shown = terminal()
        emit(as_entries(map(_entry, summaries(plugins)), **shown) or "no plugins are installed\n")
    for problem in plugins.problems:
        warn(problem)
    if selection.strict and plugins.problems:
        sys.exit(NOT_HELD)


def _entry(summary: Mapping[str, Any]) -> tuple[str, str, str, list[str]]:
    """A plugin's name, status and distribution, and the lines below them."""
    package = " ".join(part for part in (summary["distribution"], summary["version"]) if part)
    return summary["name"], summary["status"], package, list(_details(summary))


def _details(summary: Mapping[str, Any]) -> Iterator[str]:
    if summary["why"]:
        yield f"off: {summary['why']}"
    for kind in OFFERS:
        if summary[kind]:
            yield f"{kind}: {', '.join(summary[kind])}"
    if summary["claimed_twice"]:
        yield f"not used, another plugin claims it too: {', '.join(summary['claimed_twice'])}"
    if summary["file"]:
        yield summary["file"]
