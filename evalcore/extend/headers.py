"""Headers: which row of a sheet names its columns, under titles, notes and merged cells.

Only texts are looked at. What the columns mean is the business of others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import attrs

from evalcore.written.blank import kept, says_nothing

_DIGITS = re.compile(r"[\W\d_]*")
_NUMBER = re.compile(r"[\W\d_]*\d[\W\d_]*")
_COMMENT = re.compile(r"(#|//|--)\s+[^\W\d]")  # a column may be called #
LONGEST_NAME = 200  # characters: what is longer is a note
MOSTLY = 0.5  # of the widest row: a header leaves few columns without a name


@attrs.frozen
class Header:
    """Where a header starts, how many rows it has, and the names that it gives the columns."""

    start: int
    height: int
    names: tuple[str, ...]


def name_key(text: str) -> str:
    """A name as names are compared: white space of any kind and length is one space."""
    return " ".join(kept(text).split())


def find_header(
    rows: Sequence[Sequence[str]], names: frozenset[str] = frozenset(), *, at_first: bool = False
) -> Header | None:
    """The header among the first rows of a sheet; None where there are no rows.

    The row with most of `names` in it is the header, whatever it looks like. Without any, it is the
    first row that looks like one, or else the first. `at_first` says that the first row is it.
    """
    if not rows:
        return None
    start = 0
    if not at_first:
        known = [sum(name_key(text) in names for text in set(row)) for row in rows]
        start = known.index(max(known)) if max(known) else _looks_like_one(rows)
    top = [kept(text) for text in rows[start]]
    # A name that is merged over both rows stands in each of them.
    next_row = rows[start + 1] if start + 1 < len(rows) else ()
    below = [
        "" if n < len(top) and kept(text) == top[n] else text for n, text in enumerate(next_row)
    ]
    if _continues(top, below):
        return Header(start, 2, _joined(top, below))
    return Header(start, 1, tuple(top))


def _looks_like_one(rows: Sequence[Sequence[str]]) -> int:
    widest = max(sum(not says_nothing(text) for text in row) for row in rows)
    usual = Counter(map(len, rows)).most_common(1)[0][0]
    reach = Counter(map(_reach, rows)).most_common(1)[0][0]
    for index, row in enumerate(rows):
        if len(row) < usual and _reach(row) < reach:
            continue  # a note with a separator in it
        said = [kept(text) for text in row if not says_nothing(text)]
        numbers = sum(bool(_DIGITS.fullmatch(text)) and not _is_year(text) for text in said)
        wide = len(said) >= max(2, MOSTLY * widest) or widest == 1
        short = all(len(text) <= LONGEST_NAME for text in said)
        differ = len(set(said)) > min(1, len(said) - 1)  # trackers repeat names, but not one
        if said and _COMMENT.match(said[0]) and index + 1 < len(rows):
            continue
        if said and _NUMBER.fullmatch(said[0]) and not _is_year(said[0]):
            continue  # the first column is called something: this row says more than its header
        if wide and short and differ and numbers < len(said):
            return index
    return 0


def _reach(row: Sequence[str]) -> int:
    """How many cells a row has up to the last that says something."""
    return next((n for n in range(len(row), 0, -1) if not says_nothing(row[n - 1])), 0)


def _continues(top: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the row below says more of the names: parts of groups, where the top has gaps."""
    said = [n for n, text in enumerate(below) if not says_nothing(text)]
    if len(said) < 2 or len(below) > len(top) or not top[0]:
        return False
    starts: list[int] = []  # for each column, where the group that it belongs to starts
    for n, text in enumerate(top):
        starts.append(n if text or not starts else starts[-1])
    group_of = {n: starts[n] for n in said}
    wide = {group for n, group in group_of.items() if n != group}
    fills = {n for n in range(len(top)) if not top[n] and n in group_of}
    alone = [n for n in said if group_of.get(n) not in wide]
    words = [below[n] for n in said if not _DIGITS.fullmatch(below[n]) or _is_year(below[n])]
    return bool(fills) and not alone and len(words) == len(said) and _short(below, said)


def _short(below: Sequence[str], said: Sequence[int]) -> bool:
    return all(len(below[n]) <= LONGEST_NAME / 2 for n in said)


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"(19|20)\d\d([/-]\d\d(\d\d)?)?", text.strip()))


def _joined(top: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    group = ""
    for index, text in enumerate(top):
        part = kept(below[index]) if index < len(below) else ""
        group = text or group
        names.append(f"{group} {part}" if part else text)
    return tuple(names)
