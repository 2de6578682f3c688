"""The form as CSV: one line with the names of the columns, to be filled in below.

It holds nothing else: a line of questions or examples would be read as a request.
"""

from __future__ import annotations

from evalcore.form import Form, columns
from evalcore.form.asking import Ask
from evalcore.written.csv_text import spell_csv


def as_csv(form: Form) -> str:
    """The header."""
    return spell_csv(["id", "title", *(name for each in form.fields for name, _ in columns(each))])


def as_asked(ask: Ask) -> str:
    """What one role is asked: a line for each request, with what stands there already."""
    names = [name for name, _ in ask.columns]
    rows = ([row.id, row.title, *(row.given.get(each, "") for each in names)] for row in ask.rows)
    return spell_csv(["id", "title", *names], rows)
