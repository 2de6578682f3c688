"""Blank: what says nothing, in every format, and in which form texts that say something are kept.

Null says nothing, nor does a text in which nothing can be seen: it is empty, or all of it is white
space of any kind, controls and invisible signs. A key that is absent says as much as null.
"""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})  # controls, format signs, blanks of any kind
# Letters and marks that Unicode lets nobody see (Default_Ignorable_Code_Point), and empty braille.
_FILLERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
)
# Variation selectors and tags: they are a part of the sign before them, such as of a flag.
_SELECTORS = frozenset(
    "\u180b\u180c\u180d\u180f"
    + "".join(
        map(chr, [*range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080), *range(0xE0100, 0xE01F0)])
    )
)


def is_unseen(sign: str) -> bool:
    """Whether one character is white space, a control, or invisible."""
    return unicodedata.category(sign) in _UNSEEN or sign in _FILLERS


def says_nothing(value: object) -> bool:
    """Whether a value is blank: null, or a text in which nothing can be seen."""
    return value is None or (isinstance(value, str) and not kept(value))


def composed(text: str) -> str:
    """A text with accents joined to their letters (NFC), as texts are compared."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def kept(text: str) -> str:
    """A text as it is kept: composed (NFC), without what cannot be seen at its ends.

    What stands inside stays: the joiners (ZWJ, ZWNJ) of many scripts make another word.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = composed(text)
    first, end = seen_from(text), len(text)
    while end > first and is_unseen(text[end - 1]) and text[end - 1] not in _SELECTORS:
        end -= 1
    return text[first:end]


def seen_from(text: str) -> int:
    """Where the first character is that can be seen; the length where there is none."""
    return next((place for place, sign in enumerate(text) if not is_unseen(sign)), len(text))
