"""Files that are written: whole or not at all, and new ones never over what is there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalcore.written.errors import InputError, show
from evalcore.written.writing import obstacles, write_all, write_new, write_whole


def words(call, *args):
    with pytest.raises(InputError) as caught:
        call(*args)
    return str(caught.value)


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def test_a_result_takes_the_place_of_the_one_before(tmp_path):
    path = tmp_path / "a.txt"
    assert write_whole(path, "one") is False
    assert write_whole(path, "two") is True
    assert path.read_bytes() == b"two"
    assert names(tmp_path) == ["a.txt"]


def test_a_link_stays_one_and_a_file_keeps_its_permissions(tmp_path):
    file, link = tmp_path / "a.txt", tmp_path / "b.txt"
    file.write_text("one", "utf-8")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole(link, "two")
    assert link.is_symlink()
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"two", 0o640)


def test_a_link_that_leads_nowhere_leads_to_the_result(tmp_path):
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert write_whole(tmp_path / "b.txt", "one") is False
    assert (tmp_path / "a.txt").read_bytes() == b"one"


def test_what_is_no_ordinary_file_gets_the_content(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    reader.start()
    assert write_whole(pipe, "one") is False
    reader.join()
    assert heard == [b"one"]
    assert write_whole("/dev/null", "one") is False
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize("write", [write_whole, write_new])
def test_where_nothing_can_be_written(tmp_path, write):
    (tmp_path / "reports").mkdir()
    assert words(write, tmp_path / "report" / "a.txt", "one") == (
        f"{tmp_path / 'report' / 'a.txt'}: cannot be written: "
        f"there is no folder {show(str(tmp_path / 'report'))}\n"
        f"    did you mean '{tmp_path / 'reports'}'?\n"
        "    make it first"
    )
    assert "cannot be" in words(write, tmp_path / ("a" * 300), "one")
    assert "cannot be" in words(write, "a\0b", "one")
    assert words(write, "/dev/null/a.txt", "one") == (
        "/dev/null/a.txt: cannot be written: '/dev/null' is no folder"
    )
    assert names(tmp_path) == ["reports"]


def test_a_folder_is_no_file(tmp_path):
    assert words(write_whole, tmp_path, "one") == (
        f"{tmp_path}: this is a folder\n    expected a file"
    )


@pytest.mark.parametrize("write", [write_whole, write_new])
def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch, write):
    (tmp_path / "old.txt").write_text("old", "utf-8")

    def full(_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    path = tmp_path / ("old.txt" if write is write_whole else "new.txt")
    assert words(write, path, "new") == f"{path}: cannot be written: No space left on device"
    assert names(tmp_path) == ["old.txt"]
    assert (tmp_path / "old.txt").read_bytes() == b"old"


def test_who_is_killed_in_the_middle_leaves_what_was_there(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old", "utf-8")
    program = (
        "import os, signal\n"
        "from evalcore.written.writing import write_whole\n"
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"write_whole({str(path)!r}, 'new' * 100_000)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old"


def test_new_files_are_never_written_over(tmp_path):
    write_new(tmp_path / "a.txt", "one")
    assert words(write_new, tmp_path / "a.txt", "two").endswith("cannot be written: File exists")
    assert (tmp_path / "a.txt").read_bytes() == b"one"
    assert names(tmp_path) == ["a.txt"]


def test_nor_where_the_file_system_has_no_links(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, os.strerror(1))

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    write_new(tmp_path / "a.txt", "one")
    assert words(write_new, tmp_path / "a.txt", "two").endswith("cannot be written: File exists")
    assert (tmp_path / "a.txt").read_bytes() == b"one"
    assert names(tmp_path) == ["a.txt"]


def test_several_files_are_all_there_or_none(tmp_path):
    write_all({tmp_path / "new" / "a.txt": "one", tmp_path / "new" / "b.bin": b"\xff"})
    assert names(tmp_path / "new") == ["a.txt", "b.bin"]
    late = tmp_path / "new" / "a.txt"
    with pytest.raises(InputError, match="File exists"):
        write_all({tmp_path / "other" / "c.txt": "three", late: "again"})
    assert names(tmp_path) == ["new"]
    assert late.read_bytes() == b"one"


def test_what_is_in_the_way_of_new_files(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    wanted = [tmp_path / "file" / "a.txt", tmp_path / "file", tmp_path / "b.txt"]
    (found,) = obstacles(wanted)
    assert str(found) == (
        f"{tmp_path / 'file'}: there is something here already\n"
        "    expected a new file; nothing is overwritten"
    )
    (found,) = obstacles(wanted[:1])
    assert str(found) == f"{tmp_path / 'file'}: this is not a folder"


@given(st.text() | st.binary())
def test_what_is_written_can_be_read(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "content"
    write_whole(path, content)
    found = path.read_bytes()
    assert found == (content if isinstance(content, bytes) else content.encode())


def test_the_name_of_a_folder_does_not_mean_a_file(tmp_path):
    (tmp_path / "in.csv").write_text("what is read", "utf-8")
    for name in ("in.csv/", "new.csv/"):
        with pytest.raises(
            InputError, match="this is the name of a folder\n    expected that of a"
        ):
            write_whole(f"{tmp_path}/{name}", "a result")
    assert (tmp_path / "in.csv").read_text("utf-8") == "what is read"
    assert not (tmp_path / "new.csv").exists()
