"""Fields: what an initiative can say, and how two declarations of one field become one.

Reading a user's value against a field is the business of `evalcore.request.values`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum

import attrs

from evalcore.request.units import same_unit
from evalcore.written.blank import kept
from evalcore.written.errors import Complaint, near, one_of, show
from evalcore.written.names import is_identifier, normal
from evalcore.written.numbers import LARGEST

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

    @property
    def is_number(self) -> bool:
        """Whether it has a unit and a range."""
        return self in (Kind.NUMBER, Kind.ESTIMATE)


@attrs.frozen
class Field:
    """One thing that an initiative can say.

    `minimum` and `maximum` are inclusive and in `unit`. `choices` lists what a choice may be, or
    what a set may hold (None: any text). `record` holds the fields of one record. `source` names
    who declared the field, for messages.

    `label` is what letters call it, where its name will not do: `votes for it`.
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
    answered_by: str = ""
    controlled_by: str = ""
    minutes: float | None = None
    tags: frozenset[str] = frozenset()
    record: Mapping[str, Field] = attrs.field(factory=dict[str, "Field"], hash=False)
    source: str = attrs.field(default="", eq=False)

    def __attrs_post_init__(self) -> None:
        if self.choices is not None:
            object.__setattr__(self, "choices", tuple(map(kept, self.choices)))

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
        return [
            *_name_faults(self.name),
            *_range_faults(self),
            *_choice_faults(self),
            *_record_faults(self),
            *_effort_faults(self),
        ]


def _name_faults(name: str) -> list[Complaint]:
    return [
        Complaint(
            f"{show(name)} cannot be a field's name",
            "letters, digits and underscores, parts joined by dots; no Python keyword",
            on_key=True,
        )
        for part in name.split(".")
        if not is_identifier(part)
    ][:1]


def _range_faults(field: Field) -> list[Complaint]:
    found: list[Complaint] = []
    ranged = {"minimum": field.minimum, "maximum": field.maximum}
    given = {key: bound for key, bound in ranged.items() if bound is not None}
    if not field.kind.is_number:
        extra: dict[str, object] = {**given}
        if field.unit is not None:
            extra["unit"] = field.unit
        if field.whole:
            extra["whole"] = True
        found += [
            Complaint(f"a {field.kind} has no {key}", "a number or an estimate", path=(key,))
            for key in extra
        ]
    elif beyond := [key for key, bound in given.items() if not abs(bound) <= LARGEST]:
        found += [
            Complaint(
                f"found {show(given[key])}", "a finite number between -2**53 and 2**53", path=(key,)
            )
            for key in beyond
        ]
    elif len(given) == 2 and given["minimum"] > given["maximum"]:
        found.append(
            Complaint(
                f"the minimum {given['minimum']:.15g} is above the maximum {given['maximum']:.15g}",
                path=("minimum",),
            )
        )
    elif field.whole and math.ceil(field.low) > math.floor(field.high):
        found.append(
            Complaint(
                f"there is no whole number from {field.low:.15g} to {field.high:.15g}",
                path=("maximum",),
            )
        )
    return found


def _choice_faults(field: Field) -> list[Complaint]:
    if field.kind not in (Kind.CHOICE, Kind.SET):
        return (
            [Complaint(f"a {field.kind} has no choices", "a choice or a set", path=("choices",))]
            if field.choices is not None
            else []
        )
    if field.kind is Kind.CHOICE and not field.choices:
        return [
            Complaint(
                "a choice offers something to choose from",
                'choices = ["...", "..."]; any text at all is kind "text"',
            )
        ]
    if "" in (field.choices or ()):
        return [Complaint("a choice is blank", "a text that can be seen", path=("choices",))]
    doubles = [c for n, c in enumerate(field.choices or ()) if c in (field.choices or ())[:n]]
    return [
        Complaint(f"the choice {show(each)} is listed twice", path=("choices",)) for each in doubles
    ]


def _record_faults(field: Field) -> list[Complaint]:
    if field.kind is not Kind.RECORDS:
        return (
            [Complaint(f"a {field.kind} has no record", 'kind "records"', path=("record",))]
            if field.record
            else []
        )
    if not field.record:
        return [Complaint("records need fields of their own", f"[fields.{field.name}.record.NAME]")]
    found: list[Complaint] = []
    for name, inner in field.record.items():
        faults = inner.faults()
        if inner.kind is Kind.RECORDS:
            faults = [Complaint("a record cannot hold records", path=("kind",))]
        elif "." in name:
            faults = [Complaint("the fields of a record have no dots", on_key=True)]
        found += [attrs.evolve(f, path=("record", name, *f.path)) for f in faults]
    return found


def _effort_faults(field: Field) -> list[Complaint]:
    if field.minutes is None or 0 < field.minutes <= LARGEST:
        return []
    return [Complaint(f"found {show(field.minutes)}", "minutes above 0", path=("minutes",))]


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
    minimum, maximum = max(lows, default=None), min(highs, default=None)
    empty = minimum is not None and maximum is not None and minimum > maximum
    if empty or (first.kind is Kind.CHOICE and not choices):
        return Complaint(f"{sources} leave no value that {first.name} could have")
    record = dict(first.record)
    for name, inner in second.record.items():
        merged = merge(record[name], inner) if name in record else inner
        if isinstance(merged, Complaint):
            return merged
        record[name] = merged
    return attrs.evolve(
        first,
        minimum=minimum,
        maximum=maximum,
        whole=first.whole or second.whole,
        choices=choices,
        question=first.question or second.question,
        label=first.label or second.label,
        answered_by=first.answered_by or second.answered_by,
        controlled_by=first.controlled_by or second.controlled_by,
        minutes=second.minutes if first.minutes is None else first.minutes,
        tags=first.tags | second.tags,
        record=record,
        source=first.source if first.source == second.source else sources,
    )


def _spell(aspect: object) -> str:
    return "none" if aspect is None else str(aspect)


def unknown_choice(found: str, choices: tuple[str, ...]) -> Complaint:
    """The complaint about a text that is none of the choices."""
    return Complaint(f"found {show(found)}", one_of(choices), near(found, choices))
