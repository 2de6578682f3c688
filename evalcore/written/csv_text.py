"""Tables as CSV: every text stays in its own cell, and none is a formula to a spreadsheet.

Some readers end a row at a carriage return, some look for a formula behind blanks and invisible
signs, or after a line break. So cells with either are quoted, and each line in a cell that would
begin a formula begins with an apostrophe instead (OWASP, CSV Injection).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from evalcore.written.blank import seen_from

_FORMULA = frozenset("=+-@\uff1d\uff0b\uff0d\uff20\t\r")  # full-width signs count in some locales
_BREAK = re.compile(r"(\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])")


Cells = Sequence[str | float | None]  # numbers are written with all their digits


def spell_csv(head: Sequence[str], rows: Iterable[Cells] = ()) -> str:
    """A table as CSV. Lines end in a line feed."""
    return "".join(csv_lines(head, rows))


def csv_lines(head: Sequence[str], rows: Iterable[Cells] = ()) -> Iterator[str]:
    """The same line by line."""
    text = io.StringIO()
    # The writer quotes what ends a line, and Python 3.11 nothing else of that kind.
    writer = csv.writer(text, lineterminator="\r\n")
    for row in chain([head], rows):
        text.seek(0)
        text.truncate()
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
        yield f"{text.getvalue()[:-2]}\n"


def harmless(cell: str) -> str:
    """The text, with an apostrophe before every line that a spreadsheet would calculate."""
    if not cell or cell.isalnum() or (cell[:1].isalnum() and cell.isascii() and cell.isprintable()):
        return cell
    return "".join(part if n % 2 else _plain(part) for n, part in enumerate(_BREAK.split(cell)))


def _plain(line: str) -> str:
    at = seen_from(line)
    if not line or (line[0] not in _FORMULA and line[at : at + 1] not in _FORMULA):
        return line
    try:
        float(line)
    except ValueError:
        return f"'{line}"
    return line
