"""Revisions: files as they were in a git checkout, `HEAD~1:rulesets/x.toml`.

Git is asked, never written to; what is named is handed to it as one argument, never to a shell.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from evalcore.written.errors import Complaint, InputError, near, show
from evalcore.written.files import look

SUFFIXES = (".toml", ".csv", ".xlsx")  # what a ruleset is made of
MOST_FILES = 5_000
LARGEST = 64 * 2**20  # bytes of all of them
SECONDS = 60


def is_revision(name: str) -> bool:
    """Whether a name is `REVISION:path`, and no file."""
    revision, colon, path = name.partition(":")
    return bool(colon and revision and path) and look(name) is None and len(revision) > 1


def checked_out(name: str, folder: Path) -> Path:
    """The file that `REVISION:path` names, in a folder that is given all that may belong to it.

    The path counts from the top of the checkout, or else from the current folder. Raises
    `InputError` where there is no git, no checkout, no such revision or no such file.
    """
    revision, _, path = name.partition(":")
    top = _git(["rev-parse", "--show-toplevel"], name, "this is no git checkout").strip()
    commit = _git(
        ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"],
        name,
        f"there is no revision {show(revision)}",
        expected="a commit, branch or tag, such as HEAD~1",
    ).strip()
    listed = _git(["-C", top, "ls-tree", "-r", "-z", "--name-only", commit], name).split("\0")
    inside = _git(["rev-parse", "--show-prefix"], name).strip()
    files = [each for each in listed if each.endswith(SUFFIXES)]
    wanted = _found(PurePosixPath(path), inside, listed)
    if wanted is None:
        names = {PurePosixPath(each).name: each for each in files}
        found = near(path, files, 1) or near(PurePosixPath(path).name, names, 1)
        meant = tuple(f"{revision}:{names.get(each, each)}" for each in found)
        problem = f"there is no file {show(path)} in {revision}"
        raise InputError(Complaint(problem, "", meant, source=name))
    _extract(top, commit, [*dict.fromkeys([wanted, *files])], folder, name)
    return folder / wanted


def _found(path: PurePosixPath, inside: str, listed: Sequence[str]) -> str | None:
    """The path as git has it: from the top, or from the current folder."""
    for each in (str(path), _plain(PurePosixPath(inside) / path)):
        if each in listed:
            return each
    return None


def _plain(path: PurePosixPath) -> str:
    parts: list[str] = []
    for each in path.parts:
        if each == ".." and parts:
            parts.pop()
        elif each != ".":
            parts.append(each)
    return "/".join(parts)


def _extract(top: str, commit: str, files: Sequence[str], folder: Path, name: str) -> None:
    if len(files) > MOST_FILES:
        problem = f"the revision has {len(files)} files that may belong to it"
        raise InputError(Complaint(problem, f"at most {MOST_FILES}", source=name))
    data = _run(["-C", top, "archive", "--format=tar", commit, "--", *files], name)
    if len(data) > LARGEST:
        problem = f"the files of the revision have {len(data)} bytes"
        raise InputError(Complaint(problem, f"at most {LARGEST}", source=name))
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        if hasattr(tarfile, "data_filter"):
            archive.extractall(folder, filter="data")
            return
        for each in archive:  # CPython before 3.11.4: files only, whose names git has checked
            held = archive.extractfile(each) if each.isfile() else None
            if held is not None:
                path = folder / each.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(held.read())


def _git(arguments: Sequence[str], name: str, problem: str = "", expected: str = "") -> str:
    return _run(arguments, name, problem, expected).decode("utf-8", "surrogateescape")


def _run(arguments: Sequence[str], name: str, problem: str = "", expected: str = "") -> bytes:
    command = ["git", *arguments]
    try:
        result = subprocess.run(command, capture_output=True, check=False, timeout=SECONDS)  # noqa: S603
    except FileNotFoundError:
        raise InputError(Complaint("git is not installed", source=name)) from None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise InputError(Complaint(f"git failed: {error}", source=name)) from None
    if result.returncode:
        said = result.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        found = problem or f"git failed: {said or result.returncode}"
        raise InputError(Complaint(found, expected, source=name))
    return result.stdout
