"""Values: from what a user wrote in one field to what evalcore computes with.

Unknown is None. `Withheld` and `Estimate` are the two values with a shape of their own.
Nothing is coerced in silence: what does not fit its field becomes a complaint.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

import attrs

from evalcore.cells import Cell, from_cell
from evalcore.errors import Complaint, Path, near, one_of, show
from evalcore.fields import LARGEST, Field, Kind, unknown_choice


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


class Misfit(Exception):
    """A value that does not fit its field; `complaints` have paths relative to the field."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__(*complaints)
        self.complaints = complaints


def read(field: Field, raw: object) -> FieldValue:
    """The value of `field` that `raw` (from TOML, JSON or Python) stands for.

    None is unknown; `{"withheld": "reason"}` is withheld. Numbers become float64. Raises `Misfit`.
    """
    if isinstance(raw, Cell):
        raw = from_cell(field, raw)
    if raw is None or isinstance(raw, Withheld):
        return raw
    if isinstance(raw, Mapping) and "withheld" in raw:
        return _withheld(cast("Mapping[str, object]", raw))
    return _READERS[field.kind](field, raw)


def plain(value: FieldValue) -> Any:
    """The value as a formula sees it: an estimate as its likely value, withheld as unknown."""
    if isinstance(value, Estimate):
        return value.likely
    if isinstance(value, Withheld):
        return None
    return value


def _withheld(raw: Mapping[str, object]) -> Withheld:
    reason = raw["withheld"]
    extra = sorted(str(key) for key in raw if key != "withheld")
    if not isinstance(reason, str) or extra:
        found = f"found {show(reason)}" if not extra else f"also found {', '.join(extra)}"
        raise Misfit(Complaint(found, 'only {withheld = "reason"} for a value that is not given'))
    return Withheld(reason)


def _number(field: Field, raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        unit = f" in {field.unit}" if field.unit else ""
        raise Misfit(Complaint(f"found {show(raw)}", f"a number{unit}"))
    if not math.isfinite(raw) or abs(raw) > LARGEST:
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
        return f"a number from {field.minimum:g} to {field.maximum:g}{unit}"
    if field.minimum is not None:
        return f"a number of at least {field.minimum:g}{unit}"
    return f"a number of at most {field.maximum:g}{unit}"


def _flag(field: Field, raw: object) -> bool:
    if not isinstance(raw, bool):
        raise Misfit(Complaint(f"found {show(raw)}", "true or false"))
    return raw


def _text(field: Field, raw: object) -> str:
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


def _date(field: Field, raw: object) -> date:
    if isinstance(raw, str):
        try:
            raw = date.fromisoformat(raw) if len(raw) == len("2026-11-23") else raw
        except ValueError:
            pass
    if not isinstance(raw, date) or isinstance(raw, datetime):
        raise Misfit(Complaint(f"found {show(raw)}", "a date such as 2026-11-23"))
    return raw


def _set(field: Field, raw: object) -> tuple[str, ...]:
    if isinstance(raw, (frozenset, set)):
        raw = sorted(cast("set[Any]", raw), key=str)
    if not isinstance(raw, (list, tuple)):
        raise Misfit(Complaint(f"found {show(raw)}", "a list of texts"))
    items = cast("Sequence[object]", raw)
    found: list[Complaint] = []
    for index, item in enumerate(items):
        if not isinstance(item, str):
            found.append(Complaint(f"found {show(item)}", "a text", path=(index,)))
        elif field.choices is not None and item not in field.choices:
            found.append(attrs.evolve(unknown_choice(item, field.choices), path=(index,)))
    if found:
        raise Misfit(*found)
    return tuple(dict.fromkeys(cast("Sequence[str]", items)))


def _estimate(field: Field, raw: object) -> Estimate | None:
    expected = "a number, [low, likely, high] or {low = , likely = , high = }"
    parts: list[object]
    paths: tuple[str | int, ...]
    if isinstance(raw, Estimate):
        parts, paths = [raw.low, raw.likely, raw.high], ("low", "likely", "high")
    elif isinstance(raw, Mapping):
        mapping = cast("Mapping[str, object]", raw)
        if set(mapping) != {"low", "likely", "high"}:
            raise Misfit(Complaint(f"found the keys {', '.join(sorted(mapping))}", expected))
        paths = ("low", "likely", "high")
        parts = [mapping[str(key)] for key in paths]
        parts = [from_cell(field, part) if isinstance(part, Cell) else part for part in parts]
    elif isinstance(raw, (list, tuple)):
        parts, paths = list(cast("Sequence[object]", raw)), (0, 1, 2)
        if len(parts) != len(paths):
            raise Misfit(Complaint(f"found {len(parts)} numbers", expected))
    elif isinstance(raw, (int, float)) and not isinstance(raw, bool):
        number = _number(field, raw)
        return Estimate(number, number, number)
    else:
        raise Misfit(Complaint(f"found {show(raw)}", expected))
    if all(part is None for part in parts):
        return None
    numbers: list[float] = []
    found: list[Complaint] = []
    for part, path in zip(parts, paths, strict=True):
        try:
            numbers.append(_number(field, part))
        except Misfit as misfit:
            found += [attrs.evolve(each, path=(path,)) for each in misfit.complaints]
    if found:
        raise Misfit(*found)
    low, likely, high = numbers
    if not low <= likely <= high:
        order = f"found low {low:g}, likely {likely:g}, high {high:g}"
        raise Misfit(Complaint(order, "low <= likely <= high"))
    return Estimate(low, likely, high)


def _records(field: Field, raw: object) -> tuple[Record, ...]:
    if not isinstance(raw, (list, tuple)):
        raise Misfit(Complaint(f"found {show(raw)}", "a list of records"))
    records: list[Record] = []
    found: list[Complaint] = []
    for index, item in enumerate(cast("Sequence[object]", raw)):
        if not isinstance(item, Mapping):
            expected = f"a record with {', '.join(field.record)}"
            found.append(Complaint(f"found {show(item)}", expected, path=(index,)))
            continue
        mapping = cast("Mapping[str, object]", item)
        record: dict[str, Any] = {}
        for name, inner in field.record.items():
            try:
                record[name] = read(inner, mapping.get(name))
            except Misfit as misfit:
                at: Path = (index, name)
                found += [attrs.evolve(e, path=(*at, *e.path)) for e in misfit.complaints]
        for key in mapping:
            meant = [] if key in field.record else near(key, set(field.record) - set(mapping))
            if meant:
                found.append(Complaint(f"a record has no {show(key)}", "", tuple(meant), path=(index, key)))
        records.append(record)
    if found:
        raise Misfit(*found)
    return tuple(records)


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
