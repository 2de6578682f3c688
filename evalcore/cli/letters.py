"""What `evalcore explain --for` prints: a letter to the sponsor, or the page for the council."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import attrs

from evalcore.cli.common import Given, Selection, emit, given_date, read_input, terminal
from evalcore.extend.plugins import Plugins
from evalcore.judge.evaluation import Evaluation
from evalcore.judge.evaluator import Evaluator
from evalcore.request.fields import Field, Kind
from evalcore.request.initiative import Initiative, Reading, read_initiatives
from evalcore.written.errors import InputError

if TYPE_CHECKING:
    from evalcore.study.changes import Changes

SPONSOR = "sponsor"  # the field that says whom a letter is for, and the one to write to
COUNCIL = "council"
READERS = (SPONSOR, COUNCIL)


@attrs.frozen
class Addressed:
    """Reads what an evaluator reads, and who asked: no ruleset decides by that, a letter needs it.

    Any text will do, unless the vocabulary of the ruleset knows better.
    """

    evaluator: Evaluator

    @property
    def plugins(self) -> Plugins:
        """The plugins whose sources are used."""
        return self.evaluator.plugins

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields of the ruleset, and the sponsor."""
        declared = self.evaluator.graph.declared.get(SPONSOR)
        sponsor = Field(SPONSOR, Kind.TEXT) if declared is None else declared
        return {**self.evaluator.fields, SPONSOR: sponsor}

    def read_all(
        self, rows: Iterable[tuple[Mapping[str, object], tuple[str | int, ...]]]
    ) -> list[Reading]:
        """Initiatives out of a document's rows, with warnings; ids must differ."""
        return read_initiatives(rows, self.fields)


def load_addressed(
    ruleset: str, path: str, source: Given, as_of: str | None, selection: Selection
) -> tuple[Evaluator, list[Initiative], date | None]:
    """As `common.load`; the initiatives also say who asked for them."""
    day = given_date(as_of)
    evaluator = Evaluator(ruleset, plugins=selection.discover())
    undated = [evaluator.date_missing] if day is None and evaluator.graph.reads_date else []
    try:
        initiatives = read_input(Addressed(evaluator), path, source, selection)
    except InputError as error:
        raise InputError([*undated, *error.complaints]) from None
    if undated:
        raise InputError(undated)
    return evaluator, initiatives, day


def smallest_change(
    evaluator: Evaluator, initiative: Initiative, reader: str, day: date | None
) -> Changes | None:
    """The smallest change to a better verdict: of the sponsor's, or on the page of anybody's.

    To the best verdict that one leads to; where none does, what was found out about the best.
    None where there is no better verdict, where no field says that the sponsor controls it, and
    while nothing is decided.
    """
    from evalcore.study.changes import find_changes

    evaluation = evaluator.judge(initiative, as_of=day)
    verdicts = [v for v in evaluator.ruleset.verdicts if v in evaluator.graph.verdicts]
    if not evaluation.decided or evaluation.verdict not in verdicts:
        return None  # first of all somebody should say what is missing
    verdicts = verdicts[: verdicts.index(evaluation.verdict)]
    roles = {each.controlled_by for each in evaluator.graph.declared.values()}
    by = SPONSOR if reader == SPONSOR else None
    if not verdicts or (by and by not in roles):
        return None
    found = [find_changes(evaluator, initiative, verdicts[0], by=by, as_of=day)]
    for verdict in verdicts[1:]:
        if found[-1].found:
            break
        found.append(find_changes(evaluator, initiative, verdict, by=by, as_of=day))
    return found[-1] if found[-1].found else found[0]


def emit_letter(
    evaluation: Evaluation, reader: str, form: str, changes: Changes | None = None
) -> None:
    """Prints the letter to the sponsor or the page for the council."""
    from evalcore.letters import letter, page
    from evalcore.reports.blocks import as_html, as_markdown, as_text
    from evalcore.reports.letters import letter_blocks, page_blocks, title_of

    if reader == SPONSOR:
        written = letter(evaluation, changes)
        blocks, title = letter_blocks(written), title_of(written)
    else:
        sheet = page(evaluation, changes)
        blocks, title = page_blocks(sheet), title_of(sheet.letter)
    if form == "html":
        emit(as_html(title, blocks))
    elif form == "markdown":
        emit(as_markdown(blocks))
    else:
        emit(as_text(blocks, **terminal()))
