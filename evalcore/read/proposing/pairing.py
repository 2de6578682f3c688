"""Pairing: which column each field is read from, the surest pairs first.

Equal names always win. A column is read for one field; where another would do as well, it is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import attrs

from evalcore.extend.sheets import Percent
from evalcore.read.mapping.spec import Read, usual
from evalcore.read.proposing.columns import ColumnSeen, Seen
from evalcore.read.proposing.guess import Guess
from evalcore.read.proposing.guessing import about_misfits, guess, guess_range
from evalcore.read.proposing.names import Likeness, Tier, as_meant, likeness
from evalcore.read.proposing.numbers import Surroundings
from evalcore.read.proposing.quantities import counts_alike, quantity
from evalcore.read.proposing.ranges import ranges
from evalcore.read.proposing.sayings import MOST_CHOICES
from evalcore.request.fields import Field
from evalcore.written.errors import listing, show

MOST_CODES = 9  # different texts that may stand for choices, whatever they look like
MOST_BY_LETTERS = 20_000  # pairs of names that are compared letter by letter
MOST_CANDIDATES = 60  # columns whose cells are looked at for one field
TELLING = 0.9  # the share of cells that are choices, where names say nothing
NEAR = 0.15  # how much worse another column may be, and still be worth a look
_WORTH = {Tier.EQUAL: 10.0, Tier.SAME: 0.9, Tier.NEARLY: 0.8}
_SHARED, _LETTERS, _CELLS = 0.3, 0.05, 0.2


@attrs.frozen
class Pair:
    """A field and a column that may hold it."""

    field: Field
    column: ColumnSeen
    likeness: Likeness
    guess: Guess
    also: tuple[ColumnSeen, ...] = ()

    @property
    def names(self) -> list[str]:
        """The columns that it takes: an estimate may take three."""
        return [self.column.name, *(each.name for each in self.also)]

    @property
    def worth(self) -> float:
        """How good the pair is: by the names first, then by the cells that fit."""
        tier, degree = self.likeness.tier, self.likeness.degree
        by_name = _WORTH.get(tier, 0.0)
        if tier is Tier.SHARED:
            by_name = _SHARED + 0.4 * degree
        elif tier in (Tier.KIN, Tier.LETTERS):
            by_name = _LETTERS + 0.4 * degree
        elif tier is Tier.CELLS:
            by_name = _CELLS
        return by_name + 0.3 * self.guess.fit + 0.2 * bool(self.also)


def pair(
    columns: Sequence[ColumnSeen],
    fields: Mapping[str, Field],
    around: Surroundings,
    key: AbstractSet[str] = frozenset(),
) -> dict[str, Pair]:
    """The best column for each field, by the names of the fields; not all have one."""
    pairs = candidates(columns, fields, around, key)
    chosen: dict[str, Pair] = {}
    taken: dict[str, str] = {}
    for each in sorted(pairs, key=lambda p: (-p.worth, p.column.index, p.field.name)):
        name = each.field.name
        if name not in chosen and not taken.keys() & set(each.names):
            chosen[name] = each
            taken |= dict.fromkeys(each.names, name)
    return {name: _remarked(each, pairs, chosen, key) for name, each in chosen.items()}


def candidates(
    columns: Sequence[ColumnSeen],
    fields: Mapping[str, Field],
    around: Surroundings,
    key: AbstractSet[str],
) -> list[Pair]:
    """All pairs that are worth being looked at."""
    letters = len(columns) * len(fields) <= MOST_BY_LETTERS
    meant = as_meant([column.name for column in columns])
    unspoken = _unspoken({column.name for column in columns})
    found: list[Pair] = []
    for field in fields.values():
        if field.kind.row.is_list:
            continue
        if field.kind.row.parts_of:
            found += _ranges(columns, field, around, letters=letters)
        alikes: list[tuple[Likeness, ColumnSeen]] = []
        for column in columns:
            alike = likeness(meant.get(column.name, column.name), field, letters=letters)
            by_cells = letters and alike.tier < Tier.SHARED and usual(field) is Read.CHOICE
            if by_cells and column.name not in key:
                alike = max(alike, Likeness(Tier.CELLS, 0.0, _BY_CELLS))
            if alike.tier is Tier.NOTHING or (column.name in key and alike.tier < Tier.EQUAL):
                continue
            alikes.append((alike, column))
        # The cells of a great many columns are not looked at for each field.
        alikes.sort(key=lambda pair: (-pair[0].tier, -pair[0].degree, pair[1].index))
        for alike, column in alikes[:MOST_CANDIDATES]:
            guessed = _less_for_links(guess(column, field, around), column)
            if column.name in unspoken:
                guessed = attrs.evolve(guessed, fit=0.4 * guessed.fit)
            each = Pair(field, column, alike, guessed)
            if _is_worth_it(each):
                found.append(each)
    return found


def _unspoken(names: AbstractSet[str]) -> frozenset[str]:
    """What programs call things in JSON, of those that people have a word for beside it."""
    said = {name.rpartition(".")[0] for name in names if name.rpartition(".")[2] in _SPOKEN}
    return frozenset(
        name for name in names for head, _, last in [name.rpartition(".")]
        if head in said - {""} and last.casefold() in _UNSPOKEN
    )  # fmt: skip


_SPOKEN = ("name", "login", "title", "displayName", "display_name", "label")
_UNSPOKEN = ("id", "node_id", "accountid", "color", "colour", "url", "self", "key", "link")


def _less_for_links(guessed: Guess, column: ColumnSeen) -> Guess:
    """The guess, worth less where all cells are links: what they lead to may have a column."""
    texts = column.seen[:20]
    links = bool(texts) and all(each.text.startswith(("https://", "http://")) for each in texts)
    return attrs.evolve(guessed, fit=0.4 * guessed.fit) if links else guessed


def _ranges(
    columns: Sequence[ColumnSeen], field: Field, around: Surroundings, *, letters: bool
) -> list[Pair]:
    """An estimate out of a low and a high, and the likely value between them if there is one."""
    found: list[Pair] = []
    for each in ranges(columns):
        said = quantity(each.name)
        alone = not re.search(r"[^\W\d_]", said.rest)
        alike = likeness(each.name or field.name, field, letters=letters)
        if alone and not counts_alike(said, field.unit):
            continue
        if alone:  # columns that are called low and high, and nothing else but a unit
            alike = Likeness(Tier.KIN, 0.5, "the columns say low and high, and not of what")
        if alike.tier is Tier.NOTHING:
            continue
        others = tuple(c for c in each.columns.values() if c is not each.first)
        pair = Pair(field, each.first, alike, guess_range(each, field, around), others)
        if _is_worth_it(pair):
            found.append(pair)
    return found


_BY_CELLS = "found by what the cells say, not by the column's name"


def _is_worth_it(pair: Pair) -> bool:
    """Whether the cells do not speak against what the names say."""
    fit, tier, degree = pair.guess.fit, pair.likeness.tier, pair.likeness.degree
    empty = not pair.column.seen
    if tier >= Tier.NEARLY:
        return True
    if tier is Tier.SHARED:
        return fit >= 0.5 or empty or degree >= 0.65
    if tier is Tier.KIN:
        wordy = not pair.column.seen or any(map(_is_word, pair.column.seen[:20]))
        codes = len(pair.column.seen) <= MOST_CODES  # such as the states of a database
        return fit >= 0.3 or codes if usual(pair.field) is Read.CHOICE else (
            wordy if usual(pair.field) is Read.TEXT else fit >= 0.8
        )  # fmt: skip
    if tier is Tier.CELLS:
        return fit >= TELLING and len(pair.column.seen) > 1
    if usual(pair.field) in (Read.TEXT, Read.SET) and pair.field.choices is None:
        return degree >= 0.75
    return fit >= (0.5 if usual(pair.field) is Read.CHOICE else 0.8)


def _is_word(each: Seen) -> bool:
    return isinstance(each.cell, str) and any(map(str.isalpha, each.text[:3]))


def _remarked(
    each: Pair, pairs: Sequence[Pair], chosen: Mapping[str, Pair], key: AbstractSet[str]
) -> Pair:
    """The pair with how sure it is and why, and with what else would fit."""
    tier = each.likeness.tier
    notes: list[str] = []
    checks: list[str] = []
    if tier in (Tier.EQUAL, Tier.SAME):
        notes.append(f"sure of the column: {each.likeness.why}")
    elif tier is Tier.NEARLY:
        notes.append(f"likely: {each.likeness.why}")
    else:
        checks.append(each.likeness.why)
    others = _rivals(each, pairs, chosen)
    if others:
        fits = "fits" if len(others) == 1 else "fit"
        checks.append(f"{listing([show(name, 80) for name in others])} {fits} as well")
    if each.column.name in key:
        checks.append("this column is the id as well")
    if usual(each.field) not in (Read.CHOICE, Read.SET) or len(each.column.seen) > MOST_CHOICES:
        said = sum(column.said for column in (each.column, *each.also))
        checks += about_misfits(each.guess, said)
    if not each.column.seen:
        checks.append("nothing stands in this column")
    misread = [e for e in each.guess.misfits if isinstance(e.cell, Percent)]
    if misread and each.guess.column.read is not Read.PERCENT:
        checks.append("some cells are percentages, and others are not")
    remarked = each.guess.remarking(notes=tuple(notes), checks=tuple(checks))
    return attrs.evolve(each, guess=remarked)


def _rivals(each: Pair, pairs: Sequence[Pair], chosen: Mapping[str, Pair]) -> list[str]:
    """Other columns that may hold the field as well as the one that was taken."""
    sure = {
        name for pair in chosen.values() for name in pair.names
        if pair.likeness.tier >= Tier.SAME and pair is not each
    }  # fmt: skip
    found = [
        (-other.worth, other.column.name)
        for other in pairs
        if other.field.name == each.field.name
        and other is not each
        and not {*each.names, *sure} & set(other.names)
        and _is_near(other, each)
        and other.guess.fit >= 0.5
    ]
    return [name for _, name in sorted(found)[:3]]


def _is_near(other: Pair, each: Pair) -> bool:
    """Whether another column is as near; of equal names, one that is equal as well."""
    tier = each.likeness.tier
    if tier is Tier.EQUAL:
        return other.likeness.tier is Tier.EQUAL and each.column.name != each.field.name
    if tier is Tier.NEARLY and other.likeness.tier >= Tier.SHARED:
        return True
    return other.worth >= each.worth - NEAR
