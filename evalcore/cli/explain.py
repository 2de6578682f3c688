"""`evalcore explain`: the tree of why, for one initiative."""

from __future__ import annotations

import click

from evalcore.cli.common import (
    Given,
    Selection,
    careful,
    emit,
    format_option,
    input_options,
    load,
    plugin_options,
    terminal,
)
from evalcore.errors import Complaint, InputError, near, one_of, show
from evalcore.explanation import explain


@click.command("explain")
@input_options
@click.argument("name", metavar="ID")
@format_option("table", "json", "markdown")
@plugin_options
@careful
def command(
    *,
    ruleset: str,
    path: str,
    name: str,
    source: Given,
    as_of: str | None,
    form: str,
    selection: Selection,
) -> None:
    """Explain why the initiative ID in INPUT gets its verdict from RULESET.

    Shows what was asked, in order, up to what decided, with the values behind it.
    """
    evaluator, initiatives, day = load(ruleset, path, source, as_of, selection)
    known = {each.id: each for each in initiatives}
    if name not in known:
        problem = f"there is no initiative {show(name)}"
        raise InputError(Complaint(problem, one_of(known), near(name, known), source=path))
    root = explain(evaluator.evaluate(known[name], as_of=day))
    if form == "json":
        from evalcore.reports.machine import spell_json

        emit(spell_json(root.to_json()))
    elif form == "markdown":
        from evalcore.reports.markdown import explained

        emit(explained(root))
    else:
        from evalcore.reports.terminal import as_tree

        emit(as_tree(root, **terminal()))
