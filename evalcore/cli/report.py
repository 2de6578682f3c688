"""`evalcore report`: parts of the page for slides and minutes."""

from __future__ import annotations

from collections.abc import Sequence

import click

from evalcore.cli.common import Given, input_options
from evalcore.cli.output import SUFFIXES, Output, output_options
from evalcore.cli.showing import show as show_listing
from evalcore.judge.evaluation import Judged, judged
from evalcore.judge.evaluator import Evaluator
from evalcore.reports.document import Document
from evalcore.written.errors import Complaint, InputError, near, one_of, show

FORMATS = ("markdown", "svg", "xlsx", "table", "html", "docx", "json", "csv", "parquet")


@click.command("report")
@click.argument("ruleset")
@input_options(
    click.option("--id", "key", metavar="ID", help="Only this initiative; in svg how it adds up."),
    output_options(*FORMATS, bom=True, suffixes={**SUFFIXES, ".svg": "svg"}),
)
def command(*, ruleset: str, given: Given, key: str | None, output: Output) -> None:
    """Write the parts of the page of RULESET and INPUT for slides and minutes.

    markdown is for minutes: the ranking, then a section for each initiative. svg is a picture: the
    map, or with --id how the total of one initiative adds up. table, html and docx are the minutes
    too; xlsx, json, csv and parquet are the ranking.
    """
    form = output.form
    evaluator = given.selection.evaluator(ruleset)
    initiatives, day = given.load(evaluator)
    evaluations = [*map(judged, evaluator.rank(initiatives, as_of=day))]
    chosen = evaluations if key is None else [_chosen(evaluations, key)]
    match form:
        case "svg":
            output.emit(_picture(evaluator, chosen, key))
        case "xlsx":
            from evalcore.reports.workbook import as_workbook

            output.emit(as_workbook(evaluator.listing(chosen, ranking=True)))
        case "json" | "csv" | "parquet":
            show_listing(evaluator, evaluator.listing(chosen, ranking=True), output)
        case _:
            output.emit_document(_minutes(evaluator, chosen))


def _chosen(evaluations: Sequence[Judged], key: str) -> Judged:
    found = next((each for each in evaluations if each.id == key), None)
    if found is None:
        ids = [each.id for each in evaluations]
        problem = f"there is no initiative {show(key)}"
        raise InputError(Complaint(problem, one_of(ids), near(key, ids), source="--id"))
    return found


def _picture(evaluator: Evaluator, evaluations: Sequence[Judged], key: str | None) -> str:
    from evalcore.page.pictures import map_picture, waterfall_picture

    name = evaluator.ruleset.name
    if key is not None:
        found = waterfall_picture(evaluations[0])
        problem = f"the total of {name} does not add up from criteria"
    else:
        found = map_picture(evaluator.graph, evaluations)
        problem = f"{name} knows fewer than two numbers of an initiative"
    if found is None:
        raise InputError(Complaint(problem, "something to draw"))
    return found


def _minutes(evaluator: Evaluator, evaluations: Sequence[Judged]) -> Document:
    """The ranking, and what was asked of each and came of it, a heading deeper."""
    from evalcore.letters import page
    from evalcore.page.request import deeper
    from evalcore.reports.letters import page_document
    from evalcore.reports.listings import listing_document

    listing = evaluator.listing(evaluations, ranking=True)
    parts = [*listing_document(listing, terms=evaluator.ruleset.terms.aloud).parts]
    for each in evaluations:
        parts += [deeper(part, 1) for part in page_document(page(each)).parts]
    return Document(tuple(parts), listing.heading)
