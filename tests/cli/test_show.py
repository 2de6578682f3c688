"""`evalcore show`: the effective ruleset, as text and as JSON."""

from __future__ import annotations

import json

from portfolio import RULES

from evalcore.written.files import read_text

OURS = """
extends = "rules.toml"
name = "ours"
version = "1"

[criteria.time]
override = true
weight = 9
"""


def test_what_is_shown_is_a_ruleset_again(run, folder):
    (folder / "ours.toml").write_text(OURS, "utf-8")
    result = run("show", "ours.toml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert 'policy = "time_left"  # rules.toml:12\nweight = 9  # ours.toml:8\n' in result.stdout
    (folder / "effective.toml").write_text(result.stdout, "utf-8")
    digests = [run("check", each).stdout.split()[-7:] for each in ("ours.toml", "effective.toml")]
    assert digests[0] == digests[1]


def test_a_table_that_only_the_upper_ruleset_has_is_written_there(run, folder):
    (folder / "base.toml").write_text('# a base\n\nverdicts = ["go", "no"]\n', "utf-8")
    (folder / "top.toml").write_text(
        'extends = "base.toml"\nname = "top"\nversion = "1"\n[fields]\na = {kind = "number"}\n\n'
        '[measures]\ntwice = "2 * a"\n[[rules]]\nid = "r"\nwhen = "twice > 3"\nverdict = "go"\n'
        '[default]\nverdict = "no"\n',
        "utf-8",
    )
    shown = run("show", "top.toml").stdout
    assert "[measures]  # top.toml:7\n" in shown
    assert "base.toml:1\n" not in shown


def test_as_json(run, folder):
    (folder / "ours.toml").write_text(OURS, "utf-8")
    found = json.loads(run("show", "ours.toml", "--format", "json").stdout)
    assert [*found] == ["ruleset", "files", "effective", "origins"]
    assert found["ruleset"]["name"] == "ours"
    assert found["files"] == ["ours.toml", "rules.toml"]
    assert found["effective"]["criteria"]["time"]["weight"] == 9
    assert found["origins"]["criteria.time.weight"] == "ours.toml:8"
    assert found["origins"]["criteria.time.policy"] == "rules.toml:12"


def test_a_ruleset_that_does_not_load_is_not_shown(run, folder):
    (folder / "ours.toml").write_text(OURS.replace("override = true\n", ""), "utf-8")
    result = run("show", "ours.toml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        "criteria.time is already in rules.toml:11; its weight is 1 there and 9 here"
        in result.stderr
    )


def test_nothing_is_written_over_what_is_read(run, folder):
    (folder / "ours.toml").write_text(OURS, "utf-8")
    result = run("show", "ours.toml", "-o", "rules.toml")
    assert result.exit_code == 2
    assert read_text("rules.toml", 10**6) == RULES
