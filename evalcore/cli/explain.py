"""`evalcore explain`: the tree of why, for one initiative, or a letter about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs
import click

from evalcore.cli.common import (
    Given,
    input_options,
    report_troubles,
)
from evalcore.cli.draws import Drawing, draw_options, explain_draws
from evalcore.cli.letters import (
    READERS,
    addressed,
    chosen_together,
    letter_for,
    letters_folder,
    write_letters,
)
from evalcore.cli.output import EVERY, OFFICE, TABULAR, Output, output_options
from evalcore.cli.portfolio import beside as beside_file
from evalcore.judge.evaluation import judged
from evalcore.judge.explanation import explain
from evalcore.request.initiative import Initiative
from evalcore.written.errors import Complaint, InputError, near, one_of, show
from evalcore.written.files import look


@click.command("explain")
@click.argument("ruleset")
@input_options(
    click.option(
        "--for",
        "reader",
        type=click.Choice(READERS),
        help="Write a letter to the sponsor, or the page for the council, in plain words.",
    ),
    click.option(
        "--all",
        "every",
        is_flag=True,
        help="With --for: one for each initiative, in the folder that -o names.",
    ),
    click.option("--to", metavar="VERDICT", help="Say what would lead to this verdict instead."),
    click.option(
        "--as",
        "role",
        metavar="ROLE",
        help="With --to: only by what this role controls, such as sponsor.",
    ),
    click.option(
        "--portfolio",
        "plan",
        metavar="FILE",
        help="With --for: say what becomes of it beside all others, by [portfolio] in this file.",
    ),
    draw_options,
    output_options(*EVERY, *OFFICE, bom=True),
    path=click.argument("paths", metavar="INPUT... [ID]", nargs=-1, required=True),
)
def command(
    *,
    ruleset: str,
    given: Given,
    reader: str | None,
    every: bool,
    to: str | None,
    role: str | None,
    drawing: Drawing | None,
    plan: str | None,
    output: Output,
) -> None:
    """Explain why the initiative ID in INPUT gets its verdict from RULESET.

    Shows what was asked, in order, up to what decided, with the values behind it. With --for, the
    same in plain words: a letter to the person who asked, or the page for the meeting; with --all
    for each initiative. With --to,
    the smallest changes that would lead to another verdict. With --draws, the probability of each
    verdict where estimates are distributions.
    """
    name = ""
    if every:
        _check_all(reader, given.paths)
        letters_folder(output)
    elif len(given.paths) > 1:
        name = given.paths[-1]
        given = attrs.evolve(given, paths=given.paths[:-1])
    else:
        message = "say which initiative: its ID after INPUT; or all of them, with --for and --all"
        raise click.UsageError(message)
    asked = {"--for": reader, "--to": to, "--draws": drawing}
    _check_options(asked, role, output.asked if every else output.form, plan)
    evaluator = given.selection.evaluator(ruleset)
    if plan is not None:
        evaluator = beside_file(evaluator, plan)
    initiatives, day = given.load(evaluator, addressed(evaluator) if reader else None)
    if reader is not None and every:
        evaluations = evaluator.evaluate_all(initiatives, as_of=day)
        report_troubles(evaluator, evaluations, strict=given.selection.strict)
        write_letters(reader, evaluator, map(judged, evaluations), output)
        return
    initiative = _named(name, initiatives, given.path)
    if to is not None:
        from evalcore.reports.changes import change_table, changes_document
        from evalcore.study.changes import find_changes

        changes = find_changes(evaluator, initiative, to, by=role, as_of=day)
        output.emit_as(
            changes.to_json,
            lambda: changes_document(changes, evaluator.ruleset.terms),
            lambda: [change_table(changes)],
        )
        return
    if drawing is not None:
        explain_draws(evaluator, initiative, day, drawing, output, initiatives)
        return
    evaluation = judged(evaluator.evaluate(initiative, as_of=day, slate=initiatives))
    report_troubles(evaluator, [evaluation], strict=given.selection.strict)
    if reader is not None:
        everybody = [] if evaluator.graph.portfolio is None else initiatives
        judged_all = evaluator.judge_all(everybody, as_of=day) if everybody else []
        beside = chosen_together(evaluator, judged_all, [evaluation.id]).get(evaluation.id, "")
        output.emit_document(letter_for(reader, evaluator, evaluation, beside))
        return
    from evalcore.reports.explanations import explanation_document, explanation_table
    from evalcore.reports.waterfall import waterfall

    root = explain(evaluation)
    bars = waterfall(evaluation) if output.form == "table" else None
    output.emit_as(
        root.to_json,
        lambda: explanation_document(root, bars),
        lambda: [explanation_table(root)],
    )


def _check_all(reader: str | None, paths: Sequence[str]) -> None:
    """Raises `UsageError` where --all does not go with the rest."""
    if reader is None:
        message = "--all is for letters and pages: add --for sponsor, or --for council"
        raise click.UsageError(message)
    if len(paths) > 1 and look(paths[-1]) is None:
        raise click.UsageError(f"take {paths[-1]}, or --all: not both")


def _check_options(
    asked: Mapping[str, object], role: str | None, form: str | None, plan: str | None
) -> None:
    """Raises `UsageError` where options do not go together; `asked` are those given a value."""
    given = [option for option, value in asked.items() if value is not None]
    message = ""
    if plan is not None and "--for" not in given:
        raise click.UsageError("--portfolio is for letters and pages here: add --for sponsor")
    if role is not None and "--to" not in given:
        message = "--as says by whom a verdict is to be changed: add --to VERDICT"
    elif len(given) > 1:
        message = f"{' and '.join(given)} are several answers: take one of them"
    elif form in ("json", *TABULAR) and given == ["--for"]:
        kept = "take table, markdown, html, docx or eml"
        message = f"--for {asked['--for']} has no {form}: leave out --for, or {kept}"
    if message:
        raise click.UsageError(message)


def _named(name: str, initiatives: Iterable[Initiative], path: str) -> Initiative:
    known = {each.id: each for each in initiatives}
    if name not in known:
        problem = f"there is no initiative {show(name)}"
        raise InputError(Complaint(problem, one_of(known), near(name, known), source=path))
    return known[name]
