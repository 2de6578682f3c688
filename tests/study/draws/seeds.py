"""What the tests of draws share: a source of random numbers, and the shipped requests."""

from __future__ import annotations

from random import Random

import places

REQUESTS = str(places.REQUESTS)


def seeded(seed: int) -> Random:
    """A source that gives the same numbers each time."""
    return Random(seed)  # noqa: S311 - for statistics
