"""`evalcore compare`: the same initiatives by several rulesets, and where their verdicts part."""

from __future__ import annotations

import attrs
import click

from evalcore.cli.common import ON, Given, input_options
from evalcore.cli.output import EVERY, Output, output_options
from evalcore.cli.selecting import (
    ViewOptions,
    condition_over,
    selected,
    tell_unknown,
    where_option,
)


@click.command("compare")
@click.argument("rulesets", metavar="RULESET...", nargs=-1, required=True)
@input_options(
    where_option,
    click.option("--parted", is_flag=True, help="Show only the initiatives on which they part."),
    output_options(*EVERY, "docx", bom=True),
    path=ON,
)
def command(
    *, rulesets: tuple[str, ...], given: Given, view: ViewOptions, parted: bool, output: Output
) -> None:
    """Compare the verdicts of two or more RULESETs on the initiatives in INPUT.

    Shows them side by side; for each initiative the clauses where the rulesets part; and for each
    pair of rulesets how far they agree: the share of equal verdicts, and Cohen's kappa. Of two
    rulesets also who moves from which verdict to which. csv holds the verdicts and clauses alone.
    """
    from evalcore.judge.comparison import Reader, compare

    day, form = given.day, output.form
    evaluators = given.selection.evaluators(rulesets)
    reader = Reader.of(evaluators)
    condition = None
    if view.where is not None:
        declared = {name: each for e in evaluators for name, each in e.graph.declared.items()}
        condition = condition_over({**declared, **reader.fields}, evaluators[0], view.where)
        reader = attrs.evolve(reader, fields={**condition.fields, **reader.fields})
    initiatives = given.read(reader)
    if condition is not None:
        found = selected(condition, initiatives, day)
        tell_unknown(found.unknown, found.of)
        initiatives = [*found.initiatives]
    comparison = compare(evaluators, initiatives, as_of=day)
    if parted:
        comparison = comparison.parted
    from evalcore.reports.comparison import comparison_document, comparison_table

    def book() -> bytes:
        from evalcore.reports.workbook import comparison_workbook

        return comparison_workbook(comparison)

    width = output.terminal["width"] if form == "table" else None
    output.emit_as(
        comparison.to_json,
        lambda: comparison_document(comparison, width=width),
        lambda: [comparison_table(comparison)],
        book,
    )
