"""Pages to follow: every file is saved and every command run, in the order of the page.

`python tests/test_tutorial.py` writes into the pages what the commands print now.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from evalcore.cli import evalcore
from evalcore.scaffold import origin

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "tutorial.md"
PAGES = (PAGE, DOCS / "composing.md", DOCS / "diff.md", DOCS / "first_ruleset.md")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
FILE = re.compile(r"`([\w/]+(?:\.\w+)+)`")
WIDTH = "80"
CLONE = {"url": "file:///home/you/evalcore", "dir_info": {}}  # on nobody's machine
# What installs the new distribution: .ci/authors does that in an environment of its own.
ELSEWHERE = ("cd ", "python3 -m venv", ".venv/bin/")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, and a terminal of the usual width."""
    monkeypatch.chdir(tmp_path)
    for name in ("EVALCORE_BLOCK", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", WIDTH)
    return tmp_path


def save(before, text):
    """Saves a block as the paragraph before it says: to a file, or at a line of one."""
    paragraph = before.rstrip().rpartition("\n\n")[2].replace("\n", " ")
    path = Path(FILE.findall(paragraph)[-1])
    path.parent.mkdir(exist_ok=True)
    place = re.search(r"put this (below|before).*? `([^`]+)`", paragraph, re.IGNORECASE)
    if place:
        where, line = place.groups()
        head, found, tail = path.read_text("utf-8").partition(f"{line}\n")
        assert found, paragraph
        text = f"{head}{found}{text}{tail}" if where == "below" else f"{head}{text}\n{found}{tail}"
    path.write_text(text, "utf-8")


def said(command):
    """What a command of the page prints."""
    words = shlex.split(command)
    if words[0] == "evalcore":
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(origin, "direct_url", lambda: CLONE)
            return CliRunner().invoke(evalcore, words[1:], catch_exceptions=False).output
    assert words[0] == "pytest", command
    run = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words[1:]]
    result = subprocess.run(run, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
    return ""


def played(page):
    """Saves the files and runs the commands of the page; gives each with what it shows and says."""
    found = []
    for block in BLOCK.finditer(page):
        language, text = block.groups()
        if language != "console":
            save(page[: block.start()], text)
            continue
        for each in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, shown = each.partition("\n")
            if not command.startswith(ELSEWHERE):
                found.append((command, shown, said(command)))
    return found


def spelt(output):
    return "".join(f"{line.rstrip()}\n" for line in output.strip().splitlines())


def renew(path):
    """Writes what commands print in place of what the page shows."""
    page, place = path.read_text(encoding="utf-8"), 0
    os.environ["COLUMNS"] = WIDTH
    with tempfile.TemporaryDirectory() as empty:
        os.chdir(empty)
        for command, shown, output in played(page):
            place = page.index(f"$ {command}\n", place) + len(f"$ {command}\n")
            rest = page[place:]
            end = len(shown) if rest.startswith(shown) else 0
            page = page[:place] + spelt(output) + rest[end:]
            place += len(spelt(output))
        os.chdir(DOCS)
    path.write_text(page, encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_command_says_what_the_page_shows(folder, path):
    for command, shown, output in played(path.read_text(encoding="utf-8")):
        assert shown == spelt(output), command


def test_the_page_leads_from_a_policy_to_a_distribution(folder):
    commands = [command for command, _, _ in played(PAGE.read_text(encoding="utf-8"))]
    assert commands[0].startswith("evalcore rank")
    assert commands[-1] == "evalcore new plugin evalcore-first-use"
    assert (folder / "evalcore-first-use" / "pyproject.toml").exists()


if __name__ == "__main__":
    for each in PAGES:
        renew(each)
