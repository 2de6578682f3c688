"""Printing a list of evaluations in the format that was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from evalcore.cli.common import emit, terminal
from evalcore.evaluation import Evaluation
from evalcore.evaluator import Evaluator
from evalcore.reports.rows import Listing


def show(
    evaluator: Evaluator, evaluations: Sequence[Evaluation], form: str, *, ranking: bool
) -> None:
    """Prints the evaluations; the modules of the formats are imported only when they are used."""
    listing = Listing(evaluator, tuple(evaluations), ranking)
    match form:
        case "json":
            from evalcore.reports.machine import as_json

            emit(as_json(listing))
        case "csv":
            from evalcore.reports.machine import as_csv

            emit(as_csv(listing))
        case "markdown":
            from evalcore.reports.markdown import as_markdown

            emit(as_markdown(listing))
        case _:
            from evalcore.reports.terminal import as_table

            emit(as_table(listing, **terminal()))
