"""Guessing how a column is to be read for one field: from its cells, by asking the readers.

What a guess is worth is the share of its cells that it reads. Which column belongs to which field
is the business of `pairing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from evalcore.read.mapping.readers import default_read, reader
from evalcore.read.mapping.spec import Column, Read, Words, usual
from evalcore.read.proposing import days, numbers, sayings
from evalcore.read.proposing.columns import ColumnSeen, Seen
from evalcore.read.proposing.guess import Guess
from evalcore.read.proposing.numbers import Surroundings
from evalcore.read.proposing.ranges import Range
from evalcore.request.cells import is_unsaid
from evalcore.request.fields import Field, Kind
from evalcore.request.kinds.numbers import PARTS
from evalcore.request.values import Misfit, read
from evalcore.written.blank import PLACEHOLDERS
from evalcore.written.errors import listing, show

WITHHELD = (
    r"exempt\b.*", r"withheld\b.*", r"redacted\b.*", "confidential", "classified", "undisclosed",
    r"not disclosed\b.*", r"commercial(ly)? in confidence\b.*", "commercially sensitive",
)  # fmt: skip
_STATES = frozenset(("pending", "todo", "undefined", "unassigned", "not set"))  # of a request, too
_WITHHELD = tuple(re.compile(pattern, re.IGNORECASE) for pattern in WITHHELD)
MOST_TRIED = 500  # different cells on which a way of reading is tried


@attrs.frozen
class Aside:
    """The cells of a column that say nothing, and those that withhold: by words and patterns."""

    unknown: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()

    @property
    def words(self) -> Words:
        """Both, as a mapping asks for them."""
        return Words.of(self.unknown, self.withheld)


def aside(seen: ColumnSeen, field: Field) -> Aside:
    """What stands in a column and is no value of the field; a choice that it offers is one."""
    offered = {sayings.slug(each) for each in field.choices or ()} - {""}
    spelt = {each.casefold() for each in field.choices or ()}
    unknown: dict[str, None] = {}
    withheld: dict[str, None] = {}
    for each in seen.seen:
        text = each.text
        is_choice = sayings.slug(text) in offered or text.casefold() in spelt
        if not isinstance(each.cell, str) or is_choice or len(text) > 400:
            continue
        may_be_state = usual(field) is Read.CHOICE and text.casefold() in _STATES
        if text.casefold() in PLACEHOLDERS and not may_be_state:
            unknown[text] = None
        for written, pattern in zip(WITHHELD, _WITHHELD, strict=True):
            if pattern.fullmatch(text) and not is_unsaid(field, text):
                withheld[written] = None
    return Aside(tuple(unknown), tuple(withheld))


def guess(seen: ColumnSeen, field: Field, around: Surroundings) -> Guess:
    """The best way to read a column for a field."""
    plain = Column({"": seen.name})
    if len(seen.indexes) > 1 and usual(field) is not Read.SET:
        plain = attrs.evolve(plain, nth=1)
    apart = aside(seen, field).words
    cells = seen.seen_together if usual(field) is Read.SET else seen.seen
    asked = [
        each for each in cells if not apart.match(each.text) and not is_unsaid(field, each.text)
    ]
    best = Guess(plain, -1.0)
    for way in _ways(plain, seen, asked, field, around):
        tried = _tried(way, asked, field)
        if tried.fit > best.fit:
            best = tried
        if tried.fit == 1:
            break
    if best.fit < 0:
        best = _tried(Guess(plain), asked, field)
    if len(seen.indexes) > 1 and usual(field) is not Read.SET:
        check = f"{len(seen.indexes)} columns are called {seen.name!r}, and the first is read"
        best = best.remarking(checks=(check,))
    return best


def guess_range(found: Range, field: Field, around: Surroundings) -> Guess:
    """The best way to read the columns of a range for an estimate: all of them in one way."""
    single = attrs.evolve(field, kind=Kind.NUMBER)
    best = guess(found.together, single, around)
    parts = {part: found.columns[part].name for part in PARTS if part in found.columns}
    checks = () if "likely" in parts else ("is the likely value in the middle?",)
    if found.by_cells:
        checks = (*checks, f"{parts['low']!r} is the low one: its cells are the smaller ones")
    column = attrs.evolve(best.column, columns=parts)
    return attrs.evolve(best, column=column).remarking(checks=checks)


def _ways(
    plain: Column, seen: ColumnSeen, cells: Sequence[Seen], field: Field, around: Surroundings
) -> Iterator[Guess]:
    match usual(field):
        case Read.NUMBER:
            yield from numbers.ways(plain, seen, cells, field, around)
        case Read.DATE:
            yield from days.ways(plain, cells)
        case Read.FLAG:
            yield from sayings.flags(plain, cells)
        case Read.CHOICE:
            yield from sayings.choices(plain, cells, field.choices or ())
        case Read.SET:
            yield from sayings.sets(plain, cells, field.choices)
        case _:
            yield Guess(plain)


def _tried(way: Guess, cells: Sequence[Seen], field: Field) -> Guess:
    """The guess with the share of cells that it reads, and those that it does not."""
    column = way.column
    try:
        parse = reader(column, column.read or default_read(field, column), field)
    except (ValueError, re.error):  # pragma: no cover - a notation that nobody has
        return way
    misfits: list[Seen] = []
    readable = total = 0
    for each in cells[:MOST_TRIED]:
        total += each.count
        try:
            read(field, parse(each.cell))
            readable += each.count
        except Misfit:
            misfits.append(each)
    fit = readable / total if total else 0.0
    return attrs.evolve(way, fit=fit, misfits=tuple(misfits))


def about_misfits(guess: Guess, said: int) -> Iterator[str]:
    """What is said of cells that do not fit, where only a few do not or the name is the same."""
    if not guess.misfits:
        return
    count = sum(each.count for each in guess.misfits)
    shown = [f"{show(each.text, 40)} (row {each.row})" for each in guess.misfits[:3]]
    more = len(guess.misfits) - len(shown)
    some = listing([*shown, *([f"{more} more"] if more else [])])
    do = "does" if count == 1 else "do"
    yield f"{count} of {said} cells {do} not fit: {some}"


def sentences(guess: Guess, field: Field) -> list[str]:
    """Misfits that are words and no values: they may mean that nothing is known.

    Of a choice only whole sentences are: shorter texts may stand for one.
    """
    least = 5 if usual(field) in (Read.CHOICE, Read.SET, Read.FLAG) else 2
    found: list[str] = []
    for each in guess.misfits:
        words = [word for word in each.text.split() if re.search(r"[^\W\d_]{2}", word)]
        digits = any(sign.isdigit() for sign in each.text)
        repeated = least == 2 and each.count > 2 and words and not digits
        if isinstance(each.cell, str) and (len(words) >= least or repeated):
            found.append(each.text)
    return found if usual(field) is not Read.TEXT else []


def as_pattern(text: str) -> str:
    """A pattern for a long text by its first words; a short one stays as it is."""
    start = " ".join(text.split()[:5])
    return re.sub(r"([.*+?^${}()|\[\]\\])", r"\\\1", start) + ".*"
