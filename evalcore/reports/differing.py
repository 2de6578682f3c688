"""What a change of a ruleset does, as a document: for a terminal, or for a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from evalcore.judge.differing import Difference, Value
from evalcore.judge.view import UNDECIDED
from evalcore.reports.document import Document, Grid, Heading, Paragraph, Part
from evalcore.reports.rows import named
from evalcore.reports.tables import Table
from evalcore.reports.workbook import finished, put_sheet
from evalcore.request.spelling import spell_number
from evalcore.say.terms import Terms
from evalcore.written.errors import listing, plural
from evalcore.written.workbook import new_book

CHANGED = ("id", "title", "old", "new", "because")
MOST_IDS = 12  # that are named in one row; the others are counted


def difference_document(difference: Difference) -> Document:
    """Which verdicts change and through which clause, how many move, and what was set anew."""
    return Document(tuple(_parts(difference)), _title(difference))


def difference_table(difference: Difference) -> Table:
    """One row for each request whose verdict changes."""
    return Table("changed", CHANGED, [*_changed(difference)])


def difference_workbook(difference: Difference) -> bytes:
    """The same and more: sheets `changed`, `moves` and `parameters`.

    Raises `InputError` where openpyxl is not installed.
    """
    book, said = new_book(), difference.to_json()
    put_sheet(book, "changed", CHANGED, _changed(difference))
    for name, heads in (("moves", ("from", "to", "count")), ("parameters", ("name", "old", "new"))):
        rows = ([each[head] for head in heads] for each in said[name])
        put_sheet(book, name, heads, ([_cell(each) for each in row] for row in rows))
    return finished(book, _title(difference))


def _changed(difference: Difference) -> Iterator[tuple[str, ...]]:
    return ((e.id, e.title, e.old, e.new, e.because) for e in difference.changed)


def _cell(value: object) -> str | float | None:
    return value if isinstance(value, str | int | float | None) else str(value)


def _title(difference: Difference) -> str:
    old, new = difference.names
    return f"{old} and {new}"


def _parts(difference: Difference) -> Iterator[Part]:
    comparison = difference.comparison
    whole, changed = len(comparison.whole), len(difference.changed)
    yield Heading(_title(difference), level=1, close=True)
    day = "" if comparison.as_of is None else f", as of {comparison.as_of.isoformat()}"
    found = f"{changed} of {whole} verdicts change" if changed else "No verdict changes"
    on = "" if changed else f" on {plural(whole, 'initiative')}"
    yield Paragraph(f"{found}{on}{day}.")
    old, new = (each.ruleset.terms for each in comparison.evaluators)
    if changed:
        yield Grid(
            "",
            ("Request", "Old", "New", "Through", "Before"),
            tuple(
                (
                    named(each.id, each.title),
                    _said(each.old, old),
                    _said(each.new, new),
                    *reversed(each.through),
                )
                for each in difference.changed
            ),
            fit="hang",
            texts=(0, 3, 4),
        )
        yield Heading("From what to what")
        yield Grid(
            "",
            ("From", "To", "Requests", "Which"),
            tuple(
                (
                    _said(each.before, old),
                    _said(each.after, new),
                    str(len(each.ids)),
                    listing(each.ids, most=MOST_IDS),
                )
                for each in difference.moves
            ),
            (2,),
            "hang",
            texts=(3,),
        )
    if difference.settings:
        yield Heading("Parameters and weights")
        rows = tuple((e.name, _value(e.old), _value(e.new)) for e in difference.settings)
        yield Grid("", ("Name", "Old", "New"), rows, (1, 2), "hang", texts=(0, 1, 2))


def _said(verdict: str, terms: Terms) -> str:
    return verdict if verdict == UNDECIDED else terms.verdict(verdict).label


def _value(value: Value) -> str:
    if value is None:
        return "-"
    if not isinstance(value, tuple):
        return spell_number(value)
    return ", ".join(
        spell_number(number) if day is None else f"{spell_number(number)} from {day}"
        for day, number in value
    )
