"""Printing a list of evaluations in the format that was asked for."""

from __future__ import annotations

from typing import cast

import attrs

from evalcore.cli.common import report_troubles
from evalcore.cli.output import Output
from evalcore.cli.selecting import tell_unknown
from evalcore.extend.loading import Origin, spell_error
from evalcore.extend.plugins import Plugins
from evalcore.extend.reserved import FORMATS
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.listing import Listing
from evalcore.reports.formats import report_pieces
from evalcore.written.errors import Complaint, InputError
from evalcore.written.errors import show as spelt

PARQUET, DOCX = "parquet", "docx"
OWN = (PARQUET, DOCX)  # beside those that plugins may not take either
PAGES = ("table", "markdown", "html")  # say in their head what was selected


def reported(output: Output, plugins: Plugins) -> Output:
    """The output with all reports to choose from, those of plugins too.

    Raises `InputError` for one that nobody offers, before anything is evaluated.
    """
    if output.asked not in (None, *OWN):
        try:
            plugins.report(output.asked)
        except InputError as error:
            raise InputError(attrs.evolve(e, source="--format") for e in error.complaints) from None
    return output.among(dict.fromkeys((*FORMATS, *plugins.names("report"), *OWN)))


def show(evaluator: Evaluator, listing: Listing, output: Output, *, strict: bool = False) -> None:
    """Writes evaluations; the modules of the formats are imported only when they are used."""
    if output.form in FORMATS:
        output.emit(report_pieces(listing, output.form, **output.terminal))
    elif output.form == PARQUET:
        output.emit(_as_parquet(evaluator, listing))
    elif output.form == DOCX:
        from evalcore.reports.listings import listing_document

        output.emit_document(listing_document(listing))
    else:
        output.emit(_reported(evaluator.plugins, output.form, listing))
    if output.file is not None or output.form not in PAGES:
        tell_unknown(listing.view.unknown, listing.view.given)
    report_troubles(evaluator, listing.whole, strict=strict)


def _as_parquet(evaluator: Evaluator, listing: Listing) -> bytes:
    """The evaluations that are shown, in the columns of `evaluate_table`."""
    from evalcore.judge.tables.judging import Judging

    return Judging(evaluator, None).parquet(listing.evaluations)


def _reported(plugins: Plugins, form: str, listing: Listing) -> str | bytes:
    """What the report of a plugin makes of it. Raises `InputError` where it fails."""
    report = plugins.report(form)
    origin = plugins.origin("report", form) or Origin(form)
    problem = f"the report {form} of {origin.in_full} failed"
    try:
        content = cast("object", report.write(listing))
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - it is anybody's code
        words = spell_error(error, origin.file)
        raise InputError(Complaint(f"{problem}: {words}")) from None
    if not isinstance(content, str | bytes):
        raise InputError(Complaint(f"{problem}: it returned {spelt(content)}", "text or bytes"))
    return content
