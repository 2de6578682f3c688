"""Settings: the values that a ruleset gives a policy, held against what the policy declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import ge, gt, le, lt
from typing import Any, TypeGuard, cast, get_type_hints

import attrs

from evalcore.extend.shapes import Form, Shape, shape_of
from evalcore.language.expr import Quantity
from evalcore.written.errors import Complaint, Path, near, one_of, show
from evalcore.written.numbers import LARGEST, is_number

REQUIRED: Any = object()  # the default of a setting that has none


@attrs.frozen
class Setting:
    """One declared setting: its name, what a ruleset can give, its default if it has one."""

    name: str
    shape: Shape
    default: Any = REQUIRED

    @property
    def required(self) -> bool:
        """Whether a ruleset has to give it."""
        return self.default is REQUIRED


def read_settings(
    declared: Sequence[Setting], given: Mapping[str, object], complaints: list[Complaint]
) -> dict[str, Any]:
    """The settings as the policy's function takes them; what does not fit is complained about.

    The paths of the complaints start with `settings`.
    """
    known = {each.name: each for each in declared}
    strange = [name for name in given if name not in known]
    complaints.extend(_stranger(name, known, ("settings", name)) for name in strange)
    settings: dict[str, Any] = {}
    for name, each in known.items():
        if name in given:
            settings[name] = _Reader(complaints).read(each.shape, given[name], ("settings", name))
        elif each.required:
            about = f" ({each.shape.spec.about})" if each.shape.spec.about else ""
            problem = f"the setting {name}{about} is missing"
            complaints.append(Complaint(problem, str(each.shape)))
        else:
            settings[name] = read_default(each, complaints)
    return settings


def read_default(setting: Setting, complaints: list[Complaint]) -> Any:
    """The default as the policy's function takes it, read like a value from a ruleset."""
    return _Reader(complaints).default(setting.shape, setting.default, ("settings", setting.name))


def read_structured(
    kind: type, given: Mapping[str, object], path: Path, complaints: list[Complaint]
) -> Any:
    """An attrs class out of a table at a path; None where something does not fit."""
    return _Reader(complaints).structured(kind, given, path)


def _stranger(name: str, known: Iterable[str], path: Path) -> Complaint:
    expected = one_of(known) if known else "no settings at all"
    problem = f"there is no setting {show(name)}"
    return Complaint(problem, expected, near(name, known), path=path, on_key=True)


@attrs.frozen
class _Reader:
    """Reads settings; what does not fit is added to `complaints`.

    No ruleset can say None; the author of a policy can, `by_author`, where its type has it.
    """

    complaints: list[Complaint]
    by_author: bool = False

    def read(self, shape: Shape, value: Any, path: Path) -> Any:
        """The value in its shape: numbers within bounds, lists and tables entry by entry."""
        if value is None and shape.optional and self.by_author:
            return None
        texts, entry = shape.spec.choices, cast("Shape", shape.entry)
        match shape.form:
            case Form.NUMBER if _fits(value, shape):
                return Quantity(value, shape.spec.unit)
            case Form.WHOLE if _fits(value, shape):
                return int(value)
            case Form.FLAG if isinstance(value, bool):
                return value
            case Form.TEXT if value in texts if texts else isinstance(value, str):
                return value
            case Form.LIST if isinstance(value, list):
                items = cast("list[object]", value)
                return tuple(self.read(entry, item, (*path, n)) for n, item in enumerate(items))
            case Form.TABLE if isinstance(value, Mapping):
                table = cast("Mapping[str, object]", value)
                return {key: self.read(entry, item, (*path, key)) for key, item in table.items()}
            case Form.CLASS if isinstance(value, Mapping):
                return self.structured(shape.kind, cast("Mapping[str, object]", value), path)
            case _:
                return self.complain(shape, value, path)

    def complain(self, shape: Shape, value: object, path: Path) -> None:
        expected = str(shape)
        if isinstance(value, int | float) and not abs(value) <= LARGEST:  # so is NaN
            expected += ", finite and at most 2**53 in size"
        meant = near(value, shape.spec.choices or ()) if isinstance(value, str) else ()
        self.complaints.append(Complaint(f"found {show(value)}", expected, meant, path=path))

    def structured(self, kind: type, given: Mapping[str, object], path: Path) -> Any:
        """An attrs class: every value in it, and every default, is read as strictly as any."""
        hints = get_type_hints(kind, include_extras=True)
        fields = {each.name: each for each in attrs.fields(kind) if each.init}
        shapes = {name: shape_of(hints[name]) for name in fields}
        before = len(self.complaints)
        parts: dict[str, Any] = {}
        for name, each in fields.items():
            if name in given:
                parts[str(each.alias)] = self.read(shapes[name], given[name], (*path, name))
            elif each.default is attrs.NOTHING:
                complaint = Complaint(f"{name} is missing", str(shapes[name]), path=path)
                self.complaints.append(complaint)
        strange = sorted(set(given) - set(fields))
        self.complaints.extend(_stranger(name, fields, (*path, name)) for name in strange)
        if len(self.complaints) > before:
            return None
        try:
            made = kind(**parts)
            for name, each in fields.items():
                if name not in given:
                    default = self.default(shapes[name], getattr(made, name), (*path, name))
                    parts[str(each.alias)] = default
            return None if len(self.complaints) > before else kind(**parts)
        except (ValueError, TypeError) as error:
            self.complaints.append(Complaint(str(error), path=path))
        return None

    def default(self, shape: Shape, value: object, path: Path) -> Any:
        """A value that an author wrote in Python, read like one from a ruleset."""
        reader = _Reader(self.complaints, by_author=True)
        return None if value is None else reader.read(shape, as_written(value), path)


def _fits(value: object, shape: Shape) -> TypeGuard[float]:
    if not is_number(value) or (shape.form is Form.WHOLE and not float(value).is_integer()):
        return False
    spec = shape.spec
    ends = ((spec.above, gt), (spec.below, lt), (spec.minimum, ge), (spec.maximum, le))
    return all(end is None or holds(value, end) for end, holds in ends)


def as_written(value: object) -> object:
    """A value as a ruleset would hold it: classes as tables, tuples as lists."""
    kind: Any = type(value)
    if attrs.has(kind):
        fields = [each.name for each in attrs.fields(kind) if each.init]
        return {name: as_written(getattr(value, name)) for name in fields}
    if isinstance(value, Mapping):
        table = cast("Mapping[object, object]", value)
        return {key: as_written(each) for key, each in table.items()}
    if isinstance(value, list | tuple):
        return [as_written(each) for each in cast("Sequence[object]", value)]
    return value
