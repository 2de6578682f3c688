"""Files: whether one is there, and what it holds. Never a traceback for what a path is.

Every look at a user's path goes through here: a closed folder, a name that is too long and a link
that leads back to itself are complaints. Nothing is read past its limit, whatever the path is.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Literal

from evalcore.written.errors import Complaint, InputError, near, show
from evalcore.written.pipes import read_most

NOTHING_THERE = (FileNotFoundError, NotADirectoryError, ValueError)  # no file can have such a name

PACKED = (".gz", ".bz2", ".xz", ".zst", ".zip", ".7z")  # suffixes of what is compressed


def look(path: str | Path) -> Literal["file", "folder"] | None:
    """What is at a path; None where nothing is. A pipe counts as a file.

    Raises `InputError` where that cannot be told.
    """
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - a Path refuses some texts before it looks
    except NOTHING_THERE:
        return None
    except OSError as error:
        raise InputError(trouble(path, "cannot be read", error)) from None
    return "folder" if stat.S_ISDIR(mode) else "file"


def read_bytes(path: str | Path, most: int) -> bytes:
    """What a file holds. Raises `InputError` where it cannot be read, or has more than `most`."""
    try:
        data = read_most(path, most + 1)
    except (OSError, ValueError) as error:
        raise InputError(trouble(path, "cannot be read", error)) from None
    if len(data) > most:
        problem = f"the file has more than {most} bytes"
        raise InputError(Complaint(problem, f"at most {most}", source=str(path)))
    return data


def read_text(path: str | Path, most: int) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark, as `read_bytes`."""
    return decoded(read_bytes(path, most), str(path))


def decoded(data: bytes, source: str) -> str:
    """The text that bytes in UTF-8 or UTF-16 stand for. Raises `InputError` where they are none."""
    codec = "utf-16" if data.startswith(_UTF16) else "utf-8-sig"
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        # `start` counts in what has no mark in front
        marked = data[len(data) - len(error.object) :]
        before = marked[: error.start].decode(codec, errors="ignore")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        problem = f"found the byte 0x{marked[error.start]:02x}"
        expected = f"text in UTF-{16 if codec == 'utf-16' else 8}"
        raise InputError(
            Complaint(problem, expected, source=source, line=line, column=column)
        ) from error


def names_in(folder: str | Path) -> list[str]:
    """What a folder holds. Raises `InputError` where it cannot be listed."""
    try:
        return [each.name for each in Path(folder).iterdir()]
    except OSError as error:
        raise InputError(trouble(folder, "cannot be listed", error)) from None


def missing(path: str | Path) -> Complaint:
    """That no file is there, and which one beside it may have been meant."""
    file = Path(path)
    if os.path.islink(path):  # noqa: PTH114 - as in `look`
        leads = show(os.readlink(path), LONGEST)  # noqa: PTH115
        return Complaint(f"this link leads to {leads}, and nothing is there", source=str(path))
    try:
        beside = [each.name for each in file.parent.iterdir()]
    except (OSError, ValueError):
        beside = []
    meant = tuple(str(file.with_name(each)) for each in near(file.name, beside))
    return Complaint("there is no such file", did_you_mean=meant, source=str(path))


def trouble(path: str | Path, what: str, error: OSError | ValueError) -> Complaint:
    """What cannot be done with a path, and why; a long path is cut."""
    why = getattr(error, "strerror", None) or error
    long = len(str(path)) > LONGEST
    return Complaint(f"{what}: {why}", source=show(path, LONGEST) if long else str(path))


LONGEST = 200  # characters of a path that are shown
_UTF16 = (b"\xff\xfe", b"\xfe\xff")  # how files start that a Windows shell wrote
