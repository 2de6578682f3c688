"""How a CSV document was written: its encoding, and the sign between its cells.

Both are what a mapping says they are. Left out, the encoding is UTF-8 or what a byte order mark
says, and the separator is the one that makes a table of the lines.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from evalcore import Complaint, InputError
from evalcore.extend.headers import name_key
from evalcore.extend.sheets import Layout
from evalcore.written.errors import near, one_of, show

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a vertical bar"}
ENCODINGS = (
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp1250", "cp1251", "cp437", "cp850",
    "iso-8859-1", "iso-8859-2", "iso-8859-15", "mac-roman", "shift_jis", "euc-jp", "gb18030",
    "big5", "euc-kr",
)  # fmt: skip
_SAME = {"windows-1252": "cp1252", "windows-1250": "cp1250", "windows-1251": "cp1251",
    "latin-1": "iso-8859-1", "latin1": "iso-8859-1", "ansi": "cp1252", "utf8": "utf-8",
    "utf16": "utf-16", "utf-8-sig": "utf-8", "macroman": "mac-roman"}  # fmt: skip
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_SAMPLE = 1 << 16  # characters from which the separator is found out
_SAMPLE_ROWS = 200
_SEP_LINE = re.compile(r'"?sep=(.)"?[;,\t]*\r?\n?', re.IGNORECASE)
_SPACED_QUOTE = '(?:^|{0}) +"'


def encoding_of(document: bytes, wanted: str | None) -> str:
    """The name of the codec that reads a document. Raises `InputError` for what is no text."""
    marked = next((codec for mark, codec in _MARKS if document.startswith(mark)), None)
    if wanted is not None:
        name = wanted.strip().casefold().replace("_", "-")
        name = _SAME.get(name, name)
        codec = next((each for each in ENCODINGS if each.replace("_", "-") == name), None)
        if codec is None:
            meant = near(wanted, [*ENCODINGS, *_SAME])
            problem = f"there is no encoding {show(wanted)}"
            raise InputError(Complaint(problem, one_of(ENCODINGS), meant))
        unicode = codec.startswith("utf-")
        return marked if unicode and marked else codec
    _refuse_binary(document)
    if marked is None and len(document) > 3 and 0 in document[:4]:
        name = "utf-16-le" if document[1] == 0 else "utf-16-be"
        mend = f'save the file as "CSV UTF-8", or say so in a mapping: encoding = "{name}"'
        raise InputError(
            Complaint("every other byte is 0: this looks like UTF-16", "text in UTF-8", mend=mend)
        )
    return marked or "utf-8"


def _refuse_binary(document: bytes) -> None:
    for mark, what in (
        (b"PK\x03\x04", "this is a workbook or another packed file, not CSV"),
        (b"\xd0\xcf\x11\xe0", "this is an old workbook (.xls) or has a password, and is not CSV"),
        (b"%PDF", "this is a PDF, not CSV"),
    ):
        if document.startswith(mark):
            mend = 'save the table as "CSV UTF-8", or as .xlsx under that name'
            raise InputError(Complaint(what, "text in UTF-8", mend=mend))


def undecodable(pieces: Iterable[bytes], codec: str) -> Complaint | None:
    """The complaint about the first byte that is not in this encoding, if there is one."""
    decoder = codecs.getincrementaldecoder(codec)()
    lines, column = 0, 0  # that are behind, and characters of the line that is read
    try:
        for piece in pieces:
            text = decoder.decode(piece)
            ended = text.count("\n")
            lines += ended
            column = len(text) - text.rfind("\n") - 1 + (0 if ended else column)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(codec, "replace")
        ended = before.count("\n")
        at = len(before) - before.rfind("\n") + (0 if ended else column)
        problem = f"found the byte 0x{error.object[error.start]:02x}"
        line = lines + ended + 1
        if codec.startswith("utf-8"):
            mend = 'save the file as "CSV UTF-8", or say so in a mapping: encoding = "cp1252"'
            return Complaint(problem, "text in UTF-8", mend=mend, line=line, column=at)
        return Complaint(problem, f"text in {codec}", line=line, column=at)
    except UnicodeError as error:
        return Complaint(f"this is no text in {codec}: {error}")
    return None


def first_line(text: str) -> re.Match[str] | None:
    """The line `sep=;` that some programs write first, where it is there."""
    return _SEP_LINE.match(text)


def separator_of(text: str, layout: Layout, *, whole: bool) -> str:
    """The sign between the cells: what the mapping or the line `sep=` says, or what fits best.

    `text` is the start of the document; not `whole`, its last line may be cut off.
    """
    if layout.separator is not None:
        return layout.separator
    said = first_line(text)
    if said:
        return said[1]
    sample = text if whole else text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text
    worth = {sign: _worth(sample, sign, layout) for sign in SEPARATORS}
    best = max(SEPARATORS, key=lambda sign: worth[sign])  # of equal ones, the first
    return best if any(worth[best]) else ","


def unusual_of(text: str, layout: Layout, separator: str, *, whole: bool) -> str:
    """Another sign that parts each line into as many cells, where the separator parts them in none.

    Two blanks where the cells are aligned by blanks. Empty where there is no such sign, or where
    somebody said what the separator is.
    """
    if layout.separator is not None or first_line(text):
        return ""
    sample = text if whole else text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text
    rows = _sample_rows(sample, separator, layout)
    widths = Counter(map(len, rows))
    if len(rows) < 2 or max(widths.values()) < _MOSTLY * len(rows):
        parted = False
    else:
        parted = widths.most_common(1)[0][0] > 1
    if parted:  # each separator may be the middle one of several signs, as in ^|^
        around = {sign + separator + sign for sign in _STRANGE if sign in sample}
        signs = sample.count(separator)
        return next((each for each in sorted(around) if sample.count(each) == signs), "")
    found: list[tuple[int, str]] = []
    for sign in _STRANGE:
        counts = (
            [len(row) - 1 for row in _sample_rows(sample, sign, layout)] if sign in sample else []
        )
        first = next((n for n, count in enumerate(counts) if count), len(counts))
        if len(counts) - first > 1 and len(set(counts[first:])) == 1:
            found.append((counts[first], sign))
    if not found:
        lines = [line for line in sample.splitlines()[:_SAMPLE_ROWS] if line.strip()]
        gaps = Counter(len(_ALIGNED.findall(line)) for line in lines)
        count, such = gaps.most_common(1)[0] if gaps else (0, 0)
        return "  " if count and such > 1 and such >= _MOSTLY * len(lines) else ""
    _, sign = max(found)
    return sign * 2 if sample.count(sign) == 2 * sample.count(sign * 2) else sign


_STRANGE = (
    "^~\x1f\x1e\x1c\x01\x02\u00a6\u00a7\u00ac\u00b6#:!@*=+$&<>\\`\u3001\uff0c\uff1b\u060c\u061b"
)
_ALIGNED = re.compile(r"(?<=\S) {2,}(?=\S)")
_MOSTLY = 0.8  # of the rows that are of one width, where a separator parts the cells


def spaced(text: str, separator: str) -> bool:
    """Whether blanks stand between a separator and the quote after it."""
    return re.search(_SPACED_QUOTE.format(re.escape(separator)), text, re.MULTILINE) is not None


def _worth(sample: str, sign: str, layout: Layout) -> tuple[int, float]:
    """How much of a table the sign makes of the lines.

    Cells under names that are known count most. Otherwise it is the rows of the width that is met
    most often, by that width: above the table may be notes, and in it are commas of other kinds.
    """
    if sign not in sample:
        return 0, 0.0
    rows = _sample_rows(sample, sign, layout)
    known = 0
    if layout.names:
        known = max((sum(name_key(c) in layout.names for c in set(row)) for row in rows), default=0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0, 0.0
    width, count = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] - 1), pair[0]))
    first = next(row for row in rows if len(row) == width)
    words = sum(any(sign.isalpha() for sign in cell[:2]) for cell in first)
    return known, count * (width - 1) * (0.2 + words / width)


def _sample_rows(sample: str, sign: str, layout: Layout) -> Sequence[list[str]]:
    lines = io.StringIO(sample, newline="")
    rows: list[list[str]] = []
    reader = csv.reader(lines, delimiter=sign, skipinitialspace=spaced(sample, sign))
    try:
        for number, row in enumerate(reader, start=1):
            if number >= (layout.header_row or 1) and any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) >= _SAMPLE_ROWS:
                break
    except csv.Error:  # it is said when the whole is read
        pass
    return rows
