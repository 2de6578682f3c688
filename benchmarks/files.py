"""What it takes from files and dicts to verdicts, and from verdicts to files.

`python benchmarks/files.py [--check] [--rows N]`

The work of `work.py`. Dicts are timed in this process, in turns with the bare generated function.
Commands are whole processes: their CPU seconds, and how much memory they had at most, started by a
small process so that its own memory does not count.
"""

from __future__ import annotations

import argparse
import csv
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from measuring import Limits, warn_if_busy
from work import RULESET, initiatives, with_nulls

from evalcore import Evaluator, Observer

ROWS = 100_000
DICTS = 20_000
RANKED = 10_000
LEAST = 150_000  # rows a second
SECONDS = {"csv": 4.0, "csv, nulls": 8.0, "json": 20.0, "rank": 1.5}
MEMORY = 300  # MB
OBSERVED = 10_000  # evaluations a second
CHILD = """\
import os, sys
child = os.posix_spawn(sys.argv[2], sys.argv[2:], dict(os.environ), file_actions=[
    (os.POSIX_SPAWN_OPEN, 1, sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)])
_, status, used = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is not met")
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args(arguments)
    warn_if_busy()
    limits = Limits()
    _dicts(limits)
    _together()
    _observed(limits)
    with tempfile.TemporaryDirectory() as folder:
        _files(Path(folder), options.rows, limits)
    return min(limits.broken, 1) if options.check else 0


def _rows(count: int, share: float = 0.0) -> list[dict[str, Any]]:
    found = initiatives(count)
    found = with_nulls(found, share) if share else found
    return [{"id": f"R{n}", "title": f"Request {n}", **row} for n, row in enumerate(found)]


def _seconds(run: Callable[[], object], rounds: int = 5) -> float:
    """The least CPU seconds of some rounds."""
    found: list[float] = []
    for _ in range(rounds):
        start = process_time()
        run()
        found.append(process_time() - start)
    return min(found)


def _dicts(limits: Limits) -> None:
    """A list of dicts to verdicts, read and checked, beside the bare function on what was read."""
    evaluator = Evaluator(RULESET)
    print(f"\n{'rows of a list of dicts, CPU':34}{'rows/s':>10}{'µs':>8}{'bare µs':>9}")
    for what, share in (("no nulls", 0.0), ("10% nulls", 0.1)):
        rows = _rows(DICTS, share)
        read = [dict(evaluator.read(row).values) for row in rows]
        bare = _seconds(lambda read=read: [evaluator.run(each) for each in read])
        ways: dict[str, Callable[[], object]] = {
            "evaluate_many": lambda rows=rows: [e.verdict for e in evaluator.evaluate_many(rows)],
            "evaluate_all": lambda rows=rows: [e.verdict for e in evaluator.evaluate_all(rows)],
        }
        for way, call in ways.items():
            taken = _seconds(call, 3 if share else 5)
            speed = DICTS / taken
            per, alone = taken / DICTS * 1e6, bare / DICTS * 1e6
            print(f"{f'{way}, {what}':34}{speed:10,.0f}{per:8.1f}{alone:9.2f}")
            if not share and way == "evaluate_many":
                limits.at_least("dicts to verdicts, no nulls", speed, LEAST, " rows/s")


def _started(path: str) -> None:
    global EVALUATOR  # noqa: PLW0603 - one a process
    EVALUATOR = Evaluator(path)


def _verdicts(rows: list[dict[str, Any]]) -> list[str | None]:
    return [each.verdict for each in EVALUATOR.evaluate_many(rows)]


def _together() -> None:
    """Two threads against one, four processes against one; wall clock."""
    rows = _rows(DICTS)
    _started(str(RULESET))
    print(f"\n{'together, wall clock':34}{'s':>10}")
    for what, pool, workers in (
        ("one thread", ThreadPoolExecutor, 1),
        ("two threads", ThreadPoolExecutor, 2),
        ("one process", ProcessPoolExecutor, 1),
        ("four processes", ProcessPoolExecutor, 4),
    ):
        with pool(workers, initializer=_started, initargs=(str(RULESET),)) as found:
            parts = [rows[n : n + 2500] for n in range(0, len(rows), 2500)]
            list(found.map(_verdicts, parts[:workers]))  # they have started by now
            start = perf_counter()
            list(found.map(_verdicts, parts))
            print(f"{what:34}{perf_counter() - start:10.2f}")


def _observed(limits: Limits) -> None:
    """An observer with SQLite on a disk, one commit a batch; wall clock."""
    with tempfile.TemporaryDirectory() as folder:
        base = sqlite3.connect(Path(folder) / "audit.sqlite")
        base.execute("pragma journal_mode = wal")
        base.execute("create table verdicts (id, verdict, total, because, digest)")

        def heard(each: Any) -> None:
            said = (each.id, each.verdict, each.total, each.decided_by.because, each.ruleset.digest)
            base.execute("insert into verdicts values (?, ?, ?, ?, ?)", said)

        observer = Observer("audit", heard, ends=base.commit)
        evaluator = Evaluator(RULESET, plugins=[observer])
        rows = _rows(DICTS)
        start = perf_counter()
        for _ in evaluator.evaluate_many(rows):
            pass
        speed = DICTS / (perf_counter() - start)
        (kept,) = base.execute("select count(*) from verdicts").fetchone()
        base.close()
    if kept != DICTS:
        limits.missing("observed by SQLite", f"{kept} of {DICTS} were kept")
    print(f"\nobserved by SQLite, one commit a batch: {speed:,.0f} evaluations/s")
    limits.at_least("observed by SQLite", speed, OBSERVED, " evaluations/s")


def _files(home: Path, count: int, limits: Limits) -> None:
    print(f"\n{'whole processes':34}{'CPU s':>10}{'peak MB':>9}")
    for name, rows, share in (("plain", count, 0.0), ("nulls", count, 0.1), ("few", RANKED, 0.0)):
        _write(home / f"{name}.csv", _rows(rows, share))
    for what, limit, words in (
        (f"evaluate {count} rows, csv", "csv", ["evaluate", "plain.csv", "csv"]),
        (f"evaluate {count} rows, 10% nulls, csv", "csv, nulls", ["evaluate", "nulls.csv", "csv"]),
        (f"evaluate {count} rows, json", "json", ["evaluate", "plain.csv", "json"]),
        (f"rank {RANKED} rows, table", "rank", ["rank", "few.csv", "table"]),
    ):
        command, file, form = words
        seconds, peak = _process(home, [command, str(RULESET), str(home / file), "--format", form])
        print(f"{what:34}{seconds:10.2f}{peak:9.0f}")
        if count == ROWS:
            limits.at_most(what, seconds, SECONDS[limit], " s")
            if limit != "rank":
                limits.at_most(f"{what}, memory", peak, MEMORY, " MB")


def _process(home: Path, words: Sequence[str]) -> tuple[float, float]:
    program = [sys.executable, "-m", "evalcore", *words]
    kept = {name: each for name, each in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    made = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", CHILD, str(home / "out"), *program],
        capture_output=True,
        text=True,
        check=True,
        env=kept,
    )
    code, seconds, peak = made.stdout.split()
    if code != "0":
        raise SystemExit(made.stderr)
    return float(seconds), float(peak)


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(rows[0])
        for row in rows:
            writer.writerow(map(_cell, row.values()))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(value) or "none"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
