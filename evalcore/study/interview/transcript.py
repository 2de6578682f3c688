"""Transcripts: what an interview has heard, and the TOML file that it is kept in.

The file is an ordinary input file of one initiative; a key beside the fields keeps which of them
nobody could answer. Where it is written is the business of whoever asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import cast

import attrs

from evalcore.request.fields import Field
from evalcore.request.initiative import Initiative
from evalcore.request.values import Estimate, FieldValue, Record, Withheld
from evalcore.written.names import tables_of
from evalcore.written.toml import spell_key, spell_text

NOT_KNOWN = "not_known"  # the key that lists what nobody could answer
MARK = "# Answers that `evalcore ask` has heard"
HEAD = f"{MARK}: run it on this file again to go on.\n"


@attrs.frozen
class Transcript:
    """What is known of one initiative, and `not_known`: the questions that nobody could answer.

    `extra` holds what else the file says, under keys that are no fields, as TOML spells them.
    """

    id: str
    title: str
    values: Mapping[str, FieldValue] = attrs.field(factory=dict[str, FieldValue])
    not_known: tuple[str, ...] = ()
    extra: Mapping[str, object] = attrs.field(factory=dict[str, object])

    def initiative(self, fields: Mapping[str, Field]) -> Initiative:
        """The initiative as it stands, with all these fields."""
        values = {name: self.values.get(name) for name in fields}
        return Initiative(self.id, self.title or self.id, values, fields)

    def answered(self, key: str, value: FieldValue) -> Transcript:
        """With the answer to one question; None is "I don't know". A cell is `outcomes.2.owner`."""
        if value is None:
            return attrs.evolve(self, not_known=(*self.not_known, key))
        name, *inside = key.rsplit(".", 2)
        if len(inside) < 2 or not inside[0].isdigit():
            return attrs.evolve(self, values={**self.values, key: value})
        place, cell = int(inside[0]) - 1, inside[1]
        records = list(cast("Sequence[Record]", self.values[name]))
        records[place] = cast("Record", {**records[place], cell: value})
        return attrs.evolve(self, values={**self.values, name: tuple(records)})

    def listed(self, field: Field, records: Sequence[Record], read: Sequence[str]) -> Transcript:
        """With a list of records: of the cells that are `read`, those left empty are not known."""
        whole = tuple({**dict.fromkeys(field.record), **each} for each in records)
        gaps = [
            f"{field.name}.{place}.{cell}"
            for place, record in enumerate(whole, start=1)
            for cell in read
            if record[cell] is None
        ]
        values = {**self.values, field.name: whole}
        return attrs.evolve(self, values=values, not_known=(*self.not_known, *gaps))

    def to_toml(self) -> str:
        """The file."""
        found: dict[str, object] = {"id": self.id}
        found |= {"title": self.title} if self.title else {}
        found |= {NOT_KNOWN: list(self.not_known)} if self.not_known else {}
        lines = [f"{spell_key(key)} = {spell_toml(value)}" for key, value in found.items()]
        lines += [
            f"{_dotted(n)} = {spell_toml(v)}" for n, v in self.values.items() if v is not None
        ]
        lines += [f"{key} = {spell_toml(value)}" for key, value in self.extra.items()]
        return "\n".join([HEAD, *lines, ""])


def transcript_of(initiative: Initiative, raw: Mapping[str, object] | None = None) -> Transcript:
    """What an initiative says. `raw` is the TOML that it comes from, if any."""
    said = {name: value for name, value in initiative.values.items() if value is not None}
    title = "" if initiative.title == initiative.id else initiative.title
    listed = (raw or {}).get(NOT_KNOWN, [])
    names = cast("list[object]", listed) if isinstance(listed, list) else []
    fields = initiative.fields
    return Transcript(
        initiative.id,
        title,
        said,
        tuple(each for each in names if isinstance(each, str) and each not in said),
        dict(_strange(raw or {}, {"id", "title", NOT_KNOWN, *fields}, _tables(fields))),
    )


def _tables(fields: Iterable[str]) -> frozenset[str]:
    return frozenset(table for name in fields for table in tables_of(name))


def _strange(
    raw: Mapping[str, object], known: Collection[str], tables: Collection[str], at: str = ""
) -> Iterator[tuple[str, object]]:
    """What no field is called like, also inside of tables that fields are in."""
    for key, value in raw.items():
        name = f"{at}{key}"
        if name in known:
            continue
        if name in tables and isinstance(value, Mapping):
            inner = cast("Mapping[str, object]", value)
            for rest, each in _strange(inner, known, tables, f"{name}."):
                yield f"{spell_key(key)}.{rest}", each
        else:
            yield spell_key(key), value


def _dotted(name: str) -> str:
    return ".".join(map(spell_key, name.split(".")))


def spell_toml(value: object) -> str:
    """A value on one line; a list of tables takes one for each."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return spell_text(value)
        case float():
            whole = value.is_integer() and abs(value) <= 2**53
            return str(int(value)) if whole else repr(value)
        case Withheld(reason=reason):
            return f"{{ withheld = {spell_text(reason)} }}"
        case Estimate():
            return _table(attrs.asdict(value))
        case Mapping():
            return _table(cast("Mapping[str, object]", value))
        case list() | tuple():
            items = cast("Sequence[object]", value)
            return _list(items)
        case _:  # dates and times have an isoformat; whole numbers are as they are
            return str(getattr(value, "isoformat", value.__str__)())


def _list(items: Sequence[object]) -> str:
    parts = [spell_toml(each) for each in items]
    if items and isinstance(items[0], Mapping):
        return "".join(["[\n", *(f"    {part},\n" for part in parts), "]"])
    return f"[{', '.join(parts)}]"


def _table(table: Mapping[str, object]) -> str:
    pairs: Iterator[str] = (
        f"{spell_key(key)} = {spell_toml(value)}"
        for key, value in table.items()
        if value is not None
    )
    inside = ", ".join(pairs)
    return f"{{ {inside} }}" if inside else "{}"
