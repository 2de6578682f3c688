"""`evalcore hours`: sums by month, against what was promised; titles stay where they are."""

from __future__ import annotations

import json

import pytest
from portfolio import REQUESTS

pytest.importorskip("icalendar", reason="the extra hours is not installed")

EVENTS = [
    ("20260901T090000", "20260901T120000", "R1: very secret plan", "peers,board"),
    ("20260901T110000", "20260901T130000", "lunch", "peers"),
    ("20260930T230000", "20261001T020000", "late secret", ""),
    ("20261005T080000", "20261005T090000", "about R11", "r2"),
]
BETWEEN = ("--from", "2026-09-01", "--to", "2026-10-31")


@pytest.fixture
def calendar(folder):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "X-WR-TIMEZONE:Europe/Berlin"]
    for number, (start, end, title, categories) in enumerate(EVENTS):
        lines += ["BEGIN:VEVENT", f"UID:{number}", f"DTSTART:{start}", f"DTEND:{end}"]
        lines += [f"SUMMARY:{title}", "ATTENDEE;CN=Ann:mailto:ann@example.org"]
        lines += [f"CATEGORIES:{categories}"] if categories else []
        lines += ["END:VEVENT"]
    lines += ["BEGIN:VEVENT", "UID:9", "DTSTART;VALUE=DATE:20261009", "DTEND;VALUE=DATE:20261013"]
    lines += ["END:VEVENT", "END:VCALENDAR"]
    (folder / "calendar.ics").write_text("\r\n".join([*lines, ""]), "utf-8")
    (folder / "requests.rows").write_text(json.dumps(REQUESTS), "utf-8")


def rows(result):
    return {each["name"]: each["hours"] for each in json.loads(result.stdout)["rows"]}


def test_by_category_what_overlaps_counts_once(calendar, run):
    done = run("hours", "calendar.ics", *BETWEEN, "--format", "json")
    data = json.loads(done.stdout)
    assert (data["months"], data["zone"]) == (["2026-09", "2026-10"], "Europe/Berlin")
    assert rows(done) == {
        "peers": [4, 0],
        "board": [3, 0],
        "r2": [0, 1],
        "(no category)": [1, 18],  # two hours after midnight, and Friday and Monday of four days
    }
    assert data["total"]["hours"] == [5, 19]
    assert "secret" not in done.stdout + done.stderr


def test_by_attendee(calendar, run):
    done = run("hours", "calendar.ics", *BETWEEN, "--format", "json", "--by", "attendee")
    assert rows(done) == {"Ann": [5, 3], "(nobody else)": [0, 16]}


def test_by_request_beside_what_was_promised(calendar, run):
    words = ["calendar.ics", *BETWEEN, "--by", "request", "--on", "requests.rows"]
    done = run("hours", *words, "--ruleset", "rules.toml", "--promised", "hours")
    assert done.exit_code == 0
    assert done.stdout == (
        "Hours from 2026-09-01 to 2026-10-31, by request\n\n"
        "Request       2026-09  2026-10  Sum  Promised\n"
        "─────────────────────────────────────────────\n"
        "R1                  3        0    3         4\n"
        "R2                  0        1    1\n"
        "(no request)        3       18   21\n"
        "all, once           5       19   24\n\n"
        "Promised is a month.\n\n"
        "Days are those of Europe/Berlin.\n"
    )
    alone = run("hours", *words, "--format", "json")
    assert set(rows(alone)) == {"R1", "R2", "(no request)"}


def test_what_is_free_of_a_week(calendar, run):
    words = ["calendar.ics", *BETWEEN, "--week", "40", "--keep", "10", "--day", "0"]
    data = json.loads(run("hours", *words, "--format", "json").stdout)
    assert data["free"] == {"hours": [22 * 6 - 5, 22 * 6 - 3], "least": 127}
    assert "As a capacity: --capacity my_hours=127\n" in run("hours", *words).stdout


def test_csv(calendar, run):
    done = run("hours", "calendar.ics", *BETWEEN, "--format", "csv", "--week", "40")
    assert done.stdout.splitlines()[:2] == [
        "name,2026-09,2026-10,total,promised",
        "peers,4.0,0.0,4.0,",
    ]
    assert done.stdout.splitlines()[-2:] == ["total,5.0,19.0,24.0,", "free,171.0,157.0,,"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ["--from", "2026-10-01", "--to", "2026-09-01"],
            "--to: the last day, 2026-09-01, is before the first, 2026-10-01\n",
        ),
        (
            ["--from", "1", "--to", "2"],
            ("--from: found '1' as the date\n    expected a date such as 2026-11-23\n"
            "error: --to: found '2' as the date\n"
            "    expected a date such as 2026-11-23\n2 errors\n"),
        ),
        (
            [*BETWEEN, "--keep", "3"],
            "--keep: it is kept back of the hours of a week\n    expected --week HOURS as well\n",
        ),
        ([*BETWEEN, "--week", "x"], "--week: found 'x'\n    expected hours, such as 45\n"),
        (
            [*BETWEEN, "--day", "30"],
            "--day: found 30, and a day has 24 hours\n    expected at most 24\n",
        ),
        (
            [*BETWEEN, "--week", "169"],
            "--week: found 169, and a week has 168 hours\n    expected at most 168\n",
        ),
        (
            [*BETWEEN, "--by", "request", "--on", "requests.rows", "--ruleset", "rules.toml",
             "--promised", "hour"],
            ("--promised: there is no field 'hour'\n    expected one of fit, hours, votes\n"
            "    did you mean 'hours'?\n"),
        ),
    ],
)  # fmt: skip
def test_mistakes(calendar, run, options, words):
    done = run("hours", "calendar.ics", *options)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"error: {words}")


def test_a_workbook_has_numbers(calendar, run, folder):
    openpyxl = pytest.importorskip("openpyxl", reason="the extra xlsx is not installed")
    done = run("hours", "calendar.ics", *BETWEEN, "--week", "45", "-o", "hours.xlsx")
    assert done.exit_code == 0
    (sheet,) = openpyxl.load_workbook(folder / "hours.xlsx").worksheets
    found = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True)}
    assert found["Category"] == ("2026-09", "2026-10", "Sum", "Promised")
    assert found["peers"] == (4, 0, 4, None)
    assert found["all, once"][0] == 5
    assert found["free"][0] > 100
