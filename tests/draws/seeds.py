"""What the tests of draws share: a source of random numbers, and the shipped requests."""

from __future__ import annotations

from pathlib import Path
from random import Random

REQUESTS = str(Path(__file__).resolve().parent.parent.parent / "examples" / "requests.toml")


def seeded(seed: int) -> Random:
    """A source that gives the same numbers each time."""
    return Random(seed)  # noqa: S311 - for statistics
