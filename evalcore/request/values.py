"""Values: from what a user wrote in one field to what evalcore computes with.

Unknown is None. `Withheld` and `Estimate` are the two values with a shape of their own.
Nothing is coerced in silence: what does not fit its field becomes a complaint.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any, TypeGuard, cast

import attrs

from evalcore.request.cells import Cell, from_cell, numbered, says_none
from evalcore.request.fields import Field, Kind, unknown_choice
from evalcore.written.blank import kept, says_nothing
from evalcore.written.errors import Complaint, listing, near, one_of, show
from evalcore.written.names import normal
from evalcore.written.numbers import LARGEST


@attrs.frozen
class Withheld:
    """A value that exists and will not be given, with the reason."""

    reason: str = ""


@attrs.frozen
class Estimate:
    """A number with its range: `low <= likely <= high`. It counts as its likely value."""

    low: float
    likely: float
    high: float


Single = bool | float | str | date
Record = Mapping[str, Single | tuple[str, ...] | Estimate | Withheld | None]
FieldValue = Single | tuple[str, ...] | Estimate | tuple[Record, ...] | Withheld | None


class Misfit(Exception):  # noqa: N818 - it says what is wrong better than an Error would
    """A value that does not fit its field; `complaints` have paths relative to the field."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__(*complaints)
        self.complaints = complaints


def read(field: Field, raw: object) -> FieldValue:
    """The value of `field` that `raw` (from TOML, JSON or Python) stands for.

    What is blank is unknown; `{"withheld": "reason"}` is withheld. Numbers become float64, texts
    are kept composed, without blanks around them. Raises `Misfit`.
    """
    if isinstance(raw, Cell):
        raw = from_cell(field, raw)
    if isinstance(raw, str):
        raw = kept(raw) or None
    if raw is None or isinstance(raw, Withheld):
        return raw
    if _withholds(raw):
        return _withheld(raw)
    _refuse_misspelt(raw)
    return _READERS[field.kind](field, raw)


def plain(value: FieldValue) -> Any:
    """The value as a formula sees it: an estimate as its likely value, withheld as unknown."""
    if isinstance(value, Estimate):
        return value.likely
    if isinstance(value, Withheld):
        return None
    return value


def _withholds(raw: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(raw, Mapping) and "withheld" in raw


def _refuse_misspelt(raw: object) -> None:
    for key in cast("Mapping[object, object]", raw) if isinstance(raw, Mapping) else ():
        meant = near(key, ("withheld",)) if isinstance(key, str) else ()
        if meant:
            raise Misfit(Complaint(f"found the key {show(key)}", _ONLY_WITHHELD, meant))


_ONLY_WITHHELD = 'only {withheld = "reason"} for a value that is not given'


def _withheld(raw: Mapping[str, object]) -> Withheld:
    reason = raw["withheld"]
    extra = sorted(str(key) for key in raw if key != "withheld")
    if not isinstance(reason, str) or extra:
        found = f"found {show(reason)}" if not extra else f"also found {', '.join(extra)}"
        raise Misfit(Complaint(found, _ONLY_WITHHELD))
    return Withheld(kept(reason))


def _number(field: Field, raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        unit = f" in {field.unit}" if field.unit else ""
        raise Misfit(Complaint(f"found {show(raw)}", f"a number{unit}"))
    if not abs(raw) <= LARGEST:  # no NaN either; asked of whole numbers that no float can hold
        raise Misfit(Complaint(f"found {show(raw)}", "a finite number between -2**53 and 2**53"))
    number = float(raw)
    if field.whole and not number.is_integer():
        raise Misfit(Complaint(f"found {show(raw)}", "a whole number"))
    if not field.low <= number <= field.high:
        raise Misfit(Complaint(f"found {show(raw)}", spell_range(field)))
    return number


def spell_range(field: Field) -> str:
    """The range of a number field in words, such as `a number from 0 to 4`."""
    unit = f" {field.unit}" if field.unit else ""
    if field.minimum is not None and field.maximum is not None:
        return f"a number from {field.minimum:.15g} to {field.maximum:.15g}{unit}"
    if field.minimum is not None:
        return f"a number of at least {field.minimum:.15g}{unit}"
    return f"a number of at most {field.maximum:.15g}{unit}"


def _flag(_field: Field, raw: object) -> bool:
    if not isinstance(raw, bool):
        raise Misfit(Complaint(f"found {show(raw)}", "true or false"))
    return raw


def _text(_field: Field, raw: object) -> str:
    if not isinstance(raw, str):
        raise Misfit(Complaint(f"found {show(raw)}", "a text"))
    return raw


def _choice(field: Field, raw: object) -> str:
    choices = field.choices or ()
    if not isinstance(raw, str):
        raise Misfit(Complaint(f"found {show(raw)}", one_of(choices)))
    if raw not in choices:
        raise Misfit(unknown_choice(raw, choices))
    return raw


def _date(_field: Field, raw: object) -> date:
    if isinstance(raw, str) and _DATE.fullmatch(raw):
        with suppress(ValueError):
            raw = date.fromisoformat(raw)
    if not isinstance(raw, date) or isinstance(raw, datetime):
        problem = f"there is no day {raw}" if is_no_day(raw) else f"found {show(raw)}"
        raise Misfit(Complaint(problem, "a date such as 2026-11-23"))
    return raw


def is_no_day(text: object) -> bool:
    """Whether a text has the form of a date, but no calendar has that day."""
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return True
    return False


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)  # fromisoformat also reads weeks


def _set(field: Field, raw: object) -> tuple[str, ...] | None:
    """Without members that are blank; of nothing but such, nobody knows what it holds."""
    if isinstance(raw, (frozenset, set)):
        raw = sorted(cast("set[Any]", raw), key=str)
    if not isinstance(raw, (list, tuple)):
        raise Misfit(Complaint(f"found {show(raw)}", "a list of texts"))
    items = cast("Sequence[object]", raw)
    found: list[Complaint] = []
    members: dict[str, None] = {}
    for index, item in enumerate(items):
        if says_nothing(item):
            continue
        if not isinstance(item, str):
            found.append(Complaint(f"found {show(item)}", "a text", path=(index,)))
        elif field.choices is not None and kept(item) not in field.choices:
            found.append(attrs.evolve(unknown_choice(kept(item), field.choices), path=(index,)))
        else:
            members[kept(item)] = None
    if found:
        raise Misfit(*found)
    return tuple(members) if members or not items else None


def _estimate(field: Field, raw: object) -> Estimate | Withheld | None:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        number = _number(field, raw)
        return Estimate(number, number, number)
    parts = _parts(field, raw)
    said = [part for part in parts.values() if part is not None]
    if not said:
        return None
    first, *others = said
    if _withholds(first) and all(map(_withholds, others)):
        return _withheld(first)
    numbers: list[float] = []
    found: list[Complaint] = []
    for step, part in parts.items():
        try:
            numbers.append(_part(field, part))
        except Misfit as misfit:
            found += [attrs.evolve(each, path=(step,)) for each in misfit.complaints]
    if found:
        raise Misfit(*found)
    low, likely, high = numbers
    if not low <= likely <= high:
        order = f"found low {low:.15g}, likely {likely:.15g}, high {high:.15g}"
        raise Misfit(Complaint(order, "low <= likely <= high"))
    return Estimate(low, likely, high)


def _part(field: Field, raw: object) -> float:
    if raw is None:
        raise Misfit(Complaint("is not given", "all of low, likely and high, or none"))
    return _number(field, raw)


def _parts(field: Field, raw: object) -> dict[str | int, object]:
    """Low, likely and high, each by the step that leads to it in what was written."""
    expected = "a number, [low, likely, high] or {low = , likely = , high = }"
    if isinstance(raw, Estimate):
        return {"low": raw.low, "likely": raw.likely, "high": raw.high}
    if isinstance(raw, (list, tuple)):
        items = list(cast("Sequence[object]", raw))
        if len(items) != 3:
            raise Misfit(Complaint(f"found a list of {len(items)}", expected))
        return {n: None if says_nothing(each) else each for n, each in enumerate(items)}
    if not isinstance(raw, Mapping):
        raise Misfit(Complaint(f"found {show(raw)}", expected))
    mapping = cast("Mapping[object, object]", raw)
    if set(mapping) != {"low", "likely", "high"}:
        strange = sorted({str(key) for key in mapping} - {"low", "likely", "high"})
        lacking = [key for key in ("low", "likely", "high") if key not in mapping]
        meant = dict.fromkeys(name for key in strange for name in near(key, lacking, most=1))
        keys = listing(sorted(map(str, mapping)))
        found = f"found the keys {keys}" if keys else "found an empty table"
        raise Misfit(Complaint(found, expected, tuple(meant)))
    parts: dict[str | int, object] = {}
    for step in ("low", "likely", "high"):
        part = mapping[step]
        parts[step] = from_cell(field, part) if isinstance(part, Cell) else part
        parts[step] = None if says_nothing(parts[step]) else parts[step]
    return parts


def _records(field: Field, raw: object) -> tuple[Record, ...] | None:
    columns = numbered(raw)
    if columns is not None and (not columns or says_none(columns)):
        return () if columns else None
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


_READERS: dict[Kind, Callable[[Field, object], FieldValue]] = {
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
    Kind.SET: _set,
    Kind.ESTIMATE: _estimate,
    Kind.RECORDS: _records,
}
