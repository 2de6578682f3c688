"""How long the module of a policy takes to import, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache

from evalcore.testing.subjects import CheckFailed

TIMED = "EVALCORE_IMPORT_IS_TIMED"  # in the environment of the process that imports
MOST = 30.0  # seconds after which a module is not waited for
LIMIT = 0.1  # seconds, beside what evalcore itself takes
TRIES = 4  # a busy machine is no fault of the policy: the fastest counts

# What policies import is imported before the clock starts; a file is run like a plugin in a folder.
CODE = """
import sys
name, file = sys.argv[1:]
import dataclasses, inspect, math, evalcore
import collections.abc, datetime, enum, functools, pathlib, typing
for each in evalcore.__all__:
    if each[0].islower() or each in ("Clauses", "Policy"):
        getattr(evalcore, each)
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from time import perf_counter
spec = find_spec(name) if name != "__main__" else None
if spec is None:
    spec = spec_from_file_location("measured", file)
path = pathlib.Path(spec.origin)
if path.is_file() and b"evalcore.testing" in path.read_bytes():
    from evalcore.testing import check_policy  # a policy and its check in one file
module = module_from_spec(spec)
sys.modules[spec.name] = module
start = perf_counter()
try:
    spec.loader.exec_module(module)
except BaseException as ended:
    if type(ended).__name__ != "ImportIsTimed":
        raise
print(perf_counter() - start)
"""


class ImportIsTimed(BaseException):
    """A module checks its own policies while it is imported: whoever times that has seen enough."""


def stop_where_timed() -> None:
    """Ends the import of a module that is being timed, where it begins to run checks itself.

    Else it would start a process that imports it, and that one the next, without end.
    """
    if os.environ.get(TIMED):
        raise ImportIsTimed


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
    try:
        found = subprocess.run(  # noqa: S603 - our own text, in our own Python
            words,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": known, TIMED: "1"},
            timeout=MOST,
        )
    except subprocess.TimeoutExpired:
        message = f"{module} took more than {MOST:g} s to import, and was not waited for"
        raise CheckFailed(message) from None
    if found.returncode:
        problem = found.stderr.strip().rpartition("\n")[2]
        message = f"{module} cannot be imported by itself: {problem}"
        raise CheckFailed(message)
    return float(found.stdout.strip().rpartition("\n")[2])
