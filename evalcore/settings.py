"""Settings: the values that a ruleset gives a policy, held against what the policy declares."""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Union, cast, get_args, get_origin

import attrs

from evalcore.declarations import SettingSpec
from evalcore.errors import Complaint, Path, near, one_of, show
from evalcore.expressions.expr import Quantity


REQUIRED: Any = object()  # the default of a setting that has none


@attrs.frozen
class Setting:
    """One declared setting: its name, its type, what it may be, its default if it has one."""

    name: str
    type: Any
    spec: SettingSpec = SettingSpec()
    default: Any = REQUIRED

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


def read_settings(
    declared: Sequence[Setting], given: Mapping[str, object], complaints: list[Complaint]
) -> dict[str, Any]:
    """The settings as the policy's function takes them; what does not fit is complained about.

    The paths of the complaints start with `settings`.
    """
    known = {each.name: each for each in declared}
    for name in given:
        if name not in known:
            expected = one_of(known) if known else "no settings at all"
            path: Path = ("settings", name)
            problem = f"there is no setting {show(name)}"
            meant = near(name, known)
            complaints.append(Complaint(problem, expected, meant, path=path, on_key=True))
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
            settings[each.name] = _with_unit(each.default, each.spec)
    return settings


def _with_unit(value: Any, spec: SettingSpec) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return Quantity(value, spec.unit) if number and spec.unit else value


@attrs.frozen
class _Reader:
    spec: SettingSpec
    complaints: list[Complaint]

    def complain(self, kind: Any, value: object, path: Path) -> None:
        expected = spell_type(kind, self.spec)
        meant = near(value, self.spec.choices or ()) if isinstance(value, str) else ()
        self.complaints.append(Complaint(f"found {show(value)}", expected, meant, path=path))

    def read(self, kind: Any, value: object, path: Path) -> Any:
        """The value as `kind`; numbers within their bounds, lists and tables entry by entry."""
        origin = get_origin(kind)
        if attrs.has(kind if isinstance(kind, type) else type(None)):
            return self.structured(kind, value, path)
        if origin in (types.UnionType, Union):
            inner = [each for each in get_args(kind) if each is not type(None)]
            return self.read(inner[0], value, path)
        if origin in (list, Sequence, tuple) or kind in (list, tuple):
            if not isinstance(value, list):
                return self.complain(kind, value, path)
            inner = (get_args(kind) or (str,))[0]
            items = cast("list[object]", value)
            return tuple(self.read(inner, item, (*path, n)) for n, item in enumerate(items))
        if origin in (dict, Mapping) or kind is dict:
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
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_sane(value):
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
        from cattrs.preconf.json import make_converter

        converter = make_converter(forbid_extra_keys=True)
        for simple in (int, float, str, bool):
            converter.register_structure_hook(simple, _strictly)
        try:
            return converter.structure(value, kind)
        except cattrs.ClassValidationError as error:
            for message in cattrs.transform_error(error, path=""):
                words, _, where = message.partition(" @ ")
                inner = tuple(step for step in where.split(".") if step)
                self.complaints.append(Complaint(words, path=(*path, *inner)))
        except (ValueError, TypeError) as error:
            self.complaints.append(Complaint(str(error), path=path))
        return None


def _strictly(value: Any, kind: type) -> Any:
    fits = isinstance(value, kind) or (kind is float and isinstance(value, int))
    if not fits or (isinstance(value, bool) and kind is not bool):
        message = f"found {show(value)}, expected {spell_type(kind)}"
        raise ValueError(message)
    return kind(value)


def _is_sane(value: float) -> bool:
    return math.isfinite(value) and abs(value) <= 2**53


def spell_type(kind: Any, spec: SettingSpec = SettingSpec()) -> str:
    """What a setting expects, in words: `a number above 0 h/month`."""
    origin = get_origin(kind)
    if spec.choices:
        return one_of(spec.choices)
    if origin is Literal:
        return one_of([str(each) for each in get_args(kind)])
    if origin in (types.UnionType, Union):
        return spell_type(next(each for each in get_args(kind) if each is not type(None)), spec)
    if origin in (dict, Mapping) or kind is dict:
        return f"a table, each value {spell_type((get_args(kind) or (str, float))[1], spec)}"
    if origin in (list, Sequence, tuple) or kind in (list, tuple):
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
