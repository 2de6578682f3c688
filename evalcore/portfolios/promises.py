"""Promises: what an earlier plan has chosen, as it was written with `--format json`."""

from __future__ import annotations

import json
from typing import Any, cast

from evalcore.portfolios.demands import Promises
from evalcore.written.errors import Complaint, InputError, show
from evalcore.written.files import read_text

LARGEST = 50_000_000  # bytes of a plan
EXPECTED = "what evalcore portfolio writes with --format json"


def read_promises(path: str) -> Promises:
    """Who was chosen in a plan, and from which period on. Raises `InputError`."""
    try:
        plan: object = json.loads(read_text(path, LARGEST))
    except json.JSONDecodeError as error:
        problem = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise InputError(Complaint(problem, EXPECTED, source=path)) from None
    except RecursionError:
        raise InputError(Complaint("it is nested too deeply", EXPECTED, source=path)) from None
    chosen = cast("dict[str, Any]", plan).get("chosen") if isinstance(plan, dict) else None
    if not isinstance(chosen, list):
        raise InputError(Complaint("there is no list chosen in it", EXPECTED, source=path))
    begin: dict[str, str | None] = {}
    faults: list[Complaint] = []
    for number, each in enumerate(cast("list[object]", chosen), 1):
        key, period = _promise(each)
        if not isinstance(key, str) or not (period is None or isinstance(period, str)):
            problem = f"chosen[{number}]: found {show(each)}"
            faults.append(Complaint(problem, "an object with id, and from if any", source=path))
            continue
        begin[key] = period
    if faults:
        raise InputError(faults)
    return Promises(begin, path)


def _promise(each: object) -> tuple[object, object]:
    """The id and the period of one that is chosen; None for what is not there."""
    said = cast("dict[str, object]", each) if isinstance(each, dict) else {}
    return said.get("id"), said.get("from")
