"""`evalcore compare`: the same initiatives by several rulesets, and where their verdicts part."""

from __future__ import annotations

import click

from evalcore.cli.common import (
    Given,
    Selection,
    careful,
    date_option,
    emit,
    emit_document,
    emit_json,
    format_option,
    given_date,
    plugin_options,
    read_input,
    reading_options,
)
from evalcore.judge.evaluator import Evaluator
from evalcore.written.errors import Complaint, InputError


@click.command("compare")
@click.argument("rulesets", metavar="RULESET...", nargs=-1, required=True)
@click.option("--on", "path", metavar="INPUT", required=True, help="The initiatives.")
@reading_options
@date_option
@format_option("table", "json", "markdown", "csv")
@plugin_options
@careful
def command(
    *,
    rulesets: tuple[str, ...],
    path: str,
    source: Given,
    as_of: str | None,
    form: str,
    selection: Selection,
) -> None:
    """Compare the verdicts of two or more RULESETs on the initiatives in INPUT.

    Shows them side by side; for each initiative the clauses where the rulesets part; and for each
    pair of rulesets how far they agree: the share of equal verdicts, and Cohen's kappa. csv holds
    the verdicts and clauses alone.
    """
    from evalcore.judge.comparison import Reader, compare

    day = given_date(as_of)
    plugins = selection.discover()
    evaluators: list[Evaluator] = []
    complaints: list[Complaint] = []
    for name in rulesets:
        try:
            evaluators.append(Evaluator(name, plugins=plugins))
        except InputError as error:
            complaints += error.complaints
    if complaints:
        raise InputError(complaints)
    initiatives = read_input(Reader.of(evaluators), path, source, selection)
    comparison = compare(evaluators, initiatives, as_of=day)
    if form == "json":
        emit_json(comparison.to_json())
        return
    from evalcore.reports.comparison import as_csv, comparison_document

    if form == "csv":
        emit(as_csv(comparison))
    else:
        emit_document(comparison_document(comparison, brief=form == "table"), form)
