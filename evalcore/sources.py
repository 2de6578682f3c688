"""Sources: how a format of documents becomes initiatives. The formats themselves are plugins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import attrs

from evalcore.errors import Complaint, Path

Row = tuple[Mapping[str, object], Path]


def unlocated(_text: str, complaints: Sequence[Complaint]) -> Sequence[Complaint]:
    """The complaints as they are: for a format whose paths say enough."""
    return complaints


def _suffixes(suffixes: Iterable[str]) -> tuple[str, ...]:
    return tuple(suffixes)


@attrs.frozen
class Source:
    """A format that initiatives can be read from.

    `read(text, name)` gives each initiative as a mapping with its path in the document, or raises
    `InputError`. `locate(text, complaints)` gives the complaints about values with their lines and
    columns filled in; it is called only where there is a complaint. A source of tables gives
    `evalcore.Cell` for the text of a cell, and a mapping for names that hold dots.
    """

    name: str
    suffixes: tuple[str, ...] = attrs.field(converter=_suffixes)
    read: Callable[[str, str], Iterable[Row]] = attrs.field(eq=False)
    locate: Callable[[str, Sequence[Complaint]], Sequence[Complaint]] = attrs.field(
        default=unlocated, eq=False
    )
