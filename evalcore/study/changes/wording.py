"""Wording: moves in the words of somebody who never saw a ruleset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from evalcore.request.fields import Field, Kind
from evalcore.request.situation import as_seen
from evalcore.request.spelling import choice_in_words, spoken, unit_after
from evalcore.request.values import FieldValue, Record
from evalcore.say.labels import label_of, singular, value_in_words
from evalcore.study.changes.levers import Lever, Unlisted
from evalcore.study.changes.records import cells_changed
from evalcore.study.changes.result import Move
from evalcore.study.changes.settling import Settled
from evalcore.written.errors import listing


def move(settled: Settled, field: Field) -> Move:
    """What moves, as a reader is told; `field` is the whole field."""
    lever = settled.lever
    return Move(
        field.name,
        label_of(field),
        lever.said,
        _told(settled.option.said),
        lever.field.unit,
        _words(settled, field),
    )


def _told(said: FieldValue) -> FieldValue:
    """The value that a change leads to; of a text that may be any other, the words for it."""
    if isinstance(said, Unlisted):
        return said.words
    if isinstance(said, tuple) and said and isinstance(said[0], Mapping):
        records = cast("Sequence[Record]", said)
        told = [{name: _told(each) for name, each in one.items()} for one in records]
        return cast("FieldValue", tuple(told))
    return said


def _words(settled: Settled, field: Field) -> str:
    lever = settled.lever
    if lever.field.kind.row.is_list:
        return _filled(settled, field)
    label = label_of(lever.field)
    if not isinstance(lever.key, str):
        label = f"{label} of {_record_name(lever.said, field, lever.key[1])}"
    if settled.anything:
        return f"{label} from not said to {lever.field.kind.row.anything}"
    if lever.field.kind.row.several and lever.before is not None:
        return _members(label, lever, settled)
    return f"{label} from {_before(lever)} to {_after(label, settled)}"


def _before(lever: Lever) -> str:
    before = as_seen(lever.before)
    if isinstance(before, float):
        return _spelt(before)
    return "not said" if before is None else value_in_words(before, lever.field)


def _after(label: str, settled: Settled) -> str:
    lever, value = settled.lever, settled.option.value
    if isinstance(value, Unlisted):
        return value.words
    if not isinstance(value, float):
        return value_in_words(value, lever.field)
    unit = lever.field.unit
    if settled.above is None:
        return _amount(label, value, unit)
    side = "above" if value > settled.above else "below"
    return f"{side} {_amount(label, settled.above, unit)}, such as {_spelt(value)}"


def _spelt(number: float) -> str:
    """A number with every digit that it was tried with."""
    return f"{number + 0.0:,.12g}"


def _amount(label: str, number: float, unit: str | None) -> str:
    """A number with its unit, without a word that the label ends with: `2 a month`."""
    words = f"{_spelt(number)}{unit_after(unit, number)}".split(" ")
    if words[1:2] == [label.rpartition(" ")[2]] and words[2:]:
        del words[1]
    return " ".join(words)


def _members(label: str, lever: Lever, settled: Settled) -> str:
    before = cast("tuple[str, ...]", lever.before)
    after = cast("tuple[str, ...]", settled.option.value)
    put = [choice_in_words(each) for each in after if each not in before]
    taken = [choice_in_words(each) for each in before if each not in after]
    parts = [f"with {listing(put)}"] if put else []
    parts += [f"without {listing(taken)}"] if taken else []
    return f"{label} {' and '.join(parts)}"


def _filled(settled: Settled, field: Field) -> str:
    """Which cells to fill in, by record, or what the record has that is added."""
    before = cast("tuple[Record, ...]", settled.lever.said or ())
    after = cast("tuple[Record, ...]", settled.option.said)
    label = label_of(field)
    if not after:
        return f"{label} from not said to none"
    if len(after) > len(before):
        new = after[-1]
        cells = [name for name in field.record if new.get(name) is not None]
        wanted = listing([_cell(field, new, name, settled) for name in cells])
        more = "another" if before else "one"
        what = singular(label)
        return f"{more} {what}, with its {wanted}" if wanted else f"{more} {what}"
    rows: dict[int, list[str]] = {}
    for place, name in cells_changed(before, after):
        rows.setdefault(place, []).append(_cell(field, after[place], name, settled))
    parts = [
        f"the {listing(names)} of {_record_name(settled.lever.said, field, place)}"
        for place, names in rows.items()
    ]
    return f"{'; '.join(parts)} filled in"


def _cell(field: Field, record: Record, name: str, settled: Settled) -> str:
    inner = field.record[name]
    label = label_of(inner)
    return label if settled.anything else f"{label} {value_in_words(_told(record[name]), inner)}"


def _record_name(said: FieldValue, field: Field, place: int) -> str:
    """`outcome 2 (close duration)`: by its first text."""
    records = cast("Sequence[Record]", said)
    texts = [name for name, inner in field.record.items() if inner.kind is Kind.TEXT]
    title = records[place].get(texts[0]) if texts else None
    shown = f" ({title})" if isinstance(title, str) else ""
    return f"{singular(spoken(field.name))} {place + 1}{shown}"
