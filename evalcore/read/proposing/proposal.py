"""A proposal: the id, the title, a guess for each field found, and what is left over.

A proposal is for its reader to edit. Writing it down is the business of `writing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

import attrs

from evalcore.extend.sheets import HeadedSheet, plain_text
from evalcore.read.mapping.spec import Key, Read, usual
from evalcore.read.proposing import amounts, guessing
from evalcore.read.proposing.columns import ColumnSeen, columns_of
from evalcore.read.proposing.guess import Guess
from evalcore.read.proposing.names import Tier, likeness
from evalcore.read.proposing.numbers import Surroundings
from evalcore.read.proposing.pairing import Pair, pair
from evalcore.read.proposing.rows import find_key, find_titles, leaving_out, part, shown_rows
from evalcore.read.proposing.sayings import slug
from evalcore.request.fields import Field
from evalcore.written.blank import ERRORS, folded
from evalcore.written.errors import show
from evalcore.written.toml import spell_text

LONG = 60  # characters of a text that is better written as a pattern


@attrs.frozen
class Saying:
    """What stands in cells and is no value: words, patterns, and what is to be asked of them."""

    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


_YEAR = re.compile(r"\(?\d{4}\)?")


@attrs.frozen
class RecordsGuess:
    """A second table of a workbook that may hold the records of a field.

    `answers` are words in its texts that may say nothing, and count as answers.
    """

    field: Field
    sheet: str
    key: str
    guesses: Mapping[str, Guess]
    left_fields: tuple[Field, ...] = ()
    answers: frozenset[str] = frozenset()


@attrs.frozen
class Proposal:
    """What is proposed. `notes` and `checks` are about the table as a whole."""

    key: Key
    titles: tuple[str, ...]
    unknown: Saying
    withheld: Saying
    guesses: Mapping[str, Guess]
    left_fields: tuple[Field, ...] = ()
    left_columns: tuple[str, ...] = ()
    could_be: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict[str, tuple[str, ...]])
    records: tuple[RecordsGuess, ...] = ()
    header_row: int | None = None
    units_row: int | None = None
    where: str = ""
    notes: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    worth: float = 0.0


def propose(
    sheet: HeadedSheet, fields: Mapping[str, Field], others: Mapping[str, HeadedSheet] | None = None
) -> Proposal:
    """A mapping from the columns of a sheet to these fields.

    `others` are the other sheets of the workbook, by name: those that are called like a list of
    records may hold them.
    """
    parted = part(sheet)
    units = [plain_text(cell) for cell in parted.units.cells] if parted.units else []
    columns = columns_of(sheet.columns, parted.rows, units)
    around = _surroundings(sheet, columns)
    named = {
        column.name for column in columns
        if any(likeness(column.name, f, letters=False).tier >= Tier.NEARLY for f in fields.values())
    }  # fmt: skip
    id_guess = find_key(columns, named)
    key = frozenset(id_guess.key.columns)
    pairs = pair(columns, fields, around, key)
    titles = find_titles(columns, id_guess.key.columns)
    taken = {name for each in pairs.values() for name in each.names}
    used = {*taken, *key, *titles}
    checks = list(id_guess.checks)
    notes: list[str] = []
    if len(titles) > 1:
        notes.append("each row has its title in one of several columns, by its level")
    where = ""
    if parted.strays:
        where = leaving_out(parted.strays, parted.rows, columns, id_guess.key.columns)
        shown = shown_rows(parted.strays)
        checks.append(f"no initiatives, and left out: {shown}" if where else
                      f"these rows may be no initiatives: {shown}")  # fmt: skip
    if parted.doubtful:
        shown = shown_rows(parted.doubtful)
        checks.append(f"read as initiatives, and may be headings or examples: {shown}")
    numbers = [n for n in sheet.columns if amounts.amount(n) and not _YEAR.fullmatch(n)]
    if numbers and sheet.number is not None:
        checks.append(f"row {sheet.number} is taken for the header: is {show(numbers[0])} a name?")
    first = next((row.number for row in sheet.sheet.rows), None)
    header_row = sheet.number if sheet.header_row or sheet.number != first else None
    header_row = None if sheet.sheet.columns else header_row
    left = [field for name, field in fields.items() if name not in pairs]
    free = [column for column in columns if column.name not in used]
    found = _records(left, id_guess.key, others or {}, around)
    own_key = id_guess.key
    same = _same_rows(left, columns, id_guess.repeated, pairs, around)
    if same is not None:
        found, own_key = [*found, same], Key((id_guess.repeated,))
        checks = [f"several rows have one {id_guess.repeated!r}: they are read as records of it"]
    known = {each.field.name for each in found}
    in_records = {
        name for each in found for g in each.guesses.values() for name in g.column.columns.values()
    }
    free = [column for column in free if same is None or column.name not in in_records]
    unknown, withheld, guesses = _sayings(pairs, {word for each in found for word in each.answers})
    return Proposal(
        key=own_key,
        titles=titles,
        unknown=unknown,
        withheld=withheld,
        guesses={name: guesses[name] for name in fields if name in guesses},
        left_fields=tuple(field for field in left if field.name not in known),
        left_columns=tuple(column.name for column in free),
        could_be=_could_be(left, free),
        records=tuple(found),
        header_row=header_row,
        units_row=parted.units.number if parted.units else None,
        where=where,
        notes=tuple(notes),
        checks=tuple(checks),
        worth=sum(min(each.worth, 1.5) for each in pairs.values()),
    )


def _surroundings(sheet: HeadedSheet, columns: Sequence[ColumnSeen]) -> Surroundings:
    texts = (each.text for c in columns for each in c.seen[:200] if isinstance(each.cell, str))
    found = (each for text in texts if (each := amounts.amount(text)) is not None)
    return Surroundings(sheet.sheet.separator, amounts.has_decimal_commas(found))


def _sayings(
    pairs: Mapping[str, Pair], answers: AbstractSet[str]
) -> tuple[Saying, Saying, dict[str, Guess]]:
    """The words for unknown and the patterns for withheld, of the columns that are read.

    What is a choice in one column, or a text in one that holds any, and says nothing in another, is
    written for the other alone. `answers` are such texts elsewhere.
    """
    apart = {name: guessing.aside(each.column, each.field) for name, each in pairs.items()}
    offered = {
        folded(choice).casefold()
        for each in pairs.values() for choice in each.field.choices or ()
    }  # fmt: skip
    spelt = {slug(choice) for choice in offered}
    texts = {
        seen.text.casefold()
        for each in pairs.values() if _holds_any(each.field) for seen in each.column.seen
        if seen.text not in ERRORS
    } | {each.casefold() for each in answers}  # fmt: skip
    guesses: dict[str, Guess] = {}
    words: dict[str, None] = {}
    patterns: dict[str, None] = {}
    asked: dict[str, int] = {}
    for name, each in pairs.items():
        patterns |= dict.fromkeys(apart[name].withheld)
        if _holds_any(each.field):
            said, failed = _answers(apart[name].unknown)
            guesses[name] = _answering(each.guess, said)
            words |= dict.fromkeys(failed)
            continue
        own = [w for w in apart[name].unknown if w.casefold() in offered or slug(w) in spelt - {""}]
        own += [w for w in apart[name].unknown if w.casefold() in texts and w not in own]
        words |= dict.fromkeys(w for w in apart[name].unknown if w not in own)
        counts = {seen.text: seen.count for seen in each.guess.misfits}
        for text in guessing.sentences(each.guess, each.field):
            if text.casefold() in texts - offered:
                own.append(text)
            elif text.casefold() not in offered:
                asked[text] = asked.get(text, 0) + counts.get(text, 1)
        guesses[name] = attrs.evolve(each.guess, unknown=tuple(own))
    long = dict.fromkeys(guessing.as_pattern(text) for text in asked if len(text) > LONG)
    short = [text for text in asked if len(text) <= LONG]
    checks: tuple[str, ...] = ()
    if asked:
        cells = sum(asked.values())
        many = f"{len(asked)} texts in {cells} cells" if len(asked) > 1 else (
            f"a text in {cells} cell{'s' * (cells > 1)}"
        )  # fmt: skip
        added = ", ".join(repr(text[:40]) for text in list(asked)[:3])
        fit = "fit no field, and are" if len(asked) > 1 else "fits no field, and is"
        checks = (f"{many} {fit} taken for unknown: {added}",)
    unknown = Saying(_sorted([*words, *short]), tuple(long), checks)
    hides = "does every cell like this hide something, also among the texts?"
    return unknown, Saying((), tuple(patterns), (hides,) if patterns else ()), guesses


def _holds_any(field: Field) -> bool:
    """Whether a field holds any text: no word of it can be told from an answer."""
    return field.choices is None and usual(field) in (Read.TEXT, Read.SET)


def _answers(words: Iterable[str]) -> tuple[list[str], list[str]]:
    """Words that may be answers, and those that show that a formula failed, and are none."""
    found = [*words]
    return [w for w in found if w not in ERRORS], [w for w in found if w in ERRORS]


def _answering(guess: Guess, words: Sequence[str]) -> Guess:
    """The guess, with the question whether words that may say nothing are answers.

    They count as such, as they do without a mapping; the line that makes them unknown is said.
    """
    if not words:
        return guess
    listed = ", ".join(map(repr, words[:3])) + ", ..." * (len(words) > 3)
    are, count = ("are", "they count as such") if len(words) > 1 else ("is", "it counts as one")
    what = "answers" if len(words) > 1 else "an answer"
    line = f"unknown = [{', '.join(map(spell_text, words[:MOST_WORDS]))}]"
    return guess.remarking(checks=(f"{are} {listed} {what}? {count}, but for: {line}",))


MOST_WORDS = 20  # in a line that is said


def _inner(pairs: Mapping[str, Pair]) -> tuple[dict[str, Guess], frozenset[str]]:
    """How the fields of a record are read, and which of their texts may say nothing."""
    guesses: dict[str, Guess] = {}
    answers: set[str] = set()
    for name, each in pairs.items():
        words = guessing.aside(each.column, each.field).unknown
        if _holds_any(each.field):
            said, failed = _answers(words)
            answers |= {*said}
            guesses[name] = attrs.evolve(_answering(each.guess, said), unknown=tuple(failed))
        else:
            guesses[name] = attrs.evolve(each.guess, unknown=words)
    return guesses, frozenset(answers)


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


def _could_be(left: Sequence[Field], free: Sequence[ColumnSeen]) -> dict[str, tuple[str, ...]]:
    """Columns that hold what a field asks for, although nothing in their names says so."""
    found: dict[str, tuple[str, ...]] = {}
    for field in left:
        if usual(field) not in (Read.DATE, Read.NUMBER, Read.FLAG) or len(free) > 200:
            continue
        names = [
            column.name for column in free
            if column.seen and guessing.guess(column, field, Surroundings()).fit >= 0.9
        ]  # fmt: skip
        if 0 < len(names) <= 5:
            found[field.name] = tuple(names)
    return found


def _records(
    left: Sequence[Field], key: Key, others: Mapping[str, HeadedSheet], around: Surroundings
) -> list[RecordsGuess]:
    """Other sheets that are called like a list of records, with a column for whose they are."""
    found: list[RecordsGuess] = []
    for field in left:
        if not field.kind.row.is_list or len(key.columns) != 1:
            continue
        for name, sheet in others.items():
            if slug(name) not in (slug(field.name), slug(field.label)) or not slug(name):
                continue
            names = {slug(column): column for column in sheet.columns if column}
            own = names.get(slug(key.columns[0])) or names.get("id")
            if own is None:
                continue
            columns = columns_of(sheet.columns, tuple(sheet.rows))
            pairs = pair([c for c in columns if c.name != folded(own)], field.record, around)
            guesses, answers = _inner({each: pairs[each] for each in field.record if each in pairs})
            rest = tuple(f for each, f in field.record.items() if each not in pairs)
            found.append(RecordsGuess(field, name, folded(own), guesses, rest, answers))
            break
    return found


def _same_rows(
    left: Sequence[Field],
    columns: Sequence[ColumnSeen],
    repeated: str,
    pairs: Mapping[str, Pair],
    around: Surroundings,
) -> RecordsGuess | None:
    """A list of records that the rows themselves may be: an id in several, and their columns.

    What is read of the initiative itself has to be the same in all of its rows.
    """
    own = next((c for c in columns if c.name == repeated), None)
    for field in left if own else ():
        if not field.kind.row.is_list or own is None:
            continue
        rest = [column for column in columns if column is not own]
        inner = {
            name: each for name, each in pair(rest, field.record, around).items()
            if each.likeness.tier >= Tier.NEARLY
        }  # fmt: skip
        steady = all(_is_steady(each.column, own) for each in pairs.values())
        if len(inner) == len(field.record) and steady:
            guesses, answers = _inner({name: inner[name] for name in field.record})
            return RecordsGuess(field, "", "", guesses, (), answers)
    return None


def _is_steady(column: ColumnSeen, key: ColumnSeen) -> bool:
    return len(set(zip(key.texts, column.texts, strict=True))) == len(set(key.texts))
