"""Timing that compares: engines take turns in one process, and the median of the rounds counts."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple


class Task(NamedTuple):
    """One engine, and the rows that it gets in each round: fewer for a slow one."""

    run: Callable[[Any], object]
    rows: Sequence[Any]


def microseconds(tasks: Mapping[str, Task], rounds: int) -> dict[str, float]:
    """The median time a row of each task, in microseconds.

    Every round asks every engine once, for a millisecond or so: a machine that slows down slows
    all of them down. The rounds go through slices of the rows, every other round backwards.
    """
    slices = {name: _slices(task.rows) for name, task in tasks.items()}
    found: dict[str, list[float]] = {name: [] for name in tasks}
    for name, task in tasks.items():  # warms up: CPython specialises code, engines fill caches
        for rows in slices[name]:
            _seconds(task.run, rows)
    gc.collect()
    gc.disable()
    try:
        for number in range(rounds):
            for name in reversed(tasks) if number % 2 else tasks:
                rows = slices[name][number % len(slices[name])]
                found[name].append(_seconds(tasks[name].run, rows) / len(rows) * 1e6)
    finally:
        gc.enable()
    return {name: median(times) for name, times in found.items()}


def _slices(rows: Sequence[Any], count: int = 10) -> list[Sequence[Any]]:
    size = max(1, len(rows) // count)
    return [rows[start : start + size] for start in range(0, size * count, size)][: len(rows)]


def _seconds(run: Callable[[Any], object], rows: Sequence[Any]) -> float:
    start = perf_counter()
    for row in rows:
        run(row)
    return perf_counter() - start


def warn_if_busy() -> None:
    """Says so where other programs compete for the processor: medians then say little."""
    load, cores = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0, os.cpu_count() or 1
    if load > cores / 2:
        text = f"the machine is busy (load {load:.1f} on {cores} cores): measure again later"
        print(text, file=sys.stderr)


class Limits:
    """What the project promises, and whether the figures of this run keep it."""

    def __init__(self) -> None:
        self.broken = 0

    def at_most(self, what: str, found: float, limit: float, unit: str = "") -> None:
        self._say(what, f"{found:.2f}{unit}, at most {limit:g}{unit}", held=found <= limit)

    def at_least(self, what: str, found: float, limit: float, unit: str = "") -> None:
        self._say(what, f"{found:.1f}{unit}, at least {limit:g}{unit}", held=found >= limit)

    def missing(self, what: str, why: str) -> None:
        self._say(what, why, held=False)

    def _say(self, what: str, figures: str, *, held: bool) -> None:
        self.broken += not held
        print(f"{'ok' if held else 'NOT MET':8}{what}: {figures}")

    def exit_code(self, *, check: bool) -> int:
        """1 where a limit is not met and the caller asked for a check, else 0."""
        return int(check and self.broken > 0)
