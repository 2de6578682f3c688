"""`evalcore compare`: the same initiatives by several rulesets, and where their verdicts part."""

from __future__ import annotations

import click

from evalcore.cli.common import Given, emit, emit_as, format_option, input_options
from evalcore.judge.evaluator import Evaluator
from evalcore.written.errors import Complaint, InputError


@click.command("compare")
@click.argument("rulesets", metavar="RULESET...", nargs=-1, required=True)
@input_options(
    format_option("table", "json", "markdown", "csv"),
    path=click.option("--on", "path", metavar="INPUT", required=True, help="The initiatives."),
)
def command(*, rulesets: tuple[str, ...], given: Given, form: str) -> None:
    """Compare the verdicts of two or more RULESETs on the initiatives in INPUT.

    Shows them side by side; for each initiative the clauses where the rulesets part; and for each
    pair of rulesets how far they agree: the share of equal verdicts, and Cohen's kappa. csv holds
    the verdicts and clauses alone.
    """
    from evalcore.judge.comparison import Reader, compare

    day, plugins = given.day, given.selection.discover()
    evaluators: list[Evaluator] = []
    complaints: list[Complaint] = []
    for name in rulesets:
        try:
            evaluators.append(Evaluator(name, plugins=plugins))
        except InputError as error:
            complaints += error.complaints
    if complaints:
        raise InputError(complaints)
    initiatives = given.read(Reader.of(evaluators))
    comparison = compare(evaluators, initiatives, as_of=day)
    from evalcore.reports.comparison import as_csv, comparison_document

    if form == "csv":
        emit(as_csv(comparison))
        return
    brief = form == "table"
    emit_as(form, comparison.to_json, lambda: comparison_document(comparison, brief=brief))
