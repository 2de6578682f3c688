"""Words of the trade: what trackers and forms call fields and choices, in several languages."""

from __future__ import annotations

import pytest

from read.proposing.kit import block, field, judge, proposed, values

PEOPLE = judge(
    '[fields.owner]\nkind = "text"\n[fields.requester]\nkind = "text"', "owner", "requester"
)


@pytest.mark.parametrize(
    ("header", "owner", "requester"),
    [
        ("Assigned To;Created By", "Assigned To", "Created By"),
        ("opened_by;assigned_to", "assigned_to", "opened_by"),
        ("Reporter;Assignee", "Assignee", "Reporter"),
        ("Autor;Zugewiesene Person", "Zugewiesene Person", "Autor"),
    ],
)
def test_who_asks_is_not_who_does_it(header, owner, requester):
    said = proposed(PEOPLE, f"id;{header}\n1;Ann Lee;Bob Rey\n2;Cy Ito;Di Orr\n")
    for name, column in (("owner", owner), ("requester", requester)):
        assert block(said, name).startswith(f'column = "{column}"\n# CHECK: ')


PRIORITY = field("choice", "priority", choices=["high", "medium", "low"])


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        ("1 2 3", ["high", "medium", "low"]),
        ("1 3 4", ["high", "medium", "low"]),
        ("Hoch Mittel Niedrig", ["high", "medium", "low"]),
        ("1 2", [None, None]),
        ("1 2 3 4", [None] * 4),
        ("10 20 30", [None] * 3),
    ],
)
def test_priorities_that_are_numbered(cells, read):
    text = "id,Priority\n" + "".join(f"R{n},{cell}\n" for n, cell in enumerate(cells.split()))
    assert values(PRIORITY, text, "priority") == read
    said = block(proposed(PRIORITY, text), "priority")
    assert "# CHECK: taken by what they mean: " in said or "# CHECK: what does " in said


def test_numbers_stand_for_no_choices_that_are_no_scale():
    stage = field("choice", "stage", choices=["idea", "pilot", "done"])
    text = "id,Stage\nA,1\nB,2\nC,3\n"
    assert values(stage, text, "stage") == [None, None, None]
    assert "# CHECK: what does '1' stand for?" in block(proposed(stage, text), "stage")


@pytest.mark.parametrize(
    ("opened", "sent"), [("Start time", "Completion time"), ("Startzeit", "Fertigstellungszeit")]
)
def test_when_a_form_was_filled_in_is_no_start_of_what_is_asked_for(opened, sent):
    dates = judge(
        '[fields.start]\nkind = "date"\n[fields.created]\nkind = "date"', "start", "created"
    )
    text = f"ID,{opened},{sent},Planned start\n1,2026-01-02,2026-01-03,2026-05-06\n"
    said = proposed(dates, text)
    assert block(said, "start").startswith('column = "Planned start"')
    assert block(said, "created").startswith(f'column = "{sent}"\n# CHECK: ')


def test_links_are_not_who_they_lead_to():
    text = (
        "id,owner.link,owner.value\nA,https://example.org/1,Ann Lee\nB,https://example.org/2,Bob\n"
    )
    said = block(proposed(PEOPLE, text), "owner")
    assert said.startswith('column = "owner.value"')


def test_a_german_tracker():
    rules = judge(
        '[fields.owner]\nkind = "text"\n[fields.due]\nkind = "date"\n'
        '[fields.labels]\nkind = "set"\n'
        '[fields.status]\nkind = "choice"\nchoices = ["new", "in_progress", "done"]\n'
        '[fields.budget_k]\nkind = "number"\nunit = "kEUR"',
        *("owner", "due", "labels", "status", "budget_k"),
    )
    text = (
        "Zusammenfassung;Vorgangsschl\u00fcssel;Vorgangs-ID;Status;Zugewiesene Person;"
        "F\u00e4lligkeitsdatum;Stichw\u00f6rter;Stichw\u00f6rter;"
        "Benutzerdefiniertes Feld (Budget (kEUR))\n"
        "Portal;R-1;10001;Zu erledigen;Ann;24.12.2026;a;b;1,5\n"
        "App;R-2;10002;In Arbeit;Bob;31.12.2026;;b;20\n"
    )
    said = proposed(rules, text)
    assert 'id = "Vorgangsschl\u00fcssel"\ntitle = "Zusammenfassung"\n' in said
    assert values(rules, text, "status") == ["new", "in_progress"]
    assert [str(day) for day in values(rules, text, "due")] == ["2026-12-24", "2026-12-31"]
    assert values(rules, text, "labels") == [("a", "b"), ("b",)]
    assert values(rules, text, "budget_k") == [1.5, 20]
    assert values(rules, text, "owner") == ["Ann", "Bob"]


def test_an_address_as_an_id_is_asked_about():
    said = proposed(PEOPLE, "Email Address,Owner\na@example.org,Ann\nb@example.org,Bob\n")
    assert "# CHECK: one person may ask twice: id = { row = true } is the number of the" in said


def test_seconds_become_hours_to_the_last_digit():
    hours = field("number", "effort", unit="h")
    text = "Issue key,Original estimate\nA-1,433800\nA-2,3600\n"
    assert values(hours, text, "effort") == [120.5, 1]


def test_of_what_json_calls_a_thing_the_word_that_people_have_for_it_is_read():
    rules = judge(
        '[fields.goals]\nkind = "set"\n[fields.sponsor]\nkind = "text"', "goals", "sponsor"
    )
    said = proposed(
        rules,
        "number,labels.id,labels.name,labels.color,author.id,author.login\n"
        "1,MDU6,growth,fff,U1,ann\n2,MDU7,risk,eee,U2,bob\n",
    )
    assert block(said, "goals").startswith('column = "labels.name"\n')
    assert block(said, "sponsor").startswith('column = "author.login"\n')
    alone = proposed(rules, "number,labels.id\n1,MDU6\n2,MDU7\n")
    assert block(alone, "goals").startswith('column = "labels.id"\n# CHECK: ')


def test_a_form_that_asks_when_it_is_to_be_finished_asks_when_it_is_due():
    due = judge('[fields.due]\nkind = "date"\nquestion = "When is it needed?"', "due")
    text = "Timestamp,When should it be finished?\n2026/02/25 9:30:00 AM GMT+1,30/11/2026\n"
    said = block(proposed(due, text), "due")
    assert said.startswith('column = "When should it be finished?"\n')
    assert "CHECK" in said
