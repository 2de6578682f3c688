"""`evalcore evaluate`: the evaluation of every initiative, in the order given."""

from __future__ import annotations

import click

from evalcore.cli.common import Asked, about_initiatives
from evalcore.cli.show import report_option, show, verify_form


@click.command("evaluate")
@about_initiatives(report_option)
def command(*, asked: Asked, form: str) -> None:
    """Evaluate the initiatives in INPUT by RULESET, in the order given.

    Shows every score; json and csv hold every intermediate result without rounding.
    """
    evaluator, initiatives, day = asked.load()
    verify_form(form, evaluator.plugins)
    evaluations = evaluator.evaluate_all(initiatives, as_of=day)
    show(evaluator, evaluations, form, ranking=False, strict=asked.selection.strict)
