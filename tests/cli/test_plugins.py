"""`evalcore plugins`: everything about each plugin, on demand; and the checks on its policies."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import accumulate, count

import pytest

BAD = '''
from typing import Annotated
from evalcore import criterion, hookimpl, number

Fit = Annotated[float, number("fit", minimum=0, maximum=4, question="How well does it fit?")]

@criterion
def doubled(fit: Fit) -> float:
    """Doubled: what leaves the range.

    Example:
        ```toml
        [criteria.doubled]
        policy = "doubled"
        weight = 1
        ```

    Fields:
        fit: from 0 to 4.
    """
    return fit / 2

@hookimpl
def evalcore_policies():
    return [doubled]
'''
SOUND = BAD.replace("fit / 2", "fit / 4").replace("doubled", "fitting")


@pytest.fixture
def shelf(folder):
    (folder / "policies" / "bad.py").write_text(BAD, "utf-8")
    (folder / "policies" / "sound.py").write_text(SOUND, "utf-8")
    return folder


def test_json_has_every_kind_of_contribution(run):
    (summary,) = json.loads(run("plugins", "--json").stdout)["plugins"]
    assert run("plugins", "--json").stdout == run("plugins", "--format", "json").stdout
    assert summary["hooks"] == ["evalcore_policies", "evalcore_fields", "evalcore_sources"]
    assert summary["sources"] == ["rows"]
    assert summary["reports"] == summary["commands"] == []
    assert "seconds" not in summary


def test_all_shows_hooks_fields_and_settings(run):
    shown = run("plugins", "--all").stdout
    assert "    criterion time_left: Time left: the share of the free hours that a" in shown
    assert "      fields: hours\n      settings: available\n" in shown
    assert "    hooks: evalcore_policies, evalcore_fields, evalcore_sources\n" in shown
    (summary,) = json.loads(run("plugins", "--all", "--json").stdout)["plugins"]
    assert [(each["name"], each["role"]) for each in summary["policies"]] == [
        ("time_left", "criterion"),
        ("vote", "gate"),
    ]


def test_timings_come_with_the_slowest_first(run, shelf, monkeypatch):
    (shelf / "policies" / "tardy.py").write_text(SOUND.replace("fitting", "late"), "utf-8")
    readings = accumulate(count(1))  # every step of the clock is longer than the one before
    monkeypatch.setattr("evalcore.extend.loading.perf_counter", readings.__next__)
    data = json.loads(run("plugins", "--timings", "--json").stdout)["plugins"]
    took = [sum(each["seconds"].values()) for each in data]
    assert took == sorted(took, reverse=True)
    assert data[0]["name"] == "tardy"
    assert took[0] > took[1] > took[2]
    assert set(data[0]["seconds"]) == {"import", "evalcore_policies"}
    assert "imported in " in run("plugins", "--timings").stdout


def test_a_hook_chooses_those_that_implement_it(run, shelf):
    for hook, names in (
        ("evalcore_policies", ["bad", "house", "sound"]),
        ("evalcore_sources", ["house"]),
        ("evalcore_reports", []),
    ):
        data = json.loads(run("plugins", "--hook", hook, "--json").stdout)["plugins"]
        assert [each["name"] for each in data] == names
    assert run("plugins", "--hook", "evalcore_reports").stdout == (
        "no plugin implements evalcore_reports\n"
    )


@pytest.mark.parametrize("plugins", ["policies", None])
def test_a_hook_that_does_not_exist(run, plugins):
    result = run("plugins", "--hook", "evalcore_policy", plugins=plugins)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: there is no hook 'evalcore_policy'\n    expected one")
    assert "did you mean 'evalcore_policies'?" in result.stderr


def test_check_runs_the_checks_and_counts_them(run, shelf):
    result = run("plugins", "check", "sound", "--examples", "5")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("fitting-criterion: 12 checks, 12 passed; compared: function")
    assert "  passed   score_within_0_and_1 (5 examples)\n" in result.stdout


def test_check_ends_with_1_where_one_does_not_hold(run, shelf):
    result = run("plugins", "check", "bad", "--examples", "5")
    assert result.exit_code == 1
    assert "12 checks, 11 passed and 1 failed" in result.stdout
    assert "  FAILED   score_within_0_and_1 (" in result.stdout
    assert "the score may lie from 0 to 2: clamp() it" in result.stdout
    told = json.loads(run("plugins", "check", "bad", "--examples", "5", "--format", "json").stdout)
    (found,) = told["results"]
    assert [each["check"] for each in found["results"] if each["status"] == "failed"] == [
        "score_within_0_and_1"
    ]


def test_check_of_nothing_is_no_success(run, folder):
    text = "from evalcore import hookimpl\n@hookimpl\ndef evalcore_policies():\n    return []\n"
    (folder / "policies" / "empty.py").write_text(text, "utf-8")
    result = run("plugins", "check", "empty")
    assert result.exit_code == 1
    assert "plugin empty (policies/empty.py) offers no policies: there is nothing to" in (
        result.stderr
    )


def test_check_of_what_is_not_there_or_off(run, folder):
    (folder / "policies" / "carbon.py").write_text("1 / 0", "utf-8")
    result = run("plugins", "check", "huose")
    assert result.exit_code == 2
    assert "there is no plugin 'huose'\n    expected one of carbon, house\n" in result.stderr
    assert "did you mean 'house'?" in result.stderr
    result = run("plugins", "check", "carbon")
    assert result.exit_code == 2
    assert "plugin carbon (policies/carbon.py) is broken" in result.stderr
    assert "its import failed: ZeroDivisionError: division by zero" in result.stderr


WITHOUT = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "hypothesis":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Hidden())
sys.argv = ["evalcore", "plugins", "check", "house", "--plugins-dir", "policies"]
from evalcore.__main__ import main
main()
"""


def test_check_without_hypothesis_says_what_to_install(folder):
    words = [sys.executable, "-c", WITHOUT]
    result = subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        "error: evalcore.testing needs hypothesis, which is not installed; it comes with the extra "
        "test: pip install 'initiative-evalcore[test]'\n"
    )
