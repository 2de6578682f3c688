"""Writing a proposal as a mapping in TOML, with comments for whoever edits it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evalcore.read.mapping.guessing import Guess
from evalcore.read.mapping.proposal import Proposal
from evalcore.read.mapping.spec import Column
from evalcore.request.fields import Field
from evalcore.written.toml import spell_key, spell_text

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
    yield f"id = {spell_text(key[0]) if len(key) == 1 else _list(key)}"
    yield f"title = {spell_text(proposal.title)}" if proposal.title else '# title = "..."'
    if sheet is not None:
        yield f"sheet = {spell_text(sheet)}"
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
    yield f"[fields.{spell_key(name)}]"
    yield f"column = {spell_text(guess.column.columns[''])}"
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
            yield f"{key} = {spell_text(value)}"
        case tuple():
            yield f"{key} = {_list(column.currency if key == 'currency' else getattr(column, key))}"
        case _:
            table = {spell_text(cell): spell_text(to) for cell, to in column.table.items()}
            pairs = ", ".join(f"{cell} = {to}" for cell, to in table.items())
            yield f"{key} = {{ {pairs} }}" if pairs else f"{key} = {{}}"


def _left(field: Field) -> Iterator[str]:
    asked = f"  # {_comment(field.question)}" if field.question else ""
    if field.kind.row.is_list:
        yield f"# [records.{spell_key(field.name)}]{asked}"
        inner = ", ".join(f'{spell_key(name)} = "..."' for name in field.record)
        yield from ('# sheet = "..."', '# id = "..."', f"# fields = {{ {inner} }}")
    else:
        yield f"# [fields.{spell_key(field.name)}]{asked}"
        yield '# column = "..."'


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(spell_text, texts))}]"


def _comment(text: str) -> str:
    """Text that ends no comment and holds no character that TOML forbids there."""
    return "".join(_printable(text))


def _printable(text: str) -> Iterable[str]:
    return (char if char.isprintable() else " " for char in text)
