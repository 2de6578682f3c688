"""The sheet of a document that a mapping is proposed for: of several, the one that fits best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

import attrs

from evalcore.extend.plugins import Plugins
from evalcore.extend.sheets import LOOKED_AT, HeadedSheet, Layout, plain_text
from evalcore.extend.sources import Document, Source
from evalcore.read.documents import open_sheet
from evalcore.read.mapping.opened import Opened
from evalcore.read.proposing.proposal import Proposal, propose
from evalcore.read.proposing.rows import KEYS, TITLES
from evalcore.read.proposing.sayings import slug
from evalcore.read.proposing.writing import as_toml
from evalcore.request.fields import Field
from evalcore.written.errors import Complaint, InputError, show


@attrs.frozen
class Proposed:
    """A mapping for a document: what is proposed, its text, and what is worth a warning."""

    proposal: Proposal
    text: str
    warnings: tuple[Complaint, ...] = ()


def propose_for(
    plugins: Plugins,
    source: Source,
    document: Document,
    name: str,
    layout: Layout,
    fields: Mapping[str, Field],
) -> Proposed:
    """The mapping of a document, by the sheet of it that fits best.

    Raises `InputError` where no sheet of it holds a table.
    """
    names = frozenset(slug(said) for each in fields.values() for said in (
        each.name, each.label, each.question) if said)  # fmt: skip
    opened_first = open_sheet(plugins, source, document, name, layout)
    unusual = opened_first.sheet.sheet.unusual.strip(" ")
    if unusual:
        layout = attrs.evolve(layout, separator=unusual)
        opened_first = open_sheet(plugins, source, document, name, layout)
    first = _under_header(opened_first, layout, names)
    opened = {first.sheet.sheet.name: first}
    for other in first.sheet.sheet.others if layout.sheet is None else ():
        at = attrs.evolve(layout, sheet=other)
        found_there = open_sheet(plugins, source, document, name, at)
        opened[other] = _under_header(found_there, at, names)
    tables = {key: each.sheet for key, each in opened.items() if not _faults(each)}
    if not tables:
        raise InputError(attrs.evolve(e, source=name) for each in opened.values()
                         for e in _faults(each)[:_MOST_FAULTS])  # fmt: skip
    found = {key: propose(sheet, fields, _without(tables, key)) for key, sheet in tables.items()}
    best = max(found, key=lambda key: found[key].worth)
    several = len(opened) > 1
    text = as_toml(
        found[best],
        source=name,
        sheet=best if several else layout.sheet,
        about_sheets=(
            *(
                (f"CHECK: does {show(unusual)} part the cells? No usual separator does",)
                * bool(unusual)
            ),
            *(_about(best, found, list(opened)) if several else ()),
        ),
        options={
            key: value
            for key, value in (("encoding", layout.encoding), ("separator", layout.separator))
            if value is not None
        },
    )
    warnings = (attrs.evolve(e, source=name) for e in opened[best].sheet.warnings)
    return Proposed(found[best], text, tuple(warnings))


def _under_header(opened: Opened, layout: Layout, names: frozenset[str]) -> Opened:
    """The sheet below the row with the most names of fields, where its header has none of them."""
    sheet = opened.sheet
    if layout.header_row is not None or sheet.sheet.columns:
        return opened
    if names.intersection(map(slug, sheet.columns)):
        return opened
    usual = KEYS | TITLES
    for row in islice(sheet.sheet.rows, LOOKED_AT):
        said = {slug(plain_text(cell)) for cell in row.cells}
        if said & names and len(said & (names | usual)) > 1:
            return Opened(opened.name, sheet.sheet.headed(row.number))
    return opened


_MOST_FAULTS = 20


def _without(tables: Mapping[str, HeadedSheet], key: str) -> dict[str, HeadedSheet]:
    return {name: sheet for name, sheet in tables.items() if name != key}


def _faults(opened: Opened) -> list[Complaint]:
    """Why a sheet holds no table."""
    faults = opened.sheet.faults or opened.sheet.emptiness
    if not faults and not any(opened.sheet.columns):
        faults = [Complaint("no column has a name")]
    return faults


def _about(best: str, found: Mapping[str, Proposal], names: Sequence[str]) -> tuple[str, ...]:
    """What is said of the sheet that was taken, and whether another fits as well."""
    listed = ", ".join(show(name) for name in names)
    second = max((each.worth for key, each in found.items() if key != best), default=0.0)
    fields = len(found[best].guesses)
    counted = "1 field was found" if fields == 1 else f"{fields} fields were found"
    said = f"the workbook has the sheets {listed}; on this one {counted}"
    if second >= 0.75 * found[best].worth:
        rival = max((key for key in found if key != best), key=lambda key: found[key].worth)
        return (said, f"CHECK: the sheet {show(rival)} fits as well: --sheet {show(rival)}")
    return (said,)
