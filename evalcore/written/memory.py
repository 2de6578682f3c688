"""Python's collector of garbage, held off while many objects are made that all stay."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def nothing_collected() -> Generator[None, None, None]:
    """Holds off the search for garbage, which looks at all that was made again and again.

    A ruleset of 8,000 rules is read in two thirds of the time. Where an application has switched
    the collector off, it stays so.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
