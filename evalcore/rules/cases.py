"""Cases: what a ruleset is expected to say of requests, as somebody wrote it down.

Only shapes are read here; whether an expectation holds is found out in the room `cases`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import attrs

from evalcore.written.errors import Path, near, one_of, show
from evalcore.written.numbers import is_number
from evalcore.written.tables import Table

UNDECIDED = "undecided"  # what may be expected beside the verdicts
DEFAULT = "default"  # who decides where no rule speaks
WITHIN = 1e-4  # how far a number may be off, unless its case says otherwise
HEADER = "[[cases]]: each case starts with it"
WANTED = 'a verdict, or "undecided"'


@attrs.frozen
class Near:
    """A number that is expected, and how far off it may be."""

    value: float
    within: float = WITHIN


@attrs.frozen
class Case:
    """One request with what is expected of it; None where nothing is.

    The request is `initiative`, or the one of the case `like`, with `change` and `without`.
    `parameters` and `as_of` count in this case alone. `path` and `source` say where it is written,
    `line` and `columns`, by their names, where that is a table.
    """

    name: str
    expect: str
    initiative: Mapping[str, object] | None = None
    like: str = ""
    change: Mapping[str, object] = attrs.field(factory=dict[str, object])
    without: tuple[str, ...] = ()
    decided_by: str = ""
    total: Near | None = None
    scores: Mapping[str, Near] = attrs.field(factory=dict[str, Near])
    missing: tuple[str, ...] | None = None
    parameters: Mapping[str, float] = attrs.field(factory=dict[str, float])
    as_of: date | None = None
    path: Path = ()
    source: str = ""
    line: int | None = None
    columns: Mapping[str, int] = attrs.field(factory=dict[str, int])


def read_cases(tables: Sequence[Table], verdicts: Sequence[str], source: str) -> tuple[Case, ...]:
    """The cases in these tables: what could be read of them, where there are complaints.

    Without `verdicts` any text may be one.
    """
    return tuple(_case(each, verdicts, source) for each in tables)


def _case(table: Table, verdicts: Sequence[str], source: str) -> Case:
    name = table.text("name", required='a name, such as name = "pays back late"')
    expect = table.text("expect", required=WANTED)
    if expect and verdicts and expect not in (*verdicts, UNDECIDED):
        known = (*verdicts, UNDECIDED)
        meant = near(expect, known)
        table.complain(f"there is no verdict {show(expect)}", one_of(known), meant, at=("expect",))
    like = table.text("like")
    given = table.inner("initiative", "a table of fields") if "initiative" in table else None
    table.take("initiative")
    if bool(like) is ("initiative" in table):
        both = "has both" if like else "has neither initiative nor like"
        problem = f"the case {show(name)} {both}"
        table.complain(problem, "an initiative, or like = the name of a case above", on_key=True)
    for key in ("change", "without"):
        if key in table and not like:
            problem = f"{key} is for a case that is like another"
            table.complain(problem, 'like = "..."', at=(key,), on_key=True)
    case = Case(
        name,
        expect,
        initiative=None if given is None else given.content,
        like=like,
        change=table.table("change", "a table of fields").content,
        without=table.texts("without", names=True),
        decided_by=table.text("decided_by"),
        total=_near(table, "total"),
        scores=_scores(table.table("scores", "a table of scores")),
        missing=table.texts("missing", names=True) if "missing" in table else None,
        parameters=_parameters(table.table("parameters", "a table of numbers")),
        as_of=_date(table),
        path=table.path,
        source=source,
    )
    table.take("missing")
    table.finish()
    return case


def _near(table: Table, key: str) -> Near | None:
    """A number, alone or with how far off it may be."""
    value = table.content.get(key)
    if not isinstance(value, Mapping):
        number = table.number(key)
        return None if number is None else Near(float(number))
    inner = table.table(key)
    number, within = inner.number("value"), inner.number("within")
    if "value" not in inner:
        inner.complain("value is missing", "a number")
    if within is not None and within < 0:
        inner.complain(f"found {show(within)}", "a number of at least 0", at=("within",))
    inner.finish()
    return None if number is None else Near(float(number), WITHIN if within is None else within)


def _scores(table: Table) -> dict[str, Near]:
    read = {key: _near(table, key) for key in table.content}
    return {key: each for key, each in read.items() if each is not None}


def _parameters(table: Table) -> dict[str, float]:
    read = {key: table.number(key) for key in table.content}
    return {key: float(each) for key, each in read.items() if each is not None}


def _date(table: Table) -> date | None:
    value = table.take("as_of")
    if isinstance(value, str):
        value = as_day(value)
    if value is None and "as_of" not in table:
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        found = show(table.content["as_of"])
        table.complain(f"found {found}", "a date, such as 2026-11-23", at=("as_of",))
        return None
    return value


def as_day(text: str) -> date | None:
    """A day that is written as 2026-11-23; None for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None


def as_near(text: str) -> Near | None:
    """A number in a cell; None for anything else."""
    try:
        value = float(text)
    except ValueError:
        return None
    return Near(value) if is_number(value) else None
