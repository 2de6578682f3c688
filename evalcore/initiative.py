"""Initiative: the thing judged, read against the fields that somebody declared.

Where initiatives come from (files, standard input) is the business of sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import attrs

from evalcore.errors import Complaint, InputError, Path, near, show
from evalcore.fields import Field, normal
from evalcore.values import FieldValue, Misfit, Withheld, plain, read


@attrs.frozen
class Initiative:
    """A colleague's request: an id, a title and what it says in each field.

    `values` has every field of the ruleset that read it; None where the request does not say.
    """

    id: str
    title: str
    values: Mapping[str, FieldValue] = attrs.field(repr=False, hash=False)
    plain: dict[str, Any] = attrs.field(init=False, repr=False, eq=False)
    withheld: frozenset[str] = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        seen = {name: _as_formulas_see(value) for name, value in self.values.items()}
        kept = frozenset(n for n, value in self.values.items() if isinstance(value, Withheld))
        object.__setattr__(self, "plain", seen)
        object.__setattr__(self, "withheld", kept)

    def state(self, name: str) -> str:
        """`known`, `unknown` or `withheld`."""
        if name in self.withheld:
            return "withheld"
        return "unknown" if self.values.get(name) is None else "known"


def _as_formulas_see(value: FieldValue) -> Any:
    if isinstance(value, tuple) and value and isinstance(value[0], Mapping):
        records = cast("Sequence[Mapping[str, Any]]", value)
        return tuple({name: plain(each) for name, each in r.items()} | _kept(r) for r in records)
    return plain(value)


def _kept(record: Mapping[str, Any]) -> dict[str, Any]:
    """Which fields of a record are withheld, under a key that no field can have."""
    return {"": frozenset(name for name, each in record.items() if isinstance(each, Withheld))}


@attrs.frozen
class Reading:
    """One initiative, and what is worth a warning about how it was written."""

    initiative: Initiative
    warnings: tuple[Complaint, ...] = ()


def read_initiative(
    raw: Mapping[str, object], fields: Mapping[str, Field], *, path: Path = ()
) -> Reading:
    """One initiative out of a mapping with nested or dotted names.

    Names that `fields` does not declare are left alone, unless they nearly match one that is
    missing: that is a warning. Raises `InputError` with every value that does not fit.
    """
    complaints: list[Complaint] = []
    flat = _flatten(raw, fields, path, complaints)
    values: dict[str, FieldValue] = {}
    for name, field in fields.items():
        found, where = flat.get(name, (None, ()))
        try:
            values[name] = read(field, found)
        except Misfit as misfit:
            label = f"{_identity(raw)}: {name}"
            complaints += [
                attrs.evolve(each, path=(*path, *where, *each.path), label=label)
                for each in misfit.complaints
            ]
    key, title = raw.get("id"), raw.get("title")
    if isinstance(key, int) and not isinstance(key, bool):
        key = str(key)
    if not isinstance(key, str) or not key.strip():
        problem = "has no id" if key is None else f"found {show(key)} as id"
        where = (*path, "id") if "id" in raw else path
        complaints.append(Complaint(problem, "a text that no other initiative has", path=where))
    if title is not None and not isinstance(title, str):
        complaints.append(Complaint(f"found {show(title)}", "a title", path=(*path, "title")))
    if complaints:
        raise InputError(complaints)
    warnings = _near_misses(flat, fields, values, _identity(raw), path)
    name = str(key).strip()
    return Reading(Initiative(name, str(title) if title else name, values), warnings)


def read_initiatives(
    rows: Iterable[tuple[Mapping[str, object], Path]], fields: Mapping[str, Field]
) -> list[Reading]:
    """Many initiatives, each with its path in the document; ids must differ.

    Raises `InputError` with the complaints about all of them.
    """
    complaints: list[Complaint] = []
    readings: list[Reading] = []
    first: dict[str, int] = {}
    for number, (raw, path) in enumerate(rows, start=1):
        try:
            reading = read_initiative(raw, fields, path=path)
        except InputError as error:
            complaints += error.complaints
            continue
        name = reading.initiative.id
        if name in first:
            problem = f"two initiatives have the id {show(name)}: numbers {first[name]} and {number}"
            complaints.append(Complaint(problem, "an id of its own", path=(*path, "id")))
        first.setdefault(name, number)
        readings.append(reading)
    if complaints:
        raise InputError(complaints)
    return readings


def _identity(raw: Mapping[str, object]) -> str:
    key = raw.get("id")
    return str(key)[:60] if isinstance(key, (str, int)) else "an initiative without id"


def _flatten(
    raw: Mapping[str, object], fields: Mapping[str, Field], path: Path, found: list[Complaint]
) -> dict[str, tuple[object, Path]]:
    """`{"council": {"yes": 4}}` as `council.yes`, each with the path at which it was written."""
    flat: dict[str, tuple[object, Path]] = {}
    waiting: list[tuple[str, Path, object]] = [
        (normal(key), (key,), value) for key, value in raw.items() if key not in ("id", "title")
    ]
    tables = {name[:end] for name in fields for end, sign in enumerate(name) if sign == "."}
    while waiting:
        name, where, value = waiting.pop(0)
        if name not in tables or name in fields or value is None:
            flat.setdefault(name, (value, where))
            continue
        inside = [each for each in fields if each.startswith(f"{name}.")]
        if not isinstance(value, Mapping):
            label, shape = f"{_identity(raw)}: {name}", f"a table with {', '.join(inside)}"
            found.append(Complaint(f"found {show(value)}", shape, path=(*path, *where), label=label))
        elif set(mapping := cast("Mapping[str, object]", value)) == {"withheld"}:
            flat.update((each, (mapping, where)) for each in inside)
        else:
            waiting += [(f"{name}.{normal(k)}", (*where, k), v) for k, v in mapping.items()]
    return flat


def _near_misses(
    flat: Mapping[str, tuple[object, Path]],
    fields: Mapping[str, Field],
    values: Mapping[str, FieldValue],
    identity: str,
    path: Path,
) -> tuple[Complaint, ...]:
    """Names that nobody declares, where they look like a field that this initiative leaves out."""
    missing = [name for name in fields if values[name] is None and name not in flat]
    strange = [name for name in flat if name not in fields] if missing else []
    found: list[Complaint] = []
    for name in strange:
        meant = near(name, missing, most=1)
        if meant:
            where = (*path, *flat[name][1])
            problem = f"{identity}: no field is called {show(name)}, so it is not read"
            found.append(Complaint(problem, "", meant, path=where, on_key=True))
    return tuple(found)

