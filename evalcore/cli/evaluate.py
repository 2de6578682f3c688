"""`evalcore evaluate`: the evaluation of every initiative, in the order given."""

from __future__ import annotations

import click

from evalcore.cli.common import Given, input_options
from evalcore.cli.output import Output, output_options
from evalcore.cli.show import reported, show


@click.command("evaluate")
@click.argument("ruleset")
@input_options(output_options(bom=True))
def command(*, ruleset: str, given: Given, output: Output) -> None:
    """Evaluate the initiatives in INPUT by RULESET, in the order given.

    Shows every score; json and csv hold every intermediate result without rounding.
    """
    evaluator = given.selection.evaluator(ruleset)
    output = reported(output, evaluator.plugins)
    output.verify()
    initiatives, day = given.load(evaluator)
    evaluations = evaluator.evaluate_all(initiatives, as_of=day)
    show(evaluator, evaluations, output, ranking=False, strict=given.selection.strict)
