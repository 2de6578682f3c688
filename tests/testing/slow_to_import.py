"""A policy of a module that the tests say takes long to import, as one that loads a model would."""

from __future__ import annotations

from typing import Annotated

from evalcore import clamp, criterion, number

Days = Annotated[float, number("days", minimum=0, question="How many days does it take?")]


@criterion(decreasing="days")
def slow_to_import(days: Days) -> float:
    """Slow to import: the share of a working month that is left.

    Example:
        ```toml
        [criteria.left]
        policy = "slow_to_import"
        weight = 1
        ```

    Fields:
        days: the days that it takes, at least 0.
    """
    return 1 - clamp(days / 20)
