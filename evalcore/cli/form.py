"""`evalcore form`: what a ruleset wants to know, as something to fill in."""

from __future__ import annotations

from pathlib import PurePath

import click

from evalcore.cli.common import Selection, emit, plugin_options
from evalcore.written.errors import Complaint, InputError
from evalcore.written.files import look
from evalcore.written.writing import write_new

SUFFIXES = {".csv": "csv", ".xlsx": "xlsx", ".json": "json-schema", ".md": "markdown"}


@click.command("form")
@click.argument("ruleset")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "xlsx", "json-schema", "markdown"]),
    help="How to write it. Default: by the suffix of FILE, else csv.",
)
@click.option("-o", "--output", "path", metavar="FILE", help="Where to write it; a new file.")
@plugin_options
def command(*, ruleset: str, form: str | None, path: str | None, selection: Selection) -> None:
    """Write the form of RULESET: the fields that it reads, to be filled in.

    csv has a line of column names and nothing else: records such as outcomes are numbered there
    (outcomes.1.owner; outcomes.1.name = none for none at all). xlsx has drop-downs, ranges that
    the spreadsheet checks, and a sheet of questions. json-schema describes the JSON that evaluate
    reads. markdown is a questionnaire by who answers. A filled form is read as INPUT without a
    mapping.
    """
    from evalcore.form import form_of

    chosen = form or SUFFIXES.get(PurePath(path or "").suffix.casefold(), "csv")
    if chosen == "xlsx" and path is None:
        mend = f"say where to: evalcore form {ruleset} --format xlsx -o form.xlsx"
        raise InputError(Complaint("a workbook is not written to standard output", mend=mend))
    if path is not None and look(path):
        problem, mend = "there is something here already, perhaps filled in", "choose another name"
        raise InputError(Complaint(problem, mend=mend, source=path))
    evaluator = selection.evaluator(ruleset)
    content: bytes | str
    match chosen:
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
    if isinstance(content, bytes) or path is not None:
        write_new(path or "", content)
    else:
        emit(content)
