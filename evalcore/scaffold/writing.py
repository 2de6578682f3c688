"""Writing new files: all of them or none, and never over anything that is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from evalcore.written.errors import Complaint, InputError
from evalcore.written.files import look

NEW = "a new file; nothing is overwritten"


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


def write(files: Mapping[Path, str]) -> None:
    """Writes new files, with their folders. Raises `InputError`, and then leaves nothing behind."""
    made: list[Path] = []
    for path, text in files.items():
        try:
            for folder in reversed(path.parents):
                if not folder.exists():
                    folder.mkdir()
                    made.append(folder)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                made.append(path)
                file.write(text)
        except OSError as error:
            _remove(reversed(made))
            problem = f"cannot be written: {error.strerror or error}"
            raise InputError(Complaint(problem, source=str(path))) from None


def _exists(path: Path) -> bool:
    """Also for a link that leads nowhere; what cannot be looked at shows itself in writing."""
    try:
        path.lstat()
    except OSError:
        return False
    return True


def _remove(made: Iterable[Path]) -> None:
    """Half a plugin would be in the way of the next attempt."""
    for path in made:
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
