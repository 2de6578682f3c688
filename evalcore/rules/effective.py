"""Effective: a ruleset as one text, whatever it extends, with where each line is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

import attrs

from evalcore.rules.origins import origin_of
from evalcore.rules.ruleset import Ruleset
from evalcore.written.errors import Path
from evalcore.written.tables import is_list, is_table
from evalcore.written.toml_text import spell_document

FIRST = ("name", "version", "about", "verdicts", "when_undecided", "may_override", "total")


@attrs.frozen(eq=False)
class Shown:
    """The tables of a ruleset, and the file and line of each path in them."""

    content: Mapping[str, Any]
    places: Mapping[Path, str]

    @property
    def text(self) -> str:
        """All of it as TOML; each line ends with where it is written."""
        return spell_document(self.content, lambda path: self.places.get(path, ""))


def shown(ruleset: Ruleset) -> Shown:
    """What a ruleset that was read from a text comes to. It can be read as one again."""
    content = ruleset.content
    ordered = {key: content[key] for key in FIRST if key in content}
    ordered |= {key: each for key, each in content.items() if key not in ordered}
    return Shown(ordered, _places(ruleset, [*_paths(ordered)]))


def _paths(value: object, path: Path = ()) -> Iterator[Path]:
    """Every path of tables and values; what is in a list only where it is a table."""
    if path:
        yield path
    if is_table(value):
        for key, each in value.items():
            yield from _paths(each, (*path, key))
    elif is_list(value):
        for index, each in enumerate(value):
            if is_table(each):
                yield from _paths(each, (*path, index))


def _called(sources: Sequence[str]) -> dict[str, str]:
    """What to call each file: an absolute one by its own name, where no other has the same."""
    names = [FilePath(each).name for each in sources]
    return {
        source: name if FilePath(source).is_absolute() and names.count(name) == 1 else source
        for source, name in zip(sources, names, strict=True)
    }


def _places(ruleset: Ruleset, paths: list[Path]) -> dict[Path, str]:
    from evalcore.written.positions import lines_of

    by_source: dict[str, list[tuple[Path, Path]]] = {}
    for path in paths:
        source, there = origin_of(path, ruleset.origins, ruleset.source)
        by_source.setdefault(source, []).append((path, there))
    found: dict[Path, str] = {}
    called = _called([*by_source])
    for source, several in by_source.items():
        lines = lines_of(ruleset.documents.get(source, ""), [there for _, there in several])
        for (path, _), line in zip(several, lines, strict=True):
            found[path] = f"{called[source]}:{line}"
    return {path: found[path] for path in paths}
