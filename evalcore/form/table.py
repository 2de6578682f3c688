"""The form as CSV: one line with the names of the columns, to be filled in below.

It holds nothing else: a line of questions or examples would be read as a request.
"""

from __future__ import annotations

from evalcore.form import RECORDS, Form, columns
from evalcore.written.csv_text import spell_csv


def as_csv(form: Form) -> str:
    """The header. Records are numbered, and may be more: `outcomes.1.owner`, `outcomes.2.owner`."""
    names = ["id", "title"]
    for field in form.fields:
        if field.kind.row.is_list:
            for number in range(1, RECORDS + 1):
                for inner in field.record.values():
                    names += [f"{field.name}.{number}.{name}" for name, _ in columns(inner)]
        else:
            names += [name for name, _ in columns(field)]
    return spell_csv(names)
