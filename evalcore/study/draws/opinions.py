"""Opinions: weights drawn at random, over all there can be or around those of the ruleset."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

from evalcore.written.errors import Complaint, InputError

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray


def check_numpy() -> None:
    """Raises `InputError` where numpy, an extra, is not installed."""
    try:
        import numpy  # noqa: F401, ICN001 # pyright: ignore[reportUnusedImport]
    except ImportError:
        mend = "pip install 'initiative-evalcore[draws]'"
        raise InputError(Complaint("drawing weights needs numpy", mend=mend)) from None


def any_weights(random: Random, count: int, criteria: int) -> NDArray[float64]:
    """So many rows of weights, evenly over all there can be: none below 0, together 1.

    The gaps between sorted uniform numbers (Tervonen and Lahdelma, 2007, European Journal of
    Operational Research 178): nothing but subtractions, so every machine comes to the same.
    """
    import numpy as np

    cuts = np.empty((count, criteria + 1))
    cuts[:, 0], cuts[:, -1] = 0.0, 1.0
    cuts[:, 1:-1] = np.sort(_uniform(random, count, criteria - 1), axis=1)
    return cuts[:, 1:] - cuts[:, :-1]


def weights_near(
    random: Random, count: int, weights: Sequence[float], tolerance: float
) -> NDArray[float64]:
    """So many rows of weights, each at most a share of `tolerance` off its own, together 1.

    Each is drawn evenly from its range by itself, then all are divided by their sum: the same
    operations, in the same order, in which the ruleset's own weights become shares.
    """
    import numpy as np

    uniform = _uniform(random, count, len(weights))
    drawn = np.asarray(weights, float) * (1.0 + tolerance * (2.0 * uniform - 1.0))
    whole = np.zeros(count)
    for column in drawn.T:
        whole += column
    return drawn / whole[:, None]


def _uniform(random: Random, rows: int, columns: int) -> NDArray[float64]:
    import numpy as np

    uniform = random.random
    numbers = [uniform() for _ in range(rows * columns)]
    return np.array(numbers, float).reshape(rows, columns)
