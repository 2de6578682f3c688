"""The page on portfolios: what its commands print, and the example that ships, word for word.

`python tests/cli/test_portfolio_page.py` writes into the page what they print now.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from evalcore.cli import evalcore

pytestmark = pytest.mark.shipped

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "portfolios.md"
EXAMPLE = ROOT / "examples" / "portfolio.toml"
SHOWN = re.compile(r"```console\n\$ evalcore ([^\n]*)\n```\n\n```text\n(.*?)\n```", re.DOTALL)
COMMANDS = SHOWN.findall(PAGE.read_text(encoding="utf-8"))


def printed(command: str) -> str:
    """What a command of the page prints in a terminal of 80 columns."""
    result = CliRunner().invoke(evalcore, shlex.split(command), env={"COLUMNS": "80"})
    assert result.exit_code in (0, 1), result.output
    return result.stdout.rstrip("\n")


def test_there_are_commands():
    assert len(COMMANDS) >= 2


@pytest.mark.parametrize(("command", "shown"), COMMANDS)
def test_the_page_shows_what_is_printed(command, shown, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert printed(command) == shown


def test_the_page_shows_the_example_that_ships():
    assert EXAMPLE.read_text(encoding="utf-8").rstrip("\n") in PAGE.read_text(encoding="utf-8")


def renewed(page: str) -> str:
    """The page with what its commands print now."""
    return SHOWN.sub(
        lambda m: f"```console\n$ evalcore {m[1]}\n```\n\n```text\n{printed(m[1])}\n```", page
    )


if __name__ == "__main__":
    os.chdir(ROOT)
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
