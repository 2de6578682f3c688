"""The fixtures: what authors write in their tests, and how their mistakes are said."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest

from evalcore import (
    Command,
    InputError,
    Observer,
    Report,
    Vocabulary,
    discover,
    flag,
    function,
    hookimpl,
)
from evalcore.testing import CheckFailed
from testing import bad_policies as bad

RULES = """
    name = "ours"
    version = "1"

    [criteria.room]
    policy = "good"
    weight = 1

    [[rules]]
    id = "enough"
    when = "total >= 0.5"
    verdict = "go"

    [default]
    verdict = "hold"
"""
PLUGIN = SimpleNamespace(evalcore_policies=hookimpl(lambda: [bad.good]))
ROWS = "id,hours\nR1,4\nR2,16\n"


def test_a_ruleset_from_indented_text(evalcore_ruleset):
    assert evalcore_ruleset(RULES).name == "ours"
    with pytest.raises(InputError, match=r"mine\.toml:1:\d+: this is no TOML"):
        evalcore_ruleset("name = ", "mine.toml")


@pytest.mark.parametrize("plugin", [bad.good, PLUGIN])
def test_an_evaluator_with_one_plugin_and_no_other(evalcore_evaluator, plugin):
    evaluator = evalcore_evaluator(RULES, plugin)
    assert evaluator.evaluate({"id": "R1", "hours": 4}).verdict == "go"
    assert len(evaluator.plugins.all) == 1


def test_a_ruleset_may_be_text_an_object_or_a_path(evalcore_evaluator, evalcore_ruleset, tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(RULES.replace("    ", ""), encoding="utf-8")
    digests = {
        evalcore_evaluator(each, bad.good).digest for each in (RULES, evalcore_ruleset(RULES), path)
    }
    assert len(digests) == 1


def test_contributions_of_every_kind_are_wrapped(evalcore_evaluator):
    @function
    def half(x: float) -> float:
        """Half of it."""
        return x / 2

    things = [
        bad.good,
        half,
        Vocabulary("house", [flag("old")]),
        Report("lines", str),
        Observer("ears", list),
        Command("count", list),
    ]
    plugins = evalcore_evaluator(RULES, *things).plugins
    assert "half" in plugins.functions()
    assert [plugins.names(kind) for kind in ("vocabulary", "report", "command", "observer")] == [
        ["house"],
        ["lines"],
        ["count"],
        ["ears"],
    ]


def test_a_plugin_that_cannot_be_used_fails_the_test_with_the_reason(
    evalcore_evaluator, evalcore_register
):
    broken = SimpleNamespace(evalcore_policies=hookimpl(lambda: [7]))
    words = "plugin SimpleNamespace: evalcore_policies returned 7 among others, expected a list"
    with pytest.raises(CheckFailed, match=words):
        evalcore_evaluator(RULES, broken)
    with pytest.raises(CheckFailed, match=words.replace("SimpleNamespace", "mine")):
        evalcore_register(broken, name="mine")
    with pytest.raises(CheckFailed, match="the criterion 'good' is claimed by plugin"):
        evalcore_evaluator(RULES, PLUGIN, bad.good)


def test_a_plugin_is_registered_for_one_test(evalcore_register, evalcore_evaluator, monkeypatch):
    monkeypatch.setenv("EVALCORE_BLOCK", "")
    evalcore_register(PLUGIN, name="mine", distribution="evalcore-mine", version="1.2")
    (found,) = discover().all
    assert str(found.origin) == "plugin mine (evalcore-mine 1.2)"
    assert evalcore_evaluator(RULES).evaluate({"id": "R1", "hours": 4}).verdict == "go"


def test_and_is_gone_in_the_next(evalcore_evaluator):
    with pytest.raises(InputError, match="there is no criterion 'good'"):
        evalcore_evaluator(RULES)
    assert discover().all == ()


def test_the_command_line_with_files_and_nothing_installed(
    evalcore_command, evalcore_register, tmp_path
):
    import evalcore_files

    evalcore_register(PLUGIN)
    evalcore_register(evalcore_files)
    files = {"rules.toml": RULES.replace("    ", ""), "in/requests.csv": ROWS}
    result = evalcore_command("rank", "rules.toml", "in/requests.csv", files=files)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [line.split()[:3] for line in result.stdout.splitlines()[5:]] == [
        ["1", "R1", "go"],
        ["2", "R2", "hold"],
    ]
    assert (tmp_path / "rules.toml").exists()
    given = evalcore_command("rank", "rules.toml", "-", "--from", "csv", given=ROWS)
    assert given.stdout == result.stdout


def test_what_a_command_complains_about(evalcore_command):
    result = evalcore_command("check", "rules.toml", files={"rules.toml": "name = "})
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error EV101: rules.toml:1:")
    plugins = evalcore_command("plugins", "--plugins-dir", "mine", files={"mine/a.py": "1 / 0"})
    assert plugins.exit_code == 0
    assert "ZeroDivisionError" in plugins.stderr


def test_pytest_lists_them_and_imports_nothing_for_them(tmp_path):
    words = [sys.executable, "-m", "pytest", "--fixtures", "-p", "no:cacheprovider", str(tmp_path)]
    shown = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path).stdout
    for name in ("register", "ruleset", "evaluator", "command"):
        assert f"evalcore_{name} -- " in shown
    code = "import evalcore.fixtures, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert {"hypothesis", "evalcore.extend.plugins", "click", "attrs"}.isdisjoint(loaded)
