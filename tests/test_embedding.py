"""Evalcore in somebody's app: the page about it, and its examples, run."""

from __future__ import annotations

import json
import re
import runpy
import sys
from pathlib import Path
from types import ModuleType

import pytest
from apps import needed

pytestmark = pytest.mark.shipped

ROOT = Path(__file__).parent.parent
APP = ROOT / "examples" / "app"
PAGE = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_every_block_of_the_page_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in re.findall(r"`(\w+\.toml)`:\n\n```toml\n(.*?)```", PAGE, re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    page = ModuleType("page")
    monkeypatch.setitem(sys.modules, "page", page)
    assert len(BLOCKS) >= 8
    for code in BLOCKS:
        exec(compile(code, "embedding.md", "exec"), page.__dict__)  # noqa: S102 - our own page


def test_the_service():
    testclient = needed("fastapi.testclient")
    service = runpy.run_path(str(APP / "service.py"))
    client = testclient.TestClient(service["app"])
    found = client.post("/evaluations", json={"id": "A", "cost_k": 3})
    assert found.status_code == 200
    assert found.json()["verdict"] == "recycle"
    assert found.json()["ruleset"] == client.get("/ruleset").json()
    wrong = client.post("/evaluations", json={"id": "A", "cost_k": -3, "stage": "x"})
    assert wrong.status_code == 422
    assert [each["path"] for each in wrong.json()["complaints"]] == [["stage"], ["cost_k"]]
    strange = client.post("/evaluations", json={"id": "A", "cots_k": 3})
    assert strange.json()["complaints"][0]["did_you_mean"] == ["cost_k"]
    body = client.get("/openapi.json").json()["paths"]["/evaluations"]["post"]["requestBody"]
    schema = body["content"]["application/json"]["schema"]
    assert set(service["EVALUATOR"].fields) <= set(schema["properties"])
    assert "$ref" not in json.dumps(schema)


def test_the_cells_of_a_notebook(capsys):
    needed("pandas")
    names = runpy.run_path(str(APP / "notebook.py"))
    assert list(names["verdicts"]["id"]) == ["I01", "I02"]
    assert "strategic_contribution" in names["verdicts"]["missing"][1]
    assert names["listing"]._repr_html_().count("<tr>") >= 2
    assert capsys.readouterr().out.startswith("I01 Self-service portal: ")


def test_objects_of_an_orm(capsys):
    runpy.run_path(str(APP / "models.py"), run_name="__main__")
    assert capsys.readouterr().out.splitlines() == [
        "<Evaluation 1: go, by owned> []",
        "<Evaluation 2: undecided, hold for now> ['cost_k']",
        "<Evaluation 3: hold, by default> []",
    ]


def test_the_job_of_the_night(tmp_path, monkeypatch, caplog):
    source, target = tmp_path / "requests.json", tmp_path / "verdicts.jsonl"
    main = runpy.run_path(str(APP / "nightly.py"))["main"]
    source.write_text(json.dumps([{"id": "A"}, {"id": "B", "cost_k": "much"}]), encoding="utf-8")
    assert main("balanced", str(source), str(target)) == 1
    (line,) = map(json.loads, target.read_text(encoding="utf-8").splitlines())
    assert (line["id"], line["verdict"], line["decided"]) == ("A", "recycle", False)
    assert "row 2 is refused: B: cost_k: found 'much'" in caplog.text
    target.write_text('{"id": "A", "verdict": "go"}\n', encoding="utf-8")
    source.write_text(json.dumps([{"id": "A"}]), encoding="utf-8")
    assert main("balanced", str(source), str(target)) == 0
    assert "A: recycle, before go" in caplog.text
    assert sorted(each.name for each in tmp_path.iterdir()) == ["requests.json", "verdicts.jsonl"]
