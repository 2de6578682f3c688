"""`evalcore map`: a mapping for a spreadsheet, proposed from its columns, to be edited."""

from __future__ import annotations

import click

from evalcore.cli.common import STDIN, Selection, plugin_options, standard_input, warn
from evalcore.cli.output import EVERY, Output, output_options


@click.command("map")
@click.argument("path", metavar="INPUT")
@click.argument("ruleset")
@click.option("--from", "source", metavar="FORMAT", help="How to read INPUT. Default: by suffix.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook. Default: what fits best.")
@click.option(
    "--header-row", type=click.IntRange(min=1), metavar="N", help="The row that names the columns."
)
@click.option("--encoding", metavar="NAME", help="How a text is encoded. Default: UTF-8.")
@click.option("--separator", metavar="SIGN", help="What stands between cells. Default: what fits.")
@output_options("toml", *EVERY, bom=True, fresh=True)
@plugin_options
def command(
    *,
    path: str,
    ruleset: str,
    source: str | None,
    sheet: str | None,
    header_row: int | None,
    encoding: str | None,
    separator: str | None,
    output: Output,
    selection: Selection,
) -> None:
    """Propose a mapping from the columns of INPUT to the fields that RULESET reads.

    By the names of the columns and by what they hold. Save what is printed, look at each line and
    above all at those that say CHECK, and use it: evalcore rank RULESET INPUT --map FILE. Every
    other format than toml is the same to look at, a row for each field.
    """
    from evalcore.extend.sheets import Layout
    from evalcore.read.documents import open_document
    from evalcore.read.mapping.separators import EXPECTED, read_separator
    from evalcore.read.proposing.sheets import propose_for
    from evalcore.written.errors import Complaint, InputError, show

    output.verify()
    if separator is not None:
        sign = read_separator(separator)
        if sign is None:
            complaint = Complaint(f"found {show(separator)}", EXPECTED, source="--separator")
            raise InputError(complaint)
        separator = sign
    evaluator = selection.evaluator(ruleset)
    plugins = evaluator.plugins
    if path == "-":
        chosen, document = standard_input(plugins, source or "csv")
    else:
        chosen, document = open_document(plugins, path, source)
    layout = Layout(sheet=sheet, encoding=encoding, separator=separator, header_row=header_row)
    name = STDIN if path == "-" else path
    found = propose_for(plugins, chosen, document, name, layout, evaluator.fields)
    for each in found.warnings:
        warn(str(each))
    if output.form == "toml":
        output.emit(found.text)
        return
    from evalcore.reports.proposals import proposal_document, proposal_tables

    output.emit_as(
        proposal_tables(found.proposal)[0].to_json,
        lambda: proposal_document(found.proposal, name),
        lambda: proposal_tables(found.proposal),
    )
