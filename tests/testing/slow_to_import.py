"""A policy whose module takes its time, as one that loads a model or calls a service would."""

from __future__ import annotations

import time
from typing import Annotated

from evalcore import clamp, criterion, number

time.sleep(0.2)

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
