"""Proposal: which columns of a sheet may hold which fields, by their names and by what they hold.

A proposal is for its reader to edit. Writing it down is the business of `writing`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from difflib import SequenceMatcher
from itertools import combinations

import attrs

from evalcore.extend.sheets import Broken, CellValue, HeadedSheet, plain_text
from evalcore.read.mapping.guessing import Guess, found_words, guess, said
from evalcore.read.mapping.spec import READS, Read, Words, folded
from evalcore.request.fields import Field

LEAST = 0.5  # of 1: what a pair of column and field must reach to be proposed
NAMED = 0.5  # of 1: how alike the names must be where any column holds such cells
TELLING = 0.9  # the share of different cells that are choices, where names say nothing
_KEYS = frozenset(("id", "key", "code", "ref", "reference", "number", "no", "nr", "uid"))
_TITLES = frozenset(("title", "name", "project", "initiative", "request", "subject"))


@attrs.frozen
class Proposal:
    """What is proposed: the id and title, a guess for each field found, and what is left over.

    Without a column that tells all rows apart, `key_is_unique` is false.
    """

    key: tuple[str, ...]
    key_is_unique: bool
    title: str | None
    unknown: tuple[str, ...]
    withheld: tuple[str, ...]
    guesses: Mapping[str, Guess]
    left_fields: tuple[Field, ...]
    left_columns: tuple[str, ...]


@attrs.frozen
class _Named:
    """A column that can be mapped: it has a name, and no other column has it."""

    index: int
    name: str
    cells: tuple[CellValue, ...]
    sample: list[CellValue]


def propose(sheet: HeadedSheet, fields: Mapping[str, Field]) -> Proposal:
    """A mapping from the columns of a sheet to these fields. Records are left to the author."""
    names = [folded(name) for name in sheet.columns]
    columns: list[_Named] = []
    for index, name in enumerate(names):
        if name and names.count(name) == 1:
            cells = tuple(row.cells[index] for row in sheet.rows)
            columns.append(_Named(index, name, cells, said(cells)))
    words, patterns = found_words(cell for column in columns for cell in column.sample)
    aside = Words.of(words, patterns)
    pairs: list[tuple[float, str, str, Guess]] = []
    for name, field in fields.items():
        if field.kind not in READS:
            continue
        is_choice = Read.CHOICE in READS[field.kind]
        for column in columns:
            likeness = alike(column.name, field)
            if likeness < LEAST / 2 and not is_choice:
                continue
            found = guess(column.name, column.sample, field, aside)
            worth = 0.75 * likeness + 0.25 * found.fit
            if is_choice and worth < LEAST and len(column.sample) > 1 and found.fit >= TELLING:
                worth, check = LEAST, "CHECK: found by what the cells say, not by the column's name"
                found = attrs.evolve(found, remarks=(check, *found.remarks))
            if likeness < NAMED and not _telling(found, field):
                continue
            if worth >= LEAST and (found.fit > 0 or not column.sample):
                pairs.append((worth, name, column.name, found))
    chosen: dict[str, Guess] = {}
    taken: set[str] = set()
    for _, name, column_name, found in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        if name not in chosen and column_name not in taken:
            chosen[name] = found
            taken.add(column_name)
    key, unique = _key(columns, taken)
    title = _title(columns, key)
    used = {*taken, *key, title}
    return Proposal(
        key, unique, title, tuple(words), tuple(patterns),
        {name: chosen[name] for name in fields if name in chosen},
        tuple(field for name, field in fields.items() if name not in chosen),
        tuple(column.name for column in columns if column.name not in used),
    )  # fmt: skip


def _telling(guess: Guess, field: Field) -> bool:
    """Whether what the cells hold speaks for the field: texts and bare numbers are everywhere."""
    special = guess.column.read in (Read.MONEY, Read.PERCENT)
    return special or Read.DATE in READS[field.kind] or field.choices is not None


def alike(column: str, field: Field) -> float:
    """How much the name of a column resembles a field's name, or else its question; 0 to 1."""
    asked, name = _tokens(column), _tokens(field.name)
    if not asked or not name:
        return 0.0
    letters = SequenceMatcher(None, "".join(asked), "".join(name), autojunk=False).ratio()
    shared = len(set(asked) & set(name))
    by_name = max(letters, 2 * shared / (len(set(asked)) + len(set(name))))
    question = set(_tokens(field.question))
    by_question = len(set(asked) & question) / len(set(asked)) if question else 0.0
    return max(by_name, 0.6 * by_question)


def _tokens(name: str) -> list[str]:
    """The words of a name: `originalBudget`, `original_budget` and `Original budget` are alike."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return [word.casefold() for word in re.findall(r"[^\W_]+", parted)]


def _key(columns: Sequence[_Named], taken: AbstractSet[str]) -> tuple[tuple[str, ...], bool]:
    """The columns that tell all rows apart, one if possible.

    Those that are called like a key come first, and last those that are read as fields: no two
    amounts may be equal so far, and two may be tomorrow.
    """

    def order(column: _Named) -> tuple[bool, bool, int]:
        return (not _KEYS & set(_tokens(column.name)), column.name in taken, column.index)

    complete = sorted((c for c in columns if all(map(_says, c.cells))), key=order)
    likely = [c for c in complete if c.name not in taken or order(c)[0] is False]
    for candidates in (likely, complete):
        for count in (1, 2):
            for some in combinations(candidates[:12], count):
                rows = zip(*(c.cells for c in some), strict=True)
                texts = {tuple(folded(plain_text(cell)) for cell in row) for row in rows}
                if len(texts) == len(some[0].cells):
                    return tuple(c.name for c in some), True
    return tuple(c.name for c in [*complete, *columns][:1]), False


def _says(cell: CellValue) -> bool:
    return not isinstance(cell, Broken) and bool(folded(plain_text(cell)))


def _title(columns: Sequence[_Named], key: Sequence[str]) -> str | None:
    """The column that is called most like a title, of those that hold texts."""
    found = [
        (len(_TITLES & set(_tokens(c.name))) / len(_tokens(c.name)), -c.index, c.name)
        for c in columns
        if c.name not in key and _tokens(c.name) and all(isinstance(e, str) for e in c.sample)
    ]
    best = max(found, default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else None
