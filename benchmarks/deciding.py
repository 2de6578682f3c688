"""Cases and decision tables: how long many of them take.

`python benchmarks/deciding.py [--check] [--cases N]`

30,000 cases from a CSV file, one cell in ten empty, with coverage. A table of 1,500 rows and 7
columns in which no two rows share anything, and one that lacks a row: loaded, and searched for
faults. A table of 10,000 rows and 8 columns: loaded, and answered.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from measuring import warn_if_busy

from evalcore import Evaluator
from evalcore.cases.gathering import gather
from evalcore.cases.trying import try_cases
from evalcore.request.cells import Cell

LIMITS = {"cases": 10.0, "faults": 10.0, "loading": 1.0, "answers": 50e-6}  # seconds
GOALS = ("grow-digital-revenue", "delivery-speed", "talent", "operating-efficiency")
VERDICTS = ("go", "hold", "refer")
MOST = 1000


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is not met")
    parser.add_argument("--cases", type=int, default=30_000)
    options = parser.parse_args(arguments)
    warn_if_busy()
    with tempfile.TemporaryDirectory() as folder:
        found = {
            f"{options.cases} cases, with coverage": (
                *_cases(Path(folder), options.cases),
                "cases",
            ),
            **_tables(Path(folder)),
        }
    missed = 0
    for what, (seconds, note, limit) in found.items():
        missed += seconds > LIMITS[limit]
        spelt = f"{seconds * 1e6:10.1f} us" if seconds < 0.001 else f"{seconds:10.2f} s "
        print(f"{what:45} {spelt}   {note}")
    return 1 if options.check and missed else 0


def _cases(folder: Path, count: int) -> tuple[float, str]:
    rng, own = random.Random(1), Evaluator("default")
    file = folder / "cases.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer: Any = csv.writer(stream)
        rows = [_request(rng) for _ in range(count)]
        writer.writerow(["case.name", "case.expect", *rows[0]])
        for number, row in enumerate(rows):
            writer.writerow([f"case {number}", _verdict(own, row), *row.values()])
    start = perf_counter()
    tried = try_cases(own, gather(own, [str(file)]))
    took = perf_counter() - start
    return took, f"{tried.failed} of them fail"


def _verdict(own: Evaluator, row: dict[str, object]) -> str:
    cells = {name: Cell(str(value)) for name, value in row.items()}
    found = own.judge({"id": "a", **cells})
    return str(found.verdict) if found.decided else "undecided"


def _request(rng: random.Random) -> dict[str, object]:
    yes = rng.randint(0, 8)
    said: dict[str, object] = {
        "goals": "; ".join(rng.sample(GOALS, rng.randint(1, 3))),
        "sponsor_hours_month": rng.randint(0, 30),
        "energy": rng.randint(-2, 2),
        "council.present": 8,
        "council.yes": yes,
        "council.no": rng.randint(0, 8 - yes),
        "cost_k": rng.randint(1, 2000),
        "benefit_k": rng.randint(0, 4000),
    }
    return {name: "" if rng.random() < 0.1 else value for name, value in said.items()}


def _tables(folder: Path) -> dict[str, tuple[float, str, str]]:
    whole, took = _loaded(_written(folder, 1500, 7))
    warnings, search = _timed(lambda: whole.warnings)
    lacking, _ = _loaded(_written(folder, 1500, 7, left_out=700))
    gaps, seek = _timed(lambda: [w for w in lacking.warnings if w.code == "EV411"])
    large, load = _loaded(_written(folder, 10_000, 8))
    rng = random.Random(2)
    requests = [_point(rng, 8) for _ in range(2000)]
    large.run(requests[0])
    _, answers = _timed(lambda: [large.run(each) for each in requests])
    return {
        "1500 rows x 7: loaded, overlaps sought": (took, "", "faults"),
        "1500 rows x 7: other faults": (search, f"{len(warnings)} warnings", "faults"),
        "1500 rows x 7, one left out": (seek, f"{len(gaps)} gap", "faults"),
        "10000 rows x 8: loaded": (load, "", "loading"),
        "10000 rows x 8: an answer": (answers / len(requests), "", "answers"),
    }


def _loaded(file: Path) -> tuple[Evaluator, float]:
    Evaluator("default")  # so that imports count for none
    return _timed(lambda: Evaluator(file))


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = perf_counter()
    found = work()
    return found, perf_counter() - start


def _point(rng: random.Random, width: int) -> dict[str, float]:
    return {f"c{n}": rng.uniform(0, MOST) for n in range(width)}


def _written(folder: Path, count: int, width: int, left_out: int = -1) -> Path:
    """A ruleset with a table that cuts all there is into so many boxes."""
    rng = random.Random(3)
    boxes = [((0, MOST),) * width]
    while len(boxes) < count:
        box = boxes.pop(rng.randrange(min(len(boxes), 50)))
        column = rng.randrange(width)
        low, high = box[column]
        if high - low < 2:
            boxes.append(box)
            continue
        cut = rng.randrange(low + 1, high)
        boxes += [(*box[:column], part, *box[column + 1 :]) for part in ((low, cut), (cut, high))]
    lines = ["| " + " | ".join([*(f"c{n}" for n in range(width)), "=> t"]) + " |"]
    for row, box in enumerate(boxes):
        if row != left_out:
            cells = [_cell(*ends) for ends in box]
            lines.append("| " + " | ".join([*cells, rng.choice(VERDICTS)]) + " |")
    fields = "".join(f"c{n} = {{ kind = 'number', minimum = 0 }}\n" for n in range(width))
    text = (
        f'name = "large"\nversion = "1"\n[fields]\n{fields}[tables.t]\nrows = """\n'
        + "\n".join(lines)
        + '\n"""\n[[rules]]\nid = "by_table"\ntable = "t"\n[default]\nverdict = "hold"\n'
    )
    file = folder / "large.toml"
    file.write_text(text, encoding="utf-8")
    return file


def _cell(low: int, high: int) -> str:
    if (low, high) == (0, MOST):
        return "-"
    return f">= {low}" if high == MOST else f"[{low}..{high})"


if __name__ == "__main__":
    sys.exit(main())
