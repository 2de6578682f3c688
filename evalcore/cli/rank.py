"""`evalcore rank`: initiatives best first."""

from __future__ import annotations

import click

from evalcore.cli.common import Given, input_options
from evalcore.cli.draws import Drawing, draw_options, rank_draws
from evalcore.cli.show import report_option, show, verify_form


@click.command("rank")
@click.argument("ruleset")
@input_options(draw_options, report_option)
def command(*, ruleset: str, given: Given, drawing: Drawing | None, form: str) -> None:
    """Rank the initiatives in INPUT by RULESET, best first.

    By verdict, then total, then id. Where what is missing leaves several verdicts possible, the
    initiative is listed apart, with what it still needs. With --draws, the weights of the criteria
    are drawn: how often each verdict holds, how often each initiative has each rank, and which
    pairs change their order.
    """
    evaluator, initiatives, day = given.load(ruleset)
    if drawing is not None:
        rank_draws(evaluator, initiatives, day, drawing, form)
        return
    verify_form(form, evaluator.plugins)
    evaluations = evaluator.rank(initiatives, as_of=day)
    show(evaluator, evaluations, form, ranking=True, strict=given.selection.strict)
