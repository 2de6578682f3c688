"""Lint: what a ruleset that compiles says to no purpose, or perhaps not as it was meant.

One file a kind. Everything here is found out by reading the graph and by the ranges of its nodes;
nothing is worked out while rulesets are loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evalcore.rules.context import Context
from evalcore.rules.decision_tables.faults import warnings_of
from evalcore.rules.graph import RuleNode
from evalcore.rules.lint.comparisons import certain_comparisons, silent_clauses
from evalcore.rules.lint.directions import turned_round
from evalcore.rules.lint.gaps import unintended_gaps
from evalcore.rules.lint.idle import idle_parts
from evalcore.rules.lint.weights import idle_weights
from evalcore.written.errors import Complaint


def warnings_about(
    context: Context, rules: Sequence[RuleNode], shares: Mapping[str, float]
) -> Iterator[Complaint]:
    """Every warning about a ruleset that compiles, not yet located."""
    yield from idle_parts(context, rules)
    yield from idle_weights(context, rules, shares)
    yield from certain_comparisons(context)
    yield from silent_clauses(context, rules)
    yield from unintended_gaps(context, rules)
    yield from turned_round(context)
    for each in context.tables.values():
        yield from warnings_of(context, each)
