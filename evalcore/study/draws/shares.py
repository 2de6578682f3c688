"""Shares: in how many draws each verdict holds, and what may be asked of a drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from evalcore.written.errors import Complaint, InputError, show

DRAWS = 10_000
MOST_DRAWS = 1_000_000
SEED = 1
LARGEST_SEED = 2**53
UNDECIDED = -1  # the state of a draw in which several verdicts are possible; else a verdict's place


@attrs.frozen
class Shares:
    """In how many of the draws each verdict holds.

    `counts` are in the order of `verdicts`, best first; `undecided` counts the draws in which what
    is missing leaves several possible. Together they are all draws.
    """

    verdicts: tuple[str, ...]
    counts: tuple[int, ...]
    undecided: int

    @property
    def draws(self) -> int:
        """How many draws there were."""
        return sum(self.counts) + self.undecided

    def of(self, verdict: str) -> float:
        """The share of the draws in which this verdict holds, from 0 to 1."""
        return self.counts[self.verdicts.index(verdict)] / self.draws

    @property
    def share_undecided(self) -> float:
        """The share of the draws in which several verdicts are possible."""
        return self.undecided / self.draws

    @property
    def is_certain(self) -> bool:
        """Whether every draw comes to the same."""
        return max(*self.counts, self.undecided) == self.draws

    def to_json(self) -> dict[str, Any]:
        """The shares by verdict, and that of the undecided draws."""
        return {
            "verdicts": {verdict: self.of(verdict) for verdict in self.verdicts},
            "undecided": self.share_undecided,
        }


def tally(verdicts: tuple[str, ...], states: Sequence[int]) -> Shares:
    """The shares of these states: places of verdicts, or `UNDECIDED`."""
    counts = tuple(states.count(place) for place in range(len(verdicts)))
    return Shares(verdicts, counts, states.count(UNDECIDED))


def check_request(draws: object, seed: object) -> None:
    """Raises `InputError` unless both are whole numbers in their ranges."""
    found = [*_misfit("draws", draws, 1, MOST_DRAWS), *_misfit("seed", seed, 0, LARGEST_SEED)]
    if found:
        raise InputError(found)


def _misfit(label: str, value: object, least: int, most: int) -> Iterator[Complaint]:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        largest = "2**53" if most == LARGEST_SEED else f"{most:,}"
        expected = f"a whole number from {least} to {largest}"
        yield Complaint(f"found {show(value)}", expected, label=label)
