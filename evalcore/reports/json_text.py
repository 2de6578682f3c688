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
from typing import Any, cast

import attrs

from evalcore.request.values import Withheld, as_json

_STEP = "  "
Put = Callable[[str], object]


def spell_json(data: Any) -> str:
    """Plain data as indented JSON. Text that is no UTF-8 stays escaped."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def spelt(value: object, level: int = 0) -> str:
    """A value, or what holds some, as JSON that stands so many levels deep."""
    pieces: list[str] = []
    put_value(pieces.append, value, "\n" + _STEP * level)
    return "".join(pieces)


def put_value(put: Put, value: Any, line: str) -> None:
    """Puts the pieces of a value; `line` is what begins a new line where it stands."""
    kind = value.__class__
    if kind is str:
        put(encode_basestring(value))
    elif kind is float:
        put(repr(value) if isfinite(value) else _no_number(value))
    elif value is None:
        put("null")
    elif kind is bool:
        put("true" if value else "false")
    else:
        writer = _WRITERS.get(kind)
        if writer is None:
            writer = _WRITERS[kind] = _writer(kind)
        writer(put, value, line)


def _writer(kind: type[Any]) -> Callable[[Put, Any, str], None]:
    """How values of a class are written; the order is that of `as_json`."""
    if issubclass(kind, date | Withheld):
        return _plain
    if issubclass(kind, Mapping):
        return _object
    if issubclass(kind, list | tuple):
        return _array
    if attrs.has(kind):
        names = [(each.name, f"{encode_basestring(each.name)}: ") for each in attrs.fields(kind)]
        return lambda put, value, line: _members(put, value, line, names)
    return _plain


_WRITERS: dict[type[Any], Callable[[Put, Any, str], None]] = {}


def _plain(put: Put, value: Any, line: str) -> None:
    """What JSON has its own way for, or what `as_json` makes something else of."""
    data = as_json(value)
    text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)
    put(text.replace("\n", line))


def _object(put: Put, value: Mapping[str, Any], line: str) -> None:
    if not value:
        put("{}")
        return
    inner = line + _STEP
    before = "{" + inner
    for name, each in value.items():
        put(f"{before}{encode_basestring(name)}: ")
        put_value(put, each, inner)
        before = "," + inner
    put(line + "}")


def _array(put: Put, value: Sequence[Any], line: str) -> None:
    if not value:
        put("[]")
        return
    inner = line + _STEP
    before = "[" + inner
    for each in value:
        put(before)
        put_value(put, each, inner)
        before = "," + inner
    put(line + "]")


def _members(put: Put, value: Any, line: str, names: Sequence[tuple[str, str]]) -> None:
    inner = line + _STEP
    before = "{" + inner
    for name, key in names:
        put(before + key)
        put_value(put, getattr(value, name), inner)
        before = "," + inner
    put(line + "}")


def _no_number(value: float) -> str:
    """As `json` says it."""
    return cast("str", json.dumps(value, allow_nan=False))
