"""The form as a workbook (xlsx): drop-downs and ranges that the spreadsheet checks itself.

The first sheet holds the requests. Records stand on a sheet that is called like their field, one
line each, with the id of their request. What is asked of people has a sheet for each of them.
Needs openpyxl: `pip install 'initiative-evalcore[xlsx]'`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from itertools import chain, count
from typing import Any

from evalcore.form import ANYBODY, Form, answer, columns
from evalcore.form.asking import Ask
from evalcore.request.fields import Field
from evalcore.written.workbook import (
    Book,
    Sheet,
    bold,
    grey,
    legible,
    letter,
    new_book,
    put_head,
    put_text,
    saved,
)

Validation = Any  # openpyxl comes without types

ROWS = 1000  # lines to fill in
LONGEST_NAME = 31  # characters of a sheet's name
LONGEST_PROMPT = 255  # characters that a spreadsheet shows beside a cell
WITHHELD = "What will not be said: withheld: reason"


def as_workbook(form: Form) -> bytes:
    """The workbook's bytes. Raises `InputError` where openpyxl is not installed."""
    book = new_book()
    names = _sheet_names(form)
    choices = _Choices(book, names["choices"])
    requests = book.create_sheet(names["requests"])
    once = {"type": "custom", "formula1": f"COUNTIF($A$2:$A${ROWS + 1},A2)=1"}
    _ids(requests, "A text that no other request has.", once, "Another request has this id.")
    _as_text(requests, 2, "title", "What it is called.")
    _fill(requests, 3, [each for each in form.fields if not _has_sheet(each)], choices, form)
    for field in filter(_has_sheet, form.records):
        sheet = book.create_sheet(field.name)
        there = {"type": "list", "formula1": f"'{requests.title}'!$A$2:$A${ROWS + 1}"}
        asked = f"The id of the request. {field.question}".strip()
        _ids(sheet, asked, there, "No request has this id.")
        _fill(sheet, 2, list(field.record.values()), choices, form)
    _questions(book.create_sheet(names["questions"]), _all_questions(form))
    choices.finish()
    book.active = 0
    return saved(book)


def as_asked(form: Form, asked: Sequence[Ask]) -> bytes:
    """The same for what is open in requests: a sheet for each who is asked.

    Cells that nobody needs are grey. Raises `InputError` where openpyxl is not installed.
    """
    book = new_book()
    taken = [each.name for each in form.records] + ["questions", "choices"]
    choices = _Choices(book, "choices")
    for each in asked:
        who = form.terms.role_label(each.role) or ANYBODY
        sheet = book.create_sheet(_sheet_name(who, taken))
        taken.append(sheet.title)
        _as_text(sheet, 1, "id", "Which request it is. Leave it as it is.")
        _as_text(sheet, 2, "title", "What it is called.")
        _columns(sheet, 3, each.columns, choices, form)
        for row, request in enumerate(each.rows, start=2):
            put_text(sheet, row, 1, request.id)
            put_text(sheet, row, 2, request.title)
            for column, (name, _) in enumerate(each.columns, start=3):
                if name in request.given:
                    put_text(sheet, row, column, request.given[name])
                if name not in request.open:
                    sheet.cell(row, column).fill = grey()
        sheet.column_dimensions["B"].width = 40
        sheet.freeze_panes = "C2"
    asked_columns = dict(column for each in asked for column in each.columns)
    rows = [_question(name, part, form) for name, part in asked_columns.items()]
    _questions(book.create_sheet("questions"), rows)
    choices.finish()
    book.active = 0
    return saved(book)


def _sheet_name(who: str, taken: Iterable[str]) -> str:
    """What a sheet is called: no other sheet is, and no field with records."""
    name = re.sub(r"[\[\]:*?/\\']", " ", legible(who)).strip()[: LONGEST_NAME - 8] or ANYBODY
    used = {each.casefold() for each in taken}
    found = (f"{name} {n}" if n > 1 else name for n in count(1))
    return next(each for each in found if each.casefold() not in used)


def _has_sheet(field: Field) -> bool:
    """Whether it is on a sheet of its own: records, where a sheet can be called like them."""
    return field.kind.row.is_list and len(field.name) <= LONGEST_NAME


def _sheet_names(form: Form) -> dict[str, str]:
    """The names of the sheets that are no records: none of them is a field's."""
    taken = {each.name.casefold() for each in form.records}
    return {
        name: name if name not in taken else f"{name} of the form"
        for name in ("requests", "questions", "choices")
    }


class _Choices:
    """A hidden sheet with what drop-downs offer: any texts, also those that hold a comma."""

    def __init__(self, book: Book, title: str) -> None:
        self.book = book
        self.title = title
        self.columns: list[tuple[str, ...]] = []

    def range(self, choices: tuple[str, ...]) -> str:
        """The cells that will hold these choices."""
        if choices not in self.columns:
            self.columns.append(choices)
        name = letter(self.columns.index(choices) + 1)
        return f"'{self.title}'!${name}$1:${name}${len(choices)}"

    def finish(self) -> None:
        """Writes the sheet, where there is anything to choose."""
        if not self.columns:
            return
        sheet = self.book.create_sheet(self.title)
        sheet.sheet_state = "hidden"
        for column, choices in enumerate(self.columns, start=1):
            for row, choice in enumerate(choices, start=1):
                _text(sheet, row, column, choice)


def _fill(sheet: Sheet, first: int, fields: list[Field], choices: _Choices, form: Form) -> None:
    """The header from a column on, and below it what each cell may hold."""
    _columns(sheet, first, chain.from_iterable(map(columns, fields)), choices, form)
    sheet.freeze_panes = "B2"


def _columns(
    sheet: Sheet, first: int, parts: Iterable[tuple[str, Field]], choices: _Choices, form: Form
) -> None:
    for column, (name, part) in enumerate(parts, start=first):
        about = [part.question, answer(part)]
        if part.answered_by:
            about.append(f"Asked of: {form.respondent(part)}")
        _text(sheet, 1, column, name, comment="\n".join(filter(None, about)))
        if part.kind.row.cell_format:
            _number_format(sheet, column, part.kind.row.cell_format)
        rule = _rule(part, choices)
        if rule is not None:
            rule.prompt = (part.question or answer(part))[:LONGEST_PROMPT]
            _check(sheet, column, rule)


def _rule(field: Field, choices: _Choices) -> Validation | None:
    """What the spreadsheet checks. It warns and lets who insists go on, to write `withheld`."""
    checked = dict(field.kind.row.check(field))
    if not checked:
        return None
    if "formula1" not in checked:
        checked["formula1"] = choices.range(field.choices or ())
    room = LONGEST_PROMPT - len(f". {WITHHELD}")
    expected = f"{f'Expected {answer(field)}'[:room]}. {WITHHELD}"
    more: dict[str, Any] = {"errorStyle": "warning", "error": expected, "allow_blank": True}
    more |= {"showErrorMessage": True, "showInputMessage": True}
    return _validation(**checked, **more)


def _ids(sheet: Sheet, comment: str, rule: dict[str, str], error: str) -> None:
    """The column of ids, and what has to hold of each."""
    _as_text(sheet, 1, "id", comment)
    _check(sheet, 1, _validation(**rule, error=error, allow_blank=True, showErrorMessage=True))


def _check(sheet: Sheet, column: int, rule: Validation) -> None:
    name = letter(column)
    rule.add(f"{name}2:{name}{ROWS + 1}")
    sheet.add_data_validation(rule)


def _as_text(sheet: Sheet, column: int, name: str, comment: str) -> None:
    """What is typed below stays as it was typed: no date, no number, no formula."""
    _text(sheet, 1, column, name, comment=comment)
    _number_format(sheet, column, "@")


def _number_format(sheet: Sheet, column: int, code: str) -> None:
    sheet.column_dimensions[letter(column)].number_format = code


def _text(sheet: Sheet, row: int, column: int, text: str, *, comment: str = "") -> None:
    cell = put_text(sheet, row, column, text)
    if row == 1 and comment:
        cell.font = bold()
        note = import_module("openpyxl.comments").Comment
        cell.comment = note(legible(comment), "evalcore", height=120, width=300)
        sheet.column_dimensions[letter(column)].width = max(12, len(text) + 2)


def _validation(**options: Any) -> Validation:
    return import_module("openpyxl.worksheet.datavalidation").DataValidation(**options)


def _all_questions(form: Form) -> Iterator[list[str]]:
    for field in form.fields:
        yield _question(field.name, field, form)
        for name, inner in field.record.items():
            where = f"{name} (sheet {field.name})" if _has_sheet(field) else f"{name} of a record"
            yield [*_question(where, inner, form)[:4], form.respondent(field) or ANYBODY]


def _question(where: str, field: Field, form: Form) -> list[str]:
    who = form.respondent(field) or ANYBODY
    return [where, field.question, answer(field), field.unit or "", who]


def _questions(sheet: Sheet, rows: Iterable[list[str]]) -> None:
    """A sheet to read: every question, what is expected, who answers."""
    put_head(sheet, ["column", "question", "expected", "unit", "who answers"])
    for row, texts in enumerate(rows, start=2):
        for column, text in enumerate(texts, start=1):
            put_text(sheet, row, column, text)
    for name, width in zip("ABCDE", (28, 70, 50, 10, 14), strict=True):
        sheet.column_dimensions[name].width = width
