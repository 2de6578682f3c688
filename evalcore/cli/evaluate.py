"""`evalcore evaluate`: the evaluation of every initiative, in the order given."""

from __future__ import annotations

import click

from evalcore.cli.common import Given, input_options
from evalcore.cli.show import report_option, show, verify_form


@click.command("evaluate")
@click.argument("ruleset")
@input_options(report_option)
def command(*, ruleset: str, given: Given, form: str) -> None:
    """Evaluate the initiatives in INPUT by RULESET, in the order given.

    Shows every score; json and csv hold every intermediate result without rounding.
    """
    evaluator, initiatives, day = given.load(ruleset)
    verify_form(form, evaluator.plugins)
    evaluations = evaluator.evaluate_all(initiatives, as_of=day)
    show(evaluator, evaluations, form, ranking=False, strict=given.selection.strict)
