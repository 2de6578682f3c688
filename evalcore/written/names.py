"""Names: in which form they are compared, what a formula can name, and the tables in a name."""

from __future__ import annotations

import keyword
import re
import unicodedata

LONGEST = 200  # characters of a field's name
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_SLUG = re.compile(r"[^\W\d][\w-]*")


def normal(name: str) -> str:
    """A name in the form in which names are compared (NFKC, as Python does with its own)."""
    return name if name.isascii() else unicodedata.normalize("NFKC", name)


def is_identifier(word: str) -> bool:
    """Whether a formula can name this: an identifier that is no Python keyword."""
    return bool(_IDENTIFIER.fullmatch(word)) and word.isidentifier() and not keyword.iskeyword(word)


def is_slug(word: str) -> bool:
    """Whether this can be an id: letters, digits, _ and -, starting with a letter or _."""
    return bool(_SLUG.fullmatch(word))


def tables_of(name: str) -> list[str]:
    """The tables that a dotted name lies in, the outermost first: `council` for `council.yes`.

    A name that is too long for a field lies in none.
    """
    if len(name) > LONGEST:
        return []
    return [name[:end] for end, sign in enumerate(name) if sign == "."]
