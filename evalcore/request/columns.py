"""Columns: a row of a table as a request, where its columns are spelt as SQL spells them.

`council__yes` is `council.yes`; `cost_k__withheld` says whether `cost_k` is withheld; an estimate
may stand in three columns, `benefit_k.low`, `benefit_k.likely` and `benefit_k.high`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast, overload

from evalcore.request.fields import Field
from evalcore.request.intake import Raw
from evalcore.request.kinds.numbers import PARTS
from evalcore.request.values import Withheld
from evalcore.written.blank import kept, says_nothing
from evalcore.written.errors import Complaint, InputError

WITHHELD = "__withheld"
_TRUE, _FALSE = frozenset({"true", "yes"}), frozenset({"", "null", "false", "no"})
_ABSENT = object()


class Columns:
    """What the columns may be called in which the fields of a ruleset stand."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self.fields = fields
        self._lists = frozenset(name for name, field in fields.items() if field.record)
        self._telling: dict[str, list[str]] = {}  # keys, and the fields that they say something of
        self._tables: dict[str, list[str]] = {}  # such as council, and the fields there
        for name, field in fields.items():
            spelt = name.replace(".", "__")
            keys = {f"{name}{WITHHELD}", f"{spelt}{WITHHELD}"}
            if spelt != name:
                keys.add(spelt)
                self._tables.setdefault(name.partition(".")[0], []).append(name)
            if field.kind.row.parts_of:
                keys |= {f"{each}{dot}{part}" for part in PARTS for each, dot in _parted(name)}
            for key in (keys - fields.keys()) | ({name} & self._lists):
                self._telling.setdefault(key, []).append(name)

    def tell(self, raw: Mapping[str, Any]) -> bool:
        """Whether one of these keys is a column of its own, be it in a table such as `council`."""
        return any("__" in name and name in self._telling for name in names_in(raw))

    def request(self, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """The request that a row is. Raises `InputError` where a field has two columns."""
        names = [name for key in self._telling.keys() & raw.keys() for name in self._telling[key]]
        for key in self._tables.keys() & raw.keys():
            if isinstance(raw[key], Mapping) and any(
                WITHHELD in each for each in names_in(raw[key])
            ):
                names += self._tables[key]
        if not names:
            return raw
        found = dict(raw)
        for name in sorted({*names}):
            self._join(found, name, self.fields[name])
        return found

    def _join(self, row: dict[str, Any], name: str, field: Field) -> None:
        spelt = name.replace(".", "__")
        if spelt not in self.fields and spelt in row:
            value = row.pop(spelt)
            if _take(row, name) is not _ABSENT:
                raise InputError(twice(name, name, spelt))
            row[name] = value
        if field.kind.row.parts_of:
            _join_parts(row, name)
        if name in self._lists and isinstance(row.get(name), list | tuple):
            row[name] = [_record(each, field.record) for each in row[name]]
        for key in {f"{name}{WITHHELD}", f"{spelt}{WITHHELD}"} - self.fields.keys():
            if _flag(key, _take(row, key)):
                _take(row, name)
                row[name] = Withheld()


class Requests(Sequence[Raw]):
    """Rows of a table as requests, one after the other."""

    def __init__(self, rows: Sequence[Raw], columns: Columns) -> None:
        self.rows = rows
        self.columns = columns

    def __iter__(self) -> Iterator[Raw]:
        return ((self.columns.request(cast("Any", row)), path) for row, path in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Raw: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Raw]: ...
    def __getitem__(self, index: int | slice) -> Raw | Sequence[Raw]:
        return list(self)[index]


def names_in(row: Mapping[str, Any]) -> Iterator[str]:
    """The names of the columns, with dots where they lead into tables."""
    for key, value in row.items():
        yield key
        if isinstance(value, Mapping):
            yield from (f"{key}.{each}" for each in names_in(cast("Mapping[str, Any]", value)))


def _parted(name: str) -> Iterable[tuple[str, str]]:
    return (name, "."), (name.replace(".", "__"), "__")


def _join_parts(row: dict[str, Any], name: str) -> None:
    """An estimate in three columns as one; nothing where all of them say nothing."""
    parts: dict[str, Any] = {}
    for part in PARTS:
        there = [key for each, dot in _parted(name) if (key := f"{each}{dot}{part}") in row]
        if len(there) > 1:
            raise InputError(twice(name, *there))
        if there:
            parts[part] = row.pop(there[0])
    if name not in row and any(not says_nothing(each) for each in parts.values()):
        row[name] = parts


def _record(raw: object, cells: Iterable[str]) -> object:
    if not isinstance(raw, Mapping):
        return raw
    found = dict(cast("Mapping[str, Any]", raw))
    for name in cells:
        if _flag(f"{name}{WITHHELD}", found.pop(f"{name}{WITHHELD}", _ABSENT)):
            found[name] = Withheld()
    return found


def _take(row: dict[str, Any], name: str) -> Any:
    """What a row has under a name with dots, there or in tables, and has no longer."""
    if name in row:
        return row.pop(name)
    head, dot, rest = name.partition(".")
    table = row.get(head)
    if not dot or not isinstance(table, Mapping):
        return _ABSENT
    inner = dict(cast("Mapping[str, Any]", table))
    value = _take(inner, rest)
    if value is not _ABSENT:
        row[head] = inner
    return value


def _flag(key: str, value: object) -> bool:
    if isinstance(value, str):
        text = kept(value).casefold()
        if text not in _TRUE | _FALSE:
            raise InputError(no_flags(key))
        return text in _TRUE
    return value is not _ABSENT and bool(value)


def twice(name: str, one: str, other: str, *_: str) -> Complaint:
    """The complaint about a field that has two columns."""
    return Complaint(f"the field {name} has two columns: {one} and {other}", "one of them")


def no_flags(column: str) -> Complaint:
    """The complaint about a column that does not say whether a field is withheld."""
    problem = f"the column {column} holds no flags"
    return Complaint(problem, "true where the field is withheld, else false")
