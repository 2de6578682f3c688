"""`evalcore rank --draws`, and what explains one initiative: formats, bytes, mistakes."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from evalcore import Evaluator, InputError, load_initiatives
from evalcore.cli import evalcore, output
from evalcore.cli.draws import Drawing, explain_draws

ROOT = Path(__file__).resolve().parent.parent.parent
REQUESTS = str(ROOT / "examples" / "requests.toml")
TABLE = """\
default 2026.1: 12 initiatives, 10,000 draws of any weights, seed 1

# is the rank by the ruleset's own weights, Mean that of the draws, =1 the share
of draws in which it comes first.
Request                   #  Mean   =1   =2   =3  Verdicts
────────────────────────────────────────────────────────────────────────────────
I01 CMO: marketing        1   1.4  61%  35%   4%  go 100%
  automation
I04 COO: warehouse        2   2.9    -  28%  54%  go 96%, conditional_go 4%
  robotics
"""
PAIRS = """
12 pairs change order, the most even ones first:
Ranked before                 after                                so in  not in
────────────────────────────────────────────────────────────────────────────────
I04 COO: warehouse robotics   I02 CFO: financial close automation    52%     48%
"""


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch):
    for name in ("EVALCORE_BLOCK", "COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


def rank(*args, ruleset="default", path=REQUESTS):
    words = ["rank", ruleset, path, *map(str, args)]
    return CliRunner().invoke(evalcore, words, catch_exceptions=False)


def test_the_table_fits_80_columns():
    result = rank("--draws", 10_000)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(TABLE)
    assert PAIRS in result.stdout
    assert max(map(cell_len, result.stdout.splitlines())) == 80


def test_a_wide_window_has_room_for_more_ranks(monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    lines = rank("--draws", 50).stdout.splitlines()
    head = next(line for line in lines if line.startswith("Request"))
    assert head.split()[:5] == ["Request", "#", "Mean", "=1", "=2"]
    assert "=10" in head.split()
    assert max(map(cell_len, lines)) <= 120


def test_without_draws_a_ranking_is_as_ever():
    assert rank().stdout.startswith("default 2026.1: 12 initiatives\n")


def test_markdown_has_whole_titles():
    result = rank("--draws", 100, "--weights", "20%", "--format", "markdown")
    assert result.stdout.startswith(
        "# default 2026.1: 12 initiatives, 100 draws of weights up to 20% off, seed 1\n"
    )
    assert "| I04 COO: warehouse robotics | 2 | 2.0 | - | 100% |" in result.stdout


def test_json_says_what_was_drawn_and_all_that_came_of_it():
    result = rank("--draws", 400, "--seed", 5, "--weights", "12.5 %", "--format", "json")
    found = json.loads(result.stdout)
    assert list(found) == [
        *("ruleset", "as_of", "draws", "seed", "tolerance", "initiatives", "flips"),
    ]
    assert (found["draws"], found["seed"], found["tolerance"]) == (400, 5, 0.125)
    first = found["initiatives"][0]
    assert (first["id"], first["expected_rank"]) == ("I01", 1.0)
    assert first["verdicts"]["go"] == 1
    assert sum(first["rank_acceptability"]) == 1
    assert sum(first["central_weights"].values()) == pytest.approx(1)
    assert all(flip["before"] + flip["after"] == 1 for flip in found["flips"])


def test_csv_has_a_row_for_each_initiative():
    rows = list(csv.DictReader(io.StringIO(rank("--draws", 40, "--format", "csv").stdout)))
    assert [row["rank"] for row in rows] == [str(place) for place in range(1, 13)]
    assert {"expected_rank", "share.go", "share.undecided", "rank.12", "waits_for"} <= set(rows[0])
    assert float(rows[0]["share.go"]) == 1
    assert rows[-1]["central_weight.fit"] == ""


def test_those_that_cannot_be_ranked_are_listed_apart():
    result = rank("--draws", 20, ruleset="balanced", path=str(ROOT / "examples" / "requests.csv"))
    assert "Not ranked, as their total is unknown:\n" in result.stdout
    assert "undecided 100%  needs rational_aspiration,\n" in result.stdout
    rows = rank(
        *("--draws", 20, "--format", "csv"),
        ruleset="balanced",
        path=str(ROOT / "examples" / "requests.csv"),
    ).stdout
    assert next(csv.DictReader(io.StringIO(rows)))["waits_for"].startswith("rational_aspiration; ")


def test_the_same_bytes_each_time_and_in_any_process():
    command = [sys.executable, "-m", "evalcore", "rank", "default", REQUESTS, "--draws", "300"]
    command += ["--format", "json"]
    runs = [
        subprocess.run(command, capture_output=True, check=True, env={"PYTHONHASHSEED": seed})
        for seed in ("0", "77")
    ]
    again = rank("--draws", 300, "--format", "json").stdout_bytes
    assert runs[0].stdout == runs[1].stdout == again
    assert rank("--draws", 300, "--seed", 2, "--format", "json").stdout_bytes != again


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ["--draws", "0", "--seed", "-1"],
            (
                "error: --draws: found 0\n    expected a whole number from 1 to 1,000,000\n"
                "error: --seed: found -1\n    expected a whole number from 0 to 2**53\n2 errors\n"
            ),
        ),
        (
            ["--draws", "5", "--weights", "100%"],
            (
                "error: --weights: found '100%'\n"
                "    expected any, or a percentage below 100 such as 20%\n"
            ),
        ),
        (
            ["--draws", "5", "--weights", "0.2"],
            (
                "error: --weights: found '0.2'\n"
                "    expected any, or a percentage below 100 such as 20%\n"
            ),
        ),
    ],
)
def test_mistakes_name_the_option(args, message):
    result = rank(*args)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", message)


@pytest.mark.parametrize("option", [["--seed", "5"], ["--weights", "any"]])
def test_options_for_draws_want_draws(option):
    result = rank(*option)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Error: {option[0]} is for draws: add --draws 10000\n" in result.stderr


def test_a_ruleset_without_weights_and_a_machine_without_numpy_are_told(monkeypatch):
    result = rank("--draws", 5, ruleset="inseparable")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "the ruleset inseparable has no weights to draw" in result.stderr
    monkeypatch.setitem(sys.modules, "numpy", None)
    result = rank("--draws", 5)
    assert result.exit_code == 2
    assert result.stderr == (
        "error: drawing weights needs numpy\n    pip install 'initiative-evalcore[draws]'\n"
    )


def explained(name, drawing, form, monkeypatch):
    evaluator = Evaluator("default")
    read = {each.id: each for each in load_initiatives(evaluator, REQUESTS).initiatives}
    written: list[str] = []
    monkeypatch.setattr(output, "emit", written.append)
    to = output.Output(("table", "json", "markdown", "html"), asked=form)
    explain_draws(evaluator, read[name], None, drawing, to)
    return "".join(written)


def test_one_initiative_is_explained_by_its_estimates_and_by_weights(monkeypatch):
    assert explained("I11", Drawing(10_000, 1, "any"), "table", monkeypatch) == ONE


ONE = """\
I11 CCO: customer self-service portal, month 5 (learning contradicts plan):
10,000 draws, seed 1

By its estimates: conditional_go 62%, go 32%, kill 5%.

benefit_k moves it most: where it stays at 2,600 kEUR, 38% of the draws come to
another verdict.

In how many draws the verdict differs once
an estimate stays at its likely value:
Estimate          Low  Likely   High  Moves
───────────────────────────────────────────
benefit_k (kEUR)  900   2,600  3,600    38%

By any weights: conditional_go 54%, go 46%.
"""


def test_one_initiative_is_explained_in_every_format(monkeypatch):
    drawing = Drawing(500, 1, "30%")
    text = explained("I08", drawing, "markdown", monkeypatch)
    assert "No estimate moves the verdict." in text
    assert "**By weights up to 30% off: kill 100%.**" in text
    assert explained("I11", drawing, "html", monkeypatch).startswith("<!DOCTYPE html>")
    found = json.loads(explained("I11", drawing, "json", monkeypatch))
    assert (found["weights"]["tolerance"], found["estimates"]["draws"]) == (0.3, 500)
    assert found["estimates"]["fields"][0]["field"] == "benefit_k"
    found = json.loads(explained("I07", Drawing(500), "json", monkeypatch))
    assert (found["weights"], found["estimates"]["fields"]) == (None, [])
    text = explained("I07", Drawing(1), "table", monkeypatch)
    assert "1 draw, seed 1\n\nNone of its estimates has a range: recycle 100%.\n" in text


def test_one_initiative_wants_numbers_in_range_too(monkeypatch):
    with pytest.raises(InputError, match="--draws: found 0"):
        explained("I11", Drawing(0), "table", monkeypatch)


def test_the_page_shows_what_is_printed(monkeypatch):
    page = (ROOT / "docs" / "draws.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"<!-- (\w+) -->\n```text\n(.*?)```", page, re.DOTALL))
    assert shown["rank"] == rank("--draws", 10_000).stdout
    assert shown["explain"] == explained("I11", Drawing(10_000, 1, "20%"), "table", monkeypatch)
