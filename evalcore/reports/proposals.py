"""A mapping that is proposed, as a document and as tables: to look through, or to send round.

The mapping itself is TOML, which `evalcore.read.proposing` writes.
"""

from __future__ import annotations

from collections.abc import Iterator

from evalcore.read.proposing.guess import Guess
from evalcore.read.proposing.proposal import Proposal
from evalcore.read.proposing.writing import reading
from evalcore.reports.document import Bullets, Document, Grid, Heading, Notes, Paragraph, Part
from evalcore.reports.tables import Row, Table
from evalcore.written.errors import plural

HEADS = ("field", "column", "why", "check", "read as")


def proposal_document(proposal: Proposal, source: str) -> Document:
    """What each field is read from, what to check, and what is left over."""
    return Document(_parts(proposal, source), f"A mapping for {source}")


def proposal_tables(proposal: Proposal) -> list[Table]:
    """A row for each field; then what is to be checked of the table, and the columns not read."""
    left = [(each,) for each in proposal.left_columns]
    table = [(each,) for each in (*proposal.checks, *proposal.unknown.checks)]
    return [
        Table("fields", HEADS, [*_rows(proposal)]),
        Table("table", ("check",), table),
        Table("not read", ("column",), left),
    ]


def _rows(proposal: Proposal) -> Iterator[Row]:
    yield "id", "; ".join(proposal.key.columns) or "the number of the row", "", "", ""
    if proposal.titles:
        yield "title", "; ".join(proposal.titles), "", "", ""
    for name, guess in proposal.guesses.items():
        yield _row(name, guess)
    for records in proposal.records:
        for name, guess in records.guesses.items():
            yield _row(f"{records.field.name}.{name}", guess)
    for field in proposal.left_fields:
        could_be = ", ".join(proposal.could_be.get(field.name, ()))
        fits = f"its cells would fit: {could_be}" if could_be else ""
        yield field.name, "", "no column was found", fits, ""


def _row(name: str, guess: Guess) -> Row:
    columns = guess.column.columns
    from_ = "; ".join(f"{part}: {each}" if part else each for part, each in columns.items())
    return name, from_, "; ".join(guess.notes), "; ".join(guess.checks), "; ".join(reading(guess))


def _parts(proposal: Proposal, source: str) -> Iterator[Part]:
    yield Heading(f"A mapping for {source}", level=1, close=True)
    rows = [tuple(map(str, row)) for row in _rows(proposal)]
    open_ = sum(bool(row[3]) for row in rows)
    asked = f"{plural(open_, 'field')} to check" if open_ else "nothing to check"
    yield Paragraph(f"{plural(len(proposal.guesses), 'field')} found, {asked}.")
    checks = (*proposal.checks, *proposal.unknown.checks)
    if checks:
        yield Bullets(checks, apart=True)
    heads = tuple(each.capitalize() for each in HEADS)
    yield Grid("", heads, tuple(rows), fit="hang", texts=(0, 1, 2, 3, 4))
    if proposal.left_columns:
        yield Notes((f"Columns that are not read: {', '.join(proposal.left_columns)}.",))
