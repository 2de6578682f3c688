"""What a policy's author writes inside `Annotated[...]`: the fields and settings of a policy.

```python
Hours = Annotated[float, number("sponsor_hours_month", unit="h/month", minimum=0)]
Available = Annotated[float, setting(unit="h/month", above=0)]
```
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypedDict, Unpack

import attrs

from evalcore.request.fields import Field, Kind
from evalcore.written.errors import several


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
    allowed = None if choices is None else tuple(several(choices, "choices"))
    return SettingSpec(unit, minimum, maximum, above, below, allowed, about)


class About(TypedDict, total=False):
    """What every field can say beside its values; all of it is optional.

    `label` is what letters call it, where its name will not do. `answered_by` and `controlled_by`
    name a role: who knows the answer, and who can change it ("nobody" for facts of the past).
    `minutes` is what the answer costs, above 0. `shown_as` is for numbers: "percent".
    """

    question: str
    label: str
    shown_as: str
    answered_by: str
    controlled_by: str
    minutes: float
    tags: Iterable[str]


def number(
    name: str,
    *,
    unit: str | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    whole: bool = False,
    **about: Unpack[About],
) -> Field:
    """A field that holds a number from `minimum` to `maximum` (inclusive, in `unit`)."""
    return Field(name, Kind.NUMBER, unit, minimum, maximum, whole, **_about(about))


def estimate(
    name: str,
    *,
    unit: str | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    **about: Unpack[About],
) -> Field:
    """A field that holds low, likely and high; in formulas it counts as its likely value."""
    return Field(name, Kind.ESTIMATE, unit, minimum, maximum, **_about(about))


def flag(name: str, **about: Unpack[About]) -> Field:
    """A field that is true or false."""
    return Field(name, Kind.FLAG, **_about(about))


def text(name: str, **about: Unpack[About]) -> Field:
    """A field that holds any text."""
    return Field(name, Kind.TEXT, **_about(about))


def choice(name: str, choices: Sequence[str], **about: Unpack[About]) -> Field:
    """A field that holds one of the texts listed."""
    return Field(name, Kind.CHOICE, choices=tuple(several(choices, "choices")), **_about(about))


def day(name: str, **about: Unpack[About]) -> Field:
    """A field that holds a date."""
    return Field(name, Kind.DATE, **_about(about))


def set_of_text(name: str, choices: Sequence[str] | None = None, **about: Unpack[About]) -> Field:
    """A field that holds a set of texts: any, or some of those listed."""
    listed = None if choices is None else tuple(several(choices, "choices"))
    return Field(name, Kind.SET, choices=listed, **_about(about))


def records(name: str, *fields: Field, **about: Unpack[About]) -> Field:
    """A field that holds a list of small records with these fields."""
    record = {each.name: each for each in fields}
    return Field(name, Kind.RECORDS, record=record, **_about(about))


def _about(about: About) -> dict[str, Any]:
    return {**about, "tags": frozenset(several(about.get("tags", ()), "tags"))}


@attrs.frozen
class Relation:
    """What holds between the fields of every request: a request that breaks it is refused.

    `holds` is a formula over fields, `spent <= budget`, or in a policy the condition itself; where
    a field is unknown nothing is refused unless no value of it would do. `because` says why it
    holds, in a phrase. `of` names a list, each of whose records it is about. Where `otherwise` is
    "warn", a request that breaks it is judged all the same, and bounds do not count on it.
    """

    holds: Any
    because: str = ""
    of: str = ""
    otherwise: Literal["refuse", "warn"] = "refuse"


def _as_tuple(fields: Iterable[Field]) -> tuple[Field, ...]:
    return tuple(fields)


@attrs.frozen
class Vocabulary:
    """Fields that several rulesets share, under a name that a ruleset can ask for.

    `relations` hold, by name, wherever a ruleset reads all the fields that they are about.
    """

    name: str
    fields: tuple[Field, ...] = attrs.field(converter=_as_tuple)
    relations: Mapping[str, Relation] = attrs.field(factory=dict[str, Relation], hash=False)
