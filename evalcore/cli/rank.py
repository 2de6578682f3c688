"""`evalcore rank`: initiatives best first."""

from __future__ import annotations

import click

from evalcore.cli.common import (
    Given,
    Selection,
    careful,
    format_option,
    input_options,
    load,
    plugin_options,
)
from evalcore.cli.show import show


@click.command("rank")
@input_options
@format_option("table", "json", "csv", "markdown")
@plugin_options
@careful
def command(
    *,
    ruleset: str,
    path: str,
    source: Given,
    as_of: str | None,
    form: str,
    selection: Selection,
) -> None:
    """Rank the initiatives in INPUT by RULESET, best first.

    By verdict, then total, then id. Where what is missing leaves several verdicts possible, the
    initiative is listed apart, with what it still needs.
    """
    evaluator, initiatives, day = load(ruleset, path, source, as_of, selection)
    evaluations = evaluator.rank(initiatives, as_of=day)
    show(evaluator, evaluations, form, ranking=True)
