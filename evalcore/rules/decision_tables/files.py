"""Files: the rows of a decision table out of a CSV file or a workbook beside its ruleset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path as FilePath

import attrs

from evalcore.extend.sheets import Layout, plain_text
from evalcore.request.cells import Broken
from evalcore.rules.context import Context
from evalcore.rules.decision_tables.reading import DecisionTable, Row
from evalcore.rules.origins import origin_of
from evalcore.written.errors import Complaint, InputError, one_of
from evalcore.written.files import look, missing, read_bytes, read_text

LARGEST = 32 * 2**20  # bytes


def rows_of_file(context: Context, table: DecisionTable) -> tuple[str, Sequence[Row]]:
    """The file's name and its rows, the header first; none, and complaints, where it has none."""
    ruleset = context.ruleset
    owner, _ = origin_of(("tables", table.name, "file"), ruleset.origins, ruleset.source)
    path = FilePath(owner).parent / table.file
    name = str(path)
    try:
        return name, _read(context, path)
    except InputError as error:
        context.complaints += [
            attrs.evolve(each, code=each.code or "EV102", source=each.source or name)
            if each.line
            else attrs.evolve(
                each, source="", path=("tables", table.name, "file"), code="EV102",
                problem=f"{each.source or name}: {each.problem}",
            )
            for each in error.complaints
        ]  # fmt: skip
        return name, ()


def _read(context: Context, path: FilePath) -> list[Row]:
    if look(path) != "file":
        raise InputError(missing(path))
    suffix = path.suffix.casefold()
    formats = [each for each in context.plugins.sources() if each.has_tables]
    chosen = next((e for e in formats if suffix in map(str.casefold, e.suffixes)), None)
    if chosen is None:
        known = [suffix for each in formats for suffix in each.suffixes]
        expected = one_of(known) if known else "a plugin that reads tables; none is active"
        raise InputError(
            Complaint(f"found the suffix {suffix}", expected, source=str(path), code="EV102")
        )
    document = read_bytes(path, LARGEST) if chosen.binary else read_text(path, LARGEST)
    sheet = chosen.open(document, Layout())
    if sheet.faults:
        raise InputError(sheet.faults)
    broken = [
        Complaint(
            f"found {cell.text}", mend=cell.mend, line=row.line, column=place, code="EV402"
        )
        for row in sheet.rows
        for place, cell in enumerate(row.cells, 1)
        if isinstance(cell, Broken)
    ]  # fmt: skip
    if broken:
        raise InputError(broken)
    found = [
        Row(
            tuple(plain_text(cell).strip() for cell in row.cells),
            row.line,
            tuple(range(1, len(row.cells) + 1)),
        )
        for row in sheet.rows
    ]
    width = len(found[0].cells) if found else 0
    return [_padded(each, width) for each in found]


def _padded(row: Row, width: int) -> Row:
    """A row as wide as the header: cells at its end that say nothing do not count."""
    cells = row.cells
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    return attrs.evolve(row, cells=cells + ("",) * (width - len(cells)))
