"""Dated: values that change from a day on, and the nodes that stand for them.

A value with dates is a node stepwise over the date of the evaluation, so one program and one digest
serve every date, in every interpretation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeGuard, TypeVar, cast

from evalcore.language.nodes import AsOf, Compare, If, Literal, Node
from evalcore.written.errors import Path, show
from evalcore.written.tables import Table

T = TypeVar("T")
Steps = tuple[tuple[date | None, T], ...]  # from which day on what holds; None is from the first
FORM = "[{ from = 2026-01-01, value = 0.6 }, { from = 2027-01-01, value = 0.65 }]"


def is_dated(value: object) -> TypeGuard[list[Mapping[str, object]]]:
    """Whether a value of a document is meant as one with dates."""
    if not isinstance(value, list) or not value:
        return False
    entries = cast("list[object]", value)
    if not all(isinstance(each, Mapping) for each in entries):
        return False
    tables = cast("list[Mapping[str, object]]", entries)
    return all(set(each) <= {"from", "value"} for each in tables) and any(
        "from" in each for each in tables
    )


def read_steps(table: Table, key: str, take: Callable[[Table], T | None]) -> Steps[T]:
    """The steps under a key: a list of tables with `from` and `value`, the earliest first.

    `take` reads `value` out of one of them. What does not fit is complained about, and left out.
    """
    found: list[tuple[date | None, T]] = []
    before: date | None = None
    entries = table.array(key, FORM)
    if not entries and table.content.get(key) == []:
        table.complain("found a list of no values", FORM, at=(key,))
    for index, each in enumerate(entries):
        day = _day(each, first=index == 0)
        if "value" not in each:
            each.complain("value is missing", f"the value that holds then: {FORM}", code="EV104")
        value = take(each)
        each.finish()
        if day is not None and before is not None and day <= before:
            problem = f"{day} does not come after {before}"
            each.complain(problem, "the earliest first, each day once", at=("from",), code="EV115")
            continue
        before = day or before
        if value is not None and (day is not None or index == 0):
            found.append((day, value))
    return tuple(found)


def _day(table: Table, *, first: bool) -> date | None:
    day = table.take("from")
    if isinstance(day, date) and not isinstance(day, datetime):
        return day
    if day is not None or not first:
        problem = "from is missing" if day is None else f"found {show(day)}"
        at: Path = () if day is None else ("from",)
        table.complain(problem, "a date such as 2026-01-01, not in quotes", at=at, code="EV115")
    return None


def at(steps: Steps[T], day: date | None) -> T:
    """What holds on a day; without one, what holds last. Before the first day, what is first."""
    found = steps[0][1]
    for start, value in steps:
        if day is None or start is None or start <= day:
            found = value
    return found


def stepwise(steps: Steps[Node]) -> Node:
    """The node of what holds on the date of the evaluation."""
    node = steps[0][1]
    for start, value in steps[1:]:
        assert start is not None  # noqa: S101 - as read: only the first has none
        node = If(Compare(">=", AsOf(), Literal(start)), value, node)
    return node


def begin(steps: Sequence[tuple[date | None, Any]]) -> date | None:
    """From which day on there is a value; None for always."""
    return steps[0][0] if steps else None


def breaks(settings: Mapping[str, object]) -> list[date | None]:
    """The days on which settings change, the earliest first; the first stands for all before."""
    days = {
        each["from"]
        for value in settings.values()
        if is_dated(value)
        for each in value[1:]
        if isinstance(each.get("from"), date)
    }
    return [None, *sorted(cast("set[date]", days))]


def begin_of_settings(settings: Mapping[str, object]) -> date | None:
    """From which day on all settings have a value; None for always."""
    firsts = [value[0].get("from") for value in settings.values() if is_dated(value)]
    days = [each for each in firsts if isinstance(each, date)]
    return max(days, default=None)


def settings_at(
    settings: Mapping[str, object], day: date | None
) -> tuple[dict[str, object], dict[str, int]]:
    """The settings that hold from a day on, and of those with dates which entry holds."""
    found: dict[str, object] = {}
    places: dict[str, int] = {}
    for name, value in settings.items():
        if not is_dated(value):
            found[name] = value
            continue
        place = 0
        for index, each in enumerate(value[1:], start=1):
            start = each.get("from")
            if day is not None and isinstance(start, date) and start <= day:
                place = index
        found[name], places[name] = value[place].get("value"), place
    return found, places


def check_settings(table: Table) -> None:
    """Complains about settings with dates that are not in order."""
    for key, value in table.content.items():
        if is_dated(value):
            read_steps(table, key, lambda each: each.take("value"))
