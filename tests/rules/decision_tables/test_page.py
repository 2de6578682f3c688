"""The page on decision tables: its ruleset and its command, run as they stand."""

from __future__ import annotations

import re
import shlex
from typing import get_args

import pytest
from click.testing import CliRunner
from places import DOCS

from evalcore import Evaluator
from evalcore.cli import evalcore
from evalcore.rules.decision_tables.reading import Aggregation, Hit

pytestmark = pytest.mark.shipped

PAGE = (DOCS / "decision-tables.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return found


def test_the_command_prints_what_the_page_says(tmp_path, monkeypatch):
    (tmp_path / "appetite.toml").write_text(block("toml"), encoding="utf-8")
    (tmp_path / "requests.csv").write_text(block("csv"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    _, *words = shlex.split(block("console").removeprefix("$ "))
    result = CliRunner().invoke(evalcore, words, catch_exceptions=False)
    assert result.stdout == block("text")
    assert Evaluator(tmp_path / "appetite.toml").warnings == []


def test_the_page_names_every_hit_policy_and_aggregation():
    section = PAGE.partition("## Hit policies")[2]
    assert [each for each in get_args(Hit) if f"| `{each}`" not in section] == []
    assert [each for each in get_args(Aggregation) if f'"{each}"' not in section] == []
