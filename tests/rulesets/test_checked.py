"""What ships is checked without a word, fits the schema, and can be shown and extended."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from places import ROOT

from evalcore import Evaluator, discover
from evalcore.rules.effective import shown
from evalcore.rules.schema import ruleset_schema

PATHS = [path for path in sorted(ROOT.glob("rulesets/*.toml")) if "." not in path.stem]
NAMES = [path.stem for path in PATHS]
MORE = """
extends = "default"
name = "ours"
version = "1"

[[rules]]
id = "new"
when = "total > 0.2"
verdict = "hold"
at = "last"
"""


@pytest.fixture(scope="module")
def validator():
    schema = ruleset_schema(discover())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def plain(value):
    """As JSON has it."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def test_there_is_something_to_check():
    assert len(NAMES) >= 6


@pytest.mark.parametrize("name", NAMES)
def test_there_is_nothing_to_say_about_what_ships(name):
    assert Evaluator(name).warnings == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_what_ships_fits_the_schema(validator, path):
    content = plain(tomllib.loads(path.read_text("utf-8")))
    assert [each.message for each in validator.iter_errors(content)] == []


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("hours = 1", "'hours' was unexpected"),
        ("available_hours = 0", "0 is not valid under any of the given schemas"),
    ],
)
def test_settings_of_policies_are_known(validator, setting, message):
    text = f'[criteria.x]\npolicy = "personal_time"\nweight = 1\nsettings = {{ {setting} }}'
    content = {"extends": "default", **tomllib.loads(text)}
    assert message in "\n".join(each.message for each in validator.iter_errors(content))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_shown_is_the_same_ruleset(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    judge = Evaluator(name)
    Path("effective.toml").write_text(shown(judge.ruleset).text, "utf-8")
    again = Evaluator("effective.toml", plugins=judge.plugins)
    assert again.digest == judge.digest
    assert again.ruleset.content == judge.ruleset.content


def test_an_installed_ruleset_is_extended(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("ours.toml").write_text(MORE, "utf-8")
    found = [each.id for each in Evaluator("ours.toml").ruleset.rules]
    assert found == [*(each.id for each in Evaluator("default").ruleset.rules), "new"]
