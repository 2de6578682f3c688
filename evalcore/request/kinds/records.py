"""Records: a list of small records with fields of their own. Of a domain, nothing is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

import attrs

from evalcore.request.cells import UNKNOWN_WORDS, Cell
from evalcore.request.fields import Field
from evalcore.request.kinds.row import Hints, Row
from evalcore.request.kinds.texts import TEXT
from evalcore.request.values import Misfit, Record, read
from evalcore.written.blank import kept
from evalcore.written.errors import Complaint, near, show
from evalcore.written.names import normal

NO_RECORDS = 0.2  # how often there are none
MOST_RECORDS = 3
COMPLETE = 0.5  # lists whose records say everything
FILLED = 0.7  # cells of the other lists
_COUNT = re.compile(r"[1-9]\d{0,3}", re.ASCII)


def _faults(field: Field) -> Iterator[Complaint]:
    if not field.record:
        at = f"[fields.{field.name}.record.NAME]"
        yield Complaint("records need fields of their own", at)
    for name, inner in field.record.items():
        faults = inner.faults()
        if inner.kind.row.is_list:
            faults = [Complaint("a record cannot hold records", path=("kind",))]
        elif "." in name:
            faults = [Complaint("the fields of a record have no dots", on_key=True)]
        for each in faults:
            yield attrs.evolve(each, path=("record", name, *each.path))


def _read(field: Field, raw: object) -> tuple[Record, ...] | None:
    columns = _numbered(raw)
    if columns == []:
        return None
    if columns is not None and [t.casefold() for _, c in columns for t in _said(c)] == ["none"]:
        return ()
    if columns is None and not isinstance(raw, (list, tuple)):
        raise Misfit(Complaint(f"found {show(raw)}", "a list of records"))
    items = enumerate(cast("Sequence[object]", raw)) if columns is None else columns
    records: list[Record] = []
    found: list[Complaint] = []
    for index, item in items:
        try:
            records.append(_record(field, item))
        except Misfit as misfit:
            found += [attrs.evolve(e, path=(index, *e.path)) for e in misfit.complaints]
    if found:
        raise Misfit(*found)
    return tuple(records)


def _record(field: Field, raw: object) -> Record:
    if not isinstance(raw, Mapping):
        expected = f"a record with {', '.join(field.record)}"
        raise Misfit(Complaint(f"found {show(raw)}", expected))
    mapping = cast("Mapping[object, object]", raw)
    written: dict[str, str] = {}
    found: list[Complaint] = []
    for key in mapping:
        if not isinstance(key, str):
            continue
        name = normal(key)
        if name in written:
            found.append(Complaint(f"{show(name)} is given twice", path=(key,), on_key=True))
        written.setdefault(name, key)
    record: dict[str, Any] = {}
    for name, inner in field.record.items():
        key = written.get(name, name)
        try:
            record[name] = read(inner, mapping.get(key))
        except Misfit as misfit:
            found += [attrs.evolve(e, path=(key, *e.path)) for e in misfit.complaints]
    missing = set(field.record) - set(written)
    for name, key in written.items():
        meant = near(name, missing) if name not in field.record else ()
        if meant:
            problem = f"a record has no {show(key)}"
            found.append(Complaint(problem, "", meant, path=(key,), on_key=True))
    if found:
        raise Misfit(*found)
    return record


def _numbered(raw: object) -> list[tuple[str, Mapping[str, object]]] | None:
    """Records out of numbered columns (`outcomes.1.owner`), by number; None for anything else.

    A record that says nothing is left out, so that a table can have columns for more of them.
    Only tables number their records: where there is no cell, a document gave names for a list.
    """
    if not isinstance(raw, Mapping):
        return None
    found = cast("Mapping[object, object]", raw)
    for key, record in found.items():
        if not isinstance(key, str) or not _COUNT.fullmatch(key) or not isinstance(record, Mapping):
            return None
    table = cast("Mapping[str, Mapping[str, object]]", found)
    if not any(isinstance(each, Cell) for record in table.values() for each in record.values()):
        return None
    said = [(key, record) for key, record in table.items() if _said(record)]
    return sorted(said, key=lambda pair: int(pair[0]))


def _said(cells: Mapping[str, object]) -> list[str]:
    """What was written into the cells of a record, without those that say nothing."""
    found: list[str] = []
    for each in cells.values():
        if isinstance(each, Mapping):
            found += _said(cast("Mapping[str, object]", each))
        elif not isinstance(each, Cell) or kept(each).casefold() not in UNKNOWN_WORDS:
            found.append(kept(str(each)))
    return found


def _draw(_: object, hints: Hints, rng: Any, as_of: date | None) -> tuple[dict[str, Any], ...]:
    """None at all, some that say everything, or some with gaps."""
    if rng.random() < NO_RECORDS:
        return ()
    share = 1.0 if rng.random() < COMPLETE else FILLED
    return tuple(
        {
            name: draw(rng, as_of) if rng.random() < share else None
            for name, draw in hints.cells.items()
        }
        for _ in range(rng.randint(1, MOST_RECORDS))
    )


def _schema(field: Field, inner: Callable[[Field], dict[str, Any]]) -> list[dict[str, Any]]:
    properties = {name: inner(each) for name, each in field.record.items()}
    return [{"type": "array", "items": {"type": "object", "properties": properties}}]


def _strategy(st: Any, field: Field, texts: Collection[str]) -> Any:
    inner = {name: each.kind.row.strategy(st, each, texts) for name, each in field.record.items()}
    return st.lists(st.fixed_dictionaries(inner), max_size=3)


RECORDS = Row(
    called='kind "records"',
    takes=frozenset({"record"}),
    faults=_faults,
    is_list=True,
    looks_otherwise=True,
    read=_read,
    domain=attrs.evolve(TEXT.domain, draw=_draw),
    fills=lambda _field, _texts, _day: ((),),
    filler=lambda _: (),
    in_order=None,
    answer=lambda field: f"for each: {', '.join(field.record)}",
    schema=_schema,
    strategy=_strategy,
    condition=lambda field: f"count({field.name}) > 1",
)
