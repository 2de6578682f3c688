"""How long whole processes take: the version, and the main job on twelve initiatives.

`python benchmarks/startup.py [--check] [--rounds N] [--imports]`

Needs evalcore to be installed, so that its plugins are found. In a tree without the shipped
ruleset and examples, the ruleset of these benchmarks stands in for the main job.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import work
from measuring import Limits, warn_if_busy

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "requests.toml"
INITIATIVES = 12
EVALCORE = (sys.executable, "-m", "evalcore")

NOTHING = "python -c pass"
VERSION = "evalcore --version"
LIMITS = {VERSION: 100.0, "rank": 210.0, "evaluate": 210.0}  # ms, whole process


def commands(folder: Path) -> dict[str, tuple[str, ...]]:
    """What is timed, by name; a file that a command needs is put into the folder."""
    ruleset, requests = "default", str(EXAMPLE)
    if not EXAMPLE.is_file() or not (ROOT / "rulesets" / "default.toml").is_file():
        path = folder / "requests.json"
        rows = [{"id": f"I{n:02}", **row} for n, row in enumerate(work.initiatives(INITIATIVES))]
        path.write_text(json.dumps({"initiatives": rows}), encoding="utf-8")
        ruleset, requests = str(work.RULESET), str(path)
    return {
        NOTHING: (sys.executable, "-c", "pass"),
        VERSION: (*EVALCORE, "--version"),
        "evaluate": (*EVALCORE, "evaluate", ruleset, requests),
        "rank": (*EVALCORE, "rank", ruleset, requests),
        "rank --format json": (*EVALCORE, "rank", ruleset, requests, "--format", "json"),
    }


def environment(folder: Path) -> dict[str, str]:
    """Like this process's, but with compiled modules kept, as wherever a wheel was installed.

    Without them Python compiles every module anew: 100 ms more, for whoever forbids the caches.
    """
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder)}


def run(command: Sequence[str], env: Mapping[str, str]) -> float:
    """The time that a process takes, in ms. One that fails ends the benchmark."""
    start = perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, env=env)  # noqa: S603 - ours
    taken = (perf_counter() - start) * 1e3
    if done.returncode:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stderr.decode()}")
    return taken


def processes(
    named: Mapping[str, Sequence[str]], env: Mapping[str, str], rounds: int
) -> dict[str, list[float]]:
    """The times of each command, which take turns; the first turn only fills the caches."""
    times = [[run(command, env) for command in named.values()] for _ in range(rounds + 1)]
    columns = zip(*times[1:], strict=True)
    return {name: list(each) for name, each in zip(named, columns, strict=True)}


def imports(
    command: Sequence[str], env: Mapping[str, str], most: int = 10
) -> list[tuple[float, float, str]]:
    """The most expensive imports of a command: ms in the module itself, with what it imports."""
    timed = [command[0], "-X", "importtime", *command[1:]]
    done = subprocess.run(timed, capture_output=True, check=True, env=env)  # noqa: S603 - ours
    found: list[tuple[float, float, str]] = []
    for line in done.stderr.decode().splitlines():
        parts = line.removeprefix("import time:").split("|")
        if line.startswith("import time:") and parts[0].strip().isdigit():
            own, whole, name = parts
            found.append((int(own) / 1e3, int(whole) / 1e3, name.strip()))
    return sorted(found, reverse=True)[:most]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is not met")
    parser.add_argument("--rounds", type=int, default=15, help="processes of each kind (15)")
    parser.add_argument("--imports", action="store_true", help="list the most expensive imports")
    options = parser.parse_args(arguments)
    warn_if_busy()
    limits = Limits()
    with TemporaryDirectory() as folder:
        named, env = commands(Path(folder)), environment(Path(folder) / "compiled")
        times = processes(named, env, options.rounds)
        print(f"\n{'whole process, ms':36}{'median':>9}{'least':>9}")
        for name, each in times.items():
            print(f"{name:36}{median(each):9.1f}{min(each):9.1f}")
        if options.imports:
            for name in (VERSION, "rank"):
                print(f"\n{f'imports of {name}, ms':36}{'itself':>9}{'in all':>9}")
                for own, whole, module in imports(named[name], env):
                    print(f"{module:36}{own:9.2f}{whole:9.2f}")
    print()
    for name, limit in LIMITS.items():
        limits.at_most(name, median(times[name]), limit, " ms")
    return limits.exit_code(check=options.check)


if __name__ == "__main__":
    sys.exit(main())
