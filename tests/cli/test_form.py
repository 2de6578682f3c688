"""`evalcore form`: where it is written, and that it is read again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evalcore.cli import evalcore


def run(*args):
    words = [str(each) for each in args]
    return CliRunner().invoke(evalcore, words, catch_exceptions=False)


HEADER = "id,title,dexterity_uplift,trust_gain,newly_dexterous,own_learning,sponsor_hours_month\n"


def test_csv_goes_to_standard_output():
    result = run("form", "it_is_the_job")
    assert (result.exit_code, result.stdout, result.stderr) == (0, HEADER, "")


@pytest.mark.parametrize(
    ("name", "starts"),
    [
        ("form.csv", HEADER.encode()),
        ("form.md", b"# it\\_is\\_the\\_job 2026.1\n"),
        ("form.json", b'{\n  "$schema": "https://json-schema.org/draft/2020-12/schema"'),
        ("form.xlsx", b"PK"),
        ("form.txt", HEADER.encode()),
    ],
)
def test_the_suffix_of_the_file_chooses_the_format(tmp_path, name, starts):
    result = run("form", "it_is_the_job", "-o", tmp_path / name)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert (tmp_path / name).read_bytes().startswith(starts)


def test_the_format_may_be_said():
    result = run("form", "it_is_the_job", "--format", "json-schema")
    assert json.loads(result.stdout)["title"] == "it_is_the_job 2026.1"
    assert run("form", "it_is_the_job", "--format", "markdown").stdout.startswith("# it")


def test_what_is_there_is_not_overwritten(tmp_path):
    path = tmp_path / "form.csv"
    path.write_text("filled in", encoding="utf-8")
    result = run("form", "it_is_the_job", "-o", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"error: {path}: there is something here already, perhaps filled in\n"
        "    choose another name\n"
    )
    assert path.read_text(encoding="utf-8") == "filled in"


def test_a_workbook_needs_a_file():
    result = run("form", "balanced", "--format", "xlsx")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "error: a workbook is not written to standard output\n    say where to: -o FILE.xlsx\n"
    )


def test_a_folder_that_is_not_there_is_complained_about(tmp_path):
    path = tmp_path / "nowhere" / "form.csv"
    result = run("form", "balanced", "-o", path)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {path}: cannot be written: there is no folder '")
    assert result.stderr.endswith("\n    make it first\n")


def test_a_ruleset_that_is_none_is_complained_about():
    result = run("form", "balancd")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean 'balanced'?" in result.stderr


def test_a_filled_form_is_ranked_without_a_mapping(tmp_path):
    path = tmp_path / "form.csv"
    run("form", "it_is_the_job", "-o", path)
    with path.open("a", encoding="utf-8") as file:
        file.write("R1,Coaching,3,4,3,3,4\nR2,Reports,0,1,0,1,2\nR3,Portal,2,,,,\n")
    result = run("rank", "it_is_the_job", path, "--format", "csv")
    assert (result.exit_code, result.stderr) == (0, "")
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert [(row["id"], row["verdict"], row["decided"]) for row in rows] == [
        ("R1", "go", "true"),
        ("R2", "recycle", "true"),
        ("R3", "recycle", "false"),
    ]


def test_records_are_filled_into_numbered_columns(tmp_path):
    path = Path(tmp_path) / "form.csv"
    run("form", "strategy_and_discipline", "-o", path)
    header = path.read_text(encoding="utf-8").rstrip("\n").split(",")
    said = {
        "stage": "proposed",
        "objective": "S3-talent",
        "strategic_contribution": "4",
        "evidence": "1",
        "kill_criteria": "yes",
    }
    outcome = {"name": "rate", "owner": "CHRO", "metric": "%", "baseline": "40", "target": "60"}
    rows = [
        {"id": "R1", **said, **_numbered(outcome | {"due_month": "12"})},
        {"id": "R2", **said, **_numbered(outcome)},
        {"id": "R3", **said, "outcomes.1.name": "none"},
        {"id": "R4", **said},
    ]
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header).writerows(rows)
    result = run("evaluate", "strategy_and_discipline", path, "--format", "json")
    found = json.loads(result.stdout)["evaluations"]
    assert [(each["verdict"], each["decided_by"]["id"]) for each in found] == [
        ("go", "strategic"),
        ("recycle", "not_measurable"),
        ("kill", "no_outcome"),
        ("recycle", None),
    ]
    assert [each["field"] for each in found[3]["missing"]] == ["outcomes"]


def _numbered(outcome):
    return {f"outcomes.1.{name}": value for name, value in outcome.items()}
