"""`evalcore map`: a mapping for a spreadsheet, proposed from its columns, to be edited."""

from __future__ import annotations

import attrs
import click

from evalcore.cli.common import STDIN, Selection, plugin_options, standard_input
from evalcore.cli.output import Output, output_options
from evalcore.written.errors import Complaint, InputError


@click.command("map")
@click.argument("path", metavar="INPUT")
@click.argument("ruleset")
@click.option("--from", "source", metavar="FORMAT", help="How to read INPUT. Default: by suffix.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook. Default: the first.")
@click.option(
    "--header-row", type=click.IntRange(min=1), metavar="N", help="The row that names the columns."
)
@output_options("toml", fresh=True)
@plugin_options
def command(
    *,
    path: str,
    ruleset: str,
    source: str | None,
    sheet: str | None,
    header_row: int | None,
    output: Output,
    selection: Selection,
) -> None:
    """Propose a mapping from the columns of INPUT to the fields that RULESET reads.

    By the names of the columns and by what they hold. Save what is printed, look at each line and
    above all at those that say CHECK, and use it: evalcore rank RULESET INPUT --map FILE.
    """
    from evalcore.read.documents import open_document, open_sheet
    from evalcore.read.mapping.proposal import propose
    from evalcore.read.mapping.writing import as_toml

    output.verify()
    evaluator = selection.evaluator(ruleset)
    plugins = evaluator.plugins
    if path == "-":
        chosen, document = standard_input(plugins, source or "csv")
    else:
        chosen, document = open_document(plugins, path, source)
    name = STDIN if path == "-" else path
    opened = open_sheet(plugins, chosen, document, name, sheet, header_row)
    faults = [*(opened.sheet.faults or opened.sheet.emptiness)]
    if faults:
        raise InputError(attrs.evolve(each, source=name) for each in faults)
    if not any(opened.sheet.columns):
        raise InputError(Complaint("no column has a name", source=name))
    proposal = propose(opened.sheet, evaluator.fields)
    output.emit(as_toml(proposal, source=name, sheet=sheet, header_row=header_row))
