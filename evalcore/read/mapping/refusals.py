"""Refusals: the cells that could not be read, each text said once, with what could be done.

Cells are counted in `tally`; here is what is printed of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from evalcore.read.mapping.tally import RefusedCell
from evalcore.written.errors import Complaint, show
from evalcore.written.toml import spell_text

MOST = 12  # different texts that are written out: about a screen
LONG = 60  # characters of a text that is better written as a pattern
SHOWN = 60


def said_once(refused: Sequence[RefusedCell]) -> Iterator[Complaint]:
    """A complaint about each text that was refused, those of the most cells first.

    Cells that say the same, in whatever column, are one complaint. Of many texts the first are
    said, and the others counted.
    """
    groups: dict[str, list[RefusedCell]] = {}
    for each in refused:
        groups.setdefault(" ".join(each.value.split()), []).append(each)
    ordered = sorted(groups.items(), key=lambda pair: -len(pair[1]))
    if all(len(some) == 1 for some in groups.values()):
        ordered = list(groups.items())
    for text, some in ordered[:MOST]:
        yield some[0].complaint if len(some) == 1 else _group(text, some)
    rest = ordered[MOST:]
    if rest:
        cells = sum(len(some) for _, some in rest)
        texts = f" with {len(rest)} other texts" if len(rest) < cells else ""
        plural = "s were" if cells > 1 else " was"
        yield Complaint(f"{cells} more cell{plural} refused{texts}")


def _group(text: str, cells: Sequence[RefusedCell]) -> Complaint:
    """`19 cells in 3 columns say 'Early planning ...'`, with the line that makes it unknown."""
    columns = list(dict.fromkeys(each.column for each in cells))
    where = f"column {show(columns[0])}" if len(columns) == 1 else f"{len(columns)} columns"
    first = cells[0].complaint
    mends = [first.mend] if first.mend and len(columns) == 1 else []
    if re.search(r"[^\W\d_]{2,}", text) or not re.search(r"\d", text):
        mends.append(f"if that means unknown, add to [unknown]: {_line(text)}")
    return attrs.evolve(
        first,
        problem=f"{len(cells)} cells in {where} say {show(text, SHOWN)}",
        label=f"row {cells[0].row} first",
        expected=first.expected if len({each.field for each in cells}) == 1 else "",
        mend="\n    ".join(mends),
    )


def _line(text: str) -> str:
    """The line of a mapping that makes a text unknown: a word, or of a long text a pattern."""
    if len(text) <= LONG:
        return f"words = [{spell_text(text)}]"
    start = " ".join(text.split()[:5])
    pattern = re.sub(r"([.*+?^${}()|\[\]\\])", r"\\\1", start) + ".*"
    quoted = f"'{pattern}'" if "'" not in pattern else spell_text(pattern)
    return f"patterns = [{quoted}]"
