"""Rows: what every list of evaluations says about one of them; which columns are up to each."""

from __future__ import annotations

from collections.abc import Iterable

from evalcore.judge.evaluation import judged
from evalcore.judge.record import Evaluation
from evalcore.reports.document import Line, Notes, Toned
from evalcore.rules.graph import Graph
from evalcore.say.figures import Figures
from evalcore.say.terms import Terms
from evalcore.written.errors import listing

MOST_FIELDS = 3  # that are named in one row; the others are counted


def name(evaluation: Evaluation) -> str:
    """How a reader recognises an initiative: its id and title."""
    return called(evaluation.id, evaluation.title)


def called(key: str, title: str) -> str:
    """An id and a title; once where both are the same."""
    return key if title in ("", key) else f"{key} {title}"


def named(key: str, title: str) -> Line:
    """The same for a cell of a table: of a long id, where there is no room, the ends are shown."""
    said = Toned(key, "id")
    return said if title in ("", key) else (said, f" {title}")


def terms_of(evaluation: Evaluation) -> Terms:
    """What its ruleset calls verdicts and roles."""
    return judged(evaluation).graph.ruleset.terms


def beside(graphs: Iterable[Graph]) -> list[Notes]:
    """What a reader has to know of totals that depend on other requests."""
    notes = tuple(dict.fromkeys(each.depends for each in graphs if each.depends))
    return [Notes(notes)] if notes else []


def figures_of(evaluation: Evaluation) -> Figures:
    """How its ruleset shows totals and scores."""
    return judged(evaluation).graph.ruleset.figures


def verdict(
    evaluation: Evaluation, unsure: str = "", *, short: bool = False, terms: Terms | None = None
) -> Toned:
    """The verdict, and what marks one that only stands in; `-` where there is none."""
    mark = "" if evaluation.decided else unsure
    if evaluation.verdict is None:
        return Toned(f"-{mark}")
    said = (terms or terms_of(evaluation)).verdict(evaluation.verdict)
    return Toned(f"{said.short if short else said.label}{mark}", said.tone)


def reason(evaluation: Evaluation, *, brief: bool = False, terms: Terms | None = None) -> str:
    """Why, in one phrase: what decided, or which verdicts are possible and what they depend on.

    A `brief` one names only the first fields that are missing.
    """
    if evaluation.decided or not evaluation.missing:
        return evaluation.decided_by.because
    possible = listing((terms or terms_of(evaluation)).labels(evaluation.possible), "or")
    fields = [each.field for each in evaluation.missing]
    return f"{possible}: depends on {listing(fields, most=MOST_FIELDS if brief else None)}"
