"""Settings: the values that a ruleset gives a policy, held against what the policy declares."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from typing import (
    Annotated,
    Any,
    Literal,
    TypeGuard,
    Union,
    cast,
    get_args,
    get_origin,
)

import attrs

from evalcore.language.expr import Quantity
from evalcore.request.declarations import SettingSpec
from evalcore.written.errors import Complaint, Path, near, one_of, show

REQUIRED: Any = object()  # the default of a setting that has none
ANYTHING = SettingSpec()


@attrs.frozen
class Setting:
    """One declared setting: its name, its type, what it may be, its default if it has one."""

    name: str
    type: Any
    spec: SettingSpec = ANYTHING
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
    for each in declared:
        if each.name in given:
            reader = _Reader(each.spec, complaints)
            settings[each.name] = reader.read(each.type, given[each.name], ("settings", each.name))
        elif each.required:
            about = f" ({each.spec.about})" if each.spec.about else ""
            problem = f"the setting {each.name}{about} is missing"
            complaints.append(Complaint(problem, spell_type(each.type, each.spec)))
        else:
            settings[each.name] = read_default(each, complaints)
    return settings


def read_default(setting: Setting, complaints: list[Complaint]) -> Any:
    """The default as the policy's function takes it, read like a value from a ruleset."""
    reader = _Reader(setting.spec, complaints)
    return reader.default(setting.type, setting.default, ("settings", setting.name))


def is_readable(kind: Any) -> bool:
    """Whether a ruleset can hold a value of this type."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return is_readable(inner[0])
    if origin is Literal:
        return all(isinstance(each, str) for each in inner)
    if origin in _UNIONS:
        present = [each for each in inner if each is not type(None)]
        return len(present) == 1 and is_readable(present[0])
    if origin is tuple:
        return len(inner) == 2 and inner[1] is Ellipsis and is_readable(inner[0])
    if origin in _LISTS:
        return is_readable(inner[0])
    if origin in _TABLES:
        return inner[0] is str and is_readable(inner[1])
    return kind in (float, int, str, bool, *_LISTS, *_TABLES) or _is_class(kind)


_UNIONS = (types.UnionType, Union)
_LISTS = (list, Sequence, tuple)
_TABLES = (dict, Mapping)


def _is_class(kind: Any) -> bool:
    return isinstance(kind, type) and attrs.has(kind)


def _stranger(name: str, known: Iterable[str], path: Path) -> Complaint:
    expected = one_of(known) if known else "no settings at all"
    problem = f"there is no setting {show(name)}"
    return Complaint(problem, expected, near(name, known), path=path, on_key=True)


@attrs.frozen
class _Reader:
    """Reads one setting; what does not fit is added to `complaints`.

    No ruleset can say None; the author of a policy can, `by_author`, where its type has it.
    """

    spec: SettingSpec
    complaints: list[Complaint]
    by_author: bool = False

    def complain(self, kind: Any, value: object, path: Path) -> None:
        expected = spell_type(kind, self.spec)
        if _is_number(value) and not _is_sane(value):
            expected += ", finite and at most 2**53 in size"
        choices = get_args(kind) if get_origin(kind) is Literal else self.spec.choices or ()
        meant = near(value, choices) if isinstance(value, str) else ()
        self.complaints.append(Complaint(f"found {show(value)}", expected, meant, path=path))

    def read(self, kind: Any, value: object, path: Path) -> Any:
        """The value as `kind`; numbers within their bounds, lists and tables entry by entry."""
        origin = get_origin(kind)
        if _is_class(kind):
            return self.structured(kind, value, path)
        if origin is Annotated:
            spec = next((e for e in get_args(kind)[1:] if isinstance(e, SettingSpec)), self.spec)
            return attrs.evolve(self, spec=spec).read(get_args(kind)[0], value, path)
        if origin in _UNIONS:
            inner = [each for each in get_args(kind) if each is not type(None)]
            if value is None and self.by_author:
                return None
            return self.read(inner[0], value, path)
        if origin in _LISTS or kind in _LISTS:
            if not isinstance(value, list):
                return self.complain(kind, value, path)
            inner = (get_args(kind) or (str,))[0]
            items = cast("list[object]", value)
            return tuple(self.read(inner, item, (*path, n)) for n, item in enumerate(items))
        if origin in _TABLES or kind in _TABLES:
            if not isinstance(value, Mapping):
                return self.complain(kind, value, path)
            inner = (get_args(kind) or (str, float))[1]
            table = cast("Mapping[str, object]", value)
            return {key: self.read(inner, item, (*path, key)) for key, item in table.items()}
        if kind in (float, int) and self.fits(kind, value):
            number = cast("float", value)
            return int(number) if kind is int else Quantity(number, self.spec.unit)
        if origin is Literal and value in get_args(kind):
            return value
        if kind is str and isinstance(value, str) and value in (self.spec.choices or (value,)):
            return value
        if kind is bool and isinstance(value, bool):
            return value
        return self.complain(kind, value, path)

    def fits(self, kind: Any, value: object) -> bool:
        if not _is_number(value) or not _is_sane(value):
            return False
        spec = self.spec
        whole = kind is float or float(value).is_integer()
        above = spec.above is None or value > spec.above
        below = spec.below is None or value < spec.below
        low = spec.minimum is None or value >= spec.minimum
        high = spec.maximum is None or value <= spec.maximum
        return whole and above and below and low and high

    def structured(self, kind: type, value: object, path: Path) -> Any:
        """An attrs class: every value in it, and every default, is read as strictly as any."""
        if not isinstance(value, Mapping):
            return self.complain(kind, value, path)
        given = cast("Mapping[str, object]", value)
        hints = typing.get_type_hints(kind, include_extras=True)
        fields = {each.name: each for each in attrs.fields(kind) if each.init}
        reader, before = attrs.evolve(self, spec=ANYTHING), len(self.complaints)
        parts: dict[str, Any] = {}
        late: list[attrs.Attribute[Any]] = []  # defaults that ask the rest of the class
        for name, each in fields.items():
            where = (*path, name)
            if name in given:
                parts[str(each.alias)] = reader.read(hints[name], given[name], where)
            elif each.default is attrs.NOTHING:
                problem = f"{name} is missing"
                self.complaints.append(Complaint(problem, spell_type(hints[name]), path=path))
            elif getattr(each.default, "takes_self", False):
                late.append(each)
            else:
                parts[str(each.alias)] = reader.default(hints[name], _default_of(each), where)
        strange = sorted(set(given) - set(fields))
        self.complaints.extend(_stranger(name, fields, (*path, name)) for name in strange)
        if len(self.complaints) > before:
            return None
        try:
            made = kind(**parts)
            own = {
                str(e.alias): (hints[e.name], getattr(made, e.name), (*path, e.name)) for e in late
            }
            found = {alias: reader.default(*each) for alias, each in own.items()}
            return kind(**parts, **found) if found else made
        except (ValueError, TypeError) as error:
            self.complaints.append(Complaint(str(error), path=path))
        return None

    def default(self, kind: Any, value: object, path: Path) -> Any:
        """A value that an author wrote in Python, read like one from a ruleset."""
        reader = attrs.evolve(self, by_author=True)
        return None if value is None else reader.read(kind, _as_written(value), path)


def _default_of(each: attrs.Attribute[Any]) -> object:
    default: Any = each.default
    return default.factory() if hasattr(default, "takes_self") else default


def _as_written(value: object) -> object:
    """A value as a ruleset would hold it: classes as tables, tuples as lists."""
    kind: Any = type(value)
    if attrs.has(kind):
        fields = [each.name for each in attrs.fields(kind) if each.init]
        return {name: _as_written(getattr(value, name)) for name in fields}
    if isinstance(value, Mapping):
        table = cast("Mapping[object, object]", value)
        return {key: _as_written(each) for key, each in table.items()}
    if isinstance(value, list | tuple):
        return [_as_written(each) for each in cast("Sequence[object]", value)]
    return value


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_sane(value: float) -> bool:
    return abs(value) <= 2**53  # false for NaN too


def spell_type(kind: Any, spec: SettingSpec = ANYTHING) -> str:
    """What a setting expects, in words: `a number above 0 h/month`."""
    origin = get_origin(kind)
    if origin is Annotated:
        inner, *extras = get_args(kind)
        return spell_type(inner, next((e for e in extras if isinstance(e, SettingSpec)), spec))
    if spec.choices:
        return one_of(spec.choices)
    if origin is Literal:
        return one_of([str(each) for each in get_args(kind)])
    if origin in _UNIONS:
        return spell_type(next(each for each in get_args(kind) if each is not type(None)), spec)
    if origin in _TABLES or kind in _TABLES:
        return f"a table, each value {spell_type((get_args(kind) or (str, float))[1], spec)}"
    if origin in _LISTS or kind in _LISTS:
        return f"a list, each entry {spell_type((get_args(kind) or (str,))[0], spec)}"
    if kind in (int, float):
        words = ["a whole number" if kind is int else "a number"]
        bounds = (("above", spec.above), ("below", spec.below))
        words += [f"{word} {bound:g}" for word, bound in bounds if bound is not None]
        ends = (("at least", spec.minimum), ("at most", spec.maximum))
        words += [f"{word} {bound:g}" for word, bound in ends if bound is not None]
        return " ".join([*words, *([spec.unit] if spec.unit else [])])
    names = {str: "a text", bool: "true or false"}
    return names.get(kind, f"a table for {typing.cast('type', kind).__name__}")
