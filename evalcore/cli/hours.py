"""`evalcore hours`: the hours in a calendar by month, against what was promised."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import attrs
import click

from evalcore.cli.common import DATE, Given, Selection, grouped, note_read, plugin_options
from evalcore.cli.output import EVERY, Output, output_options
from evalcore.cli.portfolio import read_amount
from evalcore.judge.comparison import Reader
from evalcore.request.fields import Field, Kind
from evalcore.request.kinds.dates import read_date
from evalcore.request.situation import as_seen
from evalcore.written.errors import Complaint, InputError, near, one_of, show

if TYPE_CHECKING:
    from evalcore.portfolios.hours import By, Week

MOST_DAYS = 3660
DAY = 8  # hours of an all-day event, where neither --day nor --week says it
PROMISED = "sponsor_hours_month"


@attrs.frozen
class Requests:
    """The requests that a calendar may name, and who approves them."""

    paths: tuple[str, ...] = ()
    ruleset: str | None = None
    promised: str = PROMISED
    as_of: str | None = None


@attrs.frozen
class Time:
    """Between which days, and how many hours there are."""

    first: str
    last: str
    zone: str | None = None
    day: str | None = None
    week: str | None = None
    keep: str | None = None


@click.command("hours")
@click.argument("calendars", metavar="CALENDAR...", nargs=-1, required=True)
@click.option(
    "--by",
    type=click.Choice(("category", "attendee", "request")),
    default="category",
    help="What the hours are summed by. Default: category.",
)
@grouped(
    "time",
    Time,
    click.option("--from", "first", metavar="DATE", required=True, help="The first day."),
    click.option("--to", "last", metavar="DATE", required=True, help="The last day."),
    click.option("--zone", metavar="ZONE", help="Whose days. Default: what the calendar names."),
    click.option("--day", metavar="HOURS", help="What an all-day event counts. Default: 8."),
    click.option("--week", metavar="HOURS", help="Say what is free of so many hours a week."),
    click.option("--keep", metavar="HOURS", help="With --week: so many of them are kept back."),
)
@grouped(
    "requests",
    Requests,
    click.option("--on", "paths", metavar="INPUT", multiple=True, help="With --by request."),
    click.option("--ruleset", metavar="RULESET", help="Promised is what this one lets go ahead."),
    click.option("--promised", metavar="FIELD", default=PROMISED, help="The hours a month."),
    DATE,
    output_options(*EVERY, bom=True),
    plugin_options,
)
def command(
    *,
    calendars: tuple[str, ...],
    by: str,
    time: Time,
    requests: Requests,
    output: Output,
    selection: Selection,
) -> None:
    """Sum the hours in CALENDAR (.ics) by month: by category, attendee or request.

    An event counts for a request whose id is in its title or in a category. With --ruleset, beside
    the hours that were promised to those that go ahead. Only sums are shown, and never a title.
    """
    from evalcore.portfolios.hours import hours_in
    from evalcore.read.calendars import read_calendars
    from evalcore.reports.hours import hours_document, hours_table, hours_workbook

    output.verify()
    first, last = _days(time)
    day, week = _amounts(time)
    if by == "request" and not requests.paths:
        raise click.UsageError("--by request looks for ids: add --on INPUT, with the requests")
    note_read(*calendars)
    calendar = read_calendars(calendars, first, last, time.zone)
    promised: Mapping[str, Fraction] = {}
    ids: tuple[str, ...] = ()
    if by == "request":
        ids, promised = _promised(requests, selection)
    chosen = cast("By", by)
    found = hours_in(
        calendar, first, last, chosen, day=day, week=week, requests=ids, promised=promised
    )
    output.emit_as(
        found.to_json,
        lambda: hours_document(found),
        lambda: [hours_table(found)],
        lambda: hours_workbook(found),
    )


def _days(time: Time) -> tuple[date, date]:
    found: list[date] = []
    faults: list[Complaint] = []
    for option, text in (("--from", time.first), ("--to", time.last)):
        try:
            found.append(read_date(text))
        except InputError as error:
            faults += [attrs.evolve(each, source=option) for each in error.complaints]
    if faults:
        raise InputError(faults)
    if found[0] > found[1]:
        problem = f"the last day, {time.last}, is before the first, {time.first}"
        raise InputError(Complaint(problem, source="--to"))
    if (found[1] - found[0]).days > MOST_DAYS:
        raise InputError(Complaint("more than ten years", source="--to"))
    return found[0], found[1]


def _amounts(time: Time) -> tuple[Fraction, Week | None]:
    from evalcore.portfolios.hours import WORKING_DAYS, Week

    faults: list[Complaint] = []
    said: dict[str, Fraction] = {}
    given = {"--day": time.day, "--week": time.week, "--keep": time.keep}
    for option, text in given.items():
        amount = None if text is None else read_amount(text)
        if amount is not None:
            said[option] = amount
        elif text is not None:
            faults.append(Complaint(f"found {show(text)}", "hours, such as 45", source=option))
    if "--keep" in said and "--week" not in said:
        problem = "it is kept back of the hours of a week"
        faults.append(Complaint(problem, "--week HOURS as well", source="--keep"))
    for option, most, called in (("--day", 24, "a day"), ("--week", 168, "a week")):
        if said.get(option, 0) > most:
            problem = f"found {given[option]}, and {called} has {most} hours"
            faults.append(Complaint(problem, f"at most {most}", source=option))
    if faults:
        raise InputError(faults)
    week = said.get("--week")
    usual = Fraction(DAY) if week is None else week / WORKING_DAYS
    day = said.get("--day", usual)
    return day, None if week is None else Week(week, said.get("--keep", Fraction(0)))


def _promised(
    requests: Requests, selection: Selection
) -> tuple[tuple[str, ...], dict[str, Fraction]]:
    """The ids of all requests, and what was promised to those that go ahead."""
    from evalcore.portfolios.model import decimal

    given = Given(requests.paths, (), (), (), requests.as_of, selection)
    name = requests.promised
    if requests.ruleset is None:
        reader = Reader(selection.discover(), {name: Field(name, Kind.NUMBER)})
        initiatives = given.read(reader)
        return tuple(each.id for each in initiatives), {}
    evaluator = selection.evaluator(requests.ruleset)
    declared = evaluator.graph.declared
    if name not in declared:
        numbers = [each.name for each in declared.values() if each.kind.is_number]
        problem, meant = f"there is no field {show(name)}", near(name, numbers)
        raise InputError(Complaint(problem, one_of(numbers), meant, source="--promised"))
    reader = Reader.beside(evaluator, {name: declared[name]})
    initiatives, day = given.load(evaluator, reader)
    portfolio = evaluator.graph.portfolio
    may = evaluator.ruleset.verdicts[:1] if portfolio is None else portfolio.among
    promised: dict[str, Fraction] = {}
    for initiative, each in zip(
        initiatives, evaluator.judge_all(initiatives, as_of=day), strict=True
    ):
        hours = as_seen(initiative.values.get(name))
        if each.decided and each.possible[0] in may and isinstance(hours, int | float):
            promised[each.id] = decimal(float(hours))
    return tuple(each.id for each in initiatives), promised
