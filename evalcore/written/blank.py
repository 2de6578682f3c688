"""Blank: what a reader cannot see. A text of nothing but that says nothing."""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})  # controls, format signs, blanks of any kind
# Letters and marks that Unicode lets nobody see (Default_Ignorable_Code_Point), and empty braille.
_FILLERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
)


def is_unseen(sign: str) -> bool:
    """Whether one character is white space, a control, or invisible."""
    return unicodedata.category(sign) in _UNSEEN or sign in _FILLERS


def is_blank(text: str) -> bool:
    """Whether nothing in a text can be seen."""
    return not text or text.isspace() or all(map(is_unseen, text))


def seen_from(text: str) -> int:
    """Where the first character is that can be seen; the length where there is none."""
    return next((place for place, sign in enumerate(text) if not is_unseen(sign)), len(text))
