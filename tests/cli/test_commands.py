"""The commands: results on standard output, everything else on standard error, exit codes."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner
from portfolio import RULES, evaluator

from evalcore import explain
from evalcore.cli import COMMANDS, evalcore

RANKING = """\
portfolio 2026.1: 4 initiatives
1 go, 1 refer, 1 kill, 1 undecided.

#  Request                     Verdict  Total  Why
────────────────────────────────────────────────────────────────────────────────
1  R1 Self-service portal      go        0.76  it fits, and there is time for it
2  R3 Data platform            refer     0.88  the council has not carried it
3  R2 Booking app              kill      0.23  nothing speaks for it

Undecided: 1. What is missing may still change the verdict.

   Request                     For now  Total  Why
────────────────────────────────────────────────────────────────────────────────
   R4 Robots for the           hold         -  go or kill: depends on fit
     warehouse
"""
DATED = RULES.replace("total >= 0.5", "days_since(date(2026, 1, 1)) > 30")


def test_rank_prints_a_table(run):
    result = run("rank", "rules.toml", "requests.rows")
    assert (result.exit_code, result.stdout, result.stderr) == (0, RANKING, "")


def test_the_width_of_the_window_counts(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    assert "R4 Robots for the warehouse  hold" in run("rank", "rules.toml", "requests.rows").stdout


def test_evaluate_keeps_the_order(run):
    result = run("evaluate", "rules.toml", "requests.rows", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["id"] for row in rows] == ["R1", "R2", "R3", "R4"]


@pytest.mark.parametrize("command", ["rank", "evaluate"])
def test_json_is_what_the_program_gives(run, command):
    result = run(command, "rules.toml", "requests.rows", "--format", "json")
    data = json.loads(result.stdout)
    assert data["ruleset"]["digest"] == evaluator().digest
    expected = ["R1", "R3", "R2", "R4"] if command == "rank" else ["R1", "R2", "R3", "R4"]
    assert [each["id"] for each in data["evaluations"]] == expected


def test_markdown(run):
    result = run("rank", "rules.toml", "requests.rows", "--format", "markdown")
    assert result.stdout.startswith(
        "# portfolio 2026.1: 4 initiatives\n\n1 go, 1 refer, 1 kill, 1 undecided.\n"
    )


def test_standard_input(run, folder):
    text = (folder / "requests.rows").read_text("utf-8")
    result = run("rank", "rules.toml", "-", "--from", "rows", given=f"\ufeff{text}")
    assert (result.exit_code, result.stdout) == (0, RANKING)


def test_the_date(run, folder):
    (folder / "rules.toml").write_text(DATED, "utf-8")
    result = run("rank", "rules.toml", "requests.rows", "--as-of", "2026-11-23")
    assert result.stdout.startswith("portfolio 2026.1: 4 initiatives, as of 2026-11-23\n")
    result = run("rank", "rules.toml", "requests.rows")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "the ruleset portfolio counts days, but from no date" in result.stderr
    assert "--as-of 2026-11-23" in result.stderr


@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_explain(run, form):
    result = run("explain", "rules.toml", "requests.rows", "R3", "--format", form)
    assert result.exit_code == 0
    judge = evaluator()
    request = {"id": "R3", "title": "Data platform", "fit": 4, "hours": 10, "votes": 1}
    reason = explain(judge.evaluate(request))
    if form == "json":
        assert json.loads(result.stdout) == reason.to_json()
    else:
        assert reason.text in result.stdout.splitlines()[0]
        assert "votes >= 3 where votes = 1" in result.stdout


def test_check_says_what_is_in_a_ruleset(run):
    result = run("check", "rules.toml")
    digest = evaluator().digest[:19]
    assert result.stdout == (
        f"ok: portfolio 2026.1 (2 criteria, 0 measures, 2 rules, 3 fields read) {digest}\n"
        "    strategic_fit: 75% of the weight; rises with fit\n"
        "    time: 25% of the weight; falls with hours\n"
    )
    assert (result.exit_code, result.stderr) == (0, "")


def test_check_warns_and_with_strict_fails(run, folder):
    (folder / "rules.toml").write_text(f"{RULES}\n[parameters]\nlimit = 3\n", "utf-8")
    result = run("check", "rules.toml")
    assert result.exit_code == 0
    assert result.stderr == (
        "warning EV302: rules.toml:36:1: parameters.limit: nothing uses limit\n"
        "     36 | limit = 3\n"
        "        | ^\n"
    )
    result = run("check", "rules.toml", "--strict")
    assert result.exit_code == 1
    assert result.stderr.endswith("| ^\n--strict: 1 warning\n")


def test_check_looks_at_every_ruleset(run, folder):
    (folder / "broken.toml").write_text(RULES.replace("time_left", "time_lft"), "utf-8")
    result = run("check", "broken.toml", "rules.toml")
    assert result.exit_code == 2
    assert result.stdout.startswith("ok: portfolio")
    assert (
        "broken.toml:12:10: criteria.time.policy: there is no criterion 'time_lft'" in result.stderr
    )
    assert "did you mean 'time_left'?" in result.stderr


def test_plugins(run, folder):
    (folder / "policies" / "carbon.py").write_text("exit", "utf-8")
    result = run("plugins")
    assert (
        result.stdout
        == """\
carbon  broken
    off: it has no hook, such as evalcore_policies, marked with @hookimpl; the
    name of a file that is no plugin starts with _
    policies/carbon.py
house  active
    criteria: time_left
    gates: vote
    vocabularies: house
    sources: rows
    policies/house.py
"""
    )
    assert result.stderr.startswith("warning: plugin carbon (policies/carbon.py): it has no hook")
    assert result.exit_code == 0
    assert run("plugins", "--strict").exit_code == 1


def test_plugins_that_claim_one_name(run, folder):
    text = (folder / "policies" / "house.py").read_text("utf-8")
    (folder / "policies" / "home.py").write_text(text, "utf-8")
    result = run("plugins")
    line = "    not used, another plugin claims it too: criterion time_left, gate vote,"
    assert result.stdout.count(line) == 2
    assert (
        "the gate 'vote' is claimed by plugin home (policies/home.py) and plugin house"
        in result.stderr
    )
    assert run("plugins", "--block", "home").stderr == ""


def test_plugins_as_json(run):
    data = json.loads(run("plugins", "--format", "json", "--block", "house").stdout)
    assert data["problems"] == []
    assert [(each["name"], each["status"]) for each in data["plugins"]] == [("house", "blocked")]


def test_without_plugins(run):
    assert run("plugins", plugins=None).stdout == "no plugins are installed\n"


def test_a_broken_plugin_is_a_warning_and_with_strict_the_end(run, folder):
    (folder / "policies" / "carbon.py").write_text("1 / 0", "utf-8")
    result = run("rank", "rules.toml", "requests.rows")
    assert (result.exit_code, result.stdout) == (0, RANKING)
    assert result.stderr.startswith(
        "warning: plugin carbon (policies/carbon.py): its import failed"
    )
    result = run("rank", "rules.toml", "requests.rows", "--strict")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("error: --strict: 1 problem with plugins\n")


def test_a_near_miss_is_a_warning_and_with_strict_the_end(run, folder):
    (folder / "requests.rows").write_text('[{"id": "R1", "hour": 4, "votes": 0}]', "utf-8")
    result = run("rank", "rules.toml", "requests.rows")
    assert result.exit_code == 0
    assert "did you mean 'hours'?" in result.stderr
    result = run("rank", "rules.toml", "requests.rows", "--strict")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("error: --strict: 1 warning about requests.rows\n")


def test_a_blocked_plugin_is_missed(run):
    result = run("rank", "rules.toml", "requests.rows", "--block", "house")
    assert result.exit_code == 2
    assert "there is no criterion 'time_left'" in result.stderr
    assert "it may belong to plugin house (blocked): see `evalcore plugins`" in result.stderr


def test_help_lists_the_commands():
    result = CliRunner().invoke(evalcore, ["--help"])
    assert result.exit_code == 0
    for name, summary in COMMANDS.items():
        assert f"  {name} " in result.stdout
        assert summary in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(run, name):
    result = run(name, "--help", plugins=None)
    assert result.exit_code == 0
    assert f" {name} [OPTIONS]" in result.stdout


def test_what_a_plugin_prints_is_no_result(run, folder):
    noisy = """\
from evalcore import hookimpl

print("noise at import")

@hookimpl
def evalcore_policies():
    print("noise in a hook")
    return []
"""
    (folder / "policies" / "noisy.py").write_text(noisy, encoding="utf-8")
    result = run("rank", "rules.toml", "requests.rows", "--format", "json")
    assert len(json.loads(result.stdout)["evaluations"]) == 4
    assert result.stderr == "noise at import\nnoise in a hook\n"
