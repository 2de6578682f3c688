"""`evalcore watch`: what a save changes, mistakes in place, and an end without noise."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from portfolio import RULES, evaluator

from evalcore.cli.common import Given, Selection
from evalcore.cli.watching import Watching

CASE = """
[[cases]]
name = "the first"
initiative = { fit = 3, hours = 0, votes = 5 }
expect = "go"
"""


@pytest.fixture
def watching(folder):
    (folder / "rules.toml").write_text(RULES + CASE, "utf-8")
    plugins = evaluator().plugins
    selection = Selection("policies", (), strict=False)
    given = Given("requests.rows", None, (), None, None, selection)
    return Watching("rules.toml", given, plugins)


def save(text, path="rules.toml"):
    """Saves as editors do: another file takes the place of the old one."""
    Path(f"{path}~").write_text(text, "utf-8")
    Path(f"{path}~").replace(path)


def look(watching):
    return "\n".join(watching.look())


def test_the_first_look_says_what_there_is(watching):
    said = look(watching)
    assert "watching portfolio and requests.rows: " in said
    assert not watching.changed()


def test_a_save_says_what_moved_and_which_case_broke(watching, capsys):
    look(watching)
    save((RULES + CASE).replace(">= 0.5", ">= 0.99"))
    assert watching.changed()
    said = look(watching)
    assert " verdict moved: " in said or " verdicts moved: " in said
    assert " -> " in said
    assert " through " in said
    assert "    case the first breaks: expected go, found " in said
    assert capsys.readouterr().err == ""
    save(RULES + CASE)
    back = look(watching)
    assert ", 0 since the start: " in back
    assert "    case the first holds again" in back
    assert watching.farewell == "0 verdicts moved since the start"


def test_a_mistake_is_shown_in_place_and_changes_nothing(watching, capsys):
    look(watching)
    save(RULES.replace("fit / 4", "fitt / 4"))
    assert "1 error: what is said above still holds" in look(watching)
    shown = capsys.readouterr().err
    assert shown.startswith("error EV203: rules.toml:")
    assert "^" in shown
    save(RULES)
    assert "no verdict moved" in look(watching)


def test_a_file_that_is_about_to_come_back_is_waited_for(watching):
    look(watching)
    Path("rules.toml").rename("elsewhere.toml")
    assert not watching.changed()
    save(RULES.replace("fit / 4", "fit / 5"))
    assert watching.changed()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("rules.toml", "there is no ruleset 'rules.toml'"),
        ("requests.rows", "error: requests.rows: "),
    ],
)
def test_a_file_that_stays_away_is_told(watching, capsys, monkeypatch, path, words):
    look(watching)
    Path(path).rename("elsewhere")
    assert not watching.changed()
    monkeypatch.setattr("evalcore.cli.watching.PATIENCE", 0)
    assert watching.changed()
    assert look(watching).endswith("  1 error: what is said above still holds")
    assert words in capsys.readouterr().err
    assert not watching.changed()
    Path("elsewhere").rename(path)
    assert watching.changed()
    assert "  no verdict moved: " in look(watching)


def test_what_is_extended_and_cases_beside_are_watched(watching):
    save(RULES, "base.toml")
    save('extends = "base.toml"\nname = "ours"\nversion = "1"\n')
    look(watching)
    save(RULES.replace(">= 0.5", ">= 0.99"), "base.toml")
    assert watching.changed()
    assert " -> " in look(watching)
    save(CASE, "rules.cases.toml")
    assert watching.changed()
    assert "case the first breaks" in look(watching)


def test_requests_that_come_and_go(watching):
    look(watching)
    rows = json.loads(Path("requests.rows").read_text("utf-8"))
    save(json.dumps(rows[:-1]), "requests.rows")
    assert "R4: no longer there" in look(watching)
    save(json.dumps(rows), "requests.rows")
    assert ": new, " in look(watching)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly(folder, number):
    words = ["watch", "rules.toml", "requests.rows", "--plugins-dir", "policies", "--every", "0.05"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    environment.pop("EVALCORE_BLOCK", None)
    with subprocess.Popen(
        [sys.executable, "-m", "evalcore", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as process:
        assert b"watching portfolio" in process.stdout.readline()
        time.sleep(0.1)
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, b"")
    assert out.endswith(b"0 verdicts moved since the start\n")


def test_requests_are_read_again_only_where_that_matters(watching, folder):
    look(watching)
    before = watching.loaded
    save((RULES + CASE).replace(">= 0.5", ">= 0.99"))
    look(watching)
    assert watching.loaded is before
    save((folder / "requests.rows").read_text("utf-8"), "requests.rows")
    assert watching.changed()
    look(watching)
    assert watching.loaded is not before
