"""`evalcore evaluate`: the evaluation of every initiative, in the order given."""

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


@click.command("evaluate")
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
    """Evaluate the initiatives in INPUT by RULESET, in the order given.

    Shows every score; json and csv hold every intermediate result without rounding.
    """
    evaluator, initiatives, day = load(ruleset, path, source, as_of, selection)
    evaluations = evaluator.evaluate_all(initiatives, as_of=day)
    show(evaluator, evaluations, form, ranking=False)
