"""Initiative: the thing judged, read against the fields that somebody declared.

Where initiatives come from (files, standard input) is the business of sources.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, cast

import attrs

from evalcore.request.fields import Field
from evalcore.request.situation import Situation, situation_of
from evalcore.request.values import FieldValue, Misfit, read
from evalcore.written.blank import ERRORS, kept, says_nothing
from evalcore.written.errors import Complaint, InputError, Path, near, plural, show, spell_path
from evalcore.written.names import normal, tables_of
from evalcore.written.numbers import LARGEST, plain


@attrs.frozen
class Initiative:
    """A colleague's request: an id, a title and what it says in each field.

    `values` has every field of the ruleset that read it; None where the request does not say.
    `fields` are those that it was read against, `warnings` what is worth one about how it was
    written.
    """

    id: str
    title: str
    values: Mapping[str, FieldValue] = attrs.field(repr=False, hash=False)
    fields: Mapping[str, Field] = attrs.field(factory=dict[str, Field], repr=False, eq=False)
    warnings: tuple[str, ...] = attrs.field(default=(), repr=False, eq=False)

    plain: Mapping[str, Any] | None = attrs.field(default=None, init=False, repr=False, eq=False)
    """The values as formulas see them, where nothing is withheld and none is an estimate.

    None where nobody has looked yet.
    """

    @cached_property
    def situation(self) -> Situation:
        """What interpretations see; made when it is first asked for, for there may be many."""
        return situation_of(self.values) if self.plain is None else Situation(self.plain)

    def __reduce__(self) -> tuple[Any, ...]:
        values, fields = dict(self.values), dict(self.fields)
        return Initiative, (self.id, self.title, values, fields, self.warnings)

    def state(self, name: str) -> str:
        """`known`, `unknown` or `withheld`."""
        if name in self.situation.withheld:
            return "withheld"
        return "unknown" if self.values.get(name) is None else "known"


@attrs.frozen
class Broken:
    """A relation that a request does not keep: which, and the fields that say so, with the words.

    Where it only `warns`, the request is judged all the same. A text that may not mean what it
    says is told like one: `about` says what several requests with it have done, `path` is where in
    the field it stands.
    """

    fields: tuple[str, ...]
    relation: str
    complaint: Complaint
    warns: bool
    about: str = "with what cannot be"
    path: Path = ()


Flat = dict[str, tuple[object, Path]]  # what is said under each name, and where


def told_once(broken: Iterable[Broken], *, left_out: bool = False) -> Iterator[Complaint]:
    """One complaint for each relation that requests break, however many they are."""
    found: dict[tuple[str, str], list[Complaint]] = {}
    for each in broken:
        found.setdefault((each.relation, each.about), []).append(each.complaint)
    for (_, about), (first, *others) in found.items():
        count = plural(len(others) + 1, "initiative")
        if left_out:
            problem = f"{count} left out, which no verdict counts: {first.problem}"
        elif others:
            one = ": ".join(filter(None, (first.label, first.problem)))
            problem = f"{count} {about}, such as {one}"
        else:
            problem = first.problem
        label = "" if others else first.label
        yield attrs.evolve(first, problem=problem, label=label)


Held = Callable[[Initiative], Sequence[Broken]]  # against the relations that hold


def holding_none(_: Initiative) -> Sequence[Broken]:
    """No relations at all."""
    return ()


@attrs.frozen
class Reading:
    """One initiative, and what is worth a warning about how it was written.

    `broken` are relations that it does not keep, of those that only warn.
    """

    initiative: Initiative
    warnings: tuple[Complaint, ...] = ()
    broken: tuple[Broken, ...] = ()


def read_initiative(
    raw: Mapping[str, object],
    fields: Mapping[str, Field],
    *,
    path: Path = (),
    held: Held = holding_none,
) -> Reading:
    """One initiative out of a mapping with nested or dotted names.

    Names that `fields` does not declare are left alone, unless they nearly match one that is
    missing: that is a warning. Raises `InputError` with every value that does not fit, or with the
    relations that none of its values keeps.
    """
    if not _is_mapping(raw):
        said = repr(raw) if cast("object", raw) is None else show(raw)
        raise InputError(Complaint(f"found {said}", "a mapping of fields", path=path))
    complaints: list[Complaint] = []
    flat = flattened(raw, fields, path, complaints)
    values: dict[str, FieldValue] = {}
    for name, field in fields.items():
        found, where = flat.get(name, (None, ()))
        try:
            values[name] = read(field, found)
        except Misfit as misfit:
            label = f"{_identity(raw)}: {name}"
            for each in misfit.complaints:
                inner = spell_path(("", *each.path))[2:] if field.record else ""
                place = (*path, *where, *each.path)
                complaints.append(attrs.evolve(each, path=place, label=f"{label}{inner}"))
    key, title = raw.get("id"), plain(raw.get("title"))
    own = identity(raw)
    if own is None:
        problem = "has no id" if key is None else f"found {show(key)} as id"
        meant = near("id", (each for each, _ in _named(raw) if each != "id")) if key is None else ()
        where = (*path, "id") if "id" in raw else path
        expected = "a text that no other initiative has"
        mend = f"write id instead of {meant[0]}" if meant else ""
        complaints.append(Complaint(problem, expected, mend=mend, path=where))
    if title is not None and (not isinstance(title, str) or kept(title) in ERRORS):
        complaints.append(Complaint(f"found {show(title)}", "a title", path=(*path, "title")))
    if own is None or complaints:
        raise InputError(complaints)
    warnings = _near_misses(flat, fields, raw, path)
    shown = kept(title) if isinstance(title, str) else ""
    initiative = Initiative(own, shown or own, MappingProxyType(values), fields)
    broken = [
        attrs.evolve(each, complaint=attrs.evolve(each.complaint, path=(*path, *_at(flat, each))))
        for each in held(initiative)
    ]
    refused = [each.complaint for each in broken if not each.warns]
    if refused:
        raise InputError(refused)
    warned = (*warnings, *(each.complaint for each in broken))
    if warned:
        told = tuple(str(attrs.evolve(each, path=())) for each in warned)
        initiative = attrs.evolve(initiative, warnings=told)
    return Reading(initiative, warnings, tuple(broken))


def _at(flat: Flat, broken: Broken) -> Path:
    return (*flat[broken.fields[0]][1], *broken.path) if broken.fields else ()


def _is_mapping(raw: object) -> bool:
    """Whether it is what its annotation says: it may come from anybody's program."""
    return isinstance(raw, Mapping)


def id_of(raw: object) -> str | None:
    """The id of what may be a request; None where it has none."""
    return identity(cast("Mapping[str, object]", raw)) if isinstance(raw, Mapping) else None


def identity(raw: Mapping[str, object]) -> str | None:
    """The id of what somebody wrote; None where it has none that would do."""
    key = plain(raw.get("id"))
    if isinstance(key, int) and not isinstance(key, bool) and abs(key) <= LARGEST:
        return str(key)
    text = kept(key) if isinstance(key, str) else ""
    return None if text in ERRORS else text or None


def _identity(raw: Mapping[str, object]) -> str:
    return (identity(raw) or "an initiative without id")[:60]


def flattened(
    raw: Mapping[str, object], fields: Mapping[str, Field], path: Path, found: list[Complaint]
) -> Flat:
    """`{"council": {"yes": 4}}` as `council.yes`, each with the path at which it was written."""
    flat: Flat = {}
    tables = _tables(tuple(fields))

    def complain(problem: str, name: str, where: Path, expected: str = "") -> None:
        label = f"{_identity(raw)}: {name}"
        found.append(Complaint(problem, expected, path=(*path, *where), label=label))

    def put(name: str, value: object, where: Path) -> None:
        if name in flat and name in fields:
            complain("is given twice", name, where, f"once: see also {spell_path(flat[name][1])}")
        flat.setdefault(name, (value, where))

    waiting: list[tuple[str, Path, object]] = [
        (normal(key), (key,), value)
        for key, value in _named(raw)
        if key not in ("id", "title") or key in fields
    ]
    for name, where, value in waiting:  # grows: what a table holds comes after what is beside it
        if name not in tables or name in fields:
            put(name, value, where)
            continue
        if says_nothing(value):
            continue
        inside = [each for each in fields if each.startswith(f"{name}.")]
        if not isinstance(value, Mapping):
            complain(f"found {show(value)}", name, where, f"a table with {', '.join(inside)}")
            continue
        mapping = cast("Mapping[str, object]", value)
        if "withheld" not in mapping or f"{name}.withheld" in fields:
            waiting += [(f"{name}.{normal(k)}", (*where, k), v) for k, v in _named(mapping)]
        elif len(mapping) > 1:
            problem = "is withheld and says something as well"
            complain(problem, name, where, 'only {withheld = "reason"}, or the fields')
        else:
            for each in inside:
                put(each, mapping, where)
    return flat


def _named(mapping: Mapping[str, object]) -> list[tuple[str, object]]:
    """The entries under a text; what else Python code may use as a key names no field."""
    keys = cast("Iterable[object]", mapping)
    return [(key, mapping[key]) for key in keys if isinstance(key, str)]


def _near_misses(
    flat: Flat,
    fields: Mapping[str, Field],
    raw: Mapping[str, object],
    path: Path,
) -> tuple[Complaint, ...]:
    """Names that nobody declares, where they look like a field that this initiative leaves out."""
    found: list[Complaint] = []
    for name, meant in misspelt(flat, fields, titled="title" in raw):
        where = (*path, *flat[name][1])
        problem = f"{_identity(raw)}: no field is called {show(name)}, so it is not read"
        found.append(Complaint(problem, "", meant, path=where, on_key=True))
    return tuple(found)


def misspelt(
    said: Collection[str], fields: Mapping[str, Field], *, titled: bool
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names among these that nobody declares, with the field that each may have been meant for."""
    strange = [name for name in said if name not in fields]
    if not strange:
        return
    missing = {name for name in fields if name not in said}
    tables = {name.rpartition(".")[0] for name in missing}
    missing |= {t for t in tables if t and not any(n.startswith(f"{t}.") for n in said)}
    if not titled:
        missing.add("title")
    known = (*fields, *_tables(tuple(fields)), "title")
    for name in strange if missing else ():
        meant = _nearest(name, known)
        if meant and missing.issuperset(meant):
            yield name, meant


@lru_cache(maxsize=4096)  # the rows of a table ask the same
def _nearest(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    return near(name, known, most=1)


@lru_cache(maxsize=64)
def _tables(names: tuple[str, ...]) -> tuple[str, ...]:
    """The tables that any of the names lies in."""
    return tuple(sorted({table for name in names for table in tables_of(name)}))
