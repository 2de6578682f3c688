"""The page in Chromium: what a reader does with a mouse or a keyboard, and what follows."""

from __future__ import annotations

import base64
import json
import re
import tomllib
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner

from page.browser import browser, complaints, needed, opened, saved, text, violations

needed()

from javascript import TODAY, Drawing, differences, expected  # noqa: E402

from evalcore import Evaluator  # noqa: E402
from evalcore.cli import evalcore as command_line  # noqa: E402
from evalcore.page.council import council_page  # noqa: E402
from rulesets import evaluator  # noqa: E402

ROOT = Path(__file__).parent.parent.parent
REQUESTS = tomllib.loads((ROOT / "examples/requests.toml").read_text(encoding="utf-8"))
ROWS = """
    const table = document.querySelector(`table[data-ruleset="${arguments[0]}"]`);
    return [...table.tBodies[0].rows].map((e) =>
        [e.dataset.id, e.dataset.verdict, e.dataset.decided, e.dataset.possible,
         e.dataset.total === "" ? null : Number(e.dataset.total)])
"""
SLIDE = """
    const section = document.querySelector(`section[data-ruleset="${arguments[0]}"]`);
    const slider = section.querySelector(`input[${arguments[1]}]`);
    slider.value = arguments[2];
    slider.dispatchEvent(new Event("input"));
    return slider.valueAsNumber;
"""

FOCUSED = """
    const e = document.activeElement, said = e.dataset;
    return said.parameter || said.weight || said.evalcore || said.filter || said.axis || e.tagName;
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("page") / "council.html"
    words = ["page", "default", "strategy_and_discipline", str(ROOT / "examples/requests.toml")]
    assert CliRunner().invoke(command_line, [*words, "-o", str(out)]).exit_code == 0
    return out


@pytest.fixture(scope="module")
def driver():
    with browser() as found:
        yield found


def slide(driver, ruleset: str, which: str, value: float) -> None:
    assert driver.execute_script(SLIDE, ruleset, which, str(value)) == value
    assert driver.execute_script("return document.documentElement.dataset.evalcore") == "ready"


def rows(driver, ruleset: str = "default") -> list[list[object]]:
    found: list[list[object]] = driver.execute_script(ROWS, ruleset)
    return found


def changed(name: str, weights: dict[str, float], parameters: dict[str, float]) -> Evaluator:
    own = Evaluator(name).ruleset
    criteria = tuple(attrs.evolve(e, weight=weights.get(e.id, e.weight)) for e in own.criteria)
    moved = {
        k: attrs.evolve(e, value=parameters.get(k, e.value)) for k, e in own.parameters.items()
    }
    return Evaluator(attrs.evolve(own, criteria=criteria, parameters=moved))


def ranked(own: Evaluator) -> list[list[object]]:
    found = own.rank(REQUESTS["initiatives"])
    assert all(each.decided for each in found)
    return [[e.id, e.verdict, "true", " ".join(e.possible), e.total] for e in found]


def test_nothing_is_asked_of_anybody_and_nothing_is_complained_about(driver, page):
    opened(driver, page)
    asked = "return performance.getEntriesByType('resource').map((e) => e.name)"
    assert driver.execute_script(asked) == []
    assert complaints(driver) == []


def test_the_slate_follows_a_slider_as_evaluate_would(driver, page):
    opened(driver, page)
    before = rows(driver)
    assert before == ranked(Evaluator("default"))
    slide(driver, "default", "data-parameter=go_from", 0.5)
    assert rows(driver) == ranked(changed("default", {}, {"go_from": 0.5}))
    slide(driver, "default", "data-weight=fit", 0.5)
    weights = {"fit": 0.5}
    assert rows(driver) == ranked(changed("default", weights, {"go_from": 0.5}))
    points = """
        const map = document.querySelector("svg[data-evalcore=map]");
        return [...map.querySelectorAll("[data-id]")].map((e) => [e.dataset.id, e.dataset.verdict]);
    """
    assert sorted(driver.execute_script(points)) == sorted([e[0], e[1]] for e in rows(driver))
    assert complaints(driver) == []


def test_a_line_says_what_moved_and_through_which_clause(driver, page):
    opened(driver, page)
    assert text(driver, "moved") == "Nothing was moved yet."
    slide(driver, "default", "data-parameter=go_from", 0.58)
    wanted = "1 moved. I11 by default: conditional go \u2192 go, through worthy."
    assert text(driver, "moved") == wanted
    slide(driver, "default", "data-parameter=go_from", 0.6)
    assert text(driver, "moved") == "Nothing was moved yet."


def test_the_way_back_and_the_link_that_holds_a_scenario(driver, page):
    opened(driver, page)
    before = rows(driver)
    slide(driver, "default", "data-parameter=go_from", 0.5)
    moved = rows(driver)
    link = driver.execute_script("return document.querySelector('[data-evalcore=share]').hash")
    driver.find_element("css selector", "[data-evalcore=reset]").click()
    assert rows(driver) == before
    assert text(driver, "moved") == "Nothing was moved yet."
    opened(driver, page, link)
    assert rows(driver) == moved
    value = "return document.querySelector('input[data-parameter=go_from]').value"
    assert driver.execute_script(value) == "0.5"


def test_thresholds_in_the_wrong_order_are_said_and_not_refused(driver, page):
    opened(driver, page)
    slide(driver, "default", "data-parameter=conditional_from", 0.7)
    wanted = "conditional_from is not below go_from: the rule worthy_on_condition can never speak"
    assert wanted in text(driver, "wrong")
    slide(driver, "default", "data-parameter=conditional_from", 0.4)
    assert text(driver, "wrong") == ""
    slide(driver, "default", "data-parameter=aligned_from", 0)
    assert "nothing is below aligned_from: the rule aligned can never speak" in text(
        driver, "wrong"
    )


def test_what_a_request_says_can_be_changed(driver, page):
    opened(driver, page)
    edit = """
        const form = document.querySelector("form[data-evalcore=form]");
        const put = (entry, value) => {
            entry.value = value;
            entry.dispatchEvent(new Event("input", { bubbles: true }));
        };
        put(form.querySelector("[data-part=request]"), "I06");
        put(form.querySelector(`[data-field="${arguments[0]}"]`), arguments[1]);
    """
    before = {e[0]: e[1] for e in rows(driver)}
    assert before["I06"] == "refer"
    for name, value in (
        ("council.present", "8"),
        ("council.yes", "7"),
        ("council.no", "0"),
        ("council.abstain", "0"),
    ):
        driver.execute_script(edit, name, value)
    now = {e[0]: e[1] for e in rows(driver)}
    assert now == {**before, "I06": "go"}
    driver.execute_script(edit, "council.yes", "-1")
    assert "council.yes" in text(driver, "refused")
    driver.execute_script(edit, "council.yes", "7")
    assert text(driver, "refused") == ""


def test_records_can_be_changed_one_cell_at_a_time(driver, page):
    opened(driver, page)
    edit = """
        const form = document.querySelector("form[data-evalcore=form]");
        const put = (entry, value) => {
            if (entry.type === "checkbox") entry.checked = value;
            else entry.value = value;
            entry.dispatchEvent(new Event("input", { bubbles: true }));
        };
        put(form.querySelector("[data-part=request]"), "I04");
        for (const [which, value] of arguments[0]) put(form.querySelector(which), value);
        return JSON.parse(decodeURIComponent(
            document.querySelector("[data-evalcore=share]").hash.slice("#scenario=".length))).requests;
    """
    said = next(each for each in REQUESTS["initiatives"] if each["id"] == "I04")["outcomes"]
    found = driver.execute_script(edit, [['[data-field="outcomes.1.owner"]', "Ada"]])
    assert found["I04"]["outcomes"][0] == {
        **json.loads(json.dumps(said[0], default=str)),
        "owner": "Ada",
    }
    assert len(found["I04"]["outcomes"]) == len(said)
    assert text(driver, "refused") == ""
    found = driver.execute_script(edit, [['[data-none="outcomes"]', True]])
    assert found["I04"]["outcomes"] == []
    assert "I04 by strategy_and_discipline" in text(driver, "moved")


OPEN = """
    const make = document.createElement.bind(document);
    document.createElement = (name) => {
        const made = make(name);
        made.click = () => {
            const file = new File([arguments[0]], "scenario.json");
            Object.defineProperty(made, "files", { value: [file] });
            made.dispatchEvent(new Event("change"));
        };
        return made;
    };
    document.querySelector("[data-evalcore=open]").click();
    document.createElement = make;
"""


def open_file(driver, held: str) -> None:
    driver.execute_script(OPEN, held)
    assert driver.execute_async_script("setTimeout(arguments[0], 200)") is None


@pytest.mark.parametrize(
    "held",
    [
        "",
        "no JSON",
        "[1",
        "null",
        "3",
        "[]",
        '{"settings": {"default": 3}}',
        '{"settings": {"default": {"weights": [1]}}}',
        '{"settings": null}',
        '{"requests": {"I01": "go"}}',
    ],
)
def test_a_file_that_holds_no_scenario_changes_nothing(driver, page, held):
    opened(driver, page)
    before = rows(driver)
    open_file(driver, held)
    assert rows(driver) == before
    assert text(driver, "moved") == "Nothing was moved yet."
    assert text(driver, "refused").startswith("This holds no scenario: save one with this page")
    assert complaints(driver) == []


def test_what_no_ruleset_has_is_left_out_of_a_scenario_and_said(driver, page):
    opened(driver, page)
    slide(driver, "default", "data-parameter=go_from", 0.5)
    moved = rows(driver)
    own = {"weights": {"worth": -1, "fun": 2}, "parameters": {"go_from": 0.5, "toString": 1}}
    gone = {"weights": {}, "parameters": {"enough": 0.6}}
    opened(driver, page)
    open_file(driver, json.dumps({"settings": {"default": own, "gone": gone}}))
    assert rows(driver) == moved
    assert text(driver, "refused") == (
        "left out of the scenario, as no ruleset here has it or may have such a value: "
        "default.weights.worth, default.weights.fun, default.parameters.toString, "
        "gone.parameters.enough"
    )
    slide(driver, "default", "data-parameter=go_from", 0.6)
    assert text(driver, "refused") == ""
    assert driver.execute_script("return document.documentElement.dataset.evalcore") == "ready"
    assert complaints(driver) == []


def test_a_scenario_is_saved_as_a_file_and_opened(driver, page):
    opened(driver, page)
    slide(driver, "default", "data-parameter=go_from", 0.5)
    moved = rows(driver)
    saved_ = saved(driver, "save")
    driver.find_element("css selector", "[data-evalcore=reset]").click()
    assert rows(driver) != moved
    open_file(driver, saved_)
    assert rows(driver) == moved


def test_rows_are_grouped_under_lines_of_their_own(driver, page):
    opened(driver, page)
    before = [each[0] for each in rows(driver)]
    group = """
        const entry = document.querySelector("section[data-ruleset=default] [data-filter=group]");
        entry.value = arguments[0];
        entry.dispatchEvent(new Event("input", { bubbles: true }));
        const body = document.querySelector("table[data-ruleset=default]").tBodies[0];
        return [...body.rows].map((e) => e.dataset.id || e.textContent);
    """
    found = driver.execute_script(group, "verdict")
    assert found[:5] == ["go: 3", "I01", "I04", "I09", "conditional go: 2"]
    assert [each for each in found if ":" not in each] == before
    found = driver.execute_script(group, "field.stage")
    assert [each for each in found if ":" in each] == ["in_flight: 2", "pre_case: 1", "proposed: 9"]
    slide(driver, "default", "data-parameter=go_from", 0.5)
    found = driver.execute_script(group, "")
    assert [each for each in found if ":" in each] == []


def test_a_request_tells_what_moved_and_folds_away_what_was(driver, page):
    opened(driver, page)
    slide(driver, "default", "data-parameter=go_from", 0.58)
    look = """
        const section = document.querySelector("section[data-id=I11]");
        section.scrollIntoView();
        const done = arguments[0];
        setTimeout(() => {
            const part = section.querySelector("[data-ruleset=default]");
            const asked = [...part.querySelector("tr[data-rule=worthy]").cells];
            done([part.querySelector(".chip").textContent, part.querySelector("details").open,
                  part.querySelector(".stood").hidden, ...asked.map((e) => e.textContent)]);
        }, 300);
    """
    because = "Approved, and worth it: strategy, money and time taken together."
    words = "The total, 0.59, is at least 0.58 (the total from which an initiative goes ahead)."
    asked = ["worthy", "applies", f"{because} {words}"]
    assert driver.execute_async_script(look) == ["go", False, False, *asked]


def test_everything_can_be_reached_and_moved_by_keyboard(driver, page):
    from selenium.webdriver.common.keys import Keys

    opened(driver, page)
    seen = set()
    for _ in range(80):
        driver.switch_to.active_element.send_keys(Keys.TAB)
        seen.add(name := driver.execute_script(FOCUSED))
        if name == "go_from":
            driver.switch_to.active_element.send_keys(Keys.ARROW_LEFT * 3)
    assert {"reset", "share", "verdict", "text", "order", "go_from", "fit", "x", "y", "A"} <= seen
    assert "moved. I11 by default" in text(driver, "moved")


def test_rows_are_filtered_and_put_in_another_order(driver, page):
    opened(driver, page)
    choose = """
        const section = document.querySelector("section[data-ruleset=default]");
        const entry = section.querySelector(`[data-filter=${arguments[0]}]`);
        entry.value = arguments[1];
        entry.dispatchEvent(new Event("input", { bubbles: true }));
        const rows = [...section.querySelectorAll("table.slate tbody tr")];
        return rows.filter((e) => !e.hidden).map((e) => e.dataset.id);
    """
    assert driver.execute_script(choose, "verdict", "go") == ["I01", "I04", "I09"]
    assert driver.execute_script(choose, "order", "money") == ["I04", "I09", "I01"]
    assert driver.execute_script(choose, "text", "robot") == ["I04"]


@pytest.mark.parametrize(
    ("width", "dark"), [(1440, False), (1440, True), (320, False)], ids=["light", "dark", "narrow"]
)
def test_it_breaks_no_rule_of_accessibility_and_is_not_wider_than_its_window(page, width, dark):
    with browser(width, dark=dark) as found:
        opened(found, page)
        wide = "return document.documentElement.scrollWidth"
        assert found.execute_script(wide) <= width
        assert violations(found) == []
        assert found.execute_script(wide) <= width


def test_it_prints_the_slate_first_and_then_a_page_a_request(driver, page):
    opened(driver, page)
    printed = driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    pages = len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(printed["data"])))
    assert 13 <= pages <= 60


def test_hostile_texts_do_nothing(driver, tmp_path):
    hostile = "</script><img src=x onerror=document.title='taken'><svg onload=alert(1)>"
    own = evaluator(f"""
        [fields]
        n = {{ kind = "number", question = "{hostile}" }}

        [parameters]
        enough = {{ value = 3, about = "{hostile}" }}

        [[rules]]
        id = "many"
        when = "n > enough"
        verdict = "go"
        because = "{hostile}"
    """)
    said = [own.read({"id": hostile, "title": hostile, "n": 4})]
    (tmp_path / "page.html").write_text(council_page([own], said), encoding="utf-8")
    opened(driver, tmp_path / "page.html")
    slide(driver, "small", "data-parameter=enough", 4)
    assert rows(driver, "small")[0][:2] == [hostile, "hold"]
    assert driver.execute_script("return document.querySelectorAll('main img').length") == 0
    assert driver.title == "1 request by small"
    assert complaints(driver) == []


@pytest.mark.parametrize("name", ["balanced", "investment_council"])
def test_chromium_comes_to_the_same_as_cpython(driver, name, tmp_path):
    own = Evaluator(name)
    drawing = Drawing(own, "chromium")
    requests = [drawing.request(f"R{n}") for n in range(200)]
    (tmp_path / "page.html").write_text(council_page([own], [], as_of=TODAY), encoding="utf-8")
    opened(driver, tmp_path / "page.html")
    ask = """
        return JSON.parse(arguments[0]).map((request) => {
            try {
                return evalcore.evaluate(request);
            } catch (error) {
                return { refused: error.message };
            }
        })
    """
    found = driver.execute_script(ask, json.dumps(requests))
    pairs = zip(requests, found, strict=True)
    assert [d for request, e in pairs for d in differences(expected(own, request), e)] == []


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("together") / "council.html"
    examples = ROOT / "examples"
    words = ["page", "balanced", str(examples / "requests.toml")]
    words += ["--portfolio", str(examples / "portfolio.toml"), "-o", str(out)]
    assert CliRunner().invoke(command_line, words).exit_code == 0
    return out


def test_a_slider_for_hours_shows_who_is_chosen_with_so_many(driver, portfolio):
    opened(driver, portfolio)
    before = rows(driver, "balanced")
    left = "return [...document.querySelectorAll('[data-left]')].map((e) => e.textContent)"
    assert driver.execute_script(left)[0] == "8 more than the 20 there are"
    move = """
        const slider = document.querySelector("input[data-frontier=my_hours]");
        slider.value = arguments[0];
        slider.dispatchEvent(new Event("input"));
        const chosen = [...document.querySelectorAll("table.slate tr[data-chosen]")];
        return chosen.map((e) => e.dataset.id).sort();
    """
    assert driver.execute_script(move, "9") == ["I02", "I09", "I11"]
    assert "With 11.875 h/month, as the requests stood: worth 1.9" in text(driver, "together")
    assert len(driver.execute_script(move, "23")) > 3
    assert rows(driver, "balanced") == before
    assert complaints(driver) == []


def test_the_page_with_a_portfolio_breaks_no_rule_and_leads_nowhere(portfolio):
    assert "http" not in portfolio.read_text(encoding="utf-8").replace("http-equiv", "")
    with browser(320, dark=True) as found:
        opened(found, portfolio)
        assert found.execute_script("return document.documentElement.scrollWidth") <= 320
        assert violations(found) == []
