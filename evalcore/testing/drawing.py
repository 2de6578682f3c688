"""Drawing settings: from the shape and the range that a setting declares to its values.

What a field can say is the business of `strategies`.
"""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st

from evalcore.extend.shapes import Form, Shape, shape_of
from evalcore.request.declarations import SettingSpec
from evalcore.request.fields import Field, Kind

NEAR = 100  # how far a range goes beyond its one end, where that is below 0
FAR = 1_000_000  # and where nothing ends it
DIGITS = 3
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
            return _within(shape.spec, whole=shape.form is Form.WHOLE)


def _of_class(kind: Any) -> st.SearchStrategy[dict[str, Any]]:
    """A table for an attrs class; what has a default is left out at times."""
    attrs.resolve_types(kind, include_extras=True)
    fields = [each for each in attrs.fields(kind) if each.init]
    drawn = {each.name: values_in(shape_of(each.type)) for each in fields}
    required = {each.name: drawn.pop(each.name) for each in fields if each.default is attrs.NOTHING}
    return st.fixed_dictionaries(required, optional=drawn)


def _within(spec: SettingSpec, *, whole: bool) -> st.SearchStrategy[Any]:
    """Numbers within the range of a setting, with few digits where it leaves room for such."""
    lows = [each for each in (spec.minimum, spec.above) if each is not None]
    highs = [each for each in (spec.maximum, spec.below) if each is not None]
    low = max(lows, default=min(0.0, min(highs, default=0.0) - NEAR))
    high = min(highs, default=max(low + FAR, FAR))

    def short(number: float) -> float:
        rounded = round(number, DIGITS)
        return rounded if low <= rounded <= high else number

    field = Field("setting", Kind.NUMBER, minimum=low, maximum=high, whole=whole)
    drawn: st.SearchStrategy[Any] = field.kind.row.strategy(st, field, ())
    return drawn.map(short).filter(lambda number: number not in (spec.above, spec.below))


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
