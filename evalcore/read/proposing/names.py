"""Names: how much that of a column is like that of a field, and by what.

Equal names and questions are sure. Words that say nothing of what is meant, and units, do not
count. What is only alike is for the author of the mapping to look at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import IntEnum
from functools import lru_cache

import attrs

from evalcore.read.mapping.spec import Read, usual
from evalcore.read.proposing.kin import kindred
from evalcore.read.proposing.quantities import quantity
from evalcore.request.fields import Field
from evalcore.written.blank import folded


class Tier(IntEnum):
    """By what two names are alike, the surest last."""

    NOTHING = 0
    CELLS = 1
    LETTERS = 2
    KIN = 3
    SHARED = 4
    NEARLY = 5
    SAME = 6
    EQUAL = 7


@attrs.frozen(order=True)
class Likeness:
    """How much two names are alike: by what, how much of it (0 to 1), and why, in words."""

    tier: Tier
    degree: float = 0.0
    why: str = attrs.field(default="", order=False)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STOP = _words(
    """the a an of is are was be it its in at on for to by with from as and or this that these we
    our you your they their what which who whom how when where why will would does do did has have
    had there any all if so please much many der die das des den und im von zu am"""
)
_FILLER = _words(
    """total overall project projects initiative initiatives request requests item items field
    custom our gesamt"""
)
_FILLERS: dict[Read | None, frozenset[str]] = {
    Read.NUMBER: _words("amount value figure number sum estimate"),
    Read.DATE: _words("date day time datum"),
    Read.TEXT: _words("name text"),
    Read.CHOICE: _words("category type level"),
    Read.SET: _words("list"),
    Read.FLAG: _words("flag"),
}
_WRAPPED = re.compile(
    r"(?:custom field|benutzerdefiniertes feld|champs? personnalis\u00e9e?s?|campo personalizado)"
    r" \((.*)\)",
    re.IGNORECASE,
)
LEAST_LETTERS = 0.6  # of 1: what is alike by letters alone


@lru_cache(maxsize=100_000)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name: `originalBudget`, `original_budget` and `Original budget` are alike."""
    wrapped = _WRAPPED.fullmatch(name.strip())
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", wrapped[1] if wrapped else name)
    return tuple(word.casefold() for word in re.findall(r"[^\W_]+|%", parted))


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word


@lru_cache(maxsize=100_000)
def _content(name: str) -> frozenset[str]:
    """What a name is about: its words without units and without those that say nothing."""
    kept = [_stem(word) for word in tokens(quantity(name).rest) if word not in _STOP]
    return frozenset(kept or [_stem(word) for word in tokens(name) if word not in _STOP])


def likeness(column: str, field: Field, *, letters: bool = True) -> Likeness:
    """How much the name of a column is like that of a field, its label or its question."""
    found = [
        _compared(column, field.name, field, "the field", letters=letters),
        _compared(column, field.label, field, "the field's label", letters=False),
        _compared(column, field.question, field, "the field's question", letters=False),
    ]
    return max(found)


_FORM_TIMES = (
    ("start time", "completion time"),
    ("startzeit", "fertigstellungszeit"),
    ("heure de d\u00e9but", "heure de fin"),
)  # when a form was opened and sent: about the form, not about what is asked for


def as_meant(names: Sequence[str]) -> dict[str, str]:
    """What columns are about that are called otherwise: the times at which a form was filled in."""
    spelt = {folded(name).casefold(): name for name in names}
    found: dict[str, str] = {}
    for opened, sent in _FORM_TIMES:
        if opened in spelt and sent in spelt:
            found |= {spelt[opened]: "filling in the form", spelt[sent]: "submitted on"}
    return found


def _compared(column: str, name: str, field: Field, called: str, *, letters: bool) -> Likeness:
    ours, theirs = tokens(column), tokens(name)
    if not ours or not theirs:
        return Likeness(Tier.NOTHING)
    if ours == theirs or folded(column).casefold() == folded(name).casefold():
        return Likeness(Tier.EQUAL, 1.0, f"called like {called}")
    mine, its = _content(column), _content(name)
    if mine == its:
        return Likeness(Tier.SAME, 1.0, f"the same words as {called}")
    filler = _FILLER | _FILLERS.get(usual(field), frozenset())
    less, fewer = mine - filler, its - filler
    if less == fewer and less:
        extra = " and ".join(sorted(mine ^ its))
        return Likeness(Tier.NEARLY, 1.0, f"the same words as {called}, but for {extra}")
    shared = (less & fewer) or (mine & its)
    if shared:
        degree = 2 * len(shared) / (len(mine) + len(its))
        if called == "the field" and shared >= its - filler:
            degree = max(degree, 0.5 + 0.25 * (len(shared) > 1))
        words = " and ".join(repr(word) for word in sorted(shared)[:3])
        return Likeness(Tier.SHARED, degree, f"only {words} is in both names"
                        if len(shared) == 1 else f"only {words} are in both names")  # fmt: skip
    if called == "the field" and (short := _initials(ours, theirs)):
        degree = 0.6 - 0.02 * min(len(ours), 10)
        return Likeness(Tier.SHARED, degree, f"{short!r} may be short for {name}")
    pair = kindred(ours, theirs)
    if pair is not None:
        degree = (0.6 if called == "the field" else 0.5) - 0.005 * pair[2]
        return Likeness(Tier.KIN, degree, f"{pair[0]!r} may be what {called} calls {pair[1]!r}")
    if letters:
        ratio = _letters("".join(sorted_as(ours, mine)), "".join(sorted_as(theirs, its)))
        if ratio >= LEAST_LETTERS:
            return Likeness(Tier.LETTERS, ratio, "the names are alike by letters only")
    return Likeness(Tier.NOTHING)


def _initials(ours: Sequence[str], theirs: Sequence[str]) -> str:
    """A word of one name that has the first letters of three and more words of the other."""
    for short, long in ((ours, theirs), (theirs, ours)):
        letters = "".join(word[0] for word in long)
        for word in short:
            if len(word) > 2 and letters.startswith(word):
                return word
    return ""


def sorted_as(words: Sequence[str], kept: frozenset[str]) -> list[str]:
    """The words that are kept, in the order in which they were written."""
    return [_stem(word) for word in words if _stem(word) in kept]


@lru_cache(maxsize=100_000)
def _letters(first: str, second: str) -> float:
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.real_quick_ratio() < LEAST_LETTERS:
        return 0.0
    return matcher.ratio()
