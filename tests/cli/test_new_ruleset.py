"""`evalcore new ruleset`: what it writes loads, decides and says what is a guess."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from evalcore import Evaluator
from evalcore.cli import evalcore
from evalcore.cli.new import STARTERS

PORTFOLIO = """\
Ref,Name,Approved budget (kEUR),Benefit share,Start date,Department,On track,Tags,Kind,Lead?
P1,Portal,1200.5,5%,2026-02-03,Sales,yes,a;b,x,Anna
P2,Robots,400,10%,2026-02-13,Sales,no,a,y,Bert
P3,Lake,900,,2026-03-03,IT,yes,c;d,z,
P4,Kiosk,TBD,7%,2026-02-03,IT,no,a;c,w,Dora
P5,Kiosk 2,700,7%,2026-02-03,IT,no,a;c,,Dora
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)

    def call(*words):
        return CliRunner().invoke(evalcore, words, catch_exceptions=False)

    return call


@pytest.mark.parametrize("like", STARTERS)
def test_a_starter_is_checked_and_commented(run, like):
    result = run("new", "ruleset", "ours", "--like", like)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "ours.toml\n\nNext:\n\n  evalcore check ours.toml\n"
        "  evalcore form ours.toml -o requests.xlsx\n"
    )
    assert run("check", "--strict", "ours.toml").exit_code == 0
    text = Path("ours.toml").read_text("utf-8")
    assert text.startswith("# ")
    assert max(map(len, text.splitlines())) <= 110
    assert Evaluator("ours.toml").ruleset.name == "ours"
    for field in Evaluator("ours.toml").fields.values():
        assert field.question.endswith("?")
        assert field.answered_by


@pytest.mark.parametrize(
    ("like", "request_", "verdict"),
    [
        ("rice", {"reach": 9000, "impact": 1, "confidence": 0.8, "effort": 2}, "go"),
        ("rice", {"reach": 9000, "impact": 1, "confidence": 0.4, "effort": 2}, "hold"),
        ("wsjf", {"business_value": 8, "time_criticality": 8, "risk_reduction": 5, "job_size": 3,
                  "deadline": False}, "go"),
        ("wsjf", {"deadline": True}, "go"),
        ("two-gates", {"lawful": "no"}, "kill"),
        ("two-gates", {"lawful": "yes", "owner": "CFO", "affordable": True, "contribution": 4,
                       "cost_k": 1, "benefit_k": 3}, "go"),
        ("stage-gate", {"fits_strategy": True, "sponsor_named": True, "stage": "development",
                        "spent_k": 500, "cost_k": 100}, "kill"),
        ("stage-gate", {"fits_strategy": True, "sponsor_named": True, "stage": "idea", "market": 2,
                        "advantage": 2, "feasible": 1}, "conditional_go"),
    ],
)  # fmt: skip
def test_a_starter_decides(run, like, request_, verdict):
    run("new", "ruleset", "ours", "--like", like)
    Path("r.json").write_text(json.dumps([{"id": "A", **request_}]), "utf-8")
    result = run("rank", "ours.toml", "r.json", "--format", "json")
    assert json.loads(result.stdout)["evaluations"][0]["verdict"] == verdict


def test_a_sheet_becomes_a_ruleset_and_a_mapping(run):
    Path("portfolio.csv").write_text(PORTFOLIO, "utf-8")
    result = run("new", "ruleset", "ours", "--from", "portfolio.csv")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith(
        "  evalcore rank ours.toml portfolio.csv --map ours.mapping.toml\n"
    )
    made = tomllib.loads(Path("ours.toml").read_text("utf-8"))
    assert made["fields"] == {
        "approved_budget_keur": {
            "kind": "number", "unit": "kEUR", "label": "Approved budget (kEUR)"
        },
        "benefit_share": {"kind": "number", "shown_as": "percent", "label": "Benefit share"},
        "start_date": {"kind": "date", "label": "Start date"},
        "department": {"kind": "choice", "choices": ["Sales", "IT"], "label": "Department"},
        "on_track": {"kind": "flag", "label": "On track"},
        "tags": {"kind": "set", "label": "Tags"},
        "kind": {"kind": "text", "label": "Kind"},
        "lead": {"kind": "text", "label": "Lead?"},
    }  # fmt: skip
    scores = {key: each["score"] for key, each in made["criteria"].items()}
    assert scores == {
        "approved_budget_keur_score":
            "clamp(linear(approved_budget_keur, worst=1200.5, best=400))",
        "benefit_share_score": "clamp(linear(benefit_share, worst=0.05, best=0.1))",
    }  # fmt: skip
    mapping = tomllib.loads(Path("ours.mapping.toml").read_text("utf-8"))
    assert (mapping["id"], mapping["title"]) == ("Ref", "Name")
    assert "# CHECK: less is better" in Path("ours.toml").read_text("utf-8")


def test_what_it_wrote_decides(run):
    Path("portfolio.csv").write_text(PORTFOLIO, "utf-8")
    run("new", "ruleset", "ours", "--from", "portfolio.csv")
    checked = json.loads(run("check", "ours.toml", "--format", "json").stdout)
    found = [each for file in checked["files"] for each in file["complaints"]]
    assert {each["code"] for each in found} <= {"EV305"}  # columns that no rule reads yet
    words = ("rank", "ours.toml", "portfolio.csv", "--map", "ours.mapping.toml")
    result = run(*words, "--format", "json")
    verdicts = {e["id"]: e["verdict"] for e in json.loads(result.stdout)["evaluations"]}
    assert verdicts == {"P2": "go", "P5": "hold", "P1": "hold", "P4": "recycle", "P3": "recycle"}


def test_from_a_workbook_with_names_that_clash(run):
    book = openpyxl.Workbook()
    book.active.title = "notes"
    sheet = book.create_sheet("costs")
    sheet.append(["id", "Total", "total?", 'Say "x" = 1'])
    sheet.append(["A", 1, 3, "=1+1"])
    sheet.append(["B", 2, 4, "b"])
    book.save("p.xlsx")
    result = run("new", "ruleset", "ours", "--from", "p.xlsx", "--sheet", "costs")
    assert (result.exit_code, result.stderr) == (0, "")
    made = tomllib.loads(Path("ours.toml").read_text("utf-8"))
    assert {key: each["label"] for key, each in made["fields"].items()} == {
        "field_total": "Total", "field_total_2": "total?", "say_x_1": 'Say "x" = 1'
    }  # fmt: skip
    assert tomllib.loads(Path("ours.mapping.toml").read_text("utf-8"))["sheet"] == "costs"


def test_without_numbers_there_is_still_a_rule(run):
    Path("p.csv").write_text("id,Owner\nA,Anna\nB,\n", "utf-8")
    assert run("new", "ruleset", "ours", "--from", "p.csv").exit_code == 0
    result = run("rank", "ours.toml", "p.csv", "--map", "ours.mapping.toml", "--format", "csv")
    assert "A,A,hold,true" in result.stdout
    assert "B,B,recycle,true" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ours",), "say what to start from: --like stage-gate, or --from portfolio.xlsx"),
        (("ours", "--like", "rice", "--from", "p.csv"), "say what to start from"),
        (("ours", "--like", "rice", "--sheet", "x"), "--sheet and --header-row are for --from"),
        (("my rules.toml", "--like", "rice"), "did you mean 'my_rules'?"),
        (("ours", "--like", "riec"), "'riec' is not one of"),
        (("ours", "--from", "none.csv"), "none.csv: there is no such file"),
        (("ours", "--from", "empty.csv"), "empty.csv:"),
        (("there", "--like", "rice"), "there.toml: there is something here already"),
    ],
)
def test_what_cannot_be_started(run, words, said):
    Path("there.toml").touch()
    Path("empty.csv").touch()
    result = run("new", "ruleset", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not Path("ours.toml").exists()
