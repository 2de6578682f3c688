"""`evalcore evaluate`: the evaluation of every initiative, in the order given."""

from __future__ import annotations

import click

from evalcore.cli.common import Given, input_options
from evalcore.cli.output import Output, output_options
from evalcore.cli.selecting import ViewOptions, list_options
from evalcore.cli.showing import reported, show


@click.command("evaluate")
@click.argument("ruleset")
@input_options(list_options, output_options(bom=True))
def command(*, ruleset: str, given: Given, view: ViewOptions, output: Output) -> None:
    """Evaluate the initiatives in INPUT by RULESET, in the order given.

    Shows every score; json and csv hold every intermediate result without rounding.
    """
    evaluator = given.selection.evaluator(ruleset)
    output = reported(output, evaluator.plugins)
    output.verify()
    chosen = view.of(evaluator)
    initiatives, day = given.load(evaluator, chosen.reader())
    selected = chosen.select(initiatives, day)
    evaluations = evaluator.evaluate_all(selected.initiatives, as_of=day)
    listing = evaluator.listing(evaluations, view=chosen.seen(selected))
    show(evaluator, listing, output, strict=given.selection.strict)
