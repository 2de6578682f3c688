"""How long tables take to read, beside the reader alone, and how much memory above an idle start.

`python benchmarks/reading.py [--check] [--rows N]`

The same rows as CSV and as a workbook, plain and by a mapping. The reader alone goes through all
cells: `csv` of the standard library, openpyxl. Each case is a process of its own that has read a
small table before, so that imports count for none; its peak is what Linux says.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

from measuring import Limits, warn_if_busy

ROWS = 100_000
SMALL = 3_000
SECONDS = {"csv": 4.0, "xlsx": 30.0}  # 100,000 rows by a mapping
PEAK = 4.0  # times the bytes of the CSV, or of the unpacked sheet
TIMES = 2.0  # times the reader alone, 3,000 rows of a workbook

RULES = """\
name = "reading"
version = "1"
verdicts = ["go", "hold"]
when_undecided = "hold"
[fields]
cost_k = { kind = "number" }
benefit_k = { kind = "number" }
phase = { kind = "choice", choices = ["idea", "pilot", "running"] }
start = { kind = "date" }
sponsor = { kind = "text" }
[[rules]]
id = "worth"
when = "benefit_k > cost_k and phase != 'idea' and known(start) and known(sponsor)"
verdict = "go"
[default]
verdict = "hold"
"""
COLUMNS = ("id", "title", "cost_k", "benefit_k", "phase", "start", "sponsor")
MAPPING = 'id = "id"\ntitle = "title"\n[fields]\n' + "".join(
    f'{name} = "{name}"\n' for name in COLUMNS[2:]
)
ALONE = {
    "csv": "import csv\nwith open(path, newline='') as file: [None for row in csv.reader(file)]",
    "xlsx": "import openpyxl\nbook = openpyxl.load_workbook(path, read_only=True)\n"
    "[None for row in book.worksheets[0].iter_rows(values_only=True)]",
}
CASE = """\
from time import perf_counter
def read(path):
{read}
def peak(again=False):
    # What a process had at most is handed down to its children: on Linux it can start anew.
    if again:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) * 1024
{before}
read({small!r})
idle, start = peak(again=True), perf_counter()
kept = read({path!r})
print(perf_counter() - start, peak() - idle)
"""
OURS = "    return load_initiatives(evaluator, path, mapping={mapping!r}).initiatives"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is not met")
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args(arguments)
    warn_if_busy()
    limits = Limits()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "rules.toml").write_text(RULES, "utf-8")
        (home / "map.toml").write_text(MAPPING, "utf-8")
        for count in (10, SMALL, options.rows):
            _write(home, count)
        print(f"\n{'rows, format':22}{'alone':>9}{'plain':>9}{'mapped':>9}{'/alone':>8}{'peak':>9}")
        for suffix in ("csv", "xlsx"):
            for count in (SMALL, options.rows):
                _compare(home, suffix, count, limits)
    return min(limits.broken, 1) if options.check else 0


def _compare(home: Path, suffix: str, count: int, limits: Limits) -> None:
    path = home / f"{count}.{suffix}"
    size = path.stat().st_size
    if suffix == "xlsx":
        size = ZipFile(path).getinfo("xl/worksheets/sheet1.xml").file_size
    alone, _ = _measured(home, suffix, count, ALONE[suffix].replace("\n", "\n    "), "")
    before = (
        "from evalcore import Evaluator, load_initiatives\n"
        f"evaluator = Evaluator({str(home / 'rules.toml')!r})"
    )
    plain, _ = _measured(home, suffix, count, OURS.format(mapping=None).strip(), before)
    ours = OURS.format(mapping=str(home / "map.toml")).strip()
    mapped, peak = _measured(home, suffix, count, ours, before)
    what = f"{count} rows of {suffix}"
    print(
        f"{what:22}{alone:8.2f}s{plain:8.2f}s{mapped:8.2f}s{mapped / alone:8.1f}{peak / size:8.1f}x"
    )
    if count == ROWS:
        limits.at_most(f"{what}, mapped", mapped, SECONDS[suffix], " s")
        limits.at_most(f"{what}, peak above an idle start", peak / size, PEAK, " times the bytes")
    elif suffix == "xlsx":
        limits.at_most(f"{what}, plain", plain / alone, TIMES, " times openpyxl alone")


def _measured(
    home: Path, suffix: str, count: int, read: str, before: str, rounds: int = 3
) -> tuple[float, float]:
    """The least seconds of some processes, and the least of their peaks in bytes."""
    path, small = str(home / f"{count}.{suffix}"), str(home / f"10.{suffix}")
    script = CASE.format(read=f"    {read}", before=before, small=small, path=path)
    found: list[tuple[float, float]] = []
    for _ in range(rounds if count <= SMALL else 1):
        made = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        seconds, peak = map(float, made.stdout.split())
        found.append((seconds, peak))
    return min(each for each, _ in found), min(each for _, each in found)


def _write(home: Path, count: int) -> None:
    import openpyxl

    rng = random.Random(1)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Requests")
    sheet.append(COLUMNS)
    with (home / f"{count}.csv").open("w", encoding="utf-8") as file:
        print(*COLUMNS, sep=",", file=file)
        for n in range(count):
            row = (
                f"R{n:06d}", f"Renew the portal, part {n}", rng.randrange(10, 900),
                rng.randrange(10, 900), rng.choice(["idea", "pilot", "running"]),
                f"2026-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}",
                f"Sponsor {rng.randrange(400)}",
            )  # fmt: skip
            sheet.append(row)
            print(row[0], f'"{row[1]}"', *row[2:], sep=",", file=file)
    book.save(home / f"{count}.xlsx")


if __name__ == "__main__":
    sys.exit(main())
