"""Ranges: columns that hold the low, the likely and the high of one estimate, by their names."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from evalcore.read.mapping.spec import folded
from evalcore.read.proposing.columns import ColumnSeen
from evalcore.request.kinds.numbers import PARTS

_WORDS = {
    "low": "low|lowest|lower|min|minimum|p5|p10",
    "likely": "likely|most likely|ml|mode|expected|median|p50|mid|base",
    "high": "high|highest|upper|max|maximum|p90|p95",
}
_PART = {
    part: re.compile(
        rf"(?<![^\W_])(?:{words})(?: case| estimate| bound| value)?(?![^\W_])", re.IGNORECASE
    )
    for part, words in _WORDS.items()
}


@attrs.frozen
class Range:
    """Columns of one estimate by their parts, and what they are called without the word for it."""

    name: str
    columns: dict[str, ColumnSeen]

    @property
    def first(self) -> ColumnSeen:
        """The column that speaks for all: the likely one, or else the high one."""
        return self.columns.get("likely", self.columns["high"])


def ranges(columns: Sequence[ColumnSeen]) -> list[Range]:
    """The ranges among the columns: a low and a high that are otherwise called alike."""
    found: dict[str, dict[str, ColumnSeen]] = {}
    called: dict[str, str] = {}
    for column in columns:
        parts = [part for part in PARTS if _PART[part].search(column.name)]
        if "likely" in parts and "most likely" in column.name.casefold():
            parts = ["likely"]
        if len(parts) != 1 or len(column.indexes) > 1:
            continue
        rest = _PART[parts[0]].sub(" ", column.name, count=1)
        name = " ".join(re.sub(r"[(\[]\s*[)\]]", " ", rest).strip(" .-_:,").split())
        key = re.sub(r"[\W_]+", " ", folded(name).casefold()).strip()
        called.setdefault(key, name)
        found.setdefault(key, {}).setdefault(parts[0], column)
    return [Range(called[key], some) for key, some in found.items() if {"low", "high"} <= set(some)]
