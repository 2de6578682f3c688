"""Rows: which of a sheet are no initiatives, and which columns tell the others apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from itertools import combinations
from statistics import median

import attrs

from evalcore.extend.sheets import LOOKED_AT, CellValue, HeadedSheet, SheetRow, plain_text, says
from evalcore.read.mapping.cell_names import spell_cell
from evalcore.read.mapping.spec import Key
from evalcore.read.notices import is_total
from evalcore.read.proposing import amounts
from evalcore.read.proposing.columns import ColumnSeen
from evalcore.read.proposing.names import tokens
from evalcore.read.proposing.quantities import quantity
from evalcore.written.blank import folded
from evalcore.written.errors import show

LONGEST_CONDITION = 1_000  # characters
_SIGNS = frozenset("%\u20ac$\u00a3\u00a5\u20b9")
MOST_NOTES = 30  # rows at the foot of a sheet that may be notes
_NOTE = re.compile(
    r"(?:[*\u2020\u2021\u00b9\u00b2\u00b3]|\(?\d{1,2}[)\].]\s|notes?\b|sources?\b|quelle\b|legend\b"
    r"|legende\b|figures?\b|amounts?\b|exported\b|generated\b|disclaimer\b|anm\b|hinweis\b|stand\b"
    r"|as (?:of|at)\b|prepared\b|page \d|seite \d|end of\b|filters?\b|applied filters\b"
    r"|\u00a9|copyright\b|confidential\b).*",
    re.IGNORECASE | re.DOTALL,
)
_STATISTIC = re.compile(
    r"(?:averages?|avg|mean|median|counts?|min(?:imum)?|max(?:imum)?|st(?:andar)?d\.? ?dev\w*"
    r"|durchschnitt|mittelwert|anzahl|moyenne|m\u00e9diane|n ?= ?\d+)\s?:?",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"(?:e\.? ?g\.?|example|sample|beispiel|z\. ?b\.)(?:\W.*)?", re.IGNORECASE | re.DOTALL
)
KEYS = frozenset(("id", "key", "code", "ref", "reference", "number", "no", "nr", "uid", "num",
    "kennung", "nummer", "#", "pid", "uuid", "guid", "rid", "vorgangsschl\u00fcssel", "url",
    "cl\u00e9", "clave"))  # fmt: skip
TITLES = frozenset(("title", "titel", "name", "project", "initiative", "request", "subject",
    "summary", "called", "bezeichnung", "vorhaben", "projekt", "thema", "headline",
    "zusammenfassung", "betreff", "titre", "t\u00edtulo", "resumen",
    "r\u00e9sum\u00e9"))  # fmt: skip
_OF_A_PROJECT = frozenset(("owner", "manager", "lead", "leader", "sponsor", "director", "contact",
    "status", "state", "type", "phase", "stage", "category", "code", "priority", "team",
    "department",
    "start", "end", "date", "budget", "cost", "link", "leiter", "leiterin", "leitung",
    "id", "key", "area", "size", "health"))  # fmt: skip
_TYPE_WORDS = frozenset(
    ("text", "string", "date", "number", "numeric", "integer", "boolean", "yes/no", "y/n", "datum",
     "yyyy-mm-dd", "dd.mm.yyyy", "dd/mm/yyyy", "mm/dd/yyyy", "zahl", "choice", "list", "optional",
     "mandatory")
)  # fmt: skip


@attrs.frozen
class Parted:
    """The rows of a sheet that may be initiatives, those that are none, and the row of units.

    `doubtful` are rows that are read, and may be headings or examples.
    """

    rows: tuple[SheetRow, ...]
    strays: tuple[SheetRow, ...] = ()
    units: SheetRow | None = None
    doubtful: tuple[SheetRow, ...] = ()


def part(sheet: HeadedSheet) -> Parted:
    """The rows below a header, without totals, notes at the foot and a row of units."""
    rows = list(sheet.rows)
    units = rows[0] if len(rows) > 1 and _is_units(rows[0]) else None
    rows = rows[1:] if units else rows
    if len(rows) < 2:
        return Parted(tuple(rows), (), units)
    counts = [sum(map(says, row.cells)) for row in rows]
    usual = median(counts)
    names = _Names.of(sheet, rows)
    strays = {n for n, row in enumerate(rows) if names.total(row, full=counts[n] >= usual)}
    strays |= {n for n, row in enumerate(rows) if _repeats_header(sheet, row)}
    strays |= {n for n, row in enumerate(rows[:2]) if _is_decoration(row)}
    strays |= _headings(rows, counts, usual, names)
    strays |= _other_table(rows, counts, usual, names)
    for index in range(len(rows) - 1, max(-1, len(rows) - 1 - MOST_NOTES), -1):
        if index in strays:
            continue
        row = rows[index]
        if names.like_others(row):
            break
        nameless = names.lacks_one(row)
        is_none = _notes(row, counts[index], usual, nameless=nameless)
        if not is_none and not (nameless and sums(row, rows[:index])):
            break
        strays.add(index)
    if len(strays) > len(rows) / 2:
        strays = set[int]()
    kept = [n for n in range(len(rows)) if n not in strays]
    doubtful = [n for n in kept if counts[n] == 1 and usual >= 3 and len(rows[n].cells) > 2]
    doubtful = [] if len(doubtful) > len(rows) / 2 else doubtful
    doubtful += [n for n in kept[:2] if any(map(_is_example, rows[n].cells)) and n not in doubtful]
    several = (tuple(rows[n] for n in some) for some in (kept, sorted(strays), doubtful))
    found, none, unsure = several
    return Parted(found, none, units, unsure)


def _is_example(cell: CellValue) -> bool:
    return isinstance(cell, str) and _EXAMPLE.fullmatch(cell.strip()) is not None


def _is_decoration(row: SheetRow) -> bool:
    """Whether a row under the header is a rule of dashes, or numbers the columns."""
    texts = [folded(plain_text(cell)) for cell in row.cells]
    numbered = [f"({n})" for n in range(1, len(texts) + 1)]
    return texts == numbered or (any(texts) and not any(map(str.isalnum, "".join(texts))))


def _is_units(row: SheetRow) -> bool:
    """Whether all that stands in a row are units and kinds of values."""
    texts = [folded(plain_text(cell)) for cell in row.cells if says(cell)]
    texts = [t for t in texts if any(map(str.isalnum, t)) or t.strip("()[] ")[:1] in _SIGNS]
    if not texts or not all(isinstance(cell, str) for cell in row.cells if says(cell)):
        return False
    units = 0
    for text in texts:
        bare = text.strip("()[] ").casefold()
        said = quantity(bare, unit=True)
        is_unit = bool(said.is_money or said.percent or said.times)
        if len(text) > 20 or re.search(r"\d(?!00)", bare) or not (is_unit or bare in _TYPE_WORDS):
            return False
        units += is_unit
    first = folded(plain_text(row.cells[0])).strip("()[] ").casefold()
    first = first if any(map(str.isalnum, first)) else ""
    return (units > 0 or len(texts) > 1) and (not first or first in _TYPE_WORDS or len(texts) > 2)


def _repeats_header(sheet: HeadedSheet, row: SheetRow) -> bool:
    """Whether a row is the header once more, as at the top of each printed page."""
    texts = [folded(plain_text(cell)) for cell in row.cells]
    names = [folded(name) for name in sheet.columns]
    same = sum(a == b != "" for a, b in zip(texts, names, strict=False))
    return same >= 2 and same >= 0.8 * sum(map(bool, texts))


def _headings(
    rows: Sequence[SheetRow], counts: Sequence[int], usual: float, names: _Names
) -> set[int]:
    """Rows with one text alone, where codes stand in all others: the headings of sections."""
    alone = {n for n, row in enumerate(rows) if counts[n] == 1 and says(row.cells[0])}
    if not alone or usual < 3:
        return set()
    shapes = {_shape(row.cells[0]) for n, row in enumerate(rows) if n not in alone}
    if len(shapes) > 3 or not all("9" in shape or not shape for shape in shapes):
        return set()
    unlike = (n for n in alone if _shape(rows[n].cells[0]) not in shapes)
    return {n for n in unlike if not names.like_others(rows[n])}


def _other_table(
    rows: Sequence[SheetRow], counts: Sequence[int], usual: float, names: _Names
) -> set[int]:
    """The rows of a smaller table below, after an empty row: all of them say much less.

    Rows with ids of their own are more of the same table where these are written as those above,
    or where nothing else but numbers is said, in columns of numbers.
    """
    ends = [n for n in range(1, len(rows)) if rows[n].number > rows[n - 1].number + 1]
    if not ends or usual < _WIDE:
        return set()
    start = next((n for n in ends if all(count <= usual / 2 for count in counts[n:])), len(rows))
    ids = [*map(names.id_of, rows)]
    alike = len({*ids}) == len(ids) and "" not in ids[start:]
    more = alike and all(
        names.like_others(row) or _fits(row, rows[:start], names.own) for row in rows[start:]
    )
    return set() if more else {*range(start, len(rows))}


def _fits(row: SheetRow, above: Sequence[SheetRow], own: int) -> bool:
    """Whether a row says numbers and no more, but for its id, and only numbers stand above them."""
    said = [n for n, cell in enumerate(row.cells) if says(cell) and n != own]
    return bool(said) and all(
        _AMOUNT.fullmatch(plain_text(each.cells[n]).strip())
        for n in said
        for each in (row, *above[:LOOKED_AT])
        if says(each.cells[n])
    )


_WIDE = 4  # cells in a row of a table that is told from a smaller one


def _shape(cell: CellValue) -> str:
    """How a text is made up of letters and digits: `A-9` for `R-12`."""
    text = re.sub(r"\d+", "9", folded(plain_text(cell))[:60])
    return re.sub(r"[^\W\d_]+", "A", text)


def _shapes(cell: CellValue) -> tuple[str, ...]:
    """By what an id is known for one: how it is made up, or how long it is; nothing for words."""
    text = folded(plain_text(cell))
    if not any(map(str.isdigit, text)) or len(text) > LONGEST_ID:
        return ()
    long = len(text) >= _LONG and " " not in text  # such as those that are made up by chance
    return (_shape(text), str(len(text))) if long else (_shape(text),)


LONGEST_ID = 60  # characters
_LONG = 6


@attrs.frozen
class _Names:
    """The columns that say which initiative a row is: its id, and its title where there is one.

    `shapes` are how ids are made up, or how long they are; none where they are mere words. Where no
    column is `called` like either, nothing tells whether a row has one.
    """

    own: int
    called: bool
    title: int | None
    shapes: frozenset[str]

    @classmethod
    def of(cls, sheet: HeadedSheet, rows: Sequence[SheetRow]) -> _Names:
        """Those of a sheet, by what its columns are called; without any, the first is the id."""
        words = [tokens(name) for name in sheet.columns]
        keys = [n for n, some in enumerate(words) if KEYS & {*some} and len(some) <= MOST_WORDS]
        titles = [n for n, some in enumerate(words) if TITLES & {*some} and n not in keys]
        own = min(keys, key=lambda n: (words[n] not in _NAMED, n), default=None)
        called = bool(keys or titles)
        own = next(iter(titles), 0) if own is None else own
        counts = Counter(each for row in rows for each in _shapes(row.cells[own]))
        shapes = frozenset(each for each, n in counts.items() if n > 1)
        return cls(own, called, next((n for n in titles if n != own), None), shapes)

    def id_of(self, row: SheetRow) -> str:
        """What stands where the id of a row does."""
        return folded(plain_text(row.cells[self.own]))

    def lacks_one(self, row: SheetRow) -> bool:
        """Whether a row has neither an id nor a title."""
        titled = self.title is not None and says(row.cells[self.title])
        return not self.called or not (says(row.cells[self.own]) or titled)

    def like_others(self, row: SheetRow) -> bool:
        """Whether a row has an id that is written as others are."""
        return not self.shapes.isdisjoint(_shapes(row.cells[self.own]))

    def total(self, row: SheetRow, *, full: bool) -> bool:
        """Whether a row is called like totals, by its id or title, or by what it says first.

        One that is `full` is so by its id alone, or by what it says first without one.
        """
        cells = [cell for cell in row.cells if isinstance(cell, str) and says(cell)]
        if self.called and says(row.cells[self.own]):
            named = (row.cells[self.own], None if self.title is None else row.cells[self.title])
            cells = [each if isinstance(each, str) else "" for each in named]
        return any(is_total(folded(cell)) for cell in cells[: 1 if full else 2])


def sums(row: SheetRow, above: Sequence[SheetRow]) -> bool:
    """Whether all that a row says are numbers, and each the sum of what stands above it."""
    said = [n for n, cell in enumerate(row.cells) if says(cell)]
    return bool(said) and all(_sums(row.cells[n], [each.cells[n] for each in above]) for n in said)


def _sums(cell: CellValue, above: Sequence[CellValue]) -> bool:
    """Whether a number is the sum of others, in one way to write all of them."""
    texts = [plain_text(each) for each in (cell, *filter(says, above))]
    found = [*map(amounts.amount, texts)]
    if len(found) < 2 or any(each is None for each in found):
        return False
    for way in amounts.NOTATIONS:
        read = [amounts.value(each, *way) for each in found if each is not None]
        known = [each for each in read if each is not None]
        if len(known) == len(read) and abs(known[0] - sum(known[1:])) <= _NEARLY * len(known):
            return True
    return False


_NEARLY = Decimal("0.005")  # what each of the numbers may have lost when it was rounded
_NAMED = (("id",), ("key",), ("issue", "key"), ("number",), ("vorgangsschl\u00fcssel",))
MOST_WORDS = 4  # in the name of a column that is called like a key


def _notes(row: SheetRow, count: int, usual: float, *, nameless: bool) -> bool:
    """Whether a row at the foot says nothing of an initiative; numbers alone are none's."""
    texts = [text for cell in row.cells if (text := folded(plain_text(cell)))]
    if not texts:
        return True
    marked = bool(_NOTE.fullmatch(texts[0])) and count < usual
    marked |= count < usual and any(_STATISTIC.fullmatch(text) for text in texts[:2])
    marked |= nameless and count <= usual / 2 and all(_AMOUNT.fullmatch(text) for text in texts)
    alone = count == 1 and usual >= 3 and isinstance(row.cells[0], str) and says(row.cells[0])
    return marked or (alone and (len(texts[0]) > 25 or " " in texts[0]))


def leaving_out(
    strays: Sequence[SheetRow],
    rows: Sequence[SheetRow],
    columns: Sequence[ColumnSeen],
    key: Sequence[str],
) -> str:
    """The condition that holds for the rows that may be initiatives, and for none of the others.

    It asks for the id or the title: anything else may be empty in a row that counts, too.
    """
    single = [c for c in columns if len(c.indexes) == 1 and c.name.isprintable()]
    keys = [column for column in single if column.name in key]
    titles = [column for column in single if TITLES & set(tokens(column.name))]
    for column in (*keys, *titles):
        at = column.index
        if all(says(row.cells[at]) for row in rows) and not any(says(r.cells[at]) for r in strays):
            return f"known({spell_cell(column.name)})"
    for column in (*keys, *titles, *single):
        at = column.index
        texts = {folded(plain_text(row.cells[at])) for row in rows}
        theirs = dict.fromkeys(folded(plain_text(row.cells[at])) for row in strays)
        if texts & set(theirs) or not all(texts):
            continue
        named = ", ".join(repr(each) for each in theirs if each)
        known = f"known({spell_cell(column.name)})" if "" in theirs else ""
        others = f"{spell_cell(column.name)} not in [{named}]" if named else ""
        found = " and ".join(filter(None, (known, others)))
        if len(found) <= LONGEST_CONDITION:
            return found
    return ""


def shown_rows(rows: Sequence[SheetRow], most: int = 4) -> str:
    """Rows as a comment names them: `row 4 ('Total')`."""
    shown = [
        f"row {row.number} ({show(next((plain_text(c) for c in row.cells if says(c)), ''), 40)})"
        for row in rows[:most]
    ]
    more = [f"{len(rows) - most} more"] if len(rows) > most else []
    return ", ".join([*shown, *more])


@attrs.frozen
class KeyGuess:
    """The id that is proposed, and what its author should look at.

    `repeated` is a column that is called like an id and is the same in several rows.
    """

    key: Key
    checks: tuple[str, ...] = ()
    repeated: str = ""


def find_key(columns: Sequence[ColumnSeen], taken: AbstractSet[str]) -> KeyGuess:
    """The columns that tell all rows apart, one if possible, or else the number of the row.

    Those that are called like a key come first, and last those that are read as fields: no two
    amounts may be equal so far, and two may be tomorrow.
    """
    single = sorted((c for c in columns if len(c.indexes) == 1), key=lambda c: _order(c, taken))
    called = next(filter(_is_key, single), None)
    repeated = called.name if called and called.is_complete and not called.tells_apart else ""
    complete = [c for c in single if c.is_complete]
    for column in complete:
        if column.tells_apart and (_is_key(column) or _could_be_one(column)):
            return _found((column,), called, taken, repeated)
    keyed = [c for c in complete if _is_key(c)][:4]
    others = sorted(complete, key=lambda c: (c.name in taken, c.index))[:20]
    pairs = [(one, other) for one in keyed for other in others if one is not other]
    named = [c for c in complete if _could_be_one(c) and c.name not in taken][:8]
    for some in [*pairs, *combinations(named, 2)]:
        texts = list(zip(*(c.texts for c in some), strict=True))
        if len(set(texts)) == len(texts):
            return _found(some, called, taken, repeated)
    check = f"no column tells all rows apart; {_why_not(called)}their numbers do"
    return KeyGuess(Key(row=True), (check,), repeated)


def _found(
    some: Sequence[ColumnSeen],
    called: ColumnSeen | None,
    taken: AbstractSet[str],
    repeated: str,
) -> KeyGuess:
    names = tuple(c.name for c in some)
    checks: list[str] = []
    if called is not None and called not in some:
        checks.append(f"{_why_not(called)}so it is not the id")
    elif called is not None and len(some) > 1:
        checks.append(
            f"{_why_not(called)}if only the latest row of each counts, id = "
            f'"{called.name}" and latest_by = "...", a field that is a date'
        )
    elif not any(map(_is_key, some)) and any(name in taken for name in names):
        checks.append("nothing is called like an id, and a field is read from this column as well")
    if len(some) == 1 and all("@" in text for text in some[0].texts[:50]):
        checks.append("one person may ask twice: id = { row = true } is the number of the row")
    return KeyGuess(Key(names), tuple(checks), repeated)


def _why_not(called: ColumnSeen | None) -> str:
    if called is None:
        return ""
    empty = len(called.rows) - called.said
    repeated = len(called.texts) - len(set(called.texts))
    said: list[str] = []
    if empty:
        said.append(f"says nothing in {empty} of {len(called.rows)} rows")
    if repeated > (empty - 1 if empty else 0):
        said.append("says the same in several rows")
    return f"{called.name!r} {' and '.join(said)}; " if said else ""


def _is_key(column: ColumnSeen) -> bool:
    words = tokens(column.name)
    return bool(KEYS & {*words, column.name.strip()}) and len(words) <= MOST_WORDS


def _could_be_one(column: ColumnSeen) -> bool:
    """Whether a column that is not called like a key could be one: it holds no dates or amounts."""
    for each in column.seen[:50]:
        if isinstance(each.cell, date | float | bool) or _AMOUNT.fullmatch(each.text):
            return False
    return True


_AMOUNT = re.compile(r"[-+(]?\W{0,2}\d[\d.,' ]*\W{0,3}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")


def _order(column: ColumnSeen, taken: AbstractSet[str]) -> tuple[bool, bool, bool, int]:
    named = tokens(column.name) in _NAMED
    return (not _is_key(column), not named, column.name in taken, column.index)


def find_titles(columns: Sequence[ColumnSeen], key: Sequence[str]) -> tuple[str, ...]:
    """The column that is called most like a title, of those that hold different texts.

    One that is called `title` is read as one without a mapping, whatever is in it. Those that are
    numbered, and of which each row fills one, are the title together.
    """
    if any(c.name == "title" and len(c.indexes) == 1 for c in columns) and "title" not in key:
        return ("title",)
    levels = _levels(columns, key)
    if levels:
        return levels
    found: list[tuple[float, float, int, str]] = []
    # Beside an address, a name is that of a person.
    people = any(tokens(column.name) in (("email",), ("e", "mail")) for column in columns)
    for column in columns:
        words = tokens(column.name)
        texts = all(isinstance(each.cell, str) for each in column.seen)
        rare = column.said < len(column.rows) / 2
        if column.name in key or not words or not texts or not column.seen or rare:
            continue
        if len(column.indexes) > 1:
            continue
        if (people and words == ("name",)) or (len(words) > 1 and words[-1] in _OF_A_PROJECT):
            continue
        named = len(TITLES & set(words)) / len(words)
        named += (words[-1:] == ("title",)) + (words in (("summary",), ("name",), ("titel",)))
        named += words in (("short", "description"), ("short", "description", "display", "value"))
        differ = len(set(column.texts)) / len(column.texts)
        if named and (differ > 0.5 or named >= 1):
            found.append((named, round(differ, 1), -column.index, column.name))
    return (max(found)[3],) if found else ()


def _levels(columns: Sequence[ColumnSeen], key: Sequence[str]) -> tuple[str, ...]:
    """`Title 1`, `Title 2`, `Title 3`: a tree, in which each row has its title at its level."""
    numbered: dict[tuple[str, ...], list[ColumnSeen]] = {}
    for column in columns:
        words = tokens(column.name)
        if len(column.indexes) > 1 or column.name in key or not words or not words[-1].isdecimal():
            continue
        if len(words) > 1 and words[-2] in TITLES:
            numbered.setdefault(words[:-1], []).append(column)
    for several in numbered.values():
        filled = [sum(map(says, cells)) for cells in zip(
            *([row.cells[each.index] for row in each.rows] for each in several), strict=True
        )]  # fmt: skip
        texts = all(isinstance(seen.cell, str) for each in several for seen in each.seen)
        if len(several) > 1 and texts and max(filled) == 1 and sum(filled) > len(filled) / 2:
            return tuple(each.name for each in several)
    return ()
