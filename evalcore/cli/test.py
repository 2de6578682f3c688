"""`evalcore test`: whether the cases of rulesets hold, and what of their graphs they reach."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import click

from evalcore.cli.common import (
    BAD_INPUT,
    DATE,
    NOT_HELD,
    Selection,
    complain,
    note_read,
    plugin_options,
    say,
)
from evalcore.cli.output import EVERY, Output, output_options
from evalcore.judge.evaluator import Evaluator
from evalcore.request.kinds.dates import read_date
from evalcore.written.errors import Complaint, InputError, show

if TYPE_CHECKING:
    from evalcore.cases.trying import Tried


@click.command("test")
@click.argument("rulesets", metavar="RULESET...", nargs=-1, required=True)
@click.option(
    "--cases",
    "files",
    metavar="FILE",
    multiple=True,
    help="More cases: TOML, CSV or a workbook; may be repeated.",
)
@click.option(
    "--fail-under",
    "least",
    metavar="PERCENT",
    help="End with 1 where less is reached, of rules, clauses, conditions or MC/DC.",
)
@click.option(
    "--mutants",
    is_flag=True,
    help="Change one node at a time, and list the changes that no case notices.",
)
@DATE
@output_options(*EVERY, bom=True)
@plugin_options
def command(
    *,
    rulesets: tuple[str, ...],
    files: tuple[str, ...],
    least: str | None,
    mutants: bool,
    as_of: str | None,
    output: Output,
    selection: Selection,
) -> None:
    """Try the cases of each RULESET, and say what of it they reach.

    Cases stand under [[cases]] in the ruleset, in NAME.cases.toml beside it, and in --cases. Ends
    with 0 where all hold, 1 where one does not, where there is none and below --fail-under, 2 where
    something cannot be read.
    """
    from evalcore.cases.gathering import gather, rulesets_of
    from evalcore.cases.mutants import try_mutants
    from evalcore.cases.trying import try_cases

    percent = None if least is None else _percent(least)
    day = None if as_of is None else read_date(as_of)
    output.verify()
    plugins = selection.discover()
    tried: list[Tried] = []
    refused = False
    for name in rulesets_of(rulesets):
        try:
            evaluator = Evaluator(name, plugins=plugins)
            note_read(*evaluator.ruleset.documents, *files)
            cases = gather(evaluator, files, day)
            found = try_cases(evaluator, cases)
            tried.append(
                attrs.evolve(found, mutation=try_mutants(found, cases)) if mutants else found
            )
        except InputError as error:
            complain(error.complaints)
            refused = True
    if tried:
        _show(tried, output)
    if refused:
        sys.exit(BAD_INPUT)
    held = [_holds(each, percent) for each in tried]  # all of them: each says why not
    if not all(held):
        sys.exit(NOT_HELD)


def _show(tried: list[Tried], output: Output) -> None:
    from evalcore.reports.cases import case_tables, cases_document

    output.emit_as(
        lambda: {"rulesets": [each.to_json() for each in tried]},
        lambda: cases_document(tried),
        lambda: case_tables(tried),
    )


def _holds(tried: Tried, percent: Fraction | None) -> bool:
    """Whether there are cases, all hold, and enough is reached; says on standard error why not."""
    name = tried.evaluator.ruleset.name
    if not tried.outcomes:
        say(f"{name}: there are no cases, so nothing was tried", "red")
        return False
    under = [
        f"{what} {count.reached} of {count.of}"
        for what, count in tried.report.counts.items()
        if percent is not None and count.under(percent)
    ]
    if under:
        say(f"{name}: below --fail-under: {', '.join(under)}", "red")
    return not tried.failed and not under


def _percent(text: str) -> Fraction:
    """A number from 0 to 100, exactly. Raises `InputError`."""
    try:
        found = Fraction(text.strip().removesuffix("%")) if len(text) < 40 else None
    except (ValueError, ZeroDivisionError):
        found = None
    if found is None or not 0 <= found <= 100:
        expected = "a number from 0 to 100, such as 90"
        raise InputError(Complaint(f"found {show(text)}", expected, source="--fail-under"))
    return found
