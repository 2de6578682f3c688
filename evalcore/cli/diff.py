"""`evalcore diff`: which verdicts a change of a ruleset changes, and through which clause."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from evalcore.cli.common import NOT_HELD, ON, Given, input_options, note_read, warn
from evalcore.cli.output import EVERY, Output, output_options
from evalcore.extend.plugins import Plugins
from evalcore.judge.evaluator import Evaluator
from evalcore.written.errors import Complaint, InputError

if TYPE_CHECKING:
    from evalcore.judge.comparison import Comparison


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@input_options(
    output_options(*EVERY, bom=True),
    path=ON,
)
def command(*, old: str, new: str, given: Given, output: Output) -> None:
    """Compare two states of a ruleset on the initiatives in INPUT: which verdicts change, and why.

    OLD and NEW are files, names of installed rulesets, or REVISION:path in a git checkout, such as
    HEAD~1:rulesets/x.toml, with all that they extend at that revision. Markdown is for a pull
    request.

    Ends with 0 where no verdict changes, 1 where one does.
    """
    from evalcore.judge.differing import Difference
    from evalcore.reports.differing import (
        difference_document,
        difference_table,
        difference_workbook,
    )

    output.verify()
    plugins = given.selection.discover()
    evaluators: list[Evaluator] = []
    complaints: list[Complaint] = []
    for name in (old, new):
        try:
            evaluators.append(_evaluator(name, plugins))
        except InputError as error:
            complaints += error.complaints
    if complaints:
        raise InputError(complaints)
    difference = Difference(_compared(evaluators, given), (old, new))
    output.emit_as(
        difference.to_json,
        lambda: difference_document(difference),
        lambda: [difference_table(difference)],
        lambda: difference_workbook(difference),
    )
    if not difference.equal:
        sys.exit(NOT_HELD)


def _compared(evaluators: Sequence[Evaluator], given: Given) -> Comparison:
    """Both on INPUT, which each reads for itself where a declaration has changed."""
    from evalcore.judge.comparison import Reader, compare, compare_apart

    try:
        reader = Reader.of(evaluators)
    except InputError as error:
        if "-" in given.paths:  # which is read once
            raise
        for each in error.complaints:
            mend = "each of them reads INPUT by its own declaration"
            warn(str(attrs.evolve(each, mend=mend)))
        apart = [given.read(each) for each in evaluators]
        return compare_apart(evaluators, apart, as_of=given.day)
    return compare(evaluators, given.read(reader), as_of=given.day)


def _evaluator(name: str, plugins: Plugins) -> Evaluator:
    from evalcore.written.revisions import checked_out, is_revision

    if not is_revision(name):
        evaluator = Evaluator(name, plugins=plugins)
        note_read(*evaluator.ruleset.documents)
        return evaluator
    with tempfile.TemporaryDirectory(prefix="evalcore-") as folder:
        revision = name.partition(":")[0]
        try:
            return Evaluator(checked_out(name, Path(folder)), plugins=plugins)
        except InputError as error:
            start = f"{folder}/"
            raise InputError(
                attrs.evolve(
                    each,
                    source=each.source.replace(start, f"{revision}:"),
                    problem=each.problem.replace(start, f"{revision}:"),
                )
                for each in error.complaints
            ) from None
