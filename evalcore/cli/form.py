"""`evalcore form`: what a ruleset wants to know, as something to fill in."""

from __future__ import annotations

import click

from evalcore.cli.common import Given, input_options, report_troubles, say
from evalcore.cli.output import Output, output_options
from evalcore.cli.roles import check_role
from evalcore.judge.evaluator import Evaluator
from evalcore.written.errors import Complaint, InputError, listing

SUFFIXES = {
    ".csv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".json": "json-schema",
    ".md": "markdown",
}


@click.command("form")
@click.argument("ruleset")
@input_options(
    click.option(
        "--missing",
        is_flag=True,
        help="Only what is open in the initiatives of INPUT, and can still matter.",
    ),
    click.option(
        "--answered-by", "role", metavar="ROLE", help="With --missing: what this role can answer."
    ),
    output_options(
        "csv", "xlsx", "json-schema", "markdown", bom=True, fresh=True, suffixes=SUFFIXES
    ),
    path=click.argument("paths", metavar="[INPUT...]", nargs=-1),
)
def command(*, ruleset: str, given: Given, missing: bool, role: str | None, output: Output) -> None:
    """Write the form of RULESET: the fields that it reads, to be filled in.

    csv has a line of column names and nothing else: records such as outcomes are numbered there
    (outcomes.1.owner; outcomes.1.name = none for none at all). xlsx has drop-downs, ranges that
    the spreadsheet checks, and a sheet of questions. json-schema describes the JSON that evaluate
    reads. markdown is a questionnaire by who answers. A filled form is read as INPUT without a
    mapping.

    With --missing, and xlsx or csv, ask for what the initiatives of INPUT still lack, a sheet for
    each who can answer. What comes back is read beside INPUT: evalcore rank RULESET INPUT ANSWERS.
    """
    from evalcore.form import form_of

    _check(given, role, missing=missing)
    form = output.among(("xlsx", "csv")).form if missing else output.form
    evaluator = given.selection.evaluator(ruleset)
    if missing:
        _ask(evaluator, given, role, output, form)
        return
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


def _check(given: Given, role: str | None, *, missing: bool) -> None:
    """Raises `UsageError` where options do not go together."""
    message = ""
    if missing and not given.paths:
        message = "--missing is about initiatives: name INPUT after RULESET"
    elif given.paths and not missing:
        message = "a form needs no INPUT: add --missing to ask for what is open in it"
    elif role is not None and not missing:
        message = "--answered-by is for --missing"
    if message:
        raise click.UsageError(message)


def _ask(evaluator: Evaluator, given: Given, role: str | None, output: Output, form: str) -> None:
    """Writes what is open; nothing, and a note, where nothing is."""
    from evalcore.form import ANYBODY, form_of
    from evalcore.form.asking import asks

    check_role(evaluator, role)
    initiatives, day = given.load(evaluator)
    evaluations = evaluator.evaluate_all(initiatives, as_of=day)
    report_troubles(evaluator, evaluations, strict=given.selection.strict)
    found = asks(evaluator, evaluations, role)
    if not found:
        whose = f" that {role} can answer" if role else ""
        say(f"note: nothing is open{whose} and could still matter: no form is written", "")
        return
    if form == "xlsx":
        from evalcore.form.workbook import as_asked

        output.emit(as_asked(form_of(evaluator), found))
        return
    from evalcore.form.table import as_asked as as_csv

    if len(found) > 1:
        who = listing([evaluator.ruleset.terms.role_label(e.role) or ANYBODY for e in found])
        problem = f"csv holds one table, and {who} are asked"
        raise InputError(Complaint(problem, mend="add --answered-by, or write xlsx"))
    output.emit(as_csv(next(iter(found))))
