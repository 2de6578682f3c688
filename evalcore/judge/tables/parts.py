"""Parts: a long result, written piece by piece beside its place, and taken up after a break.

While it runs, `OUT.parts/` holds a manifest and what is done. The manifest says what it is made of
and by what: parts of anything else are thrown away. OUT appears when all of it is there.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import stat
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

import attrs

from evalcore.interpret.columns.frames import polars
from evalcore.written.csv_text import csv_lines
from evalcore.written.errors import Complaint, InputError, plural
from evalcore.written.files import look, trouble
from evalcore.written.pipes import is_ordinary

FIRST = 1 << 16  # bytes of the input that are held against those of last time
MANIFEST = "manifest.json"
_SYSTEM = re.compile(r"([^:\s][^:]*) \(os error \d+\)")


@attrs.frozen
class Refused:
    """A row that is left out: its number from 1, its id, the field or relation, and why."""

    row: int
    id: str
    field: str
    problem: str


def about(path: str | Path) -> Mapping[str, Any]:
    """What tells an input from another: its size and time, and how it begins."""
    file = Path(path)
    found = file.stat()
    with file.open("rb") as stream:
        begins = sha256(stream.read(FIRST)).hexdigest()
    return {"size": found.st_size, "time": found.st_mtime_ns, "begins": begins}


@attrs.frozen(eq=False)
class Parts:
    """The parts of one result; `suffix` is that of a part."""

    out: Path
    manifest: Mapping[str, Any]
    suffix: str

    @property
    def folder(self) -> Path:
        """Where they are."""
        return self.out.with_name(f"{self.out.name}.parts")

    @property
    def refused_file(self) -> Path:
        """The list of the rows that are left out."""
        return self.out.with_name(f"{self.out.name}.refused.csv")

    def begin(self) -> int:
        """How many parts are done already. Raises `InputError` for a folder that is no such."""
        folder, manifest = self.folder, self.folder / MANIFEST
        try:
            if look(folder) and not look(manifest):
                if any(folder.iterdir()):
                    problem = "this is in the way: parts would be written here"
                    raise InputError(Complaint(problem, mend="move it away", source=str(folder)))
            elif look(folder):
                if _said(manifest) == dict(self.manifest):
                    return self.done()
                shutil.rmtree(folder)
            folder.mkdir(exist_ok=True)
            _put(manifest, [json.dumps(self.manifest, indent=2).encode()])
        except OSError as error:
            raise InputError(trouble(folder, "parts cannot be written", error)) from None
        return 0

    def done(self) -> int:
        """How many of them are there, one after the other."""
        number = 0
        while self.path(number).exists() and self._refused(number).exists():
            number += 1
        return number

    def path(self, number: int) -> Path:
        """Where one of them is."""
        return self.folder / f"{number:06}{self.suffix}"

    def _refused(self, number: int) -> Path:
        return self.folder / f"{number:06}.refused.json"

    def put(self, number: int, write: Callable[[Path], None], refused: Sequence[Refused]) -> None:
        """Writes one: whole, or not at all. Raises `InputError` where it cannot be written."""
        said = json.dumps([attrs.astuple(each) for each in refused]).encode()
        with self._writing():
            part = self.path(number)
            new = _new(part)
            write(new)
            _keep(new, part)
            _put(self._refused(number), [said])

    def refused(self, count: int) -> Iterable[Refused]:
        """The rows that are left out of so many parts."""
        for number in range(count):
            said = json.loads(self._refused(number).read_text(encoding="utf-8"))
            yield from (Refused(*each) for each in said)

    def list_refused(self, count: int) -> None:
        """Writes the list of the rows that are left out of so many parts, where there are any."""
        rows = iter(self.refused(count))
        first = next(rows, None)
        with self._writing():
            self.refused_file.unlink(missing_ok=True)
            if first is not None:
                head = [each.name for each in attrs.fields(Refused)]
                lines = csv_lines(head, map(attrs.astuple, chain([first], rows)))
                _put(self.refused_file, (line.encode() for line in lines))

    def finish(self, count: int, join: Callable[[Sequence[Path], Path], None]) -> None:
        """Puts the result in its place, and clears up. Raises `InputError` where it cannot."""
        with self._writing():
            whole = _new(self.folder / f"whole{self.suffix}")
            join([self.path(number) for number in range(count)], whole)
            if not is_ordinary(self.out):  # such as a device that came since
                raise OSError(errno.EEXIST, "something else than a file is there")
            if self.out.exists():  # a file keeps its permissions
                whole.chmod(stat.S_IMODE(self.out.stat().st_mode))
            _keep(whole, self.out)
        self.clear()

    @contextmanager
    def _writing(self) -> Generator[None]:
        """What goes wrong with the disk is a complaint; what is done stays done."""
        try:
            yield
        except (OSError, polars().exceptions.PolarsError) as error:
            for each in self.folder.glob(f"*.{os.getpid()}.new.*"):
                each.unlink(missing_ok=True)
            said = str(error).partition("\n")[0]
            found = _SYSTEM.search(said)  # Polars tells around it how it came to that
            why = getattr(error, "strerror", None) or (found[1] if found else said)
            done = self.done()
            problem = f"cannot be written: {why}"
            mend = f"the same command goes on from here: {plural(done, 'part')} done"
            raise Unwritten(
                Complaint(problem, mend=mend if done else "", source=str(self.out))
            ) from None

    def clear(self) -> None:
        """Throws the parts away."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _said(manifest: Path) -> object:
    try:
        return json.loads(manifest.read_text(encoding="utf-8"))
    except ValueError:  # of nobody that can be asked
        return None


class Unwritten(InputError):  # noqa: N818 - no error of the input
    """What is done cannot be written; it is there for another run."""


def _put(path: Path, content: Iterable[bytes]) -> None:
    new = _new(path)
    with new.open("wb") as stream:
        stream.writelines(content)
    _keep(new, path)


def _new(path: Path) -> Path:
    """Where something is before it is whole: of each run that there is, a place of its own."""
    return path.with_name(f"{path.stem}.{os.getpid()}.new{path.suffix}")


def _keep(new: Path, path: Path) -> None:
    """The name only when the bytes are on the disk."""
    with new.open("rb") as stream:
        os.fsync(stream.fileno())
    new.replace(path)


def joined_texts(parts: Sequence[Path], whole: Path) -> None:
    """Texts one after the other, of which only the first keeps its head."""
    with whole.open("wb") as into:
        for number, each in enumerate(parts):
            with each.open("rb") as stream:
                if number:
                    stream.readline()
                shutil.copyfileobj(stream, into)
