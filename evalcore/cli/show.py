"""Printing a list of evaluations in the format that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import attrs
import click

from evalcore.cli.common import emit, report_troubles, terminal
from evalcore.extend.loading import Origin, spell_error
from evalcore.extend.plugins import Plugins
from evalcore.extend.reserved import FORMATS
from evalcore.judge.evaluation import Evaluation
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.listing import Listing
from evalcore.reports.formats import write_report
from evalcore.written.errors import Complaint, InputError
from evalcore.written.errors import show as spelt

report_option = click.option(
    "--format",
    "form",
    metavar="FORMAT",
    default="table",
    show_default=True,
    help=f"How to print the result: {', '.join(FORMATS)}, or the report of a plugin.",
)


def verify_form(form: str, plugins: Plugins) -> None:
    """Raises `InputError` for a format that nobody offers, before anything is evaluated."""
    try:
        plugins.report(form)
    except InputError as error:
        raise InputError(attrs.evolve(e, source="--format") for e in error.complaints) from None


def show(
    evaluator: Evaluator,
    evaluations: Sequence[Evaluation],
    form: str,
    *,
    ranking: bool,
    strict: bool = False,
) -> None:
    """Prints the evaluations; the modules of the formats are imported only when they are used."""
    listing = evaluator.listing(evaluations, ranking=ranking)
    if form in FORMATS:
        emit(write_report(listing, form, **terminal()))
    else:
        emit(_reported(evaluator.plugins, form, listing))
    report_troubles(evaluator, evaluations, strict=strict)


def _reported(plugins: Plugins, form: str, listing: Listing) -> str:
    """What the report of a plugin makes of it. Raises `InputError` where it fails."""
    report = plugins.report(form)
    origin = plugins.origin("report", form) or Origin(form)
    problem = f"the report {form} of {origin.in_full} failed"
    try:
        text = cast("object", report.write(listing))
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - it is anybody's code
        words = spell_error(error, origin.file)
        raise InputError(Complaint(f"{problem}: {words}")) from None
    if not isinstance(text, str):
        raise InputError(Complaint(f"{problem}: it returned {spelt(text)}", "text"))
    return text
