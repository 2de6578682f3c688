"""Objects: requests that are no mappings, such as instances of dataclasses, as mappings.

Classes that declare their fields (dataclasses, attrs, pydantic) are read by what they declare. Any
other object, such as a row of an ORM, only where somebody asks for it: by the names of fields.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, cast

import attrs

from evalcore.request.fields import Field
from evalcore.request.values import Estimate, Withheld
from evalcore.written.errors import Complaint, InputError, Path, show

BUILT_IN = (str, bytes, int, float, list, tuple, set, frozenset, type(None))
OWN = (Estimate, Withheld)  # values, not objects with fields
DEEPEST = 8
MEND = "attribute=True reads the attributes of an object that are called like fields"


def as_mapping(
    raw: object, fields: Mapping[str, Field], path: Path = (), *, attribute: bool = False
) -> Mapping[str, object]:
    """What a request says, as a mapping; what is one already stays as it is.

    Raises `InputError` for what is neither.
    """
    if isinstance(raw, Mapping):
        return cast("Mapping[str, object]", raw)
    names = _declared(raw)
    if names is not None:
        return {name: _plain(getattr(raw, name)) for name in names}
    same: object = raw
    if isinstance(raw, type) or _is_built_in(raw) or not attribute:
        mend = "" if _is_built_in(raw) else MEND
        said = repr(raw) if raw is None else show(same)
        raise InputError(Complaint(f"found {said}", "a mapping of fields", mend=mend, path=path))
    return _Reading(path).request(raw, fields)


def _is_built_in(value: object) -> bool:
    """Whether a value has no names of its own: a row of a cursor or of a frame is a named tuple."""
    kind: Any = type(value)
    return isinstance(value, BUILT_IN) and not hasattr(kind, "_fields")


def _declared(value: object) -> list[str] | None:
    """The names of the fields that a class declares; None where it does not."""
    kind: Any = type(value)
    if isinstance(value, OWN):
        return None
    if attrs.has(kind):
        return [each.name for each in attrs.fields(kind)]
    if dataclasses.is_dataclass(kind):
        return [each.name for each in dataclasses.fields(kind)]
    declared = getattr(kind, "model_fields", None)  # pydantic: nobody has to have it
    return list(cast("Mapping[str, object]", declared)) if isinstance(declared, Mapping) else None


def _plain(value: object, depth: int = 0) -> object:
    """A value in which what declares its fields is a mapping, and a member of an enum its value."""
    if isinstance(value, Enum):
        return value.value
    names = _declared(value) if depth < DEEPEST else None
    if names is not None:
        return {name: _plain(getattr(value, name), depth + 1) for name in names}
    if type(value) in (list, tuple):
        return [_plain(each, depth + 1) for each in cast("Iterable[object]", value)]
    if type(value) is dict:
        items = cast("dict[object, object]", value).items()
        return {name: _plain(each, depth + 1) for name, each in items}
    return value


class _Reading:
    """Reads attributes; one that raises is a complaint."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.complaints: list[Complaint] = []

    def request(self, raw: object, fields: Mapping[str, Field]) -> dict[str, object]:
        found = {name: self.get(raw, name) for name in ("id", "title")}
        for name, field in fields.items():
            value: object = raw
            for step in name.split("."):
                value = self.get(value, step, name)
            found[name] = self.records(value, field) if field.record else _plain(value)
        if self.complaints:
            raise InputError(self.complaints)
        return {name: value for name, value in found.items() if value is not None}

    def records(self, value: object, field: Field) -> object:
        """A list of records: of objects, or of what an ORM gives for those that belong to one."""
        everything = getattr(value, "all", None)
        if callable(everything):
            value = everything()
        kept = value
        if value is None or isinstance(value, str | Mapping) or not isinstance(value, Iterable):
            return kept
        return [self.record(each, field) for each in cast("Iterable[object]", value)]

    def record(self, each: object, field: Field) -> object:
        same: object = each
        if isinstance(each, Mapping):
            return same
        if _declared(each) is not None or _is_built_in(each):
            return _plain(same)
        return {name: _plain(self.get(each, name)) for name in field.record}

    def get(self, value: object, name: str, whole: str = "") -> Any:
        """An attribute; None where there is none."""
        if value is None:
            return None
        if isinstance(value, Mapping):
            return cast("Mapping[str, object]", value).get(name)
        try:
            return getattr(value, name, None)
        except Exception as error:  # noqa: BLE001 - it is anybody's code
            problem = f"reading it failed: {type(error).__name__}: {error}"
            self.complaints.append(Complaint(problem, path=(*self.path, whole or name)))
            return None
