"""`evalcore page`: one file of HTML that a council opens instead of reading."""

from __future__ import annotations

import attrs
import click

from evalcore.cli.common import Given, input_options
from evalcore.cli.output import Output, output_options
from evalcore.judge.evaluator import Evaluator
from evalcore.written.errors import InputError

FEWEST = 2  # names: a ruleset, and INPUT


@click.command("page")
@input_options(
    output_options("html", fresh=False, suffixes={".html": "html", ".htm": "html"}),
    path=click.argument("paths", metavar="RULESET... INPUT", nargs=-1, required=True),
)
def command(*, given: Given, output: Output) -> None:
    """Write one file of HTML about the initiatives in INPUT by one RULESET or several.

    The slate, a map, each request with its reasons, and what if: sliders for weights and
    thresholds, and a form for what a request says. It needs no server and no network, sends
    nothing, and can be read and printed without JavaScript.
    """
    output.verify()
    *rulesets, path = given.paths
    if len(given.paths) < FEWEST:
        raise click.UsageError("name the initiatives after the rulesets: RULESET... INPUT")
    evaluators = given.selection.evaluators(rulesets)
    _check_names(evaluators)
    given = attrs.evolve(given, paths=(path,))
    day = given.day
    undated = [e.date_missing for e in evaluators if e.graph.reads_date and day is None]
    if undated:
        raise InputError(undated)
    from evalcore.page.council import Keeping, council_page

    keeping = Keeping.of(evaluators)
    initiatives = given.read(keeping)
    output.emit(council_page(evaluators, initiatives, as_of=day, keeping=keeping))


def _check_names(evaluators: list[Evaluator]) -> None:
    """A page tells rulesets apart by their names."""
    names = [each.ruleset.name for each in evaluators]
    twice = next((each for each in names if names.count(each) > 1), None)
    if twice is not None:
        raise click.UsageError(f"two rulesets are called {twice}: a page tells them apart by name")
