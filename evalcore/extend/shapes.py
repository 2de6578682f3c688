"""What a ruleset can hold as a setting: the shape that an annotation stands for, and its words.

`list[str]`, `Sequence[str]` and a bare `list` are one shape. Whoever reads, spells or draws
settings looks at shapes; reading values is the business of `settings`.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import attrs

from evalcore.request.declarations import SettingSpec
from evalcore.written.errors import one_of

ANYTHING = SettingSpec()


class Form(StrEnum):
    """What a value looks like in a ruleset; a class of attrs is a table there."""

    NUMBER = "a number"
    WHOLE = "a whole number"
    FLAG = "true or false"
    TEXT = "a text"
    LIST = "a list"
    TABLE = "a table"
    CLASS = "a class"
    OTHER = "nothing that a ruleset can hold"


_SCALARS = {float: Form.NUMBER, int: Form.WHOLE, bool: Form.FLAG, str: Form.TEXT}
_LISTS = (list, Sequence, tuple)
_TABLES = (dict, Mapping)


@attrs.frozen
class Shape:
    """One shape: `entry` is that of what a list or a table holds, `kind` the type as annotated.

    Its author may say None where it is `optional`. It is `exact` where a ruleset can hold all that
    the annotation says.
    """

    form: Form
    kind: Any
    spec: SettingSpec
    exact: bool = True
    entry: Shape | None = None
    optional: bool = False

    def __str__(self) -> str:
        """What is expected, in words: `a number above 0 h/month`."""
        spec = self.spec
        if spec.choices:
            return one_of(map(str, spec.choices))
        match self.form:
            case Form.NUMBER | Form.WHOLE:
                bounds = {"above": spec.above, "below": spec.below}
                bounds |= {"at least": spec.minimum, "at most": spec.maximum}
                ends = [f"{word} {bound:g}" for word, bound in bounds.items() if bound is not None]
                return " ".join(filter(None, [self.form, *ends, spec.unit]))
            case Form.LIST:
                return f"a list, each entry {self.entry}"
            case Form.TABLE:
                return f"a table, each value {self.entry}"
            case Form.FLAG | Form.TEXT:
                return self.form
            case _:
                return f"a table for {self.kind.__name__}"


def shape_of(kind: Any, spec: SettingSpec = ANYTHING) -> Shape:
    """The shape of an annotation; `spec` holds for the numbers and texts in it."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        own = next((each for each in inner[1:] if isinstance(each, SettingSpec)), spec)
        return shape_of(inner[0], own)
    if origin in (types.UnionType, Union):
        present = [each for each in inner if each is not type(None)]
        shape = shape_of(present[0], spec)
        return attrs.evolve(shape, optional=True, exact=shape.exact and len(present) == 1)
    if origin is Literal:
        texts = all(isinstance(each, str) for each in inner)
        return Shape(Form.TEXT, kind, attrs.evolve(spec, choices=inner), texts)
    if origin in _LISTS or kind in _LISTS:
        entry = shape_of(inner[0] if inner else str, spec)
        exact = entry.exact and (origin is not tuple or inner[1:] == (...,))
        return Shape(Form.LIST, kind, spec, exact, entry)
    if origin in _TABLES or kind in _TABLES:
        key, value = inner or (str, float)
        entry = shape_of(value, spec)
        return Shape(Form.TABLE, kind, spec, entry.exact and key is str, entry)
    if isinstance(kind, type) and attrs.has(kind):
        return Shape(Form.CLASS, kind, spec)
    form = _SCALARS.get(kind, Form.OTHER)
    return Shape(form, kind, spec, form is not Form.OTHER)
