"""`evalcore check`: whether rulesets compile, and what in them is of no use."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from evalcore.cases.gathering import faults_of_cases, rulesets_of
from evalcore.cli.common import (
    BAD_INPUT,
    MOST_COMPLAINTS,
    MOST_WARNINGS,
    NOT_HELD,
    Selection,
    plugin_options,
    say,
    warn,
)
from evalcore.cli.complaints import Files, check_table, checked_document, coded
from evalcore.cli.output import EVERY, Output, output_options
from evalcore.judge.evaluator import Evaluator
from evalcore.request.spelling import percent
from evalcore.written.errors import Complaint, InputError, listing, near, one_of, plural, show


@click.command("check")
@click.argument("rulesets", metavar="RULESET...", nargs=-1)
@click.option("--explain", metavar="CODE", help="Say what a complaint such as EV203 is about.")
@output_options(*EVERY, bom=True)
@plugin_options
def command(
    *, rulesets: tuple[str, ...], explain: str | None, output: Output, selection: Selection
) -> None:
    """Check each RULESET: its names, kinds, units, verdicts, and whether every rule can speak.

    Its cases are read too, also those in NAME.cases.toml beside it; `evalcore test` tries them.

    Warns of what is of no use, such as a weight that cannot matter. Says of each criterion its
    share of the total and which way it moves, and what is left to the default.

    Ends with 0 where all is well, 1 where --strict meets a warning, 2 where one has errors.
    """
    output.verify()
    if explain is not None:
        output.emit(_explained(explain))
        return
    if not rulesets:
        raise click.UsageError("Missing argument 'RULESET...'.", click.get_current_context())
    plugins = selection.discover()
    files = Files()
    errors = warnings = 0
    for name in rulesets_of(rulesets):
        try:
            evaluator = Evaluator(name, plugins=plugins)
        except InputError as error:
            files.add(name, "error", error.complaints)
            errors += 1
            _show_errors(files, error.complaints)
            continue
        faults = faults_of_cases(evaluator)
        if faults:
            files.add(evaluator.ruleset.source or name, "error", faults)
            errors += 1
            _show_errors(files, faults)
        found = evaluator.warnings
        files.add(evaluator.ruleset.source or name, "warning", found)
        for each in found[:MOST_WARNINGS]:
            files.show("warning", each)
        if len(found) > MOST_WARNINGS:
            warn(f"{len(found) - MOST_WARNINGS} more warnings")
        warnings += len(found)
        if not faults:
            files.sound.append((summary(evaluator), tuple(reading(evaluator))))
    if output.form != "table":
        output.emit_as(files.to_json, lambda: checked_document(files), lambda: [check_table(files)])
    elif files.sound:
        lines = (each for head, more in files.sound for each in _indented(head, more))
        output.emit("".join(f"{each}\n" for each in lines))
    if errors:
        sys.exit(BAD_INPUT)
    if warnings and selection.strict:
        say(f"--strict: {plural(warnings, 'warning')}", "red")
        sys.exit(NOT_HELD)


def _indented(head: str, lines: tuple[str, ...]) -> Iterator[str]:
    yield head
    yield from (f"    {each}" for each in lines)


def _show_errors(files: Files, complaints: tuple[Complaint, ...]) -> None:
    for each in complaints[:MOST_COMPLAINTS]:
        files.show("error", coded(each))
    if len(complaints) > 1:
        shown = f", of which the first {MOST_COMPLAINTS} are shown"
        say(f"{len(complaints)} errors{shown * (len(complaints) > MOST_COMPLAINTS)}", "red")


def _explained(code: str) -> str:
    from evalcore.rules.codes import CODES

    found = CODES.get(code.upper())
    if found is None:
        meant = near(code.upper(), CODES)
        problem, expected = f"there is no code {show(code)}", "" if meant else one_of(CODES, 100)
        raise InputError(Complaint(problem, expected, meant, source="--explain"))
    return found.page


def summary(evaluator: Evaluator) -> str:
    """One line on a ruleset that compiles."""
    graph, ruleset = evaluator.graph, evaluator.ruleset
    counts = [
        (len(graph.criteria), "criterion", "criteria"),
        (len(graph.measures), "measure", "measures"),
        (len(graph.rules), "rule", "rules"),
        (len(graph.fields), "field read", "fields read"),
    ]
    parts = ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts)
    digest = evaluator.digest[: len("sha256:") + 12]
    return f"ok: {ruleset.name} {ruleset.version} ({parts}) {digest}"


def reading(evaluator: Evaluator) -> Iterator[str]:
    """What the ruleset comes to: shares and directions of criteria, and what is left to rules."""
    from evalcore.rules.lint.directions import directions, in_words
    from evalcore.rules.lint.gaps import gaps

    graph = evaluator.graph
    days = [day for each in graph.ruleset.criteria for day, _ in each.steps[1:] if day]
    since = f" from {max(days)} on" if days else ""
    for each in graph.criteria:
        share = [] if each.share is None else [f"{percent(each.share, 1)} of the weight{since}"]
        moves = in_words(directions(each.score, graph.types))
        if share or moves:
            yield f"{each.id}: {'; '.join([*share, *([moves] if moves else [])])}"
    left = [gap.words for gap in gaps(graph.rules, graph.types)]
    if left:
        yield f"only [default] is left where {listing(left, 'or')}: {graph.ruleset.default.verdict}"
