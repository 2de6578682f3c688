"""Alike: which of several names a cell's text means, where only case and white space differ.

Where two names are as near, it means neither: nobody but its author could say which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from evalcore.written.blank import folded, kept

Meaning = Callable[[str], str | None]


def translated(choices: Iterable[str], table: Iterable[tuple[str, str]] = ()) -> Meaning:
    """A function from a text to what it stands for: a choice, or what a table says of the text.

    None for a text that stands for nothing, or for several.
    """
    exactly = {kept(choice): choice for choice in choices}
    on_a_line: dict[str, set[str]] = {}
    for choice in exactly.values():
        on_a_line.setdefault(folded(choice), set()).add(choice)
    for text, choice in table:
        exactly[kept(text)] = choice
        on_a_line[folded(text)] = {choice}
    in_any_case: dict[str, set[str]] = {}
    for line, meant in on_a_line.items():
        in_any_case.setdefault(line.casefold(), set()).update(meant)

    def mean(text: str) -> str | None:
        found = exactly.get(kept(text))
        if found is not None:
            return found
        line = folded(text)
        some = on_a_line.get(line) or in_any_case.get(line.casefold()) or set[str]()
        return next(iter(some)) if len(some) == 1 else None

    return mean


@lru_cache(maxsize=256)
def meaning(choices: tuple[str, ...]) -> Meaning:
    """The same for the choices of a field, for the cells of all its rows."""
    return translated(choices)
