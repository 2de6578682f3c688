"""`evalcore evaluate`: the evaluation of every initiative, in the order given."""

from __future__ import annotations

import click

from evalcore.cli.common import Given, input_options
from evalcore.cli.output import Output, output_options
from evalcore.cli.selecting import ViewOptions, list_options
from evalcore.cli.showing import reported, show

PARQUET = ".parquet"
TABLES = (PARQUET, ".csv")


@click.command("evaluate")
@click.argument("ruleset")
@input_options(list_options, output_options(bom=True))
def command(*, ruleset: str, given: Given, view: ViewOptions, output: Output) -> None:
    """Evaluate the initiatives in INPUT by RULESET, in the order given.

    Shows every score; json and csv hold every intermediate result without rounding. A table, CSV
    or Parquet, into another one (-o) is streamed: part by part, taken up again after a break.
    """
    evaluator = given.selection.evaluator(ruleset)
    if any(each.casefold().endswith(TABLES) for each in (*given.paths, output.file or "")):
        from evalcore.cli.streaming import stream, suffixes

        tables = suffixes(given, view, output)
        if tables is not None and (evaluator.graph.across is None or PARQUET in tables):
            stream(evaluator, given, output, tables)
            return
    output = reported(output, evaluator.plugins)
    output.verify()
    chosen = view.of(evaluator)
    initiatives, day = given.load(evaluator, chosen.reader())
    selected = chosen.select(initiatives, day)
    evaluations = evaluator.evaluate_all(selected.initiatives, as_of=day)
    listing = evaluator.listing(evaluations, view=chosen.seen(selected))
    show(evaluator, listing, output, strict=given.selection.strict)
