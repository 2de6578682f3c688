"""JSON text of values as they are: the bytes of `json.dumps(as_json(value), indent=2)`, in a row.

That would make plain data of everything first, and then go through it in Python again: for a
hundred thousand evaluations it is most of the work.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from json.encoder import encode_basestring
from math import isfinite
from operator import attrgetter
from typing import Any

import attrs

from evalcore.request.values import Withheld, as_json

_STEP = "  "
Writer = Callable[[Any, str], str]


def spell_json(data: Any) -> str:
    """Plain data as indented JSON. Text that is no UTF-8 stays escaped."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def spelt(value: object, level: int = 0) -> str:
    """A value, or what holds some, as JSON that stands so many levels deep."""
    return _text(value, "\n" + _STEP * level)


def _text(value: Any, line: str) -> str:
    """The text of a value; `line` is what begins a new line where it stands."""
    kind = value.__class__
    single = _SINGLE.get(kind)
    if single is not None:
        return single(value)
    several = _SEVERAL.get(kind)
    if several is None:
        several = _SEVERAL[kind] = _writer(kind)
    return several(value, line)


def _float(value: float) -> str:
    return repr(value) if isfinite(value) else json.dumps(value, allow_nan=False)


_SINGLE: dict[type[Any], Callable[[Any], str]] = {
    str: encode_basestring,
    float: _float,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): lambda _: "null",
}
_SEVERAL: dict[type[Any], Writer] = {}
single_of = _SINGLE.get


def _writer(kind: type[Any]) -> Writer:
    """How values of a class are written; the order is that of `as_json`."""
    if issubclass(kind, date | Withheld):
        return _plain
    if issubclass(kind, Mapping):
        return _object
    if issubclass(kind, list | tuple):
        return _array
    return _Members(kind).text if attrs.has(kind) else _plain


def _plain(value: Any, line: str) -> str:
    """What JSON has its own way for, or what `as_json` makes something else of."""
    text = json.dumps(as_json(value), indent=2, ensure_ascii=False, allow_nan=False)
    return text.replace("\n", line)


def _object(value: Mapping[str, Any], line: str) -> str:
    if not value:
        return "{}"
    inner = line + _STEP
    members = [f"{encode_basestring(name)}: {_text(each, inner)}" for name, each in value.items()]
    return f"{{{inner}{f',{inner}'.join(members)}{line}}}"


def _array(value: Sequence[Any], line: str) -> str:
    if not value:
        return "[]"
    inner = line + _STEP
    return f"[{inner}{f',{inner}'.join([_text(each, inner) for each in value])}{line}]"


class _Members:
    """Values of a class of ours, attribute by attribute."""

    def __init__(self, kind: type[Any]) -> None:
        names = [each.name for each in attrs.fields(kind)]
        self.values = attrgetter(*names, names[0])  # always several, and so a tuple
        self.keys = [f"{encode_basestring(name)}: %s" for name in names]
        self.shapes: dict[str, str] = {}

    def text(self, value: Any, line: str) -> str:
        """The text of one."""
        inner = line + _STEP
        shape = self.shapes.get(line)
        if shape is None:
            shape = f"{{{inner}{f',{inner}'.join(self.keys)}{line}}}"
            self.shapes[line] = shape
        return shape % tuple(
            [
                single(each) if (single := single_of(each.__class__)) else _text(each, inner)
                for each in self.values(value)[:-1]
            ]
        )
