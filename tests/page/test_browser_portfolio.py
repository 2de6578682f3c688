"""The page with a portfolio, in Chromium: who fits into the hours, by a slider."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from places import ROOT

from page.browser import browser, complaints, needed, opened, violations

needed()

from evalcore.cli import evalcore as command_line  # noqa: E402
from page.test_browser import rows, text  # noqa: E402


@pytest.fixture(scope="module")
def driver():
    with browser() as found:
        yield found


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
