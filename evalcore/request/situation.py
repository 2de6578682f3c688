"""The situation: what is known of one request, as one value that every interpretation reads.

Each field, and each cell of each record, is *said*, *withheld*, *not said*, or *open*: said, but
only that it lies within a range. What is not said may be assumed to lie within a range, too; what
nobody has been asked yet may turn out to be said or not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

import attrs

from evalcore.request.values import Estimate, FieldValue, Record, Withheld

Cell = tuple[str, int, str]  # the records, the place of one among them, its field
Key = str | Cell
Ranges = Mapping[Key, Any]  # what may be said, by the kind of the field: see `Row.domain`

_NO_RANGES: Ranges = {}
_ALL_TOLD: Mapping[Key, bool | None] = {}


def owner(key: Key) -> str:
    """The field, or the list of records that it is a cell of."""
    return key if isinstance(key, str) else key[0]


def spell(key: Key) -> str:
    """The full name of a field, or of a field of records: `outcomes.owner`."""
    return key if isinstance(key, str) else f"{key[0]}.{key[2]}"


@attrs.frozen(eq=False)
class Situation:
    """What is known of one request.

    `values` has every field as formulas see it: an estimate as its likely value, records as a tuple
    of mappings, None where there is no one value. `ranges` says within what such a value lies,
    where that is less than its field could say; `known` what `known()` is of it: True where it
    counts as said, None where that is open, False where it is not listed. `estimates` has the low
    and the high end of every value that was said as an estimate.
    """

    values: Mapping[str, Any]
    withheld: frozenset[Key] = frozenset()
    as_of: date | None = None
    ranges: Ranges = _NO_RANGES
    known: Mapping[Key, bool | None] = _ALL_TOLD
    estimates: Mapping[Key, tuple[float, float]] = attrs.field(factory=dict[Key, Any])

    def value(self, key: Key) -> Any:
        """What is said in a field or a cell; None where that is no one value."""
        if isinstance(key, str):
            return self.values.get(key)
        records = self.values[key[0]]
        return None if records is None else records[key[1]].get(key[2])

    def put(self, said: Mapping[Any, Any]) -> Situation:
        """With these values said; of None, nothing is."""
        return self._with(values=filled(self.values, said))

    def open(self, ranges: Ranges) -> Situation:
        """With these said, but only that each lies within its range; None stands for any value."""
        narrow = {key: each for key, each in ranges.items() if each is not None}
        return self._with(
            values=filled(self.values, dict.fromkeys(ranges)),
            ranges={**self.ranges, **narrow},
            known={**self.known, **dict.fromkeys(ranges, True)},
        )

    def assume(self, ranges: Ranges) -> Situation:
        """Where what has no value lies within these ranges; said or not, as before."""
        return self._with(ranges={**self.ranges, **ranges})

    def ask(self, keys: Collection[Key]) -> Situation:
        """Where nobody has been asked about these: they may yet turn out to be said or not."""
        return self._with(
            values=filled(self.values, dict.fromkeys(keys)),
            withheld=self.withheld.difference(keys),
            known={**self.known, **dict.fromkeys(keys)},
        )

    def settle(self, key: Key, *, withheld: bool = False) -> Situation:
        """Where one that has no value is not said, for good, or withheld."""
        known = {each: state for each, state in self.known.items() if each != key}
        kept = self.withheld | {key} if withheld else self.withheld
        return self._with(known=known, withheld=kept)

    def over_estimates(self, keys: Iterable[Key] | None = None) -> Situation:
        """Where estimates (left out: all of them) may come out anywhere from low to high."""
        chosen = self.estimates if keys is None else keys
        return self.open({key: self.estimates[key] for key in chosen})

    def on(self, as_of: date | None) -> Situation:
        """The same on this date."""
        return self if as_of == self.as_of else attrs.evolve(self, as_of=as_of)

    def _with(
        self,
        values: Mapping[str, Any] | None = None,
        withheld: frozenset[Key] | None = None,
        ranges: Ranges | None = None,
        known: Mapping[Key, bool | None] | None = None,
    ) -> Situation:  # `attrs.evolve` takes five times as long, and searches look thousands of times
        return Situation(
            self.values if values is None else values,
            self.withheld if withheld is None else withheld,
            self.as_of,
            self.ranges if ranges is None else ranges,
            self.known if known is None else known,
            self.estimates,
        )


def filled(values: Mapping[str, Any], said: Mapping[Any, Any]) -> Mapping[str, Any]:
    """The values of fields with these put in, by their keys."""
    found = dict(values)
    for key, value in said.items():
        if isinstance(key, str):
            found[key] = value
        else:
            name, place, cell = key
            records = list(found[name])
            records[place] = {**records[place], cell: value}
            found[name] = tuple(records)
    return found


def as_seen(value: FieldValue) -> Any:
    """A value as formulas see it: an estimate as its likely value, None for what is withheld."""
    return situation_of({"": value}).values[""]


def situation_of(values: Mapping[str, FieldValue]) -> Situation:
    """What a request says in its fields."""
    made = _Reading()
    plain = {name: made.read(name, value) for name, value in values.items()}
    return Situation(plain, frozenset(made.withheld), estimates=made.estimates)


@attrs.frozen
class _Reading:
    withheld: set[Key] = attrs.field(factory=set[Key])
    estimates: dict[Key, tuple[float, float]] = attrs.field(factory=dict[Key, Any])

    def read(self, key: Key, value: FieldValue) -> Any:
        if isinstance(value, Withheld):
            self.withheld.add(key)
            return None
        if isinstance(value, Estimate):
            if value.low < value.high:
                self.estimates[key] = (value.low, value.high)
            return value.likely
        if isinstance(value, tuple) and value and isinstance(value[0], Mapping):
            records = cast("Sequence[Record]", value)
            return tuple(
                {name: self.read((str(key), n, name), each) for name, each in record.items()}
                for n, record in enumerate(records)
            )
        return value
