"""Ranges: columns that hold the low, the likely and the high of one estimate, by their names."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from evalcore.extend.sheets import CellValue, SheetRow
from evalcore.read.proposing.amounts import amount
from evalcore.read.proposing.columns import ColumnSeen
from evalcore.read.proposing.quantities import SUFFIXES
from evalcore.request.kinds.numbers import PARTS
from evalcore.written.blank import folded

_WORDS = {
    "low": "low|lowest|lower|min|minimum|minimal|p5|p10|p20",
    "likely": "likely|most likely|ml|mode|expected|median|p50|mid|base|realistic|realistisch"
    "|wahrscheinlich|probable|most probable|probabile|probabel",
    "high": "high|highest|upper|max|maximum|maximal|p80|p90|p95",
    "best": "optimistic|optimistisch|optimiste|optimista|ottimistico|best",
    "worst": "pessimistic|pessimistisch|pessimiste|pesimista|pessimistico|worst",
}
_PART = {
    part: re.compile(
        rf"(?<![^\W_])(?:{words})\.?(?:[ _-](?:case|estimate|bound|value))?(?![^\W_])",
        re.IGNORECASE,
    )
    for part, words in _WORDS.items()
}


@attrs.frozen
class Range:
    """Columns of one estimate by their parts, and what they are called without the word for it.

    `by_cells` says that which is the low one was found in the cells: the best of costs is low, that
    of benefits high.
    """

    name: str
    columns: dict[str, ColumnSeen]
    by_cells: bool = False

    @property
    def first(self) -> ColumnSeen:
        """The column that speaks for all: the likely one, or else the high one."""
        return self.columns.get("likely", self.columns["high"])

    @property
    def together(self) -> ColumnSeen:
        """All of their cells in one column, whose name may say the unit: they are written alike."""
        rows = [
            SheetRow(row.number, row.line, (row.cells[column.index],))
            for column in self.columns.values()
            for row in column.rows
        ]
        first = self.first
        return ColumnSeen(self.name or first.name, (0,), rows, first.unit)


def ranges(columns: Sequence[ColumnSeen]) -> list[Range]:
    """The ranges among the columns: a low and a high, or a best and a worst, called alike."""
    found: dict[str, dict[str, ColumnSeen]] = {}
    called: dict[str, str] = {}
    for column in columns:
        parts = [part for part in _PART if _PART[part].search(column.name)]
        if "likely" in parts and "most likely" in column.name.casefold():
            parts = ["likely"]
        if len(parts) != 1 or len(column.indexes) > 1:
            continue
        rest = _PART[parts[0]].sub(" ", column.name, count=1)
        name = " ".join(re.sub(r"[(\[]\s*[)\]]", " ", rest).strip(" .-_:,").split())
        key = re.sub(r"[\W_]+", " ", folded(name).casefold()).strip()
        called.setdefault(key, name)
        found.setdefault(key, {}).setdefault(parts[0], column)
    made = ((called[key], _ends(some)) for key, some in found.items())
    return [
        Range(name, {part: some[part] for part in PARTS if part in some}, "best" in some)
        for name, some in made if {"low", "high"} <= set(some)
    ]  # fmt: skip


def _ends(some: dict[str, ColumnSeen]) -> dict[str, ColumnSeen]:
    """The columns with a low and a high, where the cells tell which of best and worst is which."""
    if not {"best", "worst"} <= set(some) or {"low", "high"} & set(some):
        return some
    best, worst = some["best"], some["worst"]
    order = {
        (one > other) - (one < other)
        for row in best.rows
        if (one := _size(row.cells[best.index])) is not None
        and (other := _size(row.cells[worst.index])) is not None
    } - {0}
    if len(order) != 1:
        return some
    low, high = (best, worst) if order == {-1} else (worst, best)
    return {**some, "low": low, "high": high}


def _size(cell: CellValue) -> float | None:
    """How much a cell says, near enough to tell the larger of two in a row; None for no number."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    found = amount(cell) if isinstance(cell, str) else None
    if found is None:
        return None
    *whole, tail = re.split(r"[.,' ]", found.core)
    grouped = len(tail) == _GROUP or not whole
    digits = "".join(whole) + (tail if grouped else f".{tail}")
    size = float(digits) * float(SUFFIXES.get(found.suffix.rstrip(".").casefold(), 1))
    return -size if found.text.startswith(("-", "(", "\u2212")) else size


_GROUP = 3  # digits of a group of thousands
