"""Guessing how a column is to be read: from its cells, for one field.

What a guess is worth is the share of its cells that it reads. Which column belongs to which field
is the business of `proposal`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from unicodedata import category

import attrs

from evalcore.extend.sheets import Broken, CellValue, plain_text
from evalcore.read.mapping.readers import default_read, reader
from evalcore.read.mapping.spec import Column, Read, Words, folded
from evalcore.request.fields import Field, Kind
from evalcore.request.values import Misfit, read

SAMPLE = 400  # different cells of a column that are looked at
MOST_CHOICES = 40

UNKNOWN = ("na", "n/a", "n.a.", "#n/a", "nan", "none given", "not available", "not applicable",
    "not known", "unknown", "pending", "tba", "tbc", "tbd", "todo", "to be confirmed",
    "to be determined", "?", "-", "\u2013", "\u2014")  # fmt: skip
WITHHELD = (
    r"exempt\b.*", r"withheld\b.*", r"redacted\b.*", "confidential", "classified", "undisclosed",
    r"not disclosed\b.*", r"commercial(ly)? in confidence\b.*", "commercially sensitive",
)  # fmt: skip
DATES = (
    "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y/%m/%d",
    "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%B %d, %Y", "%b %d, %Y", "%d %B %Y",
    "%d %b %Y", "%d-%b-%Y", "%d/%m/%y", "%m/%d/%y",
)  # fmt: skip
FLAGS = (
    ("true", "false"), ("yes", "no"), ("y", "n"), ("1", "0"), ("t", "f"), ("done", "open"),
)  # fmt: skip
SEPARATORS = (";", "|", "\n", ",", "/")


@attrs.frozen
class Guess:
    """A way to read a column for a field. `fit` is the share of its cells that it reads, 0 to 1.

    `remarks` say what the author of the mapping should look at.
    """

    column: Column
    fit: float
    remarks: tuple[str, ...] = ()


def said(cells: Iterable[CellValue]) -> list[CellValue]:
    """The different cells that say something, the most frequent first."""
    counted = Counter(
        cell for cell in cells if not isinstance(cell, Broken) and folded(plain_text(cell))
    )
    return [cell for cell, _ in counted.most_common(SAMPLE)]


def found_words(cells: Iterable[CellValue]) -> tuple[list[str], list[str]]:
    """The words for unknown and the patterns for withheld that occur among the cells."""
    texts = {folded(cell) for cell in cells if isinstance(cell, str) and cell.strip()}
    words = sorted({text for text in texts if text.casefold() in UNKNOWN})
    patterns = [
        pattern
        for pattern in WITHHELD
        if any(re.fullmatch(pattern, text, re.IGNORECASE) for text in texts)
    ]
    return words, patterns


def guess(name: str, cells: Sequence[CellValue], field: Field, aside: Words) -> Guess:
    """The best way to read a column for a field; `aside` are the unknown and withheld cells."""
    asked = [cell for cell in cells if not aside.match(folded(plain_text(cell)))]
    plain = Column({"": name})
    best = Guess(plain, 0.0)
    for column, remarks in _ways(plain, asked, field):
        fit = _fit(column, asked, field)
        if fit > best.fit:
            best = Guess(column, fit, remarks)
        if fit == 1:
            break
    return best


def _fit(column: Column, cells: Sequence[CellValue], field: Field) -> float:
    parse = reader(column, column.read or default_read(field, column), field)
    readable = 0
    for cell in cells:
        try:
            read(field, parse(cell))
        except Misfit:
            continue
        readable += 1
    return readable / len(cells) if cells else 0.0


Way = tuple[Column, tuple[str, ...]]


def _ways(plain: Column, cells: Sequence[CellValue], field: Field) -> Iterator[Way]:
    """The ways that are worth trying, the plainest first."""
    if field.kind is not Kind.CHOICE:
        yield plain, ()
    texts = [folded(cell) for cell in cells if isinstance(cell, str)]
    match field.kind:
        case Kind.NUMBER | Kind.ESTIMATE:
            yield from _numbers(plain, texts)
        case Kind.DATE:
            yield from _dates(plain, texts, field)
        case Kind.FLAG:
            for yes, no in FLAGS:
                yield attrs.evolve(plain, true=(yes,), false=(no,), given=("true", "false")), ()
        case Kind.CHOICE:
            yield from _choices(plain, cells, field.choices or ())
        case Kind.SET:
            for separator in (sign for sign in SEPARATORS if any(sign in t for t in texts)):
                yield attrs.evolve(plain, separator=(separator,), given=("separator",)), ()
        case _:
            pass


def _numbers(plain: Column, texts: Sequence[str]) -> Iterator[Way]:
    found = {sign for text in texts for sign in text if category(sign) == "Sc"}
    signs: tuple[str, ...] = tuple(sorted(found))
    kinds = [attrs.evolve(plain)]
    if signs:
        money = attrs.evolve(plain, read=Read.MONEY, currency=signs, given=("currency",))
        kinds.append(money)
    if any("%" in text for text in texts):
        percent = attrs.evolve(plain, read=Read.PERCENT)
        kinds.append(percent)
        signless = ("without_sign",)
        kinds.append(attrs.evolve(percent, without_sign="percent", given=signless))
    several: tuple[str, ...] = (
        (f"CHECK: several currencies, {' and '.join(signs)}",) if len(signs) > 1 else ()
    )
    for column, (decimal, thousands) in product(
        kinds, ((".", ""), (".", ","), (",", ""), (",", "."), (",", " "), (".", " "), (".", "'"))
    ):
        remarks: tuple[str, ...] = several if column.read is Read.MONEY else ()
        if column.without_sign:
            remarks = ("CHECK: some cells have no %; is 13 really 13% in them?",)
        if decimal == ",":
            remarks = (*remarks, "CHECK: a comma before the decimals")
        given = (*column.given, "decimal", "thousands")
        yield attrs.evolve(column, decimal=decimal, thousands=thousands, given=given), remarks


def _dates(plain: Column, texts: Sequence[str], field: Field) -> Iterator[Way]:
    """One format after the other, as long as another one reads more."""
    chosen: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    reached = 0.0
    while True:
        fits = {
            form: _fit(attrs.evolve(plain, formats=(*chosen, form)), texts, field)
            for form in DATES
            if form not in chosen
        }
        best = max(fits, key=lambda form: fits[form])
        if fits[best] <= reached:
            return
        twin = {"%d/%m/%Y": "%m/%d/%Y", "%d/%m/%y": "%m/%d/%y"}.get(best)
        if twin in fits and fits[twin] == fits[best]:
            remarks = ("CHECK: does the day come first, or the month?",)
        chosen, reached = (*chosen, best), fits[best]
        yield attrs.evolve(plain, formats=chosen, given=("formats",)), remarks


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "_", text.casefold()).strip("_")


def _choices(plain: Column, cells: Sequence[CellValue], choices: tuple[str, ...]) -> Iterator[Way]:
    """A table from cells to the choices that are spelt alike; the rest is left to the author."""
    texts = [folded(plain_text(cell)) for cell in cells]
    if len(texts) > MOST_CHOICES:
        yield plain, ()
        return
    by_slug = {_slug(each): each for each in choices}
    table = {text: by_slug[_slug(text)] for text in texts if _slug(text) in by_slug}
    remarks = tuple(f"CHECK: what does {t!r} stand for?" for t in texts if t not in table)
    changed = any(text != choice for text, choice in table.items())
    yield attrs.evolve(plain, table=table, given=("table",)) if changed else plain, remarks
