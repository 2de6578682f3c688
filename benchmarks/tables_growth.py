"""What a table costs as it grows: rows from 10^3 to 10^7, rules and criteria from 20 to 2,000.

`python benchmarks/tables_growth.py --measure` writes `docs/growth.json`; without it, the numbers
that are there become the picture `docs/growth.svg`. Seconds are those of all cores together, so
that what else a machine does counts little. A call of `evaluate_table` includes that its program
is made.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import process_time
from typing import Any

from evalcore import Evaluator

DOCS = Path(__file__).parent.parent / "docs"
NUMBERS, PICTURE = DOCS / "growth.json", DOCS / "growth.svg"
ROWS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
SIZES = (20, 60, 200, 600, 2_000)
FIXED = 10_000  # rows, where rules or criteria grow
FIELDS = "abcdef"
Points = Sequence[tuple[float, float]]


def ruleset(rules: int, criteria: int) -> str:
    """So many rules, each on two fields, and so many criteria, each on three."""
    rng = random.Random(1)
    parts = ['name = "grown"', 'version = "1"', 'verdicts = ["go", "hold", "kill"]']
    parts += [f'[fields.{e}]\nkind = "number"\nminimum = 0\nmaximum = 100' for e in FIELDS]
    for number in range(criteria):
        one, two, three = rng.sample(FIELDS, 3)
        score = f"clamp(({one} + {number % 7} * {two}) / (100 + {three}))"
        parts.append(f'[criteria.c{number}]\nscore = "{score}"\nweight = {1 + number % 5}')
    for number in range(rules):
        one, two = rng.sample(FIELDS, 2)
        when = f"{one} > {90 + number % 10}.{number} and {two} < {number % 13 + 1}"
        verdict = ("go", "hold", "kill")[number % 3]
        parts.append(f'[[rules]]\nid = "r{number}"\nwhen = "{when}"\nverdict = "{verdict}"')
    return "\n".join([*parts, '[default]\nverdict = "hold"'])


def measured() -> dict[str, Any]:
    """CPU seconds of `evaluate_table`, for each size of each kind."""
    found: dict[str, list[tuple[int, float]]] = {"rows": [], "rules": [], "criteria": []}
    cases = [("rows", n, n, 20, 5) for n in ROWS]
    cases += [("rules", n, FIXED, n, 5) for n in SIZES]
    cases += [("criteria", n, FIXED, 20, n) for n in SIZES]
    _seconds(10, 20, 5)  # what is done once in a process is done
    for kind, size, rows, rules, criteria in cases:
        often = 5 if rows <= FIXED else 1  # the shortest of them: the others waited for something
        seconds = min(_seconds(rows, rules, criteria) for _ in range(often))
        print(f"{kind:9} {size:11,} {seconds:9.3f} s", flush=True)
        found[kind].append((size, round(seconds, 4)))
    import polars as pl

    by = f"Python {platform.python_version()}, Polars {pl.__version__}"
    return {"by": by, **found}


def _seconds(rows: int, rules: int, criteria: int) -> float:
    import polars as pl

    with tempfile.TemporaryDirectory() as place:
        file = Path(place, "grown.toml")
        file.write_text(ruleset(rules, criteria), encoding="utf-8")
        made = Evaluator(file)
    rng = random.Random(2)
    count = min(rows, 100_000)
    columns = {each: [rng.uniform(0, 100) for _ in range(count)] for each in FIELDS}
    frame = pl.concat([pl.DataFrame(columns)] * (rows // count), rechunk=True)
    frame = frame.with_columns(pl.int_range(pl.len()).alias("id"))
    start = process_time()
    found = made.evaluate_table(frame)
    seconds = process_time() - start
    assert found.height == rows  # noqa: S101 - a figure about less would be wrong
    return seconds


# The picture

WIDE, HIGH, LEFT, TOP, GAP = 250, 210, 62, 52, 40
BLUE, INK, PALE = "#1f5fa8", "#24292f", "#d5dae0"
TITLES = {
    "rows": "rows, at 20 rules and 5 criteria",
    "rules": "rules, at 10,000 rows",
    "criteria": "criteria, at 10,000 rows",
}


def picture(numbers: Mapping[str, Any]) -> str:
    """Three panels beside each other, both axes logarithmic, the same seconds in all of them."""
    every = [seconds for kind in TITLES for _, seconds in numbers[kind]]
    low, high = _decades(every)
    width = LEFT + 3 * WIDE + 2 * GAP + 20
    height = TOP + HIGH + 62
    looks = 'role="img" font-family="sans-serif" font-size="12"'
    words = f"CPU seconds of one call of evaluate_table ({numbers['by']})"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {looks}>',
        "<title>CPU seconds of evaluate_table against rows, rules and criteria</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="22" font-size="14" fill="{INK}">{words}</text>',
    ]
    for place, kind in enumerate(TITLES):
        left = LEFT + place * (WIDE + GAP)
        parts += _panel(numbers[kind], TITLES[kind], left, (low, high), labelled=place == 0)
    return "\n".join([*parts, "</svg>", ""])


def _decades(values: Sequence[float]) -> tuple[int, int]:
    return math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))


def _panel(
    points: Points, title: str, left: int, decades: tuple[int, int], *, labelled: bool
) -> Iterator[str]:
    first, last = _decades([size for size, _ in points])
    low, high = decades

    def x(size: float) -> float:
        return left + WIDE * (math.log10(size) - first) / (last - first)

    def y(seconds: float) -> float:
        return TOP + HIGH * (high - math.log10(seconds)) / (high - low)

    for power in range(low, high + 1):
        at = y(10.0**power)
        yield f'<path d="M{left} {at:.1f}h{WIDE}" stroke="{PALE}"/>'
        if labelled:
            yield _text(left - 8, at + 4, f"{10.0**power:g} s", "end")
    for power in range(first, last + 1):
        at = x(10.0**power)
        yield f'<path d="M{at:.1f} {TOP}v{HIGH}" stroke="{PALE}"/>'
        yield _text(at, TOP + HIGH + 18, _words(power), "middle")
    yield _text(left + WIDE / 2, TOP + HIGH + 42, title, "middle")
    line = " ".join(f"{x(size):.1f},{y(seconds):.1f}" for size, seconds in points)
    yield f'<polyline points="{line}" fill="none" stroke="{BLUE}" stroke-width="2"/>'
    for size, seconds in points:
        yield f'<circle cx="{x(size):.1f}" cy="{y(seconds):.1f}" r="3.5" fill="{BLUE}"/>'
        yield _text(x(size) - 4, y(seconds) - 9, f"{seconds:.2g}", "middle")


def _words(power: int) -> str:
    return f"{10**power:,}" if power < 6 else f"{10 ** (power - 6)} million"


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}">{words}</text>'


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true", help="measure anew: some minutes")
    if parser.parse_args(arguments).measure:
        NUMBERS.write_text(json.dumps(measured(), indent=1) + "\n", encoding="utf-8")
    text = picture(json.loads(NUMBERS.read_text(encoding="utf-8")))
    PICTURE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
