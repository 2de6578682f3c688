"""Settings: the values that a ruleset gives a policy, held against what the policy declares."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from typing import (
    TYPE_CHECKING,
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

from evalcore.declarations import SettingSpec
from evalcore.errors import Complaint, Path, near, one_of, show
from evalcore.expressions.expr import Quantity

if TYPE_CHECKING:
    from cattrs import Converter

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
    value = setting.default
    if value is None or _is_class(cast("object", type(value))):
        return value
    raw = list(cast("tuple[object, ...]", value)) if isinstance(value, tuple) else value
    return _Reader(setting.spec, complaints).read(setting.type, raw, ("settings", setting.name))


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


class _RefusedError(ValueError):
    """Values inside an attrs class that do not fit; `complaints` have the paths from there."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__()
        self.complaints = complaints


@attrs.frozen
class _Reader:
    """Reads one setting; what does not fit is added to `complaints`."""

    spec: SettingSpec
    complaints: list[Complaint]

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
            return _Reader(spec, self.complaints).read(get_args(kind)[0], value, path)
        if origin in _UNIONS:
            inner = [each for each in get_args(kind) if each is not type(None)]
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
        """An attrs class, by cattrs: all its errors at once, each with its path."""
        import cattrs

        try:
            return cast("object", _converter().structure(value, kind))
        except (cattrs.BaseValidationError, ValueError, TypeError) as error:
            self.complaints.extend(_faults(error, kind, path))
        return None


def _converter() -> Converter:
    """Classes are cattrs' business; the values in them are read as strictly as any setting."""
    import cattrs
    from cattrs.gen import make_dict_structure_fn

    converter = cattrs.Converter()

    def plain(value: Any, kind: Any) -> Any:
        found: list[Complaint] = []
        result = _Reader(ANYTHING, found).read(kind, value, ())
        if found:
            raise _RefusedError(found)
        return result

    def structure_class(kind: Any) -> Any:
        structure = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)

        def read(value: Any, _: Any) -> Any:
            if isinstance(value, Mapping):
                return structure(cast("Mapping[str, Any]", value), kind)
            raise _RefusedError([Complaint(f"found {show(value)}", spell_type(kind))])

        return read

    converter.register_structure_hook_func(lambda kind: not _is_class(kind), plain)
    for kind in (float, int, str, bool):
        converter.register_structure_hook(kind, plain)
    converter.register_structure_hook_factory(_is_class, structure_class)
    return converter


def _faults(error: Exception, kind: Any, path: Path) -> list[Complaint]:
    """What cattrs found, with the words of whoever refused a value."""
    from cattrs import ClassValidationError, ForbiddenExtraKeysError

    if isinstance(error, ClassValidationError):
        noted, bare = error.group_exceptions()
        found = [_faults(each, note.type, (*path, note.name)) for each, note in noted]
        found += [_faults(each, error.cl, path) for each in bare]
        return [each for part in found for each in part]
    if isinstance(error, _RefusedError):
        return [attrs.evolve(each, path=(*path, *each.path)) for each in error.complaints]
    if isinstance(error, ForbiddenExtraKeysError):
        known = attrs.fields_dict(error.cl)
        return [_stranger(name, known, (*path, name)) for name in sorted(error.extra_fields)]
    if isinstance(error, KeyError):
        return [Complaint(f"{path[-1]} is missing", spell_type(kind), path=path[:-1])]
    return [Complaint(str(error), path=path)]


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
