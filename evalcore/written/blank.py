"""Blank: what says nothing, in every format, and in which form texts that say something are kept.

Null says nothing, nor does a text in which nothing can be seen: it is empty, or all of it is white
space of any kind, controls and invisible signs. A key that is absent says as much as null. What a
spreadsheet shows where a formula failed is no value; `TBD` and its like may say nothing.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

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

# What spreadsheet programs show, and export, where a formula failed or a column is too narrow.
ERRORS = frozenset(
    """
    #DIV/0! #N/A #NAME? #NULL! #NUM! #REF! #VALUE! #GETTING_DATA #SPILL! #CALC! #FIELD! #BLOCKED!
    #CONNECT! #UNKNOWN! #BUSY! #PYTHON! #EXTERNAL! #TIMEOUT! #ERROR! #MACRO? #NV #BEZUG! #WERT!
    #ZAHL! #NOMBRE! #VALEUR! #NOM? #NUL! #N/D #VALORE! #NOME? #RIF! #VALOR! #\u00a1VALOR!
    #\u00a1REF! #\u00a1NUM! #\u00a1NULO! #\u00a1DIV/0! #\u00bfNOMBRE? #WAARDE! #NAAM? #VERW! #GETAL!
    #LEEG! #DEEL/0! #ADR! #ARG! #SAKNAS! #REFERENS! #V\u00c4RDEFEL! #NAMN?
    """.split()  # noqa: SIM905
) | {*(f"Err:{number}" for number in range(501, 541)), *("#" * n for n in range(3, 256))}
# What people write where nobody knows yet; somebody may as well mean it.
PLACEHOLDERS = frozenset(
    (
        "na", "n/a", "n.a.", "#n/a", "nan", "none given", "not available", "not applicable",
        "not known", "unknown", "pending", "tba", "tbc", "tbd", "todo", "to be confirmed",
        "to be determined", "?", "-", "--", "\u2013", "\u2014", "k.a.", "null", "undefined",
        "unassigned", "not set", "(blank)", "(empty)",
    )
)  # fmt: skip
_MORE = frozenset(
    (
        "t.b.d.", "t.b.a.", "t.b.c.", "to be defined", "to be decided", "to be announced", "nil",
        "n/k", "n/d", "k. a.", "keine angabe", "unbekannt", "offen", "s.o.", "inconnu",
        "xxx", "xx", "none yet", "not yet known", "not yet", "not specified", "unspecified",
        "dummy", "placeholder", "<na>", "\u2010", "\u2011", "\u2012", "\u2015", "\u2212", "\u2026",
    )
)  # fmt: skip
_MARKS = frozenset("?-._/\\*#~+")


def is_placeholder(text: str) -> bool:
    """Whether a text may say nothing: `TBD`, `n/a`, `-`, `??`."""
    if len(text) > LONGEST_PLACEHOLDER:
        return False
    folded = text.strip("()[]<> ").casefold()
    return folded in PLACEHOLDERS or folded in _MORE or _MARKS.issuperset(text)


LONGEST_PLACEHOLDER = 20


def is_unseen(sign: str) -> bool:
    """Whether one character is white space, a control, or invisible."""
    return unicodedata.category(sign) in _UNSEEN or sign in _FILLERS


@cache
def unseen() -> str:
    """What cannot be seen, as the inside of a class of a pattern, for Python and JavaScript.

    Four digits are spelt the same in both; what is beyond stands for itself.
    """
    found: list[tuple[int, int]] = []
    for number in range(sys.maxunicode + 1):
        if not is_unseen(chr(number)):
            continue
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return "".join(
        _spelt(first) if first == last else f"{_spelt(first)}-{_spelt(last)}"
        for first, last in found
    )


def _spelt(number: int) -> str:
    return f"\\u{number:04x}" if number < 0x10000 else chr(number)


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


def folded(text: str) -> str:
    """A text as it is kept, on one line: every run of white space is one space."""
    return kept(" ".join(text.split()))


def seen_from(text: str) -> int:
    """Where the first character is that can be seen; the length where there is none."""
    return next((place for place, sign in enumerate(text) if not is_unseen(sign)), len(text))
