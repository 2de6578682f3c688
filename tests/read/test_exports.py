"""Exports of trackers and forms: by the mappings that ship, and by what `evalcore map` proposes.

The files are made, in the shapes that the programs write. The oracle is the same rows, read here by
hand: what was put in has to come out, and every cell has to be accounted for.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime

import pytest
from click.testing import CliRunner
from places import EXAMPLES

from evalcore import Evaluator, load_initiatives
from evalcore.cli import evalcore
from evalcore.read.mapping.mapping_file import load_mapping
from read.proposing.kit import NUMBER, proposed

HOME = EXAMPLES / "mappings" / "exports"
RULES = HOME / "requests_rules.toml"
FIELDS = ("status", "priority", "sponsor", "created", "due", "effort", "benefit", "goals")

# id, title, status, priority, sponsor, created, due, hours, points, goals
ROWS = [
    ("R-1", "Portal, phase 2", "new", "high", "Ann Lee", "2026-02-25", "2026-11-30", 40, 8,
     ("growth", "service")),
    ("R-2", 'The "new" ERP', "in_progress", "medium", "Bob Rey", "2026-03-02", "2027-01-31", 1200,
     9.5, ("growth",)),
    ("R-3", "Data; quality", "done", "low", "Eve Ömer", "2025-12-01", "2026-06-30", 16, 3,
     ("service", "risk", "growth")),
    ("R-4", "Chat\nbot", "new", "low", "Ann Lee", "2026-05-11", None, None, None, ()),
    ("R-5", "Backups", "in_progress", "high", "Bob Rey", "2026-04-12", "2026-12-13", 8, 5,
     ("risk",)),
]  # fmt: skip


def day(text, form):
    return date.fromisoformat(text).strftime(form) if text else ""


def number(value, factor=1):
    return "" if value is None else f"{value * factor:g}"


def spelt(word, **words):
    return words[word]


def table(rows, separator=","):
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def jira():
    """All fields, with a column for each label and each comment; estimates in seconds."""
    header = [
        "Summary", "Issue key", "Issue id", "Issue Type", "Status", "Project key", "Project name",
        "Project lead", "Priority", "Resolution", "Assignee", "Reporter", "Creator", "Created",
        "Updated", "Last Viewed", "Resolved", "Fix Version/s", "Due Date", "Votes", "Labels",
        "Labels", "Labels", "Description", "Watchers", "Watchers", "Original Estimate",
        "Remaining Estimate", "Time Spent", "Work Ratio", "Sprint", "Sprint",
        "Custom field (Epic Link)", "Custom field (Story Points)", "Comment", "Comment",
    ]  # fmt: skip
    rows = [header]
    for n, (own, title, status, priority, sponsor, made, due, hours, points, goals) in enumerate(
        ROWS, start=1
    ):
        clock = f"{day(made, '%d/%b/%y')} {n}:15 PM"
        labels = [*goals, "", "", ""][:3]
        rows.append([
            title, own, str(10000 + n), "Task",
            spelt(status, new="To Do", in_progress="In Progress", done="Done"), "R", "Requests",
            "Lena Lead", spelt(priority, high="Highest", medium="Medium", low="Low"), "",
            "Ivy Ito", sponsor, sponsor, clock, clock, clock, "", "", day(due, "%d/%b/%y 12:00 AM")
            if due else "", "0", *labels, "Several, words\nand lines", "ann", "bob",
            number(hours, 3600), number(hours, 3600), "", "-1", "Sprint 1", "", "", number(points),
            "25/Feb/26 1:15 PM;ann;first, and foremost", "",
        ])  # fmt: skip
    return table(rows)


def azure_devops():
    """A query as CSV, dates the American way."""
    header = [
        "ID", "Work Item Type", "Title", "Assigned To", "State", "Tags", "Priority", "Created By",
        "Created Date", "Due Date", "Original Estimate", "Business Value", "Area Path",
    ]  # fmt: skip
    rows = [header]
    for n, (_, title, status, priority, sponsor, made, due, hours, points, goals) in enumerate(
        ROWS, start=101
    ):
        rows.append([
            str(n), "Feature", title, "Ivy Ito <ivy@example.org>",
            spelt(status, new="New", in_progress="Active", done="Closed"), "; ".join(goals),
            spelt(priority, high="1", medium="2", low="3"), sponsor,
            day(made, "%m/%d/%Y 9:30:00 AM"), day(due, "%m/%d/%Y 12:00:00 AM"), number(hours),
            number(points), r"Requests\2026",
        ])  # fmt: skip
    return b"\xef\xbb\xbf" + table(rows)


def github_projects():
    """A view as TSV; the fourth is a draft, without a URL."""
    header = [
        "Title", "URL", "Assignees", "Status", "Priority", "Labels", "Estimate", "Value",
        "Start date", "End date", "Milestone", "Repository",
    ]  # fmt: skip
    rows = [header]
    for n, (_, title, status, priority, sponsor, made, due, hours, points, goals) in enumerate(
        ROWS
    ):
        url = "" if n == 3 else f"https://github.com/example/requests/issues/{n}"
        rows.append([
            " ".join(title.split()), url, sponsor,
            spelt(status, new="Todo", in_progress="In Progress", done="Done"),
            spelt(priority, high="P0", medium="P1", low="P2"), ", ".join(goals), number(hours),
            number(points), day(made, "%b %d, %Y"), day(due, "%b %d, %Y"), "", "example/requests",
        ])  # fmt: skip
    return table(rows, "\t")


def servicenow_rows(states, priorities, header):
    rows = [header]
    for own, title, status, priority, sponsor, made, due, hours, points, goals in ROWS:
        rows.append([
            own.replace("R-", "DMND000100"), title, states[status], priorities[priority], sponsor,
            f"{made} 09:30:00", f"{due} 00:00:00" if due else "", number(hours), number(points),
            ",".join(goals), "true", "f1e2d3",
        ])  # fmt: skip
    return rows


NAMES = [
    "number", "short_description", "state", "priority", "submitter", "sys_created_on", "due",
    "estimated_effort", "score", "goals", "active", "sys_id",
]  # fmt: skip
LABELS = [
    "Number", "Name", "State", "Priority", "Submitter", "Created", "Due date", "Estimated effort",
    "Score", "Goals", "Active", "Sys ID",
]  # fmt: skip
SHOWN = (
    {"new": "Submitted", "in_progress": "Approved", "done": "Completed"},
    {"high": "2 - High", "medium": "3 - Moderate", "low": "4 - Low"},
)
RAW = ({"new": "2", "in_progress": "9", "done": "3"}, {"high": "1", "medium": "3", "low": "4"})


def servicenow_csv():
    """The names of the columns, and what people see."""
    return table(servicenow_rows(*SHOWN, NAMES))


def servicenow_json():
    """The names of the columns, and what the database holds."""
    header, *rows = servicenow_rows(*RAW, NAMES)
    return json.dumps({"records": [dict(zip(header, row, strict=True)) for row in rows]}).encode()


def workbook(rows, sheet):
    openpyxl = pytest.importorskip("openpyxl", reason="the extra xlsx is not installed")
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def servicenow_excel():
    """The labels of the columns, and what people see; dates and numbers are typed."""
    header, *rows = servicenow_rows(*SHOWN, LABELS)
    for row in rows:
        for column in (5, 6):
            row[column] = datetime.fromisoformat(row[column]) if row[column] else None
        for column in (7, 8):
            row[column] = float(row[column]) if row[column] else None
    return workbook([header, *rows], "Page 1")


QUESTIONS = [
    "What is it called?", "Who asks for it?", "How far is it?",
    "How urgent does its sponsor find it?", "When is it needed?", "How many hours of work is it?",
    "How much is it worth, in points?", "Which goals does it serve?",
]  # fmt: skip
FAR = {"new": "Not started", "in_progress": "Started", "done": "Finished"}


def google_forms():
    """Answers as CSV; several goals with a comma and a blank between them."""
    rows = [["Timestamp", *QUESTIONS]]
    for _, title, status, priority, sponsor, made, due, hours, points, goals in ROWS:
        rows.append([
            f"{day(made, '%Y/%m/%d')} 3:45:12 PM GMT+1", title, sponsor, FAR[status],
            priority.capitalize(), due or "", number(hours), number(points), ", ".join(goals),
        ])  # fmt: skip
    return table(rows)


def microsoft_forms():
    """Answers as a workbook; each goal with a semicolon after it."""
    head = ["ID", "Start time", "Completion time", "Email", "Name", "Last modified time"]
    rows = [[*head, *QUESTIONS]]
    for n, (_, title, status, priority, sponsor, made, due, hours, points, goals) in enumerate(
        ROWS, start=1
    ):
        done = datetime.fromisoformat(f"{made} 15:45:12")
        rows.append([
            n, done, done, "anonymous", "Ann Other", None, title, sponsor, FAR[status],
            priority.capitalize(),
            datetime.fromisoformat(due) if due else None, hours, points,
            "".join(f"{goal};" for goal in goals),
        ])  # fmt: skip
    return workbook(rows, "Form1")


EXPORTS = {
    "jira": (jira, ".csv"),
    "azure_devops": (azure_devops, ".csv"),
    "github_projects": (github_projects, ".tsv"),
    "servicenow_csv": (servicenow_csv, ".csv"),
    "servicenow_excel": (servicenow_excel, ".xlsx"),
    "servicenow_json": (servicenow_json, ".json"),
    "google_forms": (google_forms, ".csv"),
    "microsoft_forms": (microsoft_forms, ".xlsx"),
}


def wanted():
    """What each request says in each field, as it was put in."""
    return [
        (
            status, priority, sponsor, date.fromisoformat(made),
            date.fromisoformat(due) if due else None, hours, points, goals or None,
        )
        for _, _, status, priority, sponsor, made, due, hours, points, goals in ROWS
    ]  # fmt: skip


def said(loaded):
    return [tuple(each.values[name] for name in FIELDS) for each in loaded.initiatives]


@pytest.fixture
def export(tmp_path):
    def made(name):
        make, suffix = EXPORTS[name]
        path = tmp_path / f"{name}{suffix}"
        path.write_bytes(make())
        return path

    return made


@pytest.mark.parametrize("name", list(EXPORTS))
def test_the_mapping_that_ships_reads_every_value(export, name):
    evaluator = Evaluator(RULES)
    assert evaluator.warnings == []
    loaded = load_initiatives(evaluator, export(name), mapping=HOME / f"{name}.toml")
    assert said(loaded) == wanted()
    assert loaded.warnings == ()
    tally = loaded.tally
    assert (tally.refused, tally.withheld, tally.unmapped) == ((), 0, ())
    assert tally.known == sum(value is not None for row in wanted() for value in row)
    assert tally.cells == len(ROWS) * len(FIELDS)
    titles = [" ".join(row[1].split()) for row in ROWS]
    assert [each.title for each in loaded.initiatives] == titles
    assert len({each.id for each in loaded.initiatives}) == len(ROWS)


@pytest.mark.parametrize("name", list(EXPORTS))
def test_two_commands_lose_no_value(export, name, tmp_path):
    """Of what `map` proposes, four fields of five are right, and none is wrong without a CHECK."""
    path = export(name)
    result = CliRunner().invoke(evalcore, ["map", str(path), str(RULES)])
    assert result.exit_code == 0, result.stderr
    (tmp_path / "proposed.toml").write_text(result.stdout, "utf-8")
    ranked = CliRunner().invoke(
        evalcore, ["rank", str(RULES), str(path), "--map", str(tmp_path / "proposed.toml")]
    )
    assert ranked.exit_code == 0, ranked.stderr
    loaded = load_initiatives(Evaluator(RULES), path, mapping=tmp_path / "proposed.toml")
    assert len(loaded.initiatives) == len(ROWS)
    shipped = load_mapping(HOME / f"{name}.toml").fields
    right = 0
    for index, field in enumerate(FIELDS):
        found, expected = [row[index] for row in said(loaded)], [row[index] for row in wanted()]
        block = result.stdout.partition(f"[fields.{field}]\n")[2].partition("\n\n")[0]
        proposed = f"\n[fields.{field}]\n" in result.stdout
        assert found == expected or not proposed or "CHECK" in block, (field, found, block)
        names = (*shipped[field].columns.values(), *shipped[field].or_called)
        right += proposed and any(f'column = "{each}"\n' in f"{block}\n" for each in names)
    assert right >= 0.8 * len(FIELDS), result.stdout


def azure_tree():
    """The same query as a tree: the title of each row stands in the column of its level."""
    rows = list(csv.reader(io.StringIO(azure_devops().decode("utf-8-sig"), newline="")))
    at = rows[0].index("Title")
    levels = [["Title 1", "Title 2", "Title 3"]]
    for n, row in enumerate(rows[1:]):
        levels.append([row[at] if level == n % 3 else "" for level in range(3)])
    return table([
        [*row[:at], *titles, *row[at + 1 :]] for row, titles in zip(rows, levels, strict=True)
    ])  # fmt: skip


def test_the_title_of_a_tree_is_the_one_that_is_filled(tmp_path):
    path = tmp_path / "tree.csv"
    path.write_bytes(azure_tree())
    result = CliRunner().invoke(evalcore, ["map", str(path), str(RULES)])
    assert 'title = ["Title 1", "Title 2", "Title 3"]\n' in result.stdout
    (tmp_path / "proposed.toml").write_text(result.stdout, "utf-8")
    for mapping in (tmp_path / "proposed.toml", HOME / "azure_devops.toml"):
        loaded = load_initiatives(Evaluator(RULES), path, mapping=mapping)
        titles = [" ".join(row[1].split()) for row in ROWS]
        assert [each.title for each in loaded.initiatives] == titles
        assert loaded.tally.refused == ()


def test_titles_that_are_filled_together_are_no_levels():
    text = "id,Title 1,Title 2,cost\nA,One,Alias,1\nB,Two,,2\nC,Three,,3\n"
    assert '\ntitle = "Title 1"\n' in proposed(NUMBER, text)
    alone = "id,Title 1,cost\nA,One,1\nB,Two,2\n"
    assert '\ntitle = "Title 1"\n' in proposed(NUMBER, alone)
