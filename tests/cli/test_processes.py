"""The command as a process: streams that are closed, full or broken, colours, and its start."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from portfolio import written

ROOT = Path(__file__).parent.parent.parent
COMMAND = f"{sys.executable} -m evalcore"
RANK = f"{COMMAND} rank rules.toml requests.rows --plugins-dir policies"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return written(tmp_path_factory.mktemp("process") / "work")


def shell(command, folder, **variables):
    """Runs a command line; a shell closes and redirects what Python cannot."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    environment.pop("EVALCORE_BLOCK", None)
    return subprocess.run(  # noqa: S602 - our own text
        command, shell=True, cwd=folder, env=environment, capture_output=True, check=False
    )


def test_the_module_runs_as_a_command(folder):
    result = shell(RANK, folder)
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"1  R1 Self-service portal      go        0.76" in result.stdout


def test_the_output_is_utf_8_everywhere(folder):
    result = shell(RANK, folder, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert "────" in result.stdout.decode("utf-8")


def test_a_reader_that_has_seen_enough(folder):
    result = shell(f"({RANK} --format json; echo $? >&2) | true", folder)
    assert result.stderr == b"0\n"


@pytest.mark.parametrize(
    ("redirection", "expected"),
    [
        ("- --from rows <&-", "error: <stdin>: it is closed\n    expected initiatives\n"),
        ("requests.rows >&-", "error: standard output is closed\n"),
        (
            "requests.rows >/dev/full",
            "error: the result cannot be written: No space left on device\n",
        ),
    ],
)
def test_streams_that_cannot_be_used(folder, redirection, expected):
    result = shell(f"{COMMAND} rank rules.toml {redirection} --plugins-dir policies", folder)
    assert (result.returncode, result.stderr.decode()) == (2, expected)


@pytest.mark.parametrize("words", ["--help", "--version", "rank --help"])
def test_help_that_cannot_be_written(folder, words):
    result = shell(f"{COMMAND} {words} >/dev/full", folder)
    expected = "error: standard output cannot be written: No space left on device\n"
    assert (result.returncode, result.stderr.decode()) == (2, expected)
    assert shell(f"{COMMAND} {words} | true", folder).stderr == b""
    # Who reads is gone before anything is written, and Python keeps what it could not write.
    late = f"(sleep 0.3; {COMMAND} {words}) | true"
    assert shell(late, folder, PYTHONUNBUFFERED="").stderr == b""


def test_without_standard_error_the_result_is_there(folder):
    assert b"R1 Self-service portal" in shell(f"{RANK} 2>&-", folder).stdout


@pytest.mark.parametrize(
    ("variables", "colored"),
    [
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colours_on_a_terminal(folder, variables, colored):
    reader, writer = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", **variables}
    subprocess.run(  # noqa: S602 - our own text
        f"{RANK} --block nobody; {RANK}", shell=True, cwd=folder, env=environment,
        stdout=writer, stderr=writer, check=False,
    )  # fmt: skip
    os.close(writer)
    shown = b""
    while chunk := _read(reader):
        shown += chunk
    assert b"R1" in shown
    assert b"error:" in shown
    assert (b"\x1b[" in shown) is colored


def _read(reader):
    try:
        return os.read(reader, 65536)
    except OSError:  # the other end is closed
        os.close(reader)
        return b""


def test_the_version_needs_nothing_but_itself():
    code = (
        "import sys; sys.argv = ['evalcore', '--version']\n"
        "from evalcore.__main__ import main; main()\n"
        "print(*sys.modules)"
    )
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    version, modules = result.stdout.splitlines()
    assert version.startswith("evalcore ")
    assert set(modules.split()).isdisjoint({"click", "attr", "attrs", "pluggy", "rich", "cattrs"})


def test_the_version_is_the_same_the_long_way(folder):
    short = shell(f"{COMMAND} --version", folder).stdout
    assert shell(f"{COMMAND} --version --help", folder).stdout == short


def test_json_needs_no_tables():
    code = "import sys; from evalcore.reports import machine; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "rich" not in result.stdout.split()
