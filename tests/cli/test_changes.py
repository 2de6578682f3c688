"""`evalcore explain --to`: the smallest changes, who could, and what cannot be asked."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from evalcore.cli import evalcore

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch):
    monkeypatch.chdir(EXAMPLES)
    for name in ("EVALCORE_BLOCK", "COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


def explain(ruleset, name, *args):
    words = ["explain", ruleset, "requests.toml", name, *args]
    return CliRunner().invoke(evalcore, words, catch_exceptions=False)


def test_one_field_where_one_is_enough():
    result = explain("it_is_the_job", "I01", "--to", "go", "--as", "sponsor")
    assert (result.exit_code, result.stderr) == (0, "")
    assert (
        result.stdout
        == """\
I01 CMO: marketing automation
Now conditional_go. Any one of these changes by the sponsor leads to go, the
smallest first:

  1. dexterity uplift from 2 to 3.048
  2. trust gain from 2 to 3.467
  3. newly dexterous from 1 to 3
"""
    )


def test_two_fields_where_one_is_not():
    assert (
        explain("it_is_the_job", "I08", "--to", "conditional_go").stdout
        == """\
I08 CSO: failing CRM programme, month 14
Now recycle. No change of one field leads to conditional_go; any one of these
does, the smallest first:

  1. dexterity uplift from 1 to 3.143 and sponsor hours from 1 to 2 a month
  2. newly dexterous from 0 to 3 and sponsor hours from 1 to 2 a month
  3. trust gain from 0 to 3 and sponsor hours from 1 to 2 a month
"""
    )


def test_what_is_missing_is_filled_in():
    assert (
        explain("balanced", "I03", "--to", "go", "--as", "sponsor").stdout
        == """\
I03 CHRO: skills and internal mobility platform
Now recycle. This change by the sponsor leads to go:

  - the baseline, target and due month of outcome 1 (internal fill rate); the
    target of outcome 2 (regretted attrition) filled in
"""
    )


def test_who_could_where_the_reader_cannot():
    assert (
        explain("investment_council", "I06", "--to", "go", "--as", "sponsor").stdout
        == """\
I06 General Counsel: contract review assistant
Now refer. No change of one or two fields by the sponsor leads to go. The
council and the office could each bring it there:

  - council: votes for it from not said to 7
  - office: remit from business to enterprise architecture
"""
    )


def test_nobody_could():
    assert (
        explain("it_is_the_job", "I02", "--to", "go", "--as", "it").stdout
        == """\
I02 CFO: financial close automation
Now recycle. No change of one or two fields by IT leads to go. Nor does one by
anybody else alone.
"""
    )


def test_a_role_that_controls_nothing_here():
    said = explain("it_is_the_job", "I01", "--to", "go", "--as", "finance").stdout
    assert said.split("\n")[1:3] == [
        "Now conditional_go. Finance controls nothing that this verdict depends on. The",
        "sponsor could bring it there:",
    ]


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    said = explain("investment_council", "I06", "--to", "go", "--as", "sponsor").stdout
    assert max(map(cell_len, said.split("\n"))) <= min(columns, 100)


def test_json_has_the_values_themselves():
    said = explain("it_is_the_job", "I08", "--to", "conditional_go", "--format", "json").stdout
    data = json.loads(said)
    keys = ["id", "title", "now", "decided", "to", "by", "found", "others", "exhausted", "unsaid"]
    assert list(data) == [*keys, "own", "left_out"]
    assert data["left_out"] is False
    assert (data["now"], data["to"], data["by"]) == ("recycle", "conditional_go", None)
    assert [move["after"] for move in data["found"][1]["moves"]] == [3.0, 2.0]
    assert list(data["found"][0]["moves"][0]) == [
        "field",
        "label",
        "before",
        "after",
        "unit",
        "words",
    ]


def test_markdown():
    said = explain("it_is_the_job", "I01", "--to", "go", "--format", "markdown").stdout
    assert (
        said
        == """\
# I01 CMO: marketing automation

Now conditional\\_go. Any one of these changes leads to go, the smallest first:

1. dexterity uplift from 2 to 3.048
2. trust gain from 2 to 3.467
3. newly dexterous from 1 to 3
"""
    )


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (
            ("--to", "kil"),
            "error: --to: found 'kil'\n    expected one of go, conditional_go, hold, recycle\n",
        ),
        (
            ("--to", "recycle"),
            """\
error: --to: I03 gets recycle already: nothing has to change
    expected one of go, conditional_go, hold
""",
        ),
        (
            ("--to", "go", "--as", "sponser"),
            """\
error: --as: found 'sponser'
    expected one of sponsor, office, finance, it, council
    did you mean 'sponsor'?
""",
        ),
    ],
)
def test_what_cannot_be_asked(args, expected):
    result = explain("balanced", "I03", *args)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", expected)


def test_the_page_shows_what_is_printed(monkeypatch):
    monkeypatch.chdir(EXAMPLES.parent)
    page = Path("docs/changes.md").read_text(encoding="utf-8")
    shown = re.findall(
        r"```console\n\$ evalcore ([^\n]*)\n```\n\n```text\n(.*?)```", page, re.DOTALL
    )
    assert len(shown) == 3
    for command, text in shown:
        assert CliRunner().invoke(evalcore, command.split()).stdout == text
