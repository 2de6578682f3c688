"""Drawing settings: from the type and the range that a setting declares to its values.

What a field can say is the business of `strategies`.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from math import ceil, floor
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

import attrs
from hypothesis import strategies as st

from evalcore.extend.settings import Setting
from evalcore.request.declarations import SettingSpec

NEAR = 100.0
FAR = 1e6  # where nothing else ends the range
STEP = 1000.0  # what is drawn is a multiple of its inverse
TEXTS = ("a", "b", "c", "d")


def setting_values(setting: Setting) -> st.SearchStrategy[Any]:
    """What a ruleset can give as this setting, by its type and its range."""
    return _values(setting.type, setting.spec)


def _values(kind: Any, spec: SettingSpec) -> st.SearchStrategy[Any]:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        found = next((each for each in inner[1:] if isinstance(each, SettingSpec)), spec)
        return _values(inner[0], found)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (types.UnionType, Union):
        return _values(next(each for each in inner if each is not type(None)), spec)
    if isinstance(kind, type) and attrs.has(kind):
        return _of_class(kind)
    if origin in (list, Sequence, tuple) or kind in (list, Sequence, tuple):
        return st.lists(_values((inner or (str,))[0], spec), max_size=4)
    if origin in (dict, Mapping) or kind in (dict, Mapping):
        values = _values((inner or (str, float))[1], spec)
        return st.dictionaries(st.sampled_from(TEXTS), values, max_size=4)
    if kind is bool:
        return st.booleans()
    if kind is str:
        return st.sampled_from(spec.choices or TEXTS)
    return _numbers(spec, whole=kind is int)


def _of_class(kind: type) -> st.SearchStrategy[dict[str, Any]]:
    """A table for an attrs class; what has a default is left out at times."""
    attrs.resolve_types(cast("Any", kind), include_extras=True)
    drawn = {
        each.name: (_values(each.type, SettingSpec()), each.default is attrs.NOTHING)
        for each in attrs.fields(cast("Any", kind))
        if each.init
    }
    return st.fixed_dictionaries(
        {name: values for name, (values, required) in drawn.items() if required},
        optional={name: values for name, (values, required) in drawn.items() if not required},
    )


def _numbers(spec: SettingSpec, *, whole: bool) -> st.SearchStrategy[Any]:
    """Plain numbers within the range, those near its end, or near 0, first."""
    step = 1.0 if whole else STEP
    lows = [each for each in (spec.minimum, spec.above) if each is not None]
    highs = [each for each in (spec.maximum, spec.below) if each is not None]
    low = max(lows, default=min(0.0, min(highs, default=0.0) - NEAR))
    high = min(highs, default=max(low + FAR, FAR))
    first, last = ceil(low * step), floor(high * step)
    first += spec.above is not None and first <= spec.above * step
    last -= spec.below is not None and last >= spec.below * step
    if first > last:  # narrower than the step
        return st.floats(low, high, exclude_min=bool(spec.above), exclude_max=bool(spec.below))
    near = min(last, first + int(NEAR * step))
    if whole:
        return st.integers(first, near) | st.integers(first, last)
    ones = st.integers(ceil(first / step), max(floor(near / step), ceil(first / step)))
    found = [st.integers(first, near), st.integers(first, last)]
    if ceil(first / step) * step <= last:
        found.insert(0, ones.map(lambda n: n * int(step)).filter(lambda n: first <= n <= last))
    return st.one_of(found).map(lambda n: n / step)


def wrong_values(setting: Setting) -> list[tuple[str, object]]:
    """Values that no ruleset may give as this setting, each with what is wrong about it."""
    return _wrong(setting.type, setting.spec)


def _wrong(kind: Any, spec: SettingSpec) -> list[tuple[str, object]]:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        found = next((each for each in inner[1:] if isinstance(each, SettingSpec)), spec)
        return _wrong(inner[0], found)
    if origin in (types.UnionType, Union):
        return _wrong(next(each for each in inner if each is not type(None)), spec)
    if isinstance(kind, type) and attrs.has(kind):
        return [("a number", 3), ("a list", [1])]
    if origin in (list, Sequence, tuple) or kind in (list, Sequence, tuple):
        return [("a text", "a"), ("a number", 3), ("a list of tables", [{"a": 1}])]
    if origin in (dict, Mapping) or kind in (dict, Mapping):
        return [("a text", "a"), ("a list", [1]), ("a table of lists", {"a": [{}]})]
    if kind in (int, float):
        return [
            ("a text", "a"),
            ("a flag", True),
            ("no number", float("nan")),
            ("an infinite number", float("inf")),
            *(("a fraction", each) for each in (0.5,) if kind is int),
            *_beyond(spec),
        ]
    if kind is bool:
        return [("a text", "yes"), ("a number", 1)]
    beyond = [("another text", "no such text")] if origin is Literal or spec.choices else []
    return [("a number", 3), ("a list", ["a"]), *beyond]


def _beyond(spec: SettingSpec) -> list[tuple[str, object]]:
    ends = ((spec.minimum, -1), (spec.above, 0), (spec.maximum, 1), (spec.below, 0))
    return [("a number beyond its range", end + by) for end, by in ends if end is not None]
