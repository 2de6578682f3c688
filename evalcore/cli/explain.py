"""`evalcore explain`: the tree of why, for one initiative, or a letter about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
    report_troubles,
    terminal,
)
from evalcore.cli.draws import Drawing, draw_options, explain_draws
from evalcore.cli.letters import READERS, emit_letter, load_addressed, smallest_change
from evalcore.judge.evaluation import Evaluation
from evalcore.judge.explanation import explain
from evalcore.request.initiative import Initiative
from evalcore.written.errors import Complaint, InputError, near, one_of, show


@click.command("explain")
@input_options
@click.argument("name", metavar="ID")
@click.option(
    "--for",
    "reader",
    type=click.Choice(READERS),
    help="Write a letter to the sponsor, or the page for the council, in plain words.",
)
@click.option("--to", metavar="VERDICT", help="Say what would lead to this verdict instead.")
@click.option(
    "--as",
    "role",
    metavar="ROLE",
    help="With --to: only by what this role controls, such as sponsor.",
)
@draw_options
@format_option("table", "json", "markdown", "html")
@plugin_options
@careful
def command(
    *,
    ruleset: str,
    path: str,
    name: str,
    source: Given,
    as_of: str | None,
    reader: str | None,
    to: str | None,
    role: str | None,
    drawing: Drawing | None,
    form: str,
    selection: Selection,
) -> None:
    """Explain why the initiative ID in INPUT gets its verdict from RULESET.

    Shows what was asked, in order, up to what decided, with the values behind it. With --for, the
    same in plain words: a letter to the person who asked, or the page for the meeting. With --to,
    the smallest changes that would lead to another verdict. With --draws, the probability of each
    verdict where estimates are distributions.
    """
    _check_options({"--for": reader, "--to": to, "--draws": drawing}, role, form)
    read = load if reader is None else load_addressed
    evaluator, initiatives, day = read(ruleset, path, source, as_of, selection)
    initiative = _named(name, initiatives, path)
    if to is not None:
        from evalcore.cli.changes import show_changes

        show_changes(evaluator, initiative, to, role=role, as_of=day, form=form)
        return
    if drawing is not None:
        explain_draws(evaluator, initiative, day, drawing, form)
        return
    evaluation = evaluator.evaluate(initiative, as_of=day)
    report_troubles(evaluator, [evaluation], strict=selection.strict)
    if reader is None:
        _emit_tree(evaluation, form)
    else:
        changes = smallest_change(evaluator, initiative, reader, day)
        emit_letter(evaluation, reader, form, changes)


def _check_options(asked: Mapping[str, object], role: str | None, form: str) -> None:
    """Raises `UsageError` where options do not go together; `asked` are those given a value."""
    given = [option for option, value in asked.items() if value is not None]
    message = ""
    if role is not None and "--to" not in given:
        message = "--as says by whom a verdict is to be changed: add --to VERDICT"
    elif len(given) > 1:
        message = f"{' and '.join(given)} are several answers: take one of them"
    elif form == "html" and given not in (["--for"], ["--draws"]):
        message = "--format html is for letters: add --for sponsor or --for council"
    elif form == "json" and given == ["--for"]:
        message = (
            f"--for {asked['--for']} has no json: leave out --for, or take table, markdown or html"
        )
    if message:
        raise click.UsageError(message)


def _named(name: str, initiatives: Iterable[Initiative], path: str) -> Initiative:
    known = {each.id: each for each in initiatives}
    if name not in known:
        problem = f"there is no initiative {show(name)}"
        raise InputError(Complaint(problem, one_of(known), near(name, known), source=path))
    return known[name]


def _emit_tree(evaluation: Evaluation, form: str) -> None:
    root = explain(evaluation)
    if form == "json":
        from evalcore.reports.machine import spell_json

        emit(spell_json(root.to_json()))
    elif form == "markdown":
        from evalcore.reports.markdown import explained

        emit(explained(root))
    else:
        from evalcore.reports.terminal import as_tree
        from evalcore.reports.waterfall import as_waterfall

        drawn = as_waterfall(evaluation, **terminal())
        emit(as_tree(root, **terminal()) + (f"\n{drawn}" if drawn else ""))
