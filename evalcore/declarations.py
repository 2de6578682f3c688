"""What a policy's author writes inside `Annotated[...]`: the fields and settings of a policy.

```python
Hours = Annotated[float, number("sponsor_hours_month", unit="h/month", minimum=0)]
Available = Annotated[float, setting(unit="h/month", above=0)]
```
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from evalcore.fields import Field, Kind


@attrs.frozen
class SettingSpec:
    """What a setting may be. Its type is the parameter's annotation, its default the parameter's.

    `minimum` and `maximum` are inclusive, `above` and `below` exclusive, all in `unit`; for a
    table of numbers they hold for each number. `choices` lists the texts that are allowed.
    """

    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    below: float | None = None
    choices: tuple[str, ...] | None = None
    about: str = ""


def setting(
    *,
    unit: str | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    above: float | None = None,
    below: float | None = None,
    choices: Sequence[str] | None = None,
    about: str = "",
) -> SettingSpec:
    """A setting of a policy, for a keyword-only parameter. `about` says what it is, in a phrase."""
    allowed = None if choices is None else tuple(choices)
    return SettingSpec(unit, minimum, maximum, above, below, allowed, about)


def number(
    name: str,
    *,
    unit: str | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    whole: bool = False,
    question: str = "",
    answered_by: str = "",
    tags: Iterable[str] = (),
) -> Field:
    """A field that holds a number from `minimum` to `maximum` (inclusive, in `unit`)."""
    return Field(
        name, Kind.NUMBER, unit, minimum, maximum, whole,
        question=question, answered_by=answered_by, tags=frozenset(tags),
    )  # fmt: skip


def estimate(
    name: str,
    *,
    unit: str | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    question: str = "",
    answered_by: str = "",
    tags: Iterable[str] = (),
) -> Field:
    """A field that holds low, likely and high; in formulas it counts as its likely value."""
    return Field(
        name, Kind.ESTIMATE, unit, minimum, maximum,
        question=question, answered_by=answered_by, tags=frozenset(tags),
    )  # fmt: skip


def flag(
    name: str, *, question: str = "", answered_by: str = "", tags: Iterable[str] = ()
) -> Field:
    """A field that is true or false."""
    return _other(name, Kind.FLAG, None, question=question, answered_by=answered_by, tags=tags)


def text(
    name: str, *, question: str = "", answered_by: str = "", tags: Iterable[str] = ()
) -> Field:
    """A field that holds any text."""
    return _other(name, Kind.TEXT, None, question=question, answered_by=answered_by, tags=tags)


def choice(
    name: str,
    choices: Sequence[str],
    *,
    question: str = "",
    answered_by: str = "",
    tags: Iterable[str] = (),
) -> Field:
    """A field that holds one of the texts listed."""
    return _other(name, Kind.CHOICE, choices, question=question, answered_by=answered_by, tags=tags)


def day(name: str, *, question: str = "", answered_by: str = "", tags: Iterable[str] = ()) -> Field:
    """A field that holds a date."""
    return _other(name, Kind.DATE, None, question=question, answered_by=answered_by, tags=tags)


def set_of_text(
    name: str,
    choices: Sequence[str] | None = None,
    *,
    question: str = "",
    answered_by: str = "",
    tags: Iterable[str] = (),
) -> Field:
    """A field that holds a set of texts: any, or some of those listed."""
    return _other(name, Kind.SET, choices, question=question, answered_by=answered_by, tags=tags)


def records(
    name: str,
    *fields: Field,
    question: str = "",
    answered_by: str = "",
    tags: Iterable[str] = (),
) -> Field:
    """A field that holds a list of small records with these fields."""
    return attrs.evolve(
        _other(name, Kind.RECORDS, None, question=question, answered_by=answered_by, tags=tags),
        record={each.name: each for each in fields},
    )


def _other(
    name: str,
    kind: Kind,
    choices: Sequence[str] | None,
    *,
    question: str,
    answered_by: str,
    tags: Iterable[str],
) -> Field:
    listed = None if choices is None else tuple(choices)
    return Field(
        name, kind, choices=listed,
        question=question, answered_by=answered_by, tags=frozenset(tags),
    )  # fmt: skip


def _as_tuple(fields: Iterable[Field]) -> tuple[Field, ...]:
    return tuple(fields)


@attrs.frozen
class Vocabulary:
    """Fields that several rulesets share, under a name that a ruleset can ask for."""

    name: str
    fields: tuple[Field, ...] = attrs.field(converter=_as_tuple)
