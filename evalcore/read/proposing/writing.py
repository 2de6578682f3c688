"""Writing a proposal as a mapping in TOML, with comments for whoever edits it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from evalcore.read.mapping.spec import OPTIONS, Column, Key
from evalcore.read.proposing.guess import Guess
from evalcore.read.proposing.proposal import Proposal, RecordsGuess, Saying
from evalcore.request.fields import Field
from evalcore.written.toml import spell_key, spell_text

_FIRST = ("nth", "read", "likely")  # before the options, which come in their usual order
_ALWAYS = ("separator",)  # said even where it is what would be taken without
_ORDER = (*_FIRST, "currency", *(each for each in OPTIONS if each not in ("currency", "table")),
    "table")  # fmt: skip


def as_toml(
    proposal: Proposal,
    *,
    source: str,
    sheet: str | None = None,
    about_sheets: Sequence[str] = (),
    options: Mapping[str, str] | None = None,
) -> str:
    """The text of a mapping: valid as it is, and with everything that was not found as comments.

    `about_sheets` are remarks about the sheet that was chosen; `options` what else is said of the
    document, such as its encoding.
    """
    lines = _lines(proposal, source, sheet, about_sheets, options or {})
    return "".join(f"{line}\n" for line in lines)


def _lines(
    proposal: Proposal,
    source: str,
    sheet: str | None,
    about_sheets: Sequence[str],
    options: Mapping[str, str],
) -> Iterator[str]:
    yield f"# A proposal for {_comment(source)}. Check each column, then give it to --map."
    yield from map(_remark, proposal.notes)
    yield from (_check(each) for each in proposal.checks)
    yield f"id = {_id(proposal.key)}"
    yield f"title = {_one_or_list(proposal.titles)}" if proposal.titles else '# title = "..."'
    yield from map(_remark, about_sheets)
    if sheet is not None:
        yield f"sheet = {spell_text(sheet)}"
    if proposal.header_row is not None:
        yield f"header_row = {proposal.header_row}"
    if proposal.units_row is not None:
        yield f"units_row = {proposal.units_row}"
    for key, value in options.items():
        yield f"{key} = {spell_text(value)}"
    if proposal.where:
        yield f"where = {spell_text(proposal.where)}"
    yield from ("", "[unknown]", *_saying(proposal.unknown, words=True))
    yield from ("", "[withheld]", *_saying(proposal.withheld, words=False))
    for name, guess in proposal.guesses.items():
        yield from ("", *_field(f"fields.{spell_key(name)}", guess))
    for each in proposal.records:
        yield from ("", *_records(each))
    if proposal.left_fields:
        yield from ("", "# Fields for which no column was found: unknown in every row.")
        for field in proposal.left_fields:
            yield from _left(field, proposal.could_be.get(field.name, ()))
    if proposal.left_columns:
        yield from ("", "# Columns that are not read:")
        shown = proposal.left_columns[:_MOST_COLUMNS]
        yield from (f"#   {_comment(name)}" for name in shown)
        if len(proposal.left_columns) > len(shown):
            yield f"#   and {len(proposal.left_columns) - len(shown)} more"


_MOST_COLUMNS = 300


def _id(key: Key) -> str:
    if key.row and not key.columns:
        return "{ row = true }"
    return _one_or_list(key.columns)


def _one_or_list(texts: Sequence[str]) -> str:
    return spell_text(texts[0]) if len(texts) == 1 else _list(texts)


def _saying(saying: Saying, *, words: bool) -> Iterator[str]:
    yield from (_check(each) for each in saying.checks)
    if words:
        yield f"words = {_list(saying.words)}"
    if saying.patterns or not words:
        yield f"patterns = {_list(saying.patterns)}"


def _field(path: str, guess: Guess) -> Iterator[str]:
    yield f"[{path}]"
    columns = guess.column.columns
    inner = ", ".join(f"{part} = {spell_text(name)}" for part, name in columns.items())
    yield f"column = {spell_text(columns[''])}" if "" in columns else f"column = {{ {inner} }}"
    yield from map(_remark, guess.notes)
    yield from (_check(each) for each in guess.checks)
    yield from reading(guess)


def reading(guess: Guess) -> Iterator[str]:
    """The lines that say how the cells of a column are read."""
    for key in _ORDER:
        yield from _option(key, guess.column)
    if guess.unknown:
        yield f"unknown = {_list(guess.unknown)}"


_PLAIN = Column({})


def _option(key: str, column: Column) -> Iterator[str]:
    value: object = getattr(column, key)
    said = key in _ALWAYS and key in column.given
    if value == getattr(_PLAIN, key) and not said:
        return
    match value:
        case bool():
            yield f"{key} = {'true' if value else 'false'}"
        case str():
            yield f"{key} = {spell_text(value)}"
        case int() | float():
            yield f"{key} = {_number(value)}"
        case tuple():
            texts = cast("tuple[str, ...]", value)
            one = key == "separator" and len(texts) == 1
            yield f"{key} = {spell_text(texts[0]) if one else _list(texts)}"
        case _:
            pairs = cast("Mapping[str, object]", value)
            spelt = _name if key == "suffixes" else spell_text
            inner = ", ".join(f"{spelt(cell)} = {_value(to)}" for cell, to in pairs.items())
            yield f"{key} = {{ {inner} }}" if inner else f"{key} = {{}}"


def _number(value: float) -> str:
    whole = float(value).is_integer() and abs(value) < 1e15
    return str(int(value)) if whole else repr(float(value))


def _value(value: object) -> str:
    return _number(value) if isinstance(value, int | float) else spell_text(str(value))


def _name(text: str) -> str:
    """A key of an inline table: quoted, unless it is letters alone as suffixes are."""
    return text if text.isascii() and text.isalpha() and len(text) < 4 else spell_text(text)


def _records(guess: RecordsGuess) -> Iterator[str]:
    name = spell_key(guess.field.name)
    yield f"[records.{name}]"
    if guess.sheet:
        yield _remark("the sheet is called like the field")
        yield f"sheet = {spell_text(guess.sheet)}"
        yield f"id = {spell_text(guess.key)}"
    if not guess.guesses:
        yield "fields = {}"
    for inner, each in guess.guesses.items():
        yield from ("", *_field(f"records.{name}.fields.{spell_key(inner)}", each))
    for field in guess.left_fields:
        yield f"# no column was found for {_comment(field.name)}"


def _left(field: Field, could_be: Sequence[str]) -> Iterator[str]:
    asked = f"  # {_comment(field.question)}" if field.question else ""
    if field.kind.row.is_list:
        yield f"# [records.{spell_key(field.name)}]{asked}"
        inner = ", ".join(f'{spell_key(name)} = "..."' for name in field.record)
        yield from ('# sheet = "..."', '# id = "..."', f"# fields = {{ {inner} }}")
    else:
        yield f"# [fields.{spell_key(field.name)}]{asked}"
        names = ", ".join(_comment(repr(name)) for name in could_be)
        yield f'# column = "..."{f"  # its cells would fit: {names}" if names else ""}'


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(spell_text, texts))}]"


def _check(text: str) -> str:
    return f"# CHECK: {_comment(text)}"


def _remark(text: str) -> str:
    return f"# {_comment(text)}"


def _comment(text: str) -> str:
    """Text that ends no comment and holds no character that TOML forbids there."""
    return "".join(_printable(text))


def _printable(text: str) -> Iterable[str]:
    return (char if char.isprintable() else " " for char in text)
