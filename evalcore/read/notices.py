"""Notices: what is worth a warning about a document as a whole, said once.

Which cells are refused, and why, is said where they are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import attrs

from evalcore.read.mapping.cell_names import spell_cell
from evalcore.written.errors import Complaint, Path, listing, show

MOST = 3  # of one kind that are written out
_TOTAL = re.compile(
    r"(?:grand|sub|over\s?all|column|page)?[\s-]?(?:total|sum|summe|gesamt|gesamtsumme|insgesamt"
    r"|zwischensumme|somme|totale|totaal|suma|subtotale|totalt)s?"
    r"(?:\s*[:(\[\d\u20ac$\u00a3].{0,40}|\s+(?:of\s+)?(?:all\s+|\d+\s+)?(?:projects?|initiatives?"
    r"|rows?|items?|requests?|costs?|projekte|general|g\u00e9n\u00e9ral).{0,20})?",
    re.IGNORECASE,
)
_STEMS = ("tot", "sum", "gesamt", "somm")  # each of these words has one; most texts have none


def is_total(text: str) -> bool:
    """Whether a text names a row of totals: `Grand total`, `Summe`, `TOTAL 244 projects`."""
    folded = text.casefold()
    if len(text) > 80 or not any(stem in folded for stem in _STEMS):
        return False
    return _TOTAL.fullmatch(" ".join(text.split())) is not None


def totals(
    names: Iterable[tuple[str, str]], source: str, *, mapped: bool = False
) -> list[Complaint]:
    """A warning about initiatives, by id and title, that are called like the totals of a table."""
    found = [each for each in names if any(map(is_total, each))]
    if not found:
        return []
    called = [show(title if is_total(title) else key) for key, title in found]
    shown = listing(called[:MOST] + [f"{len(called) - MOST} more"] * (len(called) > MOST))
    what = "is read as an initiative" if len(found) == 1 else "are read as initiatives"
    condition = f"{spell_cell('...')} != {show(found[0][0])}"
    mend = "delete the row, or leave it out by a mapping"
    if mapped:
        mend = "leave the row out"
    return [Complaint(f"{shown} {what}", mend=f'{mend}: where = "{condition}"', source=source)]


def once(warnings: Sequence[Complaint]) -> list[Complaint]:
    """The warnings, each about a column said once however many rows it has.

    A great many columns that nearly match a field are one warning.
    """
    first: dict[tuple[Path, tuple[str, ...]], Complaint] = {}
    counts: dict[tuple[Path, tuple[str, ...]], int] = {}
    for each in warnings:
        column = each.path[1:] if each.path and isinstance(each.path[0], int) else each.path
        key = (column or (str(each),), each.did_you_mean)
        first.setdefault(key, each)
        counts[key] = counts.get(key, 0) + 1
    found = [_counted(each, counts[key]) for key, each in first.items()]
    near = [each for each in found if each.did_you_mean]
    if len(near) <= MANY:
        return found
    rest = [each for each in found if not each.did_you_mean]
    problem = f"{len(near)} columns are nearly called like fields, and not read; the first: "
    return [*rest, attrs.evolve(near[0], problem=problem + near[0].problem)]


MANY = 10  # columns: more of them that nearly match a field are no slips of the pen


def _counted(warning: Complaint, count: int) -> Complaint:
    if count == 1:
        return warning
    return attrs.evolve(warning, problem=f"{warning.problem} (in {count} rows)")
