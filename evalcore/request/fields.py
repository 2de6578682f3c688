"""Fields: what an initiative can say, and how two declarations of one field become one.

What is special about one kind of field stands in its row, in `kinds`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from evalcore.request.units import same_unit
from evalcore.written.blank import kept
from evalcore.written.errors import Complaint, listing, several, show
from evalcore.written.names import LONGEST, is_identifier, normal
from evalcore.written.numbers import LARGEST

if TYPE_CHECKING:
    from evalcore.request.kinds.row import Row

NOBODY = "nobody"  # who controls what is over and done


class Kind(StrEnum):
    """The kinds of value that a field can hold, spelt as in a ruleset."""

    NUMBER = "number"
    FLAG = "flag"
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    SET = "set"
    ESTIMATE = "estimate"
    RECORDS = "records"

    @cached_property
    def row(self) -> Row:
        """What there is to know of it."""
        from evalcore.request.kinds import ROWS  # each of them is about fields

        return ROWS[self]

    @property
    def is_number(self) -> bool:
        """Whether it has a unit and a range."""
        return "unit" in self.row.takes


@attrs.frozen
class Field:
    """One thing that an initiative can say.

    `minimum` and `maximum` are inclusive and in `unit`. `choices` lists what a choice may be, or
    what a set may hold (None: any text). `record` holds the fields of one record. `source` names
    who declared the field, for messages.

    `label` is what letters call it, where its name will not do: `votes for it`. `shown_as` is how
    people see its numbers: `percent`, where that is not as they are.
    `answered_by` is the role that knows the answer, `minutes` what it costs that role to say it.
    `controlled_by` is the role that can change what is so; `NOBODY` marks a fact of the past.
    """

    name: str = attrs.field(converter=normal)
    kind: Kind = attrs.field(converter=Kind)
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False
    choices: tuple[str, ...] | None = None
    question: str = ""
    label: str = ""
    shown_as: str = ""
    answered_by: str = ""
    controlled_by: str = ""
    minutes: float | None = None
    tags: frozenset[str] = frozenset()
    record: Mapping[str, Field] = attrs.field(factory=dict[str, "Field"], hash=False)
    source: str = attrs.field(default="", eq=False)

    def __attrs_post_init__(self) -> None:
        if self.choices is not None:
            object.__setattr__(self, "choices", tuple(map(kept, several(self.choices, "choices"))))

    @property
    def low(self) -> float:
        """The smallest number that it can be."""
        return -LARGEST if self.minimum is None else self.minimum

    @property
    def high(self) -> float:
        """The largest number that it can be."""
        return LARGEST if self.maximum is None else self.maximum

    def faults(self) -> list[Complaint]:
        """Why this declaration makes no sense by itself; the paths are relative to the field."""
        return [*_faults(self), *self.kind.row.faults(self)]


def _faults(field: Field) -> Iterator[Complaint]:
    """What is wrong in any kind, and what fields of this kind do not declare."""
    if len(field.name) > LONGEST:
        problem, expected = f"a name of {len(field.name)} characters", f"at most {LONGEST}"
        yield Complaint(problem, expected, on_key=True)
    elif not all(map(is_identifier, field.name.split("."))):
        expected = "letters, digits and underscores, parts joined by dots; no Python keyword"
        yield Complaint(f"{show(field.name)} cannot be a field's name", expected, on_key=True)
    for key in _DECLARED:
        value = getattr(field, key)
        is_given = not (value is None or value is False or value in ("", {}))
        if is_given and key not in field.kind.row.takes:
            takers = listing([each.row.called for each in Kind if key in each.row.takes], "or")
            yield Complaint(f"a {field.kind} has no {key}", takers, path=(key,))
    if field.minutes is not None and not 0 < field.minutes <= LARGEST:
        yield Complaint(f"found {show(field.minutes)}", "minutes above 0", path=("minutes",))


_DECLARED = (
    "minimum",
    "maximum",
    "unit",
    "whole",
    "choices",
    "record",
    "shown_as",
)  # if taken


def merge(first: Field, second: Field) -> Field | Complaint:
    """One field out of two declarations of it, or why they contradict each other.

    Kind and unit must agree, ranges and choices intersect, tags add up. Where both ask a question,
    the first one's stands. A choice and a text, or a number and an estimate, do not agree.
    """
    sources = f"{first.source or 'one declaration'} and {second.source or 'another'}"
    for aspect in ("kind", "unit"):
        ours, theirs = getattr(first, aspect), getattr(second, aspect)
        if ours != theirs and not (aspect == "unit" and same_unit(ours, theirs)):
            return Complaint(
                f"{sources} declare {first.name} differently: "
                f"{aspect} {_spell(ours)} and {_spell(theirs)}",
                mend="give it one declaration, or another name",
            )
    choices = first.choices if second.choices is None else second.choices
    if first.choices is not None and second.choices is not None:
        choices = tuple(each for each in first.choices if each in second.choices)
    lows = [bound for bound in (first.minimum, second.minimum) if bound is not None]
    highs = [bound for bound in (first.maximum, second.maximum) if bound is not None]
    record = dict(first.record)
    for name, inner in second.record.items():
        one = merge(record[name], inner) if name in record else inner
        if isinstance(one, Complaint):
            return one
        record[name] = one
    merged = attrs.evolve(
        first,
        minimum=max(lows, default=None),
        maximum=min(highs, default=None),
        choices=choices,
        **{name: getattr(first, name) or getattr(second, name) for name in _EITHER},
        minutes=second.minutes if first.minutes is None else first.minutes,
        tags=first.tags | second.tags,
        record=record,
        source=first.source if first.source == second.source else sources,
    )
    if any(merged.kind.row.faults(merged)) and not (first.faults() or second.faults()):
        return Complaint(f"{sources} leave no value that {first.name} could have")
    return merged


_EITHER = ("whole", "question", "label", "shown_as", "answered_by", "controlled_by")


def _spell(aspect: object) -> str:
    return "none" if aspect is None else str(aspect)
