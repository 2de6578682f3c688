"""`evalcore diff`: two states of a ruleset on the same requests, also from a git checkout."""

from __future__ import annotations

import csv
import json
import subprocess

import pytest
from portfolio import RULES

from evalcore import InputError
from evalcore.written.revisions import checked_out

LOWER = """
extends = "rules.toml"
name = "portfolio"
version = "2026.2"
[criteria.time]
override = true
weight = 40
"""


@pytest.fixture
def changed(folder):
    (folder / "new.toml").write_text(LOWER, "utf-8")
    return folder


@pytest.fixture
def checkout(folder, monkeypatch):
    """A checkout in which the rules of the last commit extend a file beside them."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    (folder / "deep").mkdir()
    (folder / "deep" / "base.toml").write_text(RULES, "utf-8")
    text = LOWER.replace("rules.toml", "base.toml")
    (folder / "deep" / "ours.toml").write_text(text.replace("40", "1"), "utf-8")
    git("init", "--quiet")
    git("add", "deep")
    git("-c", "user.name=n", "-c", "user.email=a@b.c", "commit", "--quiet", "-m", "first")
    (folder / "deep" / "ours.toml").write_text(text, "utf-8")
    return folder


def git(*words):
    subprocess.run(["git", *words], check=True, capture_output=True)  # noqa: S607


def found(run, *words, **more):
    result = run("diff", *words, "--on", "requests.rows", "--format", "json", **more)
    return result.exit_code, json.loads(result.stdout)


def test_a_ruleset_and_itself_are_equal(run):
    code, said = found(run, "rules.toml", "rules.toml")
    assert (code, said) == (0, {"equal": True, "changed": [], "moves": [], "parameters": []})
    result = run("diff", "rules.toml", "rules.toml", "--on", "requests.rows")
    assert result.exit_code == 0
    assert "No verdict changes on 4 initiatives." in result.stdout


def test_what_changes_and_through_which_clause(run, changed):
    code, said = found(run, "rules.toml", "new.toml")
    assert code == 1
    assert said["equal"] is False
    each = said["changed"][0]
    assert [*each] == ["id", "old", "new", "because"]
    assert each["old"] != each["new"]
    assert "; before, " in each["because"]
    assert sum(move["count"] for move in said["moves"]) == len(said["changed"])
    assert {(move["from"], move["to"]) for move in said["moves"]} == {
        (each["old"], each["new"]) for each in said["changed"]
    }
    assert said["parameters"] == [{"name": "criteria.time.weight", "old": 1.0, "new": 40.0}]


UNITS = """
name = "units"
version = "1"
verdicts = ["go", "kill"]
[fields.cost]
kind = "number"
unit = "kEUR"
[[rules]]
id = "dear"
when = "cost > 100"
verdict = "kill"
[default]
verdict = "go"
"""


@pytest.mark.parametrize(
    ("other", "said"),
    [('unit = "EUR"', "unit kEUR and EUR"), ('"estimate"', "kind number and estimate")],
)
def test_each_reads_by_its_own_declaration_where_that_has_changed(run, folder, other, said):
    text = UNITS.replace('unit = "kEUR"' if "unit" in other else '"number"', other)
    (folder / "old.toml").write_text(UNITS, "utf-8")
    (folder / "units.toml").write_text(text.replace("> 100", "> 500"), "utf-8")
    (folder / "in.rows").write_text('[{"id": "A", "cost": 300}, {"id": "B", "cost": 9}]', "utf-8")
    result = run("diff", "old.toml", "units.toml", "--on", "in.rows", "--format", "json")
    assert result.exit_code == 1
    changed = json.loads(result.stdout)["changed"]
    assert [(each["id"], each["old"], each["new"]) for each in changed] == [("A", "kill", "go")]
    assert f"declare cost differently: {said}" in result.stderr
    assert "each of them reads INPUT by its own declaration" in result.stderr
    standard = run("diff", "old.toml", "units.toml", "--on", "-", given="[]")
    assert standard.exit_code == 2
    assert f"declare cost differently: {said}" in standard.stderr


def test_markdown_for_a_pull_request(run, changed):
    words = ("rules.toml", "new.toml", "--on", "requests.rows", "--format", "markdown")
    text = run("diff", *words).stdout
    assert text.startswith("# rules.toml and new.toml\n\n")
    assert "| Request | Old | New | Through | Before |" in text
    assert "| criteria.time.weight | 1 | 40 |" in text


def test_a_revision_with_all_that_it_extends(run, checkout):
    code, said = found(run, "HEAD:deep/ours.toml", "deep/ours.toml")
    assert code == 1
    assert said["parameters"] == [{"name": "criteria.time.weight", "old": 1.0, "new": 40.0}]
    assert found(run, "HEAD:deep/ours.toml", "deep/base.toml")[0] == 0


def test_a_path_from_the_current_folder(run, checkout, monkeypatch):
    monkeypatch.chdir(checkout / "deep")
    result = run(
        "diff", "HEAD:ours.toml", "ours.toml", "--on", "../requests.rows",
        plugins=str(checkout / "policies"),
    )  # fmt: skip
    assert result.exit_code == 1
    assert "HEAD:ours.toml and ours.toml" in result.stdout


WRONG = {
    "HAED:deep/ours.toml": "there is no revision 'HAED'\n    expected a commit, branch or tag",
    "HEAD:deep/our.toml": (
        "there is no file 'deep/our.toml' in HEAD\n    did you mean 'HEAD:deep/ours.toml'?"
    ),
    "--help:x.toml": "No such option",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_revision_that_is_not_there(run, checkout, name):
    result = run("diff", name, "deep/ours.toml", "--on", "requests.rows")
    assert result.exit_code == 2
    assert WRONG[name] in result.stderr


def test_a_revision_that_looks_like_an_option_is_none(checkout, tmp_path):
    with pytest.raises(InputError, match="there is no revision '--upload-pack=x'"):
        checked_out("--upload-pack=x:y", tmp_path)


def test_a_mistake_in_a_revision_says_where(run, checkout):
    (checkout / "deep" / "ours.toml").write_text("name = ", "utf-8")
    git("-c", "user.name=n", "-c", "user.email=a@b.c", "commit", "--quiet", "-am", "broken")
    result = run("diff", "HEAD:deep/ours.toml", "deep/base.toml", "--on", "requests.rows")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: HEAD:deep/ours.toml:1:8: this is no TOML")


def test_outside_of_a_checkout(run, folder, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    result = run("diff", "HEAD:rules.toml", "rules.toml", "--on", "requests.rows")
    assert result.exit_code == 2
    assert "HEAD:rules.toml: this is no git checkout" in result.stderr


def test_csv_and_a_workbook_of_what_changes(run, changed):
    code, said = found(run, "rules.toml", "new.toml")
    words = ("diff", "rules.toml", "new.toml", "--on", "requests.rows")
    done = run(*words, "--format", "csv")
    assert code == done.exit_code == 1
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert rows[0].keys() == {"id", "title", "old", "new", "because"}
    assert [{name: each[name] for name in said["changed"][0]} for each in rows] == said["changed"]
    openpyxl = pytest.importorskip("openpyxl", reason="the extra xlsx is not installed")
    assert run(*words, "-o", "changes.xlsx").exit_code == 1
    book = openpyxl.load_workbook(changed / "changes.xlsx")
    assert book.sheetnames == ["changed", "moves", "parameters"]
    for name in book.sheetnames:
        heads, *found_rows = book[name].iter_rows(values_only=True)
        listed = [dict(zip(heads, row, strict=True)) for row in found_rows]
        listed = [{key: row[key] for key in said[name][0]} for row in listed]
        assert listed == said[name]
