"""`evalcore compare`: side by side, where they part, agreement; in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from evalcore.cli import evalcore

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
STANCES = (
    "it_is_the_job",
    "inseparable",
    "strategy_and_discipline",
    "investment_council",
    "balanced",
)
HEAD = """\
12 initiatives by 5 rulesets
They part on 11 of 12.

                                                strategy
                          it is                 and         investment
Request                   the job  inseparable  discipline  council     balanced
────────────────────────────────────────────────────────────────────────────────
I01 CMO: marketing        go if    go           go          go          go
  automation
I02 CFO: financial close  recycle  recycle      go          go          go if
  automation
I03 CHRO: skills and      go       go           recycle     hold        recycle
"""
PARTING = """
I11 CCO: customer self-service portal, month 5 (learning contradicts plan)
  go by it_is_the_job, inseparable, investment_council and balanced
    it_is_the_job: it develops the colleague, the trust and the critical mass
      (total 0.56)
    inseparable: helping and benefiting go together (total 0.66)
    investment_council: approved by the council: on to the next stage, of which
      requirements are the first
    balanced: aligned, measurable and in balance (total 0.71)
  pivot by strategy_and_discipline: what was learnt contradicts the plan: change
    the approach
"""
AGREEMENT = """
Agreement

Ruleset                  and                        Equal  kappa
────────────────────────────────────────────────────────────────
it_is_the_job            inseparable              7 of 12   0.38
it_is_the_job            strategy_and_discipline  1 of 12  -0.17
"""


def compare(*args, given=None):
    return CliRunner().invoke(evalcore, ["compare", *args], input=given, catch_exceptions=False)


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch):
    for name in ("EVALCORE_BLOCK", "COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


def on_examples(*args, rulesets=STANCES, suffix="toml"):
    return compare(*rulesets, "--on", str(EXAMPLES / f"requests.{suffix}"), *args)


def test_the_five_stances_fit_80_columns():
    result = on_examples()
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(HEAD)
    for part in (PARTING, AGREEMENT, "\ngo if: conditional_go\n"):
        assert part in result.stdout
    assert "\nI04 COO: warehouse robotics\n" not in result.stdout  # all five agree on it
    assert max(map(cell_len, result.stdout.splitlines())) == 80


def test_a_wide_window_has_room_for_the_titles(monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    lines = on_examples().stdout.splitlines()
    assert any(line.startswith("I10 CIO/CDO: enterprise integration layer (EA") for line in lines)
    assert max(map(cell_len, lines)) <= 120


def test_too_many_rulesets_for_the_window_are_numbered():
    lines = on_examples(rulesets=[*STANCES, "default", "balanced"]).stdout.splitlines()
    assert lines[3:6] == [
        "1 it_is_the_job, 2 inseparable, 3 strategy_and_discipline, 4 investment_council,",
        "  5 balanced 2026.1 (5), 6 default, 7 balanced 2026.1 (7)",
        "",
    ]
    assert lines[6].split() == ["Request", *map(str, range(1, 8))]
    assert lines[8].split()[-7:] == ["if", "go", "go", "go", "go", "go", "go"]
    assert max(map(cell_len, lines)) == 80


def test_what_is_undecided_is_marked_and_explained():
    result = on_examples(suffix="csv", rulesets=["it_is_the_job", "balanced"])
    assert "I02 CFO: financial close automation" in result.stdout
    assert result.stdout.count("recycle ?") == 24
    assert "?: undecided, what is missing may still change the verdict" in result.stdout
    assert (
        "  recycle ? by balanced: go, conditional_go, hold or recycle depends on\n"
        "    strategic_contribution, outcomes, rational_aspiration and 9 more\n"
    ) in result.stdout
    assert "\nit_is_the_job  balanced  0 of 0      -\n" in result.stdout


def test_json_for_programs():
    found = json.loads(on_examples("--format", "json").stdout)
    assert [each["label"] for each in found["rulesets"]] == list(STANCES)
    (pivot,) = [each for each in found["initiatives"] if each["id"] == "I11"]
    assert pivot["opinions"][2] == {
        "ruleset": "strategy_and_discipline",
        "verdict": "pivot",
        "decided": True,
        "possible": ["pivot"],
        "total": pytest.approx(0.718),
        "clause": "ahead.off_course",
        "because": "what was learnt contradicts the plan: change the approach",
        "missing": [],
    }
    assert len(found["agreement"]) == 10


def test_csv_has_verdicts_and_clauses():
    rows = list(csv.DictReader(io.StringIO(on_examples("--format", "csv").stdout)))
    assert [row["id"] for row in rows] == [f"I{n:02}" for n in range(1, 13)]
    assert rows[3]["parted"] == "false"
    assert (rows[4]["verdict.inseparable"], rows[4]["clause.inseparable"]) == ("hold", "default")
    assert rows[4]["words"].startswith("it_is_the_job and investment_council go (it develops ")


def test_markdown_for_a_wiki():
    text = on_examples("--format", "markdown").stdout
    assert text.startswith(
        "# 12 initiatives by 5 rulesets\n\nThey part on 11 of 12.\n\n| Request |"
    )
    assert "\n| I04 COO: warehouse robotics | go | go | go | go | go |\n" in text
    assert (
        "\n- **I08 CSO: failing CRM programme, month 14**\n"
        "  - recycle by it\\_is\\_the\\_job: nobody to develop: "
        "reshape it with the executive in it\n"
        "  - hold by inseparable and balanced\n"
        "    - inseparable: it drains: repair the relationship or the shape first\n"
    ) in text
    assert "\n| it\\_is\\_the\\_job | inseparable | 7 of 12 | 0.38 |\n" in text


def test_standard_input_and_the_format_of_it():
    said = json.dumps([{"id": "R1", "remit": "trust", "stage": "proposed"}])
    result = compare("investment_council", "it_is_the_job", "--on", "-", given=said)
    assert result.stdout.startswith("1 initiative by 2 rulesets\n")
    assert "go by investment_council: this is IT's own time" in result.stdout
    csv_text = "id,remit,stage\nR1,trust,proposed\n"
    rulesets = ("investment_council", "it_is_the_job")
    again = compare(*rulesets, "--on", "-", "--from", "csv", given=csv_text)
    assert again.stdout == result.stdout


def test_mistakes_in_several_rulesets_come_all_at_once(tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text('name = "broken"\n', encoding="utf-8")
    result = compare(str(broken), "balancd", "--on", "x.toml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean 'balanced'?" in result.stderr
    assert f"{broken}" in result.stderr


def test_one_ruleset_is_not_compared_and_no_input_is_a_mistake():
    result = on_examples(rulesets=["balanced"])
    assert (result.exit_code, result.stdout) == (2, "")
    expected = "error: found only balanced\n    expected two rulesets or more to compare\n"
    assert result.stderr == expected
    result = compare("balanced", "inseparable")
    assert result.exit_code == 2
    assert "Missing option '--on'" in result.stderr


def test_a_value_that_does_not_fit_is_reported_with_its_place(tmp_path):
    path = tmp_path / "requests.csv"
    path.write_text("id,sponsor_hours_month,energy\nR1,800,much\n", encoding="utf-8")
    result = compare("it_is_the_job", "inseparable", "--on", str(path))
    assert result.exit_code == 2
    assert f"{path}:2:2: R1: sponsor_hours_month: found 800" in result.stderr
    assert f"{path}:2:3: R1: energy: found 'much'" in result.stderr


def test_a_date_that_is_none_is_refused():
    result = on_examples("--as-of", "tomorrow")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: --as-of: found 'tomorrow' as the date\n")


def test_the_heading_has_the_date():
    assert on_examples("--as-of", "2026-11-23").stdout.startswith(
        "12 initiatives by 5 rulesets, as of 2026-11-23\n"
    )


MOVES = """
From it_is_the_job to inseparable

From            To              Requests  Which
─────────────────────────────────────────────────────
go              hold                   1  I05
conditional_go  go                     1  I01
recycle         conditional_go         1  I10
recycle         hold                   2  I08 and I12

Where they part
"""


def test_two_rulesets_are_a_table_from_what_to_what():
    text = on_examples(rulesets=STANCES[:2]).stdout
    assert MOVES in text
    found = json.loads(on_examples("--format", "json", rulesets=STANCES[:2]).stdout)
    assert found["agreement"][0]["moves"] == [
        {"from": "go", "to": "hold", "count": 1},
        {"from": "conditional_go", "to": "go", "count": 1},
        {"from": "recycle", "to": "conditional_go", "count": 1},
        {"from": "recycle", "to": "hold", "count": 2},
    ]
    same = on_examples(rulesets=["default", "default"]).stdout
    assert same.startswith("12 initiatives by 2 rulesets\nThey part on none.\n")
    assert "From " not in same


def test_only_the_requests_that_part():
    text = on_examples("--parted", rulesets=STANCES[:2]).stdout
    assert text.startswith(
        "12 initiatives by 2 rulesets\nThey part on 5 of 12. Only those are shown.\n"
    )
    assert "I04 COO" not in text
    assert "\nit_is_the_job  inseparable  7 of 12   0.38\n" in text
    found = json.loads(on_examples("--parted", "--format", "json", rulesets=STANCES[:2]).stdout)
    assert [each["id"] for each in found["initiatives"]] == ["I01", "I05", "I08", "I10", "I12"]
    assert found["agreement"][0]["compared"] == 12
    rows = on_examples("--parted", "--format", "csv", rulesets=STANCES[:2]).stdout.splitlines()
    assert len(rows) == 6


def test_a_verdict_has_one_spelling_on_a_page(monkeypatch):
    short = on_examples().stdout
    assert "go on conditions" not in short
    assert set(re.findall(".*conditional_go.*", short)) == {"go if: conditional_go"}
    monkeypatch.setenv("COLUMNS", "120")
    wide = on_examples(rulesets=STANCES[:3]).stdout
    assert "go if" not in wide
    assert "conditional_go by it_is_the_job: reshape it so that" in wide


def test_a_condition_selects_what_is_compared():
    result = on_examples("--where", "cost_k > 900", rulesets=["default", "investment_council"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("5 initiatives by 2 rulesets\n")
    result = on_examples("--where", "cost_kk > 900", rulesets=["default", "investment_council"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean 'cost_k'?" in result.stderr


def test_a_workbook_of_the_comparison(tmp_path):
    file = tmp_path / "c.xlsx"
    assert on_examples("-o", str(file), rulesets=["default", "balanced"]).exit_code == 0
    book = openpyxl.load_workbook(file)
    assert book.properties.title == "12 initiatives by 2 rulesets"
    found = {s.title: [list(row) for row in s.iter_rows(values_only=True)] for s in book}
    assert list(found) == ["verdicts", "moves", "agreement"]
    assert found["verdicts"][0] == [
        "id", "title", "parted", "verdict.default", "clause.default", "verdict.balanced",
        "clause.balanced", "words",
    ]  # fmt: skip
    assert found["verdicts"][3][:7] == [
        "I03", "CHRO: skills and internal mobility platform", "yes", "hold", "council_tie.tie",
        "recycle", "measurable.incomplete",
    ]  # fmt: skip
    assert ["default", "balanced", "kill", "hold", "I08"] in found["moves"]
    assert found["agreement"][1][:4] == ["default", "balanced", 12, 6]
