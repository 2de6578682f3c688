"""`evalcore mcp`: what an assistant may ask, and that it cannot leave the folder."""

from __future__ import annotations

import asyncio
import json
import sys

import pytest
from apps import needed
from click.testing import CliRunner
from portfolio import HOUSE, REQUESTS, RULES

from evalcore import InputError, Observer, discover
from evalcore.assist.tools import Tools
from evalcore.cli import evalcore

DAY = "2026-11-23"


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / "rules"
    found.mkdir()
    plain = RULES.replace('name = "portfolio"', 'name = "mine"')
    (found / "mine.toml").write_text(plain, encoding="utf-8")
    (found / "requests.json").write_text(json.dumps(REQUESTS), encoding="utf-8")
    (tmp_path / "secret.toml").write_text(plain, encoding="utf-8")
    (tmp_path / "secret.json").write_text(json.dumps(REQUESTS), encoding="utf-8")
    return found


@pytest.fixture
def tools(folder):
    import house

    return Tools(folder, discover(extra=[house]))


@pytest.mark.shipped
def test_requests_are_ranked(tools):
    given = tools.evaluate("mine.toml", file="requests.json")
    assert [each["id"] for each in given["evaluations"]] == ["R1", "R3", "R2", "R4"]
    assert tools.evaluate("mine.toml", requests=REQUESTS) == given
    assert given["ruleset"]["name"] == "mine"
    found = tools.evaluate("balanced", requests=[{"id": "A"}], as_of=DAY)
    assert found["evaluations"][0]["verdict"] == "recycle"


def test_reasons_changes_and_questions(tools):
    found = tools.explain("mine.toml", REQUESTS[0])
    assert found["text"].startswith("R1 Self-service portal: go, total 0.76")
    assert found["reason"]["parts"]
    assert tools.what_would_change("mine.toml", REQUESTS[1], "go")["found"]
    asked = tools.next_question("mine.toml", REQUESTS[3])
    assert asked["question"]["key"] == "fit"
    assert asked["possible"] == ["go", "kill"]
    assert tools.next_question("mine.toml", REQUESTS[0])["question"] is None


@pytest.mark.shipped
def test_rulesets_are_compared(tools):
    requests = [{"id": "A", "title": "T", "cost_k": 3}]
    found = tools.compare(["balanced", "default"], requests=requests, as_of=DAY)
    assert json.dumps(found)
    assert tools.rulesets()["files"] == ["mine.toml"]
    assert "balanced" in tools.rulesets()["installed"]


@pytest.mark.parametrize(
    "name", ["../secret.toml", "/etc/passwd", "mine.toml/../../secret.toml", "a\0b", "link.toml"]
)
def test_no_path_leads_out_of_the_folder(tools, folder, name):
    (folder / "link.toml").symlink_to(folder.parent / "secret.toml")
    with pytest.raises(InputError, match="is not in the folder"):
        tools.evaluate(name, requests=REQUESTS)
    with pytest.raises(InputError, match="is not in the folder"):
        tools.evaluate("mine.toml", file=name)


TABLE = """
name = "sly"
version = "1"
verdicts = ["go", "hold"]
[fields.phase]
kind = "choice"
choices = ["idea", "pilot"]
[tables.t]
hit = "first"
file = "{}"
[[rules]]
id = "by"
table = "t"
[default]
verdict = "hold"
"""


@pytest.mark.parametrize("name", ["x" * 300, "x" * 100_000, "a/" * 3000 + "b.toml"])
def test_a_name_that_no_file_can_have_is_a_complaint(tools, name):
    with pytest.raises(InputError, match="cannot be looked at"):
        tools.evaluate(name, requests=[{"id": "A"}])


@pytest.mark.shipped  # a table in CSV needs the plugin that reads it
@pytest.mark.parametrize("content", ["phase,=> t\nidea,go\n", "phase,=> t\nsecret,go\n"])
def test_a_table_outside_is_refused_and_nothing_of_it_is_said(tools, folder, content):
    (folder.parent / "secret.csv").write_text(content, encoding="utf-8")
    for file in ("../secret.csv", str(folder.parent / "secret.csv")):
        (folder / "sly.toml").write_text(TABLE.format(file), encoding="utf-8")
        with pytest.raises(InputError, match="is not in the folder") as caught:
            tools.evaluate("sly.toml", requests=[{"id": "A"}])
        assert "idea" not in str(caught.value)
        assert "'secret'" not in str(caught.value)
    (folder / "own.csv").write_text("phase,=> t\nidea,go\n", encoding="utf-8")
    (folder / "sly.toml").write_text(TABLE.format("own.csv"), encoding="utf-8")
    found = tools.evaluate("sly.toml", requests=[{"id": "A", "phase": "idea"}])
    assert found["evaluations"][0]["verdict"] == "go"


def test_no_observer_hears_what_an_assistant_asks(folder):
    import house

    heard = []
    watching = Tools(folder, discover(extra=[house, Observer("ears", heard.append)]))
    watching.evaluate("mine.toml", requests=REQUESTS)
    watching.compare(["mine.toml", "mine.toml"], requests=REQUESTS)
    watching.explain("mine.toml", REQUESTS[0])
    watching.what_would_change("mine.toml", REQUESTS[1], "go")
    watching.next_question("mine.toml", REQUESTS[3])
    assert heard == []


def test_a_ruleset_that_extends_one_outside_is_refused(tools, folder):
    (folder / "sly.toml").write_text('name = "sly"\nversion = "1"\nextends = "../secret.toml"\n')
    with pytest.raises(InputError, match="is not in the folder"):
        tools.evaluate("sly.toml", requests=REQUESTS)


def test_what_is_asked_wrongly(tools):
    with pytest.raises(InputError, match=r"there is no file 'mien\.toml' in the folder"):
        tools.evaluate("mien.toml", requests=REQUESTS)
    with pytest.raises(InputError, match="found no requests\n    expected either requests"):
        tools.evaluate("mine.toml")
    with pytest.raises(InputError, match="found both"):
        tools.evaluate("mine.toml", requests=REQUESTS, file="requests.json")
    with pytest.raises(InputError, match="found 1001 requests\n    expected at most 1000"):
        tools.evaluate("mine.toml", requests=[{"id": str(n)} for n in range(1001)])


def test_over_the_protocol(folder):
    mcp = needed("mcp")
    words = ["-m", "evalcore", "mcp", str(folder), "--plugins-dir", str(HOUSE.parent)]
    (folder / "house.py").write_text(HOUSE.read_text(encoding="utf-8"), encoding="utf-8")
    words[-1] = str(folder)
    server = mcp.StdioServerParameters(command=sys.executable, args=words)

    async def asked():
        async with mcp.Client(server) as client:
            tools = (await client.list_tools()).tools
            good = await client.call_tool(
                "evaluate", {"ruleset": "mine.toml", "requests": REQUESTS}
            )
            bad = await client.call_tool("evaluate", {"ruleset": "../secret.toml", "requests": []})
            return tools, good, bad

    tools, good, bad = asyncio.run(asked())
    assert {each.name for each in tools} == {
        "rulesets", "evaluate", "explain", "what_would_change", "next_question", "compare",
    }  # fmt: skip
    assert all(each.annotations.read_only_hint for each in tools)
    assert good.structured_content["evaluations"][0]["verdict"] == "go"
    assert bad.is_error
    assert "is not in the folder" in bad.content[0].text


def test_a_folder_that_is_none():
    result = CliRunner().invoke(evalcore, ["mcp", "nowhere"])
    assert result.exit_code == 2
    assert "nowhere: this is no folder" in result.stderr
