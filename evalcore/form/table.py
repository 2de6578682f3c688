"""The form as CSV: one line with the names of the columns, to be filled in below.

It holds nothing else: a line of questions or examples would be read as a request.
"""

from __future__ import annotations

from evalcore.form import Form, columns
from evalcore.written.csv_text import spell_csv


def as_csv(form: Form) -> str:
    """The header."""
    return spell_csv(["id", "title", *(name for each in form.fields for name, _ in columns(each))])
