"""Levers on records: missing cells filled in, as few as possible, or one record added.

What is filled in may be anything where formulas only ask whether it is known. Where they read it,
a few values are tried here; the exact one for a single cell is found as for any other number.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Container, Mapping, Sequence
from itertools import combinations, islice, product
from typing import Any, cast

from evalcore.request.fields import Field
from evalcore.request.situation import as_seen
from evalcore.request.values import FieldValue, Record
from evalcore.study.changes.levers import ADDED, FILLED, Lever, Option, Surroundings

MOST_CELLS = 8  # missing ones of which every selection is tried
MOST_RECORDS = 6  # with missing cells of which every selection is tried
MOST_OPTIONS = 3_000  # of filling cells in: of more selections, fewer values are tried
FEWEST = 3  # values, however many selections there are

Cells = tuple[tuple[int, str], ...]  # places of records with the names of their fields


def of_records(
    field: Field,
    said: FieldValue,
    names: Sequence[str],
    around: Surroundings,
    *,
    read: Container[str],
) -> Lever:
    """The lever that fills in cells of these names, and adds a record.

    `read` are those of which formulas look at the value.
    """
    records = cast("tuple[Record, ...]", said or ())
    missing = [
        (place, name)
        for place, record in enumerate(records)
        for name in names
        if record.get(name) is None
    ]
    selections = _selections(missing)
    tried = {name: _fills(field, name, around)[: None if name in read else 1] for name in names}
    combined = math.prod(map(len, tried.values()))
    most = max(MOST_OPTIONS // (len(selections) + 1), FEWEST)
    options: list[Option] = []
    for values in islice(product(*tried.values()), most):
        blanks = dict(zip(tried, values, strict=True))
        options += [
            _option(len(cells) * FILLED, _filled(records, cells, blanks))
            for cells in selections
            if len(cells) > 1
            or any(cell not in read for _, cell in cells)  # else it is a lever of its own
        ]
        added = (*records, {**dict.fromkeys(field.record), **blanks})
        options.append(_option(ADDED + len(blanks) * FILLED, added))
    if said is None:
        options.append(_option(FILLED, ()))
    options.sort(key=lambda each: each.distance)  # stable: what was tried first stays first
    free = not any(name in read for name in names)
    partial = combined > most or any(_is_open(field.record[name]) for name in names if name in read)
    return Lever(field.name, field, said, options=tuple(options), free=free, partial=partial)


def _selections(missing: Sequence[tuple[int, str]]) -> Collection[Cells]:
    """Which of the missing cells to fill in, the fewest first.

    Of many: single cells, whole records, and one field in all of them.
    """
    if len(missing) <= MOST_CELLS:
        sizes = range(1, len(missing) + 1)
        return [each for size in sizes for each in combinations(missing, size)]
    found: dict[Cells, None] = {(each,): None for each in missing}
    places = sorted({place for place, _ in missing}, key=[p for p, _ in missing].count)
    rows = [tuple(each for each in missing if each[0] == place) for place in places]
    found |= {tuple(e for row in rows[:n] for e in row): None for n in range(1, len(rows) + 1)}
    for size in range(1, min(len(rows), MOST_RECORDS) + 1):
        for some in combinations(rows[:MOST_RECORDS], size):
            found[tuple(each for row in some for each in row)] = None
    for name in dict.fromkeys(name for _, name in missing):
        found[tuple(each for each in missing if each[1] == name)] = None
    return found


def _filled(records: Sequence[Record], cells: Cells, blanks: Mapping[str, Any]) -> Any:
    filled: list[dict[str, Any]] = [dict(each) for each in records]
    for place, name in cells:
        filled[place][name] = blanks[name]
    return tuple(filled)


def _fills(records: Field, name: str, around: Surroundings) -> Sequence[Any]:
    """The values to fill in, the most ordinary first: all that there are, or a few."""
    field = records.record[name]
    return field.kind.row.fills(field, around.worth_trying(f"{records.name}.{name}"), around.as_of)


def _is_open(field: Field) -> bool:
    """Whether it can say more than is tried."""
    return field.kind.row.line is not None or field.kind.row.several


def _option(distance: float, said: Any) -> Option:
    return Option(distance, as_seen(said), said)


def fewer(lever: Lever, option: Option) -> list[Option]:
    """The option with one filled-in cell less, each of them; none for an added record's."""
    before = cast("tuple[Record, ...]", lever.said or ())
    after = cast("tuple[Record, ...]", option.said)
    if len(after) != len(before):
        return []
    changed = cells_changed(before, after)
    return [
        _option(option.distance - FILLED, _filled(after, (cell,), {cell[1]: None}))
        for cell in reversed(changed)
    ]


def cells_changed(before: Sequence[Record], after: Sequence[Record]) -> list[tuple[int, str]]:
    """Which cells of records that were there before say something else."""
    return [
        (place, name)
        for place, (old, new) in enumerate(zip(before, after, strict=False))
        for name in new
        if old.get(name) != new[name]
    ]
