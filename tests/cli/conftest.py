"""Fixtures of the command line: a folder with all that a command needs, and nothing installed."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from portfolio import written

from evalcore.cli import evalcore
from evalcore.extend.finding import installation


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with `policies/`, `rules.toml` and `requests.rows`."""
    monkeypatch.chdir(written(tmp_path / "work"))
    for name in ("EVALCORE_BLOCK", "COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    with installation(()):
        yield tmp_path / "work"


@pytest.fixture
def run(folder):
    """Runs a command with the plugins of the folder; anything but an exit is raised."""

    def call(command, *args, plugins="policies", given=None):
        chosen = ["--plugins-dir", plugins] if plugins else []
        words = [command, *map(str, args), *chosen]
        return CliRunner().invoke(evalcore, words, input=given, catch_exceptions=False)

    return call
