"""Hours as a document, and as a table: a row for each category, attendee or request."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from evalcore.portfolios.hours import Hours, Spent
from evalcore.reports.document import Document, Grid, Heading, Line, Notes, Paragraph, Part
from evalcore.reports.tables import Table
from evalcore.reports.workbook import finished, put_sheet
from evalcore.request.spelling import rounded
from evalcore.written.workbook import new_book

HEADS = {"category": "Category", "attendee": "With", "request": "Request"}


def hours_document(found: Hours) -> Document:
    """The hours by month, what was promised, and what is left free."""
    return Document(_parts(found), _heading(found))


def hours_table(found: Hours) -> Table:
    """One row each, and one for the whole; hours are not rounded."""
    rows: list[list[str | float | None]] = [_numbers(each) for each in (*found.rows, found.whole)]
    rows[-1][0] = "total"
    if found.free is not None:
        rows.append(["free", *map(float, found.free), None, None])
    return Table("hours", ("name", *found.months, "total", "promised"), rows)


def hours_workbook(found: Hours) -> bytes:
    """The same as a sheet. Raises `InputError` where openpyxl is not installed."""
    book = new_book()
    rows: list[list[str | float | None]] = [_numbers(each) for each in found.rows]
    rows.append(["all, once", *_numbers(found.whole)[1:]])
    if found.free is not None:
        rows.append(["free", *map(float, found.free)])
    put_sheet(book, "hours", (HEADS[found.by], *found.months, "Sum", "Promised"), rows)
    return finished(book, _heading(found))


def _numbers(each: Spent) -> list[str | float | None]:
    promised = None if each.promised is None else float(each.promised)
    return [each.name, *map(float, each.hours), float(each.total), promised]


def _heading(found: Hours) -> str:
    return f"Hours from {found.first.isoformat()} to {found.last.isoformat()}, by {found.by}"


def _parts(found: Hours) -> Iterator[Part]:
    yield Heading(_heading(found), level=1)
    promised = any(each.promised is not None for each in found.rows)
    heads = [HEADS[found.by], *found.months, "Sum", *(["Promised"] if promised else [])]
    rows = [_row(each, promised=promised) for each in found.rows]
    rows.append(("all, once", *map(_said, found.whole.hours), _said(found.whole.total)))
    if found.free is not None:
        rows.append(("free", *map(_said, found.free), ""))
    blank = ("",) * len(heads)
    full = tuple((*row, *blank[len(row) :]) for row in rows)
    notes = ["Promised is a month."] if promised else []
    if any(len(set(each.hours)) for each in found.rows) and found.by != "request":
        notes.append("An event that counts for several is in each of their rows.")
    yield Grid("", tuple(heads), full, range(1, len(heads)), "hang", (0,), notes=tuple(notes))
    if found.free is not None:
        least = max(min(found.free), Fraction(0))
        yield Paragraph(f"As a capacity: --capacity my_hours={rounded(float(least))}")
    yield Notes((f"Days are those of {found.zone}.", *found.notes))


def _row(each: Spent, *, promised: bool) -> tuple[Line, ...]:
    last = () if not promised else ("" if each.promised is None else _said(each.promised),)
    return (each.name, *map(_said, each.hours), _said(each.total), *last)


def _said(hours: Fraction) -> str:
    return rounded(float(hours), 1)
