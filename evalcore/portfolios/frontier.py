"""The frontier: what the best selection is worth as one capacity grows, and who comes and goes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs

from evalcore.portfolios.candidates import NOTHING, Candidates
from evalcore.portfolios.choice import Choice, number, selected
from evalcore.portfolios.demands import Demands, Wishes
from evalcore.portfolios.engine import Engine

STEPS = 10  # where nobody says which amounts


@attrs.frozen
class Step:
    """The best selection with one amount: its value and ids, None where nothing is allowed.

    `come` and `go` are told against the step before, where there was a selection. `proved` is
    false where another may be worth more.
    """

    amount: Fraction
    value: Fraction | None
    chosen: tuple[str, ...] | None
    come: tuple[str, ...] = ()
    go: tuple[str, ...] = ()
    proved: bool = True

    def to_json(self) -> dict[str, Any]:
        """After the contract."""
        return {
            "amount": number(self.amount),
            "value": number(self.value),
            "chosen": None if self.chosen is None else list(self.chosen),
            "in": list(self.come),
            "out": list(self.go),
            "proved": self.proved,
        }


@attrs.frozen(eq=False)
class Frontier:
    """The steps of one capacity, beside the choice with the amount that there is."""

    choice: Choice
    capacity: str
    steps: tuple[Step, ...]

    def to_json(self) -> dict[str, Any]:
        """The choice, with the steps."""
        steps = [each.to_json() for each in self.steps]
        return {**self.choice.to_json(), "frontier_of": self.capacity, "frontier": steps}


def evenly(candidates: Candidates, capacity: str) -> tuple[Fraction, ...]:
    """Ten amounts, the last of which is what all candidates together would take."""
    periods = zip(*(each.uses[capacity] for each in candidates.eligible), strict=True)
    most = max((sum(amounts, NOTHING) for amounts in periods), default=NOTHING)
    return tuple(most * step / STEPS for step in range(1, STEPS + 1)) if most > 0 else (NOTHING,)


def frontier(
    candidates: Candidates,
    wishes: Wishes,
    capacity: str,
    amounts: Sequence[Fraction],
    engine: Engine,
) -> tuple[Step, ...]:
    """The best selection with each of these amounts of a capacity in every period, rising."""
    steps: list[Step] = []
    before: set[str] = set()
    for amount in sorted(set(amounts)):
        asked = attrs.evolve(wishes, capacities={**wishes.capacities, capacity: amount})
        problem = Demands(candidates, asked).problem
        best, _ = selected(engine, problem, 1)
        if best.chosen is None:
            steps.append(Step(amount, None, None, proved=best.proved))
            continue
        ids = problem.named(best.chosen)
        come = tuple(key for key in ids if key not in before)
        go = tuple(sorted(before.difference(ids)))
        steps.append(Step(amount, best.value, tuple(ids), come, go, best.proved))
        before = set(ids)
    return tuple(steps)
