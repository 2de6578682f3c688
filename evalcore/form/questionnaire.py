"""The form as a questionnaire in Markdown, to be printed or sent: grouped by who answers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from evalcore.form import Form, answer
from evalcore.reports.markdown import escape, table
from evalcore.request.fields import Field

LINE = r"\_" * 30
HOW = (
    "What is left empty is unknown, and is asked for again where it matters; it never counts as "
    "zero. For what exists and will not be said, write *withheld* and the reason."
)
ROWS = 4  # empty rows for records


def as_markdown(form: Form) -> str:
    """Each question with what is expected and a place for the answer."""
    numbers = count(1)
    blocks = [f"# {escape(f'{form.name} {form.version}')}", *filter(None, [escape(form.about)])]
    blocks += [HOW, f"id: {LINE}", f"title: {LINE}"]
    for respondent, fields in form.respondents.items():
        blocks.append(f"## {escape(respondent)}")
        for field in fields:
            blocks += _question(next(numbers), field)
    return "\n\n".join(blocks) + "\n"


def _question(number: int, field: Field) -> Iterator[str]:
    yield f"**{number}. {escape(field.question or field.name)}** `{field.name}`"
    row = field.kind.row
    if offered := row.options(field, ()):
        yield "\n".join(f"- ☐ {escape(row.spell(field, each))}" for each in offered)
    elif row.is_list:
        head = [f"{each.question or name} ({name})" for name, each in field.record.items()]
        yield table(head, [[""] * len(head)] * ROWS, right=())
    elif row.parts_of:
        yield escape(answer(field))
        yield " ".join(f"{part}: {LINE}" for part in row.parts_of)
    else:
        yield f"{escape(answer(field))}: {LINE}"
