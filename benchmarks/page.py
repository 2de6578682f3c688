"""The page in Chromium: its size, its first paint, and how long a slider's move takes.

    python benchmarks/page.py [--counts 12,500,5000] [--picture docs/page.png]

Needs selenium, chromium and chromedriver. The file is opened from the disk. A move is the script
and the layout that follows it: the median of 20, after a few that warm it up; with the slate in
view, and with the map. The time of the processor beside it is the mean of them, and hardly depends
on what else the machine does.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import Any

from measuring import warn_if_busy

from evalcore import Evaluator
from evalcore.page.council import council_page

ROOT = Path(__file__).parent.parent
RULESET = "default"
ROUNDS = 26
MOVES = """
    const slider = document.querySelector("input[data-parameter=go_from]");
    const weight = document.querySelector("input[data-weight=fit]");
    const found = [];
    for (const each of [slider, weight]) {
        const low = Number(each.min), wide = Number(each.max) - low, times = [];
        for (let n = 0; n < 26; n++) {
            each.value = low + (wide * ((n * 7) % 26)) / 26;
            const start = performance.now();
            each.dispatchEvent(new Event("input", { bubbles: true }));
            document.body.getBoundingClientRect();
            times.push(performance.now() - start);
        }
        found.push(times.slice(6).sort((a, b) => a - b)[10]);
    }
    return found;
"""
VIEWS = ("h1", "svg[data-evalcore=map]")
PAINT = "return performance.getEntriesByName('first-contentful-paint')[0].startTime"


def requests(count: int) -> list[dict[str, Any]]:
    """The shipped requests, or as many like them as are asked for, 5% of the fields missing."""
    text = (ROOT / "examples" / "requests.toml").read_text(encoding="utf-8")
    shipped = tomllib.loads(text)["initiatives"]
    if count == len(shipped):
        return shipped
    rng = random.Random(count)
    found: list[dict[str, Any]] = []
    for n in range(count):
        made = {k: v for k, v in rng.choice(shipped).items() if rng.random() > 0.05}
        made |= {"id": f"R{n:04}", "title": f"Request {n}", "cost_k": rng.randint(50, 5000)}
        made["sponsor_hours_month"] = rng.randint(0, 20)
        made["benefit_k"] = sorted(rng.randint(0, 5000) for _ in range(3))
        found.append(made)
    return found


def browser() -> Any:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for each in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,1000"):
        options.add_argument(each)
    return webdriver.Chrome(
        options=options, service=webdriver.ChromeService(shutil.which("chromedriver"))
    )


def measured(driver: Any, count: int, folder: Path) -> None:
    own = Evaluator(RULESET)
    path = folder / f"{count}.html"
    start = time.perf_counter()
    text = council_page([own], [own.read(each) for each in requests(count)])
    written = time.perf_counter() - start
    path.write_text(text, encoding="utf-8")
    driver.get(path.as_uri())
    time.sleep(1 + count / 1000)
    paint = driver.execute_script(PAINT)
    size = len(text.encode()) / 1e6
    print(
        f"{count:>6} requests: {size:6.2f} MB, written in {written:5.1f} s, first paint "
        f"{paint:4.0f} ms"
    )
    driver.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
    for view, where in zip(VIEWS, ("slate", "map"), strict=True):
        driver.execute_script("document.querySelector(arguments[0]).scrollIntoView()", view)
        time.sleep(0.5)
        before = worked(driver)
        threshold, weight = driver.execute_script(MOVES)
        each = (worked(driver) - before) * 1000 / (2 * ROUNDS)
        print(
            f"{'':>8}with the {where} in view: a move of a threshold {threshold:6.1f} ms, of a "
            f"weight {weight:6.1f} ms; processor {each:6.1f} ms"
        )


def worked(driver: Any) -> float:
    """For how many seconds the page's thread has worked."""
    found = driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return next(each["value"] for each in found if each["name"] == "TaskDuration")


def pictured(driver: Any, folder: Path, out: Path) -> None:
    """The top of the page of the shipped requests, after a slider moved."""
    driver.get((folder / "12.html").as_uri())
    driver.execute_script(
        "const e = document.querySelector('input[data-parameter=go_from]'); e.value = 0.5;"
        "e.dispatchEvent(new Event('input', { bubbles: true }))"
    )
    driver.save_screenshot(str(out))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--counts", default="12,500,5000")
    parser.add_argument("--picture", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        driver = browser()
        try:
            for count in map(int, given.counts.split(",")):
                measured(driver, count, Path(name))
            if given.picture is not None:
                pictured(driver, Path(name), given.picture)
        finally:
            driver.quit()
    warn_if_busy()
    return 0


if __name__ == "__main__":
    sys.exit(main())
