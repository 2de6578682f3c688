"""`evalcore explain --for`: letters on the command line."""

from __future__ import annotations

import json

import pytest
from portfolio import REQUESTS


@pytest.fixture
def explained(run, folder):
    """Explains the first request, with these words after it."""

    def call(*words, **more):
        request = {**REQUESTS[0], **more}
        (folder / "requests.rows").write_text(json.dumps([request]), "utf-8")
        return run("explain", "rules.toml", "requests.rows", "R1", *words)

    return call


def test_a_letter_to_the_sponsor(explained):
    result = explained("--for", "sponsor", sponsor="CFO")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Self-service portal\n\nDear CFO,\n\nThe verdict is a go: ")


def test_nobody_in_particular_is_greeted_where_no_sponsor_is_named(explained):
    assert "\nTo whoever asked for it,\n" in explained("--for", "sponsor").stdout


def test_the_page_for_the_council(explained):
    result = explained("--for", "council", sponsor="CFO")
    assert result.exit_code == 0
    assert "Request R1, asked for by CFO.\n" in result.stdout
    assert "What was measured\n" in result.stdout


@pytest.mark.parametrize(
    ("form", "begins"), [("markdown", "# Self-service portal\n"), ("html", "<!DOCTYPE html>\n")]
)
@pytest.mark.parametrize("reader", ["sponsor", "council"])
def test_other_formats(explained, reader, form, begins):
    result = explained("--for", reader, "--format", form)
    assert result.exit_code == 0
    assert result.stdout.startswith(begins)


def test_the_tree_is_a_page_too(explained):
    result = explained("--format", "html")
    assert result.exit_code == 0
    assert result.stdout.startswith("<!DOCTYPE html>")


def test_letters_have_no_json(explained):
    result = explained("--for", "council", "--format", "json")
    assert result.exit_code == 2
    assert "--for council has no json" in result.stderr


def test_only_these_readers(explained):
    result = explained("--for", "auditor")
    assert result.exit_code == 2
    assert "'auditor' is not one of 'sponsor', 'council'" in result.stderr


def test_mistakes_are_those_of_the_other_commands(run):
    result = run("explain", "rules.toml", "requests.rows", "R9", "--for", "sponsor")
    assert result.exit_code == 2
    assert "there is no initiative 'R9'" in result.stderr


def test_a_date_that_is_missing_is_asked_for_with_all_else(run, folder):
    rules = (folder / "rules.toml").read_text("utf-8")
    dated = '[fields.start]\nkind = "date"\n[measures]\nage = "days_since(start)"\n'
    late = '[[rules]]\nid = "late"\nwhen = "age > 3"\nverdict = "kill"\n'
    (folder / "rules.toml").write_text(rules.replace("[default]", f"{dated}{late}[default]"))
    (folder / "requests.rows").write_text(json.dumps([{**REQUESTS[0], "fit": "high"}]))
    result = run("explain", "rules.toml", "requests.rows", "R1", "--for", "sponsor")
    assert result.exit_code == 2
    assert "counts days, but from no date" in result.stderr
    assert "found 'high'" in result.stderr
    undated = [{**REQUESTS[0], "start": "2026-01-01"}]
    (folder / "requests.rows").write_text(json.dumps(undated))
    result = run("explain", "rules.toml", "requests.rows", "R1", "--for", "sponsor")
    assert "counts days, but from no date" in result.stderr
    dated = ("--as-of", "2026-01-02")
    result = run("explain", "rules.toml", "requests.rows", "R1", "--for", "sponsor", *dated)
    assert "version 2026.1, as of\n2026-01-02." in result.stdout


def test_the_tree_ends_in_a_waterfall(explained):
    result = explained()
    assert "\nhow the total adds up\n" in result.stdout
    assert "total           0.76" in result.stdout
    root = json.loads(explained("--format", "json").stdout)
    assert set(root) == {"text", "state", "parts"}
    assert "adds up" not in explained("--format", "markdown").stdout


def test_the_page_says_what_would_lead_to_something_better(explained):
    result = explained("--for", "council", fit=0)
    assert "The verdict is a kill" in result.stdout
    assert "The smallest change\n" in result.stdout
    assert "a go." in result.stdout.partition("The smallest change\n")[2]


def test_nothing_is_proposed_while_nothing_is_decided(explained):
    result = explained("--for", "council", fit=None)
    assert "not decided yet" in result.stdout
    assert "The smallest change" not in result.stdout
