"""The sponsor's form in Chromium: what it says while it is filled in, and what it saves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from page.browser import browser, needed, opened, saved, text, violations

needed()

from evalcore.cli import evalcore as command_line  # noqa: E402


@pytest.fixture(scope="module")
def driver():
    with browser() as found:
        yield found


FILL = """
    const entries = [...document.querySelectorAll(`[data-field="${arguments[0]}"]`)];
    const chosen = entries.filter((e) => !e.dataset.step || e.dataset.step === arguments[2]);
    const entry = chosen.find((e) => e.type !== "checkbox" || e.value === arguments[1]);
    if (entry.type === "checkbox") entry.checked = true;
    else entry.value = arguments[1];
    entry.dispatchEvent(new Event("input", { bubbles: true }));
"""
SAID = {
    "cost_k": "900",
    "benefit_k": ("900", "1900", "2600"),
    "goals": "grow-digital-revenue; operating-efficiency",
    "sponsor_hours_month": "4",
    "energy": "1",
    "council.yes": "4",
    "council.no": "3",
    "council.present": "7",
}


def filled(driver, said: dict[str, object]) -> None:
    for name, value in said.items():
        if isinstance(value, tuple):
            for step, each in zip(("low", "likely", "high"), value, strict=True):
                driver.execute_script(FILL, name, each, step)
        else:
            driver.execute_script(FILL, name, value, "likely")


def lines(driver, name: str) -> list[str]:
    items = f"return [...document.querySelectorAll('[data-evalcore={name}] li')]"
    return driver.execute_script(f"{items}.map((e) => e.textContent)")


@pytest.fixture(scope="module")
def form(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("form") / "request.html"
    words = ["page", "default", "--for", "sponsor", "-o", str(out)]
    assert CliRunner().invoke(command_line, words).exit_code == 0
    return out


def test_a_sponsor_sees_what_a_request_would_get_while_filling_it_in(driver, form):
    opened(driver, form)
    assert "Which of the organisation's goals does it advance?" in lines(driver, "missing")[0]
    assert lines(driver, "changes") == ["First of all somebody should say what is missing."]
    filled(driver, SAID)
    assert text(driver, "result").startswith("go")
    assert lines(driver, "missing") == ["Nothing more is needed for this verdict."]
    filled(driver, {"goals": "operating-efficiency"})
    assert text(driver, "result").startswith("conditional go")
    told = lines(driver, "changes")
    assert len(told) == 2
    assert told == [
        "cost 675.5 kEUR instead of 900 (finance): go",
        "benefit 2,532 kEUR instead of 1,900 (sponsor): go",
    ]
    filled(driver, {"cost_k": "0"})
    assert "cost_k: found 0" in text(driver, "refused")


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_what_a_sponsor_saves_is_read_as_it_was_said(driver, form, tmp_path, suffix):
    opened(driver, form)
    filled(driver, SAID)
    path = tmp_path / f"request.{suffix}"
    path.write_text(saved(driver, f"save-{suffix}"), encoding="utf-8", newline="")
    words = ["evaluate", "default", str(path), "--format", "json"]
    done = CliRunner().invoke(command_line, words)
    assert done.exit_code == 0, done.output
    (found,) = json.loads(done.stdout)["evaluations"]
    assert (found["id"], found["verdict"], found["missing"]) == ("R1", "go", [])
    assert found["input"]["benefit_k"] == {"low": 900, "likely": 1900, "high": 2600}
    assert found["input"]["goals"] == ["grow-digital-revenue", "operating-efficiency"]


ODD = {
    "title": """=HYPERLINK("x"), 'a' & <b>; Z\u00fcrich \u05d0""",
    "outcomes.1.name": '"quoted", with a comma',
    "outcomes.1.owner": "=1+1",
    "outcomes.1.metric": "a;b",
    "outcomes.2.owner": "\u00c5sa O'Neill",
}


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_odd_texts_come_back_as_they_were_typed(driver, tmp_path, suffix):
    out = tmp_path / "form.html"
    words = ["page", "balanced", "--for", "sponsor", "-o", str(out)]
    assert CliRunner().invoke(command_line, words).exit_code == 0
    opened(driver, out)
    own = """
        const title = document.querySelector("[data-own=title]");
        title.value = arguments[0];
        title.dispatchEvent(new Event("input", { bubbles: true }));
    """
    driver.execute_script(own, ODD["title"])
    filled(driver, {name: value for name, value in ODD.items() if name != "title"})
    path = tmp_path / f"request.{suffix}"
    path.write_text(saved(driver, f"save-{suffix}"), encoding="utf-8", newline="")
    words = ["evaluate", "balanced", str(path), "--format", "json"]
    done = CliRunner().invoke(command_line, words)
    assert done.exit_code == 0, done.output
    (found,) = json.loads(done.stdout)["evaluations"]
    assert found["title"] == ODD["title"]
    said = [{k: v for k, v in each.items() if v is not None} for each in found["input"]["outcomes"]]
    assert said == [
        {"name": ODD["outcomes.1.name"], "owner": "=1+1", "metric": "a;b"},
        {"owner": ODD["outcomes.2.owner"]},
    ]


def test_the_form_breaks_no_rule_of_accessibility(form):
    for width, dark in ((1200, True), (320, False)):
        with browser(width, dark=dark) as found:
            opened(found, form)
            assert found.execute_script("return document.documentElement.scrollWidth") <= width
            assert violations(found) == []
