"""`evalcore rank`: initiatives best first."""

from __future__ import annotations

import click

from evalcore.cli.common import Given, input_options
from evalcore.cli.draws import Drawing, draw_options, rank_draws
from evalcore.cli.output import EVERY, Output, output_options
from evalcore.cli.selecting import ViewOptions, list_options, tell_unknown
from evalcore.cli.showing import reported, show


@click.command("rank")
@click.argument("ruleset")
@input_options(list_options, draw_options, output_options(bom=True))
def command(
    *, ruleset: str, given: Given, view: ViewOptions, drawing: Drawing | None, output: Output
) -> None:
    """Rank the initiatives in INPUT by RULESET, best first.

    By verdict, then total, then id; equals share a place. Where what is missing leaves several
    verdicts possible, the initiative is listed apart, with what it still needs. --where selects
    what is ranked; --only and --top what is shown of it. With --draws, the weights of the criteria
    are drawn: how often each verdict holds, how often each initiative has each rank, and which
    pairs change their order.
    """
    evaluator = given.selection.evaluator(ruleset)
    output = reported(output, evaluator.plugins) if drawing is None else output.among(EVERY)
    output.verify()
    if drawing is not None and view.options:
        message = f"--draws has no {' and no '.join(view.options)}: they are for the ranking itself"
        raise click.UsageError(message)
    chosen = view.of(evaluator)
    initiatives, day = given.load(evaluator, chosen.reader())
    selected = chosen.select(initiatives, day)
    if drawing is not None:
        tell_unknown(selected.unknown, selected.of)
        rank_draws(evaluator, selected.initiatives, day, drawing, output)
        return
    evaluations = evaluator.rank(selected.initiatives, as_of=day)
    listing = evaluator.listing(evaluations, ranking=True, view=chosen.seen(selected))
    show(evaluator, listing, output, strict=given.selection.strict)
