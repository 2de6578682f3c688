"""Joining: what several documents say of the same initiatives, by their ids.

What one leaves open another may fill in. Where two differ, nobody may choose: both cells are named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, cast

import attrs

from evalcore.read.documents import Part
from evalcore.request.fields import Field
from evalcore.request.initiative import Held, Initiative, holding_none, told_once
from evalcore.request.spelling import plain_value
from evalcore.request.values import Estimate, FieldValue, Record, as_json
from evalcore.written.errors import Complaint, InputError, listing, near, plural, show

MOST = 5  # ids that are named in one line, and titles that are told
MOST_CELLS = 12  # that are named one by one
EXPECTED = "the same in both, or in one of them nothing"


@attrs.frozen
class Joined:
    """Initiatives in the order in which they come up first, and what is worth a warning."""

    initiatives: tuple[Initiative, ...]
    warnings: tuple[Complaint, ...]


@attrs.frozen
class _Count:
    """So many records, which nobody can tell apart."""

    records: int


@attrs.frozen
class _Conflict:
    """Two values of one field that are not the same."""

    field: str
    one: object
    other: object


@attrs.frozen
class _Between:
    """A conflict about a field of an initiative, and the documents that differ."""

    id: str
    name: str
    what: _Conflict
    parts: tuple[Part, Part]


@attrs.define
class _Case:
    """One initiative so far, and which document said what of it first."""

    initiative: Initiative
    first: Part
    said_by: dict[str, Part]
    several: bool = False


def joined(parts: Sequence[Part], held: Held = holding_none) -> Joined:
    """The initiatives of all documents.

    Raises `InputError` for every cell that contradicts, and for relations that only what several
    documents say together breaks.
    """
    cases: dict[str, _Case] = {}
    conflicts: list[_Between] = []
    renamed: list[Complaint] = []
    warnings: list[Complaint] = []
    for number, part in enumerate(parts):
        before = [*cases]
        for each in part.initiatives:
            case = cases.get(each.id)
            if case is None:
                said = {name: part for name, value in each.values.items() if value is not None}
                cases[each.id] = _Case(each, part, said)
            else:
                conflicts += _add(case, each, part)
                renamed += _titles(case, each, part)
        if number:
            warnings += _new(part, before, [parts[n].name for n in range(number)])
    complaints = [*_complaints(conflicts)]
    together = [] if complaints else [each for each in cases.values() if each.several]
    broken = [(case.initiative.id, each) for case in together for each in held(case.initiative)]
    complaints += [each.complaint for _, each in broken if not each.warns]
    if complaints:
        raise InputError(complaints)
    alone = _alone(parts, held, {key for key, _ in broken})
    told = told_once(each for key, each in broken if (key, each.relation) not in alone)
    warnings = [*_once(renamed, "more have other titles"), *warnings, *told]
    return Joined(tuple(case.initiative for case in cases.values()), tuple(warnings))


def _alone(parts: Sequence[Part], held: Held, ids: Collection[str]) -> set[tuple[str, str]]:
    """The relations that one document breaks by itself: it was warned about where it was read."""
    asked = (each for part in parts if ids for each in part.initiatives if each.id in ids)
    return {(each.id, one.relation) for each in asked for one in held(each)}


def _add(case: _Case, more: Initiative, part: Part) -> Iterator[_Between]:
    """Adds what a document says of an initiative, as far as nothing differs."""
    case.several = True
    values = dict(case.initiative.values)
    for name, value in more.values.items():
        found = _merged(more.fields[name], values.get(name), value)
        if not isinstance(found, _Conflict):
            if value is not None:
                case.said_by.setdefault(name, part)
            values[name] = found
            continue
        yield _Between(more.id, name, found, (case.said_by[name], part))
    title = case.initiative.title
    kept_title = more.title if title == case.initiative.id else title
    case.initiative = attrs.evolve(case.initiative, title=kept_title, values=values)


def _complaints(conflicts: Sequence[_Between]) -> Iterator[Complaint]:
    """One for each cell, with both places; after a screen of them only how many more there are."""
    for each in conflicts[:MOST_CELLS]:
        one, other = (part.find(each.id, each.name) for part in each.parts)
        problem = f"{each.what.field} is {_spelt(each.what.one)} in {one}"
        problem = f"{problem}, and {_spelt(each.what.other)} in {other}"
        yield Complaint(problem, EXPECTED, label=each.id)
    rest = conflicts[MOST_CELLS:]
    if rest:
        names = listing([*dict.fromkeys(each.what.field for each in rest)], most=MOST)
        yield Complaint(f"{plural(len(rest), 'more cell')} of {names} differ", EXPECTED)


def _once(told: Sequence[Complaint], rest: str) -> list[Complaint]:
    more = [Complaint(f"{len(told) - MOST} {rest}")] if len(told) > MOST else []
    return [*told[:MOST], *more]


def _merged(field: Field, one: FieldValue, other: FieldValue) -> FieldValue | _Conflict:
    if one is None or other is None:
        return other if one is None else one
    if field.record and isinstance(one, tuple) and isinstance(other, tuple):
        lists = cast("tuple[tuple[Record, ...], tuple[Record, ...]]", (one, other))
        return _records(field, *lists)
    if isinstance(one, tuple) and isinstance(other, tuple):
        same = set(cast("tuple[str, ...]", one)) == set(cast("tuple[str, ...]", other))
    else:
        same = one == other
    return one if same else _Conflict(field.name, one, other)


def _records(
    field: Field, ones: tuple[Record, ...], others: tuple[Record, ...]
) -> FieldValue | _Conflict:
    """Records with their cells filled in: those that are called the same, else in their order."""
    first = next(iter(field.record))
    names = [each.get(first) for each in ones]
    called = [each.get(first) for each in others]
    if len(set(names)) == len(names) and set(called) <= set(names) and None not in called:
        places = [names.index(each) for each in called]
    elif len(ones) == len(others):
        places = [*range(len(ones))]
    else:
        return _Conflict(field.name, _Count(len(ones)), _Count(len(others)))
    if len(set(places)) < len(places):
        return _Conflict(field.name, _Count(len(ones)), _Count(len(others)))
    made: list[dict[str, Any]] = [dict(each) for each in ones]
    for place, record in zip(places, others, strict=True):
        for name, value in record.items():
            found = _merged(field.record[name], made[place].get(name), value)
            if isinstance(found, _Conflict):
                which = f" of {show(names[place])}" if names[place] else f" of number {place + 1}"
                return attrs.evolve(found, field=f"{field.name}.{found.field}{which}")
            made[place][name] = found
    return cast("FieldValue", tuple(made))


def _spelt(value: object) -> str:
    match value:
        case _Count(records=records):
            return f"a list of {records}"
        case Estimate(low=low, likely=likely, high=high):
            return f"{plain_value(likely)} ({plain_value(low)} to {plain_value(high)})"
        case bool() | float() | int() | date():
            return plain_value(value)
        case _:
            return show(as_json(value))


def _titles(case: _Case, more: Initiative, part: Part) -> Iterator[Complaint]:
    known = case.initiative.title
    if known not in (more.title, more.id) and more.title != more.id:
        problem = f"{show(more.id)} is called {show(more.title)} here"
        kept_as = f"it stays {show(known)}, as in {case.first.name}"
        yield Complaint(problem, mend=kept_as, source=part.name)


def _new(part: Part, before: Sequence[str], names: Sequence[str]) -> Iterator[Complaint]:
    """What only a later document has: other requests, perhaps, or ids that were mistyped."""
    strange = [each.id for each in part.initiatives if each.id not in set(before)]
    if not strange:
        return
    some = listing([show(each) for each in strange[:MOST]] + ["more"] * (len(strange) > MOST))
    problem = f"only here: {some}; {listing(list(names), 'or')} says nothing of {_them(strange)}"
    meant = near(strange[0], before, most=1) if len(strange) == 1 else ()
    yield Complaint(problem, "", meant, source=part.name)


def _them(strange: Sequence[str]) -> str:
    return "it" if len(strange) == 1 else "them"
