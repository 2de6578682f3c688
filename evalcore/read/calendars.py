"""Calendars (iCalendar, RFC 5545): when somebody was busy, with recurring and all-day events.

Read by icalendar, which is imported when a calendar is read: the extra `hours`. Titles are kept to
be searched for ids, and are shown nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from evalcore.written.errors import Complaint, InputError, plural, show
from evalcore.written.extras import library
from evalcore.written.files import read_text

LARGEST = 64 * 2**20  # bytes of a calendar
MOST = 200_000  # occurrences that are looked at
SLOWEST = ("SECONDLY", "MINUTELY", "HOURLY")  # no meeting recurs so often
_LINE = re.compile(r"[A-Za-z0-9-]+[;:]")
_MIDNIGHT = time()


@attrs.frozen
class Busy:
    """One occurrence: from when to when, both in the zone of the calendar.

    `all_day` is the number of days of one that says no times. `title` is never shown.
    """

    start: datetime
    end: datetime
    categories: tuple[str, ...] = ()
    attendees: tuple[str, ...] = ()
    title: str = attrs.field(default="", repr=False)
    all_day: int = 0


@attrs.frozen
class Calendar:
    """What is in calendars between two days. `notes` say what was left out, and how often."""

    busy: tuple[Busy, ...]
    zone: str
    notes: tuple[str, ...] = ()


def read_calendars(
    paths: Iterable[str], first: date, last: date, zone: str | None = None
) -> Calendar:
    """The occurrences that overlap the days from first to last, these included.

    Days are those of `zone`; left out: of the zone that the first calendar names, else UTC. Raises
    `InputError` with every complaint.
    """
    named: str | None = zone
    found: list[Busy] = []
    complaints: list[Complaint] = []
    notes: dict[str, int] = {}
    parsed: list[Any] = []
    source = "--zone"
    for path in paths:
        try:
            parsed.append(_parsed(path))
            if named is None:
                named = _zone_named(parsed[-1])
                source = path
        except InputError as error:
            complaints += error.complaints
    if complaints:
        raise InputError(complaints)
    own = _own_zone(named or "UTC", source, said=zone is not None)
    window = (
        datetime.combine(first, _MIDNIGHT, own),
        datetime.combine(last + timedelta(days=1), _MIDNIGHT, own),
    )
    for each in parsed:
        found += _Reading(own, window, notes).occurrences(each)
    told = tuple(f"{plural(count, 'event')} {what}" for what, count in notes.items())
    return Calendar(tuple(sorted(found, key=lambda one: (one.start, one.end))), str(own), told)


def _zone_named(calendar: Any) -> str | None:
    said = calendar.get("X-WR-TIMEZONE")
    return str(said).strip() or None if said is not None else None


def _own_zone(name: str, source: str, *, said: bool) -> ZoneInfo:
    """The zone of the days. Raises `InputError`, which says how a calendar's own is replaced."""
    try:
        return find_zone(name, source)
    except InputError as error:
        if said:
            raise
        raise InputError(
            attrs.evolve(each, label="X-WR-TIMEZONE", mend="or say whose days they are: --zone")
            for each in error.complaints
        ) from None


def find_zone(name: str, source: str) -> ZoneInfo:
    """A time zone by its name. Raises `InputError` where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problem, expected = f"there is no time zone {show(name)}", "one such as Europe/Berlin"
        raise InputError(Complaint(problem, expected, source=source)) from None


def _parsed(path: str) -> Any:
    text = read_text(path, LARGEST)
    icalendar = library("icalendar", extra="hours", use="reading calendars")
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith((" ", "\t")) and not _LINE.match(line):
            problem = "this line is none of a calendar"  # it may be part of a title: not shown
            expected = "an iCalendar file (.ics), with lines such as DTSTART:20260901T090000Z"
            raise InputError(Complaint(problem, expected, source=path, line=number))
    try:
        return icalendar.Calendar.from_ical(text)
    except (ValueError, IndexError, KeyError):
        problem, expected = (
            "this cannot be read",
            "an iCalendar file (.ics), as any calendar exports",
        )
        raise InputError(Complaint(problem, expected, source=path)) from None


@attrs.frozen
class _Onward:
    """A change of one occurrence and of all that follow: how much later, and how long they are."""

    at: datetime
    shift: timedelta
    length: timedelta


@attrs.frozen
class _Reading:
    zone: ZoneInfo
    window: tuple[datetime, datetime]
    notes: dict[str, int]

    def note(self, what: str) -> None:
        self.notes[what] = self.notes.get(what, 0) + 1

    def occurrences(self, calendar: Any) -> Iterator[Busy]:
        events = [*calendar.walk("VEVENT")]
        moved: dict[str, set[datetime]] = {}
        onward: dict[str, list[_Onward]] = {}
        for event in events:
            if "RECURRENCE-ID" in event and not _is_broken(event):
                at, uid = self.aware(event.decoded("RECURRENCE-ID")), str(event.get("UID"))
                moved.setdefault(uid, set()).add(at)
                if _goes_on(event):
                    start = event.decoded("DTSTART")
                    onward.setdefault(uid, []).append(
                        _Onward(at, self.aware(start) - at, self.length(event, start))
                    )
        for event in events:
            if str(event.get("STATUS", "")).upper() == "CANCELLED":
                continue
            if str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
                self.note("left out, marked as free")
                continue
            if _is_broken(event) or "DTSTART" not in event:
                self.note("left out, unreadable")
                continue
            single = "RECURRENCE-ID" in event
            uid = str(event.get("UID"))
            gone = set[datetime]() if single else moved.get(uid, set())
            if _zones_differ(event):
                self.note(f"with a zone at one end alone, the other read as {self.zone}")
            yield from self.of(event, gone, [] if single else onward.get(uid, []))

    def of(self, event: Any, gone: set[datetime], onward: Sequence[_Onward]) -> Iterator[Busy]:
        start = event.decoded("DTSTART")
        length = self.length(event, start)
        if length < timedelta():
            self.note("left out, ending before beginning")
        if length <= timedelta():
            return
        if "TZID" in event["DTSTART"].params and start.tzinfo is None:
            self.note(f"of a time zone that is not known, read as {self.zone}")
        days = 0 if isinstance(start, datetime) else length.days
        about = (_texts(event.get("CATEGORIES")), _attendees(event), str(event.get("SUMMARY", "")))
        for number, each in enumerate(self.starts(event, start, length)):
            if number > MOST:
                raise InputError(Complaint(f"an event recurs more than {MOST} times"))
            begin, lasts = self.aware(each), length
            if begin in gone:
                continue
            later = [one for one in onward if one.at <= begin]
            if later and not days:
                change = max(later, key=lambda one: one.at)
                begin, lasts = begin + change.shift, change.length
            end = begin + timedelta(days=days) if days else _after(begin, lasts)
            if end <= self.window[0] or begin >= self.window[1]:
                continue
            yield Busy(begin.astimezone(self.zone), end.astimezone(self.zone), *about, days)

    def length(self, event: Any, start: date) -> timedelta:
        """How long an event lasts: whole days, or the time between its ends in one zone."""
        if "DURATION" in event:
            found: timedelta = event.decoded("DURATION")
            return found
        if "DTEND" not in event:
            return timedelta() if isinstance(start, datetime) else timedelta(days=1)
        end: date = event.decoded("DTEND")
        if not isinstance(end, datetime) and not isinstance(start, datetime):
            return end - start
        if not isinstance(end, datetime) or not isinstance(start, datetime):
            return timedelta()
        if end.tzinfo is None and start.tzinfo is None:
            return end - start  # by the clock on the wall
        utc = ZoneInfo("UTC")
        return self.aware(end).astimezone(utc) - self.aware(start).astimezone(utc)

    def starts(self, event: Any, start: date, length: timedelta) -> Iterator[date]:
        """When it begins, each time; by the clock on the wall, whatever the season."""
        rule, extra = event.get("RRULE"), _dates(event.get("RDATE"))
        if rule is None and not extra:
            yield start
            return
        zone = start.tzinfo if isinstance(start, datetime) else None
        out = {self.naive(each, zone) for each in _dates(event.get("EXDATE"))}
        first = self.naive(start, zone)
        low = self.naive(self.window[0], zone) - length - timedelta(days=1)
        high = self.naive(self.window[1], zone) + timedelta(days=1)
        listed = {first, *(self.naive(each, zone) for each in extra)}
        if rule is not None:
            listed.update(self.ruled(rule, first, low, high, zone))
        for each in sorted(listed.difference(out)):
            if low <= each <= high:
                yield each.replace(tzinfo=zone) if isinstance(start, datetime) else each.date()

    def ruled(
        self, rule: Any, first: datetime, low: datetime, high: datetime, zone: tzinfo | None
    ) -> Iterator[datetime]:
        """What a rule gives between two times; rules that no meeting follows are left out."""
        for each in _listed(rule):
            said: dict[str, Any] = dict(each)
            if str(said.get("FREQ", [""])[0]).upper() in SLOWEST:
                self.note("left out, recurring by the hour or faster")
                continue
            until = said.pop("UNTIL", None)
            text = type(each)(said).to_ical().decode()
            dateutil = library("dateutil.rrule", extra="hours", use="reading calendars")
            made = dateutil.rrulestr(text, dtstart=first)
            if until:
                ended = self.naive(until[0], zone)
                if not isinstance(until[0], datetime):
                    ended += timedelta(days=1, microseconds=-1)
                yield from _between(made, low, min(high, ended))
            else:
                yield from _between(made, low, high)

    def naive(self, when: date, zone: tzinfo | None) -> datetime:
        """A time by the clock on the wall of a zone, or of the calendar where that is None."""
        if not isinstance(when, datetime):
            return datetime.combine(when, _MIDNIGHT)
        if when.tzinfo is not None:
            when = when.astimezone(zone or self.zone)
        return when.replace(tzinfo=None)

    def aware(self, when: date) -> datetime:
        """A time in its own zone; what names none is in that of the calendar."""
        if not isinstance(when, datetime):
            return datetime.combine(when, _MIDNIGHT, self.zone)
        return when if when.tzinfo is not None else when.replace(tzinfo=self.zone)


def _between(rule: Any, low: datetime, high: datetime) -> Iterator[datetime]:
    for number, each in enumerate(rule):
        if each > high:
            return
        if number > MOST:
            raise InputError(Complaint(f"an event recurs more than {MOST} times"))
        if each >= low:
            yield each


def _after(begin: datetime, length: timedelta) -> datetime:
    """The end after so much time has passed, whatever clocks were changed in between."""
    return (begin.astimezone(ZoneInfo("UTC")) + length).astimezone(begin.tzinfo)


def _zones_differ(event: Any) -> bool:
    """Whether one end of an event has a time zone, and the other has none."""
    ends = [event.decoded(key) for key in ("DTSTART", "DTEND") if key in event]
    return len({bool(end.tzinfo) for end in ends if isinstance(end, datetime)}) > 1


def _goes_on(event: Any) -> bool:
    """Whether a change of one occurrence is one of all that follow."""
    said = str(event["RECURRENCE-ID"].params.get("RANGE", "")).upper()
    return said == "THISANDFUTURE" and "DTSTART" in event


def _is_broken(event: Any) -> bool:
    return bool(event.errors)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return [*cast("Iterable[Any]", value)] if isinstance(value, list) else [value]


def _dates(value: Any) -> list[date]:
    dates = [each.dt for lists in _listed(value) for each in lists.dts]
    return [each[0] if isinstance(each, tuple) else each for each in dates]


def _texts(value: Any) -> tuple[str, ...]:
    found = [str(text).strip() for each in _listed(value) for text in each.cats]
    return tuple(dict.fromkeys(filter(None, found)))


def _attendees(event: Any) -> tuple[str, ...]:
    found: list[str] = []
    for each in _listed(event.get("ATTENDEE")):
        params: Mapping[str, Any] = each.params
        name = str(params.get("CN") or str(each).partition(":")[2] or each)
        found.append(name.strip().strip('"'))
    return tuple(dict.fromkeys(filter(None, found)))
