"""A user's mistakes: exit code 2, what is wrong on standard error, never a traceback."""

from __future__ import annotations

import json

import pytest
from portfolio import REQUESTS, RULES


def failed(result):
    """What a failed command says; it prints no result."""
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


WRONG_ARGUMENTS = {
    "ruls.toml requests.rows": (
        "there is no ruleset 'ruls.toml'\n    expected the path of a TOML file\n"
    ),
    "policies requests.rows": "policies: this is a folder\n    expected a ruleset file, such as",
    "rules.toml request.rows": (
        "request.rows: there is no such file\n    did you mean 'requests.rows'?\n"
    ),
    "rules.toml policies": "policies: this is a folder\n    expected a file of initiatives\n",
    "rules.toml rules.toml": (
        "rules.toml: found the suffix .toml\n    expected one of .rows\n"
        "    say how to read it: --from rows\n"
    ),
    "rules.toml requests.rows --from row": (
        "there is no source 'row'\n    expected one of rows\n    did you mean 'rows'?\n"
    ),
    "rules.toml requests.rows --as-of 2026-13-01": (
        "--as-of: there is no day 2026-13-01\n    expected a date such as 2026-11-23\n"
    ),
    "rules.toml requests.rows --block huose": (
        "there is no plugin 'huose' to block\n    expected one of house\n"
        "    did you mean 'house'?\n"
    ),
}


@pytest.mark.parametrize("words", WRONG_ARGUMENTS)
def test_wrong_arguments(run, words):
    message = failed(run("rank", *words.split()))
    assert message.startswith(f"error: {WRONG_ARGUMENTS[words]}")


def test_a_folder_of_plugins_that_does_not_exist(run):
    message = failed(run("rank", "rules.toml", "requests.rows", plugins="plugins"))
    assert message.startswith("error: plugins: there is no such folder\n    expected a folder of")


def test_an_id_that_does_not_exist(run):
    assert failed(run("explain", "rules.toml", "requests.rows", "R11")) == (
        "error: requests.rows: there is no initiative 'R11'\n"
        "    expected one of R1, R2, R3, R4\n    did you mean 'R1'?\n"
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["rnak"], "There is no command 'rnak'. Did you mean 'rank'?"),
        (["frobnicate"], "There is no command 'frobnicate'. Expected one of ask, check, "),
        (["rank", "rules.toml"], "Missing argument 'INPUT...'."),
        (["rank", "rules.toml", "requests.rows", "--fromat", "json"], "No such option"),
        (["form", "rules.toml", "--format", "xml"], "'xml' is not one of"),
        (["check"], "Missing argument 'RULESET...'."),
        (["rank", "rules.toml", ""], "'INPUT...': one of the names is empty; is a variable not"),
    ],
)
def test_wrong_usage(run, words, expected):
    assert expected in failed(run(*words, plugins=None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", "rules.toml:1:1: "),
        (b"name = ", "rules.toml:1:8: "),
        (
            b"name = 'x'\n\xff\n",
            "rules.toml:2:1: found the byte 0xff\n    expected text in UTF-8\n",
        ),
        (b"\x00\x01\x02", "rules.toml:1:1: "),
        (b"# " + b"x" * 2**21, "rules.toml: the file has more than 1048576 bytes"),
        (b"a = " + b"[" * 100_000, "rules.toml:"),
    ],
)
def test_what_is_no_ruleset(run, folder, text, expected):
    (folder / "rules.toml").write_bytes(text)
    assert expected in failed(run("rank", "rules.toml", "requests.rows"))


def test_every_complaint_is_printed_and_counted(run, folder):
    rules = RULES.replace('verdict = "go"', 'verdict = "og"').replace("weight = 3", "weight = -3")
    (folder / "rules.toml").write_text(rules, "utf-8")
    for command in (["rank", "rules.toml", "requests.rows"], ["check", "rules.toml"]):
        lines = failed(run(*command)).splitlines()
        starts = [line.split(": ")[1] for line in lines if line.startswith("error")]
        assert starts == ["rules.toml:9:10", "rules.toml:28:11"]
        assert lines[-1] == "2 errors"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"\xff", "requests.rows:1:1: found the byte 0xff\n    expected text in UTF-8\n"),
        (
            b"",
            "requests.rows: plugin house (policies/house.py): reading as rows failed: JSONDecode",
        ),
        (
            b"7",
            "requests.rows: plugin house (policies/house.py): reading as rows failed: TypeError",
        ),
    ],
)
def test_what_is_no_input(run, folder, text, expected):
    (folder / "requests.rows").write_bytes(text)
    assert failed(run("rank", "rules.toml", "requests.rows")).startswith(f"error: {expected}")


def test_standard_input_that_is_no_text(run):
    message = failed(run("rank", "rules.toml", "-", "--from", "rows", given=b"[\n\xe9]"))
    assert message == "error: <stdin>:2:1: found the byte 0xe9\n    expected text in UTF-8\n"


def test_standard_input_is_json_where_nothing_else_is_said(run):
    message = failed(run("rank", "rules.toml", "-", given="[]"))
    assert message.startswith("error: there is no source 'json'\n    expected one of rows\n")


def test_values_that_do_not_fit_are_all_said(run, folder):
    requests = [{"id": "R1", "fit": 9}, {"id": "R1"}, {"fit": "x"}]
    (folder / "requests.rows").write_text(json.dumps(requests), "utf-8")
    message = failed(run("rank", "rules.toml", "requests.rows"))
    assert "error: requests.rows: R1: fit: found 9\n    expected a number from 0 to 4\n" in message
    assert "error: requests.rows: [3]: has no id\n" in message
    assert message.endswith(" errors\n")


def test_what_steers_a_terminal_is_not_repeated(run, folder):
    requests = [{**REQUESTS[0], "id": "R\x1b[31m1", "title": "a\x1b]0;b\x07", "fit": "\x1b[2J"}]
    (folder / "requests.rows").write_text(json.dumps(requests), "utf-8")
    message = failed(run("rank", "rules.toml", "requests.rows"))
    assert all(char.isprintable() or char == "\n" for char in message)
    (folder / "policies" / "carbon.py").write_text("raise ValueError('\\x1b[2J')", "utf-8")
    message = failed(run("explain", "rules.toml\x1b[2J", "requests.rows", "R1"))
    assert "ValueError: \ufffd[2J" in message
    assert "\x1b" not in message


def test_a_plugin_that_exits_ends_nothing(run, folder):
    (folder / "policies" / "carbon.py").write_text("raise SystemExit(7)", "utf-8")
    result = run("rank", "rules.toml", "requests.rows")
    assert result.exit_code == 0
    assert "its import failed: SystemExit: 7 (carbon.py, line 1)" in result.stderr
