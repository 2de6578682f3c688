"""Patterns: regular expressions out of a mapping, none of which can take for ever.

A mapping is only text, and Python's matching tries every way that a repeat can end. Here a pattern
is looked at before it is used: how the number of ways grows with the length of a cell. What grows
faster than its square is refused, and so is what no bound is known of. (Davis et al. 2018, "The
impact of regular expression denial of service", list how such patterns come about.)
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

import attrs

from evalcore.written.errors import show

STEPS = 1_000_000  # what one cell may cost
MOST_WAYS = 64  # that do not depend on the length of the cell
_MOST = 2  # the power of the length with which steps may grow
_PARSER: Any = import_module("re._parser")


class Unsafe(Exception):  # noqa: N818 - it says what is wrong better than an Error would
    """Why a pattern is not used."""


@attrs.frozen
class Pattern:
    """A regular expression for all of a text, and the length up to which a text may be asked."""

    text: str
    compiled: re.Pattern[str] = attrs.field(eq=False)
    longest: int

    def matches(self, text: str) -> bool:
        """Whether all of a text is one."""
        return len(text) <= self.longest and self.compiled.fullmatch(text) is not None


def compiled(text: str) -> Pattern:
    """A pattern as it is written, upper and lower case being the same.

    Raises `re.error` for what is no regular expression, and `Unsafe` for what could take for ever.
    """
    if len(text) > 1_000:
        raise Unsafe(f"a pattern of {len(text)} characters: at most 1000")
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)
        try:
            found = re.compile(text, re.IGNORECASE)
        except FutureWarning as warning:  # such as [a--b], a difference of sets in other languages
            raise Unsafe(f"{show(text)} may be read otherwise one day: {warning}") from None
    parsed = _PARSER.parse(text, re.IGNORECASE)
    ways, loose, runs = _Cost(_alphabet(parsed)).of(list(parsed), last=True)
    power = loose + runs
    if power > _MOST:
        problem = f"{show(text)} has too many repeats that can end anywhere"
        raise Unsafe(f"{problem}: some cells would take for ever")
    if ways > MOST_WAYS:
        raise Unsafe(f"{show(text)} can be read in too many ways: some cells would take for ever")
    longest = int((STEPS / ways) ** (1 / power)) if power else STEPS
    return Pattern(text, found, longest)


def _alphabet(parsed: Any) -> frozenset[str]:
    """Characters by which two sets are told apart: the common ones, and all that are written."""
    signs = {chr(code) for code in range(0x250)}
    waiting: list[Any] = [parsed]
    while waiting:
        each = waiting.pop()
        if isinstance(each, int) and 0 <= each < 0x110000:
            signs |= {chr(each), chr(each).lower()[:1], chr(each).upper()[:1]}
        elif not isinstance(each, int | str) and hasattr(each, "__iter__"):
            waiting += list(each)
    return frozenset(signs)


# In how many ways, how many repeats can end anywhere, and whether one ends where the next says.
Cost = tuple[int, int, bool]


class _Cost:
    """How many ways a pattern can be gone through."""

    def __init__(self, alphabet: frozenset[str]) -> None:
        self._alphabet = alphabet
        self._held: dict[str, frozenset[str]] = {}  # by single items: they come again and again

    def of(
        self, items: Sequence[Any], *, last: bool = False, after: frozenset[str] | None = None
    ) -> Cost:
        """What a sequence costs. `after` is what may follow it; None is the end of the text."""
        ways, power, runs = 1, 0, False
        for index, item in enumerate(items):
            rest = items[index + 1 :]
            follow = self._first(rest, after)
            own, its_power, its_runs = self._item(item, follow, last=last and not rest)
            ways, power, runs = ways * own, power + its_power, runs or its_runs
            if ways > 10**6 or power > 10:
                break
        return ways, power, runs

    def _item(self, item: Any, follow: frozenset[str] | None, *, last: bool) -> Cost:
        name, value = str(item[0]), item[1]
        if name in ("LITERAL", "NOT_LITERAL", "IN", "ANY", "AT", "CATEGORY"):
            return 1, 0, False
        if name == "SUBPATTERN":
            return self.of(list(value[-1]), last=last, after=follow)
        if name == "ATOMIC_GROUP":
            return self.of(list(value), last=last, after=follow)
        if name == "BRANCH":
            costs = [self.of(list(each), last=last, after=follow) for each in value[1]]
            return (
                sum(ways for ways, _, _ in costs),
                max(power for _, power, _ in costs),
                any(runs for _, _, runs in costs),
            )
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            return self._repeat(value, follow, last=last)
        raise Unsafe("it looks ahead, back or at another part of itself")

    def _repeat(self, value: Any, follow: frozenset[str] | None, *, last: bool) -> Cost:
        low, high, body = int(value[0]), int(value[1]), list(value[2])
        ways, power, runs = self.of(body, after=self._alphabet)
        if high <= 1:
            return ways + 1, power, runs
        width = _width(body)
        if ways > 1 or power or runs or width is None or width == 0:
            if high > 12 or power or runs or width == 0 or ways**high > MOST_WAYS:
                problem = "it repeats what repeats, or what can be read in several ways"
                raise Unsafe(f"{problem}: some cells would take for ever")
            return ways**high, 0, False
        if low == high:
            return 1, 0, False
        own = self._first(body, frozenset())
        everything = len(body) == 1 and str(body[0][0]) == "ANY"
        if last and everything:
            return 1, 0, False  # the rest of the text, whatever it is: there is no other way
        if high - low < 8:
            return high - low + 1, 0, False
        if follow is None or (own is not None and not own & follow):
            return 1, 0, True  # it can only end where what follows starts, or with the text
        return 1, 1, False

    def _first(self, items: Sequence[Any], after: frozenset[str] | None) -> frozenset[str] | None:
        """The characters with which a sequence can start; None where it may start with the end."""
        found: frozenset[str] = frozenset()
        for item in items:
            name, value = str(item[0]), item[1]
            if name == "AT":
                continue
            can_be_empty = False
            if name == "SUBPATTERN":
                inner = self._first(list(value[-1]), frozenset("\0"))
            elif name == "ATOMIC_GROUP":
                inner = self._first(list(value), frozenset("\0"))
            elif name == "BRANCH":
                parts = [self._first(list(each), frozenset("\0")) for each in value[1]]
                inner = frozenset[str]().union(*(each or () for each in parts))
            elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
                inner = self._first(list(value[2]), frozenset("\0"))
                can_be_empty = int(value[0]) == 0
            else:
                inner = self._signs(item)
            inner = inner or frozenset[str]()
            found |= inner - {"\0"}
            if not can_be_empty and "\0" not in inner:
                return found
        return None if after is None else found | after

    def _signs(self, item: Any) -> frozenset[str]:
        """The characters that a single item matches."""
        key = repr(item)
        if key not in self._held:
            self._held[key] = frozenset(sign for sign in self._alphabet if _holds(item, sign))
        return self._held[key]


def _width(items: Sequence[Any]) -> int | None:
    """How many characters a sequence always takes; None where that varies."""
    total = 0
    for item in items:
        name, value = str(item[0]), item[1]
        if name in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
            width: int | None = 1
        elif name == "AT":
            width = 0
        elif name == "SUBPATTERN":
            width = _width(list(value[-1]))
        elif name.endswith("_REPEAT") and value[0] == value[1]:
            inner = _width(list(value[2]))
            width = None if inner is None else inner * int(value[0])
        else:
            width = None
        if width is None:
            return None
        total += width
    return total


def _holds(item: Any, sign: str) -> bool:
    """Whether a single item matches a character, in upper or lower case."""
    return any(_matches(item, each) for each in {sign, sign.lower()[:1], sign.upper()[:1]} - {""})


def _matches(item: Any, sign: str) -> bool:
    name, value = str(item[0]), item[1]
    match name:
        case "ANY":
            return True
        case "LITERAL":
            return bool(ord(sign) == value)
        case "NOT_LITERAL":
            return bool(ord(sign) != value)
        case "RANGE":
            return bool(value[0] <= ord(sign) <= value[1])
        case "CATEGORY":
            return _in_category(str(value), sign)
        case "IN":
            parts: Iterable[Any] = value
            negated = any(str(each[0]) == "NEGATE" for each in parts)
            found = any(_matches(each, sign) for each in parts if str(each[0]) != "NEGATE")
            return found != negated
        case _:
            return True


def _in_category(name: str, sign: str) -> bool:
    tests = {
        "DIGIT": sign.isdigit(),
        "SPACE": sign.isspace(),
        "WORD": sign.isalnum() or sign == "_",
    }
    found = next((is_in for word, is_in in tests.items() if name.endswith(word)), True)
    return found != ("_NOT_" in name)
