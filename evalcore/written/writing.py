"""Writing files: whole or not at all, whatever stops the program in the middle.

What is written first goes to a file of another name beside its place, and takes that place when all
of it is there. Results replace what was there; what people go on with is always a new file.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path

from evalcore.written.errors import Complaint, InputError, near, show
from evalcore.written.files import look, trouble
from evalcore.written.pipes import open_to_write

Content = bytes | str | Iterable[str]  # texts are written one after the other
CHUNK = 1 << 16  # characters that are written at once
NEW = "a new file; nothing is overwritten"
_FOLDERS = tuple({"/", os.sep})  # ends of a name


def unwritable(path: str | Path) -> Complaint | None:
    """Why no file can be written here, as far as that can be seen before; None where one can.

    Raises `InputError` where it cannot be looked at.
    """
    if look(path) == "folder":
        return Complaint("this is a folder", "a file", source=str(path))
    if str(path).endswith(_FOLDERS):  # a Path would forget that, and mean the file of that name
        return Complaint("this is the name of a folder", "that of a file", source=str(path))
    folder = look(Path(path).parent)
    if folder is None:
        return _unwritten(path, FileNotFoundError())
    return None if folder == "folder" else _unwritten(path, NotADirectoryError())


def write_whole(path: str | Path, content: Content) -> bool:
    """Writes a file in the place of what may be there; returns whether something was.

    A link stays one, a file keeps its permissions, and what is no ordinary file, such as a pipe,
    gets the content as it is. Raises `InputError`, and then leaves what was there.
    """
    found = unwritable(path)
    if found is not None:
        raise InputError(found)
    there = look(path)
    try:
        mode = Path(path).stat().st_mode if there else None
        if mode is not None and not stat.S_ISREG(mode):
            with open_to_write(path) as stream:
                stream.writelines(encoded(content))
            return False
        file = Path(os.path.realpath(path))
        part = _part(file, content)
        try:
            if mode is not None:
                part.chmod(stat.S_IMODE(mode))
            part.replace(file)
        except BaseException:
            _remove([part])
            raise
    except InputError:
        raise
    except (OSError, ValueError) as error:
        raise InputError(_unwritten(path, error)) from None
    return there is not None


def write_new(path: str | Path, content: Content) -> None:
    """Writes a file where nothing is yet. Raises `InputError`, and then leaves nothing behind."""
    try:
        part = _part(Path(path), content)
        try:
            _take_place(part, Path(path))
        finally:
            _remove([part])
    except InputError:
        raise
    except (OSError, ValueError) as error:
        raise InputError(_unwritten(path, error)) from None


def write_all(files: Mapping[Path, Content]) -> None:
    """Writes new files, with their folders: all of them or none. Raises `InputError`."""
    made: list[Path] = []
    for path, content in files.items():
        try:
            for folder in reversed(path.parents):
                if not _exists(folder):
                    folder.mkdir()
                    made.append(folder)
            write_new(path, content)
            made.append(path)
        except InputError:
            _remove(reversed(made))
            raise
        except OSError as error:
            _remove(reversed(made))
            raise InputError(_unwritten(path, error)) from None


def obstacles(paths: Iterable[Path]) -> list[Complaint]:
    """What is in the way of new files with these paths, each obstacle once."""
    found: dict[Path, Complaint] = {}
    for path in paths:
        for folder in reversed(path.parents):
            if _exists(folder) and look(folder) == "file":
                found[folder] = Complaint("this is not a folder", source=str(folder))
        if _exists(path):
            found[path] = Complaint("there is something here already", NEW, source=str(path))
    return list(found.values())


def encoded(content: Content) -> Iterator[bytes]:
    """Texts as UTF-8; what is none of it, such as half a surrogate pair, is spelt out."""
    if isinstance(content, bytes):
        yield content
        return
    waiting: list[str] = []
    size = 0
    for piece in (content,) if isinstance(content, str) else content:
        waiting.append(piece)
        size += len(piece)
        if size >= CHUNK:
            yield "".join(waiting).encode("utf-8", "backslashreplace")
            waiting, size = [], 0
    yield "".join(waiting).encode("utf-8", "backslashreplace")


def _part(file: Path, content: Content) -> Path:
    """A new file beside a place, with all that is to take it. Nothing is left where this fails."""
    for number in count():
        part = file.with_name(f".evalcore-{os.getpid()}-{number}.part")
        try:
            stream = part.open("xb")
        except FileExistsError:
            continue
        try:
            with stream:
                stream.writelines(encoded(content))
                stream.flush()
                os.fsync(stream.fileno())
        except BaseException:
            _remove([part])
            raise
        return part
    raise AssertionError


def _take_place(part: Path, file: Path) -> None:
    """Gives a file its name where nothing has that yet: in one step, so that nobody is too late."""
    try:
        file.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # some file systems have no links
        if _exists(file):
            raise FileExistsError(17, os.strerror(17), str(file)) from None
        part.rename(file)


def _unwritten(path: str | Path, error: OSError | ValueError) -> Complaint:
    """Why a file cannot be written; where its folder is not there, that."""
    folder = Path(path).parent
    if isinstance(error, NotADirectoryError):
        problem = f"cannot be written: {show(str(folder))} is no folder"
        return Complaint(problem, source=str(path))
    if isinstance(error, FileNotFoundError) and not _exists(folder):
        meant: tuple[str, ...] = ()
        with contextlib.suppress(OSError):
            beside = [each.name for each in folder.parent.iterdir() if each.is_dir()]
            meant = tuple(str(folder.with_name(each)) for each in near(folder.name, beside))
        problem = f"cannot be written: there is no folder {show(str(folder))}"
        return Complaint(problem, "", meant, "make it first", source=str(path))
    return trouble(path, "cannot be written", error)


def _exists(path: Path) -> bool:
    """Also for a link that leads nowhere; what cannot be looked at shows itself in writing."""
    try:
        path.lstat()
    except (OSError, ValueError):
        return False
    return True


def _remove(made: Iterable[Path]) -> None:
    """Half of what was wanted would be in the way of the next attempt."""
    for path in made:
        with contextlib.suppress(OSError):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
