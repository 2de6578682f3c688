"""Intake: requests read one after the other against the same fields.

Usual ones are read by generated code (`quick`), all others, and those that complaints are about,
by `read_initiative`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, overload

from evalcore.request.fields import Field
from evalcore.request.initiative import (
    Held,
    Initiative,
    Reading,
    flattened,
    holding_none,
    id_of,
    misspelt,
    read_initiative,
)
from evalcore.request.objects import as_mapping
from evalcore.request.quick import Quick, Said, Spelt, quick_cells, quick_mapping
from evalcore.written.errors import Complaint, InputError, Path, show

_set = object.__setattr__
FEW = 24  # requests that are read before code for them is worth its time

Raw = tuple[Mapping[str, object], Path]


class CellRows(Sequence[Raw]):
    """The rows of a table: mappings with their paths, or their cells for who needs no more.

    `raw` makes the mapping of a row; `columns` is one with the places of cells instead of them.
    `odd` are texts that no cell of a usual row is, `spelt` the text of a cell that is none.
    """

    def __init__(
        self,
        rows: Callable[[], Iterable[Sequence[Any]]],
        columns: Mapping[str, object],
        raw: Callable[[Sequence[Any]], Mapping[str, object]],
        odd: frozenset[str],
        spelt: Spelt,
    ) -> None:
        self.rows = rows
        self.columns = columns
        self.raw = raw
        self.odd = odd
        self.spelt = spelt

    def __iter__(self) -> Iterator[Raw]:
        return ((self.raw(cells), (n,)) for n, cells in enumerate(self.rows()))

    def __len__(self) -> int:
        return sum(1 for _ in self.rows())

    @overload
    def __getitem__(self, index: int) -> Raw: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Raw]: ...
    def __getitem__(self, index: int | slice) -> Raw | Sequence[Raw]:
        return list(self)[index] if index else next(iter(self))


class Intake:
    """Reads requests against fields, and holds them against relations between these."""

    def __init__(self, fields: Mapping[str, Field], held: Held = holding_none) -> None:
        self.fields = fields
        self.held = held
        self._quick: Quick | None = None
        self._waiting = FEW

    def read(
        self, raw: object, path: Path = (), *, strict: bool = False, attribute: bool = False
    ) -> Reading:
        """One request, be it a mapping or an object: see `as_mapping`; raises as `read_initiative`.

        Where it is `strict`, a name that nearly matches a field that is missing is an error.
        """
        found = self.usual(raw)
        if found is not None:
            return Reading(found)
        mapping = as_mapping(raw, self.fields, path, attribute=attribute)
        if mapping is not raw:
            found = self.usual(mapping)
            if found is not None:
                return Reading(found)
        reading = read_initiative(mapping, self.fields, path=path, held=self.held)
        if strict and reading.warnings:
            raise InputError(reading.warnings)
        return reading

    def usual(self, raw: object) -> Initiative | None:
        """One in which everything is as usual; None for any other, and for the first few."""
        quick = self._quick
        if quick is None:
            self._waiting -= 1
            if self._waiting > 0:
                return None
            quick = self._quick = quick_mapping(self.fields, self._is_ordinary)
        said = quick(raw)
        return None if said is None else self._kept(said)

    def read_all(self, rows: Iterable[Raw] | CellRows) -> list[Reading]:
        """Many, each with its path in the document; ids must differ.

        Raises `InputError` with the complaints about all of them.
        """
        complaints: list[Complaint] = []
        readings: list[Reading] = []
        first: dict[str, int] = {}
        given = self.taking(rows)
        for number, (found, (raw, path)) in enumerate(given, start=1):
            name: str | None
            if found is not None:
                readings.append(Reading(found))
                name = found.id
            else:
                try:
                    readings.append(read_initiative(raw, self.fields, path=path, held=self.held))
                except InputError as error:
                    complaints += error.complaints
                name = id_of(raw)
            if name is not None and first.setdefault(name, number) != number:
                complaints.append(_twice(name, first[name], number, path))
        if complaints:
            raise InputError(complaints)
        return readings

    def initiatives(
        self, given: Iterable[object], *, strict: bool = False, attribute: bool = False
    ) -> list[Initiative]:
        """Many, of which some may have been read already; otherwise as `read`."""
        complaints: list[Complaint] = []
        found: list[Initiative] = []
        first: dict[str, int] = {}
        number = 0
        for place, each in enumerate(given):
            if isinstance(each, Initiative):
                found.append(each)
                continue
            number += 1
            name: str | None
            try:
                one = self.read(each, (place,), strict=strict, attribute=attribute).initiative
            except InputError as error:
                complaints += error.complaints
                name = id_of(each)
            else:
                found.append(one)
                name = one.id
            if name is not None and first.setdefault(name, number) != number:
                complaints.append(_twice(name, first[name], number, (place,)))
        if complaints:
            raise InputError(complaints)
        return found

    def taking(self, rows: Iterable[Raw] | CellRows) -> Iterator[tuple[Initiative | None, Raw]]:
        """Each row, with its initiative where all in it is as usual; None for one to `read`."""
        return self._cells(rows) if isinstance(rows, CellRows) else self._mappings(rows)

    def _mappings(self, rows: Iterable[Raw]) -> Iterator[tuple[Initiative | None, Raw]]:
        for row in rows:
            yield self.usual(row[0]), row

    def _cells(self, table: CellRows) -> Iterator[tuple[Initiative | None, Raw]]:
        quick: Quick | None = None
        for number, cells in enumerate(table.rows()):
            if number == FEW:
                quick = self._quick_cells(table)
            if quick is not None and table.odd.isdisjoint(cells):
                said = quick(cells)
                found = None if said is None else self._kept(said)
                if found is not None:
                    yield found, ({}, (number,))
                    continue
            yield None, (table.raw(cells), (number,))

    def _quick_cells(self, table: CellRows) -> Quick | None:
        """The function for its rows; None where each is worth a complaint or a warning."""
        own, title = (table.columns.get(name) for name in ("id", "title"))
        found: list[Complaint] = []
        flat = flattened(table.columns, self.fields, (), found)
        titled = "title" in table.columns
        if found or not isinstance(own, int) or not isinstance(title, int | None):
            return None
        if not self._is_ordinary(tuple(flat), titled):
            return None
        places = {name: at for name, (at, _) in flat.items()}
        return quick_cells(self.fields, places, own, title, table.spelt)

    def _is_ordinary(self, said: Sequence[str], titled: bool) -> bool:  # noqa: FBT001 - of `quick`
        return not any(misspelt(dict.fromkeys(said), self.fields, titled=titled))

    def _kept(self, said: Said) -> Initiative | None:
        """The initiative; None where it breaks a relation."""
        own, title, values, plain = said
        made = Initiative(own, title, MappingProxyType(values), self.fields)
        if plain is not None:
            _set(made, "plain", plain)
        if self.held is not holding_none and self.held(made):
            return None
        return made


def _twice(name: str, first: int, second: int, path: Path) -> Complaint:
    problem = f"two initiatives have the id {show(name)}: numbers {first} and {second}"
    return Complaint(problem, "an id of its own", path=(*path, "id"))


def read_initiatives(
    rows: Iterable[Raw] | CellRows, fields: Mapping[str, Field], held: Held = holding_none
) -> list[Reading]:
    """Many initiatives, each with its path in the document; ids must differ.

    Raises `InputError` with the complaints about all of them.
    """
    return Intake(fields, held).read_all(rows)
