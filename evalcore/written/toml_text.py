"""TOML text: tables written out again, with a comment at the end of each line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any, cast

from evalcore.written.errors import Path
from evalcore.written.tables import is_list, is_table
from evalcore.written.toml import spell_key, spell_text

Comment = Callable[[Path], str]
INLINE = 60  # characters of a table that is written within a line


def spell_document(content: Mapping[str, Any], comment: Comment = lambda _path: "") -> str:
    """A TOML text of these tables; `comment` says what stands behind the line of a path."""
    lines = [*_lines(content, (), comment)]
    return "".join(f"{each}\n" for each in lines)


def _lines(table: Mapping[str, Any], path: Path, comment: Comment) -> Iterator[str]:
    values = {key: each for key, each in table.items() if not _is_block(each)}
    for key, each in values.items():
        yield _commented(f"{spell_key(key)} = {spell_value(each)}", comment((*path, key)))
    for key, each in table.items():
        here: Path = (*path, key)
        if key in values:
            continue
        if is_table(each):
            if not each or any(not _is_block(inner) for inner in each.values()):
                yield ""
                yield _commented(f"[{_dotted(here)}]", comment(here))
            yield from _lines(each, here, comment)
        else:
            for index, one in enumerate(each):
                yield ""
                yield _commented(f"[[{_dotted(here)}]]", comment((*here, index)))
                yield from _table_in_list(one, (*here, index), comment)


def _table_in_list(table: Mapping[str, Any], path: Path, comment: Comment) -> Iterator[str]:
    """Tables in an entry of a list are written within their line: no header tells them apart."""
    for key, each in table.items():
        yield _commented(f"{spell_key(key)} = {spell_value(each)}", comment((*path, key)))


def _dotted(path: Path) -> str:
    return ".".join(spell_key(str(step)) for step in path if isinstance(step, str))


def _is_block(value: object) -> bool:
    """Whether a value has lines of its own: a table, or a list of tables at the top."""
    if is_table(value):
        return True
    return (
        is_list(value)
        and bool(cast("list[object]", value))
        and all(is_table(each) for each in cast("list[object]", value))
        and not all(_is_short(each) for each in cast("list[Mapping[str, Any]]", value))
    )


def _is_short(table: Mapping[str, Any]) -> bool:
    """Whether a table in a list fits into a line, as `{ from = 2026-01-01, value = 3 }` does."""
    return len(table) <= 2 and "id" not in table and len(spell_value(table)) <= INLINE


def _commented(line: str, comment: str) -> str:
    return f"{line}  # {comment}" if comment else line


def spell_value(value: object) -> str:
    """One value, within a line where it has none of its own."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        if "\n" in value and "'''" not in value and value.isprintable() is False:
            plain = all(each.isprintable() or each in "\n\t" for each in value)
            return f"'''\n{value}'''" if plain and not value.endswith("'") else spell_text(value)
        return spell_text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if is_table(value):
        inner = ", ".join(f"{spell_key(key)} = {spell_value(each)}" for key, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(spell_value, cast('Sequence[object]', value)))}]"
    return repr(value)
