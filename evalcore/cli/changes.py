"""`evalcore explain --to`: what would lead an initiative to another verdict, in every format."""

from __future__ import annotations

from datetime import date

from evalcore.cli.common import emit, terminal
from evalcore.judge.evaluator import Evaluator
from evalcore.request.initiative import Initiative


def show_changes(
    evaluator: Evaluator,
    initiative: Initiative,
    to: str,
    *,
    role: str | None,
    as_of: date | None,
    form: str,
) -> None:
    """Prints the smallest changes of what a role controls that lead to the verdict `to`.

    Raises `InputError` for a verdict and for a role that there is not.
    """
    from evalcore.study.changes import find_changes

    changes = find_changes(evaluator, initiative, to, by=role, as_of=as_of)
    if form == "json":
        from evalcore.reports.machine import spell_json

        emit(spell_json(changes.to_json()))
    elif form == "markdown":
        from evalcore.reports.changes import as_markdown

        emit(as_markdown(changes, evaluator.ruleset.terms))
    else:
        from evalcore.reports.changes import as_text

        emit(as_text(changes, evaluator.ruleset.terms, **terminal()))
