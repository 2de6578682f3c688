"""`evalcore rank`: initiatives best first."""

from __future__ import annotations

import click

from evalcore.cli.common import Given, input_options
from evalcore.cli.draws import RANKED, Drawing, draw_options, rank_draws
from evalcore.cli.output import Output, output_options
from evalcore.cli.show import reported, show


@click.command("rank")
@click.argument("ruleset")
@input_options(draw_options, output_options(bom=True))
def command(*, ruleset: str, given: Given, drawing: Drawing | None, output: Output) -> None:
    """Rank the initiatives in INPUT by RULESET, best first.

    By verdict, then total, then id. Where what is missing leaves several verdicts possible, the
    initiative is listed apart, with what it still needs. With --draws, the weights of the criteria
    are drawn: how often each verdict holds, how often each initiative has each rank, and which
    pairs change their order.
    """
    evaluator = given.selection.evaluator(ruleset)
    output = reported(output, evaluator.plugins) if drawing is None else output.among(RANKED)
    output.verify()
    initiatives, day = given.load(evaluator)
    if drawing is not None:
        rank_draws(evaluator, initiatives, day, drawing, output)
        return
    evaluations = evaluator.rank(initiatives, as_of=day)
    show(evaluator, evaluations, output, ranking=True, strict=given.selection.strict)
