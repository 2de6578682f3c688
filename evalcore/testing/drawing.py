"""Drawing settings: from the type and the range that a setting declares to its values.

What a field can say is the business of `strategies`.
"""

from __future__ import annotations

from math import ceil, floor
from typing import Any

import attrs
from hypothesis import strategies as st

from evalcore.extend.shapes import Form, Shape, shape_of
from evalcore.request.declarations import SettingSpec

NEAR = 100.0
FAR = 1e6  # where nothing else ends the range
STEP = 1000.0  # what is drawn is a multiple of its inverse
TEXTS = ("a", "b", "c", "d")


def values_in(shape: Shape) -> st.SearchStrategy[Any]:
    """What a ruleset can give as a setting of this shape."""
    entries = values_in(shape.entry) if shape.entry else st.nothing()
    match shape.form:
        case Form.FLAG:
            return st.booleans()
        case Form.TEXT:
            return st.sampled_from(shape.spec.choices or TEXTS)
        case Form.LIST:
            return st.lists(entries, max_size=4)
        case Form.TABLE:
            return st.dictionaries(st.sampled_from(TEXTS), entries, max_size=4)
        case Form.CLASS:
            return _of_class(shape.kind)
        case _:
            return _numbers(shape.spec, whole=shape.form is Form.WHOLE)


def _of_class(kind: Any) -> st.SearchStrategy[dict[str, Any]]:
    """A table for an attrs class; what has a default is left out at times."""
    attrs.resolve_types(kind, include_extras=True)
    fields = [each for each in attrs.fields(kind) if each.init]
    drawn = {each.name: values_in(shape_of(each.type)) for each in fields}
    required = {each.name: drawn.pop(each.name) for each in fields if each.default is attrs.NOTHING}
    return st.fixed_dictionaries(required, optional=drawn)


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


def wrong_values(shape: Shape) -> list[tuple[str, object]]:
    """Values that no ruleset may give as such a setting, each with what is wrong about it."""
    match shape.form:
        case Form.FLAG:
            return [("a text", "yes"), ("a number", 1)]
        case Form.TEXT:
            beyond = [("another text", "no such text")] if shape.spec.choices else []
            return [("a number", 3), ("a list", ["a"]), *beyond]
        case Form.LIST:
            return [("a text", "a"), ("a number", 3), ("a list of tables", [{"a": 1}])]
        case Form.TABLE:
            return [("a text", "a"), ("a list", [1]), ("a table of lists", {"a": [{}]})]
        case Form.CLASS:
            return [("a number", 3), ("a list", [1])]
        case _:
            return [
                ("a text", "a"),
                ("a flag", True),
                ("no number", float("nan")),
                ("an infinite number", float("inf")),
                *([("a fraction", 0.5)] if shape.form is Form.WHOLE else []),
                *_beyond(shape.spec),
            ]


def _beyond(spec: SettingSpec) -> list[tuple[str, object]]:
    ends = ((spec.minimum, -1), (spec.above, 0), (spec.maximum, 1), (spec.below, 0))
    return [("a number beyond its range", end + by) for end, by in ends if end is not None]
