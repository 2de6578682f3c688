"""The README's own code: saved and run as a reader would, word for word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evalcore import Evaluator, discover, load_initiatives

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def block(language: str, containing: str) -> str:
    found = [
        text
        for text in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
        if containing in text
    ]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "rules.toml").write_text(block("toml", "[default]"), encoding="utf-8")
    (tmp_path / "requests.csv").write_text(block("text", "R1,"), encoding="utf-8")
    (tmp_path / "policies").mkdir()
    policy = block("python", "@criterion")
    (tmp_path / "policies" / "openness.py").write_text(policy, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_first_ruleset_decides_as_the_text_says(folder):
    evaluator = Evaluator("rules.toml")
    evaluations = evaluator.rank(load_initiatives(evaluator, "requests.csv").initiatives)
    assert [(each.id, each.verdict, each.decided) for each in evaluations] == [
        ("R1", "go", True),
        ("R2", "kill", True),
        ("R3", "recycle", False),
    ]
    assert [each.field for each in evaluations[2].missing] == ["benefit_k"]
    assert evaluator.warnings == []


def test_the_first_policy_is_an_ordinary_function_and_a_criterion(folder):
    names: dict[str, object] = {"__name__": "openness"}
    exec(block("python", "@criterion"), names)  # noqa: S102 - the README's own code
    assert names["openness"](2, wanted=4) == 0.5
    rules = Path("rules.toml").read_text(encoding="utf-8")
    Path("with_policy.toml").write_text(
        rules.replace(
            "[criteria.time]",
            '[criteria.openness]\npolicy = "openness"\nweight = 1\n\n[criteria.time]',
        ),
        encoding="utf-8",
    )
    evaluator = Evaluator("with_policy.toml", plugins=discover(folder="policies"))
    request = {"id": "R1", "cost_k": 400, "benefit_k": 900, "sponsor_hours_month": 6, "energy": 1}
    scores = {
        each.id: each.score for each in evaluator.evaluate({**request, "culture": 2}).criteria
    }
    assert scores["openness"] == pytest.approx(2 / 3)


def test_the_policy_fits_in_twelve_lines():
    lines = block("python", "@criterion").splitlines()
    assert len([line for line in lines if line.strip()]) <= 12


def test_embedding_takes_four_lines(folder, capsys):
    code = block("python", "Evaluator(")
    assert len([line for line in code.splitlines() if line.strip()]) == 4
    exec(code, {})  # noqa: S102 - the README's own code
    assert capsys.readouterr().out.startswith("go ")
