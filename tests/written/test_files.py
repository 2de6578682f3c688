"""Paths of users: whatever they are, a sentence and no traceback; nothing read past its limit."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evalcore.written.errors import InputError
from evalcore.written.files import decoded, look, missing, names_in, read_bytes, read_text


@pytest.fixture
def closed(tmp_path, monkeypatch):
    """A folder that nobody may look into; root may, so the system is asked to refuse."""
    folder = tmp_path / "closed"
    folder.mkdir()
    real, listed = os.stat, os.scandir

    def refusing(call):
        def asked(path=".", *args, **keywords):
            if isinstance(path, str | os.PathLike) and Path(path).parent == folder:
                raise PermissionError(13, "Permission denied", str(path))
            return call(path, *args, **keywords)

        return asked

    monkeypatch.setattr(os, "stat", refusing(real))
    monkeypatch.setattr(os, "scandir", refusing(listed))
    return folder


def words(call, *args):
    with pytest.raises(InputError) as caught:
        call(*args)
    return str(caught.value)


def test_looking_tells_files_from_folders_and_from_nothing(tmp_path):
    (tmp_path / "a.txt").write_text("a", "utf-8")
    assert look(tmp_path / "a.txt") == "file"
    assert look(tmp_path) == "folder"
    assert look(tmp_path / "b.txt") is None
    assert look(tmp_path / "a.txt" / "below") is None
    assert look("a\0b") is None


def test_a_pipe_is_read_as_a_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert look(tmp_path / "pipe") == "file"


def test_looking_never_raises_anything_else(tmp_path, closed):
    loop = tmp_path / "loop.toml"
    loop.symlink_to(loop)
    assert words(look, loop) == f"{loop}: cannot be read: Too many levels of symbolic links"
    assert (
        words(look, closed / "w.json") == f"{closed / 'w.json'}: cannot be read: Permission denied"
    )
    assert words(look, "a" * 300 + ".csv").endswith("cannot be read: File name too long")


def test_a_long_name_is_cut_where_it_is_shown():
    assert len(words(look, "a" * 5000)) < 260


def test_nothing_is_read_past_its_limit():
    assert words(read_bytes, "/dev/zero", 1000) == (
        "/dev/zero: the file has more than 1000 bytes\n    expected at most 1000"
    )
    assert words(read_text, "/dev/zero", 1000).startswith("/dev/zero: the file has more than 1000")


def test_a_limit_is_what_may_still_be_read(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"12345")
    assert read_bytes(tmp_path / "a.txt", 5) == b"12345"
    assert "more than 4 bytes" in words(read_bytes, tmp_path / "a.txt", 4)


def test_text_is_utf_8_with_or_without_a_mark(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfa")
    (tmp_path / "b.txt").write_bytes(b"one\nt\xe9xt")
    assert read_text(tmp_path / "a.txt", 9) == "a"
    assert words(read_text, tmp_path / "b.txt", 9) == (
        f"{tmp_path / 'b.txt'}:2:2: found the byte 0xe9\n    expected text in UTF-8"
    )


def test_what_is_missing_may_have_been_meant_for_another(tmp_path):
    (tmp_path / "rules.toml").write_text("", "utf-8")
    assert missing(tmp_path / "rule.toml").did_you_mean == (str(tmp_path / "rules.toml"),)
    assert missing(tmp_path / "nowhere" / "rule.toml").did_you_mean == ()


def test_a_folder_that_cannot_be_listed(tmp_path):
    assert sorted(names_in(tmp_path)) == []
    assert words(names_in, tmp_path / "none").endswith(
        "cannot be listed: No such file or directory"
    )


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be"])
def test_text_in_utf_16_that_is_cut(codec):
    data = "aä\nbc".encode(codec)
    whole = data if codec == "utf-16" else b"\xfe\xff" + data
    assert decoded(whole, "x.csv") == "aä\nbc"
    assert words(decoded, whole[:-1], "x.csv") == (
        f"x.csv:2:2: found the byte 0x{whole[-2]:02x}\n    expected text in UTF-16"
    )


def test_text_that_is_not_in_utf_8():
    data = b"\xef\xbb\xbfid\nGr\xfc\xdfe"
    assert words(decoded, data, "x.csv") == (
        "x.csv:2:3: found the byte 0xfc\n    expected text in UTF-8"
    )
