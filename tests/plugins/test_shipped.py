"""The rulesets that ship: found by name, also from an installed package."""

from __future__ import annotations

from pathlib import Path

import evalcore_shipped
import pytest
from places import shipped

from evalcore import InputError, discover, load_ruleset
from evalcore.rules.file import find_ruleset

FOLDER = Path(__file__).resolve().parents[2] / "rulesets"


def test_each_ruleset_is_offered_under_the_name_of_its_file():
    offered = {each.name: each.path for each in evalcore_shipped.evalcore_rulesets()}
    assert offered == {path.stem: path for path in shipped()}
    assert {"default", "balanced"} <= set(discover().names("ruleset"))


def test_they_are_found_by_name():
    assert find_ruleset("default") == FOLDER / "default.toml"
    assert load_ruleset("balanced").name == "balanced"
    with pytest.raises(InputError) as caught:
        find_ruleset("defualt.toml")
    message = str(caught.value)
    assert message.startswith("there is no ruleset 'defualt.toml'\n    expected the path of")
    assert "did you mean 'default'?" in message


def test_a_wheel_has_them_inside_the_package(tmp_path, monkeypatch):
    package = tmp_path / "site" / "evalcore"
    (package / "_rulesets").mkdir(parents=True)
    (package / "_rulesets" / "own.toml").touch()
    monkeypatch.setattr(evalcore_shipped.evalcore, "__file__", str(package / "__init__.py"))
    assert [each.name for each in evalcore_shipped.evalcore_rulesets()] == ["own"]
