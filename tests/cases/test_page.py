"""The page on cases: its ruleset, its table and its commands, run as they stand."""

from __future__ import annotations

import re
import shlex

import pytest
from click.testing import CliRunner
from places import DOCS

from evalcore.cli import evalcore
from evalcore.rules import cases

pytestmark = pytest.mark.shipped

PAGE = (DOCS / "cases.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def run(tmp_path, monkeypatch):
    (ruleset,) = blocks("toml")
    (table,) = blocks("csv")
    (tmp_path / "portal.toml").write_text(ruleset, encoding="utf-8")
    (tmp_path / "more.csv").write_text(table, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def call(command: str):
        _, *words = shlex.split(command.removeprefix("$ "))
        return CliRunner().invoke(evalcore, words, catch_exceptions=False)

    return call


def test_the_commands_print_what_the_page_says(run):
    first, second, third, _ = blocks("console")
    result = run(first)
    assert result.exit_code == 0
    assert result.stdout.startswith(blocks("text")[0])
    more = run(second)
    assert more.exit_code == 1
    assert "All 6 cases hold." in more.stdout
    assert more.stderr == "portal: below --fail-under: mcdc 2 of 3\n"
    assert "changes of one node break a case" in run(third).stdout


def test_the_page_names_every_key_of_a_case():
    keys = [each.name for each in cases.Case.__attrs_attrs__]
    own = [each for each in keys if each not in ("path", "source", "line", "columns")]
    assert [each for each in own if f"`{each}`" not in PAGE.partition("## What is")[0]] == []
