"""Chromium for the tests of pages: found on this machine, driven by selenium, without a network.

Where `EVALCORE_BROWSER` is set, it has to be there; else what needs it is skipped, and says so.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parent.parent.parent
AXE = Path(os.environ.get("EVALCORE_AXE", ROOT / "node_modules/axe-core/axe.min.js"))
REQUIRED = bool(os.environ.get("EVALCORE_BROWSER"))
NAMES = ("chromium", "chromium-browser", "google-chrome")


def lacking() -> str:
    """What is not there, in words; empty where everything is."""
    try:
        import selenium.webdriver  # noqa: F401
    except ImportError:
        return "selenium is not installed"
    if not any(map(shutil.which, NAMES)) or not shutil.which("chromedriver"):
        return "chromium or chromedriver is not found"
    return "" if AXE.exists() else f"axe-core is not found: {AXE.name}"


def needed() -> None:
    """Skips the tests of a module where there is no browser, and fails where there must be one."""
    why = lacking()
    if why and REQUIRED:
        raise RuntimeError(why)
    if why:
        pytest.skip(why, allow_module_level=True)


@contextmanager
def browser(width: int = 1200, height: int = 900, *, dark: bool = False) -> Iterator[Any]:
    """A window of this width in CSS pixels."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = next(filter(None, map(shutil.which, NAMES)))
    for each in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(each)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    try:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        colours = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [colours]})
        driver.set_script_timeout(120)
        yield driver
    finally:
        driver.quit()


def opened(driver: Any, page: Path, fragment: str = "") -> None:
    """Opens a page anew, and waits for its script."""
    driver.get("about:blank")
    driver.get(page.as_uri() + fragment)
    state = "return document.documentElement.dataset.evalcore"
    assert driver.execute_script(state) == "ready"


def complaints(driver: Any) -> list[str]:
    """What the browser complained about: errors, and what the page's policy forbade."""
    return [each["message"] for each in driver.get_log("browser")]


def violations(driver: Any) -> list[str]:
    """The rules of WCAG 2.2 AA that the page breaks, everything in it unfolded."""
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    driver.execute_script("document.querySelectorAll('details').forEach((e) => { e.open = true })")
    driver.execute_script(AXE.read_text(encoding="utf-8"))
    run = """
        const done = arguments[0];
        const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
        const told = (v) => `${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`;
        axe.run(document, { runOnly: tags }).then((found) => done(found.violations.map(told)));
    """
    found: list[str] = driver.execute_async_script(run)
    return found


def text(driver: Any, name: str) -> str:
    """What a part of the page says."""
    found: str = driver.execute_script(
        f"return document.querySelector('[data-evalcore={name}]').textContent"
    )
    return found


def saved(driver: Any, name: str) -> str:
    """What a link of the page saves as a file."""
    href = f"return document.querySelector('[data-evalcore={name}]').getAttribute('href')"
    return unquote(driver.execute_script(href).partition(",")[2])
