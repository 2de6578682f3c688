"""Calendars: when somebody was busy; recurrence, zones, days without times, what is left out."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from evalcore import InputError
from evalcore.read.calendars import read_calendars

pytest.importorskip("icalendar", reason="the extra hours is not installed")

BERLIN = ZoneInfo("Europe/Berlin")
FIRST, LAST = date(2026, 9, 1), date(2026, 11, 30)


def calendar(folder: Path, *events: str, head: str = "X-WR-TIMEZONE:Europe/Berlin") -> str:
    """The path of a calendar with these events, lines each."""
    body = "".join(f"BEGIN:VEVENT\nUID:{n}\n{each}\nEND:VEVENT\n" for n, each in enumerate(events))
    path = folder / "calendar.ics"
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\n{head}\n{body}END:VCALENDAR\n"
    path.write_text(text.replace("\n", "\r\n"), encoding="utf-8")
    return str(path)


def spans(folder: Path, *events: str, **more: str) -> list[tuple[str, float]]:
    """When each occurrence begins in its zone, and for how many hours."""
    found = read_calendars([calendar(folder, *events, **more)], FIRST, LAST)
    utc = ZoneInfo("UTC")
    return [
        (
            f"{each.start:%m-%d %H:%M}",
            (each.end.astimezone(utc) - each.start.astimezone(utc)).total_seconds() / 3600,
        )
        for each in found.busy
    ]


def test_one_event(tmp_path):
    event = (
        "DTSTART;TZID=America/New_York:20260901T090000\nDTEND;TZID=America/New_York:20260901T100000"
    )
    assert spans(tmp_path, event) == [("09-01 15:00", 1)]
    assert spans(tmp_path, "DTSTART:20260901T090000Z\nDURATION:PT90M") == [("09-01 11:00", 1.5)]
    assert spans(tmp_path, "DTSTART:20260901T090000\nDURATION:PT1H") == [("09-01 09:00", 1)]


def test_without_a_zone_days_are_those_of_utc(tmp_path):
    found = spans(tmp_path, "DTSTART:20260901T090000Z\nDURATION:PT1H", head="X-A:b")
    assert found == [("09-01 09:00", 1)]


def test_a_recurring_event_recurs_by_the_clock_on_the_wall(tmp_path):
    event = (
        "DTSTART;TZID=Europe/Berlin:20261018T090000\nDURATION:PT1H\n"
        "RRULE:FREQ=WEEKLY;UNTIL=20261101T080000Z"
    )
    assert spans(tmp_path, event) == [("10-18 09:00", 1), ("10-25 09:00", 1), ("11-01 09:00", 1)]


def test_what_recurs_for_ever_is_seen_where_it_is_asked_about(tmp_path):
    event = (
        "DTSTART;TZID=Europe/Berlin:20100104T090000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYDAY=1TU"
    )
    assert [when for when, _ in spans(tmp_path, event)] == [
        "09-01 09:00", "10-06 09:00", "11-03 09:00",
    ]  # fmt: skip


def test_what_is_left_out_added_and_moved(tmp_path):
    event = (
        "DTSTART;TZID=Europe/Berlin:20260901T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3\n"
        "EXDATE;TZID=Europe/Berlin:20260908T090000\nRDATE;TZID=Europe/Berlin:20260904T120000"
    )
    path = Path(calendar(tmp_path, event))
    moved = (
        "BEGIN:VEVENT\r\nUID:0\r\nRECURRENCE-ID;TZID=Europe/Berlin:20260915T090000\r\n"
        "DTSTART;TZID=Europe/Berlin:20260916T140000\r\nDURATION:PT2H\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    path.write_text(path.read_text("utf-8").replace("END:VCALENDAR", moved), "utf-8")
    found = read_calendars([str(path)], FIRST, LAST)
    assert [f"{each.start:%m-%d %H:%M}" for each in found.busy] == [
        "09-01 09:00", "09-04 12:00", "09-16 14:00",
    ]  # fmt: skip


def test_days_without_times(tmp_path):
    days = "DTSTART;VALUE=DATE:20260930\nDTEND;VALUE=DATE:20261002"
    found = read_calendars([calendar(tmp_path, days)], FIRST, LAST).busy
    assert [(each.start, each.all_day) for each in found] == [
        (datetime(2026, 9, 30, tzinfo=BERLIN), 2)
    ]
    one = read_calendars([calendar(tmp_path, "DTSTART;VALUE=DATE:20260930")], FIRST, LAST).busy
    assert [each.all_day for each in one] == [1]


def test_what_does_not_count_is_told(tmp_path):
    begin = "DTSTART:20260901T090000Z\nDURATION:PT1H"
    events = [
        f"{begin}\nSTATUS:CANCELLED",
        f"{begin}\nTRANSP:TRANSPARENT",
        f"{begin}\nRRULE:FREQ=SECONDLY",
        "DTSTART:tomorrow",
        "SUMMARY:without a time",
    ]
    found = read_calendars([calendar(tmp_path, *events)], FIRST, LAST)
    assert found.notes == (
        "1 event left out, marked as free",
        "1 event left out, recurring by the hour or faster",
        "2 events left out, unreadable",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "BEGIN:VCALENDAR\nmy secret\nEND:VCALENDAR\n",
            (
                "calendar.ics:2: this line is none of a calendar\n"
                "    expected an iCalendar file (.ics), with lines such as DTSTART:20260901T090000Z"
            ),
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n",
            (
                "calendar.ics: this cannot be read\n"
                "    expected an iCalendar file (.ics), as any calendar exports"
            ),
        ),
        ("", "calendar.ics: this cannot be read"),
    ],
)
def test_what_is_no_calendar(tmp_path, text, words):
    (tmp_path / "calendar.ics").write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read_calendars([str(tmp_path / "calendar.ics")], FIRST, LAST)
    assert words in str(caught.value)


def test_a_zone_that_there_is_not(tmp_path):
    with pytest.raises(InputError, match="--zone: there is no time zone 'Mars'"):
        read_calendars([calendar(tmp_path)], FIRST, LAST, "Mars")


def test_a_change_of_all_that_follow(tmp_path):
    every = "DTSTART;TZID=Europe/Berlin:20261005T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=5"
    change = (
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261019T090000\n"
        "DTSTART;TZID=Europe/Berlin:20261019T140000\nDURATION:PT2H"
    )
    path = Path(calendar(tmp_path, every, change))
    path.write_bytes(path.read_bytes().replace(b"UID:1", b"UID:0"))
    found = read_calendars([str(path)], FIRST, LAST).busy
    assert [f"{each.start:%m-%d %H:%M} to {each.end:%H:%M}" for each in found] == [
        "10-05 09:00 to 10:00",
        "10-12 09:00 to 10:00",
        "10-19 14:00 to 16:00",
        "10-26 14:00 to 16:00",
        "11-02 14:00 to 16:00",
    ]


def test_what_is_strange_is_told(tmp_path):
    path = calendar(
        tmp_path,
        "DTSTART;TZID=Mars/Phobos:20260916T100000\nDURATION:PT1H",
        "DTSTART:20260916T100000Z\nDTEND:20260916T090000Z",
        "DTSTART:20260917T100000Z\nDTEND:20260917T100000Z",
    )
    found = read_calendars([path], FIRST, LAST)
    assert [f"{each.start:%m-%d %H:%M}" for each in found.busy] == ["09-16 10:00"]
    assert found.notes == (
        "1 event of a time zone that is not known, read as Europe/Berlin",
        "1 event left out, ending before beginning",
    )


@pytest.mark.parametrize(
    ("start", "end", "when", "hours"),
    [
        ("20260916T100000", "20260916T110000Z", "09-16 10:00", 3),
        ("20260916T080000Z", "20260916T110000", "09-16 10:00", 1),
    ],
)
def test_an_end_without_a_zone_is_in_that_of_the_calendar(tmp_path, start, end, when, hours):
    path = calendar(tmp_path, f"DTSTART:{start}\nDTEND:{end}")
    found = read_calendars([path], FIRST, LAST)
    assert found.notes == ("1 event with a zone at one end alone, the other read as Europe/Berlin",)
    (busy,) = found.busy
    assert f"{busy.start:%m-%d %H:%M}" == when
    assert (busy.end - busy.start).total_seconds() / 3600 == hours


def test_a_zone_of_a_calendar_that_there_is_not_names_its_file(tmp_path):
    path = calendar(tmp_path, head="X-WR-TIMEZONE:Mars/Phobos")
    with pytest.raises(InputError) as caught:
        read_calendars([path], FIRST, LAST)
    assert str(caught.value) == (
        f"{path}: X-WR-TIMEZONE: there is no time zone 'Mars/Phobos'\n"
        "    expected one such as Europe/Berlin\n"
        "    or say whose days they are: --zone"
    )
    assert not read_calendars([path], FIRST, LAST, "Europe/Berlin").busy
