"""Writing a proposal as a mapping in TOML, with comments for whoever edits it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from evalcore.read.mapping.guessing import Guess
from evalcore.read.mapping.proposal import Proposal
from evalcore.read.mapping.spec import Column
from evalcore.request.fields import Field, Kind
from evalcore.written.errors import Path
from evalcore.written.names import is_identifier

_WRITTEN = ("read", "currency", "decimal", "thousands", "without_sign", "formats", "true", "false",
    "separator", "table")  # fmt: skip


def as_toml(
    proposal: Proposal, *, source: str, sheet: str | None = None, header_row: int | None = None
) -> str:
    """The text of a mapping: valid as it is, and with everything that was not found as comments."""
    return "".join(f"{line}\n" for line in _lines(proposal, source, sheet, header_row))


def _lines(
    proposal: Proposal, source: str, sheet: str | None, header_row: int | None
) -> Iterator[str]:
    yield f"# A proposal for {_comment(source)}. Check each column, then give it to --map."
    if not proposal.key_is_unique:
        yield '# CHECK: no column tells all rows apart; several together may: id = ["...", "..."]'
    key = proposal.key
    yield f"id = {_text(key[0]) if len(key) == 1 else _list(key)}"
    yield f"title = {_text(proposal.title)}" if proposal.title else '# title = "..."'
    if sheet is not None:
        yield f"sheet = {_text(sheet)}"
    if header_row is not None:
        yield f"header_row = {header_row}"
    yield from ("", "[unknown]", f"words = {_list(proposal.unknown)}")
    yield from ("", "[withheld]")
    if proposal.withheld:
        yield "# CHECK: does every cell like this hide something, also among the texts?"
    yield f"patterns = {_list(proposal.withheld)}"
    for name, guess in proposal.guesses.items():
        yield from ("", *_field(name, guess))
    if proposal.left_fields:
        yield from ("", "# Fields for which no column was found: unknown in every row.")
        for field in proposal.left_fields:
            yield from _left(field)
    if proposal.left_columns:
        yield from ("", "# Columns that are not read:")
        yield from (f"#   {_comment(name)}" for name in proposal.left_columns)


def _field(name: str, guess: Guess) -> Iterator[str]:
    yield f"[fields.{_key((name,))}]"
    yield f"column = {_text(guess.column.columns[''])}"
    for remark in guess.remarks:
        yield f"# {_comment(remark)}"
    for key in _WRITTEN:
        yield from _option(key, guess.column)


_PLAIN = Column({})


def _option(key: str, column: Column) -> Iterator[str]:
    value: object = getattr(column, key)
    if value == getattr(_PLAIN, key):
        return
    match value:
        case str():
            yield f"{key} = {_text(value)}"
        case tuple() if key == "separator" and len(column.separator) == 1:
            yield f"{key} = {_text(column.separator[0])}"
        case tuple():
            yield f"{key} = {_list(column.currency if key == 'currency' else getattr(column, key))}"
        case _:
            pairs = ", ".join(f"{_text(cell)} = {_text(to)}" for cell, to in column.table.items())
            yield f"{key} = {{ {pairs} }}" if pairs else f"{key} = {{}}"


def _left(field: Field) -> Iterator[str]:
    asked = f"  # {_comment(field.question)}" if field.question else ""
    if field.kind is Kind.RECORDS:
        yield f"# [records.{_key((field.name,))}]{asked}"
        inner = ", ".join(f'{_key((name,))} = "..."' for name in field.record)
        yield from ('# sheet = "..."', '# id = "..."', f"# fields = {{ {inner} }}")
    else:
        yield f"# [fields.{_key((field.name,))}]{asked}"
        yield '# column = "..."'


def _key(path: Path) -> str:
    return ".".join(
        str(p) if is_identifier(str(p)) and str(p).isascii() else _text(str(p)) for p in path
    )


def _text(text: str) -> str:
    """A TOML string. JSON escapes all that TOML does, apart from one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _comment(text: str) -> str:
    """Text that ends no comment and holds no character that TOML forbids there."""
    return "".join(_printable(text))


def _printable(text: str) -> Iterable[str]:
    return (char if char.isprintable() else " " for char in text)
