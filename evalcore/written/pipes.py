"""Pipes: opened without waiting for ever for somebody at the other end.

Whoever opens a named pipe waits until another program does. Where a file was meant, nobody ever
will: after `PATIENCE` that is an error of the system's own kind. A pipe without a name, as shells
make them for `|` and `<(...)`, has its other end already.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from pathlib import Path
from typing import BinaryIO

PATIENCE = 10.0  # seconds
_PAUSE = 0.05
_AT_ONCE = 1 << 16  # bytes


def is_ordinary(path: str | Path) -> bool:
    """Whether a path is that of a file, which can be read twice or replaced, or of nothing yet."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 - as in `files.look`
    except (OSError, ValueError):
        return not os.path.exists(path)  # noqa: PTH110


def read_most(path: str | Path, most: int) -> bytes:
    """What can be read at a path, at most so many bytes. Raises `OSError` where nobody writes."""
    if not _is_named_pipe(path):
        with Path(path).open("rb") as stream:
            return stream.read(most)
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as stream:
        begins = _first(descriptor, min(most, _AT_ONCE))
        os.set_blocking(descriptor, True)
        return begins + stream.read(most - len(begins))


def _first(descriptor: int, most: int) -> bytes:
    """The first bytes out of a pipe; empty where somebody opened it and had nothing to say."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            found = os.read(descriptor, most)
        except BlockingIOError:  # somebody is there, and is not ready yet
            os.set_blocking(descriptor, True)
            return os.read(descriptor, most)
        if found:
            return found
        if time.monotonic() > deadline:
            raise OSError(errno.ENXIO, "it is a pipe, and nobody writes to it")
        time.sleep(_PAUSE)


def open_to_write(path: str | Path) -> BinaryIO:
    """What is there already, such as a pipe or a device. Raises `OSError` where nobody reads."""
    if not _is_named_pipe(path):
        return Path(path).open("wb")
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
            break
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if time.monotonic() > deadline:
                raise OSError(errno.ENXIO, "it is a pipe, and nobody reads from it") from None
        time.sleep(_PAUSE)
    os.set_blocking(descriptor, True)
    return os.fdopen(descriptor, "wb")


def _is_named_pipe(path: str | Path) -> bool:
    """Raises `OSError` for what is not there, and for a socket: no file can be opened there."""
    mode = os.stat(path).st_mode  # noqa: PTH116
    if stat.S_ISSOCK(mode):
        raise OSError(errno.ENXIO, "it is a socket, not a file")
    return stat.S_ISFIFO(mode) and os.path.exists(os.path.realpath(path))  # noqa: PTH110
