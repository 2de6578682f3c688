"""How long the module of a policy takes to import, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache

from evalcore.testing.subjects import CheckFailed

LIMIT = 0.1  # seconds, beside what evalcore itself takes
TRIES = 4  # a busy machine is no fault of the policy: the fastest counts

# What policies import is imported before the clock starts; a file is run like a plugin in a folder.
CODE = """
import sys
name, file = sys.argv[1:]
import dataclasses, inspect, math, evalcore
import collections.abc, datetime, enum, functools, typing
for each in evalcore.__all__:
    if each[0].islower() or each in ("Clauses", "Policy"):
        getattr(evalcore, each)
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from time import perf_counter
spec = find_spec(name) if name != "__main__" else None
if spec is None:
    spec = spec_from_file_location("measured", file)
module = module_from_spec(spec)
sys.modules[spec.name] = module
start = perf_counter()
spec.loader.exec_module(module)
print(perf_counter() - start)
"""


def seconds_to_import(function: Callable[..., object]) -> float:
    """The seconds that the module of a function takes to import, at best of several times.

    Raises `CheckFailed` where it cannot be imported by itself.
    """
    file = getattr(getattr(function, "__code__", None), "co_filename", "")
    return _seconds(function.__module__, file)


@cache
def _seconds(module: str, file: str) -> float:
    best = float("inf")
    for _ in range(TRIES):
        best = min(best, _once(module, file))
        if best <= LIMIT / 2:
            break
    return best


def _once(module: str, file: str) -> float:
    known = os.pathsep.join(each for each in sys.path if each)
    words = [sys.executable, "-c", CODE, module, file]
    found = subprocess.run(  # noqa: S603 - our own text, in our own Python
        words,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": known},
    )
    if found.returncode:
        problem = found.stderr.strip().rpartition("\n")[2]
        message = f"{module} cannot be imported by itself: {problem}"
        raise CheckFailed(message)
    return float(found.stdout.strip().rpartition("\n")[2])
