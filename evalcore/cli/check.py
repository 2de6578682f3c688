"""`evalcore check`: whether rulesets compile, and what in them is of no use."""

from __future__ import annotations

import sys

import click

from evalcore.cli.common import (
    BAD_INPUT,
    NOT_HELD,
    Selection,
    complain,
    plugin_options,
    say,
    warn,
)
from evalcore.cli.output import Output, output_options
from evalcore.judge.evaluator import Evaluator
from evalcore.written.errors import Complaint, InputError, plural


@click.command("check")
@click.argument("rulesets", metavar="RULESET...", nargs=-1, required=True)
@output_options("table")
@plugin_options
def command(*, rulesets: tuple[str, ...], output: Output, selection: Selection) -> None:
    """Check each RULESET: its names, kinds, units, verdicts, and whether every rule can speak.

    Ends with 0 where all is well, 1 where --strict meets a warning, 2 where one has errors.
    """
    plugins = selection.discover()
    warnings: list[Complaint] = []
    lines: list[str] = []
    output.verify()
    for name in rulesets:
        try:
            evaluator = Evaluator(name, plugins=plugins)
        except InputError as error:
            complain(error.complaints)
            continue
        found = evaluator.warnings
        for each in found:
            warn(str(each))
        warnings += found
        lines.append(f"{summary(evaluator)}\n")
    if lines:
        output.emit("".join(lines))
    if len(lines) < len(rulesets):
        sys.exit(BAD_INPUT)
    if warnings and selection.strict:
        say(f"--strict: {plural(len(warnings), 'warning')}", "red")
        sys.exit(NOT_HELD)


def summary(evaluator: Evaluator) -> str:
    """One line on a ruleset that compiles."""
    graph, ruleset = evaluator.graph, evaluator.ruleset
    counts = [
        (len(graph.criteria), "criterion", "criteria"),
        (len(graph.measures), "measure", "measures"),
        (len(graph.rules), "rule", "rules"),
        (len(graph.fields), "field read", "fields read"),
    ]
    parts = ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts)
    digest = evaluator.digest[: len("sha256:") + 12]
    return f"ok: {ruleset.name} {ruleset.version} ({parts}) {digest}"
