"""What `evalcore explain --for` writes: a letter to the sponsor, or the page for the council."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalcore.judge.comparison import Reader
from evalcore.judge.evaluation import Evaluation
from evalcore.judge.evaluator import Evaluator
from evalcore.request.fields import Field, Kind

if TYPE_CHECKING:
    from evalcore.reports.document import Document
    from evalcore.study.changes import Changes

SPONSOR = "sponsor"  # the field that says whom a letter is for, and the one to write to
COUNCIL = "council"
READERS = (SPONSOR, COUNCIL)


def addressed(evaluator: Evaluator) -> Reader:
    """Reads what an evaluator reads, and who asked: no ruleset decides by that, a letter needs it.

    Any text will do, unless the vocabulary of the ruleset knows better.
    """
    sponsor = evaluator.graph.declared.get(SPONSOR) or Field(SPONSOR, Kind.TEXT)
    return Reader(evaluator.plugins, {**evaluator.fields, SPONSOR: sponsor})


def letter_for(reader: str, evaluator: Evaluator, evaluation: Evaluation) -> Document:
    """The letter to the sponsor or the page for the council."""
    from evalcore.letters import letter, page
    from evalcore.reports.letters import letter_document, page_document

    changes = _smallest_change(evaluator, evaluation, reader)
    if reader == SPONSOR:
        return letter_document(letter(evaluation, changes))
    return page_document(page(evaluation, changes))


def _smallest_change(evaluator: Evaluator, evaluation: Evaluation, reader: str) -> Changes | None:
    """The smallest change to a better verdict: of the sponsor's, or on the page of anybody's.

    To the best verdict that one leads to; where none does, what was found out about the best.
    None where there is no better verdict, where no field says that the sponsor controls it, and
    while nothing is decided.
    """
    from evalcore.study.changes import find_changes

    verdicts = [v for v in evaluator.ruleset.verdicts if v in evaluator.graph.verdicts]
    if not evaluation.decided or evaluation.verdict not in verdicts:
        return None  # first of all somebody should say what is missing
    verdicts = verdicts[: verdicts.index(evaluation.verdict)]
    roles = {each.controlled_by for each in evaluator.graph.declared.values()}
    by = SPONSOR if reader == SPONSOR else None
    if not verdicts or (by and by not in roles):
        return None
    found: list[Changes] = []
    for verdict in verdicts:
        initiative, day = evaluation.initiative, evaluation.as_of
        found.append(find_changes(evaluator, initiative, verdict, by=by, as_of=day))
        if found[-1].found:
            return found[-1]
    return found[0]
