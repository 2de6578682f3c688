"""`evalcore form`: what a ruleset wants to know, as something to fill in."""

from __future__ import annotations

import click

from evalcore.cli.common import Selection, plugin_options
from evalcore.cli.output import Output, output_options

SUFFIXES = {
    ".csv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".json": "json-schema",
    ".md": "markdown",
}


@click.command("form")
@click.argument("ruleset")
@output_options("csv", "xlsx", "json-schema", "markdown", bom=True, fresh=True, suffixes=SUFFIXES)
@plugin_options
def command(*, ruleset: str, output: Output, selection: Selection) -> None:
    """Write the form of RULESET: the fields that it reads, to be filled in.

    csv has a line of column names and nothing else: records such as outcomes are numbered there
    (outcomes.1.owner; outcomes.1.name = none for none at all). xlsx has drop-downs, ranges that
    the spreadsheet checks, and a sheet of questions. json-schema describes the JSON that evaluate
    reads. markdown is a questionnaire by who answers. A filled form is read as INPUT without a
    mapping.
    """
    from evalcore.form import form_of

    form = output.form
    evaluator = selection.evaluator(ruleset)
    content: bytes | str
    match form:
        case "xlsx":
            from evalcore.form.workbook import as_workbook

            content = as_workbook(form_of(evaluator))
        case "json-schema":
            from evalcore.form.schema import as_schema
            from evalcore.reports.machine import spell_json

            content = spell_json(as_schema(form_of(evaluator)))
        case "markdown":
            from evalcore.form.questionnaire import as_markdown

            content = as_markdown(form_of(evaluator))
        case _:
            from evalcore.form.table import as_csv

            content = as_csv(form_of(evaluator))
    output.emit(content)
