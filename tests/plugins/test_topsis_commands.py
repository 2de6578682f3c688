"""The commands on a ruleset whose total comes from across the slate."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evalcore.cli import evalcore
from rulesets import ruleset_text

RULES = """
verdicts = ["go", "hold", "kill"]
total = { aggregation = "topsis" }
[fields.a]
kind = "estimate"
minimum = 0
maximum = 10
[fields.b]
kind = "number"
minimum = 0
maximum = 10
[criteria.much]
score = "a / 10"
weight = 2
[criteria.more]
score = "b / 10"
weight = 1
[[rules]]
id = "good"
when = "total >= 0.6"
verdict = "go"
"""
ROWS = [{"id": "A", "a": {"low": 1, "likely": 8, "high": 9}, "b": 2}, {"id": "B", "a": 3, "b": 9}]
WORDS = "depends on the other requests that are judged"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    Path("rules.toml").write_text(ruleset_text(RULES), encoding="utf-8")
    mean = ruleset_text(RULES.replace("total = {", "# ")).replace("small", "mean")
    Path("mean.toml").write_text(mean, encoding="utf-8")
    Path("in.json").write_text(json.dumps({"initiatives": ROWS}), encoding="utf-8")

    def call(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(evalcore, list(arguments))
        return result.exit_code, " ".join(result.output.split())

    return call


@pytest.mark.parametrize(
    "arguments",
    [
        "rank rules.toml in.json",
        "rank rules.toml in.json --format markdown",
        "rank rules.toml in.json --format html",
        "evaluate rules.toml in.json",
        "rank rules.toml in.json --draws 20",
        "explain rules.toml in.json A",
        "explain rules.toml in.json A --draws 20 --weights any",
        "explain rules.toml in.json A --draws 20 --format html",
        "explain rules.toml in.json A --for sponsor",
        "explain rules.toml in.json A --for council --format html",
        "compare rules.toml mean.toml --on in.json",
    ],
)
def test_every_page_says_so(run, arguments):
    code, output = run(*arguments.split())
    assert code == 0
    assert WORDS in output


def test_a_request_is_explained_within_its_file(run):
    _, ranked = run("rank", "rules.toml", "in.json", "--format", "json")
    total = json.loads(ranked)["evaluations"][0]["total"]
    _, explained = run("explain", "rules.toml", "in.json", "A", "--format", "json")
    assert json.loads(explained)["text"] == f"A A: go, total {total:.4g}"


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ("explain rules.toml in.json B --to go", "a search for changes looks at one alone"),
        ("ask rules.toml in.json --id A", "an interview looks at one alone"),
    ],
)
def test_what_looks_at_one_alone_says_why_not(run, arguments, what):
    code, output = run(*arguments.split())
    assert code == 2
    assert what in output


def test_plugins_list_and_check_it(run):
    _, listed = run("plugins", "--hook", "evalcore_aggregations")
    assert "aggregations: topsis" in listed
    code, checked = run("plugins", "check", "topsis", "--examples", "10")
    assert (code, "topsis: 3 checks, 3 passed" in checked) == (0, True)
