"""The command `sql`: what it writes, and what it refuses by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from evalcore.cli import evalcore

RULESET = """
name = "small"
version = "1"
verdicts = ["go", "hold"]
{body}
[[rules]]
id = "cheap"
when = "{when}"
verdict = "go"
because = "it is cheap"
[default]
verdict = "hold"
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(body: str, *options: str, when: str = "cost < 3") -> tuple[int, str, str]:
        Path("small.toml").write_text(RULESET.format(body=body, when=when), encoding="utf-8")
        arguments = ["sql", "small.toml", *options]
        found = CliRunner().invoke(evalcore, arguments)
        if found.exception and not isinstance(found.exception, SystemExit):
            return 2, found.stdout, str(found.exception)
        return found.exit_code, found.stdout, found.stderr

    return call


COST = '[fields.cost]\nkind = "number"\nminimum = 0\nmaximum = 9\n'


def test_it_says_which_clause_has_which_number_and_why(run):
    code, text, _ = run(COST, "--dialect", "duckdb", "--from", "office.requests")
    assert code == 0
    assert "-- 0 cheap, go: it is cheap\n-- 1 default, hold\nWITH source AS (" in text
    assert 'FROM "office"."requests"' in text
    assert text.endswith("FROM judged\n")


def test_a_view(run):
    _, text, _ = run(COST, "--dialect", "postgres", "--view", "verdicts")
    assert 'CREATE VIEW "verdicts" AS\nWITH source AS (' in text
    _, text, _ = run(COST, "--dialect", "spark", "--view", "verdicts")
    assert "CREATE VIEW `verdicts` AS" in text


def test_into_a_file(run):
    assert run(COST, "--dialect", "duckdb", "-o", "out.sql")[:2] == (0, "")
    assert Path("out.sql").read_text(encoding="utf-8").startswith("-- small 1, sha256:")


@pytest.mark.parametrize(
    ("body", "when", "options", "words"),
    [
        (
            '[fields."a.b"]\nkind = "flag"\n[fields.a__b]\nkind = "flag"\n',
            "a.b or a__b",
            [],
            "a.b and a__b would both be the column a__b",
        ),
        (
            '[fields."x.withheld"]\nkind = "flag"\n',
            "x.withheld",
            [],
            "x.withheld would be the column x__withheld, which says what is withheld",
        ),
        (
            '[fields.x__withheld]\nkind = "flag"\n[fields.x]\nkind = "flag"\n',
            "x or x__withheld",
            [],
            "whether x is withheld and x__withheld would both be the column x__withheld",
        ),
        (
            f'[fields.{"n" * 70}]\nkind = "flag"\n',
            "n" * 70,
            ["--dialect", "postgres"],
            "is too long for postgres\n    expected at most 63 bytes",
        ),
        (
            '[fields.start]\nkind = "date"\n',
            "days_since(start) > 3",
            [],
            "the ruleset small counts days, but from no date",
        ),
        (
            '[fields.a]\nkind = "flag"\n[fields.A]\nkind = "flag"\n',
            "a or A",
            [],
            "a and A would both be the column A\n    expected names that differ in SQL",
        ),
        (
            (
                f'{COST}[criteria.Fit]\nscore = "cost / 9"\nweight = 1\n'
                '[criteria.fit]\nscore = "1 - cost / 9"\nweight = 1\n'
            ),
            "cost < 3",
            [],
            (
                "the scores of Fit and fit would both be the column score_fit\n"
                "    expected names that differ in SQL, where case does not count"
            ),
        ),
    ],
)
def test_what_sql_cannot_say_is_refused_by_name(run, body, when, options, words):
    code, text, error = run(body, *(options or ["--dialect", "duckdb"]), when=when)
    assert (code, text) == (2, "")
    assert words in error


def test_the_date_stands_in_the_text(run):
    body = '[fields.start]\nkind = "date"\n'
    options = ["--dialect", "duckdb", "--as-of", "2026-11-23"]
    _, text, _ = run(body, *options, when="days_since(start) > 3")
    assert "DATE '2026-11-23'" in text
    assert "-- as of 2026-11-23" in text
    assert "current" not in text.casefold()


def test_a_long_view_says_what_spark_needs_for_it(run):
    body = "".join(f'[fields.{name}]\nkind = "date"\n' for name in ("start", "end"))
    said = {
        (dialect, when): "SET spark.sql.analyzer.maxIterations=1000\nWITH"
        in run(body, "--dialect", dialect, "--as-of", "2026-11-23", when=when)[1]
        for dialect in ("spark", "duckdb")
        for when in ("years_between(start, end) > 3", "start < end")
    }
    assert [key for key, each in said.items() if each] == [
        ("spark", "years_between(start, end) > 3")
    ]
