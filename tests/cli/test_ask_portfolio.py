"""`evalcore ask --portfolio`: only what could still change the selection is asked."""

from __future__ import annotations

import json
import tomllib

import pytest

RULES = """\
name = "together"
version = "1"
verdicts = ["go", "hold"]
total = "gain"

[fields.gain]
kind = "number"
minimum = 0
maximum = 10
question = "What is it worth?"
answered_by = "finance"

[fields.hours]
kind = "number"
minimum = 0
maximum = 50
question = "How many hours?"
answered_by = "sponsor"

[fields.ready]
kind = "flag"

[[rules]]
id = "ready"
when = "ready"
verdict = "go"

[default]
verdict = "hold"

[portfolio.capacities.my_hours]
uses = "hours"
amount = 10
"""


def row(key, gain, hours, *, ready=True):
    return {"id": key, "title": f"the {key}", "gain": gain, "hours": hours, "ready": ready}


@pytest.fixture
def asked(run, folder):
    """Asks about these requests, and hears these answers."""

    def call(requests, *answers, words=()):
        (folder / "rules.toml").write_text(RULES, "utf-8")
        (folder / "requests.rows").write_text(json.dumps(requests), "utf-8")
        given = "".join(f"{each}\n" for each in answers)
        return run("ask", "rules.toml", "requests.rows", "--portfolio", *words, given=given)

    return call


def test_nothing_is_asked_where_no_answer_changes_the_selection(asked):
    done = asked([row("A", 9, 6), row("B", 3, 6), row("C", None, 50, ready=False)])
    assert (done.exit_code, done.stdout) == (0, "chosen: A the A\n")
    assert "no answer could change that, after 0 questions" in done.stderr


def test_it_asks_about_those_in_between_and_stops(asked):
    requests = [row("A", None, 6), row("B", 3, 6), row("C", 1, 3), row("D", None, 11)]
    done = asked(requests, "2")
    assert done.exit_code == 0
    assert done.stderr.count("What is it worth?") == 1
    assert "A the A: What is it worth?" in done.stderr
    assert done.stdout == "chosen: B the B and C the C\n"
    assert "no answer could change that, after 1 question" in done.stderr


def test_what_a_request_takes_is_asked_too(asked):
    done = asked([row("A", 5, None), row("B", 3, 6)], "4")
    assert "A the A: How many hours?" in done.stderr
    assert "without an answer it cannot be chosen" in done.stderr
    assert done.stdout == "chosen: A the A and B the B\n"


def test_who_does_not_know_is_not_asked_again(asked):
    done = asked([row("A", None, 6), row("B", 3, 6)], "?")
    assert done.stdout == "chosen: B the B\n"
    assert "nothing that can be asked settles A and B, after 1 question" in done.stderr


def test_back_and_quit(asked):
    requests = [row("A", None, 6), row("B", None, 6)]
    done = asked(requests, "back", "1", "back", "9", "quit")
    assert "there is nothing to undo" in done.stderr
    assert "still open: A and B" in done.stderr
    assert done.stdout == "chosen: A the A\n"


def test_only_what_a_role_can_answer(asked):
    done = asked([row("A", 5, None), row("B", 3, 6)], words=["--answered-by", "finance"])
    assert "How many hours?" not in done.stderr


def test_answers_are_kept(asked, folder):
    asked([row("A", None, 6), row("B", 3, 6)], "7", words=["--save", "kept.toml"])
    kept = tomllib.loads((folder / "kept.toml").read_text("utf-8"))["initiatives"]
    assert [(each["id"], each["gain"]) for each in kept] == [("A", 7), ("B", 3)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--id", "A"], "--portfolio asks about all of INPUT, --id about one: take one"),
        (["--save", "kept.txt"], "kept.txt: answers are kept as TOML"),
        (["--save", "rules.toml"], "rules.toml: there is something here already"),
    ],
)
def test_mistakes(asked, words, said):
    done = asked([row("A", 1, 1)], words=words)
    assert (done.exit_code, said in done.stderr) == (2, True)


def test_one_without_a_title_is_named_once(asked):
    requests = [{**row("A", 5, None), "title": ""}, row("B", 1, 5)]
    found = asked(requests, "5")
    assert "1. A: How many hours?" in found.stderr
    assert "chosen: A and B the B" in found.stdout


def test_a_ruleset_without_a_portfolio_says_where_one_is_written(run, folder):
    (folder / "rules.toml").write_text(RULES.partition("[portfolio")[0], "utf-8")
    (folder / "requests.rows").write_text(json.dumps([row("A", 5, 1)]), "utf-8")
    found = run("ask", "rules.toml", "requests.rows", "--portfolio")
    assert found.exit_code == 2
    assert "the ruleset together has no [portfolio]" in found.stderr
    assert "name such a file by --portfolio FILE" in found.stderr


FILE = f"[portfolio]\n[portfolio{RULES.partition('[portfolio')[2]}"


@pytest.mark.parametrize(
    "words",
    [
        ("rules.toml", "requests.rows", "--portfolio", "plan.toml"),
        ("rules.toml", "--portfolio", "plan.toml", "requests.rows"),
        ("--portfolio", "plan.toml", "rules.toml", "requests.rows"),
        ("--portfolio=plan.toml", "rules.toml", "requests.rows"),
        ("rules.toml", "requests.rows", "--portfolio=plan.toml"),
    ],
)
def test_a_file_has_the_portfolio(run, folder, words):
    (folder / "rules.toml").write_text(RULES.partition("[portfolio")[0], "utf-8")
    (folder / "plan.toml").write_text(FILE.replace("10\n", "4\n"), "utf-8")
    requests = [row("A", 5, 4), row("B", None, 4)]
    (folder / "requests.rows").write_text(json.dumps(requests), "utf-8")
    done = run("ask", *words, given="6\n")
    assert (done.exit_code, done.stdout) == (0, "chosen: B the B\n"), done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--portfolio", "rules.toml", "requests.rows"),
        ("rules.toml", "--portfolio", "requests.rows"),
        ("rules.toml", "requests.rows", "--portfolio"),
    ],
)
def test_without_a_file_the_option_stands_anywhere(run, folder, words):
    (folder / "rules.toml").write_text(RULES, "utf-8")
    (folder / "requests.rows").write_text(json.dumps([row("A", 9, 6)]), "utf-8")
    done = run("ask", *words)
    assert (done.exit_code, done.stdout) == (0, "chosen: A the A\n"), done.stderr


def test_a_file_that_is_none_is_named(run, folder):
    (folder / "rules.toml").write_text(RULES, "utf-8")
    (folder / "requests.rows").write_text(json.dumps([row("A", 9, 6)]), "utf-8")
    done = run("ask", "rules.toml", "requests.rows", "--portfolio", "missing.toml")
    assert done.exit_code == 2
    assert "missing.toml" in done.stderr
    both = run("ask", "rules.toml", "requests.rows", "third.rows")
    assert both.exit_code == 2
    assert "unexpected extra argument" in both.stderr


def test_the_result_in_another_format_is_the_selection(asked):
    found = asked([row("A", 5, None), row("B", 1, 5)], "5", words=["--format", "json"])
    assert [each["id"] for each in json.loads(found.stdout)["chosen"]] == ["A", "B"]
