"""The form as a workbook: what the spreadsheet checks, and that a filled one reads back."""

from __future__ import annotations

import io
from datetime import date

import pytest
from evalcore_xlsx import evalcore_sources
from five_ways import requests
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook

from evalcore import Evaluator, InputError, read_ruleset
from evalcore.extend.plugins import Plugins
from evalcore.form import columns, form_of
from evalcore.form.workbook import ROWS, as_workbook
from evalcore.read.documents import parse_initiatives
from evalcore.request.fields import Kind
from form.test_form import STANCES, asked_of, cell, evaluator, everything, form

(XLSX,) = evalcore_sources()


def book(name):
    return load_workbook(io.BytesIO(as_workbook(form(name))))


def header(sheet):
    return [each.value for each in sheet[1]]


def rule(sheet, column):
    """What is checked in the cells below a header."""
    place = sheet.cell(2, header(sheet).index(column) + 1).coordinate
    found = [each for each in sheet.data_validations.dataValidation if place in each.sqref]
    assert len(found) <= 1
    return found[0] if found else None


def test_the_first_sheet_is_for_requests_and_records_have_their_own():
    found = book("everything")
    assert [(each.title, each.sheet_state) for each in found.worksheets] == [
        ("requests", "visible"),
        ("risks", "visible"),
        ("questions", "visible"),
        ("choices", "hidden"),
    ]
    assert header(found["requests"]) == [
        *("id", "title", "amount", "many", "worth.low", "worth.likely", "worth.high", "urgent"),
        *("note", "place.region", "place.site.opened", "goals"),
    ]
    assert header(found["risks"]) == ["id", "name", "loss.low", "loss.likely", "loss.high", "open"]
    assert found["requests"].freeze_panes == "B2"
    assert header(book("balanced")["outcomes"]) == [
        *("id", "name", "owner", "metric", "baseline", "target", "due_month"),
    ]


@pytest.mark.parametrize(
    ("name", "column", "checked"),
    [
        ("everything", "amount", ("decimal", "lessThanOrEqual", "10", None)),
        ("everything", "many", ("whole", "between", f"{-(2**53)}", f"{2**53}")),
        ("everything", "worth.likely", ("decimal", "greaterThanOrEqual", "0", None)),
        ("everything", "urgent", ("list", None, '"yes,no"', None)),
        ("everything", "place.region", ("list", None, "'choices'!$A$1:$A$3", None)),
        (
            "everything",
            "place.site.opened",
            ("date", "greaterThanOrEqual", "DATE(1900,1,1)", None),
        ),
        ("it_is_the_job", "sponsor_hours_month", ("decimal", None, "0", "744")),
        ("it_is_the_job", "newly_dexterous", ("whole", "greaterThanOrEqual", "0", None)),
        ("balanced", "stage", ("list", None, "'choices'!$A$1:$A$4", None)),
    ],
)
def test_the_spreadsheet_checks_what_is_typed(name, column, checked):
    found = rule(book(name)["requests"], column)
    operator = found.operator if found.operator != "between" or name == "everything" else None
    assert (found.type, operator, found.formula1, found.formula2) == checked
    assert f"{found.sqref}".endswith(f"{ROWS + 1}")
    # A warning lets through what will not be said: `withheld: reason`.
    assert (found.errorStyle, found.showErrorMessage) == ("warning", True)
    assert found.error.startswith("Expected ")
    assert found.error.endswith("What will not be said: withheld: reason")


def test_what_is_shown_beside_a_cell_is_never_too_long():
    choices = ", ".join(f'"a long choice number {n}"' for n in range(40))
    text = f"""
name = "long"
version = "1"
[fields.pick]
kind = "choice"
question = "{"Why? " * 80}"
choices = [{choices}]
[[rules]]
id = "r"
when = "pick == 'a long choice number 3'"
verdict = "go"
[default]
verdict = "hold"
"""
    judge = Evaluator(read_ruleset(text, "long.toml"), plugins=Plugins())
    found = load_workbook(io.BytesIO(as_workbook(form_of(judge))))
    checked = rule(found["requests"], "pick")
    assert (len(checked.error), len(checked.prompt)) == (255, 255)
    assert checked.error.endswith(". What will not be said: withheld: reason")


def test_texts_and_sets_are_free_and_stay_texts():
    sheet = book("everything")["requests"]
    for column in ("note", "goals"):
        assert rule(sheet, column) is None
    for letter in "ABIL":
        assert sheet.column_dimensions[letter].number_format == "@"
    assert sheet.column_dimensions["K"].number_format == "yyyy-mm-dd"


def test_ids_are_unique_and_records_refer_to_them():
    found = book("everything")
    assert rule(found["requests"], "id").formula1 == f"COUNTIF($A$2:$A${ROWS + 1},A2)=1"
    refers = rule(found["risks"], "id")
    assert (refers.type, refers.formula1) == ("list", f"'requests'!$A$2:$A${ROWS + 1}")


def test_questions_are_beside_the_header_and_on_a_sheet():
    found = book("balanced")
    comments = {each.value: each.comment.text for each in found["requests"][1]}
    assert comments["cost_k"] == (
        "What will it cost, all in?\na number of at least 0 kEUR\nAsked of: finance"
    )
    rows = [[each.value for each in row] for row in found["questions"].iter_rows()]
    assert rows[0] == ["column", "question", "expected", "unit", "who answers"]
    number = "a number of at least 0 kEUR"
    asked = "What will it cost, all in?"
    assert ["cost_k", asked, number, "kEUR", "finance"] in rows
    assert ["owner (sheet outcomes)", "Who answers for it?", "a text", None, "sponsor"] in rows


NASTY = '''
name = "nasty"
version = "1"
[fields.answer]
kind = "choice"
question = "=HYPERLINK(1)"
choices = ["=1+1", "+1", "a, b", "say \\"x\\""]
[fields.questions]
kind = "records"
[fields.questions.record.choices]
kind = "text"
[fields.a_list_with_a_name_that_no_sheet_can_have]
kind = "records"
[fields.a_list_with_a_name_that_no_sheet_can_have.record.x]
kind = "number"
[[rules]]
id = "r"
when = """
answer == '=1+1' and count(questions) > 0 and any_of(questions, known(choices))
and total_of(a_list_with_a_name_that_no_sheet_can_have, x) > 1"""
verdict = "go"
[default]
verdict = "hold"
'''


def test_no_text_is_a_formula_and_no_two_sheets_have_one_name():
    judge = Evaluator(read_ruleset(NASTY, "nasty.toml"))
    content = as_workbook(form_of(judge))
    found = load_workbook(io.BytesIO(content))
    assert found.sheetnames == ["requests", "questions", "questions of the form", "choices"]
    cells = [each for sheet in found.worksheets for row in sheet.iter_rows() for each in row]
    assert {each.data_type for each in cells if each.value is not None} == {"s"}
    assert [each.value for each in found["choices"]["A"]] == ["=1+1", "+1", "a, b", 'say "x"']
    assert header(found["requests"])[3:] == [
        f"a_list_with_a_name_that_no_sheet_can_have.{n}.x" for n in (1, 2, 3)
    ]
    fill(found["requests"], {"id": "1", header(found["requests"])[4]: 7})
    (read,) = parse_initiatives(judge, saved(found), XLSX, "form.xlsx").initiatives
    assert read.values["a_list_with_a_name_that_no_sheet_can_have"] == ({"x": 7.0},)


def test_the_same_ruleset_gives_the_same_bytes(monkeypatch):
    first = as_workbook(form("balanced"))
    monkeypatch.setattr("time.time", lambda: 2_000_000_000)
    assert as_workbook(form("balanced")) == first
    properties = load_workbook(io.BytesIO(first)).properties
    assert (properties.created.year, properties.modified.year) == (2000, 2000)


def fill(sheet, said):
    """One more row, typed as in a spreadsheet: numbers as numbers, dates as dates."""
    row = sheet.max_row + 1
    for column, name in enumerate(header(sheet), start=1):
        if said.get(name) not in (None, ""):
            written = sheet.cell(row, column, said[name])
            if isinstance(said[name], str):
                written.data_type = "s"


def saved(found):
    content = io.BytesIO()
    found.save(content)
    return content.getvalue()


def typed(field, value):
    if isinstance(value, bool) or not isinstance(value, int | float):
        return date.fromisoformat(value) if field.kind is Kind.DATE else cell(value)
    return value


def spread(field, value):
    names = [name for name, _ in columns(field)]
    if len(names) == 1 or not isinstance(value, list):
        value = value if isinstance(value, dict) or value is None else typed(field, value)
        return dict.fromkeys(names, cell(value) if isinstance(value, dict) else value)
    return dict(zip(names, value, strict=True))


def filled(name, said):
    found = book(name)
    asked = form(name)
    row = {"id": said["id"]}
    for field in asked.fields:
        value = said.get(field.name)
        if field.kind is not Kind.RECORDS:
            row |= spread(field, value)
            continue
        records = [{next(iter(field.record)): "none"}] if value == [] else value or []
        for record in records:
            cells = {"id": said["id"]}
            for inner_name, inner in field.record.items():
                cells |= spread(inner, record.get(inner_name))
            fill(found[field.name], cells)
    fill(found["requests"], row)
    return saved(found)


few = settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", STANCES)
@few
@given(said=requests())
def test_a_filled_workbook_reads_back(name, said):
    said = asked_of(name, said)
    loaded = parse_initiatives(evaluator(name), filled(name, said), XLSX, "form.xlsx")
    assert loaded.initiatives == (evaluator(name).read(said),)
    assert loaded.warnings == ()


@few
@given(said=everything("everything"))
def test_a_filled_workbook_of_every_kind_reads_back(said):
    said = asked_of("everything", said)
    judge = evaluator("everything")
    loaded = parse_initiatives(judge, filled("everything", said), XLSX, "form.xlsx")
    assert loaded.initiatives == (judge.read(said),)


def test_an_empty_form_holds_no_request():
    with pytest.raises(InputError, match="no initiatives after the header"):
        parse_initiatives(evaluator("balanced"), as_workbook(form("balanced")), XLSX, "form.xlsx")
