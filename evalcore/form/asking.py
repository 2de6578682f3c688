"""Asking: what is still open in requests and can matter, by who can answer it.

An answer is written in a table that reads as one more INPUT: `evalcore rank RULESET INPUT ANSWERS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from evalcore.form import as_read, columns
from evalcore.judge.evaluation import judged
from evalcore.judge.evaluator import Evaluator
from evalcore.judge.record import Evaluation, Missing
from evalcore.letters import unsaid
from evalcore.request.fields import Field
from evalcore.request.values import Record


@attrs.frozen
class Row:
    """A request: the columns that are asked of it, and what stands there already."""

    id: str
    title: str
    open: frozenset[str]
    given: Mapping[str, str]


@attrs.frozen
class Ask:
    """What one role is asked: a table of columns with their fields. `role` is empty for anybody."""

    role: str
    columns: tuple[tuple[str, Field], ...]
    rows: tuple[Row, ...]


@attrs.frozen
class _Cell:
    """A column that is asked, or that says which record it is (`given`)."""

    role: str
    order: tuple[int, int, int]
    name: str
    field: Field
    given: str | None = None


def asks(
    evaluator: Evaluator, evaluations: Iterable[Evaluation], role: str | None = None
) -> tuple[Ask, ...]:
    """What is asked of each role, or of one, in the order in which questions come up.

    Asked is what keeps a request undecided, and what was found wanting where it is decided. What
    is withheld is not asked again.
    """
    found: dict[str, dict[str, _Cell]] = {}
    rows: dict[str, list[Row]] = {}
    for each in evaluations:
        cells: dict[str, list[_Cell]] = {}
        for missing in dict.fromkeys((*each.missing, *unsaid(judged(each)))):
            if missing.state != "withheld":
                for cell in _cells(evaluator, each, missing):
                    cells.setdefault(cell.role, []).append(cell)
        for who, asked in cells.items():
            if role in (None, who):
                found.setdefault(who, {}).update((cell.name, cell) for cell in asked)
                rows.setdefault(who, []).append(_row(each, asked))
    return tuple(
        Ask(who, tuple((c.name, c.field) for c in _ordered(cells.values())), tuple(rows[who]))
        for who, cells in found.items()
    )


def _ordered(cells: Iterable[_Cell]) -> list[_Cell]:
    return sorted(cells, key=lambda cell: cell.order)


def _row(evaluation: Evaluation, cells: Iterable[_Cell]) -> Row:
    given = {each.name: each.given for each in cells if each.given is not None}
    open_ = frozenset(each.name for each in cells if each.given is None)
    return Row(evaluation.id, evaluation.title, open_, given)


def _cells(evaluator: Evaluator, evaluation: Evaluation, missing: Missing) -> Iterator[_Cell]:
    """The columns in which a field is asked; of records those that say which one it is, too."""
    declared = evaluator.graph.declared
    field = declared.get(missing.field)
    if field is not None:
        place = evaluator.graph.declared_places[field.name]
        for number, (name, part) in enumerate(columns(as_read(evaluator, field))):
            yield _Cell(field.answered_by or "", (place, number, 0), name, part)
        return
    owner, _, inner = missing.field.rpartition(".")
    field = declared[owner]
    first = next(iter(field.record))
    records: tuple[Record, ...] = judged(evaluation).initiative.values.get(owner) or ()  # type: ignore[assignment]
    names = [each.get(first) for each in records]
    named = len({*names}) == len(names) and None not in names
    lacking = [n for n, each in enumerate(records) if _lacks(each)]
    role = field.record[inner].answered_by or field.answered_by or ""
    place = evaluator.graph.declared_places[owner]
    for number, index in enumerate(lacking, start=1):
        if records[index].get(inner) is not None:
            continue
        at = f"{owner}.{number if named else index + 1}"
        wanted = attrs.evolve(field.record[inner], name=f"{at}.{inner}", answered_by=role)
        if inner != first and names[index] is not None:
            column = f"{at}.{first}"
            which = attrs.evolve(field.record[first], name=column, answered_by=role)
            yield _Cell(role, (place, number, 0), column, which, str(names[index]))
        for n, (name, part) in enumerate(columns(wanted), start=1):
            order = (place, number, 10 * [*field.record].index(inner) + n)
            yield _Cell(role, order, name, part)


def _lacks(record: Record) -> bool:
    return None in record.values()
