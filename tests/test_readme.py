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


def test_the_first_policy_joins_the_ruleset_by_three_lines(folder):
    added = block("toml", 'policy = "openness"')
    assert len(added.splitlines()) == 3
    rules = Path("rules.toml").read_text(encoding="utf-8")
    Path("open.toml").write_text(f"{rules}\n{added}", encoding="utf-8")
    evaluator = Evaluator("open.toml", plugins=discover(folder="policies"))
    evaluations = evaluator.rank(load_initiatives(evaluator, "requests.csv").initiatives)
    found = [(each.id, each.verdict, [m.field for m in each.missing]) for each in evaluations]
    assert found == [
        ("R2", "kill", []),
        ("R1", "recycle", ["culture"]),
        ("R3", "recycle", ["benefit_k", "culture"]),
    ]
    assert evaluations[1].possible == ("go", "hold")
    head, *rows = Path("requests.csv").read_text(encoding="utf-8").splitlines()
    for culture, verdict in ((3, "go"), (0, "hold")):
        text = f"{head},culture\n{rows[0]},{culture}\n"
        Path("answered.csv").write_text(text, encoding="utf-8")
        loaded = load_initiatives(evaluator, "answered.csv")
        assert evaluator.evaluate(loaded.initiatives[0]).verdict == verdict


def test_the_list_of_pages_is_complete():
    root = Path(__file__).parent.parent
    pages = [*root.glob("docs/*.md"), root / "docs" / "stances" / "README.md"]
    listed = README.partition("## Documentation")[2].partition("\n## ")[0]
    assert [
        each.name for each in pages if f"({each.relative_to(root).as_posix()})" not in listed
    ] == []


def test_the_policy_fits_in_twelve_lines():
    lines = block("python", "@criterion").splitlines()
    assert len([line for line in lines if line.strip()]) <= 12


def test_embedding_takes_four_lines(folder, capsys):
    code = block("python", "Evaluator(")
    assert len([line for line in code.splitlines() if line.strip()]) == 4
    exec(code, {})  # noqa: S102 - the README's own code
    assert capsys.readouterr().out.startswith("go ")
