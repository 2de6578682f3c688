"""`evalcore page`: one file of HTML that a council opens instead of reading."""

from __future__ import annotations

import attrs
import click

from evalcore.cli.common import Given, input_options
from evalcore.cli.output import Output, output_options
from evalcore.judge.evaluator import Evaluator
from evalcore.written.errors import InputError

FEWEST = 2  # names: a ruleset, and INPUT


READERS = ("council", "sponsor")


@click.command("page")
@input_options(
    click.option(
        "--for",
        "reader",
        type=click.Choice(READERS),
        default=READERS[0],
        help="For a sponsor: a form that says what a request would get. It needs no INPUT.",
    ),
    click.option(
        "--portfolio",
        "plan",
        metavar="FILE",
        help="A TOML file with [portfolio], instead of those of the rulesets.",
    ),
    output_options("html", suffixes={".html": "html", ".htm": "html"}),
    path=click.argument("paths", metavar="RULESET... INPUT", nargs=-1, required=True),
)
def command(*, given: Given, reader: str, plan: str | None, output: Output) -> None:
    """Write one file of HTML about the initiatives in INPUT by one RULESET or several.

    The slate, a map, each request with its reasons, and what if: sliders for weights and
    thresholds, and a form for what a request says. It needs no server and no network, sends
    nothing, and can be read and printed without JavaScript.

    Where a ruleset has a [portfolio], or with --portfolio, also who fits together as hours grow.

    With --for sponsor it is a form for one RULESET: it says what a request would get, what is
    missing and what would change it, and saves the request as JSON or CSV for the office.
    """
    output.verify()
    output.emit(_for_sponsor(given) if reader == "sponsor" else _for_council(given, plan))


def _for_council(given: Given, plan: str | None) -> str:
    if len(given.paths) < FEWEST:
        raise click.UsageError("name the initiatives after the rulesets: RULESET... INPUT")
    *rulesets, path = given.paths
    evaluators = given.selection.evaluators(rulesets)
    _check_names(evaluators)
    if plan is not None:
        from evalcore.cli.portfolio import beside

        evaluators = [beside(each, plan) for each in evaluators]
    given = attrs.evolve(given, paths=(path,))
    _check_dates(evaluators, given)
    from evalcore.page.council import Keeping, council_page

    keeping = Keeping.of(evaluators)
    initiatives = given.read(keeping)
    return council_page(evaluators, initiatives, as_of=given.day, keeping=keeping)


def _for_sponsor(given: Given) -> str:
    if len(given.paths) > 1:
        raise click.UsageError("a form for sponsors is that of one RULESET, and needs no INPUT")
    evaluators = given.selection.evaluators(given.paths)
    _check_dates(evaluators, given)
    from evalcore.page.sponsor import sponsor_page

    return sponsor_page(evaluators[0], as_of=given.day)


def _check_dates(evaluators: list[Evaluator], given: Given) -> None:
    undated = [e.date_missing for e in evaluators if e.graph.reads_date and given.day is None]
    if undated:
        raise InputError(undated)


def _check_names(evaluators: list[Evaluator]) -> None:
    """A page tells rulesets apart by their names."""
    names = [each.ruleset.name for each in evaluators]
    twice = next((each for each in names if names.count(each) > 1), None)
    if twice is not None:
        raise click.UsageError(f"two rulesets are called {twice}: a page tells them apart by name")
