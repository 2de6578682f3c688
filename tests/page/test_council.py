"""The page of a council as a file: what it holds, in which order, and that it is closed."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from evalcore import Evaluator
from evalcore.cli import evalcore as command_line
from evalcore.page.controls import scale
from evalcore.page.council import council_page
from rulesets import evaluator

ROOT = Path(__file__).parent.parent.parent
REQUESTS = ROOT / "examples" / "requests.toml"
HOSTILE = "</title></script><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}\u2028'\"&"
BALANCED = ["balanced", "default"]


class Elements(HTMLParser):
    """Every element with its attributes, and the text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.within = ""
        self.found: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": [], "title": []}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        self.within = tag
        if tag in self.texts:
            self.texts[tag].append("")

    def handle_endtag(self, tag):  # noqa: ARG002
        self.within = ""

    def handle_data(self, data):
        if self.within in self.texts:
            self.texts[self.within][-1] += data

    def having(self, **wanted: str) -> list[dict[str, str]]:
        named = {name.replace("_", "-"): value for name, value in wanted.items()}
        return [each for _, each in self.found if named.items() <= each.items()]


def written(tmp_path: Path, *words: str) -> str:
    out = tmp_path / "council.html"
    done = CliRunner().invoke(command_line, ["page", *words, "-o", str(out)])
    assert done.exit_code == 0, done.output
    return out.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> str:
    return written(tmp_path_factory.mktemp("page"), *BALANCED, str(REQUESTS))


@pytest.fixture(scope="module")
def elements(page) -> Elements:
    return Elements(page)


def test_the_policy_comes_first_and_names_what_runs_by_its_hash(page, elements):
    head = page.index("<head>") + len("<head>")
    assert page[head:].startswith('<meta http-equiv="Content-Security-Policy"')
    (policy,) = elements.having(http_equiv="Content-Security-Policy")
    parts = dict(each.split(" ", 1) for each in policy["content"].split("; "))
    _, code, behaviour = elements.texts["script"]
    assert parts["default-src"] == parts["base-uri"] == parts["form-action"] == "'none'"
    assert parts["script-src"].split() == [hashed(code), hashed(behaviour)]
    assert parts["style-src"].split() == [hashed(elements.texts["style"][0])]
    assert "unsafe" not in policy["content"]


def hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_nothing_leads_out_of_the_file(page, elements):
    assert re.findall(r"https?:|//[a-z]", page) == []
    links = [each[key] for _, each in elements.found for key in ("href", "src") if key in each]
    assert links
    assert [link for link in links if not link.startswith(("#", "data:"))] == []


def test_styles_and_handlers_are_no_attributes(elements):
    names = {name for _, each in elements.found for name in each}
    assert [name for name in names if name == "style" or name.startswith("on")] == []


def test_the_slate_has_a_row_a_request_in_the_order_of_a_ranking(elements):
    tables = elements.having(data_evalcore="slate")
    assert [each["data-ruleset"] for each in tables] == BALANCED
    rows = [each for tag, each in elements.found if tag == "tr" and "data-id" in each]
    import tomllib

    requests = tomllib.loads(REQUESTS.read_text(encoding="utf-8"))["initiatives"]
    wanted = []
    for name in BALANCED:
        for each in Evaluator(name).rank(requests):
            total = "" if each.total is None else repr(each.total)
            decided = "true" if each.decided else "false"
            wanted.append((each.id, each.verdict or "", decided, " ".join(each.possible), total))
    keys = ("data-id", "data-verdict", "data-decided", "data-possible", "data-total")
    assert [tuple(row[key] for key in keys) for row in rows] == wanted


def test_each_request_has_a_section_and_a_point_on_each_map(elements):
    ids = [f"I{n:02}" for n in range(1, 13)]
    sections = elements.having(data_evalcore="request")
    assert sorted(each["data-id"] for each in sections) == ids
    points = [each for tag, each in elements.found if tag == "path" and "data-verdict" in each]
    assert sorted(each["data-id"] for each in points) == sorted(ids * 2)


def test_sliders_start_at_the_numbers_of_the_ruleset(elements):
    sliders = elements.having(type="range")
    found = {each["data-parameter"]: each for each in sliders if "data-parameter" in each}
    own = Evaluator("default").ruleset.parameters
    assert {name: float(found[name]["value"]) for name in own} == {
        name: each.value for name, each in own.items()
    }
    weights = [each for each in sliders if "data-weight" in each]
    assert {each["data-weight"]: each["value"] for each in weights[-3:]} == {
        "fit": "3", "worth": "2", "time": "1",
    }  # fmt: skip


@pytest.mark.parametrize("value", [0, 0.6, 3, 125, 0.025, -1.5, 10_000, 1 / 3, 1e-9, 12345.678])
def test_a_scale_holds_its_number_and_has_steps_enough(value):
    found = scale(value)
    low, high = float(found.low), float(found.high)
    assert low <= value <= high
    if found.step != "any":
        step = float(found.step)
        assert (high - low) / step >= 20
        steps = (value - low) / step
        assert abs(steps - round(steps)) < 1e-6


def test_the_data_are_those_of_the_input(elements):
    data = json.loads(elements.texts["script"][0])
    assert data["format"] == "evalcore-page/1"
    assert data["as_of"] is None
    assert [each["name"] for each in data["rulesets"]] == BALANCED
    assert data["rulesets"][1]["digest"] == Evaluator("default").digest
    assert data["rulesets"][1]["weights"] == {"fit": 3, "worth": 2, "time": 1}
    assert data["initiatives"][0]["benefit_k"] == {"low": 900, "likely": 1900, "high": 2600}
    assert data["initiatives"][0]["council"]["recused"] == ["CMO"]


def test_a_table_is_embedded_as_it_was_read(tmp_path):
    text = "id,title,cost_k,council.yes\nA,One,100,withheld: secret\nB,Two,,\n"
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    page = written(tmp_path, "default", str(tmp_path / "in.csv"))
    data = json.loads(Elements(page).texts["script"][0])
    assert data["initiatives"] == [
        {"id": "A", "title": "One", "cost_k": 100, "council.yes": {"withheld": "secret"}},
        {"id": "B", "title": "Two"},
    ]


def test_hostile_texts_stay_texts():
    own = evaluator("""
        [fields]
        n = { kind = "number", question = "<b>How many?</b>" }

        [[rules]]
        id = "many"
        when = "n > 3"
        verdict = "go"
        because = "<script>alert(2)</script>"
    """)
    requests = [own.read({"id": f"{HOSTILE}1", "title": HOSTILE, "n": 4}), own.read({"id": "B"})]
    elements = Elements(council_page([own], requests))
    assert len(elements.texts["script"]) == 3
    assert [tag for tag, _ in elements.found if tag in ("img", "b")].count("img") == 0
    ids = [e["data-id"] for tag, e in elements.found if tag == "tr" and "data-id" in e]
    assert ids == [f"{HOSTILE}1", "B"]
    assert json.loads(elements.texts["script"][0])["initiatives"][0]["title"] == HOSTILE


def test_the_twelve_take_less_than_a_megabyte(page):
    assert len(page.encode()) < 1_000_000


def test_it_is_read_without_javascript(page):
    text = re.sub(r"<script.*?</script>|<style.*?</style>", "", page, flags=re.DOTALL)
    assert "too few council members were present for the vote to count" in text
    assert "Dear CMO," in text
    assert 'class="live' in text  # what needs JavaScript is not shown without it


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["default"], "name the initiatives after the rulesets: RULESET... INPUT"),
        (["default", "default", str(REQUESTS)], "two rulesets are called default"),
        (["defualt", str(REQUESTS)], "did you mean 'default'?"),
    ],
)
def test_mistakes_are_said(tmp_path, words, said):
    done = CliRunner().invoke(command_line, ["page", *words, "-o", str(tmp_path / "x.html")])
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "x.html").exists()
