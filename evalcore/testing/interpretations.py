"""The interpretations of a graph that have to agree: one entry in a table each.

Each says what the outputs of a policy come to on one request: a value, or between which values it
lies. None stands for a request that this interpretation has no answer to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from evalcore.extend.policies import Clauses
from evalcore.language.nodes import Compare
from evalcore.request.situation import Situation
from evalcore.testing.subjects import Said, Traced
from evalcore.written.numbers import is_number

SLACK = 1e-9
DOUBTFUL = 1e-6  # so near to each other, plain Python and the tolerance of evalcore may differ


@attrs.frozen(repr=False)
class Between:
    """Bounds of a value: numbers, or False and True of a condition."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether the value lies within, but for rounding."""
        slack = SLACK * max(1.0, abs(value))
        return self.low - slack <= value <= self.high + slack

    def __repr__(self) -> str:
        return f"{self.low!r} to {self.high!r}"


Answer = Mapping[str, Any]  # by clause: a value, or bounds


def by_generated_python(said: Said) -> Answer:
    """The generated function, which decides."""
    return said.results


def by_trace(said: Said) -> Answer:
    """The outcomes of the nodes one by one, which explain."""
    return {name: said.evaluation.trace[node] for name, node in said.traced.nodes.items()}


def by_bounds(said: Said) -> Answer:
    """Between which values it lies, whatever the missing fields turn out to be."""
    return bounds_in(said.traced, said.situation)


def bounds_in(traced: Traced, situation: Situation) -> Answer:
    """Between which values each output lies in a situation."""
    graph = traced.graph
    spans = graph.spanning(situation) or graph.unrelated.spanning(situation)
    found: dict[str, Any] = {}
    for name, node in traced.nodes.items():
        first, second, _ = spans[traced.graph.places[node]]
        if isinstance(first, bool):  # whether it can be true, and can be false
            found[name] = Between(low=not second, high=first)
        else:
            found[name] = Between(first, second)
    return found


def by_calling(said: Said) -> Answer | None:
    """The function as its author wrote it and tests it, called with plain values."""
    traced = said.traced
    if not said.is_complete or traced.opaque is not None or traced.graph.reads_date:
        return None
    if any(_is_doubtful(said, each) for each in traced.graph.nodes if isinstance(each, Compare)):
        return None
    if None in said.results.values():  # where it is undefined, Python raises as it likes
        return None
    try:
        result: object = traced.policy.function(*said.arguments, **traced.settings)
    except (ArithmeticError, LookupError, ValueError):
        return None  # plain Python works out both branches of when(), the undefined one too
    except Exception as error:  # noqa: BLE001 - it is anybody's code
        if said.has_unknown_parts:  # plain Python knows no unknown
            return None
        raised = f"raised {type(error).__name__}: {error}"
        return dict.fromkeys(traced.nodes, raised)
    if isinstance(result, Clauses):
        return dict(result)
    return {"": result}


def _is_doubtful(said: Said, node: Compare) -> bool:
    outcomes = said.evaluation.trace
    left, right = outcomes[node.left], outcomes[node.right]
    if not isinstance(left, float) or not isinstance(right, float):
        return False
    return left != right and abs(left - right) < DOUBTFUL


INTERPRETATIONS: Mapping[str, Callable[[Said], Answer | None]] = {
    "function": by_calling,
    "python": by_generated_python,
    "trace": by_trace,
    "bounds": by_bounds,
}


def agrees(answer: Any, value: Any) -> bool:
    """Whether an interpretation's answer fits the value that decides."""
    if isinstance(answer, Between):
        return value is None or answer.holds(float(value))
    if is_number(answer) and is_number(value):
        return abs(answer - value) <= SLACK * max(1.0, abs(value))
    return answer is value or (type(answer) is type(value) and bool(answer == value))
