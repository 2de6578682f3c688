"""Pipes: what is said is read, and nobody waits for ever for somebody who is not there."""

from __future__ import annotations

import os
import socket
import threading
import time

import pytest

from evalcore.written import pipes
from evalcore.written.errors import InputError
from evalcore.written.files import missing, read_bytes
from evalcore.written.pipes import is_ordinary
from evalcore.written.writing import write_whole


@pytest.fixture
def pipe(tmp_path, monkeypatch):
    monkeypatch.setattr(pipes, "PATIENCE", 0.2)
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def said_by(pipe, *pieces, pause=0.0):
    """Starts somebody who writes."""

    def write():
        with pipe.open("wb", buffering=0) as stream:
            for piece in pieces:
                time.sleep(pause)
                stream.write(piece)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    return writer


def test_what_stands_in_its_place_is_no_ordinary_file(tmp_path, pipe):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to(pipe)
    (tmp_path / "leads_nowhere").symlink_to(tmp_path / "nothing")
    for each in ("file", "nothing yet", "leads_nowhere", "a\0b"):
        assert is_ordinary(tmp_path / each)
    for each in (pipe, tmp_path / "link", tmp_path, os.devnull):
        assert not is_ordinary(each)


def test_a_pipe_is_read_to_its_end_or_its_limit(pipe):
    writer = said_by(pipe, b"one", b"", b" and two", pause=0.01)
    assert read_bytes(pipe, 100) == b"one and two"
    writer.join()
    large = b"x" * 300_000
    writer = said_by(pipe, large)
    assert read_bytes(pipe, len(large)) == large
    writer.join()


def test_who_is_slow_is_waited_for(pipe):
    writer = said_by(pipe, b"late", pause=0.5)
    assert read_bytes(pipe, 100) == b"late"
    writer.join()


def test_nobody_is_waited_for_for_ever(pipe):
    with pytest.raises(InputError) as caught:
        read_bytes(pipe, 100)
    assert str(caught.value) == f"{pipe}: cannot be read: it is a pipe, and nobody writes to it"
    with pytest.raises(InputError) as caught:
        write_whole(pipe, "one")
    assert str(caught.value) == f"{pipe}: cannot be written: it is a pipe, and nobody reads from it"


def test_a_pipe_without_a_name_has_its_other_end_already():
    readable, writable = os.pipe()
    os.close(writable)
    try:
        assert read_bytes(f"/dev/fd/{readable}", 100) == b""
    finally:
        os.close(readable)


def test_a_socket_is_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # its name may not be long
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket")
        with pytest.raises(InputError, match="socket: cannot be read: it is a socket, not a file"):
            read_bytes("socket", 100)


def test_a_link_that_leads_nowhere_is_not_said_to_mean_itself(tmp_path):
    link = tmp_path / "in.csv"
    link.symlink_to("gone.csv")
    assert str(missing(link)) == f"{link}: this link leads to 'gone.csv', and nothing is there"
