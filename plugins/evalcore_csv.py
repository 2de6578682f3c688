"""CSV and its kin, separated by commas, semicolons, tabs or bars: from text to a sheet.

How the document was written is found out in `evalcore_csv_dialect`; what the cells mean is read
elsewhere, as for any other table. Large documents are read anew each time somebody goes through
their rows: the rows of a hundred thousand requests are never in memory together.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

import attrs
from evalcore_csv_content import Content
from evalcore_csv_dialect import (
    SEPARATORS,
    encoding_of,
    first_line,
    separator_of,
    spaced,
    undecodable,
    unusual_of,
)

from evalcore import Complaint, InputError
from evalcore.extend.sheets import CellValue, Layout, Reread, Sheet, SheetRow
from evalcore.request.cells import Broken
from evalcore.written.blank import says_nothing
from evalcore.written.errors import show

SMALL = 1 << 20  # bytes; what is smaller is read once, and kept
MOST_COLUMNS = 50_000
_SAMPLE = 1 << 16
_LOST = re.compile("[\0\ufffd\ud800-\udfff]")
_ONE = "\ufdd0"  # a sign that is none, for several that part cells together
_EXCEL_TEXT = re.compile(r'="([^"]*)"')  # how a spreadsheet is kept from making 42 of 0042


def read_csv(document: str | bytes | Path, sheet: str | None = None) -> Sheet:
    """The rows of a document, as `lay_out` without anything said."""
    return lay_out(document, Layout(sheet=sheet))


def lay_out(document: str | bytes | Path, layout: Layout) -> Sheet:
    """The rows of a document; those in which every cell is empty say nothing and are left out.

    A file that is given by its path is never in memory as a whole. Raises
    `InputError` for what is no text, or has more columns than any table.
    """
    if layout.sheet is not None:
        problem = f"a CSV file has no sheets, so none is called {show(layout.sheet)}"
        raise InputError(Complaint(problem, mend="leave the sheet out"))
    reading = _reading(document, layout)
    faults: list[Complaint] = []
    watch = _Watch(reading)
    rows = Reread(reading.rows)
    if not isinstance(document, Path) and len(document) <= SMALL:
        kept = tuple(watch.seen(reading.rows(faults)))
        return watch.sheet(kept, faults)
    for _ in watch.seen(reading.rows(faults)):
        pass
    return watch.sheet(rows, faults)


def _reading(document: str | bytes | Path, layout: Layout) -> _Reading:
    codec = "utf-8"
    opened: Callable[[], TextIO]
    count: Callable[[str], int]
    if isinstance(document, str):
        text = document.removeprefix("\ufeff")
        opened, count = lambda: io.StringIO(text, newline=""), text.count
    else:
        content = Content(document)
        codec = encoding_of(next(content.pieces(), b""), layout.encoding)
        bad = undecodable(content.pieces(), codec)
        if bad is not None:
            raise InputError(bad)
        opened, count = lambda: content.opened(codec), content.count
    counted = codec.startswith("utf-8")
    odd_lines = not counted or count("\r") != count("\r\n")
    with opened() as stream:
        sample = stream.read(_SAMPLE)
        whole = not stream.read(1)
    separator = separator_of(sample, layout, whole=whole)
    return _Reading(
        opened,
        separator,
        unusual_of(sample, layout, separator, whole=whole),
        spaced(sample, separator),
        bool(first_line(sample)),
        "\n" if count("\n") else "\r",
        odd_lines,
        isinstance(document, str),
        count if counted else None,
    )


@attrs.frozen
class _Reading:
    """A document that can be opened again and again, and how its lines become cells."""

    opened: Callable[[], TextIO]
    separator: str
    unusual: str
    spaced: bool
    has_separator_line: bool
    line_end: str
    odd_lines: bool
    is_text: bool
    count: Callable[[str], int] | None  # of what is not in UTF-8 nobody knows

    def holds(self, sign: str) -> bool:
        """Whether a text may occur in the document: where it does not, no cell is asked for it."""
        return self.count is None or self.count(sign) > 0

    @property
    def is_lossy(self) -> bool:
        """Whether a character may have been lost somewhere in the document."""
        return self.is_text or any(map(self.holds, ("\0", "\ufffd")))

    def rows(self, faults: list[Complaint] | None = None) -> Iterator[SheetRow]:
        """The rows that say something. What cannot be read is added to `faults`, or left out."""
        troubles: list[Complaint] = [] if faults is None else faults
        texts = self.holds('="')
        lost = self.is_lossy
        with self.opened() as stream:
            counted = _Lines(stream, self.line_end) if self.odd_lines else None
            lines: Iterable[str] = counted or stream
            several = len(self.separator) > 1
            if several:
                lines = (line.replace(self.separator, _ONE) for line in lines)
            reader = csv.reader(
                lines,
                delimiter=_ONE if several else self.separator,
                strict=True,
                skipinitialspace=self.spaced,
            )
            number, read = 0, 0
            while True:
                number += 1
                line = (counted.ended if counted else reader.line_num) + 1
                try:
                    cells: list[str] = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    last = counted.last if counted else reader.line_num
                    troubles.append(_unreadable(str(error), line, last))
                    if last > line or not read:  # what follows could be read wrongly
                        return
                    continue
                if not (cells and cells[0]) and not any(cells):
                    continue
                if says_nothing(cells[0]) and all(map(says_nothing, cells)):
                    continue
                if number == 1 and self.has_separator_line:
                    continue
                read += 1
                if len(cells) > MOST_COLUMNS:
                    troubles.append(_too_wide(len(cells), line))
                    return
                if several:  # those inside quotes part nothing
                    cells = [cell.replace(_ONE, self.separator) for cell in cells]
                said: Iterable[CellValue] = map(_excel_text, cells) if texts else cells
                yield SheetRow(number, line, tuple(map(_checked, said) if lost else said))


class _Lines:
    """Lines, counted as an editor does: a lone carriage return ends one only where all do."""

    def __init__(self, lines: Iterable[str], end: str) -> None:
        self._lines = iter(lines)
        self._end = end
        self.ended = 0  # lines that were read to their end
        self.last = 0  # the number of the line that was read last

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.last = self.ended + 1
        self.ended += line.endswith(self._end)
        return line


def _excel_text(cell: str) -> str:
    found = _EXCEL_TEXT.fullmatch(cell) if cell.startswith('="') else None
    return found[1] if found else cell


def _checked(cell: CellValue) -> CellValue:
    """The cell, or the complaint about signs that no keyboard wrote: another encoding's."""
    lost = _LOST.search(cell) if isinstance(cell, str) else None
    if lost is None:
        return cell
    sign = "a NUL character" if lost[0] == "\0" else "a character that was lost"
    return Broken(str(cell), f'{sign} is in it: save the file again as "CSV UTF-8"')


def _unreadable(message: str, line: int, last: int) -> Complaint:
    lines = f"line {line}" if last <= line else f"lines {line} to {last}"
    quotes = 'a cell in quotes ends with one ", and a quote inside it is written ""'
    if "end of data" in message:
        problem = "a cell starts with a quote that is never closed"
    elif "field limit" in message:
        most = "".join(sign for sign in message if sign.isdigit())
        problem = f"a cell in {lines} has more than {most} characters"
        quotes = f"is a closing quote missing? {quotes}"
    elif "expected after" in message:
        problem = f"in {lines}, a cell goes on after its closing quote"
    else:
        problem = f"{lines} cannot be read: {message}"
    return Complaint(problem, mend=quotes, line=line)


def _too_wide(count: int, line: int) -> Complaint:
    mend = "is a line break missing between the rows?"
    return Complaint(f"found {count} cells in one row", f"at most {MOST_COLUMNS}", (), mend, "",
        line=line)  # fmt: skip


class _Watch:
    """What is worth a warning, noticed while the rows go by."""

    def __init__(self, reading: _Reading) -> None:
        self._reading = reading
        self._lost = 0
        self._first_lost: SheetRow | None = None
        self._swallowed: list[tuple[SheetRow, int]] = []
        self._shapes: set[str] = set()
        self._widths: set[int] = set()
        self._last: SheetRow | None = None
        self._lossy = reading.is_lossy

    def seen(self, rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
        """The same rows."""
        separator = self._reading.separator
        before = 0
        for read, row in enumerate(rows):
            cells = row.cells
            self._widths.add(len(cells))
            if read < SHAPED and len(self._shapes) < _SHAPES:
                self._shapes.add(_shape(cells[0]))
            # A cell with a line break makes its row longer than a line.
            several = row.line - before > 1 or self._reading.odd_lines
            before = row.line
            if several and self._last is not None:
                self._look(self._last, separator)
            self._last = row
            if self._lossy:
                lost = sum(isinstance(cell, Broken) for cell in cells)
                self._lost += lost
                self._first_lost = self._first_lost or (row if lost else None)
            yield row
        if self._last is not None:
            self._look(self._last, separator)

    def _look(self, row: SheetRow, separator: str) -> None:
        for column, cell in enumerate(row.cells):
            suspect = isinstance(cell, str) and "\n" in cell and separator in cell
            if suspect and len(self._swallowed) < _SUSPECTS:
                self._swallowed.append((row, column))

    def sheet(self, rows: Reread | tuple[SheetRow, ...], faults: list[Complaint]) -> Sheet:
        """The sheet, with the warnings about it."""
        separator = self._reading.separator
        called = SEPARATORS.get(separator, show(separator))
        mend = f'a cell that contains {called} stands in "double quotes"'
        return Sheet(
            rows,
            tuple(faults),
            advice=mend,
            warnings=tuple(self._warnings()),
            separator=separator,
            unusual=self._reading.unusual,
            width=next(iter(self._widths)) if len(self._widths) == 1 else None,
        )

    def _warnings(self) -> Iterator[Complaint]:
        if self._first_lost is not None:
            count, first = self._lost, self._first_lost
            cells = "a cell holds a character that was lost" if count == 1 else (
                f"{count} cells hold a character that was lost"
            )  # fmt: skip
            mend = 'refused where they are read: save the file again as "CSV UTF-8"'
            mend = mend.replace("they are", "it is") if count == 1 else mend
            yield Complaint(f"{cells} (\ufffd or NUL)", mend=mend, line=first.line)
        for row, column in self._swallowed:
            if self._swallows(row, str(row.cells[column])):
                lines = str(row.cells[column]).count("\n") + 1
                called = SEPARATORS.get(self._reading.separator, "separator").partition(" ")[2]
                problem = f"a cell of {lines} lines holds the {called}s of whole rows"
                mend = "is a quote missing, so that rows were swallowed?"
                yield Complaint(problem, mend=mend, line=row.line, column=column + 1)

    def _swallows(self, row: SheetRow, cell: str) -> bool:
        """Whether a cell may have swallowed rows: lines that start as rows do, and are as wide."""
        separator, width = self._reading.separator, len(row.cells)
        others = cell.splitlines()[1:]
        signs = cell.count(separator)
        if not others or width < 2 or signs < len(others) * (width - 1):
            return False
        return all(_shape(line.partition(separator)[0]) in self._shapes for line in others)


_SHAPES = 200
_SUSPECTS = 10_000  # cells that are looked at for rows that they may have swallowed
SHAPED = 5000  # rows whose beginnings tell what a row looks like


def _shape(cell: object) -> str:
    """How a text is made up of letters and digits: `A9` for `R12`."""
    text = re.sub(r"\d+", "9", str(cell).strip()[:60])
    return re.sub(r"[^\W\d_]+", "A", text)
