"""All checks, in the order in which they run; the docstring of each says what it demands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from evalcore.extend.policies import Policy, Role
from evalcore.testing import checks, paper
from evalcore.testing.examples import Example


@attrs.frozen
class Check:
    """One check: a function that fails, or does not, on one example.

    `applies` says to which policies it makes sense. `afterwards` says what went wrong over all
    examples together. `once` marks a check that no further example can fail.
    """

    function: Callable[[Example], None]
    applies: Callable[[Policy[..., Any]], bool] = lambda _policy: True
    afterwards: Callable[[Mapping[str, Any]], str] = lambda _memory: ""
    once: bool = False

    @property
    def name(self) -> str:
        """By which results and expected failures call it."""
        return self.function.__name__

    @property
    def doc(self) -> str:
        """What it demands, and why."""
        return self.function.__doc__ or ""


CHECKS = (
    Check(checks.compiles),
    Check(checks.score_within_0_and_1, applies=lambda policy: policy.role is Role.CRITERION),
    Check(checks.clauses_are_in_order, applies=lambda policy: policy.role is Role.GATE),
    Check(checks.deterministic),
    Check(checks.input_is_untouched),
    Check(checks.never_raises),
    Check(checks.unknowns_propagate),
    Check(checks.order_does_not_matter),
    Check(paper.settings_are_refused, afterwards=paper.tables_matter),
    Check(checks.interpretations_agree),
    Check(checks.results_survive_json),
    Check(paper.documented),
    Check(paper.imports_quickly, once=True),
    Check(checks.directions_hold, applies=lambda policy: bool(policy.directions)),
)


def checks_of(policy: Policy[..., Any]) -> list[Check]:
    """Those that make sense for a policy."""
    return [each for each in CHECKS if each.applies(policy)]
