"""Packed: many initiatives in little more memory than the table that they are read from.

What rows mean is found out in `reading`; here is only how it is kept.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan, nan
from typing import overload

import attrs

from evalcore.request.fields import Field
from evalcore.request.initiative import Initiative
from evalcore.request.values import FieldValue


class _Texts:
    """Texts, one after the other in one piece of memory: each would be an object of its own."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def append(self, text: str) -> None:
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, index: int) -> str:
        found = self._bytes[self._ends[index] : self._ends[index + 1]]
        return found.decode("utf-8", "surrogatepass")


class _Numbers:
    """Values that are mostly numbers: whatever else there is, such as None, is kept beside them."""

    def __init__(self) -> None:
        self._numbers = array("d")
        self._others: dict[int, FieldValue] = {}

    def append(self, value: FieldValue) -> None:
        if type(value) is not float:
            self._others[len(self._numbers)] = value
        self._numbers.append(value if type(value) is float else nan)

    def __getitem__(self, index: int) -> FieldValue:
        number = self._numbers[index]
        return self._others[index] if isnan(number) else number


@attrs.define(slots=False, eq=False)
class Packed(Sequence[Initiative]):
    """Initiatives against the same fields. Each is made anew whenever it is asked for."""

    fields: Mapping[str, Field]

    def __attrs_post_init__(self) -> None:
        self._ids, self._titles = _Texts(), _Texts()
        self._columns: dict[str, _Numbers | list[FieldValue]] = {
            name: _Numbers() if field.kind.is_number else [] for name, field in self.fields.items()
        }

    def add(self, key: str, title: str, values: Mapping[str, FieldValue]) -> None:
        """One more; `values` has every field."""
        self._ids.append(key)
        self._titles.append(title)
        for name, column in self._columns.items():
            column.append(values[name])

    @property
    def names(self) -> Iterator[tuple[str, str]]:
        """The id and the title of each."""
        return ((self._ids[n], self._titles[n]) for n in range(len(self)))

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, index: int) -> Initiative: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Initiative]: ...
    def __getitem__(self, index: int | slice) -> Initiative | Sequence[Initiative]:
        if isinstance(index, slice):
            return tuple(self[n] for n in range(*index.indices(len(self))))
        place = range(len(self))[index]
        values = {name: column[place] for name, column in self._columns.items()}
        return Initiative(self._ids[place], self._titles[place], values, self.fields)


def names_in(initiatives: Sequence[Initiative]) -> Iterator[tuple[str, str]]:
    """The id and the title of each; of packed ones, nothing else is made for that."""
    if isinstance(initiatives, Packed):
        return initiatives.names
    return ((each.id, each.title) for each in initiatives)


def may_repeat(hashes: Iterable[int], parts: int = 16) -> bool:
    """Whether any two of these may be the same; of all texts together, each would be kept."""
    for part in range(parts):
        mine = [each for each in hashes if each % parts == part]
        if len(set(mine)) < len(mine):
            return True
    return False
