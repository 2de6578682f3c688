"""`evalcore compare`: the same initiatives by several rulesets, and where their verdicts part."""

from __future__ import annotations

import click

from evalcore.cli.common import Given, input_options
from evalcore.cli.output import Output, output_options


@click.command("compare")
@click.argument("rulesets", metavar="RULESET...", nargs=-1, required=True)
@input_options(
    output_options("table", "json", "markdown", "csv", "html", bom=True),
    path=click.option("--on", "path", metavar="INPUT", required=True, help="The initiatives."),
)
def command(*, rulesets: tuple[str, ...], given: Given, output: Output) -> None:
    """Compare the verdicts of two or more RULESETs on the initiatives in INPUT.

    Shows them side by side; for each initiative the clauses where the rulesets part; and for each
    pair of rulesets how far they agree: the share of equal verdicts, and Cohen's kappa. csv holds
    the verdicts and clauses alone.
    """
    from evalcore.judge.comparison import Reader, compare

    day, form = given.day, output.form
    evaluators = given.selection.evaluators(rulesets)
    initiatives = given.read(Reader.of(evaluators))
    comparison = compare(evaluators, initiatives, as_of=day)
    from evalcore.reports.comparison import as_csv, comparison_document

    if form == "csv":
        output.emit(as_csv(comparison))
        return
    brief = form == "table"
    output.emit_as(comparison.to_json, lambda: comparison_document(comparison, brief=brief))
