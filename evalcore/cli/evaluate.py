"""`evalcore evaluate`: the evaluation of every initiative, in the order given."""

from __future__ import annotations

import click

from evalcore.cli.common import (
    Given,
    Selection,
    careful,
    input_options,
    load,
    plugin_options,
)
from evalcore.cli.show import report_option, show, verify_form


@click.command("evaluate")
@input_options
@report_option
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
    verify_form(form, evaluator.plugins)
    evaluations = evaluator.evaluate_all(initiatives, as_of=day)
    show(evaluator, evaluations, form, ranking=False, strict=selection.strict)
