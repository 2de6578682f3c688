"""`evalcore sql`: a ruleset as one SELECT, or a view, for a warehouse."""

from __future__ import annotations

import attrs
import click

from evalcore.cli.common import DATE, Selection, plugin_options
from evalcore.cli.output import Output, output_options
from evalcore.interpret.dialects import DIALECTS
from evalcore.judge.evaluator import read_date
from evalcore.judge.tables.view import View
from evalcore.written.errors import InputError


@click.command("sql")
@click.argument("ruleset")
@click.option(
    "--dialect",
    type=click.Choice([*DIALECTS]),
    required=True,
    help="Which SQL to write.",
)
@click.option(
    "--from", "table", metavar="TABLE", default="requests", help="Where the requests are."
)
@click.option("--view", metavar="NAME", default="", help="Write CREATE VIEW, under this name.")
@click.option(
    "--withheld", is_flag=True, help="The table says of every field whether it is withheld."
)
@click.option(
    "--estimates", is_flag=True, help="The table has FIELD__low and FIELD__high of every estimate."
)
@DATE
@output_options("sql", suffixes={".sql": "sql"})
@plugin_options
def command(
    *,
    ruleset: str,
    dialect: str,
    table: str,
    view: str,
    withheld: bool,
    estimates: bool,
    as_of: str | None,
    output: Output,
    selection: Selection,
) -> None:
    """Write RULESET as one SELECT over a table with a column for each field.

    Dots in names are double underscores. What one pass over a row settles is decided; else `open`
    is true and the verdict NULL. What evaluate would refuse is named in `refused`.
    """
    output.verify()
    evaluator = selection.evaluator(ruleset)
    try:
        day = None if as_of is None else read_date(as_of)
    except InputError as error:
        found = (attrs.evolve(each, source="--as-of") for each in error.complaints)
        raise InputError(found) from None
    made = View(
        evaluator.graph, DIALECTS[dialect], table, view, day, hidden=withheld, parted=estimates
    )
    output.emit(made.text())
